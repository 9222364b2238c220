"""Reads one JSON object out of text that arrives in pieces, as forgiving as models are careless.

What is JSON is read as JSON. Of the rest only that is mended which leaves every value as it was written:
quote marks, commas and brackets that are missing, doubled or of another kind, quote marks and line breaks
inside a string. A value that was cut is never taken for whole. Knows nothing of models.
"""

import json
import re
from typing import Any

from assistant.models.json_signs import (
    AFTER_CLOSERS,
    AFTER_ITEM,
    AHEAD,
    BARE_NAME,
    BARE_VALUE,
    BRACKETS,
    CLOSERS,
    COLON,
    CUT_OFF,
    DOUBLE,
    DOUBLED,
    ESCAPE,
    FIELD,
    LAST,
    LITERALS,
    MAYBE_COLON,
    MAYBE_DOUBLED,
    MAYBE_END,
    MAYBE_FIELD,
    MAYBE_NAME,
    MAYBE_RECORD,
    NAME_ALONE,
    NAMES,
    NEXT_FIELD,
    NUMBER,
    PLAIN,
    RECORD,
    SEPARATORS,
    SINGLE,
    SPACE,
    WIDE,
    begins,
    is_object,
)


class LooseObject:
    """An object that is still arriving."""

    def __init__(self) -> None:
        self.value: dict[str, Any] = {}
        """What has been read of it."""
        self.is_whole = False
        """It ended with its own bracket."""
        self.is_cut = False
        """It ended inside a value, or before one."""
        self._at = 0
        self._open: list[dict[str, Any] | list[Any]] = []
        self._name: str | None = None
        self._marks = ""
        """What may close the string that is open; empty outside a string."""
        self._words: list[str] = []
        self._loose = 0
        """Its quote marks that are neither escaped nor close it."""
        self._ended = False

    def end_in(self, text: str, last: bool) -> int | None:
        """Return where the object that opens `text` ends, None where it goes on; `last`: no more text comes.

        Goes on where it stopped when more text comes.
        """
        while self._at < len(text) and not self._ended:
            after = self._read_string(text, last) if self._marks else self._read_sign(text, last)
            if after is None:
                return None
            self._at = after
        if last and not self._ended:
            self._break_off()
        return self._at if self._ended else None

    def _read_sign(self, text: str, last: bool) -> int | None:
        """Read one sign outside strings; return where to go on, None where more text must come first."""
        at = self._at
        char = text[at].translate(WIDE)
        if char in "{[":
            return self._enter(char, text, last)
        if char in "}]":
            self._close(dict if char == "}" else list)
        elif char == ",":
            self._name = None
        elif char in DOUBLE + SINGLE:
            if isinstance(self._open[-1], list):
                found = begins(FIELD, MAYBE_FIELD, text, at, last)
                if found is None:
                    return None
                if found:  # the bracket before it is missing
                    self._enter_inner({})
            doubled = begins(DOUBLED, MAYBE_DOUBLED, text, at, last)
            if doubled is None:
                return None
            at += doubled
            self._loose, self._marks = 0, char if char == '"' else DOUBLE if char in DOUBLE else SINGLE
        elif char not in ":" and not char.isspace():
            return self._read_bare(text, last)
        return at + 1

    def _enter(self, char: str, text: str, last: bool) -> int | None:
        if not self._open:
            self._open.append(self.value)
            return self._at + 1
        if char == "{":
            found = begins(RECORD, MAYBE_RECORD, text, self._at, last)
            if found is None:
                return None
            if found:  # brackets were left open, or what is open only wraps the records
                self._name = None
                self._break_off()
                return self._at
            if len(self._open) > 1 and self._is_name_due():
                self._open.pop()
        self._enter_inner([] if char == "[" else {})
        return self._at + 1

    def _enter_inner(self, inner: dict[str, Any] | list[Any]) -> None:
        self._put(inner)
        self._open.append(inner)

    def _read_bare(self, text: str, last: bool) -> int | None:
        """Read a name or value without quote marks; what is neither is passed over."""
        at = self._at
        word = BARE_VALUE.match(text, at)
        if word is None:
            return at + 1
        if self._is_name_due():
            found = begins(BARE_NAME, MAYBE_NAME, text, at, last)
            if found is None:
                return None
            self._name = word[0] if found else None
            return word.end() + (found and text[word.end()] in DOUBLE + SINGLE)
        rest = text[word.end() : word.end() + AHEAD].lstrip()
        if not rest and not last:
            return None
        is_whole = not rest or rest[0].translate(WIDE) in ",}]"
        if is_whole and (word[0] in LITERALS or NUMBER.fullmatch(word[0])):
            self._put(LITERALS[word[0]] if word[0] in LITERALS else json.loads(word[0]))
            return word.end()
        if self._name in ("text", "quote", "key"):
            self._loose, self._marks = 0, DOUBLE  # its opening mark is missing
            return at
        return word.end()

    def _read_string(self, text: str, last: bool) -> int | None:
        at = self._at
        if plain := PLAIN.match(text, at):
            self._words.append(plain[0])
            return plain.end()
        char = text[at]
        if char == "\\":
            return self._read_escape(text, last)
        if char == "\n":
            found = begins(RECORD, MAYBE_RECORD, text, at, last)
            if found is None:
                return None
            if self._ends_in_brackets() or found:
                self._break_off()
                return at
        elif char in self._marks:
            return self._read_mark(text, last)
        self._words.append(char)
        return at + 1

    def _read_mark(self, text: str, last: bool) -> int | None:
        at = self._at
        if self._is_name_due():
            alone = NAME_ALONE.fullmatch("".join(self._words[:LAST]))
            if alone:  # the mark that closes the name is missing, and this one opens what comes next
                self._words = [alone[1]]
                self._end_string()
                return at - len(alone[2])
        else:
            field = begins(FIELD, MAYBE_FIELD, text, at, last)
            if field is None:
                return None
            if field:  # the mark that closes the string is missing, and this one opens the next name
                return at - self._end_before_brackets()
        closes = self._closes(text, last)
        if closes is None:
            return None
        if closes:
            if self._loose % 2 and self._words[-1] == text[at] == text[at - 1]:
                self._words.pop()  # doubled
            self._end_string()
        else:
            self._words.append(text[at])
            self._loose += 1
        return at + 1

    def _read_escape(self, text: str, last: bool) -> int | None:
        at = self._at
        if len(text) - at < (6 if text[at + 1 : at + 2] == "u" else 2) and not last:
            return None
        escape = ESCAPE.match(text, at)
        if escape:
            self._words.append(json.loads(f'"{escape[0]}"'))
            return escape.end()
        if text[at + 1 : at + 2] in ("'", "\n"):
            self._words.append(text[at + 1])
            return at + 2
        self._words.append("\\")
        return at + 1

    def _is_name_due(self) -> bool:
        return isinstance(self._open[-1], dict) and self._name is None

    def _closes(self, text: str, last: bool) -> bool | None:
        """Tell whether the quote mark at hand closes its string, by what comes after; None: not known yet."""
        after = self._at + 1
        if self._is_name_due():
            colon = begins(COLON, MAYBE_COLON, text, after, last)
            if colon is not False or text[after : after + 1] == text[self._at]:
                return colon
            return "".join(self._words[:LAST]) in NAMES
        if isinstance(self._open[-1], list):
            return begins(AFTER_ITEM, SPACE, text, after, last)
        if closers := CLOSERS.match(text, after, after + AHEAD):
            chain = re.sub(r"[\s,，]", "", closers[0]).translate(WIDE)
            if chain.startswith(self._brackets()) and (len(self._open) > 1 or is_object(text, closers.end())):
                return True
            if AFTER_CLOSERS.match(text, closers.end()):
                return True
        if last and CUT_OFF.fullmatch(text, after):
            # Unless it is the partner of one inside the string.
            return self._loose % 2 == 0
        return begins(NEXT_FIELD, MAYBE_END, text, after, last)

    def _brackets(self) -> str:
        """Return the brackets that close all that is open."""
        return "".join("}" if isinstance(inner, dict) else "]" for inner in reversed(self._open))

    def _ends_in_brackets(self) -> bool:
        """Tell whether the string that is open lacks nothing but its mark, and take the brackets off it."""
        words = "".join(self._words[-LAST:]).rstrip(SEPARATORS)
        head = words.rstrip("}] ")
        if self._is_name_due() or "".join(words[len(head) :].split()) != self._brackets():
            return False
        self._words[-LAST:] = [head]
        self._end_string()
        return True

    def _end_before_brackets(self) -> int:
        """End the string before what can only be structure; return how many characters that is."""
        words = "".join(self._words)
        head = words.rstrip(SEPARATORS + BRACKETS)
        if not re.search("[}｝]", words[len(head) :]):
            head = words.rstrip(SEPARATORS)
        self._words = [head]
        self._end_string()
        return len(words) - len(head)

    def _end_string(self) -> None:
        words = json.loads(json.dumps("".join(self._words)))  # joins the halves of surrogate pairs
        self._marks, self._words = "", []
        if not self._is_name_due():
            self._put(words)
        else:
            name = words.strip(DOUBLE)
            self._name = name if name in NAMES else words

    def _put(self, value: object) -> None:
        inner = self._open[-1]
        if isinstance(inner, list):
            inner.append(value)
        elif self._name is not None:
            inner[self._name] = value
            self._name = None

    def _close(self, kind: type) -> None:
        """Close the innermost object or list that is open, and what was left open inside it."""
        if any(isinstance(inner, kind) for inner in self._open):
            while not isinstance(self._open.pop(), kind):
                pass
        self._name = None
        self._ended = self.is_whole = not self._open

    def _break_off(self) -> None:
        """End here: by the end of the text, or because another record begins."""
        if self._marks:
            self._ends_in_brackets()
        self.is_cut = bool(self._marks) or self._name is not None
        self._ended = True
