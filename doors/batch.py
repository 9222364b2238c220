"""Answers a file of questions: exactly one line out for each line in, in the same order.

Several are answered at a time; what a killed run has written is kept by the next (`resume`). Knows nothing
of how an answer is made.
"""

import json
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.ask import Assistant
from assistant.errors import CapReached
from assistant.models.budget import Budget
from assistant.types import UNCAPPED, Answer, Cap, Turn
from doors.resume import fingerprints, whole_lines
from vectorstore.errors import PaperAssistantError
from vectorstore.stores.lock import lock_open_file

JOBS = 4
_CALLS_ASKED = 3
"""Of a model, for a question: to read it, to answer it, and to mend what failed the checks."""
_CALLS_PLANNED = 1_000_000
"""Those of a report are counted when it has been planned; until then they may be all that are left."""

Progress = Callable[[str, int, int], None]


class _Message(BaseModel):
    role: Literal["user", "assistant"]
    content: str


class _Case(BaseModel):
    """A line of the input; other fields are ignored."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    question: str
    task: str = "ask"
    history: list[_Message] = []


def _ask(assistant: Assistant, case: _Case, model: str) -> Iterator[Answer]:
    history = [Turn(message.role, message.content) for message in case.history]
    return assistant.stream(case.question, history, model)


def _summarize(assistant: Assistant, case: _Case, model: str) -> Iterator[Answer]:
    return assistant.summarize(case.question, model)


def _related_work(assistant: Assistant, case: _Case, model: str) -> Iterator[Answer]:
    return assistant.related_work(case.question, model)


TASKS: dict[str, Callable[[Assistant, _Case, str], Iterator[Answer]]] = {
    "ask": _ask,
    "summarize": _summarize,
    "related-work": _related_work,
}
"""What a line may ask for."""


def run_batch(
    assistant: Assistant,
    source: Path,
    target: Path,
    model: str,
    progress: Progress,
    jobs: int = JOBS,
    fresh: bool = False,
    cap: Cap = UNCAPPED,
) -> tuple[int, int]:
    """Answer each line of `source` into `target`, flushed line by line; return how many were kept and failed.

    Lines that an earlier run with the same input, model and settings has written to `target` are kept, one
    that was cut is answered again; `fresh` answers all of them again. `cap` bounds what the run may ask of a
    model; a line it has no room for is left, with all after it, for a run like this one.

    Raises:
        CapReached: lines are left; says how many were answered.
        PaperAssistantError: a file cannot be read or written, or `target` holds something else or is being
            written by another run.
    """
    lines = read_lines(source)
    if target.exists() and target.samefile(source):
        raise PaperAssistantError(f"{target} is the file of questions itself; give another for the answers.")
    marks = fingerprints(assistant.settings, assistant.library.generation, model, lines)
    identifiers = [_read(line, number)[0] for number, line in enumerate(lines, 1)]
    kept, size, number, failed = 0, 0, 0, 0
    plain = target.is_file() or not target.exists()  # else a pipe, which holds nothing
    assistant = Assistant(assistant.library, assistant.settings, assistant.timeouts, Budget(cap))
    try:
        with target.open("a+b" if plain else "ab") as out:
            if plain:
                if not lock_open_file(out):
                    raise PaperAssistantError(
                        f"{target} is being written by another run; wait for it, or name another file."
                    )
                if not fresh:
                    out.seek(0)
                    kept, size = whole_lines(target, out.read(), marks, identifiers)
                out.truncate(size)
            number = kept
            with closing(answers(assistant, lines, model, jobs, kept)) as made:
                for number, answer in enumerate(made, kept + 1):
                    failed += "error" in answer
                    marked = answer if "error" in answer else {**answer, "run": marks[number - 1]}
                    # Half of a surrogate pair, which JSON may hold and UTF-8 may not, becomes JSON's escape.
                    line = json.dumps(marked, ensure_ascii=False) + "\n"
                    out.write(line.encode("utf-8", "backslashreplace"))
                    out.flush()
                    progress("Answering", number, len(lines))
    except OSError as error:
        raise PaperAssistantError(f"{target} cannot be written: {error.strerror}.") from error
    except CapReached as reached:
        then = (
            "run again, without --fresh, for the rest"
            if number > kept
            else "another run under this cap answers no line more"
        )
        raise CapReached(f"{reached} {number} of {len(lines)} line(s) are in {target}; {then}.") from None
    return kept, failed


def answers(
    assistant: Assistant, lines: Sequence[str], model: str, jobs: int = JOBS, first: int = 0
) -> Generator[dict[str, Any], None, None]:
    """Yield what each line from `first` (from 0) asks for, as `--json` gives it with its id, or its error.

    They come in the order of the lines, `jobs` of them being made at a time; under a cap only so many that
    none takes the calls of one before it. Closing the iterator stops them.

    Raises:
        CapReached: no model may be asked any more what the next line needs.
    """
    assistant.warm_up()  # once, not in several threads at once
    stop = Event()
    waiting: deque[Future[dict[str, Any]]] = deque()
    calls: deque[int] = deque()
    with ThreadPoolExecutor(jobs) as pool:
        try:
            for number, line in enumerate(lines[first:], first + 1):
                wanted = _calls(line, number)
                # A slow one does not leave the others idle, nor are all questions taken up at once.
                while waiting and (
                    len(waiting) >= 4 * jobs or not assistant.budget.has_room(sum(calls) + wanted)
                ):
                    calls.popleft()
                    yield waiting.popleft().result()
                calls.append(wanted)
                waiting.append(pool.submit(_answer, assistant, line, number, model, stop))
            while waiting:
                yield waiting.popleft().result()
        finally:
            stop.set()
            pool.shutdown(cancel_futures=True)


def read_lines(source: Path) -> list[str]:
    """Return the lines of a file of questions.

    Raises:
        PaperAssistantError: it cannot be read.
    """
    try:
        text = source.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise PaperAssistantError(f"{source} cannot be read: {error.strerror}.") from error
    # Not splitlines: a question may hold U+2028 and its like.
    return text.removesuffix("\n").split("\n") if text else []


def _answer(assistant: Assistant, line: str, number: int, model: str, stop: Event) -> dict[str, Any]:
    identifier, fields, fault = _read(line, number)
    if fault:
        return {"id": identifier, "error": fault}
    try:
        case = _Case.model_validate(fields)
        if case.task not in TASKS:
            raise PaperAssistantError(f"the task {case.task!r} is not available; {' or '.join(TASKS)} is")
        for latest in TASKS[case.task](assistant, case, model):
            answer = latest
            if stop.is_set():
                break  # nobody waits for it any more
        return {"id": identifier, **answer.to_json()}
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()]
        return {"id": identifier, "error": f"line {number} cannot be used: {'; '.join(faults)}"}
    except CapReached:
        raise
    except PaperAssistantError as error:
        return {"id": identifier, "error": str(error)}


def _calls(line: str, number: int) -> int:
    """Return how many calls of a model a line may take at most."""
    _, fields, _ = _read(line, number)
    report = isinstance(fields, dict) and fields.get("task", "ask") != "ask"
    return _CALLS_PLANNED if report else _CALLS_ASKED


def _read(line: str, number: int) -> tuple[Any, Any, str]:
    """Return the id of a line, its fields, and what is wrong where it is no JSON object."""
    try:
        fields = json.loads(line)
    except ValueError as error:
        return number, None, f"line {number} is no JSON: {error}"
    except RecursionError:
        return number, None, f"line {number} cannot be used: it is nested too deeply"
    if not isinstance(fields, dict):
        return number, None, f"line {number} cannot be used: it is no JSON object"
    return fields.get("id", number), fields, ""
