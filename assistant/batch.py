"""Answers a file of questions: exactly one line out for each line in, in the same order.

Knows nothing of how an answer is made.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.ask import Assistant
from assistant.types import Turn
from vectorstore.errors import PaperAssistantError

TASKS = ("ask", "summarize", "related-work")


class _Message(BaseModel):
    role: Literal["user", "assistant"]
    content: str


class _Case(BaseModel):
    """A line of the input; other fields are ignored."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    question: str
    task: str = "ask"
    history: list[_Message] = []


def run_batch(
    assistant: Assistant, source: Path, target: Path, model: str, progress: Callable[[str, int, int], None]
) -> int:
    """Answer each line of `source` into `target`, flushed line by line; return how many failed.

    Raises:
        PaperAssistantError: a file cannot be read or written at all.
    """
    lines = _read(source)
    if target.exists() and target.samefile(source):
        raise PaperAssistantError(f"{target} is the file of questions itself; give another for the answers.")
    failed = 0
    try:
        # Half of a surrogate pair, which JSON may hold and UTF-8 may not, is written as JSON's own escape.
        with target.open("w", encoding="utf-8", errors="backslashreplace") as out:
            for number, line in enumerate(lines, 1):
                answer = _answer(assistant, line, number, model)
                failed += "error" in answer
                out.write(json.dumps(answer, ensure_ascii=False) + "\n")
                out.flush()
                progress("Answering", number, len(lines))
    except OSError as error:
        raise PaperAssistantError(f"{target} cannot be written: {error.strerror}.") from error
    return failed


def _read(source: Path) -> list[str]:
    try:
        text = source.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise PaperAssistantError(f"{source} cannot be read: {error.strerror}.") from error
    # Not splitlines: a question may hold U+2028 and its like.
    return text.removesuffix("\n").split("\n") if text else []


def _answer(assistant: Assistant, line: str, number: int, model: str) -> dict[str, Any]:
    try:
        fields = json.loads(line)
    except ValueError as error:
        return {"id": number, "error": f"line {number} is no JSON: {error}"}
    except RecursionError:
        return {"id": number, "error": f"line {number} cannot be used: it is nested too deeply"}
    identifier = fields.get("id", number) if isinstance(fields, dict) else number
    try:
        case = _Case.model_validate(fields)
        if case.task not in TASKS:
            raise PaperAssistantError(f"the task {case.task!r} is not available; {' or '.join(TASKS)} is")
        if case.task == "summarize":
            *_, summary = assistant.summarize(case.question, model)
            return {"id": identifier, **summary.to_json()}
        if case.task == "related-work":
            *_, related = assistant.related_work(case.question, model)
            return {"id": identifier, **related.to_json()}
        history = [Turn(message.role, message.content) for message in case.history]
        return {"id": identifier, **assistant.ask(case.question, history, model).to_json()}
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, fault['loc'])) or 'line'}: {fault['msg']}" for fault in error.errors()]
        return {"id": identifier, "error": f"line {number} cannot be used: {'; '.join(faults)}"}
    except PaperAssistantError as error:
        return {"id": identifier, "error": str(error)}
