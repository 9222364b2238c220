"""How firmly a text mentions a thing: by its name, by that of a narrower concept, by words of the same stems.

A concept of the glossary is looked for by every name it has in either language. Knows nothing of what a
mention is worth to whom.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.papers.roles import roles_of
from vectorstore.search.question import Asked, Question
from vectorstore.text.analysis import terms
from vectorstore.text.glossary import Concept, Glossary
from vectorstore.text.passages import sentences_of
from vectorstore.types import Entry

# How much a mention counts: by its name; by words of the same stems near each other; by the name of a
# narrower concept, of one narrower still; by words of the same stems in one sentence, in one paper; by some.
NAMED, NEAR, _NARROWER, _DEEPER, _SENTENCE, _PAPER, _PART = 1.0, 0.8, 0.75, 0.65, 0.6, 0.4, 0.3
MENTIONED = 0.75
"""From this value on a paper is said to mention a thing."""
_SLACK = 2
"""Other words that may stand between those of one thing."""
_ABBREVIATION = re.compile(r"[A-Z]{1,4}")


@dataclass(frozen=True, slots=True)
class Text:
    """A text, read once for many things."""

    plain: str
    lower: str
    sequences: tuple[list[str], ...]
    """The terms of the title and of each sentence."""
    terms: frozenset[str]


def sightings(question: Question, glossary: Glossary, narrower: bool) -> list[Callable[[Text], float]]:
    """Return for each thing a question names what tells how firmly a text mentions it, 0 to 1.

    Where `narrower` is set, narrower concepts count too.
    """
    concepts = {question.text[m.start : m.end]: m.concept for m in glossary.matches_in(question.text)}
    return [
        _sighting(
            asked, concepts.get(asked.surface) if asked.is_concept else None, glossary if narrower else None
        )
        for asked in question.asked
    ]


def speaks_of(entry: Entry, question: Question, glossary: Glossary) -> bool:
    """Tell whether an entry's title, or what it says it offers, mentions all things that a question names."""
    focus = focus_of(entry)
    return all(seen(focus) >= MENTIONED for seen in sightings(question, glossary, narrower=True))


@lru_cache(maxsize=1024)
def whole_of(entry: Entry) -> Text:
    """Return what is searched of an entry, without the coined name: CT-RSA is not about CT."""
    return _read(entry, [piece.text for piece in sentences_of(entry)])


@lru_cache(maxsize=1024)
def focus_of(entry: Entry) -> Text:
    """Return the title and the sentences that say what the paper offers; all where none says that."""
    sentences = [piece.text for piece in sentences_of(entry)]
    roles = zip(sentences, roles_of(sentences), strict=True)
    offers = [sentence for sentence, role in roles if role in ("contribution", "resource")]
    return _read(entry, offers or sentences)


def _read(entry: Entry, sentences: Sequence[str]) -> Text:
    pieces = ["" if entry.mismatch else entry.title, *sentences]
    if entry.name:
        pieces = [piece.replace(entry.name, " ") for piece in pieces]
    sequences = tuple(terms(piece) for piece in pieces)
    plain = "\n".join(pieces)
    return Text(plain, plain.lower(), sequences, frozenset(term for found in sequences for term in found))


def _sighting(asked: Asked, concept: Concept | None, glossary: Glossary | None) -> Callable[[Text], float]:
    """Return what tells how firmly a text mentions a thing."""
    below = glossary.hierarchy.narrower(concept) if concept and glossary else {}
    named = _names(concept) if concept else ()
    narrower = [
        (name, _DEEPER if depth > 1 else _NARROWER) for one, depth in below.items() for name in _names(one)
    ]

    def level(text: Text) -> float:
        if any(name.stands_in(text) for name in named):
            return NAMED
        found = max(
            (_stems(spelling, text, concept is not None) for spelling in asked.spellings), default=0.0
        )
        return max([found, *(worth for name, worth in narrower if worth > found and name.stands_in(text))])

    return level


def _stems(spelling: tuple[str, ...], text: Text, is_concept: bool) -> float:
    if len(spelling) == 1:
        # `interpretation` has the stem of `interpretability`, and is not its name.
        return (NEAR if is_concept else NAMED) * (spelling[0] in text.terms)
    wanted = set(spelling)
    share = len(wanted & text.terms) / len(wanted)
    if share < 1:
        return _PART * share if share >= 0.5 else 0.0
    within = [sequence for sequence in text.sequences if wanted.issubset(sequence)]
    if any(_near(spelling, sequence) for sequence in within):
        return NEAR
    return _SENTENCE if within else _PAPER


def _near(spelling: tuple[str, ...], sequence: list[str]) -> bool:
    places = [[at for at, term in enumerate(sequence) if term == wanted] for wanted in spelling]
    reach = len(spelling) - 1 + _SLACK
    return any(
        all(any(abs(at - first) <= reach for at in rest) for rest in places[1:]) for first in places[0]
    )


@dataclass(frozen=True, slots=True)
class _Name:
    """One name of a concept, as it is looked for in a text: in the singular or the plural."""

    name: str
    terms: frozenset[str]
    pattern: re.Pattern[str] | None
    """None for a Chinese name, which stands anywhere."""

    def stands_in(self, text: Text) -> bool:
        if self.pattern is None:
            return self.name in text.lower
        # The terms are quickly looked up; of the few texts that have them some do not have the name.
        return self.terms <= text.terms and self.pattern.search(text.plain) is not None


@lru_cache(maxsize=4096)
def _names(concept: Concept) -> tuple[_Name, ...]:
    chinese = [_Name(name.lower(), frozenset(), None) for name in concept.zh]
    # The stemmer leaves the s of an abbreviation's plural.
    english = [
        _Name(name, frozenset(() if _ABBREVIATION.fullmatch(name) else terms(name)), _spelled(name))
        for name in concept.en
    ]
    return (*chinese, *english)


def _spelled(name: str) -> re.Pattern[str]:
    if _ABBREVIATION.fullmatch(name):
        return re.compile(rf"(?<![A-Za-z0-9]){name}s?(?![A-Za-z0-9])")
    words = r"[\s\u2010-\u2015-]{0,3}".join(map(_inflected, re.findall(r"[A-Za-z0-9]+", name)))
    return re.compile(rf"(?<![A-Za-z0-9]){words}(?![A-Za-z0-9])", re.IGNORECASE)


def _inflected(word: str) -> str:
    word = word.lower()
    if len(word) > 3 and word.endswith("is"):
        return f"{word[:-2]}[ie]s"
    return f"{word[:-1]}(?:y|ies)" if len(word) > 3 and word.endswith("y") else f"{word}(?:e?s)?"
