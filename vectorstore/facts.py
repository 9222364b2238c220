"""The recorded facts of a library as columns, so that a filter is a few array operations at any size.

Knows the same conditions as `filters.Filters.admits`, which says them for one entry.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vectorstore.filters import Filters
from vectorstore.types import Entry

Mask = NDArray[np.bool_]


class FactTable:
    """The facts of some entries, in their order."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.rows = {entry.key: row for row, entry in enumerate(entries)}
        self._years = np.array([entry.year if entry.year is not None else -1 for entry in entries], np.int32)
        self._linked = np.array([bool(entry.links) for entry in entries], np.bool_)
        self._venues = _by_value([(entry.venue,) for entry in entries])
        self._kinds = _by_value([(entry.kind,) for entry in entries])
        self._topics = _by_value([entry.topics for entry in entries])
        self._authors = _by_value([entry.authors for entry in entries])

    def mask(self, filters: Filters) -> Mask:
        """Return which entries meet every condition, one boolean an entry."""
        mask = np.ones(len(self.rows), np.bool_)
        if filters.venue:
            mask &= self._holding(self._venues, filters.venue)
        if filters.kind:
            mask &= self._exactly(self._kinds, filters.kind)
        if filters.topic:
            mask &= self._exactly(self._topics, filters.topic)
        if filters.author:
            mask &= self._holding(self._authors, filters.author)
        if filters.year_from is not None:
            mask &= self._years >= filters.year_from
        if filters.year_to is not None:
            mask &= (self._years > -1) & (self._years <= filters.year_to)
        if filters.has_links is not None:
            mask &= self._linked == filters.has_links
        return mask

    def _exactly(self, rows: dict[str, list[int]], value: str) -> Mask:
        mask = np.zeros(len(self.rows), np.bool_)
        mask[rows.get(value.lower(), [])] = True
        return mask

    def _holding(self, rows: dict[str, list[int]], part: str) -> Mask:
        """Match a value whole, else wherever it is a part: the whole is common, and quick."""
        if part.lower() in rows:
            return self._exactly(rows, part)
        mask = np.zeros(len(self.rows), np.bool_)
        for value, where in rows.items():
            if part.lower() in value:
                mask[where] = True
        return mask


def _by_value(values: Sequence[tuple[str, ...]]) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = defaultdict(list)
    for row, found in enumerate(values):
        for value in found:
            rows[value.lower()].append(row)
    return dict(rows)
