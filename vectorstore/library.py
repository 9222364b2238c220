"""The library: papers in, entries out. Opens and completes the papers of one home folder.

Opening ingests the bundled digest where the store lacks it. Knows nothing of how a store keeps papers, nor
of models that write.
"""

import hashlib
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from vectorstore.embedders.embedder import Embedder
from vectorstore.errors import EmbedderUnavailable, LibraryBusy, LibraryError
from vectorstore.sources.digest import BUNDLED_DIGEST, read_digest
from vectorstore.sources.entries import make_entries
from vectorstore.sources.records import Problem, Record, without_repeats
from vectorstore.stores.embedded import EmbeddedStore
from vectorstore.stores.store import Context, Snapshot, Store, StoredEntry
from vectorstore.stores.vectors import Progress, silent
from vectorstore.text.cleaning import CLEANING_VERSION
from vectorstore.types import Entry

_POLL_S = 0.2


class Library:
    """One library of papers in one folder; safe to use from several threads.

    Args:
        home: the folder; created where it does not exist.
        embedder: makes the vectors; None for keyword search alone.
        progress: told of long work.
        bundled: the digest every library starts with; None for a library of other papers alone.
        store: keeps the papers; None for the one in the folder.

    Raises:
        LibraryError: the folder cannot be written, or a newer version of the program wrote it.
    """

    def __init__(
        self,
        home: Path,
        embedder: Embedder | None,
        progress: Progress = silent,
        bundled: Path | None = BUNDLED_DIGEST,
        store: Store | None = None,
    ) -> None:
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(f"The library folder {home} cannot be made: {error.strerror}.") from error
        self.home = home
        self._context = Context(embedder)
        self._progress = progress
        self._store: Store = store or EmbeddedStore(home, self._context, progress)
        if bundled:
            self._complete(bundled)

    @property
    def embedder(self) -> Embedder | None:
        """What makes the vectors; None for keyword search alone."""
        return self._context.embedder

    @embedder.setter
    def embedder(self, embedder: Embedder | None) -> None:
        self._context.embedder = embedder

    @property
    def notices(self) -> list[str]:
        """What readers should know of the state of the library."""
        return self._context.notices

    def close(self) -> None:
        """Release the files."""
        self._store.close()

    @property
    def problems(self) -> list[str]:
        """What could not be read of the sources, each with its line number."""
        return self._store.problems()

    def __len__(self) -> int:
        return self._store.count()

    def entries(self) -> list[Entry]:
        """Return all entries, in the order of their sources."""
        return self._store.entries()

    def get(self, key: str) -> Entry | None:
        """Return the entry with that key, or None."""
        return next(iter(self._store.entries([key])), None)

    def get_all(self, keys: Iterable[str]) -> list[Entry]:
        """Return the entries with those keys, in their order, without those that do not exist."""
        return self._store.entries(keys)

    @property
    def generation(self) -> int:
        """A number that changes with the entries."""
        return self._store.generation()

    def _complete(self, bundled: Path) -> None:
        """Ingest the bundled digest unless the ledger has it as it is now."""
        while not self._has(bundled):
            try:
                self.ingest(bundled)
            except LibraryBusy:
                # Asked again: the other process may have finished since.
                if self._store.source(bundled.name) and not self._has(bundled):
                    self.notices.append(
                        "Another process is writing to the library; its older state is shown."
                    )
                    return
                self._progress("Waiting for another process to finish the first ingest", 0, 0)
                time.sleep(_POLL_S)

    def _has(self, path: Path) -> bool:
        return self._store.source(path.name) == (_sha256(path), CLEANING_VERSION)

    def ingest(self, path: Path) -> None:
        """Make the digest at `path` the entries of the source of that name; known papers keep their keys.

        Raises:
            LibraryBusy: another process is writing.
            SourceError: the file cannot be read at all.
        """
        self._progress(f"Reading {path.name}", 0, 0)
        records, problems = read_digest(path)
        self.ingest_records(path.name, _sha256(path), records, problems)
        self._progress(f"Reading {path.name}", len(records), len(records))

    def ingest_records(
        self, source: str, sha256: str, records: Sequence[Record], problems: Sequence[Problem] = ()
    ) -> None:
        """Make `records` the entries of `source`; those known keep their keys, repeats are left out.

        Raises:
            LibraryBusy: another process is writing.
        """
        records, problems = without_repeats(source, records, problems)
        with self._store.writing():
            stored = self._store.stored(source)
            taken = self._store.keys() - {item.entry.key for item in stored}
            entries = make_entries(records, source, _known_keys(stored, records), taken)
            pairs = [StoredEntry(entry, record) for entry, record in zip(entries, records, strict=True)]
            self._store.put(source, (sha256, CLEANING_VERSION), pairs, problems)

    def snapshot(self) -> Snapshot:
        """Return the present state of the papers for searching, made first where that is due.

        Raises:
            LibraryError: it cannot be made.
        """
        return self._store.snapshot()

    def without_embedder(self, error: EmbedderUnavailable) -> None:
        """Go on with keyword search alone, and say why."""
        self._context.drop_embedder(error)

    def notice(self, text: str) -> None:
        """Add what readers should know of the state of the library, once."""
        self._context.notice(text)


def _known_keys(stored: Sequence[StoredEntry], records: Sequence[Record]) -> dict[str, str]:
    """Return the keys that records keep: the same content, else the same title in the same source."""
    by_content = {item.record.content_hash: item.entry.key for item in stored}
    known = {record.content_hash: by_content.get(record.content_hash, "") for record in records}
    kept = set(known.values())
    by_title = {item.record.title: item.entry.key for item in stored if item.entry.key not in kept}
    for record in records:
        known[record.content_hash] = known[record.content_hash] or by_title.pop(record.title, "")
    return {digest: key for digest, key in known.items() if key}


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise LibraryError(f"{path} cannot be read: {error.strerror}.") from error
