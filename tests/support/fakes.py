"""A small real embedding model: a bag of hashed words, quick and deterministic; it counts its work."""

import re
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vectorstore.embedders.embedder import Progress
from vectorstore.errors import EmbedderUnavailable

# Wide enough that no two words of the digest that a test cares about share a component.
DIMENSION = 2048
_WORD = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]")


class HashingEmbedder:
    """Texts with words in common have similar vectors; satisfies `Embedder`."""

    dimension = DIMENSION
    max_tokens = 120
    multilingual = False

    def __init__(self, identity: str = "hashing") -> None:
        self.identity = identity
        self.encoded = 0
        """Texts embedded so far, questions not counted."""

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        self.encoded += len(texts)
        if progress:
            progress(len(texts), len(texts))
        return np.stack([_vector(text) for text in texts])

    def embed_query(self, text: str) -> list[float]:
        return [float(component) for component in _vector(text)]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(_WORD.findall(text.lower())) for text in texts]


class NoEmbedder(HashingEmbedder):
    """A model that cannot be reached."""

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        raise EmbedderUnavailable("The model is out of reach.")

    def embed_query(self, text: str) -> list[float]:
        raise EmbedderUnavailable("The model is out of reach.")


def _vector(text: str) -> NDArray[np.float32]:
    vector = np.zeros(DIMENSION, np.float32)
    for word in _WORD.findall(text.lower()) or [""]:
        vector[zlib.crc32(word.encode()) % DIMENSION] += 1
    return vector / np.float32(np.linalg.norm(vector))
