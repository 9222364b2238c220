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
from doors.batch import JOBS, Progress, answers, read_lines
from vectorstore.errors import PaperAssistantError
from vectorstore.types import Entry


class _Line(BaseModel):
    model_config = ConfigDict(coerce_numbers_to_str=True)

    id: str = ""
    question: str
    kind: str = "single"
    lang: str = ""
    task: str = "ask"
    gold: list[int | str] = []
    neutral: list[int | str] = []
    must_mention: list[str] = []
    note: str = ""


def read_cases(source: Path, entries: Sequence[Entry]) -> list[Case]:
    """Return the cases of a file; blank lines are none.

    `gold` and `neutral` name entries by key or by their number, from 1, in the library's order.

    Raises:
        PaperAssistantError: the file cannot be read, or a line is no case of this library; says which.
    """
    lines = [(number, line) for number, line in enumerate(read_lines(source), 1) if line.strip()]
    if not lines:
        raise PaperAssistantError(f"{source} holds no cases.")
    return [_case(f"{source}, line {number}", number, line, entries) for number, line in lines]


def evaluate(
    assistant: Assistant, source: Path, model: str, progress: Progress, jobs: int = JOBS
) -> tuple[Scores, list[Miss]]:
    """Ask every case of a file and return the scores and what went wrong.

    Raises:
        PaperAssistantError: see `read_cases`.
    """
    entries = assistant.library.entries()
    cases = read_cases(source, entries)
    lines = [line for line in read_lines(source) if line.strip()]
    made: list[dict[str, Any] | None] = []
    for answer in answers(assistant, lines, model, jobs):
        made.append(None if "error" in answer else answer)
        progress("Answering", len(made), len(lines))
    return score(cases, made, {entry.key: entry.text for entry in entries})


def _case(place: str, number: int, line: str, entries: Sequence[Entry]) -> Case:
    try:
        found = _Line.model_validate(json.loads(line))
        gold, neutral = (
            frozenset(_key(name, entries) for name in some) for some in (found.gold, found.neutral)
        )
    except ValidationError as error:
        fault = error.errors(include_input=False)[0]
        where = ".".join(map(str, fault["loc"])) or "line"
        raise PaperAssistantError(f"{place} is no case: {where}: {fault['msg']}.") from None
    except RecursionError as error:
        raise PaperAssistantError(f"{place} is no case: it is nested too deeply.") from error
    except ValueError as error:
        raise PaperAssistantError(f"{place} is no case: {error}.") from error
    return Case(
        id=found.id or str(number),
        question=found.question,
        kind=found.kind,
        lang=found.lang or language_of(found.question),
        task=found.task,
        gold=gold,
        neutral=neutral,
        must_mention=tuple(found.must_mention),
        note=found.note,
    )


def _key(name: int | str, entries: Sequence[Entry]) -> str:
    """Return the key an entry is named by; raises ValueError where there is no such entry."""
    if isinstance(name, int) and 1 <= name <= len(entries):
        return entries[name - 1].key
    if isinstance(name, str) and any(entry.key == name for entry in entries):
        return name
    raise ValueError(f"the library has no entry {name!r}")
