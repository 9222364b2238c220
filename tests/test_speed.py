"""The fast tests leave out those that start a process, however they do it, and no others."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.places import ROOT
from tests.support.speed import LONG, plain_function, starts_a_process


def start() -> None:
    subprocess.run(["true"], check=True)


@contextmanager
def started() -> Iterator[None]:
    start()
    yield


def within_a_helper() -> None:
    with started():
        pass


def within_an_inner_function() -> Callable[[], object]:
    def inner() -> object:
        return subprocess.Popen(["true"])

    return inner


def nothing() -> None:
    assert ROOT and "subprocess"
    nothing()


@given(st.text())
def of_any_text(_: str) -> None:
    start()


@pytest.mark.parametrize("function", [start, within_a_helper, within_an_inner_function])
def test_whoever_starts_a_process_is_found(function: Callable[[], object]) -> None:
    assert starts_a_process(function)  # type: ignore[arg-type]


def test_a_test_of_any_text_is_looked_into() -> None:
    found = plain_function(of_any_text)
    assert found and starts_a_process(found)


def test_one_that_only_calls_itself_starts_none() -> None:
    assert not starts_a_process(nothing)  # type: ignore[arg-type]


def test_every_long_one_named_is_there() -> None:
    for name in LONG:
        path, _, function = name.partition("::")
        text = (ROOT / path).read_text(encoding="utf-8")
        assert f"def {function}" in text, f"{name} is no longer there: take it out of LONG"
