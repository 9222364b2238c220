"""The numbers that benchmarks fitted, read from `data/weights.toml`: a table for each decision.

A table says beside its numbers what they were fitted on; `python -m benchmarks.NAME --fit` writes it.
"""

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

PLACE = "data", "weights.toml"


def weights(table: str) -> dict[str, float]:
    """Return the numbers of a table such as `subfield` or `subfield_words`.

    Raises:
        KeyError: there is no such table.
    """
    found: dict[str, float] = load()[table]["numbers"]
    return found


@lru_cache
def load() -> dict[str, dict[str, Any]]:
    """Return all tables by their names."""
    return tomllib.loads(files("assistant").joinpath(*PLACE).read_text(encoding="utf-8"))
