"""The search under a filter: the same lists as without one, of the entries admitted alone.

Made once for each state of the library; knows nothing of how questions are read or lists are fused.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from vectorstore.search.conditions import FactTable, Filters, Mask
from vectorstore.stores.entry_vectors import EntryVectors
from vectorstore.stores.indexes import Indexes
from vectorstore.stores.store import CHUNKS, Ranked, Vectors
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

    def keyword(self, weights: Mapping[str, float], k: int, filters: Filters) -> Ranked:
        """Return up to `k` (passage id, score), best first, of passages of the entries admitted."""
        mask = self._facts.mask(filters)
        if not mask.any():
            return []
        deep = k * max(1, len(mask) // int(mask.sum()))
        found = self._indexes.keyword.search(weights, max(k, min(_DEEPEST, deep)))
        return self._keep_admitted(found, mask)[:k]

    def dense(self, vector: Vectors, k: int, filters: Filters) -> Ranked:
        """Ask the graph for more than is wanted where a filter admits much, else compare all it admits."""
        mask = self._facts.mask(filters)
        if not self._vectors or not mask.any():
            return []
        admitted = self._vectors.admitted(CHUNKS, mask)
        share = float(admitted.mean()) if len(admitted) else 0.0
        if share >= _BROAD and self._indexes.dense:
            found = self._indexes.dense.search(CHUNKS, vector, int(_SPARE * k / share))
            kept = self._keep_admitted(found, mask)[:k]
            if len(kept) == k or len(found) >= len(admitted):
                return kept
        return self._vectors.search(CHUNKS, vector, admitted, k)

    def _keep_admitted(self, found: Ranked, mask: Mask) -> Ranked:
        rows = np.array([self._facts.rows.get(key_of(id_), -1) for id_, _ in found], np.intp)
        return [found[place] for place in np.flatnonzero(np.append(mask, False)[rows])]
