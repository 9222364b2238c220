"""Vectors of passages: made once for each text, kept in the ledger, handed to Chroma in batches.

Knows nothing of which passages there are or what becomes of them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from vectorstore.embedders.embedder import Embedder
from vectorstore.stores.indexes import Layer
from vectorstore.stores.ledger import Ledger
from vectorstore.stores.store import Vectors
from vectorstore.text.passages import text_hash
from vectorstore.types import Passage

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done and how much there is (0: not known)."""

BATCH = 1000
"""Texts embedded and committed at once: what a killed ingest loses at most, and one write to Chroma."""


def silent(_doing: str, _done: int, _total: int) -> None:
    """Report no progress."""


def embed_layer(
    ledger: Ledger,
    embedder: Embedder,
    name: str,
    passages: Mapping[Passage, str],
    progress: Progress = silent,
) -> Layer:
    """Embed what has no vector in the ledger; return the collection to build of the passages.

    `passages` gives for each the text to embed.

    Raises:
        EmbedderUnavailable: the model cannot be used; what was embedded until then is kept.
    """
    texts = list(passages.values())
    hashes = [text_hash(text) for text in texts]
    for start in range(0, len(texts), BATCH):
        batch = dict(zip(hashes[start : start + BATCH], texts[start : start + BATCH], strict=True))
        stored = ledger.vectors(embedder.identity, list(batch))
        missing = [h for h in batch if h not in stored]
        if missing:
            rows = embedder.encode([batch[h] for h in missing])
            ledger.add_vectors(embedder.identity, zip(missing, rows, strict=True))
        progress(f"Embedding {name}", min(start + BATCH, len(texts)), len(texts))
    return Layer(name, list(passages), _rows(ledger, embedder.identity, hashes))


def _rows(ledger: Ledger, identity: str, hashes: Sequence[bytes]) -> Iterator[Vectors]:
    for start in range(0, len(hashes), BATCH):
        batch = hashes[start : start + BATCH]
        stored = ledger.vectors(identity, batch)
        yield np.stack([stored[h] for h in batch])
