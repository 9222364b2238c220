"""The recorded facts of a library as columns, so that a filter is a few array operations at any size.

Knows the same conditions as `conditions.Filters.admits`, which says them for one entry.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vectorstore.search.conditions import TEXTS, Filters, facts_of, is_repository, matching
from vectorstore.types import Entry

Mask = NDArray[np.bool_]


class FactTable:
    """The facts of some entries, in their order."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.rows = {entry.key: row for row, entry in enumerate(entries)}
        self._years = np.array([entry.year if entry.year is not None else -1 for entry in entries], np.int32)
        kinds = [{is_repository(link) for link in entry.links} for entry in entries]
        self._count = np.array([len(entry.links) for entry in entries], np.int32)
        self._code = np.array([True in found for found in kinds], np.bool_)
        self._page = np.array([False in found for found in kinds], np.bool_)
        self._texts = {fact: _by_value([facts_of(entry, fact) for entry in entries]) for fact in TEXTS}

    def mask(self, filters: Filters) -> Mask:
        """Return which entries meet every condition, one boolean an entry."""
        mask = np.ones(len(self.rows), np.bool_)
        for fact, wanted, required in filters.texts():
            mask &= self._holding(fact, wanted) == required
        if filters.year_from is not None:
            mask &= self._years >= filters.year_from
        if filters.year_to is not None:
            mask &= (self._years > -1) & (self._years <= filters.year_to)
        if filters.not_year is not None:
            mask &= self._years != filters.not_year
        if filters.has_links is not None:
            mask &= (self._count > 0) == filters.has_links
        if filters.min_links is not None:
            mask &= self._count >= filters.min_links
        if filters.has_code is not None:
            mask &= self._code == filters.has_code
        if filters.has_page is not None:
            mask &= self._page == filters.has_page
        return mask

    def _holding(self, fact: str, wanted: str) -> Mask:
        mask = np.zeros(len(self.rows), np.bool_)
        matches = matching(fact, wanted)
        for value, where in self._texts[fact].items():
            if matches(value):
                mask[where] = True
        return mask


def _by_value(values: Sequence[tuple[str, ...]]) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = defaultdict(list)
    for row, found in enumerate(values):
        for value in found:
            rows[value.lower()].append(row)
    return dict(rows)
