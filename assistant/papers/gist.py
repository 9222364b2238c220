"""The words of a sentence that say what is offered, or what is wrong: without what leads up to them.

What they return is a piece of the sentence, character for character. Pure; knows nothing of entries.
"""

from collections.abc import Sequence

from assistant.papers.clauses import clause
from assistant.papers.roles import HEADED, role_of
from assistant.papers.third_person import balanced
from assistant.patterns import pattern

ANNOUNCES = pattern("report.announces")
"""Announces what the paper offers, which follows."""
IS_ANNOUNCED = pattern("report.is_announced")
_LEADS = pattern("report.leads")
_LACKING = pattern("report.lacking")
_OPENING = pattern("report.opening")
_CONCEDED = pattern("report.conceded")
_TURN = pattern("report.turn")
_POINTS_BACK = pattern("report.points_back")
_BEFORE_WE = pattern("report.before_we")
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
