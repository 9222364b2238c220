"""Token counts are exact where they can be, on the safe side elsewhere, and never cost a download."""

import hashlib
import socket
from pathlib import Path

import pytest
import tiktoken
from hypothesis import given
from hypothesis import strategies as st

from assistant.models.tokens import ESTIMATE, estimate_tokens, exact_counter, token_counter

O200K_FILE = "fb374d419588a4632f3f557e76b4b70aebbca790"
BYTES = tiktoken.Encoding(
    "bytes", pat_str=r"[\s\S]+", mergeable_ranks={bytes([i]): i for i in range(256)}, special_tokens={}
)


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every attempt to connect or to look a host up is recorded and refused."""
    attempts: list[object] = []

    def refuse(*address: object, **_: object) -> None:
        attempts.append(address)
        raise OSError("no network in this test")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    return attempts


@pytest.mark.parametrize(
    "model", ["gpt-4.1-mini", "openai:gpt-4o", "gpt-3.5-turbo", "llama3.1:8b", "", "gpt-2"]
)
def test_without_cached_ranks_the_count_is_an_estimate_and_nothing_is_fetched(
    model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_network: list[object]
) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    counter = token_counter(model)
    assert (counter.exact, counter.name, counter("some text")) == (False, "estimate", 2)
    assert no_network == []


def test_damaged_ranks_are_neither_used_nor_fetched_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_network: list[object]
) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    (tmp_path / O200K_FILE).write_bytes(b"IQ== 0\n")
    assert token_counter("gpt-4.1-mini") is ESTIMATE
    assert (tmp_path / O200K_FILE).exists()
    assert no_network == []


def test_a_cache_that_is_switched_off_counts_as_empty(
    monkeypatch: pytest.MonkeyPatch, no_network: list[object]
) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", "")
    assert token_counter("gpt-4.1-mini") is ESTIMATE
    assert no_network == []


def test_the_cache_is_looked_up_under_the_name_tiktoken_gives_it() -> None:
    address = "https://openaipublic.blob.core.windows.net/encodings/o200k_base.tiktoken"
    assert hashlib.sha1(address.encode(), usedforsecurity=False).hexdigest() == O200K_FILE


def test_an_exact_counter_counts_what_the_encoding_gives_even_for_special_tokens() -> None:
    counter = exact_counter(BYTES)
    assert (counter.exact, counter.name) == (True, "bytes")
    assert counter("<|endoftext|>心") == len("<|endoftext|>心".encode())


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("", 0),
        ("Foundation models are reshaping EEG analysis.", 8),
        ("我们提出了一个新的基准。", 12),
        ("🩺🧠👩‍⚕️", 12),
        ("1234567890", 4),
        ("VLM-SubtleBench", 5),
    ],
)
def test_the_estimate_stays_on_the_safe_side(text: str, least: int) -> None:
    assert estimate_tokens(text) >= least


@given(st.text(), st.text())
def test_the_estimate_of_a_text_never_falls_when_more_is_added(text: str, more: str) -> None:
    assert estimate_tokens(f"{text} {more}") >= max(estimate_tokens(text), estimate_tokens(more)) - 1


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"])))
def test_the_estimate_never_exceeds_the_bytes_of_the_text(text: str) -> None:
    assert estimate_tokens(text) <= len(text.encode())
