"""A store that keeps papers in memory and compares everything with everything; satisfies `store.Store`."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from vectorstore.embedders.embedder import Embedder
from vectorstore.search.conditions import Filters
from vectorstore.sources.records import Problem
from vectorstore.stores.store import CHUNKS, SENTENCES, Context, Ranked, StoredEntry, Vectors
from vectorstore.text.analysis import terms
from vectorstore.text.name_table import NameTable
from vectorstore.text.passages import chunks_of, key_of, passage_id, sections_of, sentences_of
from vectorstore.types import Entry


@dataclass
class Memory:
    """What outlives a store that is closed."""

    generation: int = 0
    sources: dict[str, tuple[str, int]] = field(default_factory=dict)
    stored: dict[str, list[StoredEntry]] = field(default_factory=dict)
    problems: dict[str, list[str]] = field(default_factory=dict)


class MemoryVectors:
    """The vectors of some entries; satisfies `store.PassageVectors`."""

    def __init__(self, entries: Sequence[Entry], embedder: Embedder) -> None:
        self._keys = [entry.key for entry in entries]
        self._layers: dict[str, dict[str, Vectors]] = {CHUNKS: {}, SENTENCES: {}}
        for entry in entries:
            chunks = chunks_of(entry, embedder.max_tokens, embedder.count_tokens)
            titled = [f"{entry.title}\n{piece.text}" for piece in chunks]
            spoken = sentences_of(entry)
            layers = ((CHUNKS, chunks, titled), (SENTENCES, spoken, [piece.text for piece in spoken]))
            for name, pieces, texts in layers:
                if texts:
                    self._layers[name] |= dict(
                        zip(map(passage_id, pieces), embedder.encode(texts), strict=True)
                    )

    def cosines(self, name: str, keys: Iterable[str], vector: Vectors) -> dict[str, float]:
        layer = self._layers[name].items()
        return {id_: float(row @ vector) for key in keys for id_, row in layer if key_of(id_) == key}

    def nearest(self, name: str, keys: Iterable[str], vector: Vectors, limit: int) -> Ranked:
        best: dict[str, tuple[str, float]] = {}
        for found in _best_first(self.cosines(name, keys, vector)):
            best.setdefault(key_of(found[0]), found)
        return list(best.values())[:limit]

    def closeness(self, vector: Vectors) -> Vectors:
        found = np.zeros(len(self._keys), np.float32)
        for name in self._layers:
            for row, key in enumerate(self._keys):
                found[row] += max(self.cosines(name, [key], vector).values(), default=0.0) / 2
        return found

    def of(self, rows: Sequence[int]) -> Vectors:
        layer = self._layers[CHUNKS].items()
        sums = [np.sum([v for id_, v in layer if key_of(id_) == self._keys[row]], axis=0) for row in rows]
        return np.stack([one / np.linalg.norm(one) for one in sums])


class MemorySnapshot:
    """Some entries, for searching; satisfies `store.Snapshot`."""

    def __init__(self, entries: Sequence[Entry], embedder: Embedder | None) -> None:
        self._entries = {entry.key: entry for entry in entries}
        self.names = NameTable.of(entries)
        self.vectors = MemoryVectors(entries, embedder) if embedder else None
        self.has_sentences = embedder is not None
        self._counts = {
            passage_id(piece): Counter(terms(f"{entry.title} {piece.text}"))
            for entry in entries
            for piece in sections_of(entry)
        }

    def frequency(self, term: str) -> int:
        return sum(term in counts for counts in self._counts.values())

    def rarity(self, term: str) -> float:
        count = self.frequency(term)
        return math.log(1 + (len(self._counts) - count + 0.5) / (count + 0.5))

    def keyword(self, weights: Mapping[str, float], k: int, filters: Filters | None = None) -> Ranked:
        scores = {
            id_: sum(weight * counts[term] for term, weight in weights.items())
            for id_, counts in self._counts.items()
            if not weights.keys().isdisjoint(counts)
        }
        return self._admitted(scores, filters)[:k]

    def dense(self, vector: Vectors, k: int, filters: Filters | None = None) -> Ranked:
        if not self.vectors:
            return []
        return self._admitted(self.vectors.cosines(CHUNKS, self._entries, vector), filters)[:k]

    def _admitted(self, scores: Mapping[str, float], filters: Filters | None) -> Ranked:
        ranked = _best_first(scores)
        return [one for one in ranked if not filters or filters.admits(self._entries[key_of(one[0])])]


class MemoryStore:
    """Keeps entries in a `Memory`; satisfies `store.Store`."""

    def __init__(self, memory: Memory, context: Context) -> None:
        self._memory = memory
        self._context = context
        self._made: tuple[int, MemorySnapshot] | None = None

    def generation(self) -> int:
        return self._memory.generation

    def count(self) -> int:
        return len(self.entries())

    def entries(self, keys: Iterable[str] | None = None) -> list[Entry]:
        stored = self._memory.stored
        known = {item.entry.key: item.entry for source in sorted(stored) for item in stored[source]}
        return [known[key] for key in (known if keys is None else keys) if key in known]

    def keys(self) -> set[str]:
        return {entry.key for entry in self.entries()}

    def stored(self, source: str) -> list[StoredEntry]:
        return list(self._memory.stored.get(source, []))

    def source(self, name: str) -> tuple[str, int] | None:
        return self._memory.sources.get(name)

    def problems(self) -> list[str]:
        return [line for source in sorted(self._memory.problems) for line in self._memory.problems[source]]

    @contextmanager
    def writing(self) -> Iterator[None]:
        yield

    def put(
        self,
        source: str,
        mark: tuple[str, int],
        stored: Sequence[StoredEntry],
        problems: Sequence[Problem] = (),
    ) -> None:
        self._memory.sources[source] = mark
        self._memory.stored[source] = list(stored)
        self._memory.problems[source] = list(map(str, problems))
        self._memory.generation += 1

    def remove(self, keys: Iterable[str]) -> None:
        gone = self.keys().intersection(keys)
        for source, stored in self._memory.stored.items():
            self._memory.stored[source] = [item for item in stored if item.entry.key not in gone]
        self._memory.generation += bool(gone)

    def snapshot(self) -> MemorySnapshot:
        if self._made is None or self._made[0] != self.generation():
            self._made = (self.generation(), MemorySnapshot(self.entries(), self._context.embedder))
        return self._made[1]

    def close(self) -> None:
        self._made = None


def _best_first(scores: Mapping[str, float]) -> Ranked:
    return sorted(scores.items(), key=lambda found: -found[1])
