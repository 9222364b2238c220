"""The vectors of whole entries, read in bulk: how close each is to a subject, and what they are grouped by.

Made once for each state of the library from the files beside Chroma's; knows nothing of subjects.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vectorstore.flat_index import FlatIndex
from vectorstore.indexes import CHUNKS, SENTENCES, Indexes
from vectorstore.passages import locate

Vectors = NDArray[np.float32]


class EntryVectors:
    """The vectors of an index's passages, by the entry they belong to.

    Args:
        indexes: an index with vectors.
        keys: the entries, in the order of the rows that come out.

    Raises:
        LibraryError: the files cannot be read.
    """

    def __init__(self, indexes: Indexes, keys: Sequence[str]) -> None:
        rows = {key: row for row, key in enumerate(keys)}
        self._size = len(keys)
        self._layers: list[tuple[Vectors, NDArray[np.intp]]] = []
        for name in (CHUNKS, SENTENCES) if indexes.has_sentences else (CHUNKS,):
            flat = FlatIndex(indexes.folder / "vectors", name)
            owners = np.array([rows.get(locate(id_)[0], -1) for id_ in flat.ids], np.intp)
            if len(owners):
                self._layers.append((flat.vectors, owners))

    def closeness(self, vector: Vectors) -> Vectors:
        """Return for each entry the mean of its best chunk's and its best sentence's cosine similarity."""
        total = np.zeros(self._size, np.float32)
        for vectors, owners in self._layers:
            best = np.full(self._size + 1, -1.0, np.float32)
            np.maximum.at(best, owners, vectors @ vector)  # the last row gathers entries removed since
            total += np.where(best[:-1] > -1, best[:-1], 0)
        total /= max(1, len(self._layers))
        return total

    def of(self, rows: Sequence[int]) -> Vectors:
        """Return the unit mean of the chunks of each of some entries, (rows, dimensions)."""
        vectors, owners = self._layers[0]
        found = np.zeros((len(rows), vectors.shape[1]), np.float32)
        place = np.full(self._size + 1, -1, np.intp)
        place[list(rows)] = range(len(rows))
        wanted = np.flatnonzero(place[owners] >= 0)
        np.add.at(found, place[owners[wanted]], vectors[wanted])
        found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)
        return found
