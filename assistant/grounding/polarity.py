"""Whether a sentence says the opposite of its quotes (polarity), or gives a figure to something else.

Narrow rules with few false alarms. Three find reversed polarity: the sentence negates a word that a quote of
nearly the same words affirms, or the reverse; it has the opposite of a word; it denies in Chinese what quotes
without a denial say. One compares, in English, the words after each figure: `28 regions` is not
`28 questions`. Knows nothing of entries or models.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from assistant.grounding.figures import Figure, figures
from assistant.patterns import pattern, words
from vectorstore.text.analysis import ENGLISH_STOPS

_WORD = re.compile(r"[a-z]{2,}(?:'[a-z]+)?")
# The further ends of a range or a list share what follows the last: `28, 31 and 40 patients`.
_FURTHER = re.compile(r"\s?(?:[-,/+%]|and|or|to)?\s?(?:and|or|to)?\s?\d[\d.,]*(?:\s?%|[KMB]\b)?(?![A-Za-z])")
_COUNTED = re.compile(r"[\s-]?([a-z]+)")
_BEFORE = re.compile(r"([A-Za-z]{3,})[\s(]*\Z")
_AFTER = re.compile(r"\s*([A-Za-z]{2,}|[^\s\w])")
_DIGITS = re.compile(r"\d[\d.,]*\d|\d")
_STEM = 6
_SHARED = 0.6
_WORDS, _COUNTED_STEM, _COPY = 3, 5, 20


@dataclass(frozen=True, slots=True)
class _Clause:
    """The stems of a clause: all of them, those right after a negation, those with none before them."""

    stems: frozenset[str]
    negated: frozenset[str]
    affirmed: frozenset[str]


def contradicts(claim: str, quotes: list[str]) -> str:
    """Return the word that one side negates and the other affirms; empty where there is none."""
    denial = pattern("grounding.denial").search(claim)
    if denial and not any(pattern("grounding.denies").search(quote) for quote in quotes):
        return denial.group()
    quoted = [clause for quote in quotes for clause in _clauses(quote)]
    quoted_no = {stem for clause in quoted for stem in clause.negated}
    quoted_yes = {stem for clause in quoted for stem in clause.affirmed}
    for said in _clauses(claim):
        for other in quoted:
            flipped = (said.negated & other.affirmed) - quoted_no | (
                said.affirmed & other.negated
            ) - quoted_yes
            if flipped and len(said.stems & other.stems) >= _SHARED * len(said.stems):
                return min(flipped)
    return _opposed(claim.lower(), " ".join(quotes).lower())


def _opposed(claim: str, quoted: str) -> str:
    """Return a word whose opposite stands in its place in the quotes."""
    for ours, theirs in _opposites():
        if not (theirs.search(quoted) and ours.search(claim)) or ours.search(quoted):
            continue
        for said in filter(ours.search, _split(claim)):
            stems = _clause(said).stems
            others = (_clause(clause).stems for clause in _split(quoted))
            if any(len(stems & other) >= _SHARED * (len(stems) - 1) for other in others):
                return str(ours.search(said)[0])  # type: ignore[index]
    return ""


@cache
def _opposites() -> list[tuple[re.Pattern[str], re.Pattern[str]]]:
    """Return pairs of patterns, of a word and of its opposites, in both directions."""
    pairs = [(one, others) for one, *others in (line.split("/") for line in words("grounding.opposites"))]
    pairs = [*pairs, *((other, [one]) for one, others in pairs for other in others)]
    return [(_beginning([one]), _beginning(others)) for one, others in pairs]


def _beginning(stems: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b{stem}" for stem in stems))


def _clauses(text: str) -> list[_Clause]:
    return [_clause(clause) for clause in _split(pattern("grounding.not_only").sub(" ", text.lower()))]


def _split(text: str) -> list[str]:
    return pattern("grounding.clause").split(text)


def _clause(text: str) -> _Clause:
    negated: set[str] = set()
    affirmed: set[str] = set()
    stems: set[str] = set()
    denied, directly = False, False
    for word in _WORD.findall(text):
        if pattern("grounding.negation").fullmatch(word):
            denied = directly = True
        elif word not in words("grounding.between"):
            stems.add(word[:_STEM])
            if directly:
                negated.add(word[:_STEM])
            elif not denied:
                affirmed.add(word[:_STEM])
            directly = False
    return _Clause(frozenset(stems), frozenset(negated), frozenset(affirmed))


def find_swapped_figure(claim: str, quotes: list[str]) -> str:
    """Return a figure of the claim that counts, or stands between, what only another does in its quotes."""
    for quote in quotes:
        if copied := _altered_copy(claim, quote):
            return copied
    stated = [(figure, _counted_by(figure)) for quote in quotes for figure in figures(quote)]
    for figure in figures(claim):
        counted = _counted_by(figure)
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


def _counted_by(figure: Figure) -> frozenset[str]:
    """Return the stems of the content words right after a figure."""
    at, text = 0, figure.after
    while further := _FURTHER.match(text, at):
        at = further.end()
    found: set[str] = set()
    while len(found) < _WORDS and (word := _COUNTED.match(text, at)):
        if word[1] in ENGLISH_STOPS and found:
            break
        if word[1] not in ENGLISH_STOPS:
            found.add(word[1][:_COUNTED_STEM])
        at = word.end()
    return frozenset(found)
