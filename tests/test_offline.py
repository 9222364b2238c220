"""The guard of the tests themselves: what it lets through would make every other test untrustworthy."""

import socket
import threading

import pytest

from tests.conftest import BeyondLoopback


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.invalid"])
def test_no_test_reaches_another_machine(host: str, ways_out: list[str]) -> None:
    with pytest.raises(BeyondLoopback):
        socket.create_connection((host, 443), timeout=1)
    ways_out.clear()


def test_an_address_that_needs_no_look_up_is_out_of_reach_too(ways_out: list[str]) -> None:
    with pytest.raises(BeyondLoopback), socket.socket() as client:
        client.connect(("192.0.2.1", 443))
    ways_out.clear()


def test_an_attempt_that_a_thread_swallows_is_remembered(ways_out: list[str]) -> None:
    def look_up() -> None:
        try:
            socket.getaddrinfo("example.invalid", 443)
        except BeyondLoopback:
            return

    thread = threading.Thread(target=look_up)
    thread.start()
    thread.join()
    assert ways_out == ["socket.getaddrinfo example.invalid"]
    ways_out.clear()


def test_loopback_stays_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=1).close()
        socket.create_connection(("localhost", server.getsockname()[1]), timeout=1).close()
