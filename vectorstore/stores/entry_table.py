"""The entries of a library, each made of its JSON when it is first asked for.

A search among many thousands shows ten of them, and making all takes longer than reading them. Knows
nothing of where they are stored.
"""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import cast

from vectorstore.types import Entry


class EntryTable:
    """Entries by key, in the order given; safe to read from several threads.

    Args:
        rows: the key, the hash of the content and the JSON of each.
    """

    def __init__(self, rows: Sequence[tuple[str, str, bytes]]) -> None:
        self._entries: dict[str, Entry | bytes] = {key: text for key, _, text in rows}
        self._all_made = False
        self.contents = sorted((key, digest) for key, digest, _ in rows)
        """Key and hash of the content of every entry, by key: what the indexes derive from."""

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: str) -> Entry | None:
        """Return the entry with that key, or None."""
        found = self._entries.get(key)
        if isinstance(found, bytes):
            found = self._entries[key] = Entry.from_json(found)
        return found

    def all(self) -> list[Entry]:
        """Return all entries, in order."""
        if not self._all_made:
            with _no_collection():
                for key in self._entries:
                    self.get(key)
            self._all_made = True
        return cast(list[Entry], list(self._entries.values()))


@contextmanager
def _no_collection() -> Iterator[None]:
    """Pause the collection of cycles: many new objects without any would be searched again and again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
