"""Reads a request for a subfield: its subject, conditions, kinds of contribution, and what to leave out.

The one place where the rules for each come together; decides nothing about entries.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.papers.kinds import asked_kinds, makes
from assistant.papers.sightings import speaks_of
from assistant.reading.asking_words import ASKING, WEAK
from assistant.reading.aspects import Aspect, aspects_of
from assistant.reading.exclusions import without_exclusions
from assistant.reading.list_question import ListQuestion, read_conditions
from assistant.reading.spelling import corrected
from assistant.reading.subject import names_subject, pieces_of, subject_of
from vectorstore.retriever import Retriever
from vectorstore.search.conditions import Filters
from vectorstore.search.question import Question, read_question
from vectorstore.text.analysis import ENGLISH_STOPS, content, terms
from vectorstore.text.glossary import Glossary
from vectorstore.types import Entry

# What is left of the words around a label, once it has been read as a condition.
_LABEL_LEFT = re.compile(
    '[“”"]|(?:这|那|该)?个?(?:主题|标签|类别|分类)(?:之?下|里|中|内)?(?:面|边)?|^\\s*(?:标成|标为|标记为|归为)\\s*[、,]?'
)
_HAN = "[\u3400-\u9fff]"


@dataclass(frozen=True, slots=True)
class Excluded:
    """One thing to leave out."""

    named: str
    filters: Filters
    kinds: tuple[str, ...]
    question: Question
    glossary: Glossary

    def takes(self, entry: Entry) -> bool:
        """Tell whether an entry is to be left out: it has the facts, makes the kind, is about the thing."""
        if self.filters and not self.filters.admits(entry):
            return False
        if self.kinds and not makes(entry, self.kinds):
            return False
        return not self.question.asked or speaks_of(entry, self.question, self.glossary)


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it was read."""

    subject: str
    """What it is about, as it was written; empty where only facts or kinds are asked for."""
    question: Question
    """The subject without the kinds of contribution."""
    aspects: tuple[Aspect, ...]
    filters: Filters
    kinds: tuple[str, ...]
    """Kinds of contribution, of which an entry makes one."""
    excluded: tuple[Excluded, ...]
    ignored: tuple[str, ...]
    """What it wants left out, but nobody can tell what that is."""
    read_as: tuple[tuple[str, str], ...]
    """Words of the subject that were mistyped, and what they were read as."""
    is_vague: bool
    """Its subject has none but words that every paper may hold (`medical models`)."""
    unclear: bool


def read_request(retriever: Retriever, request: str) -> Request:
    """Read a request in English or Chinese.

    Raises:
        LibraryError: the indexes cannot be made or read.
    """
    glossary, snapshot = retriever.wide_glossary(), retriever.library.snapshot()
    words = _words(glossary)
    names = snapshot.names.find(request)
    frequency = snapshot.frequency

    def is_known(word: str) -> bool:
        return not words.isdisjoint((word, word.removesuffix("s"))) or any(map(frequency, terms(word)))

    typed, read_as = corrected(request, is_known, words) if not names.own else (request, {})
    wanted, left_out = without_exclusions(typed)
    asked = _conditions(retriever, " ".join(pieces_of(wanted)))
    kinds, about = asked_kinds(asked.about)
    if not names_subject(about, glossary):
        about = "" if kinds else asked.about
    question = _question(retriever, about)
    excluded = [_excluded(retriever, phrase) for phrase in left_out]
    told = [one for one in excluded if one.filters or one.kinds or one.question.asked]
    return Request(
        asked.about,
        question,
        aspects_of(question, glossary),
        asked.filters,
        kinds,
        tuple(told),
        tuple(one.named for one in excluded if one not in told),
        tuple((word, meant) for word, meant in read_as.items() if meant in asked.about.lower()),
        not names_subject(about, glossary),
        asked.unclear,
    )


def _conditions(retriever: Retriever, request: str) -> ListQuestion:
    """Read the conditions and the subject of a request; a topic's label may be all that is left of it."""
    facets = retriever.facets()
    whole = subject_of(request, retriever.wide_glossary())
    matches = retriever.wide_glossary().matches_in(whole)
    if whole.lower() in facets.topics and matches and matches[0].end - matches[0].start == len(whole):
        # An ordinary name of a field, though it may be a label too (医学影像): all of the field is wanted.
        return ListQuestion(Filters(), whole)
    asked = read_conditions(request, facets)
    label = read_conditions(subject_of(asked.about, retriever.wide_glossary()), facets)
    filters = asked.filters.and_also(label.filters)
    about = _LABEL_LEFT.sub(" ", label.about) if filters.topic else label.about
    return replace(asked, filters=filters, about=subject_of(about, retriever.wide_glossary()))


def _question(retriever: Retriever, about: str) -> Question:
    """Read a subject; of its Chinese whole unknown words count, and no single characters between concepts."""
    question = read_question(about, retriever.wide_glossary(), retriever.library.snapshot().names)
    rest = list(question.text)
    for match in retriever.wide_glossary().matches_in(question.text):
        rest[match.start : match.end] = " " * (match.end - match.start)
    unread = sum(map(len, re.findall(f"{_HAN}{{2,}}", content("".join(rest)))))
    return replace(question, unread=unread)


def _excluded(retriever: Retriever, phrase: str) -> Excluded:
    glossary = retriever.wide_glossary()
    asked = _conditions(retriever, phrase)
    kinds, about = asked_kinds(asked.about)
    question = _question(retriever, about if names_subject(about, glossary) else "")
    things = [
        question.asked[at] for aspect in aspects_of(question, glossary) for item in aspect for at in item
    ]
    frequency = retriever.library.snapshot().frequency
    sure = not question.unread and all(
        thing.is_concept or any(frequency(term) for spelling in thing.spellings for term in spelling)
        for thing in things
    )
    return Excluded(
        phrase, asked.filters, kinds, replace(question, asked=tuple(things) if sure else ()), glossary
    )


@lru_cache(maxsize=4)
def _words(glossary: Glossary) -> frozenset[str]:
    """Return the English words that a request may hold, in lower case."""
    named = (
        word
        for concept in glossary.concepts
        for name in concept.en
        for word in re.findall("[a-z]+", name.lower())
    )
    return ASKING | WEAK | ENGLISH_STOPS | frozenset(named)
