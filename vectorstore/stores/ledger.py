"""The ledger: a SQLite file that holds everything the library knows; all indexes derive from it.

WAL with synchronous=FULL, so what was committed survives a kill and a full disk. It carries the versions of
its schema and of the cleaning and the hash of each source. Knows nothing of embedding models or of Chroma.
"""

import gc
import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from vectorstore.errors import LibraryError, LibraryTooNew
from vectorstore.sources.records import Problem, Record
from vectorstore.stores.lock import opening_lock
from vectorstore.stores.store import StoredEntry
from vectorstore.types import Entry

SCHEMA_VERSION = 1

_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sources (
    name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, cleaning INTEGER NOT NULL, problems TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE entries (
    key TEXT PRIMARY KEY, source TEXT NOT NULL, position INTEGER NOT NULL,
    record TEXT NOT NULL, content_hash TEXT NOT NULL, entry TEXT NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX entries_in_order ON entries (source, position);
CREATE TABLE vectors (
    embedder TEXT NOT NULL, text_hash BLOB NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (embedder, text_hash)
) WITHOUT ROWID;
"""


class EntryTable:
    """Entries by key, in the order given; safe to read from several threads.

    Each is made of its JSON when it is first asked for: a search shows ten of many thousands.

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

    def keys(self) -> list[str]:
        """Return all keys, in order."""
        return list(self._entries)

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


class Ledger:
    """One library's ledger, open on one connection; not to be shared between threads.

    Raises:
        LibraryTooNew: a newer version of the program wrote it.
        LibraryError: the file is damaged or cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._errors():
            self._db = sqlite3.connect(path, timeout=5.0, check_same_thread=False, isolation_level=None)
            # Closed too where the ledger is merely let go of.
            weakref.finalize(self, self._db.close)
            # SQLite waits for nobody while it turns a new file to WAL, whatever the timeout.
            with opening_lock(path.parent):
                self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._check_version()

    def _check_version(self) -> None:
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        if version > SCHEMA_VERSION:
            raise LibraryTooNew(
                f"The library in {self._path.parent} has format {version}; this version reads up to "
                f"{SCHEMA_VERSION}. Update paper-assistant, or point PAPER_ASSISTANT_HOME elsewhere."
            )
        if version == 0:
            with self.transaction():
                if self._db.execute("PRAGMA user_version").fetchone() != (0,):
                    return  # another process was first
                for statement in filter(str.strip, _SCHEMA.split(";")):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise LibraryError(
                f"The library file {self._path} cannot be used: {error}. If it is damaged, move it away: "
                "the bundled papers come back at the next start."
            ) from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is committed whole or not at all."""
        with self._errors():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.rollback()
                raise
            self._db.commit()

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    def _all(self, query: str, *values: object) -> list[tuple[object, ...]]:
        with self._errors():
            return self._db.execute(query, values).fetchall()

    def meta(self, name: str) -> str:
        """Return a stored value, '' where there is none."""
        rows = self._all("SELECT value FROM meta WHERE name = ?", name)
        return str(rows[0][0]) if rows else ""

    def set_meta(self, name: str, value: str) -> None:
        """Store a value; inside a transaction it is part of it."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def source(self, name: str) -> tuple[str, int] | None:
        """Return the SHA-256 and the cleaning version a source was ingested with; None before its end."""
        rows = self._all("SELECT sha256, cleaning FROM sources WHERE name = ?", name)
        return (str(rows[0][0]), int(str(rows[0][1]))) if rows else None

    def problems(self) -> list[str]:
        """Return what could not be read of the sources, a line each."""
        rows = self._all("SELECT problems FROM sources ORDER BY name")
        return [line for (lines,) in rows for line in str(lines).splitlines()]

    def replace_source(
        self,
        name: str,
        sha256: str,
        cleaning: int,
        stored: Sequence[StoredEntry],
        problems: Sequence[Problem],
    ) -> None:
        """Make `stored`, in this order, the entries of a source, whole or not at all."""
        rows = (
            (
                item.entry.key,
                name,
                position,
                item.record.to_json(),
                item.entry.content_hash,
                item.entry.to_json(),
            )
            for position, item in enumerate(stored)
        )
        with self.transaction():
            self._db.execute("DELETE FROM entries WHERE source = ?", (name,))
            self._db.executemany("INSERT INTO entries VALUES (?,?,?,?,?,?)", rows)
            lines = "\n".join(map(str, problems))
            self._db.execute(
                "INSERT OR REPLACE INTO sources VALUES (?,?,?,?)", (name, sha256, cleaning, lines)
            )
            self.set_meta("generation", str(self.generation() + 1))

    def remove(self, keys: Sequence[str]) -> None:
        """Remove the entries with those keys, whole or not at all; unknown keys change nothing."""
        with self.transaction():
            before = self._db.total_changes
            self._db.executemany("DELETE FROM entries WHERE key = ?", ((key,) for key in keys))
            if self._db.total_changes > before:
                self.set_meta("generation", str(self.generation() + 1))

    def generation(self) -> int:
        """Return a number that grows with every change of the entries."""
        return int(self.meta("generation") or 0)

    def entries(self) -> EntryTable:
        """Return all entries, in the order of their sources."""
        # Read as they lie and sorted here: looked up one after the other they take twice the time.
        query = "SELECT source, position, key, content_hash, CAST(entry AS BLOB) FROM entries"
        with self._errors():
            rows = self._db.execute(query).fetchall()
        rows.sort()  # no two have the same source and position
        return EntryTable([(key, digest, text) for _, _, key, digest, text in rows])

    def stored(self, source: str) -> list[StoredEntry]:
        """Return a source's entries with the records they were made from, in order."""
        rows = self._all("SELECT entry, record FROM entries WHERE source = ? ORDER BY position", source)
        return [
            StoredEntry(Entry.from_json(str(entry)), Record.from_json(str(record))) for entry, record in rows
        ]

    def keys(self) -> set[str]:
        """Return every key in use."""
        return {str(key) for (key,) in self._all("SELECT key FROM entries")}

    def vectors(self, embedder: str, hashes: Sequence[bytes]) -> dict[bytes, NDArray[np.float32]]:
        """Return the stored vectors of an embedder for the hashes of texts, where there are any."""
        found: dict[bytes, NDArray[np.float32]] = {}
        for start in range(0, len(hashes), 500):
            some = hashes[start : start + 500]
            marks = ",".join("?" * len(some))
            query = f"SELECT text_hash, vector FROM vectors WHERE embedder = ? AND text_hash IN ({marks})"
            for text_hash, blob in self._all(query, embedder, *some):
                assert isinstance(text_hash, bytes)
                assert isinstance(blob, bytes)
                found[text_hash] = np.frombuffer(blob, np.float32)
        return found

    def add_vectors(self, embedder: str, vectors: Iterable[tuple[bytes, NDArray[np.float32]]]) -> None:
        """Store vectors under the hash of their text, in one transaction."""
        with self.transaction():
            self._db.executemany(
                "INSERT OR REPLACE INTO vectors VALUES (?,?,?)",
                ((embedder, text_hash, vector.astype(np.float32).tobytes()) for text_hash, vector in vectors),
            )


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
