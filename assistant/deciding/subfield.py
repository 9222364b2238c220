"""Which entries belong to a subfield: a decision for each candidate, with its score and its reason.

Recall comes before precision. A library up to `WHOLE` entries is judged whole; of a larger one the closest
by meaning and by words, in turns, until a turn brings nothing more. The decision is a logistic score of
three shares that do not depend on the size of the library, fitted by regression on hand-judged requests
(`tests/data/subfields.jsonl`; `benchmarks.subfields` reports recall and precision). How a request is read
is the business of `assistant.request`.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.deciding.mentions import Held, Mentions, MentionTable
from assistant.language import listed, say
from assistant.papers.kinds import makes
from assistant.reading.request import Excluded, Request, read_request
from assistant.types import Language
from vectorstore.retriever import Retriever
from vectorstore.search.conditions import Filters
from vectorstore.search.question import Question, read_question
from vectorstore.stores.store import Snapshot
from vectorstore.text.passages import locate
from vectorstore.types import Entry

WHOLE = 500
"""Up to this many entries all are judged."""
TURN = 100
DEEPEST = 1000
"""Candidates judged of a larger library, in turns of `TURN`, at most."""

_ALL = re.compile(r"\b(?:all|every|everything|entire|whole)\b|所有|全部|整个|全体", re.IGNORECASE)

_SPREAD = 0.1
"""A library whose entries are closer together than this is of one subject: closeness tells little there."""

Grade = Literal["belongs", "borderline", "excluded", "other"]
Floats = NDArray[np.float64]

# lift: closeness between the library's median and its best; relative: coverage as a share of the best one's.
_BIAS, _LIFT, _RELATIVE, _COVERAGE = -6.8, 4.6, 4.7, 3.1
_BELONGS, _BORDERLINE = -0.9, -1.8
# Of several aspects an entry this far below the best is likely to have but one.
_FALL = 6.0
# Without vectors the words alone decide.
_WORDS_BIAS, _WORDS_RELATIVE, _WORDS_COVERAGE = -6.0, 6.4, 3.3
_WORDS_BELONGS, _WORDS_BORDERLINE = -0.2, -1.0
# What the best entry must reach, or none belongs: closeness, and this share of what it covers of all that is
# asked, by logistic regression on the same requests (99 % of the answerable kept). By words alone: coverage.
_SUPPORTED, _COVERED_SHARE, _WORDS_SUPPORTED = 0.59, 0.84, 0.3


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether one entry belongs to a subfield."""

    entry: Entry
    score: float
    """Its estimated chance of belonging, 0 to 1."""
    grade: Grade
    reason: str
    """Why, in the reader's language."""


@dataclass(frozen=True, slots=True)
class Subfield:
    """A subfield as it was read, and the decision on each entry judged, best first."""

    subject: str
    filters: Filters
    decisions: tuple[Decision, ...] = ()
    judged: int = 0
    total: int = 0
    unclear: bool = False
    """It puts conditions that cannot be read with certainty."""
    notice: str = ""

    def graded(self, grade: Grade) -> list[Decision]:
        """Return the decisions of one grade, best first."""
        return [decision for decision in self.decisions if decision.grade == grade]


def judge(
    retriever: Retriever,
    request: str,
    language: Language,
    filters: Filters | None = None,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Subfield:
    """Decide which entries belong to the subfield that `request` names, in English or Chinese.

    A topic's label, other recorded facts (`orals`) or a kind of contribution (`benchmarks`) alone admit every
    entry that has them; a paper the request names belongs; what the request wants left out is set aside.

    Raises:
        LibraryError: the indexes cannot be made or read.
    """
    entries = retriever.library.entries()
    asked = read_request(retriever, request)
    wanted = asked.filters.and_also(filters or Filters())
    found = Subfield(asked.subject, wanted, total=len(entries), unclear=asked.unclear)
    admitted = [row for row, entry in enumerate(entries) if wanted.admits(entry)]
    if asked.unclear or not admitted:
        return found
    if asked.question.text:
        made = [row for row in admitted if makes(entries[row], asked.kinds)] if asked.kinds else admitted
        judging = _Judging(retriever, asked, entries, language)
        judged = judging.decide(made, progress)
        others = set(admitted) - set(made)
        judged += [_listed(entries[row], asked, wanted, language) for row in sorted(others)]
        unheard = judging.unheard if any(decision.grade == "belongs" for decision in judged) else ()
        said = [say(language, "unheard", things=listed(language, list(unheard)))] if unheard else []
        notice = " ".join(filter(None, [judging.notice, *said]))
        found = replace(found, judged=judging.judged + len(others), notice=notice)
    elif asked.kinds or wanted or asked.excluded or _ALL.search(request):
        judged = [_listed(entries[row], asked, wanted, language) for row in admitted]
        found = replace(found, judged=len(judged))
    else:
        return replace(found, unclear=True)
    decisions = tuple(_set_aside(decision, asked.excluded, language) for decision in judged)
    return replace(found, decisions=decisions, notice=_notice(found.notice, asked, language))


def _listed(entry: Entry, asked: Request, filters: Filters, language: Language) -> Decision:
    """Decide by recorded facts and by the kind of contribution alone."""
    if asked.kinds:
        kinds = listed(language, [say(language, f"kind {kind}") for kind in asked.kinds])
        if not makes(entry, asked.kinds):
            return Decision(entry, 0.0, "other", say(language, "makes no kind", kinds=kinds))
        return Decision(entry, 1.0, "belongs", say(language, "makes kind", kinds=kinds))
    shown = conditions_shown(filters, language)
    return Decision(entry, 1.0, "belongs", say(language, "meets" if shown else "all wanted", filters=shown))


def _set_aside(decision: Decision, excluded: Sequence[Excluded], language: Language) -> Decision:
    for one in excluded if decision.grade != "other" else ():
        if one.takes(decision.entry):
            return replace(decision, grade="excluded", reason=say(language, "set aside", thing=one.named))
    return decision


def _notice(notice: str, asked: Request, language: Language) -> str:
    said = [say(language, "read as", word=word, meant=meant) for word, meant in asked.read_as]
    said += [say(language, "not set aside", thing=thing) for thing in asked.ignored]
    return " ".join(filter(None, [notice, *said]))


def conditions_shown(filters: Filters, language: Language) -> str:
    """Return conditions as words for the reader; empty where there are none."""
    return listed(language, [f"{name}={value}" for name, value in filters.to_dict().items()])


class _Judging:
    """The decisions on one subject."""

    def __init__(
        self, retriever: Retriever, asked: Request, entries: Sequence[Entry], language: Language
    ) -> None:
        self._retriever = retriever
        self._entries = entries
        self._language = language
        self._asked = asked
        self._snapshot: Snapshot = retriever.library.snapshot()
        self._question: Question = read_question(
            asked.subject, retriever.wide_glossary(), self._snapshot.names
        )
        self._closeness, self.notice = self._close()
        self.judged = 0
        self.unheard: tuple[str, ...] = ()
        """What the subject names and no entry judged mentions."""

    def decide(self, admitted: Sequence[int], progress: Callable[[str, int, int], None]) -> list[Decision]:
        """Judge the admitted rows, in turns where they are many; return the decisions, best first."""
        whole = len(admitted) <= WHOLE
        rows = list(admitted) if whole else self._likeliest(admitted)
        turn = max(1, len(rows)) if whole else TURN
        size = len(rows) if whole else len(self._entries)
        table = MentionTable(
            self._asked.question,
            self._retriever.wide_glossary(),
            self._snapshot,
            size,
            self._asked.aspects,
        )
        decisions: list[Decision] = []
        while self.judged < len(rows):
            before = sum(decision.grade == "belongs" for decision in decisions)
            more = rows[self.judged : self.judged + turn]
            table.add([self._entries[row] for row in more])
            self.judged += len(more)
            found = table.weighed()
            self.unheard = found.unknown
            decisions = self._judged(rows[: self.judged], found)
            if not whole:
                progress("Judging entries", self.judged, len(rows))
            if sum(decision.grade == "belongs" for decision in decisions) <= before:
                break
        return decisions

    def _judged(self, rows: Sequence[int], found: Mentions) -> list[Decision]:
        entries = [self._entries[row] for row in rows]
        lift = self._lift(rows)
        scores = _scores(found, lift, self._asked.is_vague)
        supported = self._supported(found, rows)
        floor = max(scores, default=0.0) - _FALL if len(self._asked.aspects) > 1 else -math.inf
        decisions = [
            self._decision(entry, score, held, row, supported, floor)
            for entry, score, held, row in zip(entries, scores, found.held, rows, strict=True)
        ]
        return sorted(decisions, key=lambda decision: (-decision.score, decision.entry.key))

    def _decision(
        self, entry: Entry, score: float, held: Held, row: int, supported: bool, floor: float
    ) -> Decision:
        belongs, borderline = (
            (_BELONGS, _BORDERLINE) if self._closeness is not None else (_WORDS_BELONGS, _WORDS_BORDERLINE)
        )
        labelled = self._question.text.lower() in map(str.lower, entry.topics)
        named = labelled or entry.key in self._question.named.own
        grade: Grade = "other"
        if named or (supported and score >= max(belongs, floor)):
            grade = "belongs"
        elif supported and score >= borderline:
            grade = "borderline"
        chance = 1.0 if named else round(1 / (1 + math.exp(-score)), 4)
        return Decision(entry, chance, grade, self._reason(held, row, labelled, named))

    def _reason(self, held: Held, row: int, labelled: bool, named: bool) -> str:
        language = self._language
        parts = [say(language, "is labelled" if labelled else "is named")] if named else []
        for phrase, things in (("mentions", held.mentioned), ("lacks", held.missing)):
            parts += [say(language, phrase, things=listed(language, list(things)))] if things else []
        if self._closeness is not None:
            parts.append(say(language, "closeness", closeness=f"{self._closeness[row]:.2f}"))
        return say(language, "and then").join(parts)

    def _close(self) -> tuple[Floats | None, str]:
        """Return the closeness of every entry to the subject; None, and why, without vectors."""
        vectors = self._retriever.vectors()
        if vectors is None:
            return None, ""
        vector, notice = self._retriever.embed(self._question)
        return (None if vector is None else vectors.closeness(vector).astype(np.float64)), notice

    def _lift(self, rows: Sequence[int]) -> Floats | None:
        if self._closeness is None:
            return None
        low, high = float(np.median(self._closeness)), float(self._closeness.max())
        return np.clip((self._closeness[list(rows)] - low) / max(high - low, _SPREAD), -1.0, 1.0)

    def _supported(self, found: Mentions, rows: Sequence[int]) -> bool:
        """Tell whether the subject is in the library at all, whatever stands out in it."""
        covered = found.known * max((held.coverage for held in found.held), default=0.0)
        if self._closeness is None:
            return covered >= _WORDS_SUPPORTED
        close = float(self._closeness[list(rows)].max())
        return close + _COVERED_SHARE * covered >= _SUPPORTED

    def _likeliest(self, admitted: Sequence[int]) -> list[int]:
        """Return the likeliest of many entries, best first: the closest, and those with the words, fused."""
        place = {self._entries[row].key: row for row in admitted}
        worded = self._snapshot.keyword(self._question.weights, DEEPEST)
        by_words = [place[key] for id_, _ in worded if (key := locate(id_)[0]) in place]
        by_meaning: list[int] = []
        if self._closeness is not None:
            order = np.argsort(-self._closeness[list(admitted)], kind="stable")[:DEEPEST]
            by_meaning = [admitted[at] for at in order]
        rank: dict[int, float] = {}
        for ranked in (by_words, by_meaning):
            for at, row in enumerate(dict.fromkeys(ranked)):
                # Reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009).
                rank[row] = rank.get(row, 0.0) + 1 / (60 + at)
        return sorted(rank, key=lambda row: -rank[row])[:DEEPEST]


def _scores(found: Mentions, lift: Floats | None, is_vague: bool) -> list[float]:
    """Return the logistic score of each entry, before the sigmoid."""
    coverage = np.array([held.coverage for held in found.held])
    relative = coverage / max(float(coverage.max(initial=0.0)), 1e-6)
    if lift is None:
        return list(_WORDS_BIAS + _WORDS_RELATIVE * relative + _WORDS_COVERAGE * coverage)
    if is_vague:
        # Words that every paper may hold tell nothing; closeness alone decides.
        relative = coverage = np.maximum(lift, 0.0)
    return list(_BIAS + _LIFT * lift + _RELATIVE * relative + _COVERAGE * coverage)
