"""What the signs of JSON may mean where a careless model wrote them, told by what stands around them.

A pattern `MAYBE_X` matches what may yet become `X` when more text comes. Knows nothing of objects.
"""

import json
import re

FIELDS = "text|quotes|quote|key|number|cannot_answer"
"""The fields of a record, told from words of a sentence where quote marks leave it open."""
WIDE = str.maketrans("｛｝［］：，", "{}[]:,")
DOUBLE, SINGLE = '"“”„＂', "'‘’"
M = f"[{DOUBLE}{SINGLE}]"
VALUE = rf"(?:{M}|[\[{{［｛\d-]|true|false|null)"
# The last two ways lack a mark or a colon.
FIELD = re.compile(rf"{M}{{1,2}}(?:{FIELDS})(?:{M}{{1,2}}\s*[:：]|\s*[:：]\s*{VALUE}|{M}\s*(?={M}|[\[［]))")
NAME_ALONE = re.compile(rf"({FIELDS})\s*[:：]([\s\[{{]*)")
RECORD = re.compile(rf"[\s,\[]*[{{｛]\s*{M}?(?:text|quotes|number|cannot_answer){M}?\s*[:：]")
MAYBE_RECORD = re.compile(rf"[\s,\[]*(?:[{{｛]\s*{M}?\w*{M}?\s*)?")
PLAIN = re.compile(rf"[^\\\n{DOUBLE}{SINGLE}]+")
BARE_NAME, MAYBE_NAME = re.compile(rf"\w+{M}?\s*[:：]"), re.compile(rf"\w+{M}?\s*")
BARE_VALUE = re.compile(r"[-+.\w]+")
NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,17})(?:\.\d+)?(?:[eE][-+]?\d{1,2})?")
LITERALS = {"true": True, "True": True, "false": False, "False": False, "null": None, "None": None}
ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})')
CLOSERS = re.compile(r"(?:\s*[,，]?\s*[}\]｝］])+")
# After the string that is a value of an object: its next field, or brackets and what may follow those.
NEXT_FIELD = re.compile(
    rf"[\s,，]*[,，]\s*[{{｛]\s*{M}|{RECORD.pattern}"
    rf"|[\s,，]*(?:{FIELD.pattern}|(?:{FIELDS}){M}?\s*[:：]\s*{VALUE}|"
    rf"{M}[^{DOUBLE}\n]{{0,60}}{M}\s*[:：]\s*{VALUE})"
)
AFTER_CLOSERS = re.compile(rf"[^\S\n]*(?:[\n`<{{｛]|[,，][\s,，]*{VALUE}|{FIELD.pattern})")
MAYBE_END = re.compile(
    rf"[\s,，}}\]｝］\[{{｛]*(?:{M}{{0,2}}[^{DOUBLE}\n]{{0,60}}{M}?\s*[:：]?\s*[a-z]{{0,4}})?"
)
CUT_OFF = re.compile(rf"[\s,，}}\]｝］]*(?:{M}\w*{M}?\s*[:：]?\s*)?")
AFTER_ITEM, SPACE = re.compile(r"\s*[,，}\]｝］]"), re.compile(r"\s*")
# Two marks that are no empty string.
DOUBLED = re.compile(r"([\"'])\1(?!\s*[,:}\]，：｝］])(?=\s*\S)")
MAYBE_DOUBLED = re.compile(r"([\"'])(?:\1\s*)?")
COLON, MAYBE_COLON = re.compile(r"\s*[:：]"), re.compile(r"\s*")
MAYBE_FIELD = re.compile(rf"{M}{{1,2}}\w*{M}{{0,2}}\s*[:：]?\s*[a-z]{{0,4}}")
NAMES = FIELDS.split("|")
SEPARATORS, BRACKETS = " \t\r\n,，", "{}[]｛｝［］"
AHEAD, LAST = 400, 40
"""Characters looked at beyond a sign, and pieces before it, to tell what it means: time stays linear."""


def is_object(text: str, end: int) -> bool:
    """Tell whether the text up to an end is JSON as it stands."""
    try:
        return json.JSONDecoder().raw_decode(text)[1] <= end
    except (ValueError, RecursionError):
        return False


def begins(
    pattern: "re.Pattern[str]", perhaps: "re.Pattern[str]", text: str, at: int, last: bool
) -> bool | None:
    """Tell whether `pattern` stands at a place; None where the text ends while it still may."""
    if pattern.match(text, at, at + AHEAD):
        return True
    if last or len(text) > at + AHEAD:
        return False
    return None if perhaps.fullmatch(text, at) else False
