"""How firmly a paper mentions the things a subject names, each weighed by how few papers mention it.

Of alternatives the firmest counts, the less so the commoner it is. Knows nothing of vectors, nor of what is
decided by it.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.papers.sightings import MENTIONED, NEAR, focus_of, sightings, whole_of
from assistant.reading.aspects import Aspect
from vectorstore.search.question import Asked, Question
from vectorstore.stores.store import Snapshot
from vectorstore.text.glossary import Glossary
from vectorstore.types import Entry

_ASIDE = 0.8
"""Share that a mention counts where neither the title nor a sentence that says what is offered has it."""
_MISSING_CHARACTER = 2.5
"""Weight of a Chinese character that no concept covers."""
_DOUBTED = 0.25
"""Share that a word alone counts which neither the glossary nor the library knows."""
_COMMON = 0.5
"""Power of an alternative's weight as a share of the weightiest one's: `LLM or conformal prediction`."""

Floats = NDArray[np.float64]


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
    unknown: tuple[str, ...] = ()
    """The concepts that no paper mentions."""


class MentionTable:
    """What entries mention of a subject, added in turns and weighed together.

    Args:
        question: names the subject.
        glossary: gives its concepts their names.
        snapshot: counts words in the whole library.
        aspects: of the subject. None for a draft, which names so much that each thing is an aspect, narrower
            ones are others, and all that a paper mentions counts alike.
    """

    def __init__(
        self,
        question: Question,
        glossary: Glossary,
        snapshot: Snapshot,
        aspects: Sequence[Aspect] | None = None,
    ) -> None:
        self._asked = question.asked
        self._is_draft = aspects is None
        each = {asked: at for at, asked in reversed(list(enumerate(question.asked)))}
        self._aspects = tuple(((at,),) for at in sorted(each.values())) if aspects is None else aspects
        self._seen = sightings(question, glossary, narrower=aspects is not None)
        self._levels: list[list[float]] = [[] for _ in self._asked]
        self._unread = question.unread
        self._snapshot = snapshot
        self._size = self._added = 0

    def add(self, entries: Sequence[Entry]) -> None:
        """Read what some more entries mention."""
        for entry in entries:
            whole = whole_of(entry)
            for seen, levels in zip(self._seen, self._levels, strict=True):
                level = seen(whole)
                if level and not self._is_draft:
                    level = max(_ASIDE * level, seen(focus_of(entry)))
                levels.append(level)
        self._added += len(entries)

    def weighed(self, size: int = 0) -> Mentions:
        """Return what each entry added so far mentions; they are all there are, or some of `size`."""
        self._size = max(size, self._added)
        levels = np.array(self._levels, np.float64).reshape(len(self._asked), self._added)
        known = [bool(row.any()) for row in levels]
        weights = np.array([self._weight(*pair) for pair in zip(self._asked, self._levels, strict=True)])
        coverage, total = np.zeros(self._added), 0.0
        lost = _MISSING_CHARACTER**2 * self._unread
        for aspect in self._aspects:
            items = [self._item(item, levels, weights, known) for item in aspect]
            most = max(weight for _, weight, _ in items)
            lost += min(missing for _, _, missing in items)
            if most:
                shares = [level * (weight / most) ** _COMMON for level, weight, _ in items]
                coverage += most * np.max(shares, axis=0)
                total += most
        coverage /= total or 1.0
        unheard = [self._asked[at] for at in self._wanted() if not known[at] and self._asked[at].is_concept]
        return Mentions(
            tuple(
                Held(float(coverage[row]), *self._named(levels[:, row], known)) for row in range(self._added)
            ),
            total / (total + lost) if total + lost else 0.0,
            tuple(dict.fromkeys(asked.surface for asked in unheard)),
        )

    def _wanted(self) -> list[int]:
        return [at for aspect in self._aspects for item in aspect for at in item]

    def _item(
        self, item: Iterable[int], levels: Floats, weights: Floats, known: Sequence[bool]
    ) -> tuple[Floats, float, float]:
        """Return how much each entry has of an item, the weight of its known things and of the others."""
        places = [at for at in item if known[at]]
        # What is only half mentioned is only half known.
        firmness = levels[places].max(axis=1) if places and not self._is_draft else 1.0
        weight = float((weights[places] * firmness).sum())
        found = {self._asked[at].surface for at in places}
        lacking = [at for at in item if self._asked[at].surface not in found]
        # A word that stands alone, and that nobody knows, may be no part of the subject.
        doubt = _DOUBTED if not places and not any(self._asked[at].is_concept for at in lacking) else 1.0
        missing = doubt * float(weights[lacking].sum())
        missing += float(weights[places].sum()) - weight
        level = weights[places] @ levels[places] / weights[places].sum() if weight else np.zeros(self._added)
        return level, weight, missing

    def _weight(self, asked: Asked, levels: Sequence[float]) -> float:
        # How rare a thing is its own name tells: narrower ones make `neurology` no common word.
        count = sum(level >= (MENTIONED if self._is_draft else NEAR) for level in levels)
        if self._added < self._size:
            # Of all papers only the words can be counted: the rarest one of the commonest name.
            count = max(
                count, *(min(map(self._snapshot.frequency, spelling)) for spelling in asked.spellings)
            )
        count = min(count, self._size)
        return math.log(1 + (self._size - count + 0.5) / (count + 0.5)) ** 2

    def _named(self, levels: Floats, known: Sequence[bool]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        places = [at for at in self._wanted() if known[at]]
        yes = dict.fromkeys(self._asked[at].surface for at in places if levels[at] >= MENTIONED)
        no = dict.fromkeys(self._asked[at].surface for at in places if levels[at] < MENTIONED)
        return tuple(yes), tuple(surface for surface in no if surface not in yes)
