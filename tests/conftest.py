"""What all tests share: no way out to the network, and libraries of the digest, built once."""

import ipaddress
import shutil
import ssl
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as budget

from tests.support.fake_openai import fake_openai as fake_openai
from tests.support.fakes import HashingEmbedder
from tests.support.speed import mark_slow
from vectorstore.library import Library
from vectorstore.retriever import Retriever
from vectorstore.text.glossary import Glossary, load_glossary

# The place of the address, or of the name, among the arguments of each event.
_WAYS_OUT = {"socket.connect": 1, "socket.sendto": 1, "socket.getaddrinfo": 0, "socket.gethostbyname": 0}
_attempts: list[str] = []

# How long an example takes tells nothing on a machine that may be busy; no fixture is changed by one.
budget.register_profile(
    "unhurried",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
budget.load_profile("unhurried")


class BeyondLoopback(Exception):
    """A test, or something it runs, tried to reach another machine."""


def pytest_configure() -> None:
    # An audit hook sees what every thread and every library written in Python does.
    sys.addaudithook(_keep_inside)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        mark_slow(item)


def _keep_inside(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _WAYS_OUT:
        return
    address = arguments[_WAYS_OUT[event]]
    is_path = event in ("socket.connect", "socket.sendto") and not isinstance(address, tuple)
    host = address[0] if isinstance(address, tuple) else address
    if not is_path and host and not _is_loopback(host.decode() if isinstance(host, bytes) else str(host)):
        _attempts.append(f"{event} {host}")
        raise BeyondLoopback(_attempts[-1])


def _is_loopback(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    return address.is_loopback or address.is_unspecified


@pytest.fixture(autouse=True)
def ways_out() -> Iterator[list[str]]:
    """Yield the attempts to reach another machine; any left at the end of the test fails it."""
    _attempts.clear()
    yield _attempts
    assert not _attempts


@pytest.fixture(scope="session", autouse=True)
def one_glossary() -> Iterator[None]:
    """Read each glossary once: that takes a tenth of a second, and hundreds of tests open a library."""
    read: dict[tuple[tuple[Path, bytes], ...], Glossary] = {}

    def load_once(*extra: Path) -> Glossary:
        content = tuple((path, path.read_bytes()) for path in extra)
        if content not in read:
            read[content] = load_glossary(*extra)
        return read[content]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("vectorstore.retriever.load_glossary", load_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def no_certificates() -> Iterator[None]:
    """Load no certificates: each client of a model takes a tenth of a second to, and no test needs any."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl.SSLContext, "load_verify_locations", lambda *_, **__: None)
        yield


@pytest.fixture(scope="session")
def built_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a library that is complete and closed; copy it, never open it."""
    home = tmp_path_factory.mktemp("built")
    library = Library(home, HashingEmbedder())
    library.snapshot()
    library.close()
    return home


@pytest.fixture
def home(built_home: Path, tmp_path: Path) -> Path:
    """Return a complete library's folder that a test may write to."""
    return shutil.copytree(built_home, tmp_path / "home")


@pytest.fixture(scope="session")
def library(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Yield an open library of the digest, to be read only."""
    copy = shutil.copytree(built_home, tmp_path_factory.mktemp("shared") / "home")
    library = Library(copy, HashingEmbedder())
    yield library
    library.close()


@pytest.fixture(scope="session")
def retriever(library: Library) -> Retriever:
    """Return the search over the shared library."""
    return Retriever(library)
