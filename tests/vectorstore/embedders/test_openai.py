"""The remote embedding model, against a small server on loopback."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import numpy as np
import pytest

from vectorstore.embedders.embedder import Embedder
from vectorstore.embedders.openai import BATCH, openai_embeddings
from vectorstore.errors import EmbedderUnavailable


class Server:
    """An embedding server on the loopback that answers as it is told and remembers what it was asked."""

    def __init__(self) -> None:
        self.status = 200
        self.body: bytes | None = None
        self.requests: list[dict[str, object]] = []
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
                owner.requests.append(asked)
                reply = owner.body if owner.body is not None else owner.vectors(asked["input"])
                self.send_response(owner.status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)

            def log_message(self, *_: object) -> None:
                return

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/v1"

    @staticmethod
    def vectors(texts: list[str]) -> bytes:
        data = [{"index": i, "embedding": [float(len(t)), 2.0, 0.0]} for i, t in enumerate(texts)]
        return json.dumps({"object": "list", "model": "m", "data": data, "usage": {}}).encode()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    thread = Thread(target=server.http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.http.shutdown()
    server.http.server_close()
    thread.join()


def test_a_remote_model_is_asked_for_texts_in_batches_and_its_vectors_scaled(server: Server) -> None:
    remote: Embedder = openai_embeddings("small", "key", server.url)
    texts = ["x" * n for n in range(1, BATCH + 10)]
    vectors = remote.encode(texts)
    wanted = np.array([[len(text), 2.0, 0.0] for text in texts])
    assert np.allclose(vectors, wanted / np.linalg.norm(wanted, axis=1, keepdims=True), atol=1e-6)
    assert len(server.requests) == 2
    assert remote.dimension == 3


def test_a_remote_model_is_sent_plain_texts_that_it_can_take(server: Server) -> None:
    openai_embeddings("small", "key", server.url).encode(["", "心" * 2000, "a\ud800b"])
    assert server.requests[0]["input"] == [" ", "心" * 512, "a?b"]


def test_the_identity_names_model_and_host_but_no_password() -> None:
    remote = openai_embeddings("small", "key", "http://user:secret@localhost:11434/v1")
    assert remote.identity == "small@localhost:11434"
    assert openai_embeddings("small", "key").identity == "small@api.openai.com"


def test_an_address_in_the_environment_does_not_stand_in_for_the_identity(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    with pytest.raises(EmbedderUnavailable, match=r"api\.openai\.com gave no answer"):
        openai_embeddings("small", "key").embed_query("heart")
    assert server.requests == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
def test_a_refusal_is_explained_without_the_key(server: Server, status: int) -> None:
    server.status, server.body = status, b'{"error": {"message": "bad key sk-secret"}}'
    with pytest.raises(EmbedderUnavailable) as caught:
        openai_embeddings("small", "sk-secret", server.url).embed_query("heart")
    assert "sk-secret" not in str(caught.value)
    assert "127.0.0.1" in str(caught.value)
    assert len(server.requests) <= 2


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b"{}",
        b"null",
        b'{"data": []}',
        b'{"data": [{"embedding": null, "index": 0}]}',
        b'{"data": [{"embedding": [0.0, 0.0], "index": 0}]}',
        b'{"data": [{"embedding": [1.0], "index": 0}, {"embedding": [1.0], "index": 1}]}',
        b'{"data": [{"embedding": [NaN, 1.0], "index": 0}]}',
    ],
)
def test_an_answer_that_is_no_vector_is_refused(server: Server, body: bytes) -> None:
    server.body = body
    with pytest.raises(EmbedderUnavailable, match="cannot be used"):
        openai_embeddings("small", "key", server.url).embed_query("heart")


def test_a_model_that_changes_its_dimension_is_refused(server: Server) -> None:
    remote = openai_embeddings("small", "key", server.url)
    assert remote.dimension == 3
    server.body = b'{"data": [{"embedding": [1.0, 2.0], "index": 0}]}'
    with pytest.raises(EmbedderUnavailable, match="2 components where there were 3"):
        remote.embed_query("heart")


def test_a_server_that_is_not_there_is_named() -> None:
    with pytest.raises(EmbedderUnavailable, match=r"127\.0\.0\.1:9 gave no answer"):
        openai_embeddings("small", "key", "http://127.0.0.1:9/v1").embed_query("heart")


def test_a_remote_estimate_is_no_less_than_the_words_of_a_text() -> None:
    remote = openai_embeddings("small", "key")
    assert remote.count_tokens(["", "心电图", "heart failure in 2026"]) == [0, 3, 6]
