"""Which entries a draft's related work should cite, and which it only comes near."""

from dataclasses import dataclass
from typing import Literal

from assistant.deciding.judge import WHOLE, Decision, Judge, Subject, Weighed
from assistant.reading.draft import Manuscript
from assistant.types import Language
from vectorstore.retriever import Retriever
from vectorstore.search.conditions import Filters
from vectorstore.search.question import read_question

MOST_CITED = 20
MOST_NEAR = 15
_AT_THE_EDGE = 3
"""Entries cited at most where the draft's field is not the library's."""

Field = Literal["inside", "edge", "outside"]


@dataclass(frozen=True, slots=True)
class Choice:
    """The entries to cite and those that are near, each best first."""

    cited: tuple[Decision, ...]
    near: tuple[Decision, ...]
    field: Field
    notice: str = ""


def choose(
    retriever: Retriever, manuscript: Manuscript, language: Language, filters: Filters | None = None
) -> Choice:
    """Choose the entries that a draft's related work cites.

    Raises:
        LibraryError: the indexes cannot be made or read.
    """
    judge = judge_for(retriever, manuscript)
    rows = [row for row, entry in enumerate(judge.entries) if not filters or filters.admits(entry)]
    if not rows:
        return Choice((), (), "outside")
    judge.add(rows if len(rows) <= WHOLE else judge.likeliest(rows, WHOLE))
    weighed = judge.weigh()
    ranked, field = judge.decide(weighed, language), _field(judge, weighed)
    if field == "outside":
        return Choice((), tuple(ranked[:MOST_NEAR]), field, judge.notice)
    most = _AT_THE_EDGE if field == "edge" else MOST_CITED
    # The best is cited whatever its score: the field is the library's.
    cited = [ranked[0], *(one for one in ranked[1:most] if one.grade == "belongs")]
    near = [one for one in ranked if one.grade in ("belongs", "borderline") and one not in cited]
    return Choice(tuple(cited), tuple(near[:MOST_NEAR]), field, judge.notice)


def judge_for(retriever: Retriever, manuscript: Manuscript) -> Judge:
    """Return the judge of a draft, which has read no entry yet.

    Raises:
        LibraryError: the indexes cannot be made or read.
    """
    names = retriever.library.snapshot().names
    facets = manuscript.aspects if len(manuscript.aspects) > 1 else ()
    whole, *others = (read_question(text, retriever.glossary, names) for text in (manuscript.text, *facets))
    return Judge(retriever, Subject("draft", whole, whole, facets=others))


def _field(judge: Judge, weighed: Weighed) -> Field:
    """Tell whether the draft's field is the library's."""
    support, least = judge.support(weighed), judge.weights
    if weighed.mentions.known < least.get("known", 0.0):
        return "outside"
    return "inside" if support >= least["inside"] else "edge" if support >= least["supported"] else "outside"
