"""Reads benchmark corpora and queries: JSON lines, plain or compressed with xz."""

import json
import lzma
import platform
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

from vectorstore.embedders.embedder import find_weights
from vectorstore.embedders.onnx import MiniLMEmbeddings
from vectorstore.library import Library
from vectorstore.sources.records import Record
from vectorstore.stores.vectors import Progress, silent


def lines(path: Path, limit: int | None = None) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file, at most `limit`."""
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, islice(file, limit))


def records(path: Path, limit: int | None = None) -> Iterator[Record]:
    """Read a corpus of objects with id, title, abstract and perhaps authors, venue, year, keywords, url."""
    return (_record(number, fields) for number, fields in enumerate(lines(path, limit), 1))


def _record(number: int, fields: dict[str, Any]) -> Record:
    abstract = fields.get("abstract") or ""
    year = str(fields.get("year") or "")
    return Record(
        title=fields.get("title") or "",
        abstract=abstract if isinstance(abstract, str) else " ".join(abstract),
        line=number,
        authors=tuple(fields.get("authors") or ()),
        venue=fields.get("venue") or "",
        year=int(year) if year.isdecimal() else None,
        topics=tuple(fields.get("keywords") or ()),
        links=(fields["url"],) if fields.get("url") else (),
        identifier=str(fields["id"]),
    )


def keys_by_id(found: list[Record], library: Library) -> dict[str, str]:
    """Return the library's key of each record's id; an entry names the line it was read from."""
    keys = {int(entry.source.rpartition(":")[2]): entry.key for entry in library.entries()}
    return {record.identifier: keys[record.line] for record in found if record.line in keys}


@contextmanager
def library_of(
    found: list[Record],
    name: str,
    home: Path | None,
    progress: Progress = silent,
    embeddings: type[MiniLMEmbeddings] = MiniLMEmbeddings,
) -> Iterator[Library]:
    """A library of some records alone, in `home` (kept for a quicker second run) or a temporary folder.

    Without records, the library that is there.
    """
    with tempfile.TemporaryDirectory() as temporary:
        folder = home or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        library = Library(folder, embeddings(find_weights(folder)), progress, bundled=None)
        if found and len(library) != len(found):
            library.ingest_records(name, str(len(found)), found)
        try:
            yield library
        finally:
            library.close()


def machine() -> str:
    """Name the machine and the versions that matter for a figure."""
    parts = ("chromadb", "tantivy", "onnxruntime", "numpy")
    versions = ", ".join(f"{part} {version(part)}" for part in parts)
    return f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}; {versions}"
