"""Words that the reading of texts knows, kept in `data/words.toml`."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


def read_words(name: str) -> tuple[str, ...]:
    """Return the words listed under a name, in their order."""
    return tuple(_load()[name].split())


def read_pairs(name: str) -> dict[str, str]:
    """Return a table of the file: what each of its words stands for."""
    return dict(_load()[name])


def alternatives(name: str) -> str:
    """Return the words listed under a name as alternatives of a regular expression, in their order."""
    return "|".join(map(re.escape, read_words(name)))


@cache
def _load() -> dict[str, Any]:
    return tomllib.loads((files("vectorstore") / "data" / "words.toml").read_text(encoding="utf-8"))
