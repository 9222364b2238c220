"""LangChain's callbacks see every call of a model by a readable name; nothing is sent unless asked for."""

import gzip
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from langchain_core.tracers.context import collect_runs
from langchain_core.tracers.langchain import wait_for_all_tracers
from langsmith.utils import get_env_var

from assistant.ask import Assistant
from assistant.types import Turn
from tests.support.answering import GOOD, MCAL, WRONG, assistant, connected, settings
from tests.support.fake_openai import FakeOpenAI
from tests.support.sentinel_key import KEY

__all__ = ["assistant", "connected"]

TALK = [Turn("user", "What is MCal?"), Turn("assistant", f"A method. [{MCAL}]")]


def test_every_call_is_a_run_with_a_name_and_a_tag(connected: Assistant, fake_openai: FakeOpenAI) -> None:
    fake_openai.reply('{"question": "Does MCal have code?"}')
    fake_openai.reply(GOOD + WRONG)
    fake_openai.reply('{"number": 0}')
    with collect_runs() as runs:
        connected.ask("Does it have code?", TALK)
    traced = runs.traced_runs
    assert [run.name for run in traced] == ["rewrite", "answer", "repair"]
    assert all(run.tags == ["paper-assistant"] and run.end_time and not run.error for run in traced)
    assert GOOD.splitlines()[0] in json.dumps(traced[1].outputs, ensure_ascii=False).replace('\\"', '"')


def test_a_fault_is_a_run_with_an_error(assistant: Assistant, fake_openai: FakeOpenAI) -> None:
    keyed = Assistant(assistant.library, settings(assistant.library.home, fake_openai.url, KEY))
    with collect_runs() as runs:
        keyed.ask("What is MCal?", model="fault-404")
    assert [bool(run.error) for run in runs.traced_runs] == [True]


class _Collector(ThreadingHTTPServer):
    """Takes what a tracing client sends."""

    def __init__(self) -> None:
        self.bodies: list[str] = []
        super().__init__(("127.0.0.1", 0), _Take)


class _Take(BaseHTTPRequestHandler):
    server: _Collector

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output clean."""

    def do_GET(self) -> None:
        self._say({})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if self.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        self.server.bodies.append(body.decode("utf-8", "replace"))
        self._say({})

    def _say(self, content: dict[str, Any]) -> None:
        payload = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)


@pytest.fixture
def collector() -> Iterator[_Collector]:
    server = _Collector()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("wanted", ["true", ""])
def test_langsmith_gets_the_runs_where_the_environment_asks_for_it_and_else_nothing(
    wanted: str,
    collector: _Collector,
    connected: Assistant,
    fake_openai: FakeOpenAI,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LANGSMITH_ENDPOINT", f"http://127.0.0.1:{collector.server_port}")
    monkeypatch.setenv("LANGSMITH_API_KEY", "any")
    monkeypatch.setenv("LANGSMITH_TRACING", wanted)
    get_env_var.cache_clear()  # type: ignore[attr-defined]
    fake_openai.reply(GOOD)
    connected.ask("What is MCal?")
    wait_for_all_tracers()
    get_env_var.cache_clear()  # type: ignore[attr-defined]
    sent = "".join(collector.bodies)
    assert bool(sent) == bool(wanted)
    if wanted:
        assert '"answer"' in sent and "paper-assistant" in sent
