"""The seam of the store: what the library and the search ask of whatever keeps the papers.

A `Store` keeps entries and hands out `Snapshot`s, in which the search finds them. The search decides what a
question means, how lists are fused and which papers count; a store only keeps, counts and compares.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vectorstore.embedders.embedder import Embedder
from vectorstore.errors import EmbedderUnavailable
from vectorstore.search.conditions import Filters
from vectorstore.sources.records import Problem, Record
from vectorstore.text.name_table import NameTable
from vectorstore.types import Entry

Vectors = NDArray[np.float32]
Ranked = list[tuple[str, float]]
"""Passage ids with their scores, best first."""

CHUNKS, SENTENCES = "chunks", "sentences"
"""The two kinds of passages that have vectors."""


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry with the record it was made from, so that it can be made again."""

    entry: Entry
    record: Record


@dataclass(slots=True)
class Context:
    """What a store shares with its library: the embedder, and what readers should know."""

    embedder: Embedder | None
    notices: list[str] = field(default_factory=list)

    def drop_embedder(self, error: EmbedderUnavailable) -> None:
        """Go on with keyword search alone, and say why."""
        self.embedder = None
        self.notice(f"Search by keywords alone: {error}")

    def notice(self, text: str) -> None:
        """Add what readers should know of the state of the library, once."""
        if text not in self.notices:
            self.notices.append(text)


class PassageVectors(Protocol):
    """The vectors of a snapshot's passages, compared exactly; rows are places among its entries."""

    def cosines(self, name: str, keys: Iterable[str], vector: Vectors) -> dict[str, float]:
        """Return the cosine similarity of each passage of some entries, by passage id."""

    def nearest(self, name: str, keys: Iterable[str], vector: Vectors, limit: int) -> Ranked:
        """Return the best passage of each of some entries, the `limit` best."""

    def closeness(self, vector: Vectors) -> Vectors:
        """Return for each entry the mean of its best chunk's and its best sentence's cosine similarity."""

    def of(self, rows: Sequence[int]) -> Vectors:
        """Return the unit mean of the chunks of each of some entries, (rows, dimensions)."""


class Snapshot(Protocol):
    """One state of a store, for searching; it does not change when the store does."""

    @property
    def names(self) -> NameTable:
        """The coined names of the entries."""

    @property
    def has_sentences(self) -> bool:
        """Whether each sentence has a vector."""

    @property
    def vectors(self) -> PassageVectors | None:
        """The vectors of the passages; None where there are none."""

    def frequency(self, term: str) -> int:
        """Return the number of passages that hold `term`, as `analysis.terms` writes it."""

    def rarity(self, term: str) -> float:
        """Return the inverse document frequency of `term`, as BM25 weighs it."""

    def keyword(self, weights: Mapping[str, float], k: int, filters: Filters | None = None) -> Ranked:
        """Return up to `k` passages that hold weighted terms, of entries that `filters` admit."""

    def dense(self, vector: Vectors, k: int, filters: Filters | None = None) -> Ranked:
        """Return up to `k` chunks near a unit vector, of entries that `filters` admit."""


class Store(Protocol):
    """Keeps the papers of one library; safe to use from several threads.

    Every method may raise a LibraryError where the store cannot be read or written.
    """

    def generation(self) -> int:
        """Return a number that grows with every change of the entries."""

    def count(self) -> int:
        """Return the number of entries."""

    def entries(self, keys: Iterable[str] | None = None) -> list[Entry]:
        """Return the entries with those keys, in their order, without unknown ones; None for all entries."""

    def keys(self) -> set[str]:
        """Return every key in use."""

    def stored(self, source: str) -> list[StoredEntry]:
        """Return a source's entries with the records they were made from, in order."""

    def source(self, name: str) -> tuple[str, int] | None:
        """Return the SHA-256 and the cleaning version a source was put with; None before that."""

    def problems(self) -> list[str]:
        """Return what could not be read of the sources, a line each."""

    def writing(self) -> AbstractContextManager[None]:
        """Keep other writers out; raises LibraryBusy where one is at work."""

    def put(
        self,
        source: str,
        mark: tuple[str, int],
        stored: Sequence[StoredEntry],
        problems: Sequence[Problem] = (),
    ) -> None:
        """Make `stored`, in this order, the entries of a source, whole or not at all."""

    def remove(self, keys: Iterable[str]) -> None:
        """Remove the entries with those keys, whole or not at all; unknown keys change nothing."""

    def snapshot(self) -> Snapshot:
        """Return the present state for searching, made first where that is due."""

    def close(self) -> None:
        """Release what the store holds."""
