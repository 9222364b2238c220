"""Fits the numbers of `assistant/data/weights.toml`, tries them on cases kept back, and writes them there.

Logistic regression by Newton's method, with the weights kept small. A table says what it was fitted on: the
file, a hash of it, the day, and the embedder.
"""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.deciding.weights import PLACE, load, weights
from vectorstore.retriever import Retriever
from vectorstore.search.question import Question
from vectorstore.stores.store import Vectors

FOLDS = 8
_FLATTERY = 0.02
"""So much do numbers gain on the very cases that they were fitted on, as those written before were."""
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
    spread = rows.std(axis=0) + 1e-9
    table = np.c_[np.ones(len(rows)), rows / spread]
    counts = np.ones(len(rows)) if shares is None else shares
    found: Floats = np.zeros(table.shape[1])
    ridge = np.diag([0.0] + [_RIDGE] * rows.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-table @ found))
        slope = table.T @ (counts * (wanted - chance)) - ridge @ found
        found += np.linalg.solve((table.T * (counts * chance * (1 - chance))) @ table + ridge, slope)
    found[1:] /= spread
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


@dataclass(frozen=True)
class Trial(Generic[Seen, Outcome]):
    """One table to be fitted on some cases."""

    table: str
    reader: Retriever
    seen: Sequence[Seen]
    """What the decision on each case rests on."""
    fit: Callable[[Sequence[Seen]], Numbers]
    tell: Callable[[Retriever, int], Outcome]
    """Decides on a case, by its place, with the weights as they stand."""
    show: Callable[[Sequence[Outcome]], str]
    worth: Callable[[Sequence[Outcome]], float]

    def told(self) -> list[Outcome]:
        """Return what is decided on every case."""
        return [self.tell(self.reader, at) for at in range(len(self.seen))]

    def cross_validated(self) -> list[Outcome]:
        """Return what is decided on each case with numbers fitted on the folds that it is not in."""
        told: dict[int, Outcome] = {}
        for fold in range(FOLDS):
            kept = [one for at, one in enumerate(self.seen) if at % FOLDS != fold]
            with using(self.table, self.fit(kept)):
                told |= {at: self.tell(self.reader, at) for at in range(fold, len(self.seen), FOLDS)}
        return [told[at] for at in range(len(self.seen))]


def refit(trial: Trial[Seen, Outcome], data: Sequence[Path], embedder: str) -> None:
    """Fit a table, print how it does, and write it, unless the cases kept back speak against it."""
    before, kept_back = trial.told(), trial.cross_validated()
    print(f"{trial.table} before: {trial.show(before)}")
    print(f"{trial.table} kept back: {trial.show(kept_back)}")
    if trial.worth(kept_back) < trial.worth(before) - _FLATTERY:
        print(f"{trial.table} stays as it is")
        return
    save(trial.table, trial.fit(trial.seen), data, embedder)
    print(f"{trial.table} fitted: {trial.show(trial.told())}")


def save(table: str, numbers: Mapping[str, float], data: Sequence[Path], embedder: str) -> None:
    """Write one table of the file anew, with what it was fitted on."""
    told: dict[str, object] = {
        "fitted_on": " ".join(path.name for path in data),
        "sha256": hashlib.sha256(b"".join(path.read_bytes() for path in data)).hexdigest()[:16],
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
