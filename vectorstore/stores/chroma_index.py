"""Nearest-neighbour search with Chroma, embedded: the dense half of the search, derived from the ledger.

The one owner of `chromadb`. Collections are cosine, filled in batches under Chroma's limit, with vectors of
ours (Chroma's own embedder would download one). Its server is never started: it has open advisories. Knows
nothing of entries: ids in, ids out.
"""

import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vectorstore.errors import LibraryError
from vectorstore.stores.store import Vectors

if TYPE_CHECKING:
    from chromadb import Collection
    from chromadb.api import ClientAPI
    from chromadb.api.collection_configuration import CreateCollectionConfiguration

_THOROUGH, _QUICK = 400, 100
"""How many near vectors the graph keeps in sight: 400 find 99 % of the 200 nearest, 100 find 97 %."""
_SMALL = 50_000
"""Up to this many vectors are searched thoroughly, which takes half a millisecond more."""


class ChromaIndex:
    """Collections of unit vectors in one folder, from `open_chroma`; closed when nobody holds it any more."""

    def __init__(self, client: "ClientAPI") -> None:
        self._client = client
        self._opened: dict[str, tuple[Collection, int]] = {}
        self._close = weakref.finalize(self, client.close)  # type: ignore[attr-defined]  # not in its interface
        self._close.atexit = False

    def create(self, name: str, ids: Sequence[str], vectors: Iterator[Vectors]) -> None:
        """Write a collection; `vectors` yields the rows in the order of `ids`, at most 5,461 at a time."""
        with _chroma_errors("written"):
            collection = self._client.create_collection(
                name, configuration=_configuration(len(ids)), embedding_function=None
            )
            done = 0
            for rows in vectors:
                batch = list(ids[done : done + len(rows)])
                collection.add(ids=batch, embeddings=rows, metadatas=[{"key": _key(id_)} for id_ in batch])
                done += len(rows)

    def count(self, name: str) -> int:
        """Return the number of vectors in a collection."""
        with _chroma_errors("read"):
            return self._open(name)[1]

    def search(self, name: str, vector: Vectors, limit: int) -> list[tuple[str, float]]:
        """Return up to `limit` (id, cosine similarity), most similar first."""
        with _chroma_errors("read"):
            collection, size = self._open(name)
            if not size:  # asking for none is an error
                return []
            result = collection.query(
                query_embeddings=vector[np.newaxis], n_results=min(limit, size), include=["distances"]
            )
        distances = result["distances"]
        return (
            [(id_, 1.0 - d) for id_, d in zip(result["ids"][0], distances[0], strict=True)]
            if distances
            else []
        )

    def _open(self, name: str) -> tuple["Collection", int]:
        """Return a collection and its size; finding and counting take longer than a search."""
        if name not in self._opened:
            found = self._client.get_collection(name, embedding_function=None)
            self._opened[name] = (found, found.count())  # what is built does not change
        return self._opened[name]

    def close(self) -> None:
        """Release the folder; searches afterwards are an error."""
        self._close()


def import_chroma() -> None:
    """Import Chroma, which takes half a second; commands that only read entries do without."""
    import chromadb  # noqa: F401


def open_chroma(folder: Path) -> ChromaIndex:
    """Open the Chroma store in `folder`, creating an empty one where there is none.

    Raises:
        LibraryError: the folder is damaged or cannot be written.
    """
    import chromadb
    from chromadb.config import Settings

    with _chroma_errors("opened"):
        settings = Settings(anonymized_telemetry=False, is_persistent=True)
        return ChromaIndex(chromadb.PersistentClient(path=str(folder), settings=settings))


def _configuration(size: int) -> "CreateCollectionConfiguration":
    """Cosine space, written out at the last vector: Chroma inserts the rest of its log at every opening."""
    return {
        "hnsw": {
            "space": "cosine",
            "sync_threshold": max(2, size),
            "batch_size": min(100, max(2, size)),
            "ef_search": _THOROUGH if size <= _SMALL else _QUICK,
        }
    }


@contextmanager
def _chroma_errors(doing: str) -> Iterator[None]:
    """Translate whatever Chroma raises; a panic of its Rust core is no `Exception`."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
        raise
    except BaseException as error:
        raise LibraryError(f"The vector index cannot be {doing}: {error}") from error


def _key(id_: str) -> str:
    return id_.rsplit("#", 1)[0]
