"""Receipts of some answers, and a function that verifies one against the library or other entries."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

import pytest

from assistant.ask import Assistant
from assistant.checks.receipts import receipt_bytes, seal_of
from assistant.checks.verification import Verdict, read_receipt, verify
from vectorstore.types import Entry

Receipt = dict[str, Any]
QUESTIONS = (
    "What is MCal?",
    "What improvement does VeloxSeg report?",
    "MedThinkVQA 一共收了多少个病例?",
    "Which papers are orals?",
    "Which papers build benchmarks?",
    "What is Neural-MedBench?",
    "What is the capital of Mongolia?",
)


class Check(Protocol):
    def __call__(
        self, receipt: Receipt, others: Mapping[str, Entry | None] = ..., seal: bool = ...
    ) -> Verdict: ...


@pytest.fixture(scope="session")
def receipts(assistant: Assistant) -> list[Receipt]:
    """Return the receipts of some answers, as read back from their files."""
    return [json.loads(receipt_bytes(assistant.ask(question))) for question in QUESTIONS]


@pytest.fixture
def check(assistant: Assistant, tmp_path: Path) -> Check:
    """Return a function that verifies a receipt, its seal made anew, against the library or other entries."""
    file = tmp_path / "receipt.json"

    def checked(
        receipt: Receipt, others: Mapping[str, Entry | None] = MappingProxyType({}), seal: bool = True
    ) -> Verdict:
        sealed = {**receipt, "seal": seal_of(receipt)} if seal else receipt
        file.write_text(json.dumps(sealed), encoding="utf-8")
        return verify(
            read_receipt(file), lambda key: others[key] if key in others else assistant.library.get(key)
        )

    return checked


def kinds(verdict: Verdict) -> set[str]:
    return {finding.kind for finding in verdict.findings}


def leaves(value: Receipt | list[Any], path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(inner, (dict, list)):
            yield from leaves(inner, (*path, name))
        elif name != "seal":
            yield (*path, name)
