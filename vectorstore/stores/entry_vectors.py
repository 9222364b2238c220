"""The vectors of a library's passages by the entry they belong to, read where they lie and compared exactly.

Chroma finds the nearest of all; compared here are those of entries already found, admitted by a filter or to
be grouped. The one owner of the flat files; made once for each state of the library.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vectorstore.stores.flat_index import FlatIndex
from vectorstore.stores.indexes import Indexes
from vectorstore.stores.store import CHUNKS, SENTENCES, Vectors
from vectorstore.text.passages import key_of

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class _Layer:
    """One collection; the passages of an entry lie together, as they were written."""

    flat: FlatIndex
    owners: Rows
    """The entry of each passage, -1 for one removed since."""
    starts: Rows
    """The first passage of each entry."""
    counts: Rows
    """The number of passages of each entry."""

    def passages(self, entries: Rows) -> Rows:
        """Return the rows of all passages of some entries, entry by entry."""
        counts = self.counts[entries]
        skipped = np.cumsum(counts) - counts
        return np.repeat(self.starts[entries] - skipped, counts) + np.arange(counts.sum())


class EntryVectors:
    """The vectors of an index's passages.

    Args:
        indexes: an index with vectors.
        keys: the entries, in the order of the rows that come out.

    Raises:
        LibraryError: the files cannot be read.
    """

    def __init__(self, indexes: Indexes, keys: Sequence[str]) -> None:
        self._rows = {key: row for row, key in enumerate(keys)}
        names = (CHUNKS, SENTENCES) if indexes.has_sentences else (CHUNKS,)
        self._layers = {name: self._layer(FlatIndex(indexes.folder / "vectors", name)) for name in names}

    def _layer(self, flat: FlatIndex) -> _Layer:
        owners = np.array([self._rows.get(key_of(id_), -1) for id_ in flat.ids], np.intp)
        starts = np.zeros(len(self._rows) + 1, np.intp)  # the last one for those removed since
        firsts = np.flatnonzero(np.diff(owners, prepend=-2))
        starts[owners[firsts]] = firsts
        counts = np.bincount(owners[owners >= 0], minlength=len(self._rows))
        return _Layer(flat, owners, starts, counts)

    def admitted(self, name: str, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which passages of a collection belong to the entries admitted, one boolean an entry."""
        return np.append(mask, False)[self._layers[name].owners]

    def search(
        self, name: str, vector: Vectors, admitted: NDArray[np.bool_], limit: int
    ) -> list[tuple[str, float]]:
        """Return up to `limit` (passage id, cosine similarity) of passages admitted, most similar first."""
        return self._layers[name].flat.search(vector, admitted, limit)

    def cosines(self, name: str, keys: Iterable[str], vector: Vectors) -> dict[str, float]:
        """Return the cosine similarity of each passage of some entries, by passage id."""
        layer = self._layers[name]
        rows = layer.passages(self._known(keys))
        if not len(rows):
            return {}
        found = (layer.flat.vectors[rows] @ vector).tolist()
        return {layer.flat.ids[row]: cosine for row, cosine in zip(rows, found, strict=True)}

    def nearest(self, name: str, keys: Iterable[str], vector: Vectors, limit: int) -> list[tuple[str, float]]:
        """Return (passage id, cosine) of the best passage of some entries, the `limit` best, best first."""
        layer = self._layers[name]
        entries = self._known(keys)
        entries = entries[layer.counts[entries] > 0]
        if not len(entries):
            return []
        rows, counts = layer.passages(entries), layer.counts[entries]
        found = layer.flat.vectors[rows] @ vector
        best = np.maximum.reduceat(found, np.cumsum(counts) - counts)
        places = np.flatnonzero(found == np.repeat(best, counts))
        # One of those equally good.
        places = places[np.unique(layer.owners[rows[places]], return_index=True)[1]]
        places = places[np.argsort(-found[places], kind="stable")][:limit]
        return [(layer.flat.ids[rows[place]], float(found[place])) for place in places]

    def closeness(self, vector: Vectors) -> Vectors:
        """Return for each entry the mean of its best chunk's and its best sentence's cosine similarity."""
        layers = [layer for layer in self._layers.values() if len(layer.owners)]
        total = np.zeros(len(self._rows), np.float32)
        for layer in layers:
            best = np.full(len(self._rows) + 1, -1.0, np.float32)
            np.maximum.at(best, layer.owners, layer.flat.vectors @ vector)  # the last row: removed since
            total += np.where(best[:-1] > -1, best[:-1], 0)
        total /= max(1, len(layers))
        return total

    def of(self, rows: Sequence[int]) -> Vectors:
        """Return the unit mean of the chunks of each of some entries, (rows, dimensions)."""
        layer = self._layers[CHUNKS]
        entries = np.array(rows, np.intp)
        found = np.zeros((len(rows), layer.flat.vectors.shape[1]), np.float32)
        np.add.at(
            found,
            np.repeat(np.arange(len(rows)), layer.counts[entries]),
            layer.flat.vectors[layer.passages(entries)],
        )
        found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)
        return found

    def _known(self, keys: Iterable[str]) -> Rows:
        return np.array([row for key in keys if (row := self._rows.get(key)) is not None], np.intp)
