"""The JSON of answers, field by field, as scripts rely on it: fields may be added, never renamed."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from assistant.ask import Assistant
from assistant.types import Answer
from tests.support.answering import assistant as assistant

CITATION = {"key": str, "quote": str, "start": int, "end": int}
SENTENCE = {"text": str, "supported": bool, "citations": [CITATION]}
LEFT_OUT = {"key": str, "reason": str}
ANSWER: dict[str, Any] = {
    "question": str,
    "standalone_question": str,
    "language": str,
    "abstained": bool,
    "reason": (str, type(None)),
    "text": str,
    "sentences": [SENTENCE],
    "references": [{"key": str, "title": str, "venue": str, "year": (int, type(None)), "links": [str]}],
    "hits": [{"key": str, "score": float}],
    "complete": bool,
    "notices": [str],
    "nearest": [str],
    "filters": dict,
    "dropped": [{"text": str, "reason": str}],
    "model": str,
    "usage": {"prompt_tokens": int, "completion_tokens": int, "cost_usd": (float, type(None))},
    "seconds": float,
}
REPORT: dict[str, Any] = ANSWER | {
    "coverage": {"matched": [str], "cited": [str], "left_out": [LEFT_OUT]},
    "sections": [{"title": str, "sentences": [int]}],
    "table": ({"columns": [str], "rows": [[str]]}, type(None)),
}


def faults(value: object, schema: Any, where: str = "answer") -> Iterator[str]:  # noqa: ANN401
    """Yield where a value from JSON is not what its schema says."""
    if isinstance(schema, tuple):
        if all(list(faults(value, one, where)) for one in schema):
            yield f"{where}: {value!r}"
    elif isinstance(schema, dict):
        if not isinstance(value, dict) or schema.keys() - value.keys():
            yield f"{where} lacks {schema.keys() - (value.keys() if isinstance(value, dict) else set())}"
        else:
            for name, inner in schema.items():
                yield from faults(value[name], inner, f"{where}.{name}")
    elif isinstance(schema, list):
        if not isinstance(value, list):
            yield f"{where} is no list: {value!r}"
        else:
            for place, item in enumerate(value):
                yield from faults(item, schema[0], f"{where}[{place}]")
    elif not isinstance(value, schema):
        yield f"{where}: {value!r}"


def as_read(answer: Answer) -> dict[str, Any]:
    """Return an answer as whoever reads its JSON gets it."""
    read: dict[str, Any] = json.loads(json.dumps(answer.to_json()))
    return read


@pytest.mark.parametrize("question", ["What is MCal?", "哪些是 oral?", "Who won the chess title?"])
def test_answers_keep_their_contract(question: str, assistant: Assistant) -> None:
    answer = as_read(assistant.ask(question))
    assert list(faults(answer, ANSWER)) == []
    assert answer.keys().isdisjoint({"coverage", "sections", "table", "title", "paragraphs", "trace"})


@pytest.mark.parametrize("subfield", ["survival analysis", "心电图", "the history of chess"])
def test_summaries_keep_their_contract(subfield: str, assistant: Assistant) -> None:
    *_, answer = assistant.summarize(subfield)
    assert list(faults(as_read(answer), REPORT)) == []


def test_related_work_keeps_its_contract(assistant: Assistant) -> None:
    *_, answer = assistant.related_work("We tokenise EEG by motifs in time and frequency.")
    assert list(faults(as_read(answer), REPORT)) == []


def test_a_fault_is_found() -> None:
    assert list(faults({"key": "k", "quote": None, "start": 0, "end": 1}, CITATION))
    assert list(faults({"columns": [], "rows": None}, REPORT["table"]))
    assert not list(faults(None, REPORT["table"]))
