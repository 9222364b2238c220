"""Which entries a draft's related work should cite, and which it only comes near.

The draft is read whole and facet by facet, so that a paper near to one facet alone (the data, the task, the
method) is found too. The decision is a logistic score, fitted on `tests/data/related.jsonl`
(`benchmarks.related` reports it); by words alone on the first fifteen of them.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.deciding.mentions import Held, Mentions, MentionTable
from assistant.language import listed, say
from assistant.reading.draft import Manuscript
from assistant.types import Language
from vectorstore.retriever import Retriever
from vectorstore.search.conditions import Filters
from vectorstore.search.question import Question, read_question
from vectorstore.text.passages import locate
from vectorstore.types import Entry

MOST_CITED = 20
MOST_NEAR = 15
JUDGED_WHOLE = 500
"""Up to this many entries all are judged; of a larger library those likeliest by any facet."""
_LIKELIEST = 150

# lift: closeness between the library's median and its best, of the whole draft and of its closest facet;
# relative: coverage of the draft's terms as a share of the best one's; clear: closeness beyond the median,
# unscaled, since where nothing is close the closest entries are not close either.
_BIAS, _LIFT, _RELATIVE, _FACET, _CLEAR = -8.84, 0.61, 5.52, 4.36, 12.7
_POWER = 4
"""Of the mean over the facets."""
_CITED, _NEAR = -1.3, -4.0
_COVERS = -1.6
"""The best for a facet that none of those cited is nearest to is cited from this score on."""
# Without vectors the words alone decide.
_WORDS_BIAS, _WORDS_RELATIVE, _WORDS_COVERAGE, _WORDS_FACET = -5.65, 3.42, 3.39, 3.01
_WORDS_CITED, _WORDS_NEAR = -1.8, -3.2
# What the best entry must reach: closeness, closeness and half of what it covers of the draft, or without
# vectors what it covers. Below the first pair nothing is near; below the second the field is another one.
_CLOSE, _SUPPORTED, _INSIDE = 0.31, 0.40, 0.56
_KNOWN, _WORDS_SUPPORTED, _WORDS_INSIDE = 0.25, 0.03, 0.12
_AT_THE_EDGE = 3
"""Entries cited at most where the draft's field is not the library's."""

Field = Literal["inside", "edge", "outside"]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One entry, and how near it is to the draft."""

    entry: Entry
    score: float
    """Estimated chance that the draft should cite it, 0 to 1."""
    facet: int
    """The facet of the draft it is nearest to."""
    reason: str
    """What it shares with the draft, in the reader's language."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The entries to cite and those that are near, each best first."""

    cited: tuple[Candidate, ...]
    near: tuple[Candidate, ...]
    field: Field
    notice: str = ""


def choose(
    retriever: Retriever, manuscript: Manuscript, language: Language, filters: Filters | None = None
) -> Choice:
    """Choose the entries that a draft's related work cites.

    Raises:
        LibraryError: the indexes cannot be made or read.
    """
    entries = retriever.library.entries()
    rows = [row for row, entry in enumerate(entries) if not filters or filters.admits(entry)]
    if not rows:
        return Choice((), (), "outside")
    snapshot = retriever.library.snapshot()
    facets = manuscript.aspects if len(manuscript.aspects) > 1 else ()
    questions = [
        read_question(text, retriever.glossary, snapshot.names) for text in (manuscript.text, *facets)
    ]
    closeness, notice = _closeness(retriever, questions)
    if len(rows) > JUDGED_WHOLE:
        rows = _likeliest(retriever, questions, closeness, rows)
    judged = [entries[row] for row in rows]

    def mentioned(question: Question) -> Mentions:
        table = MentionTable(question, retriever.glossary, snapshot, len(entries))
        table.add(judged)
        return table.weighed()

    whole = mentioned(questions[0])
    if closeness[0] is not None:
        # A facet whose Chinese nothing was understood of has no vector; the whole draft's stands in.
        known = [closeness[0] if close is None else close for close in closeness]
        nearness = np.array([_lift(close, rows) for close in known])
        close = closeness[0][rows]
    else:
        nearness = np.array([_relative(whole), *(_relative(mentioned(facet)) for facet in questions[1:])])
        close = None
    scores = _scores(whole, nearness, close)
    by_facet = nearness[1:] if len(nearness) > 1 else nearness
    order = sorted(range(len(judged)), key=lambda at: (-scores[at], judged[at].key))
    ranked = [
        (
            float(scores[at]),
            Candidate(
                judged[at],
                round(1 / (1 + math.exp(-float(scores[at]))), 4),
                int(by_facet[:, at].argmax()),
                _reason(whole.held[at], None if close is None else float(close[at]), language),
            ),
        )
        for at in order
    ]
    return _cut(ranked, _field(whole, close), close is not None, notice)


def _closeness(retriever: Retriever, questions: Sequence[Question]) -> tuple[list[Floats | None], str]:
    """Return the closeness of all entries to each question; None, and why, without vectors."""
    vectors = retriever.vectors()
    if vectors is None:
        return [None] * len(questions), ""
    found: list[Floats | None] = []
    said = ""
    for question in questions:
        vector, notice = retriever.embed(question)
        said = said or notice
        found.append(None if vector is None else vectors.closeness(vector).astype(np.float64))
    return found, said


def _likeliest(
    retriever: Retriever,
    questions: Sequence[Question],
    closeness: Sequence[Floats | None],
    admitted: Sequence[int],
) -> list[int]:
    """Return the rows near the draft or a facet of it, by meaning or by words."""
    place = {entry.key: row for row, entry in enumerate(retriever.library.entries())}
    snapshot = retriever.library.snapshot()
    allowed = set(admitted)
    rows: dict[int, None] = {}
    for question, close in zip(questions, closeness, strict=True):
        if close is not None:
            nearest = sorted(admitted, key=lambda row, close=close: -close[row])[:_LIKELIEST]  # type: ignore[misc]
            rows |= dict.fromkeys(nearest)
        worded = (place.get(locate(id_)[0], -1) for id_, _ in snapshot.keyword(question.weights, _LIKELIEST))
        rows |= dict.fromkeys(row for row in worded if row in allowed)
    return list(rows)


def _field(whole: Mentions, closeness: Floats | None) -> Field:
    """Tell whether the draft's field is the library's."""
    covered = whole.known * max(held.coverage for held in whole.held)
    if closeness is None:
        if whole.known < _KNOWN or covered < _WORDS_SUPPORTED:
            return "outside"
        return "inside" if covered >= _WORDS_INSIDE else "edge"
    close = float(closeness.max())
    if close < _CLOSE or close + covered / 2 < _SUPPORTED:
        return "outside"
    return "inside" if close + covered / 2 >= _INSIDE else "edge"


def _scores(whole: Mentions, nearness: Floats, closeness: Floats | None) -> Floats:
    """Return the logistic score of each entry, before the sigmoid.

    `nearness`, 0 to 1: a row for the whole draft, then one for each facet; `closeness`: cosines with
    the whole draft.
    """
    facets = np.maximum(nearness[1:] if len(nearness) > 1 else nearness[:1], 0.0)
    # Nearer to the maximum than to the mean, and yet a longer draft is not near to everything.
    facet = (facets**_POWER).mean(axis=0) ** (1 / _POWER)
    scores: Floats
    if closeness is not None:
        scores = _BIAS + _LIFT * nearness[0] + _RELATIVE * _relative(whole) + _FACET * facet
        scores = scores + _CLEAR * (closeness - float(np.median(closeness)))
    else:
        scores = _WORDS_BIAS + _WORDS_RELATIVE * nearness[0] + _WORDS_FACET * facet
        scores = scores + _WORDS_COVERAGE * np.array([held.coverage for held in whole.held])
    return scores


def _lift(closeness: Floats, rows: Sequence[int]) -> Floats:
    """Return where some entries lie between the median of all and the closest of them."""
    low, some = float(np.median(closeness)), closeness[list(rows)]
    lift: Floats = (some - low) / max(float(some.max()) - low, 1e-6)
    return lift


def _relative(found: Mentions) -> Floats:
    """Return what each entry covers as a share of what the best one does."""
    coverage = np.array([held.coverage for held in found.held])
    share: Floats = coverage / max(float(coverage.max(initial=0.0)), 1e-6)
    return share


def _reason(held: Held, closeness: float | None, language: Language) -> str:
    parts = (
        [say(language, "mentions", things=listed(language, list(held.mentioned)))] if held.mentioned else []
    )
    if closeness is not None:
        parts.append(say(language, "closeness", closeness=f"{closeness:.2f}"))
    return say(language, "and then").join(parts)


def _cut(ranked: Sequence[tuple[float, Candidate]], field: Field, by_meaning: bool, notice: str) -> Choice:
    """Cut the ranking into what is cited, what is near, and the rest."""
    cited_from, near_from = (_CITED, _NEAR) if by_meaning else (_WORDS_CITED, _WORDS_NEAR)
    if field == "outside":
        return Choice((), tuple(candidate for _, candidate in ranked[:MOST_NEAR]), field, notice)
    most = _AT_THE_EDGE if field == "edge" else MOST_CITED
    # The best is cited whatever its score: the field is the library's.
    cited = [
        candidate for at, (score, candidate) in enumerate(ranked[:most]) if at == 0 or score >= cited_from
    ]
    if field == "inside":
        cited += _covering(ranked, {candidate.facet for candidate in cited})
    keys = {candidate.entry.key for candidate in cited}
    near = [
        candidate for score, candidate in ranked if score >= near_from and candidate.entry.key not in keys
    ]
    return Choice(tuple(cited), tuple(near[:MOST_NEAR]), field, notice)


def _covering(ranked: Sequence[tuple[float, Candidate]], covered: set[int]) -> Iterator[Candidate]:
    """Yield the best entry of each facet that is not covered yet, where it is near enough."""
    for score, candidate in ranked:
        if score >= _COVERS and candidate.facet not in covered:
            covered.add(candidate.facet)
            yield candidate
