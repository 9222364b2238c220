"""Tells which lines of a file of answers an earlier, killed run has finished.

Every answer of a run carries a fingerprint of its line in, the model asked for, the settings, the library
and the program's version: only what this very run would write is kept. Knows nothing of answers otherwise.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.checks.receipts import program_version
from assistant.settings import Settings
from vectorstore.errors import PaperAssistantError


def fingerprints(settings: Settings, generation: int, model: str, lines: Sequence[str]) -> list[str]:
    """Return the fingerprint of each line in, sixteen hex digits; no secret goes into it.

    `generation` is the library's: it changes with the entries.
    """
    public = settings.model_dump(mode="json", exclude={"home", "openai_api_key"})
    keyed = bool(settings.openai_api_key.get_secret_value())
    run = json.dumps([program_version(), generation, model, keyed, public], sort_keys=True)
    return [
        hashlib.sha256(f"{run}\n{line}".encode("utf-8", "surrogatepass")).hexdigest()[:16] for line in lines
    ]


def whole_lines(
    target: Path, content: bytes, marks: Sequence[str], identifiers: Sequence[Any]
) -> tuple[int, int]:
    """Return how many lines of `target`'s `content` answer the first lines in, and the bytes they take.

    A last line that was cut is not counted. An error carries no fingerprint: it is known by its id.

    Raises:
        PaperAssistantError: it holds anything else.
    """
    *whole, cut = content.split(b"\n")
    size = 0
    for number, line in enumerate(whole, 1):
        if number > len(marks) or not _belongs(line, marks[number - 1], identifiers[number - 1]):
            raise _foreign(target, number)
        size += len(line) + 1
    if cut and (len(whole) == len(marks) or not _begins(cut, identifiers[len(whole)])):
        raise _foreign(target, len(whole) + 1)
    return len(whole), size


def _belongs(line: bytes, mark: str, identifier: object) -> bool:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return False
    if not isinstance(fields, dict) or fields.get("id") != identifier:
        return False
    return fields.get("run") == mark or fields.keys() == {"id", "error"}


def _begins(cut: bytes, identifier: object) -> bool:
    """Tell whether a line that was cut is the beginning of an answer with that id."""
    start = json.dumps({"id": identifier}, ensure_ascii=False)[:-1].encode("utf-8", "backslashreplace")
    return cut.startswith(start) or start.startswith(cut)


def _foreign(target: Path, number: int) -> PaperAssistantError:
    return PaperAssistantError(
        f"{target} holds something else from line {number} on than this run would write (other questions, "
        "another model, library, settings or version); --fresh replaces it, or name another file."
    )
