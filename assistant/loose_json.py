"""Reads one JSON object out of text that arrives in pieces, as forgiving as models are careless.

What is JSON is read as JSON. Of the rest only that is mended which leaves every value as it was written:
quote marks, commas and brackets that are missing, doubled or of another kind, quote marks and line breaks
inside a string. A value that was cut is never taken for whole. Knows nothing of models.
"""

import json
import re
from typing import Any

_FIELDS = "text|quotes|quote|key|number|cannot_answer"
"""The fields of a record, told from words of a sentence where quote marks leave it open."""
_WIDE = str.maketrans("｛｝［］：，", "{}[]:,")
_DOUBLE, _SINGLE = '"“”„＂', "'‘’"
_M = f"[{_DOUBLE}{_SINGLE}]"
_VALUE = rf"(?:{_M}|[\[{{［｛\d-]|true|false|null)"
_FIELD = re.compile(rf"{_M}(?:{_FIELDS}){_M}\s*[:：]")
_RECORD = re.compile(rf"[\s,\[]*[{{｛]\s*{_M}?(?:text|quotes|number|cannot_answer){_M}?\s*[:：]")
_MAYBE_RECORD = re.compile(rf"[\s,\[]*(?:[{{｛]\s*{_M}?\w*{_M}?\s*)?")
_PLAIN = re.compile(rf"[^\\\n{_DOUBLE}{_SINGLE}]+")
_BARE_NAME, _MAYBE_NAME = re.compile(rf"\w+{_M}?\s*[:：]"), re.compile(rf"\w+{_M}?\s*")
_BARE_VALUE = re.compile(r"[-+.\w]+")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,17})(?:\.\d+)?(?:[eE][-+]?\d{1,2})?")
_LITERALS = {"true": True, "True": True, "false": False, "False": False, "null": None, "None": None}
_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})')
_CLOSERS = re.compile(r"(?:\s*[,，]?\s*[}\]｝］])+")
# After the string that is a value of an object: its next field, or brackets and what may follow those.
_NEXT_FIELD = re.compile(
    rf"\s*[,，]\s*[{{｛]\s*{_M}|{_RECORD.pattern}"
    rf"|\s*[,，]?\s*(?:{_FIELD.pattern}|(?:{_FIELDS})\s*[:：]\s*{_VALUE}|"
    rf"{_M}[^{_DOUBLE}\n]{{0,60}}{_M}\s*[:：]\s*{_VALUE})"
)
_AFTER_CLOSERS = re.compile(rf"[^\S\n]*(?:[\n`<{{｛]|[,，]\s*{_VALUE}|{_FIELD.pattern})")
_MAYBE_END = re.compile(
    rf"[\s,，}}\]｝］\[{{｛]*(?:{_M}?[^{_DOUBLE}\n]{{0,60}}{_M}?\s*[:：]?\s*[a-z]{{0,4}})?"
)
_CUT_OFF = re.compile(rf"[\s,，}}\]｝］]*(?:{_M}\w*{_M}?\s*[:：]?\s*)?")
_AFTER_ITEM, _COLON, _SPACE = re.compile(r"\s*[,，}\]｝］]"), re.compile(r"\s*[:：]"), re.compile(r"\s*")
_SEPARATORS, _BRACKETS = " \t\r\n,，", "{}[]｛｝［］"
_AHEAD, _LAST = 400, 40
"""Characters looked at beyond a sign, and pieces before it, to tell what it means: time stays linear."""


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
        self._ended = False

    def end_in(self, text: str, last: bool) -> int | None:
        """Return where the object that opens `text` ends, None where it goes on; `last`: no more text comes.

        Goes on where it stopped when more text comes.
        """
        while self._at < len(text) and not self._ended:
            after = self._in_string(text, last) if self._marks else self._between(text, last)
            if after is None:
                return None
            self._at = after
        if last and not self._ended:
            self._break_off()
        return self._at if self._ended else None

    def _between(self, text: str, last: bool) -> int | None:
        """Read one sign outside strings; return where to go on, None where more text must come first."""
        at = self._at
        char = text[at].translate(_WIDE)
        if char in "{[":
            return self._enter(char, text, last)
        if char in "}]":
            self._shut(dict if char == "}" else list)
        elif char == ",":
            self._name = None
        elif char in _DOUBLE + _SINGLE:
            self._marks = char if char == '"' else _DOUBLE if char in _DOUBLE else _SINGLE
        elif char not in ":" and not char.isspace():
            return self._bare(text, last)
        return at + 1

    def _enter(self, char: str, text: str, last: bool) -> int | None:
        if not self._open:
            self._open.append(self.value)
            return self._at + 1
        if char == "{":
            begins = _begins(_RECORD, _MAYBE_RECORD, text, self._at, last)
            if begins is None:
                return None
            if begins:  # brackets were left open, or what is open only wraps the records
                self._name = None
                self._break_off()
                return self._at
            if len(self._open) > 1 and self._is_name_due():
                self._open.pop()
        inner: dict[str, Any] | list[Any] = [] if char == "[" else {}
        self._put(inner)
        self._open.append(inner)
        return self._at + 1

    def _bare(self, text: str, last: bool) -> int | None:
        """Read a name or value without quote marks; what is neither is passed over."""
        at = self._at
        word = _BARE_VALUE.match(text, at)
        if word is None:
            return at + 1
        if self._is_name_due():
            begins = _begins(_BARE_NAME, _MAYBE_NAME, text, at, last)
            if begins is None:
                return None
            self._name = word[0] if begins else None
            return word.end() + (begins and text[word.end()] in _DOUBLE + _SINGLE)
        rest = text[word.end() : word.end() + _AHEAD].lstrip()
        if not rest and not last:
            return None
        is_whole = not rest or rest[0].translate(_WIDE) in ",}]"
        if is_whole and (word[0] in _LITERALS or _NUMBER.fullmatch(word[0])):
            self._put(_LITERALS[word[0]] if word[0] in _LITERALS else json.loads(word[0]))
            return word.end()
        if self._name in ("text", "quote", "key"):
            self._marks = _DOUBLE  # its opening mark is missing
            return at
        return word.end()

    def _in_string(self, text: str, last: bool) -> int | None:
        at = self._at
        if plain := _PLAIN.match(text, at):
            self._words.append(plain[0])
            return plain.end()
        char = text[at]
        if char == "\\":
            return self._escaped(text, last)
        if char == "\n":
            begins = _begins(_RECORD, _MAYBE_RECORD, text, at, last)
            if begins is None:
                return None
            if self._ends_in_brackets() or begins:
                self._break_off()
                return at
        elif char in self._marks:
            return self._at_mark(text, last)
        self._words.append(char)
        return at + 1

    def _at_mark(self, text: str, last: bool) -> int | None:
        at = self._at
        closes = self._closes(text, last)
        if closes:
            self._end_string()
            return at + 1
        field = False if self._is_name_due() else _begins(_FIELD, _MAYBE_END, text, at, last)
        if closes is None or field is None:
            return None
        if field:  # the mark that closes the string is missing, and this one opens the next field
            return at - self._end_before_brackets()
        self._words.append(text[at])
        return at + 1

    def _escaped(self, text: str, last: bool) -> int | None:
        at = self._at
        if len(text) - at < (6 if text[at + 1 : at + 2] == "u" else 2) and not last:
            return None
        escape = _ESCAPE.match(text, at)
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
            if len(self._words) < _LAST and "".join(self._words) in _FIELDS.split("|"):
                return True
            return _begins(_COLON, _SPACE, text, after, last)
        if isinstance(self._open[-1], list):
            return _begins(_AFTER_ITEM, _SPACE, text, after, last)
        if closers := _CLOSERS.match(text, after, after + _AHEAD):
            chain = re.sub(r"[\s,，]", "", closers[0]).translate(_WIDE)
            if chain.startswith(self._brackets()) and (
                len(self._open) > 1 or _is_object(text, closers.end())
            ):
                return True
            if _AFTER_CLOSERS.match(text, closers.end()):
                return True
        if last and _CUT_OFF.fullmatch(text, after):
            # Unless it is the partner of one inside the string.
            return sum(words in self._marks for words in self._words) % 2 == 0
        return _begins(_NEXT_FIELD, _MAYBE_END, text, after, last)

    def _brackets(self) -> str:
        """Return the brackets that close all that is open."""
        return "".join("}" if isinstance(inner, dict) else "]" for inner in reversed(self._open))

    def _ends_in_brackets(self) -> bool:
        """Tell whether the string that is open lacks nothing but its mark, and take the brackets off it."""
        words = "".join(self._words[-_LAST:]).rstrip(_SEPARATORS)
        head = words.rstrip("}] ")
        if self._is_name_due() or "".join(words[len(head) :].split()) != self._brackets():
            return False
        self._words[-_LAST:] = [head]
        self._end_string()
        return True

    def _end_before_brackets(self) -> int:
        """End the string before what can only be structure; return how many characters that is."""
        words = "".join(self._words)
        head = words.rstrip(_SEPARATORS + _BRACKETS)
        if not re.search("[}｝]", words[len(head) :]):
            head = words.rstrip(_SEPARATORS)
        self._words = [head]
        self._end_string()
        return len(words) - len(head)

    def _end_string(self) -> None:
        words = json.loads(json.dumps("".join(self._words)))  # joins the halves of surrogate pairs
        self._marks, self._words = "", []
        if self._is_name_due():
            self._name = words
        else:
            self._put(words)

    def _put(self, value: object) -> None:
        inner = self._open[-1]
        if isinstance(inner, list):
            inner.append(value)
        elif self._name is not None:
            inner[self._name] = value
            self._name = None

    def _shut(self, kind: type) -> None:
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


def _is_object(text: str, end: int) -> bool:
    """Tell whether the text up to an end is JSON as it stands."""
    try:
        return json.JSONDecoder().raw_decode(text)[1] <= end
    except (ValueError, RecursionError):
        return False


def _begins(
    pattern: "re.Pattern[str]", perhaps: "re.Pattern[str]", text: str, at: int, last: bool
) -> bool | None:
    """Tell whether `pattern` stands at a place; None where the text ends while it still may."""
    if pattern.match(text, at, at + _AHEAD):
        return True
    if last or len(text) > at + _AHEAD:
        return False
    return None if perhaps.fullmatch(text, at) else False
