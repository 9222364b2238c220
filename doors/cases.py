"""Reads files of cases, a question a line as JSON with the entries that answer it, and asks them.

The metrics are in `evaluation`; this module knows where cases and answers come from.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.ask import Assistant
from assistant.checks.evaluation import Case, Miss, Scores, score
from assistant.language import language_of
from doors.batch import JOBS, Progress, answer_lines, read_lines
from vectorstore.errors import PaperAssistantError
from vectorstore.types import Entry


class _Fields(BaseModel):
    """The fields of a line; `gold` and `neutral` name entries by key or number, the others are a case's."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    id: str = ""
    question: str
    kind: str = "single"
    lang: str = ""
    task: str = "ask"
    gold: list[int | str] = []
    neutral: list[int | str] = []
    must_mention: tuple[str, ...] = ()
    note: str = ""


def read_cases(source: Path, entries: Sequence[Entry]) -> list[Case]:
    """Return the cases of a file; blank lines are none.

    `gold` and `neutral` name entries by key or by their number, from 1, in the library's order.

    Raises:
        PaperAssistantError: the file cannot be read, or a line is no case of this library; says which.
    """
    lines = [(number, line.text) for number, line in enumerate(read_lines(source), 1) if line.text.strip()]
    if not lines:
        raise PaperAssistantError(f"{source} holds no cases.")
    return [_read_case(f"{source}, line {number}", number, text, entries) for number, text in lines]


def evaluate(
    assistant: Assistant, source: Path, model: str, progress: Progress, jobs: int = JOBS
) -> tuple[Scores, list[Miss]]:
    """Ask every case of a file and return the scores and what went wrong.

    Raises:
        PaperAssistantError: see `read_cases`.
    """
    entries = assistant.library.entries()
    cases = read_cases(source, entries)
    lines = [line for line in read_lines(source) if line.text.strip()]
    made: list[dict[str, Any] | None] = []
    for answer in answer_lines(assistant, lines, model, jobs):
        made.append(None if "error" in answer else answer)
        progress("Answering", len(made), len(lines))
    return score(cases, made, {entry.key: entry.text for entry in entries})


def _read_case(place: str, number: int, text: str, entries: Sequence[Entry]) -> Case:
    try:
        fields = _Fields.model_validate(json.loads(text))
        gold, neutral = (
            frozenset(_key_of(name, entries) for name in some) for some in (fields.gold, fields.neutral)
        )
    except ValidationError as error:
        fault = error.errors(include_input=False)[0]
        where = ".".join(map(str, fault["loc"])) or "line"
        raise PaperAssistantError(f"{place} is no case: {where}: {fault['msg']}.") from None
    except RecursionError as error:
        raise PaperAssistantError(f"{place} is no case: it is nested too deeply.") from error
    except ValueError as error:
        raise PaperAssistantError(f"{place} is no case: {error}.") from error
    named = {"id": fields.id or str(number), "lang": fields.lang or language_of(fields.question)}
    return Case(**fields.model_dump() | named | {"gold": gold, "neutral": neutral})


def _key_of(name: int | str, entries: Sequence[Entry]) -> str:
    """Return the key an entry is named by; raises ValueError where there is no such entry."""
    if isinstance(name, int) and 1 <= name <= len(entries):
        return entries[name - 1].key
    if isinstance(name, str) and any(entry.key == name for entry in entries):
        return name
    raise ValueError(f"the library has no entry {name!r}")
