"""Reads JSON objects out of text that arrives in pieces, as forgiving as models are careless.

Code fences, array brackets, commas, pretty-printing, an object around all of them and talk between them do no
harm; what cannot be read is counted. Knows nothing of models or drafts.
"""

import re
from typing import Any

from assistant.models.loose_json import LooseObject

_NOISE = re.compile(r"```\w*|[\s,，\[\]{}［］｝]+")
_THOUGHTS = re.compile(r"<(think|thinking|thought|reasoning)>")
_HEADLESS = re.compile(r"[\"“]text[\"”]\s*[:：]")
_MAYBE_THOUGHTS = re.compile(r"<[a-z]{0,9}")


class JsonLines:
    """The objects of a growing text; `malformed` counts the lines and objects that could not be read."""

    def __init__(self) -> None:
        self.malformed = 0
        self._text = ""
        self._object = LooseObject()

    def feed(self, piece: str) -> list[dict[str, Any]]:
        """Return the objects that `piece` completes."""
        self._text += piece
        return self._read(last=False)

    def close(self) -> list[dict[str, Any]]:
        """Return the object that only lacks its end, as no more text comes; count what is left over."""
        found = self._read(last=True)
        self.malformed += bool(_NOISE.sub("", self._text))
        self._text = ""
        return found

    def _read(self, last: bool) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while self._skip_to_object():
            end = self._object.end_in(self._text, last)
            if end is None:
                break
            read, self._object = self._object, LooseObject()
            self._text = self._text[end:]
            # One that is empty where a record begins only wraps the records.
            if read.is_whole or (any(read.value.values()) and not read.is_cut):
                found.append(read.value)
            else:
                self.malformed += read.is_cut
        return found

    def _skip_to_object(self) -> bool:
        """Drop talk and thoughts before the next object; return False while there is none."""
        if self._text.startswith(("{", "｛")):
            return True
        self._text = self._text.lstrip()
        if _MAYBE_THOUGHTS.fullmatch(self._text):
            return False
        if thoughts := _THOUGHTS.match(self._text):
            end = f"</{thoughts[1]}>"
            thought = self._text.find(end)
            if thought < 0:
                return False
            self._text = self._text[thought + len(end) :]
        if _HEADLESS.match(self._text):  # its bracket is missing
            self._text = "{" + self._text
            return True
        start = min((at for brace in "{｛" if (at := self._text.find(brace)) >= 0), default=-1)
        # A line without an object is dropped once it has ended.
        talk = self._text[:start] if start >= 0 else self._text[: self._text.rfind("\n") + 1]
        self.malformed += sum(bool(_NOISE.sub("", line)) for line in talk.splitlines())
        self._text = self._text[len(talk) :]
        return start >= 0
