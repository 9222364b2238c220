"""Whether an English sentence negates what its quotes affirm, or the reverse, in nearly the same words.

A narrow rule with few false alarms: a word right after a negation, against the same word in a clause that
has no negation before it and most of the other words too. Knows nothing of entries or models.
"""

import re
from dataclasses import dataclass

_CLAUSE = re.compile(r"[.,;:()!?]|\b(?:but|while|whereas|although|however|instead)\b")
_WORD = re.compile(r"[a-z]{2,}(?:'[a-z]+)?")
_NEGATION = re.compile(r"not|no|never|without|cannot|neither|nor|lack(?:s|ing)?|fail(?:s|ed)?|unable|\w+n't")
_BETWEEN = re.compile(
    r"to|be|been|being|is|are|was|were|have|has|had|do|does|did|yet|always|a|an|the|any|only|just|of|on|in|or"
)
_STEM = 6
_SHARED = 0.6


@dataclass(frozen=True, slots=True)
class _Clause:
    """The stems of a clause: all of them, those right after a negation, those with none before them."""

    stems: frozenset[str]
    negated: frozenset[str]
    affirmed: frozenset[str]


def contradicts(claim: str, quotes: list[str]) -> str:
    """Return the word that one side negates and the other affirms; empty where there is none."""
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
    return ""


def _clauses(text: str) -> list[_Clause]:
    return [_clause(_WORD.findall(clause)) for clause in _CLAUSE.split(text.lower())]


def _clause(words: list[str]) -> _Clause:
    negated: set[str] = set()
    affirmed: set[str] = set()
    stems: set[str] = set()
    denied, directly = False, False
    for word in words:
        if _NEGATION.fullmatch(word):
            denied = directly = True
        elif not _BETWEEN.fullmatch(word):
            stems.add(word[:_STEM])
            if directly:
                negated.add(word[:_STEM])
            elif not denied:
                affirmed.add(word[:_STEM])
            directly = False
    return _Clause(frozenset(stems), frozenset(negated), frozenset(affirmed))
