"""Reads a question for the search: weighted terms, an English reading to embed, the names it mentions.

Works by rules alone, in either language; knows nothing of indexes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vectorstore.text.analysis import content, question_terms, terms
from vectorstore.text.glossary import Glossary
from vectorstore.text.name_table import Named, NameTable
from vectorstore.text.words import alternatives

MAX_CHARACTERS = 4000
"""A question is read this far; what follows cannot change which papers it is about."""
_TRANSLATION_WEIGHT = 0.5
_SYNONYM_WEIGHT = 0.1
"""Weight of a synonym in the question's own language, where the words as asked find more."""
_NAME_WEIGHT = 1.2
_WORDING_WEIGHT = 0.7
"""Weight of the terms of another wording, such as a model's translation: a reading of the whole question."""
_WORD = re.compile(r"[^\W_]+(?:[-'’.+&%,][^\W_]+)*%?")
_HAN = re.compile("[\u3400-\u9fff]")
_RATHER = re.compile(f"比较(?=(?:{alternatives('rather')})(?!{alternatives('rather_not')}))")
"""`比较` as an adverb (rather); in 比较有效性 or 比较好坏 it is the verb."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing a question is about: a concept of the glossary, or a word of its own."""

    surface: str
    spellings: tuple[tuple[str, ...], ...]
    """The terms of each way to say it, in either language."""
    is_concept: bool


@dataclass(frozen=True, slots=True)
class Question:
    """What the search needs of a question."""

    text: str
    weights: dict[str, float]
    """Terms to look for, as the analyser writes them, with their weights; the asker's own weigh 1."""
    reading: str
    """What to embed for a model that reads English alone: the question, or its English reading if Chinese."""
    asked: tuple[Asked, ...]
    unread: int
    """Chinese characters, beyond words without a topic, that no concept of the glossary covers."""
    named: Named


def read_question(text: str, glossary: Glossary, names: NameTable, also: Sequence[str] = ()) -> Question:
    """Read a question; an empty one has no terms. `also` are other wordings of it, such as a translation."""
    text = _prepared(text)
    named = names.find(text)
    for key in named.keys:
        text = re.sub(re.escape(key), " ", text, flags=re.IGNORECASE)
    return _read(text, glossary, named, also)


def beyond_names(question: Question, glossary: Glossary) -> Question:
    """Return a question without the names it mentions, if that leaves anything; else the question itself.

    Every sentence of the paper called MCal is about MCal; what tells them apart is the rest.
    """
    if not question.named.own:
        return question
    rest = _read(
        question.named.rest, glossary, Named({}, (), question.named.unknown, question.named.rest), ()
    )
    return rest if rest.asked else question


def _read(text: str, glossary: Glossary, named: Named, also: Sequence[str]) -> Question:
    asked, unread = _asked(text, glossary)
    weights: dict[str, float] = {}
    for thing in asked:
        for spelling in thing.spellings if thing.is_concept else ():
            weight = _synonym_weight(thing.surface, spelling) / len(spelling) ** 0.5
            weights |= {term: max(weights.get(term, 0.0), weight) for term in spelling}
    for name in (*(name for name in named.own.values() if name not in named.keys), *named.mentioned):
        weights |= dict.fromkeys(terms(name), _NAME_WEIGHT)
    for wording in also:
        weights |= {t: max(weights.get(t, 0.0), _WORDING_WEIGHT) for t in question_terms(_prepared(wording))}
    weights |= {term: max(weights.get(term, 0.0), 1.0) for term in question_terms(text)}
    english = (_prepared(wording) for wording in also if _HAN.search(text) and not _HAN.search(wording))
    return Question(text, weights, next(english, glossary.english_reading(text)), asked, unread, named)


def _prepared(text: str) -> str:
    """Return a text cut to what is read of it, without words that only look like something asked."""
    return _RATHER.sub("  ", text[:MAX_CHARACTERS])


def _synonym_weight(surface: str, spelling: tuple[str, ...]) -> float:
    same = (_HAN.search(surface) is None) == (_HAN.search("".join(spelling)) is None)
    return _SYNONYM_WEIGHT if same else _TRANSLATION_WEIGHT


def _asked(text: str, glossary: Glossary) -> tuple[tuple[Asked, ...], int]:
    """Return the concepts of a question and its other Latin content words; and how much else there is.

    Chinese outside the glossary is only counted: its pairs of characters are no words.
    """
    found: list[Asked] = []
    rest = list(text)
    for match in glossary.matches_in(text):
        surface = text[match.start : match.end]
        rest[match.start : match.end] = " " * len(surface)
        if content(surface).strip():
            spellings = {tuple(terms(term)) for term in (surface, *match.concept.zh, *match.concept.en)}
            found.append(Asked(surface, tuple(sorted(filter(None, spellings))), True))
    left = content("".join(rest))
    words = {
        term: Asked(match.group(), ((term,),), False)
        for match in _WORD.finditer(_HAN.sub(" ", left))
        for term in terms(match.group())
    }
    return (*found, *words.values()), len(_HAN.findall(left))
