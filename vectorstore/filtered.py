"""The search under a filter: the same lists as without one, of the entries admitted alone.

Made once for each state of the library; knows nothing of how questions are read or lists are fused.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from vectorstore.chroma_index import ChromaIndex
from vectorstore.facts import FactTable, Mask
from vectorstore.filters import Filters
from vectorstore.flat_index import FlatIndex
from vectorstore.indexes import CHUNKS, SENTENCES, Indexes
from vectorstore.passages import key_of
from vectorstore.search import DEPTH, KEYWORD
from vectorstore.types import Entry

_DEEPEST = 1000
"""Passages of the keyword list that a filter is applied to."""
_BROAD = 0.2
"""A filter that admits this share of the passages is applied to what the graph finds."""
_SPARE = 1.2
"""How much more than the filter should let through is asked of the graph."""


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
        admitted = [(id_, score) for id_, score in found if mask[rows.get(key_of(id_), -1)]]
        lists = {KEYWORD: admitted[:DEPTH]}
        if vector is not None and self._indexes.dense:
            for name in (CHUNKS, SENTENCES) if self._indexes.has_sentences else (CHUNKS,):
                lists[name] = self._dense(self._indexes.dense, name, vector, mask)
        return lists

    def _dense(
        self, dense: ChromaIndex, name: str, vector: NDArray[np.float32], mask: Mask
    ) -> list[tuple[str, float]]:
        """Ask the graph for more than is wanted where a filter admits much, else compare all it admits."""
        flat, owners = self._opened(name)
        admitted = mask[owners]
        share = float(admitted.mean())
        if share >= _BROAD:
            found = dense.search(name, vector, int(_SPARE * DEPTH / share))
            kept = [(id_, cosine) for id_, cosine in found if mask[self._facts.rows.get(key_of(id_), -1)]]
            if len(kept) >= DEPTH or len(found) >= len(owners):
                return kept[:DEPTH]
        return flat.search(vector, admitted, DEPTH)

    def _opened(self, name: str) -> tuple[FlatIndex, NDArray[np.intp]]:
        """Return a collection's vectors, and for each the row of its entry."""
        if name not in self._flat:
            flat = FlatIndex(self._indexes.folder / "vectors", name)
            owners = np.array([self._facts.rows.get(key_of(id_), -1) for id_ in flat.ids], np.intp)
            self._flat[name] = (flat, owners)
        return self._flat[name]
