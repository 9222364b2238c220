"""The words of a sentence that say what is offered, or what is wrong: without what leads up to them.

What they return is a piece of the sentence, character for character. Pure; knows nothing of entries.
"""

import re
from collections.abc import Sequence

from assistant.papers.clauses import clause
from assistant.papers.roles import HEADED, role_of
from assistant.papers.third_person import balanced
from vectorstore.text.paper_words import OWN_PAPER

_VERB = (
    r"(?:introduc|present|propos|develop|design|creat|releas|construct|describ|contribut|offer|provid|"
    r"buil[dt]?)"
)
_PAPER = f"(?:{OWN_PAPER})"
_ADVERBS = r"(?:\w+ly\s+|also\s+|first\s+|then\s+|therefore\s+)*"
ANNOUNCES = re.compile(
    rf"\b(?:we|(?:this|the) (?:\w+ )?(?:paper|work|study))\s+{_ADVERBS}"
    rf"(?:aims? to\s+)?{_VERB}(?:e|es|ed|s|ing|t)?\s+|\bby\s+{_VERB}ing\s+",
    re.IGNORECASE,
)
"""Announces what the paper offers, which follows."""
IS_ANNOUNCED = re.compile(
    rf"\b(?:is|are|was|were) (?:\w+ly )?(?:{_VERB}(?:ed|t)?|the first to)\b", re.IGNORECASE
)
# What leads up to the verb of a sentence that announces in other words.
_LEADS = re.compile(
    rf"(?:(?i:here|therefore|thus|[^,]{{0,60}}\bin this (?:\w+ )?{_PAPER}),?\s+)?"
    rf"(?:(?i:we|this {_PAPER})\s+{_ADVERBS})?"
    r"(?:(?:find|show|demonstrate|report|reveal|argue) that\s+)?"
)
_LACKING = re.compile(
    r"^(?:however|yet|but|unfortunately|nevertheless|nonetheless)\b|[,;] (?:yet|but)\s(?!also)|; however,|"
    r"\b(?:existing|current|conventional|prior|previous|traditional)\s+(?:[\w-]+\s+){1,6}?(?:often|are|do|lack|"
    r"rely|struggle|suffer|fail|capture|focus|either|remain|typically|primarily|only|over)|"
    r"\bno \w+ (?:\w+ )?exists?\b|\bremains?\b|\bopen questions?\b|"
    r"\b(?:raises?|poses?) (?:\w+ ){0,2}?risks?\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"(?:however|yet|but|unfortunately|nevertheless|nonetheless|moreover|furthermore|in addition|still|"
    r"at the same time|in practice|despite (?:this|these advances|its promise)),\s+|(?:yet|but|and)\s+",
    re.IGNORECASE,
)
_CONCEDED = re.compile(r"(?:while|although|though|despite|even though)\b[^,]+,\s+", re.IGNORECASE)
_TURN = re.compile(
    # ... where a sentence of its own follows, and no second verb of the first.
    r"[,;]\s+(?:yet|but)\s+(?!(?:at|with|in|by|for|to|on|of|not|also|are|can|do|\w+(?:s|ed))\b)|"
    r";\s+however,?\s+",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(r"(?:they|it|its|their|this|these|those|such|most|many|some)\b", re.IGNORECASE)
_BEFORE_WE = re.compile(r"(?:^|,? )(?:which )?(?:we|this paper)\b|, (?=here,? we\b)", re.IGNORECASE)
_LEAST = 30
"""Characters that say what a problem is, at least."""


def body(text: str) -> str:
    """Return a sentence without the heading that a structured abstract gives it."""
    return HEADED.sub("", text, 1)


def offered_words(text: str) -> str:
    """Return what a sentence says is offered, found or done."""
    announced = ANNOUNCES.search(text) or _LEADS.match(text)
    return clause(text, announced.end() if announced else 0)


def problem_words(text: str) -> str:
    """Return what a sentence says is wrong, where it is about that alone."""
    return clause(text, _problem_starts(text))


def most_telling(problems: Sequence[str]) -> str:
    """Return the sentence that says most plainly what is wrong with what there is; empty where none is given.

    One that points back to another says less.
    """
    alone = [text for text in problems if not points_back(text)]
    plain = [text for text in alone if _LACKING.search(text)]
    return next(iter((*plain, *alone, *problems)), "")


def points_back(text: str) -> bool:
    """Tell whether a complaint needs the sentence before it: `However, their performance`."""
    return _POINTS_BACK.match(text, _problem_starts(text)) is not None


def problem_before(text: str) -> str:
    """Return what is wrong as a sentence says it before it goes on to what `we` do about it; empty if not."""
    turns = _BEFORE_WE.search(text)
    said = text[: turns.start()] if turns else text
    complains = len(said) >= _LEAST and (_LACKING.search(said) or role_of(said) == "gap")
    return clause(said, _problem_starts(said)) if complains else ""


def _problem_starts(text: str) -> int:
    """Return where the complaint begins: behind what is conceded, unless it points back to that."""
    opening = _OPENING.match(text)
    start = opening.end() if opening else 0
    turn = _TURN.search(text, start) or _CONCEDED.match(text, start)
    if turn is None or _POINTS_BACK.match(text, turn.end()) or not balanced(text[: turn.end()]):
        return start
    rest = text[turn.end() :]
    return turn.end() if len(rest) >= _LEAST and role_of(rest) == "gap" else start
