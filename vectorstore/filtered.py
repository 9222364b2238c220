"""The search under a filter: the same lists as without one, of the entries admitted alone.

Made once for each state of the library; knows nothing of how questions are read or lists are fused.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from vectorstore.facts import FactTable
from vectorstore.filters import Filters
from vectorstore.flat_index import FlatIndex
from vectorstore.indexes import CHUNKS, SENTENCES, Indexes
from vectorstore.passages import locate
from vectorstore.search import DEPTH, KEYWORD
from vectorstore.types import Entry

_DEEPEST = 2000
"""Passages of the keyword list that a filter is applied to."""


class FilteredSearch:
    """Searches some of a library's entries."""

    def __init__(self, indexes: Indexes, entries: Sequence[Entry]) -> None:
        self._indexes = indexes
        self._facts = FactTable(entries)
        self._flat: dict[str, tuple[FlatIndex, NDArray[np.intp]]] = {}

    def lists(
        self, weights: Mapping[str, float], vector: NDArray[np.float32] | None, filters: Filters
    ) -> dict[str, list[tuple[str, float]]]:
        """Return lists of (passage id, score), best first, of passages of the entries admitted."""
        mask = self._facts.mask(filters)
        if not mask.any():
            return {KEYWORD: []}
        rows = self._facts.rows
        deep = DEPTH * max(1, len(mask) // int(mask.sum()))
        found = self._indexes.keyword.search(weights, min(_DEEPEST, deep))
        mask = np.append(mask, False)  # for what the indexes hold of entries removed since
        admitted = [(id_, score) for id_, score in found if mask[rows.get(locate(id_)[0], -1)]]
        lists = {KEYWORD: admitted[:DEPTH]}
        if vector is not None and self._indexes.dense:
            for name in (CHUNKS, SENTENCES) if self._indexes.has_sentences else (CHUNKS,):
                flat, owners = self._opened(name)
                lists[name] = flat.search(vector, mask[owners], DEPTH)
        return lists

    def _opened(self, name: str) -> tuple[FlatIndex, NDArray[np.intp]]:
        """Return a collection's vectors, and for each the row of its entry."""
        if name not in self._flat:
            flat = FlatIndex(self._indexes.folder / "vectors", name)
            owners = np.array([self._facts.rows.get(locate(id_)[0], -1) for id_ in flat.ids], np.intp)
            self._flat[name] = (flat, owners)
        return self._flat[name]
