"""The comparison of a report: a row for each entry, every cell words of its own text or "not stated".

Which words are told by the roles of sentences and by figures with what they count. Pure; writes no sentence.
"""

from collections.abc import Iterator, Sequence
from itertools import chain

from assistant.language import say
from assistant.papers.clauses import ROOM, clause
from assistant.papers.contribution import contribution_of
from assistant.papers.gist import body, most_telling, offered_words, problem_before, problem_words
from assistant.papers.roles import Role, entry_roles
from assistant.papers.third_person import balanced
from assistant.patterns import pattern
from assistant.types import Language, Table
from vectorstore.text.passages import sentences_of
from vectorstore.types import Entry

COLUMNS = ("entry", "problem", "offer", "data", "figure", "code")
_SENTENCES = 40
"""Sentences of an entry that are read: an abstract, and not a whole book."""

SCALE = pattern("report.scale")
_HOLDS = pattern("report.holds")
_DATA = pattern("report.data")
_CLAUSE = pattern("report.clause")
MEASURE = pattern("report.measure")


def comparison(entries: Sequence[Entry], language: Language) -> Table:
    """Return the table of some entries, in their order; a cell without an answer says "not stated"."""
    columns = tuple(say(language, f"column {column}") for column in COLUMNS)
    return Table(columns, tuple(_row(entry, language) for entry in entries))


def _row(entry: Entry, language: Language) -> tuple[str, ...]:
    sentences = sentences_of(entry)[:_SENTENCES]
    roles = entry_roles(entry)

    offer = contribution_of(entry, sentences, roles)
    start = offer.start if offer else 0
    own: tuple[Role, ...] = ("resource", "contribution", "method", "result")

    def of(*wanted: Role, until: int = len(entry.text)) -> Iterator[str]:
        pieces = (piece for role in wanted for piece in sentences if roles[piece.start] == role)
        return (body(piece.text) for piece in pieces if piece.start <= until)

    def first(cells: Iterator[str]) -> str:
        return next(filter(None, cells), "")

    # An abstract that never announces anything tells of its own work in the words of any other.
    plain = [] if "contribution" in roles.values() else [body(p.text) for p in sentences if p.start > start]
    problem = problem_words(most_telling(list(of("gap"))))
    title = "" if entry.mismatch else entry.title.rstrip(".")
    cells = (
        problem or first(map(problem_before, of("background", "method", "contribution", until=start))),
        offered_words(body(offer.text)) if offer else title,
        first(chain(map(_scale, chain(of(*own), plain)), map(_held, of("resource")), map(_data, of(*own)))),
        first(map(_figure, chain(of("result", *own), plain))),
        " ; ".join(entry.links),
    )
    return (entry.key, *(cell or say(language, "cell not stated") for cell in cells))


def _scale(text: str) -> str:
    """Return what is counted of the data; of a sentence on what a resource holds, all that it holds."""
    found = list(SCALE.finditer(text))
    if not found:
        return ""
    holds = _HOLDS.search(text, 0, found[0].start())
    return clause(text, holds.end()) if holds else clause(text, found[0].start(), found[-1].end())


def _held(text: str) -> str:
    holds = _HOLDS.search(text)
    return clause(text, holds.end()) if holds else ""


def _data(text: str) -> str:
    found = _DATA.search(text)
    return clause(text, found.start(), found.end()) if found else ""


def _figure(text: str) -> str:
    """Return the sentence, or of a long one the clause, that gives a figure."""
    measure = MEASURE.search(text)
    if measure is None:
        return ""
    before = [
        at.end() for at in _CLAUSE.finditer(text, 0, measure.start()) if balanced(text[: at.end()].strip())
    ]
    return clause(text, before[-1] if before and len(text) > ROOM else 0, keep=measure.end())
