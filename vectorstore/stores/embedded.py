"""The store that needs no server: a ledger of SQLite, which is the truth, and indexes derived from it.

The first snapshot embeds what has no vector yet and builds the indexes where none fits the ledger. Each step
is committed, so a killed one is completed by the next start.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from threading import RLock

from vectorstore.errors import EmbedderUnavailable, LibraryBusy, LibraryError
from vectorstore.search.conditions import Filters
from vectorstore.sources.records import Problem
from vectorstore.stores.entry_vectors import EntryVectors
from vectorstore.stores.filtered import FilteredSearch
from vectorstore.stores.indexes import Indexes, Layer, begin_checks, build_indexes, fingerprint, open_indexes
from vectorstore.stores.ledger import EntryTable, Ledger
from vectorstore.stores.lock import writer_lock
from vectorstore.stores.store import CHUNKS, SENTENCES, Context, Ranked, StoredEntry, Vectors
from vectorstore.stores.vectors import Progress, embed_layer, silent
from vectorstore.text.passages import chunks_of, sections_of, sentences_of
from vectorstore.types import Entry

SENTENCE_ENTRIES = 20_000
"""Up to this many entries every sentence has a vector of its own, about five to nine an abstract."""
_POLL_S = 0.2


class EmbeddedSnapshot:
    """Indexes with the entries they were built from."""

    def __init__(self, indexes: Indexes, table: EntryTable) -> None:
        self.indexes = indexes
        self._table = table
        self.names = indexes.names
        self.has_sentences = indexes.has_sentences
        self.frequency = indexes.keyword.frequency
        self.rarity = indexes.keyword.rarity

    @cached_property
    def vectors(self) -> EntryVectors | None:
        """The vectors of the passages; None where there are none."""
        return EntryVectors(self.indexes, self._table.keys()) if self.indexes.dense else None

    @cached_property
    def _filtered(self) -> FilteredSearch:
        return FilteredSearch(self.indexes, self.vectors, self._table.all())

    def keyword(self, weights: Mapping[str, float], k: int, filters: Filters | None = None) -> Ranked:
        """Return up to `k` passages that hold weighted terms, of entries that `filters` admit."""
        if filters:
            return self._filtered.keyword(weights, k, filters)
        return self.indexes.keyword.search(weights, k)

    def dense(self, vector: Vectors, k: int, filters: Filters | None = None) -> Ranked:
        """Return up to `k` chunks near a unit vector, of entries that `filters` admit."""
        if not self.indexes.dense:
            return []
        if filters:
            return self._filtered.dense(vector, k, filters)
        return self.indexes.dense.search(CHUNKS, vector, k)


class EmbeddedStore:
    """The papers of one library in one folder, which exists; its methods are those of `store.Store`.

    Raises:
        LibraryError: the folder cannot be written, or a newer version of the program wrote it.
    """

    def __init__(self, home: Path, context: Context, progress: Progress = silent) -> None:
        self._home = home
        self._root = home / "index"
        self._context = context
        self._progress = progress
        self._mutex = RLock()
        self._ledger = Ledger(home / "ledger.sqlite3")
        self._snapshot: EmbeddedSnapshot | None = None
        self._generation = -1
        self._table = EntryTable([])

    def _read(self) -> None:
        self._generation = self._ledger.generation()
        self._table = self._ledger.entries()

    def _refresh(self) -> None:
        """Read the ledger again where another process has changed it."""
        with self._mutex:
            if self._ledger.generation() != self._generation:
                self._read()
                self._snapshot = None  # not closed: another thread may be searching it
            elif self._snapshot and not self._snapshot.indexes.folder.is_dir():
                self._snapshot = None  # another process built its own in their place

    def close(self) -> None:
        """Release the files."""
        with self._mutex:
            if self._snapshot:
                self._snapshot.indexes.close()
            self._snapshot = None
            self._ledger.close()

    def generation(self) -> int:
        """Return a number that grows with every change of the entries."""
        self._refresh()
        return self._generation

    def count(self) -> int:
        """Return the number of entries."""
        self._refresh()
        return len(self._table)

    def entries(self, keys: Iterable[str] | None = None) -> list[Entry]:
        """Return the entries with those keys, in their order, without unknown ones; None for all entries."""
        self._refresh()
        if keys is None:
            return self._table.all()
        return [entry for key in keys if (entry := self._table.get(key))]

    def keys(self) -> set[str]:
        """Return every key in use."""
        with self._mutex:
            return self._ledger.keys()

    def stored(self, source: str) -> list[StoredEntry]:
        """Return a source's entries with the records they were made from, in order."""
        with self._mutex:
            return self._ledger.stored(source)

    def source(self, name: str) -> tuple[str, int] | None:
        """Return the SHA-256 and the cleaning version a source was put with; None before that."""
        with self._mutex:
            return self._ledger.source(name)

    def problems(self) -> list[str]:
        """Return what could not be read of the sources, a line each."""
        with self._mutex:
            return self._ledger.problems()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Keep other writers out; raises LibraryBusy where one is at work."""
        with self._mutex, writer_lock(self._home):
            yield

    def put(
        self,
        source: str,
        mark: tuple[str, int],
        stored: Sequence[StoredEntry],
        problems: Sequence[Problem] = (),
    ) -> None:
        """Make `stored`, in this order, the entries of a source, whole or not at all."""
        with self._mutex:
            self._ledger.replace_source(source, *mark, stored, problems)

    def remove(self, keys: Iterable[str]) -> None:
        """Remove the entries with those keys, whole or not at all; unknown keys change nothing."""
        with self.writing():
            self._ledger.remove(list(keys))

    def snapshot(self) -> EmbeddedSnapshot:
        """Return the present state for searching; raises LibraryError where its indexes cannot be made."""
        with self._mutex:
            if self._snapshot:
                self._refresh()
            while self._snapshot is None:
                self._snapshot = self._open_or_build()
            return self._snapshot

    def _open_or_build(self) -> EmbeddedSnapshot | None:
        with ThreadPoolExecutor(1) as pool:  # beside what follows, which is Python's own work
            checks = begin_checks(self._root, pool)
            if self._context.embedder:
                # Loads a local model, asks nothing of a remote one; what is wrong with it, its use will say.
                pool.submit(self._context.embedder.count_tokens, [""])
            self._refresh()
            found = open_indexes(self._root, self._wanted(), checks)
        if found:
            return EmbeddedSnapshot(found, self._table)
        try:
            with writer_lock(self._home):
                return EmbeddedSnapshot(self._build_unless_built(), self._table)
        except LibraryBusy:
            self._progress("Waiting for another process to finish the search index", 0, 0)
            time.sleep(_POLL_S)
            return None

    def _build_unless_built(self) -> Indexes:
        """Build the indexes, the lock held, unless another process did so while this one waited for it."""
        self._read()
        wanted = self._wanted()
        if found := open_indexes(self._root, wanted):
            return found
        if self._ledger.meta("indexed") == wanted:
            self._context.notice("The search index was missing or damaged; it was rebuilt from the ledger.")
        self._build()
        if found := open_indexes(self._root, self._wanted()):
            return found
        raise LibraryError(
            f"The search index in {self._root} cannot be read back; check the disk, try again."
        )

    def _wanted(self) -> str:
        embedder = self._context.embedder
        return fingerprint(self._table.contents, embedder.identity if embedder else "", self._with_sentences)

    @property
    def _with_sentences(self) -> bool:
        return self._context.embedder is not None and len(self._table) <= SENTENCE_ENTRIES

    def _build(self) -> None:
        entries = self._table.all()
        sections = [piece for entry in entries for piece in sections_of(entry)]
        try:
            # What a filter admits shall lie together.
            layers = self._layers(sorted(entries, key=lambda entry: (entry.venue, entry.year or 0)))
        except EmbedderUnavailable as error:
            self._context.drop_embedder(error)
            layers = []
        self._progress("Building the search index", 0, len(entries))
        wanted = self._wanted()
        build_indexes(self._root, wanted, entries, sections, layers)
        with self._ledger.transaction():
            self._ledger.set_meta("indexed", wanted)
        self._progress("Building the search index", len(entries), len(entries))

    def _layers(self, entries: Sequence[Entry]) -> list[Layer]:
        """Embed the chunks of the entries and, in a library small enough, each of their sentences."""
        embedder = self._context.embedder
        if not embedder:
            return []
        most, count = embedder.max_tokens, embedder.count_tokens
        chunks = ((entry.title, chunk) for entry in entries for chunk in chunks_of(entry, most, count))
        passages = {CHUNKS: {chunk: f"{title}\n{chunk.text}" for title, chunk in chunks}}
        if self._with_sentences:
            passages[SENTENCES] = {one: one.text for entry in entries for one in sentences_of(entry)}
        return [
            embed_layer(self._ledger, embedder, name, texts, self._progress)
            for name, texts in passages.items()
        ]
