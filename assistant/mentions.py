"""How firmly a paper mentions the things a subject names, each weighed by how few papers mention it.

A concept of the glossary is looked for by every name it has in either language. Knows nothing of vectors,
nor of what is decided by it.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vectorstore.analysis import terms
from vectorstore.glossary import Concept, Glossary
from vectorstore.keyword_index import KeywordIndex
from vectorstore.passages import sentences_of
from vectorstore.questions import Asked, Question
from vectorstore.types import Entry

# How much a mention counts: by its name; by words of the same stems, near each other, in one sentence, in
# one paper; by some of them.
_NAMED, _NEAR, _SENTENCE, _PAPER, _PART = 1.0, 0.8, 0.6, 0.4, 0.3
MENTIONED = 0.75
"""From this value on a paper is said to mention a thing."""
_SLACK = 2
"""Other words that may stand between those of one thing."""
_MISSING_CHARACTER = 2.5
"""Weight of a Chinese character that no concept covers."""
_ABBREVIATION = re.compile(r"[A-Z]{1,4}")


@dataclass(frozen=True, slots=True)
class Held:
    """What one paper mentions of a subject."""

    coverage: float
    """Share of what any paper mentions, weighted by rarity squared as in a cosine of TF-IDF, 0 to 1."""
    mentioned: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mentions:
    """What some papers mention of a subject."""

    held: tuple[Held, ...]
    known: float
    """Part of the subject's weight that lies on things some paper mentions, 0 to 1."""


@dataclass(frozen=True, slots=True)
class _Text:
    plain: str
    sequences: tuple[list[str], ...]
    """The terms of the title and of each sentence."""
    terms: frozenset[str]


class MentionTable:
    """What entries mention of a subject, added in turns and weighed together.

    Args:
        question: names the subject.
        glossary: gives its concepts their names.
        index: counts words in the whole library.
        size: entries in the library.
    """

    def __init__(self, question: Question, glossary: Glossary, index: KeywordIndex, size: int) -> None:
        concepts = {question.text[m.start : m.end]: m.concept for m in glossary.matches_in(question.text)}
        self._asked = list(dict.fromkeys(question.asked))
        self._spoken = [_speaks_of(concepts.get(a.surface) if a.is_concept else None) for a in self._asked]
        self._levels: list[list[float]] = [[] for _ in self._asked]
        self._unread = question.unread
        self._index = index
        self._size = size
        self._added = 0

    def add(self, entries: Sequence[Entry]) -> None:
        """Read what some more entries mention."""
        texts = [_text(entry) for entry in entries]
        for asked, spoken, levels in zip(self._asked, self._spoken, self._levels, strict=True):
            levels += [_level(asked, spoken, text) for text in texts]
        self._added += len(entries)

    def weighed(self) -> Mentions:
        """Return what all entries added so far mention, in their order."""
        weights = [self._weight(*pair) for pair in zip(self._asked, self._levels, strict=True)]
        known = [at for at, levels in enumerate(self._levels) if any(levels)]
        total = sum(weights[at] for at in known)
        lost = sum(weights) - total + _MISSING_CHARACTER**2 * self._unread
        held = tuple(self._held(row, known, weights, total) for row in range(self._added))
        return Mentions(held, total / (total + lost) if total + lost else 0.0)

    def _weight(self, asked: Asked, levels: Sequence[float]) -> float:
        count = sum(level >= MENTIONED for level in levels)
        if self._added < self._size:
            # Of all papers only the words can be counted: the rarest one of the commonest name.
            count = max(count, *(min(map(self._index.frequency, spelling)) for spelling in asked.spellings))
        count = min(count, self._size)
        return math.log(1 + (self._size - count + 0.5) / (count + 0.5)) ** 2

    def _held(self, row: int, known: Sequence[int], weights: Sequence[float], total: float) -> Held:
        own = {at: self._levels[at][row] for at in known}
        yes = tuple(self._asked[at].surface for at in known if own[at] >= MENTIONED)
        no = tuple(self._asked[at].surface for at in known if own[at] < MENTIONED)
        coverage = sum(weights[at] * level for at, level in own.items()) / total if total else 0.0
        return Held(coverage, yes, no)


def _text(entry: Entry) -> _Text:
    """Return what is searched, without the coined name: CT-RSA is not about CT."""
    title = "" if entry.mismatch else entry.title
    pieces = [title, *(piece.text for piece in sentences_of(entry))]
    if entry.name:
        pieces = [piece.replace(entry.name, " ") for piece in pieces]
    sequences = tuple(terms(piece) for piece in pieces)
    return _Text("\n".join(pieces), sequences, frozenset(term for found in sequences for term in found))


def _level(asked: Asked, spoken: Callable[[str], bool] | None, text: _Text) -> float:
    if spoken and spoken(text.plain):
        return _NAMED
    return max((_stems(spelling, text, spoken is not None) for spelling in asked.spellings), default=0.0)


def _stems(spelling: tuple[str, ...], text: _Text, is_concept: bool) -> float:
    if len(spelling) == 1:
        # `interpretation` has the stem of `interpretability`, and is not its name.
        return (_NEAR if is_concept else _NAMED) * (spelling[0] in text.terms)
    wanted = set(spelling)
    share = len(wanted & text.terms) / len(wanted)
    if share < 1:
        return _PART * share if share >= 0.5 else 0.0
    within = [sequence for sequence in text.sequences if wanted.issubset(sequence)]
    if any(_near(spelling, sequence) for sequence in within):
        return _NEAR
    return _SENTENCE if within else _PAPER


def _near(spelling: tuple[str, ...], sequence: list[str]) -> bool:
    places = [[at for at, term in enumerate(sequence) if term == wanted] for wanted in spelling]
    reach = len(spelling) - 1 + _SLACK
    return any(
        all(any(abs(at - first) <= reach for at in rest) for rest in places[1:]) for first in places[0]
    )


def _speaks_of(concept: Concept | None) -> Callable[[str], bool] | None:
    """Return what tells whether a text has one of a concept's names, in the singular or the plural."""
    if concept is None:
        return None
    short = [re.escape(name) for name in concept.en if _ABBREVIATION.fullmatch(name)]
    long = [_spelled(name) for name in concept.en if not _ABBREVIATION.fullmatch(name)]
    patterns = [re.compile("|".join([*map(re.escape, concept.zh), *_whole(long)]), re.IGNORECASE)]
    patterns += [re.compile("|".join(_whole([f"{name}s?" for name in short])))] if short else []
    return lambda text: any(pattern.search(text) for pattern in patterns)


def _whole(names: list[str]) -> list[str]:
    return [rf"(?<![A-Za-z0-9]){name}(?![A-Za-z0-9])" for name in names]


def _spelled(name: str) -> str:
    return r"[\s\u2010-\u2015-]{0,3}".join(map(_inflected, re.findall(r"[A-Za-z0-9]+", name)))


def _inflected(word: str) -> str:
    word = word.lower()
    if len(word) > 3 and word.endswith("is"):
        return f"{word[:-2]}[ie]s"
    return f"{word[:-1]}(?:y|ies)" if len(word) > 3 and word.endswith("y") else f"{word}(?:e?s)?"
