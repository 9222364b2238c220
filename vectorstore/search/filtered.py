"""The search under a filter: the same lists as without one, of the entries admitted alone.

Made once for each state of the library; knows nothing of how questions are read or lists are fused.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from vectorstore.search.conditions import FactTable, Filters, Mask
from vectorstore.search.entry_vectors import EntryVectors
from vectorstore.search.fuse import DEPTH, KEYWORD
from vectorstore.stores.indexes import CHUNKS, Indexes
from vectorstore.text.passages import key_of
from vectorstore.types import Entry

_DEEPEST = 1000
"""Passages of the keyword list that a filter is applied to."""
_BROAD = 0.2
"""A filter that admits this share of the passages is applied to what the graph finds."""
_SPARE = 1.2
"""How much more than the filter should let through is asked of the graph."""


class FilteredSearch:
    """Searches some of a library's entries; `vectors` is None where the library has none."""

    def __init__(self, indexes: Indexes, vectors: EntryVectors | None, entries: Sequence[Entry]) -> None:
        self._indexes = indexes
        self._vectors = vectors
        self._facts = FactTable(entries)

    def lists(
        self, weights: Mapping[str, float], vector: NDArray[np.float32] | None, filters: Filters
    ) -> dict[str, list[tuple[str, float]]]:
        """Return lists of (passage id, score), best first, of passages of the entries admitted."""
        mask = self._facts.mask(filters)
        if not mask.any():
            return {KEYWORD: []}
        deep = DEPTH * max(1, len(mask) // int(mask.sum()))
        found = self._indexes.keyword.search(weights, min(_DEEPEST, deep))
        lists = {KEYWORD: self._kept(found, mask)}
        if vector is not None and self._vectors:
            lists[CHUNKS] = self._dense(self._vectors, vector, mask)
        return lists

    def _dense(
        self, vectors: EntryVectors, vector: NDArray[np.float32], mask: Mask
    ) -> list[tuple[str, float]]:
        """Ask the graph for more than is wanted where a filter admits much, else compare all it admits."""
        admitted = vectors.admitted(CHUNKS, mask)
        share = float(admitted.mean()) if len(admitted) else 0.0
        if share >= _BROAD and self._indexes.dense:
            found = self._indexes.dense.search(CHUNKS, vector, int(_SPARE * DEPTH / share))
            kept = self._kept(found, mask)
            if len(kept) == DEPTH or len(found) >= len(admitted):
                return kept
        return vectors.search(CHUNKS, vector, admitted, DEPTH)

    def _kept(self, found: Sequence[tuple[str, float]], mask: Mask) -> list[tuple[str, float]]:
        """Return the first of those found that are admitted; the indexes may hold entries removed since."""
        rows = np.array([self._facts.rows.get(key_of(id_), -1) for id_, _ in found], np.intp)
        return [found[place] for place in np.flatnonzero(np.append(mask, False)[rows])[:DEPTH]]
