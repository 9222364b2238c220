"""The library: papers in, hits out. Opens, completes, repairs and searches one home folder.

The ledger is the truth. Opening ingests the bundled digest where the ledger lacks it; the first search
embeds what has no vector yet and builds the indexes where none fits the ledger. Each step is committed, so
a killed one is completed by the next start. Knows nothing of models that write.
"""

import hashlib
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import RLock

from vectorstore.embedders.embedder import Embedder
from vectorstore.errors import EmbedderUnavailable, LibraryBusy, LibraryError
from vectorstore.sources.digest import BUNDLED_DIGEST, read_digest
from vectorstore.sources.entries import make_entries
from vectorstore.sources.records import Problem, Record, without_repeats
from vectorstore.stores.entry_table import EntryTable
from vectorstore.stores.indexes import (
    CHUNKS,
    SENTENCES,
    Indexes,
    Layer,
    begin_checks,
    build_indexes,
    fingerprint,
    open_indexes,
)
from vectorstore.stores.ledger import Ledger, StoredEntry
from vectorstore.stores.lock import writer_lock
from vectorstore.stores.vectors import Progress, embedded, silent
from vectorstore.text.cleaning import CLEANING_VERSION
from vectorstore.text.passages import chunks_of, sections_of, sentences_of
from vectorstore.types import Entry

SENTENCE_ENTRIES = 20_000
"""Up to this many entries every sentence has a vector of its own, about five to nine an abstract."""
_POLL_S = 0.2


class Library:
    """One library of papers in one folder; safe to use from several threads.

    Args:
        home: the folder; created where it does not exist.
        embedder: makes the vectors; None for keyword search alone.
        progress: told of long work.
        bundled: the digest every library starts with; None for a library of other papers alone.

    Raises:
        LibraryError: the folder cannot be written, or a newer version of the program wrote it.
    """

    def __init__(
        self,
        home: Path,
        embedder: Embedder | None,
        progress: Progress = silent,
        bundled: Path | None = BUNDLED_DIGEST,
    ) -> None:
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(f"The library folder {home} cannot be made: {error.strerror}.") from error
        self.home = home
        self.embedder = embedder
        self.notices: list[str] = []
        self._progress = progress
        self._mutex = RLock()
        self._ledger = Ledger(home / "ledger.sqlite3")
        self._indexes: Indexes | None = None
        self._generation = -1
        self._entries = EntryTable([])
        if bundled:
            self._complete(bundled)

    def _read(self) -> None:
        self._generation = self._ledger.generation()
        self._entries = self._ledger.entries()

    def _refresh(self) -> None:
        """Read the ledger again where another process has changed it."""
        with self._mutex:
            if self._ledger.generation() != self._generation:
                self._read()
                self._indexes = None  # not closed: another thread may be searching them
            elif self._indexes and not self._indexes.folder.is_dir():
                self._indexes = None  # another process built its own in their place

    def _close_indexes(self) -> None:
        if self._indexes:
            self._indexes.close()
        self._indexes = None

    def close(self) -> None:
        """Release the files."""
        with self._mutex:
            self._close_indexes()
            self._ledger.close()

    @property
    def problems(self) -> list[str]:
        """What could not be read of the sources, each with its line number."""
        with self._mutex:
            return self._ledger.problems()

    def __len__(self) -> int:
        self._refresh()
        return len(self._entries)

    def entries(self) -> list[Entry]:
        """Return all entries, in the order of their sources."""
        self._refresh()
        return self._entries.all()

    def get(self, key: str) -> Entry | None:
        """Return the entry with that key, or None."""
        return next(iter(self.get_all([key])), None)

    def get_all(self, keys: Iterable[str]) -> list[Entry]:
        """Return the entries with those keys, in their order, without those that do not exist."""
        self._refresh()
        return [entry for key in keys if (entry := self._entries.get(key))]

    @property
    def generation(self) -> int:
        """A number that changes with the entries."""
        self._refresh()
        return self._generation

    def _complete(self, bundled: Path) -> None:
        """Ingest the bundled digest unless the ledger has it as it is now."""
        while not self._has(bundled):
            try:
                self.ingest(bundled)
            except LibraryBusy:
                # Asked again: the other process may have finished since.
                if self._ledger.source(bundled.name) and not self._has(bundled):
                    self.notices.append(
                        "Another process is writing to the library; its older state is shown."
                    )
                    return
                self._progress("Waiting for another process to finish the first ingest", 0, 0)
                time.sleep(_POLL_S)

    def _has(self, path: Path) -> bool:
        return self._ledger.source(path.name) == (_sha256(path), CLEANING_VERSION)

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
        with self._mutex, writer_lock(self.home):
            stored = self._ledger.stored(source)
            taken = self._ledger.keys() - {item.entry.key for item in stored}
            entries = make_entries(records, source, _known_keys(stored, records), taken)
            pairs = [StoredEntry(entry, record) for entry, record in zip(entries, records, strict=True)]
            self._ledger.replace_source(source, sha256, CLEANING_VERSION, pairs, problems)

    def indexes(self) -> Indexes:
        """Return the indexes that fit the ledger, made first where there are none.

        Raises:
            LibraryError: they cannot be made.
        """
        with self._mutex:
            if self._indexes:
                self._refresh()
            while self._indexes is None:
                self._indexes = self._open_or_build()
            return self._indexes

    def _open_or_build(self) -> Indexes | None:
        root = self.home / "index"
        with ThreadPoolExecutor(1) as pool:  # beside what follows, which is Python's own work
            checks = begin_checks(root, pool)
            if self.embedder:
                # Loads a local model, asks nothing of a remote one; what is wrong with it, its use will say.
                pool.submit(self.embedder.count_tokens, [""])
            self._refresh()
            found = open_indexes(root, self._wanted(), checks)
        if found:
            return found
        try:
            with writer_lock(self.home):
                return self._built(root)
        except LibraryBusy:
            self._progress("Waiting for another process to finish the search index", 0, 0)
            time.sleep(_POLL_S)
            return None

    def _built(self, root: Path) -> Indexes:
        """Build the indexes, the lock held, unless another process did so while this one waited for it."""
        self._read()
        wanted = self._wanted()
        found = open_indexes(root, wanted)
        if found:
            return found
        if self._ledger.meta("indexed") == wanted:
            self.notice("The search index was missing or damaged; it was rebuilt from the ledger.")
        self._build(root)
        found = open_indexes(root, self._wanted())
        if not found:
            raise LibraryError(f"The search index in {root} cannot be read back; check the disk, try again.")
        return found

    def _wanted(self) -> str:
        identity = self.embedder.identity if self.embedder else ""
        return fingerprint(self._entries.contents, identity, self._with_sentences)

    @property
    def _with_sentences(self) -> bool:
        return self.embedder is not None and len(self._entries) <= SENTENCE_ENTRIES

    def _build(self, root: Path) -> None:
        entries = self._entries.all()
        sections = [piece for entry in entries for piece in sections_of(entry)]
        try:
            # What a filter admits shall lie together.
            layers = self._layers(sorted(entries, key=lambda entry: (entry.venue, entry.year or 0)))
        except EmbedderUnavailable as error:
            self.without_embedder(error)
            layers = []
        self._progress("Building the search index", 0, len(entries))
        wanted = self._wanted()
        build_indexes(root, wanted, entries, sections, layers)
        with self._ledger.transaction():
            self._ledger.set_meta("indexed", wanted)
        self._progress("Building the search index", len(entries), len(entries))

    def _layers(self, entries: Sequence[Entry]) -> list[Layer]:
        """Embed the chunks of the entries and, in a library small enough, each of their sentences."""
        if not self.embedder:
            return []
        embedder, layers = self.embedder, []
        pieces = [
            piece for e in entries for piece in chunks_of(e, embedder.max_tokens, embedder.count_tokens)
        ]
        titles = {entry.key: entry.title for entry in entries}
        texts = [f"{titles[piece.key]}\n{piece.text}" for piece in pieces]
        layers.append(embedded(self._ledger, embedder, CHUNKS, pieces, texts, self._progress))
        if self._with_sentences:
            pieces = [piece for entry in entries for piece in sentences_of(entry)]
            texts = [piece.text for piece in pieces]
            layers.append(embedded(self._ledger, embedder, SENTENCES, pieces, texts, self._progress))
        return layers

    def without_embedder(self, error: EmbedderUnavailable) -> None:
        """Go on with keyword search alone, and say why."""
        self.embedder = None
        self.notice(f"Search by keywords alone: {error}")

    def notice(self, text: str) -> None:
        """Add what readers should know of the state of the library, once."""
        if text not in self.notices:
            self.notices.append(text)


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
