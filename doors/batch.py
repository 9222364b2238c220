"""Answers a file of questions: exactly one line out for each line in, in the same order.

Several are answered at a time. Each answer carries a fingerprint of its line in, the model asked for, the
settings, the library and the program's version, so that a run which was killed is completed by the next, and
a file that holds anything else is left alone. Knows nothing of how an answer is made.
"""

import hashlib
import json
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any, BinaryIO, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.ask import Assistant
from assistant.checks.receipts import encode_json, program_version
from assistant.errors import CapReached
from assistant.models.budget import Budget
from assistant.settings import Settings
from assistant.types import UNCAPPED, Answer, Cap, Turn
from vectorstore.errors import PaperAssistantError
from vectorstore.stores.lock import lock_open_file

JOBS = 4
TASKS = ("ask", "summarize", "related-work")
"""What a line may ask for."""
_CALLS_ASKED = 3
"""Of a model, for a question: to read it, to answer it, and to mend what failed the checks."""
_CALLS_PLANNED = 1_000_000
"""Those of a report are counted when it has been planned; until then they may be all that are left."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Batch:
    """A file of questions, the file their answers go to, and how they are answered."""

    source: Path
    target: Path
    model: str = "auto"
    jobs: int = JOBS
    """How many are answered at a time."""
    fresh: bool = False
    """Whether to answer all lines again, whatever `target` holds."""
    cap: Cap = UNCAPPED
    """On what the whole run may ask of a model."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line in: its text, its id, and its fields or what is wrong with it."""

    text: str
    id: Any
    fields: dict[str, Any]
    fault: str = ""


class _Message(BaseModel):
    role: Literal["user", "assistant"]
    content: str


class _Question(BaseModel):
    """The fields of a line that are read; others are ignored."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    question: str
    task: str = "ask"
    history: list[_Message] = []


def run_batch(assistant: Assistant, batch: Batch, progress: Progress) -> tuple[int, int]:
    """Answer each line of `source` into `target`, flushed line by line; return how many were kept and failed.

    Lines that an earlier run with the same input, model and settings has written to `target` are kept, one
    that was cut is answered again. A line the cap has no room for waits, with all after it, for another run.

    Raises:
        CapReached: lines are left; says how many were answered.
        PaperAssistantError: a file cannot be read or written, or `target` holds something else or is being
            written by another run.
    """
    lines, target = read_lines(batch.source), batch.target
    if target.exists() and target.samefile(batch.source):
        raise PaperAssistantError(f"{target} is the file of questions itself; give another for the answers.")
    texts = [line.text for line in lines]
    marks = fingerprint(assistant.settings, assistant.library.generation, batch.model, texts)
    assistant = Assistant(assistant.library, assistant.settings, assistant.timeouts, Budget(batch.cap))
    kept, number, failed = 0, 0, 0
    regular = target.is_file() or not target.exists()  # else a pipe, which holds nothing
    try:
        with target.open("a+b" if regular else "ab") as out:
            number = kept = keep_finished(out, batch, lines, marks) if regular else 0
            with closing(answer_lines(assistant, lines, batch.model, batch.jobs, kept)) as answers:
                for number, answer in enumerate(answers, kept + 1):
                    failed += "error" in answer
                    marked = answer if "error" in answer else {**answer, "run": marks[number - 1]}
                    out.write(encode_json(marked))
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


def answer_lines(
    assistant: Assistant, lines: Sequence[Line], model: str, jobs: int = JOBS, first: int = 0
) -> Generator[dict[str, Any], None, None]:
    """Yield what each line from `first` (from 0) asks for, as `--json` gives it with its id, or its error.

    They come in the order of the lines. `jobs` of them are made at a time, fewer under a cap, so that none
    takes the calls of one before it. Closing the iterator stops them.

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
                is_report = line.fields.get("task", "ask") != "ask"
                wanted = _CALLS_PLANNED if is_report else _CALLS_ASKED
                # A slow one does not leave the others idle, nor are all questions taken up at once.
                while waiting and (
                    len(waiting) >= 4 * jobs or not assistant.budget.has_room(sum(calls) + wanted)
                ):
                    calls.popleft()
                    yield waiting.popleft().result()
                calls.append(wanted)
                waiting.append(pool.submit(_answer_line, assistant, line, number, model, stop))
            while waiting:
                yield waiting.popleft().result()
        finally:
            stop.set()
            pool.shutdown(cancel_futures=True)


def _answer_line(assistant: Assistant, line: Line, number: int, model: str, stop: Event) -> dict[str, Any]:
    if line.fault:
        return {"id": line.id, "error": line.fault}
    try:
        for latest in _stream(assistant, _Question.model_validate(line.fields), model):
            answer = latest
            if stop.is_set():
                break  # nobody waits for it any more
        return {"id": line.id, **answer.to_json()}
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()]
        return {"id": line.id, "error": f"line {number} cannot be used: {'; '.join(faults)}"}
    except CapReached:
        raise
    except PaperAssistantError as error:
        return {"id": line.id, "error": str(error)}


def _stream(assistant: Assistant, asked: _Question, model: str) -> Iterator[Answer]:
    match asked.task:
        case "ask":
            history = [Turn(message.role, message.content) for message in asked.history]
            return assistant.stream(asked.question, history, model)
        case "summarize":
            return assistant.summarize(asked.question, model)
        case "related-work":
            return assistant.related_work(asked.question, model)
    raise PaperAssistantError(f"the task {asked.task!r} is not available; {' or '.join(TASKS)} is")


def read_lines(source: Path) -> list[Line]:
    """Return the lines of a file of questions.

    Raises:
        PaperAssistantError: it cannot be read.
    """
    try:
        text = source.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise PaperAssistantError(f"{source} cannot be read: {error.strerror}.") from error
    # Not splitlines: a question may hold U+2028 and its like.
    return parse_lines(text.removesuffix("\n").split("\n") if text else [])


def parse_lines(texts: Sequence[str]) -> list[Line]:
    """Read each line as a JSON object; the id of one that has none is its number, from 1."""
    return [_parse_line(text, number) for number, text in enumerate(texts, 1)]


def _parse_line(text: str, number: int) -> Line:
    try:
        fields = json.loads(text)
    except ValueError as error:
        return Line(text, number, {}, f"line {number} is no JSON: {error}")
    except RecursionError:
        return Line(text, number, {}, f"line {number} cannot be used: it is nested too deeply")
    if not isinstance(fields, dict):
        return Line(text, number, {}, f"line {number} cannot be used: it is no JSON object")
    return Line(text, fields.get("id", number), fields)


def fingerprint(settings: Settings, generation: int, model: str, texts: Sequence[str]) -> list[str]:
    """Return the fingerprint of each line in, sixteen hex digits; no secret goes into it.

    `generation` is the library's: it changes with the entries.
    """
    public = settings.model_dump(mode="json", exclude={"home", "openai_api_key"})
    keyed = bool(settings.openai_api_key.get_secret_value())
    run = json.dumps([program_version(), generation, model, keyed, public], sort_keys=True)
    return [
        hashlib.sha256(f"{run}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()[:16] for text in texts
    ]


def keep_finished(out: BinaryIO, batch: Batch, lines: Sequence[Line], marks: Sequence[str]) -> int:
    """Lock the open file of answers, cut it after the last line that this run would write, count the lines.

    Raises:
        PaperAssistantError: another run is writing it, or it holds anything else and is not to be replaced.
    """
    if not lock_open_file(out):
        raise PaperAssistantError(
            f"{batch.target} is being written by another run; wait for it, or name another file."
        )
    out.seek(0)
    *whole, cut = [b""] if batch.fresh else out.read().split(b"\n")
    belong = [_belongs(found, line, mark) for found, line, mark in zip(whole, lines, marks, strict=False)]
    good = belong.index(False) if False in belong else len(belong)
    is_begun = good < len(lines) and _begins(cut, lines[good])
    if good < len(whole) or (cut and not is_begun):
        raise PaperAssistantError(
            f"{batch.target} holds something else from line {good + 1} on than this run would write (other "
            "questions, another model, library, settings or version); --fresh replaces it, or name another "
            "file."
        )
    out.truncate(sum(len(line) + 1 for line in whole))
    return good


def _belongs(found: bytes, line: Line, mark: str) -> bool:
    """Tell whether a whole line out answers a line in; an error has no fingerprint and is known by its id."""
    try:
        fields = json.loads(found)
    except (ValueError, RecursionError):
        return False
    if not isinstance(fields, dict) or fields.get("id") != line.id:
        return False
    return fields.get("run") == mark or fields.keys() == {"id", "error"}


def _begins(cut: bytes, line: Line) -> bool:
    """Tell whether a line out that was cut is the beginning of an answer to a line in."""
    start = encode_json({"id": line.id}).removesuffix(b"}\n")
    return cut.startswith(start) or start.startswith(cut)
