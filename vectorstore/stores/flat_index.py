"""Exact nearest neighbours among some of the vectors: the dense search under a filter.

Chroma walks its graph before it looks at metadata, so a broad filter makes it slow and a narrow one makes it
miss. Here the same vectors lie in one memory-mapped file; a filtered search compares them all, about 10 ms at
100,000 of 384 dimensions. Knows nothing of entries: passage ids in, passage ids out.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vectorstore.errors import LibraryError
from vectorstore.stores.store import Vectors

_LONG_RUN = 64
"""Rows that neighbouring ones must number on average to be compared run by run."""


class FlatIndex:
    """The vectors of one collection, in a file made by `keep`.

    Raises:
        LibraryError: the files cannot be read.
    """

    def __init__(self, folder: Path, name: str) -> None:
        try:
            self.ids = (folder / f"{name}.txt").read_text(encoding="utf-8").splitlines()
            # A collection of nothing has no file of vectors.
            # A view as a plain array: a memmap's own indexing takes longer than what it indexes.
            self.vectors: Vectors = (
                np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))
                if self.ids
                else np.zeros((0, 0), np.float32)
            )
        except (OSError, ValueError) as error:
            raise LibraryError(f"The vectors in {folder} cannot be read: {error}") from error

    def search(self, vector: Vectors, admitted: NDArray[np.bool_], limit: int) -> list[tuple[str, float]]:
        """Return up to `limit` (id, cosine similarity) of the rows admitted, most similar first."""
        rows = np.flatnonzero(admitted)
        if not len(rows):
            return []
        scores = self._compared(rows, vector)
        best = np.argsort(-scores)[:limit] if len(rows) <= limit else _top(scores, limit)
        return [(self.ids[rows[place]], float(scores[place])) for place in best]

    def _compared(self, rows: NDArray[np.intp], vector: Vectors) -> Vectors:
        """Return the cosines of some rows; many are compared where they lie, as a copy would take longer."""
        ends = np.flatnonzero(np.diff(rows) != 1) + 1
        if len(rows) >= _LONG_RUN * (len(ends) + 1):
            runs = np.split(rows, ends)
            return np.concatenate([self.vectors[run[0] : run[-1] + 1] @ vector for run in runs])
        if len(rows) * 4 < len(self.vectors):
            return self.vectors[rows] @ vector
        return (self.vectors @ vector)[rows]


def _top(scores: Vectors, limit: int) -> NDArray[np.intp]:
    best = np.argpartition(-scores, limit)[:limit]
    return best[np.argsort(-scores[best])]


def keep(folder: Path, name: str, ids: Sequence[str], vectors: Iterator[Vectors]) -> Iterator[Vectors]:
    """Write the vectors of a collection as they pass by, in the order of `ids`."""
    (folder / f"{name}.txt").write_text("".join(f"{id_}\n" for id_ in ids), encoding="utf-8")
    table: np.memmap[tuple[int, ...], np.dtype[np.float32]] | None = None
    done = 0
    for rows in vectors:
        if table is None:
            table = np.lib.format.open_memmap(
                folder / f"{name}.npy", mode="w+", dtype=np.float32, shape=(len(ids), rows.shape[1])
            )
        table[done : done + len(rows)] = rows
        done += len(rows)
        yield rows
    if table is not None:
        table.flush()
