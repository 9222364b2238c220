"""Reads JSON objects out of text that arrives in pieces, as forgiving as models are careless.

Code fences, array brackets, commas, pretty-printing and talk between the objects do no harm; what cannot
be read is counted. Knows nothing of models or drafts.
"""

import json
import re
from typing import Any

_NOISE = re.compile(r"```\w*|[\s,\[\]]+")
_THINKING, _THOUGHT = "<think>", "</think>"


class JsonLines:
    """The objects of a growing text; `malformed` counts the lines and objects that could not be read."""

    def __init__(self) -> None:
        self.malformed = 0
        self._text = ""
        self._object = _ObjectScan()

    def feed(self, piece: str) -> list[dict[str, Any]]:
        """Return the objects that `piece` completes."""
        self._text += piece
        found: list[dict[str, Any]] = []
        while self._skip_to_object():
            end = self._object.end_in(self._text)
            if end is None:
                break
            text, self._text = self._text[:end], self._text[end:]
            self._object = _ObjectScan()
            try:
                found.append(json.loads(text))
            except (ValueError, RecursionError):
                self.malformed += 1
        return found

    def close(self) -> None:
        """Count what is left over when no more text comes."""
        self.malformed += bool(_NOISE.sub("", self._text))
        self._text = ""
        self._object = _ObjectScan()

    def _skip_to_object(self) -> bool:
        """Drop talk and thoughts before the next object; return False while there is none."""
        if self._text.startswith("{"):
            return True
        self._text = self._text.lstrip()
        if _THINKING.startswith(self._text[: len(_THINKING)]):
            thought = self._text.find(_THOUGHT)
            if thought < 0:
                return False
            self._text = self._text[thought + len(_THOUGHT) :]
        start = self._text.find("{")
        # A line without an object is dropped once it has ended.
        talk = self._text[:start] if start >= 0 else self._text[: self._text.rfind("\n") + 1]
        self.malformed += sum(bool(_NOISE.sub("", line)) for line in talk.splitlines())
        self._text = self._text[len(talk) :]
        return start >= 0


class _ObjectScan:
    """Looks for the end of one object, going on where it stopped when more text comes."""

    def __init__(self) -> None:
        self._at, self._depth, self._quoted, self._escaped = 0, 0, False, False

    def end_in(self, text: str) -> int | None:
        """Return where the object that opens `text` ends, or where it is broken; None where it goes on."""
        for index in range(self._at, len(text)):
            char = text[index]
            if self._quoted and char == "\n":
                return index + 1  # JSON has no line break inside a string: a quote mark was left open
            if self._escaped:
                self._escaped = False
            elif self._quoted and char == "\\":
                self._escaped = True
            elif char == '"':
                self._quoted = not self._quoted
            elif not self._quoted:
                self._depth += (char == "{") - (char == "}")
                if self._depth == 0:
                    return index + 1
        self._at = len(text)
        return None
