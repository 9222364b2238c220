"""Embeddings from OpenAI or any server that speaks its protocol; the only user of those classes.

Importing this module takes a second, so it is imported where a remote model is configured. Knows
nothing of where vectors are stored.
"""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

import numpy as np
import openai
from langchain_core.embeddings import Embeddings
from langchain_openai import OpenAIEmbeddings
from numpy.typing import NDArray
from pydantic import SecretStr

from vectorstore.embedders.embedder import Progress, printable
from vectorstore.errors import EmbedderUnavailable

OPENAI_URL = "https://api.openai.com/v1"
BATCH = 64
QUERY_SECONDS = 10.0
BATCH_SECONDS = 60.0
_PIECE = re.compile(r"[A-Za-z]+|\d{1,3}|[^\sA-Za-z\d]")
_REFUSALS = {
    400: "refused the request; check the model's name",
    401: "refused the key; check it",
    403: "refused access with this key",
    404: "does not know the model or the address; check both",
    429: "has a rate limit or a quota that is used up; wait or check the account",
}


class RemoteEmbeddings(Embeddings):
    """A remote model as LangChain's `Embeddings` and as the library's `Embedder`."""

    max_tokens = 512
    """What every embedding server in use reads, though many read more."""
    multilingual = True

    def __init__(self, client: OpenAIEmbeddings, name: str, host: str) -> None:
        """Use `client`; `name` and `host` are what messages and the identity may say of it."""
        self._client = client
        self._host = host
        self._dimension: int | None = None
        self.identity = f"{name}@{host}"

    @property
    def dimension(self) -> int:
        """Components of a vector, learnt from the first answer.

        Raises:
            EmbedderUnavailable: the server had to be asked and gave no vector.
        """
        if self._dimension is None:
            self._dimension = self._request(["dimension"], QUERY_SECONDS).shape[1]
        return self._dimension

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Give the texts' vectors as lists, as LangChain wants them.

        Raises:
            EmbedderUnavailable: the server gave no usable vectors.
        """
        vectors: list[list[float]] = self.encode(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Give one question's vector, waiting less long than for many texts.

        Raises:
            EmbedderUnavailable: the server gave no usable vector.
        """
        vector: list[float] = self._request([text], QUERY_SECONDS)[0].tolist()
        return vector

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        """Give the texts' vectors, unit length, one row each.

        Raises:
            EmbedderUnavailable: the server gave no usable vectors.
        """
        rows = []
        for start in range(0, len(texts), BATCH):
            batch = texts[start : start + BATCH]
            rows.append(self._request(batch, BATCH_SECONDS))
            if progress is not None:
                progress(start + len(batch), len(texts))
        return np.concatenate(rows) if rows else np.empty((0, self.dimension), np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Estimate the texts' lengths in tokens: on abstracts 18 % too many, at worst 5 % too few."""
        return [sum(_cost(piece.group()) for piece in _PIECE.finditer(text)) for text in texts]

    def _request(self, texts: Sequence[str], seconds: float) -> NDArray[np.float32]:
        # A blank text is an error to the server; a space has a vector.
        sent = [self._cut(printable(text)) or " " for text in texts]
        try:
            vectors = np.array(self._client.embed_documents(sent, timeout=seconds), np.float32)
        except openai.APIStatusError as error:
            refusal = _REFUSALS.get(error.status_code, f"answered with status {error.status_code}; try later")
            raise EmbedderUnavailable(f"The embedding server {self._host} {refusal}.") from error
        except openai.APIConnectionError as error:
            raise EmbedderUnavailable(
                f"The embedding server {self._host} gave no answer within {seconds:.0f} s; "
                "check that it runs and can be reached."
            ) from error
        except (openai.OpenAIError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise self._unusable(type(error).__name__) from error
        self._check(vectors, len(texts))
        unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    def _check(self, vectors: NDArray[np.float32], wanted: int) -> None:
        if vectors.ndim != 2 or len(vectors) != wanted:
            raise self._unusable(f"{len(vectors)} vectors for {wanted} texts")
        if not (np.isfinite(vectors).all() and vectors.any(axis=1).all()):
            raise self._unusable("a vector without a direction")
        if vectors.shape[1] != (self._dimension or vectors.shape[1]):
            raise self._unusable(f"{vectors.shape[1]} components where there were {self._dimension}")
        self._dimension = vectors.shape[1]

    def _unusable(self, got: str) -> EmbedderUnavailable:
        return EmbedderUnavailable(
            f"The embedding server {self._host} gave an answer that cannot be used ({got}); wanted one "
            "vector for each text. Check the address and the model."
        )

    def _cut(self, text: str) -> str:
        spent = 0
        for piece in _PIECE.finditer(text):
            spent += _cost(piece.group())
            if spent > self.max_tokens:
                return text[: piece.start()]
        return text


def _cost(piece: str) -> int:
    return (len(piece) + 4) // 5 if piece.isascii() and piece.isalpha() else 1


def openai_embeddings(model: str, api_key: str, base_url: str | None = None) -> RemoteEmbeddings:
    """Make the embedder for `model` at `base_url` (default: OpenAI's own); nothing is sent yet.

    Servers on one's own machine take any key.
    """
    client = OpenAIEmbeddings(
        model=model,
        api_key=SecretStr(api_key),
        # Given always, or the library would read another address from the environment.
        base_url=base_url or OPENAI_URL,
        # The check would fetch a tokenizer's data from the network; `_cut` keeps texts short.
        check_embedding_ctx_length=False,
        max_retries=1,
    )
    return RemoteEmbeddings(client, model, _host(base_url or OPENAI_URL))


def _host(url: str) -> str:
    # Without user and password, which an address may carry.
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)
