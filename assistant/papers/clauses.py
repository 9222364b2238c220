"""Shortens a sentence to words of its own that still say something: whole where short, else to a clause.

Rules over marks and words that open a clause which can be left out; what they leave is a piece of the text,
character for character. Pure.
"""

import re

from assistant.grounding.quotes import cuts
from assistant.patterns import pattern

ROOM = 240
"""Characters that a clause has at most, where it can be cut at all."""
_MOST = 420
"""Characters it has in any case: a sentence that no rule can cut is cut between words."""
_LEAST = 60

_OPENS = pattern("report.opens")
_OPENS_SHORT = pattern("report.opens_short")
_LIST_ENDS = pattern("report.list_ends")
_ANNOUNCES_LIST = pattern("report.announces_list")
_ITEM = pattern("report.item")
_DANGLING = pattern("report.dangling")
_MARKS = " \t\n.,;:—–"


def clause(text: str, start: int = 0, end: int | None = None, keep: int = 0) -> str:
    """Return the words of `text` from `start` to `end`, or to where a clause ends within `ROOM` characters.

    Args:
        text: a sentence.
        start: where the words begin.
        end: where they end at the latest; None for the end of the sentence.
        keep: what stands before this place is not cut off.
    """
    stop = len(text) if end is None else end
    if stop - start > ROOM:
        stop = max(_ends(text, start, stop, keep), default=stop)
    if stop - start > _MOST:
        spaces = [at.start() for at in re.finditer(r"\s", text[: start + _MOST]) if at.start() > start]
        stop = next((at for at in reversed(spaces) if not cuts(text, at)), stop)
    words = text[start:stop].rstrip(_MARKS)
    if stop < len(text):
        opened = words.rfind("(")
        words = words[:opened] if opened > words.rfind(")") else words
        while _DANGLING.search(words):
            words = _DANGLING.sub("", words)
    return words.strip(_MARKS)


def _ends(text: str, start: int, stop: int, keep: int) -> list[int]:
    """Return the places within `ROOM` where a clause ends and what is left says something by itself."""
    places = [match.start() for match in _OPENS.finditer(text, start, stop)]
    short = (match.start() for match in _OPENS_SHORT.finditer(text, start, stop))
    places += [at for at in short if not _LIST_ENDS.search(text, at + 6, stop)]
    return [
        at
        for at in places
        if max(start + _LEAST, keep) <= at <= start + ROOM and _whole(text, start, at, stop)
    ]


def _whole(text: str, start: int, at: int, stop: int) -> bool:
    """Tell whether nothing that was opened before `at` goes on behind it: a bracket, an aside, a list."""
    words = text[start:at]
    if words.count("(") > words.count(")") or words.count("—") % 2 or cuts(text, at):
        return False
    if text[at : at + 3].lstrip()[:1] in (":", "—", "–") and _ANNOUNCES_LIST.search(words):
        return False
    return not (_ITEM.search(text, start, at) and _ITEM.search(text, at, stop))
