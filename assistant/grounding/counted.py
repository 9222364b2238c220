"""What each figure of a text counts, by the words that follow it: `28 regions` is not `28 questions`.

A narrow rule for English with few false alarms. Knows nothing of entries or models.
"""

import re
from collections import Counter

from assistant.grounding.figures import Figure, figures
from vectorstore.text.analysis import ENGLISH_STOPS

# The further ends of a range or a list share what follows the last: `28, 31 and 40 patients`.
_FURTHER = re.compile(r"\s?(?:[-,/+%]|and|or|to)?\s?(?:and|or|to)?\s?\d[\d.,]*(?:\s?%|[KMB]\b)?(?![A-Za-z])")
_WORD = re.compile(r"[\s-]?([a-z]+)")
_BEFORE = re.compile(r"([A-Za-z]{3,})[\s(]*\Z")
_AFTER = re.compile(r"\s*([A-Za-z]{2,}|[^\s\w])")
_DIGITS = re.compile(r"\d[\d.,]*\d|\d")
_WORDS, _STEM, _COPY = 3, 5, 20


def swapped(claim: str, quotes: list[str]) -> str:
    """Return a figure of the claim that counts, or stands between, what only another does in its quotes."""
    for quote in quotes:
        if copied := _altered_copy(claim, quote):
            return copied
    stated = [(figure, _counted(figure)) for quote in quotes for figure in figures(quote)]
    for figure in figures(claim):
        counted = _counted(figure)
        between = [other for other, _ in stated if _neighbours(other) == _neighbours(figure)]
        if between and not any(other.readings & figure.readings for other in between):
            return figure.shown
        same = [words for other, words in stated if other.readings & figure.readings]
        others = [words for other, words in stated if not other.readings & figure.readings]
        own = frozenset().union(*same)
        if same and all(same) and counted and not counted & own and counted & frozenset().union(*others):
            return figure.shown
    return ""


def _altered_copy(claim: str, quote: str) -> str:
    """Return the first figure that differs where one text holds the other but for its figures."""
    said, stated = claim.strip(" .").lower(), quote.strip(" .").lower()
    inner, outer = sorted((said, stated), key=len)
    copied = _DIGITS.sub("#", inner) in _DIGITS.sub("#", outer)
    if not copied or inner in outer or len(inner) < _COPY:
        return ""
    figures_said, known = Counter(_DIGITS.findall(said)), Counter(_DIGITS.findall(stated))
    return next(iter((figures_said - known) or figures_said), "")


def _neighbours(figure: Figure) -> tuple[str, str] | Figure:
    """Return the words, or punctuation, on both sides of a figure; itself where one is missing."""
    before, after = _BEFORE.search(figure.before), _AFTER.match(figure.after)
    return (before[1].lower(), after[1].lower()) if before and after else figure


def _counted(figure: Figure) -> frozenset[str]:
    """Return the stems of the content words right after a figure."""
    at, text = 0, figure.after
    while further := _FURTHER.match(text, at):
        at = further.end()
    found: set[str] = set()
    while len(found) < _WORDS and (word := _WORD.match(text, at)):
        if word[1] in ENGLISH_STOPS and found:
            break
        if word[1] not in ENGLISH_STOPS:
            found.add(word[1][:_STEM])
        at = word.end()
    return frozenset(found)
