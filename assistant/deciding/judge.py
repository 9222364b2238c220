"""Judges entries by a subject, which a request names or a draft describes: one engine, two rows of weights.

Each entry gets a logistic score of what it mentions and of how close it lies by meaning, by fitted weights;
without vectors the words alone decide, by weights of their own. A draft is read whole and facet by facet, so
that a paper near to one facet alone (the data, the task) is found too.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.deciding.mentions import Mentions, MentionTable
from assistant.deciding.weights import weights
from assistant.language import join_names, say
from assistant.reading.aspects import Aspect
from assistant.types import Language
from vectorstore.retriever import Retriever
from vectorstore.search.question import Question
from vectorstore.text.passages import locate
from vectorstore.types import Entry

WHOLE = 500
"""Up to this many entries all are judged; of a larger library the likeliest."""
_SPREAD = 0.1
"""A library whose entries are closer together than this is of one subject: closeness tells little there."""
_POWER = 4
"""Of the mean over a draft's facets: nearer to the maximum, yet a long draft is not near to everything."""
_RANK_OFFSET = 60
"""Of reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009)."""

Grade = Literal["belongs", "borderline", "excluded", "other"]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Subject:
    """What entries are judged by."""

    row: Literal["subfield", "draft"]
    """The weights to judge with."""
    whole: Question
    """All of it, to compare by meaning."""
    named: Question
    """What of it an entry should mention."""
    aspects: Sequence[Aspect] | None = None
    """What belongs together among the things named; None for a draft."""
    facets: Sequence[Question] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided on one entry."""

    entry: Entry
    score: float
    """Its estimated chance of belonging, 0 to 1."""
    grade: Grade
    reason: str
    """Why, in the reader's language."""
    facet: int = 0
    """The facet of a draft that it is nearest to."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What speaks for each entry judged, in the order of the rows added."""

    mentions: Mentions
    features: dict[str, Floats]
    """What the score is made of, by the names of the weights."""
    scores: Floats
    facets: Sequence[int]
    closeness: Floats | None
    covered: float
    """How much of the subject the best entry mentions, 0 to 1."""

    @property
    def closest(self) -> float:
        """Return the cosine similarity of the closest entry; 0 without vectors."""
        return float(self.closeness.max()) if self.closeness is not None else 0.0


class Judge:
    """Judges entries of one library by one subject.

    Raises:
        LibraryError: the indexes cannot be made or read.
    """

    def __init__(self, retriever: Retriever, subject: Subject) -> None:
        self.entries = retriever.library.entries()
        self._subject, self.whole = subject, subject.whole
        self._snapshot = retriever.library.snapshot()
        self._questions = (subject.whole, *subject.facets)
        self._closeness, self.notice = _closeness(retriever, self._questions)
        self.weights = weights(subject.row if self._closeness else f"{subject.row}_words")
        glossary = retriever.glossary if subject.aspects is None else retriever.glossary.wide
        read = (subject.named, *(() if self._closeness else subject.facets))
        self._tables = [MentionTable(one, glossary, self._snapshot, subject.aspects) for one in read]
        self.rows: list[int] = []
        self._size = 0

    def likeliest(self, admitted: Sequence[int], most: int) -> list[int]:
        """Return the likeliest rows of many, best first: close by meaning and with the words, fused."""
        self._size = len(self.entries)
        allowed = {self.entries[row].key: row for row in admitted}
        ranks: dict[int, float] = {}
        for at, question in enumerate(self._questions):
            found = (locate(id_)[0] for id_, _ in self._snapshot.keyword(question.weights, most))
            rankings = [[allowed[key] for key in found if key in allowed]]
            if self._closeness:
                order = np.argsort(-self._closeness[at][list(admitted)], kind="stable")[:most]
                rankings.append([admitted[place] for place in order])
            for ranking in rankings:
                for place, row in enumerate(dict.fromkeys(ranking)):
                    ranks[row] = ranks.get(row, 0.0) + 1 / (_RANK_OFFSET + place)
        return sorted(ranks, key=lambda row: -ranks[row])[:most]

    def add(self, rows: Sequence[int]) -> None:
        """Read some more entries."""
        for table in self._tables:
            table.add([self.entries[row] for row in rows])
        self.rows += rows

    def weigh(self) -> Weighed:
        """Score all entries read so far."""
        found = [table.weighed(self._size) for table in self._tables]
        coverage = np.array([held.coverage for held in found[0].held])
        relative = _relative(found[0])
        features = {"relative": relative, "coverage": coverage}
        close = self._closeness[0][self.rows] if self._closeness else None
        nearness = np.array([_lift(one, self.rows) for one in self._closeness] or [*map(_relative, found)])
        by_facet = nearness[1:] if len(nearness) > 1 else nearness
        features["facet"] = (np.maximum(by_facet, 0.0) ** _POWER).mean(axis=0) ** (1 / _POWER)
        if close is not None:
            features |= {"lift": nearness[0], "clear": close - float(np.median(close))}
        scores = np.full(len(self.rows), self.weights["bias"])
        for name, values in features.items():
            scores += self.weights.get(name, 0.0) * values
        covered = found[0].known * float(coverage.max(initial=0.0))
        return Weighed(found[0], features, scores, by_facet.argmax(axis=0).tolist(), close, covered)

    def support(self, weighed: Weighed) -> float:
        """Return how far the best entry speaks of the subject, to be held against the weights' thresholds."""
        return weighed.closest + self.weights["share"] * weighed.covered

    def decide(self, weighed: Weighed, language: Language) -> list[Decision]:
        """Grade each entry by its score alone; return them best first."""
        decisions = []
        for at, (row, score) in enumerate(zip(self.rows, weighed.scores.tolist(), strict=True)):
            borderline = score >= self.weights["borderline"]
            grade: Grade = (
                "belongs" if score >= self.weights["belongs"] else "borderline" if borderline else "other"
            )
            chance = round(1 / (1 + math.exp(-score)), 4)
            reason = self._reason(weighed, at, language)
            decisions.append(Decision(self.entries[row], chance, grade, reason, weighed.facets[at]))
        return sorted(decisions, key=lambda decision: (-decision.score, decision.entry.key))

    def _reason(self, weighed: Weighed, at: int, language: Language) -> str:
        held = weighed.mentions.held[at]
        told = {"mentions": held.mentioned, "lacks": held.missing if self._subject.row == "subfield" else ()}
        parts = [
            say(language, name, things=join_names(language, [*told[name]])) for name in told if told[name]
        ]
        if weighed.closeness is not None:
            parts.append(say(language, "closeness", closeness=f"{weighed.closeness[at]:.2f}"))
        return say(language, "and then").join(parts)


def _closeness(retriever: Retriever, questions: Sequence[Question]) -> tuple[list[Floats], str]:
    """Return the closeness of all entries to each question; none, and why, without vectors."""
    vectors = retriever.vectors()
    if vectors is None:
        return [], ""
    embedded = [retriever.embed(question) for question in questions]
    notice = next((said for _, said in embedded if said), "")
    known = [None if one is None else vectors.closeness(one).astype(np.float64) for one, _ in embedded]
    whole = known[0]
    # A facet whose Chinese nothing was understood of has no vector; the whole draft's stands in.
    return ([] if whole is None else [whole if one is None else one for one in known]), notice


def _lift(closeness: Floats, rows: Sequence[int]) -> Floats:
    """Return where some entries lie between the median of all and the closest of all."""
    low, high = float(np.median(closeness)), float(closeness.max())
    return np.clip((closeness[list(rows)] - low) / max(high - low, _SPREAD), -1.0, 1.0)


def _relative(found: Mentions) -> Floats:
    """Return what each entry covers as a share of what the best one does."""
    coverage = np.array([held.coverage for held in found.held])
    share: Floats = coverage / max(float(coverage.max(initial=0.0)), 1e-6)
    return share
