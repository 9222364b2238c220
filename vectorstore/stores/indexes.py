"""The derived half of a library: Chroma, Tantivy and what goes with them, immutable once built.

A build goes to a folder of its own and is renamed into place when it is whole, so a killed build leaves
nothing that could be mistaken for an index, and readers of an older one are not disturbed. A manifest with
the fingerprint of what it was built from and the hashes of its files tells a stale or damaged one apart.
Knows nothing of questions.
"""

import hashlib
import json
import os
import secrets
import shutil
import sqlite3
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from vectorstore.errors import LibraryError
from vectorstore.stores.chroma_index import ChromaIndex, import_chroma, open_chroma
from vectorstore.stores.flat_index import keep
from vectorstore.stores.keyword_index import KeywordIndex, build_keyword_index
from vectorstore.stores.store import CHUNKS, SENTENCES, Vectors
from vectorstore.text.analysis import ANALYSIS_VERSION
from vectorstore.text.name_table import NameTable
from vectorstore.text.passages import PASSAGES_VERSION, passage_id
from vectorstore.types import Entry, Passage

INDEX_VERSION = 12
_PIECE = 16 << 20
"""Bytes hashed at a time; before each Python's lock is waited for, up to 5 ms while other code runs."""


@dataclass(frozen=True, slots=True)
class Indexes:
    """What one folder holds; `dense` is None where the library has no vectors."""

    folder: Path
    keyword: KeywordIndex
    dense: ChromaIndex | None
    has_sentences: bool
    names: NameTable

    def close(self) -> None:
        """Release the files."""
        if self.dense:
            self.dense.close()


@dataclass(frozen=True, slots=True)
class _Manifest:
    """What a folder must hold: vectors a collection, passages in the keyword index, each file's mark."""

    collections: dict[str, int]
    keyword: int
    files: dict[str, str]


Checks = Mapping[Path, Future[bool]]
"""Whether each index is undamaged, once that is known; hashing holds no lock of Python's."""


@dataclass(frozen=True, slots=True)
class Layer:
    """The passages of one kind, with a way to get their vectors in the same order."""

    name: str
    passages: Sequence[Passage]
    vectors: Iterator[Vectors]


def fingerprint(contents: Sequence[tuple[str, str]], embedder: str, sentences: bool) -> str:
    """Return what an index must have been built from: the entries, the embedder, the versions."""
    digest = hashlib.sha256(json.dumps(contents).encode())
    digest.update(f"{INDEX_VERSION}|{ANALYSIS_VERSION}|{PASSAGES_VERSION}|{embedder}|{sentences}".encode())
    return digest.hexdigest()[:16]


def begin_checks(root: Path, pool: Executor) -> Checks:
    """Begin to check the files of the indexes under `root`, whichever of them will be wanted."""
    return {
        folder: pool.submit(_intact, folder, manifest)
        for folder in root.glob("*-*")
        if (manifest := _manifest(folder))
    }


def open_indexes(root: Path, wanted: str, checks: Checks | None = None) -> Indexes | None:
    """Open the index under `root` with that fingerprint; None where there is no undamaged one."""
    for folder in sorted(root.glob(f"{wanted}-*")):
        manifest = _manifest(folder)
        if not manifest:
            continue
        if manifest.collections:
            import_chroma()  # while the files are still being checked
        begun = checks.get(folder) if checks else None
        if not (begun.result() if begun else _intact(folder, manifest)):
            continue
        try:
            keyword = KeywordIndex(folder / "keyword")
            names = NameTable.from_json((folder / "names.json").read_text(encoding="utf-8"))
            dense = open_chroma(folder / "chroma") if manifest.collections else None
        except LibraryError:
            continue
        has_sentences = f"vectors/{SENTENCES}.txt" in manifest.files
        indexes = Indexes(folder, keyword, dense, has_sentences, names)
        if _complete(indexes, manifest):
            return indexes
        indexes.close()
    return None


def _complete(indexes: Indexes, manifest: _Manifest) -> bool:
    try:
        return len(indexes.keyword) == manifest.keyword and all(
            indexes.dense is not None and indexes.dense.count(name) == count
            for name, count in manifest.collections.items()
        )
    except LibraryError:
        return False


def build_indexes(
    root: Path, wanted: str, entries: Sequence[Entry], sections: Sequence[Passage], layers: Sequence[Layer]
) -> None:
    """Build both indexes under `root` and put them in the place of all older and damaged ones.

    Raises:
        LibraryError: they cannot be written.
    """
    building = root / f".building-{os.getpid()}-{secrets.token_hex(2)}"
    try:
        (building / "keyword").mkdir(parents=True)
        titles = {entry.key: entry for entry in entries}
        documents = (
            (passage_id(piece), f"{_heading(titles[piece.key])}\n{piece.text}") for piece in sections
        )
        build_keyword_index(building / "keyword", documents)
        (building / "names.json").write_text(NameTable.of(entries).to_json(), encoding="utf-8")
        counts = _build_vectors(building, layers)
        _write_manifest(building, counts, len(sections))
        built = root / f"{wanted}-{secrets.token_hex(4)}"
        building.rename(built)
    except OSError as error:
        raise LibraryError(f"The search index cannot be written in {root}: {error.strerror}.") from error
    finally:
        shutil.rmtree(building, ignore_errors=True)
    for other in root.iterdir():
        if other != built:
            shutil.rmtree(other, ignore_errors=True)


def _heading(entry: Entry) -> str:
    """Return what is searched before an entry's text: names in links and topics identify it as well."""
    return " ".join((entry.title, entry.name, *entry.topics, *entry.links))


def _build_vectors(folder: Path, layers: Sequence[Layer]) -> dict[str, int]:
    """Write each layer to a flat file, and the chunks to Chroma: sentences are compared, not searched."""
    if not layers:
        return {}
    (folder / "vectors").mkdir()
    counts: dict[str, int] = {}
    chroma = open_chroma(folder / "chroma")
    try:
        for layer in layers:
            ids = [passage_id(piece) for piece in layer.passages]
            rows = keep(folder / "vectors", layer.name, ids, layer.vectors)
            if layer.name == CHUNKS:
                chroma.create(layer.name, ids, rows)
                counts[layer.name] = len(ids)
            deque(rows, maxlen=0)
    finally:
        chroma.close()
    return counts


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".lock")


def _write_manifest(folder: Path, counts: dict[str, int], keyword: int) -> None:
    files = {path.relative_to(folder).as_posix(): _mark(path) for path in _files(folder)}
    manifest = _Manifest(counts, keyword, files)
    (folder / "manifest.json").write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")


def _manifest(folder: Path) -> _Manifest | None:
    try:
        return _Manifest(**json.loads((folder / "manifest.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _intact(folder: Path, manifest: _Manifest) -> bool:
    try:
        return all(_mark(folder / name) == mark for name, mark in manifest.files.items())
    except (OSError, ValueError, sqlite3.Error):
        return False


def _mark(path: Path) -> str:
    """Return what tells an undamaged file: its hash, except for the two that Chroma rewrites at opening."""
    if path.name == "length.bin":
        return f"{path.stat().st_size} bytes"
    return _integrity(path) if path.name == "chroma.sqlite3" else _sha256(path)


def _integrity(path: Path) -> str:
    path.stat()  # SQLite would create what is missing
    with closing(sqlite3.connect(path)) as database:
        # Its quick check let a damage pass that changed what was found.
        return str(database.execute("PRAGMA integrity_check(1)").fetchone()[0])


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
