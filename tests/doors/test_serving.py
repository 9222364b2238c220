"""The page's server: which port it takes, what it says, and how it ends."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.ask import Assistant
from assistant.errors import PortTaken
from doors.serving import DEFAULT_PORT, CreateApp, serve_page
from tests.support.answering import assistant
from tests.support.clock import HUNG, soon
from tests.support.command import attempts, process, watched

__all__ = ["assistant"]


@contextmanager
def taken(port: int = 0) -> Iterator[int]:
    """Hold a port as another program would; one that somebody holds already will do as well."""
    with socket.socket() as holder:
        try:
            holder.bind(("127.0.0.1", port))
            holder.listen()
        except OSError:
            yield port
        else:
            yield int(holder.getsockname()[1])


def no_page() -> CreateApp:
    raise AssertionError("the page is loaded although the port is taken")


def never() -> Assistant:
    raise AssertionError("the library is opened although the port is taken")


def test_a_taken_port_is_said_before_anything_else_is_done() -> None:
    with taken() as port, pytest.raises(PortTaken, match=f"Port {port} on 127.0.0.1 .*--port"):
        serve_page(never, no_page, "127.0.0.1", port, print)


@pytest.mark.parametrize("host", ["192.0.2.1", "::2", "256.0.0.0.1"])
def test_an_address_of_another_machine_is_tried_once(host: str, ways_out: list[str]) -> None:
    with pytest.raises(PortTaken, match=f"Port {DEFAULT_PORT} on {host} .*--host"):
        serve_page(never, no_page, host, None, print)
    ways_out.clear()


def test_a_taken_port_ends_the_command_at_once(home: Path) -> None:
    with taken() as port, soon(30):
        done = process(home, "serve", "--port", str(port))
    assert done.returncode == 1 and done.stdout == b""
    assert done.stderr.startswith(b"Error: Port ") and done.stderr.count(b"\n") == 1


def test_the_default_port_moves_on_and_the_server_ends_when_asked(home: Path) -> None:
    command = [sys.executable, "-m", "assistant", "serve"]
    with taken(DEFAULT_PORT), _started(command, home) as (server, lines):
        address = lines[-1].split(" at ")[1].split()[0]
        assert lines[-3].startswith(f"Port {DEFAULT_PORT} is taken; using ")
        assert "52 papers in" in lines[-2] and "Nothing leaves this machine" in lines[-2]
        assert _healthy(f"{address}/healthz")
        server.send_signal(signal.SIGINT)
        out, errors = server.communicate(timeout=HUNG)
        assert (server.returncode, out) == (0, "")
        assert "Traceback" not in errors
    assert not attempts(home)


@contextmanager
def _started(command: list[str], home: Path) -> Iterator[tuple["subprocess.Popen[str]", list[str]]]:
    """Start a server; yield it and what it has said once it has said its address."""
    pipe = subprocess.PIPE
    variables = watched(home, PYTHONUTF8="1")
    server = subprocess.Popen(command, env=variables, cwd=home, stdout=pipe, stderr=pipe, text=True)
    assert server.stderr
    lines: list[str] = []
    try:
        while not lines or "Ctrl+C" not in lines[-1]:
            lines.append(server.stderr.readline())
            assert lines[-1], "".join(lines)
        yield server, lines
    finally:
        if server.poll() is None:
            os.kill(server.pid, signal.SIGKILL)
        server.wait()


def _healthy(url: str) -> bool:
    for _ in range(100):
        try:
            with urllib.request.urlopen(url, timeout=5) as reply:
                return bool(json.load(reply)["ok"])
        except (OSError, ValueError):
            time.sleep(0.1)
    return False
