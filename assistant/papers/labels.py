"""Names themes, in the reader's language, by what most entries of one speak of and few of the others.

Class-based TF-IDF (Grootendorst, 2022) over the glossary's concepts, which have names in both languages. Only
a concept that can stand by itself is a name: `multi-turn` and `right-censored` lean on a noun. Knows nothing
of how entries are grouped, nor of what is written.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.language import join_names
from assistant.patterns import pattern, words
from assistant.types import Language
from vectorstore.text.glossary import Concept, Glossary, Match
from vectorstore.types import Entry

_TITLE = 2
"""How often a concept in the title counts."""
_OFTEN = 3
"""Entries, at least, that have one common word in common before it names them."""
_LONGER = 0.15
"""What each further word adds to a label's score: `medical image segmentation` says more than `image`."""
_COVERS = 2 / 3
"""Share of a theme's entries that speak of what names it; where one concept has fewer, a second joins it."""
_SECOND = 0.35
"""Share of the first concept's score that the second must reach."""
GENERIC = frozenset(words("report.generic"))
_MOST_NAMES = 4
_MISLEADS = 0.6
"""A name that fewer than this share of the entries speak of does not go without a word on the others."""
_PHRASE_ENDS = pattern("report.phrase_ends")


@dataclass(frozen=True, slots=True)
class _Held:
    """The concepts an entry speaks of: their weights, those titled or standing alone, the words for each."""

    weights: Counter[Concept]
    titled: frozenset[Concept]
    alone: frozenset[Concept]
    words: dict[Concept, list[str]]


def labelled(
    themes: Sequence[Sequence[Entry]], glossary: Glossary, language: Language, subject: str = ""
) -> list[str]:
    """Return a name for each theme, no two alike; the names of its few entries, or empty, where none fits.

    What `subject` names is no label: all the entries have it in common.
    """
    held = [[_held(entry, glossary) for entry in theme] for theme in themes]
    every = [one for theme in held for one in theme]
    nouns = {concept for one in every for concept in one.alone}
    used = set(glossary.concepts_in(subject))
    labels = [""] * len(themes)
    for at in sorted(range(len(themes)), key=lambda at: -len(themes[at])):
        scores = _scores(held[at], every, nouns - used)
        chosen = _chosen(held[at], scores)
        used.update(chosen)
        labels[at] = _named(chosen, held[at], language) or _by_names(themes[at], language)
    return labels


def standing(text: str, glossary: Glossary) -> list[Match]:
    """Return the concepts that stand by themselves in `text`: where they end a phrase."""
    return [match for match in glossary.matches_in(text) if _PHRASE_ENDS.match(text, match.end)]


def in_words(concept: Concept, words: Sequence[str], language: Language) -> str:
    """Return the name of a concept; in English in the plural, where texts say it in `words` so."""
    if language == "zh":
        return concept.zh[0]
    name = concept.en[0]
    plural = any(
        word.lower() == f"{name.lower()}s" or (word[:-1].isupper() and word.endswith("s")) for word in words
    )
    return f"{name}s" if plural and not name.isupper() and not name.endswith(("s", "y")) else name


def _held(entry: Entry, glossary: Glossary) -> _Held:
    weights = Counter(dict.fromkeys(glossary.concepts_in(entry.abstract), 1))
    titled: frozenset[Concept] = frozenset()
    if not entry.mismatch:
        titled = frozenset(glossary.concepts_in(entry.title.replace(entry.name or "\0", " ")))
        weights |= Counter(dict.fromkeys(titled, _TITLE))
    words: dict[Concept, list[str]] = {}
    for match in glossary.matches_in(entry.abstract):
        words.setdefault(match.concept, []).append(entry.abstract[match.start : match.end])
    texts = [entry.abstract] if entry.mismatch else [entry.abstract, entry.title]
    alone = {match.concept for text in texts for match in standing(text, glossary)}
    return _Held(weights, titled, frozenset(alone), words)


def _scores(theme: Sequence[_Held], every: Sequence[_Held], names: set[Concept]) -> dict[Concept, float]:
    """Return how well each concept that enough of a theme speak of sets it apart from the others."""
    total = Counter(concept for one in every for concept in one.weights)
    held = Counter(concept for one in theme for concept in one.weights)
    often = max(_OFTEN, _MISLEADS * len(theme))
    scores: dict[Concept, float] = {}
    for concept, count in held.items():
        words = len(concept.en[0].split())
        # One common word says little where few papers say it or are called after it: `sparse`, `anchor`.
        titled = sum(concept in one.titled for one in theme) >= len(theme) / 2
        telling = words > 1 or concept.en[0].isupper() or titled or count >= often
        elsewhere = (total[concept] - count) / max(1, len(every) - len(theme))
        apart = count / len(theme) - elsewhere
        common = count >= max(2, len(theme) / 3) or len(theme) == 1
        if common and apart > 0 and telling and concept in names and concept.en[0] not in GENERIC:
            weight = sum(one.weights[concept] for one in theme) / len(theme)
            rarity = math.log(1 + len(every) / total[concept])
            scores[concept] = weight * apart * rarity * (1 + _LONGER * words)
    return scores


def _chosen(theme: Sequence[_Held], scores: dict[Concept, float]) -> list[Concept]:
    """Return the best concept, and where it covers too little, the good one that adds most to it."""
    ranked = sorted(scores, key=lambda concept: (-scores[concept], concept.en[0]))
    if not ranked:
        return []
    first = ranked[0]
    left = [one for one in theme if first not in one.weights]
    if len(theme) - len(left) >= _COVERS * len(theme):
        return [first]
    good = [concept for concept in ranked[1:] if scores[concept] >= _SECOND * scores[first]]
    added = {concept: sum(concept in one.weights for one in left) for concept in good}
    second = max(good, key=lambda one: (added[one], " " in one.en[0], scores[one]), default=None)
    return [first, second] if second and added[second] else [first]


def _named(concepts: Sequence[Concept], theme: Sequence[_Held], language: Language) -> str:
    words = [
        in_words(concept, [word for one in theme for word in one.words.get(concept, ())], language)
        for concept in concepts
    ]
    spoken_of = sum(any(concept in one.weights for concept in concepts) for one in theme)
    return _joined(words, spoken_of < _MISLEADS * len(theme), language)


def _joined(names: Sequence[str], others: bool, language: Language) -> str:
    if not names:
        return ""
    if language == "zh":
        return "与".join(names) + ("等" if others else "")
    label = join_names(language, [*names, "other topics"] if others else list(names))
    return label[:1].upper() + label[1:]


def _by_names(entries: Sequence[Entry], language: Language) -> str:
    """Return the names of the entries that no concept sets apart; empty where most have none, or of many."""
    names = [entry.name for entry in entries if entry.name and not entry.mismatch]
    if len(names) < len(entries) / 2 or len(entries) > _MOST_NAMES:
        return ""
    if language == "zh":
        return "、".join(names) + ("等" if len(names) < len(entries) else "")
    return join_names(language, names if len(names) == len(entries) else [*names, "other topics"])
