"""Receipts: all that is needed to check an answer again later, as one JSON file.

A receipt holds the answer as `--json` gives it, the hashes of what its writer was shown and of the entries
it rests on, what produced it, and a seal over all of it. `verification` checks one.
"""

import hashlib
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, BinaryIO

from assistant.types import Answer
from vectorstore.errors import PaperAssistantError

FORMAT = 1


def receipt_of(answer: Answer) -> dict[str, Any]:
    """Return the receipt of a finished answer as plain values, ready for JSON.

    `entries` maps the key of each entry shown or cited to the SHA-256 of its content, `passages` lists the
    pieces of them that were shown (offsets count characters of the entry's text), `prompts` the SHA-256 of
    each prompt file sent, `stages` seconds. No key and no password is in it.
    """
    trace = answer.trace
    receipt: dict[str, Any] = {
        "receipt": FORMAT,
        "program": f"paper-assistant {program_version()}",
        "date": trace.asked,
        "answer": answer.to_json(),
        "settings": dict(trace.settings),
        "prompts": dict(trace.prompts),
        "entries": {entry.key: entry.content_hash for entry in trace.entries},
        "passages": [
            {"key": piece.key, "start": piece.start, "end": piece.end, "sha256": sha256_of(piece.text)}
            for piece in trace.passages
        ],
        "stages": {stage: round(seconds, 4) for stage, seconds in trace.stages.items()},
    }
    return {**receipt, "seal": seal_of(receipt)}


def receipt_bytes(answer: Answer) -> bytes:
    """Return the receipt of a finished answer as the UTF-8 text of a file."""
    return encode_json(receipt_of(answer), indent=1)


def encode_json(value: object, indent: int | None = None) -> bytes:
    """Return a value as JSON in UTF-8, with a line feed at its end."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    # Half of a surrogate pair, which JSON may hold and UTF-8 may not, becomes JSON's own escape.
    return f"{text}\n".encode("utf-8", "backslashreplace")


def seal_of(receipt: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a receipt's content without the seal, however the file is laid out.

    It finds an accident or a careless edit. Whoever alters a receipt on purpose can make a new seal, which is
    why every quote is compared with the library as well.
    """
    content = {name: value for name, value in receipt.items() if name != "seal"}
    return sha256_of(json.dumps(content, sort_keys=True, separators=(",", ":")))


def sha256_of(text: str) -> str:
    """Return the hex SHA-256 of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def program_version() -> str:
    """Return the version installed, or `unknown`."""
    try:
        return version("paper-assistant")
    except PackageNotFoundError:
        return "unknown"


def check_target(path: Path) -> None:
    """Check, before an answer is paid for, that its receipt can be written to `path`.

    Raises:
        PaperAssistantError: a file of that name exists, or the folder cannot be written to.
    """
    if path.exists() or path.is_symlink():
        raise PaperAssistantError(f"{path} exists; a receipt never replaces a file. Give another name.")
    with _open_aside(path):
        pass


def save_receipt(answer: Answer, path: Path) -> None:
    """Write the receipt of an answer to a new file, whole or not at all.

    Raises:
        PaperAssistantError: it cannot be written, or a file of that name exists.
    """
    check_target(path)
    with _open_aside(path) as file:
        file.write(receipt_bytes(answer))
        file.flush()
        os.fsync(file.fileno())
        file.close()
        Path(file.name).replace(path)


@contextmanager
def _open_aside(path: Path) -> Iterator[BinaryIO]:
    """Open a new file beside `path`; it is deleted at the end, unless it was renamed."""
    aside = path.with_name(f".receipt-{secrets.token_hex(4)}.part")
    try:
        with aside.open("wb") as file:
            yield file
    except OSError as error:
        raise PaperAssistantError(f"The receipt {path} cannot be written: {error.strerror}.") from error
    finally:
        with suppress(OSError):
            aside.unlink()
