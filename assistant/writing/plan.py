"""The plan of a related-work section: its themes, and what each of its sentences rests on.

Made before a word is written, by rules, and the same for every writer. Knows nothing of frames or models.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.deciding.judge import Decision
from assistant.papers.contribution import contribution_of
from assistant.papers.roles import Role, entry_roles
from assistant.papers.themes import group
from assistant.patterns import pattern
from assistant.reading.draft import Manuscript
from assistant.types import Language
from vectorstore.retriever import Retriever
from vectorstore.text.analysis import terms
from vectorstore.text.passages import sentences_of
from vectorstore.types import Entry, Passage

# What a sentence is worth as the first one said of a paper, and as a further one.
_FIRST: Mapping[Role, float] = {
    "contribution": 1.0, "result": 0.5, "resource": 0.45, "method": 0.45, "gap": 0.4, "background": 0.05,
    "availability": -1.0,
}  # fmt: skip
_FURTHER: Mapping[Role, float] = {
    "result": 0.55, "contribution": 0.5, "method": 0.5, "resource": 0.5, "gap": 0.2, "background": -0.5,
    "availability": -1.0,
}  # fmt: skip
_NAMES_ITSELF = 0.25
_OF_OTHERS = 0.25
"""For a gap that is one of earlier work rather than of the world."""
_HANGS = 0.3
"""Taken off for a sentence that points back to one left out (`These events are …`)."""
_LEAST_FURTHER, _LEAST_ALONE = 0.6, 0.3
_SENTENCES = 1.5
"""Sentences there are at most, as a multiple of the entries cited."""
_ALONE = 3
"""Sentences on the one paper that is cited alone."""
_EARLIER_WORK = pattern("report.earlier_work")
_POINTS_BACK = pattern("report.plan_points_back")
_SAME = 0.5
"""Two sentences of a paper that share this part of their terms say the same."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One sentence to write: the sentence of an entry that it will quote, and why that one."""

    entry: Entry
    quote: str
    role: Role
    why: str
    """What the entry shares with the draft, in the reader's language."""
    only: bool = False
    """It is a problem, and the abstract does not say what the paper offers."""


@dataclass(frozen=True, slots=True)
class PlannedSection:
    """The sentences of one theme, and the draft's own words on how it differs from it, if it says so."""

    title: str
    sentences: tuple[Planned, ...]
    difference: str = ""


def plan(
    retriever: Retriever, cited: Sequence[Decision], manuscript: Manuscript, language: Language
) -> tuple[PlannedSection, ...]:
    """Plan a section for each theme of the entries to cite; the theme of the nearest entry comes first."""
    entries = [candidate.entry for candidate in cited]
    grouping = group(entries, _vectors(retriever, entries), language, retriever.glossary)
    place = {candidate.entry.key: at for at, candidate in enumerate(cited)}
    ranks = _relevance(retriever, entries, manuscript)
    left = round(_SENTENCES * len(entries)) - len(entries) if len(entries) > 1 else _ALONE - 1
    further = set(_further(entries, ranks, left))
    themes = sorted(grouping.themes, key=lambda theme: min(place[entry.key] for entry in theme.entries))
    sections = []
    for theme in themes:
        ordered = sorted(theme.entries, key=lambda entry: place[entry.key])
        sentences = [
            Planned(entry, sentence.text, role, cited[place[entry.key]].reason, _alone(entry, role))
            for entry in ordered
            for sentence, role in _chosen(entry, ranks[entry.key], further)
        ]
        sections.append(PlannedSection(theme.label, tuple(sentences)))
    return _with_differences(sections, cited, manuscript)


def _alone(entry: Entry, role: Role) -> bool:
    """Tell whether a problem is all there is: the abstract, as stored, does not come to what is offered."""
    return role == "gap" and contribution_of(entry, sentences_of(entry), entry_roles(entry)) is None


def _vectors(retriever: Retriever, entries: Sequence[Entry]) -> NDArray[np.float32] | None:
    vectors = retriever.vectors()
    if vectors is None:
        return None
    rows = {entry.key: row for row, entry in enumerate(retriever.library.entries())}
    return vectors.of([rows[entry.key] for entry in entries])


def _relevance(
    retriever: Retriever, entries: Sequence[Entry], manuscript: Manuscript
) -> dict[str, dict[int, float]]:
    """Return how near each sentence of the entries is to the draft, 0 to 1, by its offset."""
    ranked = retriever.rank_sentences(manuscript.text, entries)
    best = max((hit.score for hits in ranked.values() for hit in hits), default=0.0) or 1.0
    return {key: {hit.passage.start: hit.score / best for hit in hits} for key, hits in ranked.items()}


def _chosen(
    entry: Entry, near: Mapping[int, float], further: set[tuple[str, int]]
) -> Iterator[tuple[Passage, Role]]:
    """Yield the sentences to write of an entry: the best, then the others in the order of the text.

    Where the earliest says what the paper offers, all are in that order.
    """
    roles = entry_roles(entry)
    sentences = sentences_of(entry) or [Passage(entry.key, 0, len(entry.title), entry.title)]
    first = _first(entry, near)
    chosen = [one for one in sentences if one == first or (entry.key, one.start) in further]
    if roles.get(chosen[0].start) != "contribution":
        chosen.sort(key=lambda one: one != first)
    for sentence in chosen:
        yield sentence, roles.get(sentence.start, "background")


def _first(entry: Entry, near: Mapping[int, float]) -> Passage:
    """Return the sentence that says best what a paper is about: what it offers, by its name if it has one."""
    sentences = sentences_of(entry) or [Passage(entry.key, 0, len(entry.title), entry.title)]
    roles = entry_roles(entry)

    def worth(sentence: Passage) -> float:
        role = roles.get(sentence.start, "background")
        named = bool(entry.name) and entry.name in sentence.text
        earlier = role == "gap" and _EARLIER_WORK.search(sentence.text) is not None
        return _FIRST[role] + _common(sentence, near) + _NAMES_ITSELF * named + _OF_OTHERS * earlier

    return max(sentences, key=lambda sentence: (worth(sentence), -sentence.start))


def _common(sentence: Passage, near: Mapping[int, float]) -> float:
    hangs = (
        sentence.text.startswith(("These ", "This ", "They ", "Such ", "It "))
        and " paper" not in sentence.text[:12]
    ) or _POINTS_BACK.search(sentence.text) is not None
    asks = sentence.text.endswith("?")
    return near.get(sentence.start, 0.0) * 0.4 - _HANGS * hangs - asks


def _further(
    entries: Sequence[Entry], ranks: Mapping[str, Mapping[int, float]], most: int
) -> Iterator[tuple[str, int]]:
    """Yield what is worth adding to the first sentences, best first: one an entry, more where it is alone."""
    found: list[tuple[float, str, int]] = []
    for entry in entries:
        near = ranks[entry.key]
        first = _first(entry, near)
        roles = entry_roles(entry)
        own = [
            (_FURTHER[roles[sentence.start]] + _common(sentence, near), entry.key, sentence.start)
            for sentence in sentences_of(entry)
            if sentence != first and not _alike(sentence.text, first.text)
        ]
        least = _LEAST_FURTHER if len(entries) > 1 else _LEAST_ALONE
        own = sorted((one for one in own if one[0] >= least), reverse=True)
        found += own[: 1 if len(entries) > 1 else _ALONE - 1]
    for _, key, start in sorted(found, key=lambda one: (-one[0], one[1:]))[:most]:
        yield key, start


def _alike(one: str, other: str) -> bool:
    a, b = set(terms(one)), set(terms(other))
    return len(a & b) >= _SAME * min(len(a), len(b))


def _with_differences(
    sections: Sequence[PlannedSection], cited: Sequence[Decision], manuscript: Manuscript
) -> tuple[PlannedSection, ...]:
    """Let the section nearest to a facet in which the draft sets itself apart end with those words."""
    facets = {candidate.entry.key: candidate.facet for candidate in cited}
    said: dict[int, str] = {}
    for contrast in manuscript.contrasts:
        about = [at for at, facet in enumerate(manuscript.aspects) if facet in contrast or contrast in facet]
        counts = [sum(facets[one.entry.key] in about for one in section.sentences) for section in sections]
        at = counts.index(max(counts)) if any(counts) else len(sections) - 1
        said.setdefault(at, contrast)
    return tuple(
        PlannedSection(section.title, section.sentences, said.get(at, ""))
        for at, section in enumerate(sections)
    )
