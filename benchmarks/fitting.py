"""Fits the numbers of `assistant/data/weights.toml`, tries them on cases kept back, and writes them there.

Logistic regression by Newton's method, with the weights kept small. A table says what it was fitted on: the
file, a hash of it, the day, and the embedder.
"""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.weights import PLACE, load, weights
from vectorstore.retriever import Retriever
from vectorstore.search.question import Question
from vectorstore.stores.chroma_index import Vectors

FOLDS = 8
_RIDGE = 0.3
_FILE = Path(__file__).parent.parent.joinpath("assistant", *PLACE)
_HEAD = "# Fitted numbers: written by benchmarks.{subfields,related,refusals} with --fit.\n"

Floats = NDArray[np.float64]
Numbers = dict[str, float]
Seen = TypeVar("Seen")
Outcome = TypeVar("Outcome")


class ByWords(Retriever):
    """Finds by words alone, as where no embedding model is installed."""

    def vectors(self) -> None:
        """Return none."""

    def embed(self, question: Question) -> tuple[Vectors | None, str]:
        """Return none, and nothing to say of it."""
        return None, ""


def regress(rows: Floats, wanted: Floats, shares: Floats | None = None) -> Floats:
    """Return the bias and the weights that tell the wanted rows (1) from the others (0).

    `shares` says how much each row counts, 1 if left out.
    """
    table = np.c_[np.ones(len(rows)), rows]
    counts = np.ones(len(rows)) if shares is None else shares
    found: Floats = np.zeros(table.shape[1])
    ridge = np.diag([0.0] + [_RIDGE] * rows.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-table @ found))
        slope = table.T @ (counts * (wanted - chance)) - ridge @ found
        found += np.linalg.solve((table.T * (counts * chance * (1 - chance))) @ table + ridge, slope)
    return found


@contextmanager
def using(table: str, numbers: Mapping[str, float]) -> Iterator[None]:
    """Let all decisions within use these numbers for a table."""
    kept = weights(table)
    load()[table]["numbers"] = dict(numbers)
    try:
        yield
    finally:
        load()[table]["numbers"] = kept


def cross_validate(
    table: str,
    seen: Sequence[Seen],
    fit: Callable[[Sequence[Seen]], Numbers],
    tell: Callable[[int], Outcome],
) -> list[Outcome]:
    """Return for each case what is told of it with numbers fitted on the folds that it is not in."""
    told: dict[int, Outcome] = {}
    for fold in range(FOLDS):
        with using(table, fit([one for at, one in enumerate(seen) if at % FOLDS != fold])):
            told |= {at: tell(at) for at in range(fold, len(seen), FOLDS)}
    return [told[at] for at in range(len(seen))]


def save(table: str, numbers: Mapping[str, float], data: Path, embedder: str) -> None:
    """Write one table of the file anew, with what it was fitted on."""
    told: dict[str, object] = {
        "fitted_on": f"{data.parent.parent.name}/{data.parent.name}/{data.name}",
        "sha256": hashlib.sha256(data.read_bytes()).hexdigest()[:16],
        "day": time.strftime("%Y-%m-%d"),
        "embedder": embedder,
    }
    load()[table] = told | {"numbers": {name: round(value, 3) for name, value in numbers.items()}}
    _FILE.write_text(_HEAD + "".join(map(_written, load())), encoding="utf-8")


def _written(table: str) -> str:
    facts = load()[table]
    said = [f'{name} = "{value}"' for name, value in facts.items() if name != "numbers"]
    numbers = [f"{name} = {value}" for name, value in facts["numbers"].items()]
    return "\n".join(["", f"[{table}]", *said, f"[{table}.numbers]", *numbers, ""])
