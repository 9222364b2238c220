"""A small server on loopback that speaks OpenAI's chat protocol, and goes wrong in every way asked of it.

Replies are queued (`reply`), or chosen by the model's name: a request for the model `fault-429-rate` gets
that fault, any other the next queued reply, or the last one again.
"""

import base64
import json
import select
import socket
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.support.clock import ENDLESS

STATUS_FAULTS: dict[str, tuple[int, dict[str, Any] | str]] = {
    "401": (401, {"error": {"message": "Incorrect API key provided: {key}", "code": "invalid_api_key"}}),
    "403": (403, {"error": {"message": "key {key} may not use this model"}}),
    "404": (404, {"error": {"message": "no such model", "code": "model_not_found"}}),
    "400-context": (400, {"error": {"message": "too long", "code": "context_length_exceeded"}}),
    "429-rate": (429, {"error": {"message": "slow down, {key}", "code": "rate_limit_exceeded"}}),
    "429-quota": (429, {"error": {"message": "You exceeded your quota", "code": "insufficient_quota"}}),
    "500": (500, {"error": {"message": "internal error for {key}"}}),
    "502-html": (502, "<html><body>Bad gateway {key}</body></html>"),
    "200-html": (200, "<html><body>Please log in {key}</body></html>"),
}
STREAM_FAULTS = (
    "hang",
    "stall",
    "cut",
    "no-finish",
    "length",
    "content-filter",
    "invalid-json",
    "choices-empty",
    "null",
    "empty",
    "keep-alive",
    "trickle",
    "chatter",
    "error-event",
)


_ENDLESS = {"keep-alive": "", "trickle": "a", "chatter": '{"text": "All is well.", "quotes": []}\n'}
"""What is sent again and again, a comment where it is empty."""


@dataclass(frozen=True)
class Reply:
    """What the server says: the text in pieces, and what goes wrong on the way."""

    text: str = ""
    fault: str = "ok"
    delay: float = 0.0
    """Seconds before each piece."""


@dataclass
class FakeOpenAI:
    """The running server's address, what it was asked, and what it says next."""

    url: str = ""
    models: list[str] = field(default_factory=lambda: ["fake-model", "other-model"])
    replies: list[Reply] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    retry_after: str = "0"
    obey: Callable[[dict[str, Any]], str] | None = None
    """Writes the reply to a request, in place of those queued."""
    hang_seconds: float = ENDLESS
    models_delay: float = 0.0
    disconnected: threading.Event = field(default_factory=threading.Event)
    stopping: threading.Event = field(default_factory=threading.Event)

    def reply(self, text: str = "", fault: str = "ok", delay: float = 0.0) -> None:
        """Queue what the next request gets; the last reply queued stays."""
        self.replies.append(Reply(text, fault, delay))

    def next_reply(self, model: str) -> Reply:
        """Return the reply to a request for `model`."""
        if model.startswith("fault-"):
            return Reply('{"text": "So.", "quotes": []}\n', model.removeprefix("fault-"))
        if len(self.replies) > 1:
            return self.replies.pop(0)
        return self.replies[0] if self.replies else Reply('{"cannot_answer": "nothing queued"}\n')

    def wait(self, seconds: float, client: socket.socket | None = None) -> None:
        """Do nothing for a while, or until the server stops or the client hangs up."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and not self.stopping.wait(min(0.02, left)):
            if client and _hung_up(client):
                self.disconnected.set()
                raise ConnectionResetError


def _hung_up(client: socket.socket) -> bool:
    try:
        return bool(select.select([client], [], [], 0)[0]) and not client.recv(1, socket.MSG_PEEK)
    except ConnectionError:
        return True


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, fake: FakeOpenAI) -> None:
        self.fake = fake
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what some tests are about; anything else is worth a look."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output clean."""

    def do_GET(self) -> None:
        listed = [
            {"id": name, "object": "model", "created": 0, "owned_by": "test"}
            for name in self.server.fake.models
        ]
        self.server.fake.wait(self.server.fake.models_delay, self.connection)
        self._send(200, {"object": "list", "data": listed})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.fake.requests.append(body)
        self.server.fake.keys.append(self.headers.get("authorization", ""))
        fake = self.server.fake
        reply = Reply(fake.obey(body)) if fake.obey else fake.next_reply(body["model"])
        if reply.fault in STATUS_FAULTS:
            status, content = STATUS_FAULTS[reply.fault]
            self._send(status, content)
        elif reply.fault == "hang":
            self.close_connection = True
            self.server.fake.wait(self.server.fake.hang_seconds, self.connection)
        elif body.get("stream"):
            self._stream(reply, body)
        else:
            message = {"role": "assistant", "content": reply.text}
            choice = {"index": 0, "message": message, "finish_reason": "stop"}
            self._send(200, {**_envelope(body), "choices": [choice], "usage": _usage(reply)})

    def _send(self, status: int, content: dict[str, Any] | str) -> None:
        text = content if isinstance(content, str) else json.dumps(content)
        payload = text.replace("{key}", _every_way(self.headers.get("authorization", ""))).encode()
        self.send_response(status)
        self.send_header("content-type", "text/html" if isinstance(content, str) else "application/json")
        self.send_header("content-length", str(len(payload)))
        if status == 429:
            self.send_header("retry-after", self.server.fake.retry_after)
        self.end_headers()
        self.wfile.write(payload)

    def _stream(self, reply: Reply, body: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        try:
            for event in _events(reply, body, self.server.fake, self.connection):
                if event is None:
                    self.close_connection = True
                    return
                data = f"data: {event}\n\n".encode() if event else b": still here\n\n"
                self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
                self.wfile.flush()
            self.wfile.write(b"0\r\n\r\n")
        except (BrokenPipeError, ConnectionResetError):
            self.server.fake.disconnected.set()
            self.close_connection = True


def _every_way(authorization: str) -> str:
    """The key as a careless server may echo it: plain, quoted, encoded."""
    key = authorization.split()[-1]
    encoded = base64.b64encode(key.encode()).decode()
    return f"{key} {urllib.parse.quote(key, safe='')} {encoded} {key[:8]}"


def _events(
    reply: Reply, body: dict[str, Any], fake: FakeOpenAI, client: socket.socket
) -> Iterator[str | None]:
    """Yield the events of a stream; None stands for a connection cut off, "" for a comment."""

    def chunk(delta: dict[str, Any], finish: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return json.dumps({**_envelope(body), "object": "chat.completion.chunk", "choices": [choice]})

    openings: dict[str, list[str | None]] = {
        "keep-alive": [],
        "choices-empty": [json.dumps({**_envelope(body), "object": "chat.completion.chunk", "choices": []})],
        "null": [chunk({"role": "assistant", "content": None})],
        "invalid-json": ['{"choices": [{"delta": '],
        "empty": [],
    }
    if reply.fault in openings:
        yield from openings[reply.fault]
    else:
        yield chunk({"role": "assistant", "content": ""})
        for start in range(0, len(reply.text), 7):
            fake.wait(reply.delay)
            yield chunk({"content": reply.text[start : start + 7]})
    until = time.monotonic() + fake.hang_seconds
    while reply.fault in _ENDLESS and time.monotonic() < until:
        fake.wait(0.05, client)
        yield chunk({"content": _ENDLESS[reply.fault]}) if _ENDLESS[reply.fault] else ""
    if reply.fault == "error-event":
        yield json.dumps({"error": {"message": f"overloaded {fake.keys[-1]}", "code": "overloaded"}})
    if reply.fault == "stall":
        fake.wait(fake.hang_seconds, client)
    if reply.fault in ("cut", "stall"):
        yield None
    if reply.fault not in ("no-finish", "choices-empty", "invalid-json"):
        yield chunk({}, {"length": "length", "content-filter": "content_filter"}.get(reply.fault, "stop"))
    if (body.get("stream_options") or {}).get("include_usage"):
        yield json.dumps({**_envelope(body), "choices": [], "usage": _usage(reply)})
    yield "[DONE]"


def _envelope(body: dict[str, Any]) -> dict[str, Any]:
    return {"id": "chatcmpl-1", "object": "chat.completion", "created": 0, "model": body["model"]}


def _usage(reply: Reply) -> dict[str, int]:
    words = len(reply.text.split())
    return {"prompt_tokens": 11, "completion_tokens": words, "total_tokens": 11 + words}


@contextmanager
def serving() -> Iterator[FakeOpenAI]:
    """Run a server for a while."""
    fake = FakeOpenAI()
    server = _Server(fake)
    fake.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield fake
    finally:
        fake.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def fake_openai() -> Iterator[FakeOpenAI]:
    """Yield a server that runs while the test does."""
    with serving() as fake:
        yield fake
