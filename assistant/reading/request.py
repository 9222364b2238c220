"""Reads a request for a subfield: its subject, conditions, kinds of contribution, and what to leave out.

The one place where the rules for each come together; decides nothing about entries.
"""

import re
from dataclasses import dataclass, replace

from assistant.papers.kinds import asked_kinds, makes
from assistant.papers.sightings import speaks_of
from assistant.patterns import pattern
from assistant.reading.aspects import Aspect, aspects_of
from assistant.reading.list_question import ListQuestion, read_conditions
from assistant.reading.subject import names_subject, pieces_of, subject_of
from vectorstore.retriever import Retriever
from vectorstore.search.conditions import Filters
from vectorstore.search.question import Question, read_question
from vectorstore.text.analysis import content
from vectorstore.text.glossary import Glossary
from vectorstore.types import Entry

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
    unclear: bool


def read_request(retriever: Retriever, request: str) -> Request:
    """Read a request in English or Chinese.

    Raises:
        LibraryError: the indexes cannot be made or read.
    """
    glossary = retriever.glossary.wide
    wanted, left_out = split_exclusions(request)
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
        asked.unclear,
    )


def _conditions(retriever: Retriever, request: str) -> ListQuestion:
    """Read the conditions and the subject of a request; a topic's label may be all that is left of it."""
    facets = retriever.facets()
    whole = subject_of(request, retriever.glossary.wide)
    matches = retriever.glossary.wide.matches_in(whole)
    if whole.lower() in facets.topics and matches and matches[0].end - matches[0].start == len(whole):
        # An ordinary name of a field, though it may be a label too (医学影像): all of the field is wanted.
        return ListQuestion(Filters(), whole)
    asked = read_conditions(request, facets)
    label = read_conditions(subject_of(asked.about, retriever.glossary.wide), facets)
    filters = asked.filters.and_also(label.filters)
    about = pattern("request.label_left").sub(" ", label.about) if filters.get("topic") else label.about
    return replace(asked, filters=filters, about=subject_of(about, retriever.glossary.wide))


def _question(retriever: Retriever, about: str) -> Question:
    """Read a subject; of its Chinese whole unknown words count, and no single characters between concepts."""
    question = read_question(about, retriever.glossary.wide, retriever.library.snapshot().names)
    rest = list(question.text)
    for match in retriever.glossary.wide.matches_in(question.text):
        rest[match.start : match.end] = " " * (match.end - match.start)
    unread = sum(map(len, re.findall(f"{_HAN}{{2,}}", content("".join(rest)))))
    return replace(question, unread=unread)


def _excluded(retriever: Retriever, phrase: str) -> Excluded:
    glossary = retriever.glossary.wide
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


def split_exclusions(request: str) -> tuple[str, list[str]]:
    """Return a request without the phrases that say what to leave out, and what they name, in order.

    Frames such as `leave the ... ones out`; a negation outside them says nothing here (`without labels`).
    """
    named: list[str] = []

    def take(match: re.Match[str]) -> str:
        named.append(next(filter(None, match.groups())).strip())
        return " "

    return pattern("request.excludes").sub(take, request), named
