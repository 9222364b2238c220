"""A server on loopback that speaks OpenAI's streaming chat protocol and says what it is told to.

It notes, on the clock of `time.perf_counter`, when a request arrived and when each line was written.
"""

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Messages = list[dict[str, str]]
Say = Callable[[Messages], list[str]]
"""Given the messages of a request, returns the lines of the reply."""

MODEL = "bench"
_TOKEN = 5
"""Characters of a token, about."""
_PACE = 0.004
"""Seconds between two tokens: 250 a second, faster than most models."""


class ChatServer(ThreadingHTTPServer):
    """The running server."""

    daemon_threads = True

    def __init__(self, say: Say) -> None:
        self.say = say
        self.arrived: list[float] = []
        self.written: list[list[float]] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a client that hangs up."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    @property
    def url(self) -> str:
        """The address to set as OPENAI_BASE_URL."""
        return f"http://127.0.0.1:{self.server_port}/v1"


@contextmanager
def serving(say: Say) -> Iterator[ChatServer]:
    """A server that runs in a thread of its own meanwhile."""
    server = ChatServer(say)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ChatServer

    def log_message(self, format: str, *args: object) -> None:
        """Keep the output to the figures."""

    def do_GET(self) -> None:
        listed = {
            "object": "list",
            "data": [{"id": MODEL, "object": "model", "created": 0, "owned_by": "me"}],
        }
        self._head("application/json")
        self._chunk(json.dumps(listed))
        self._chunk("")

    def do_POST(self) -> None:
        self.server.arrived.append(time.perf_counter())
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        lines = self.server.say(body["messages"])
        times: list[float] = []
        self.server.written.append(times)
        self._head("text/event-stream")
        for line in lines:
            for start in range(0, len(line), _TOKEN):
                time.sleep(_PACE)
                self._event({"content": line[start : start + _TOKEN]})
            times.append(time.perf_counter())
        self._event({}, "stop")
        self._chunk("data: [DONE]\n\n")
        self._chunk("")

    def _head(self, kind: str) -> None:
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()

    def _event(self, delta: dict[str, Any], finish: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        chunk = {
            "id": "1",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": MODEL,
            "choices": [choice],
        }
        self._chunk(f"data: {json.dumps(chunk)}\n\n")

    def _chunk(self, text: str) -> None:
        data = text.encode()
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()


def papers_in(messages: Messages) -> list[dict[str, Any]]:
    """Return the papers that a request for an answer shows, as its lines of JSON give them."""
    rows = [row for row in messages[1]["content"].splitlines() if row.startswith('{"key": ')]
    return [json.loads(row) for row in rows]


def sentence(text: str, key: str, quote: str) -> str:
    """Return a sentence as a model writes it."""
    record = {"text": text, "quotes": [{"key": key, "quote": quote}]}
    return json.dumps(record, ensure_ascii=False) + "\n"
