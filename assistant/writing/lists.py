"""Answers questions about the list itself from the ledger: complete, counted, every entry cited.

A writer like the others: its sentences state recorded facts, quote each entry's title and pass the same
grounding. Which entries are about a subject is decided as for a report.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from assistant.deciding.judge import WHOLE
from assistant.deciding.subfield import judge
from assistant.language import join_names, say
from assistant.reading.list_question import ListQuestion
from assistant.types import Brief, Draft, Language
from vectorstore.retriever import Retriever
from vectorstore.search.conditions import Filters, facts_of
from vectorstore.types import Entry

MOST = 100
"""Entries listed one by one; the count is of all."""


@dataclass(frozen=True, slots=True)
class Part:
    """The answer to one question about the list."""

    entries: tuple[Entry, ...]
    heading: str = ""
    """What the entries have in common, where the answer has several parts."""
    value: str = ""
    """The value of a fact that they all have, where entries are counted by it."""
    matching: bool = True
    """They meet the conditions; else they are told of because none that they are among does."""
    told: bool = True
    """Each entry is told of, rather than counted alone."""
    nothing: str = ""
    """Why there is none."""
    left_unread: str = ""
    """Words of the question that the list takes no account of."""
    near: tuple[Entry, ...] = ()
    """Those that would match with one condition less."""


class ListWriter:
    """States how many entries there are and lists them, in the library's order."""

    name = "built-in"

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts

    def write(self, brief: Brief) -> Iterator[Draft]:
        """Yield for each part the count, then a draft an entry that has not been told of yet."""
        told: set[str] = set()
        lead_in = ""
        for part in self._parts:
            nothing = part.nothing[:1].upper() + part.nothing[1:]
            lead_in = "\n\n".join(filter(None, (lead_in, part.heading, nothing)))
            for draft in self._drafts(part, told, brief.language):
                yield Draft(draft.text, draft.quotes, lead_in)
                lead_in = ""
            told |= {entry.key for entry in part.entries if part.told}

    @property
    def last_word(self) -> str:
        """What is left to say behind the last sentence: why the last parts are empty."""
        last = next((at for at, part in reversed(list(enumerate(self._parts))) if part.entries), -1)
        return "\n\n".join(part.nothing[:1].upper() + part.nothing[1:] for part in self._parts[last + 1 :])

    @staticmethod
    def _drafts(part: Part, told: set[str], language: Language) -> Iterator[Draft]:
        titles = tuple((entry.key, entry.title) for entry in part.entries)
        if part.value:
            yield Draft(say(language, "count by", value=part.value, count=len(titles)), titles)
        elif len(titles) > 1 and part.matching:
            yield Draft(say(language, "count", count=len(titles)), titles)
        new = [entry for entry in part.entries if entry.key not in told] if part.told else []
        for entry in new[:MOST]:
            yield Draft(facts_line(entry, language), ((entry.key, entry.title),))
        again = [entry.title for entry in part.entries if entry not in new] if part.told else []
        if again:
            named = join_names(language, [say(language, "title", title=title) for title in again[:MOST]])
            yield Draft(say(language, "told before", titles=named), titles)


def facts_line(entry: Entry, language: Language) -> str:
    """Return a sentence with what is recorded of an entry: venue, year, kind, topics, links."""
    facts = [" ".join(filter(None, (entry.venue, str(entry.year or ""), entry.kind))), *entry.topics]
    return say(language, "listed", title=entry.title, facts=" · ".join(filter(None, (*facts, *entry.links))))


def why_nothing(filters: Filters, entries: Sequence[Entry], language: Language) -> tuple[str, list[Entry]]:
    """Return why no entry meets all conditions, and those that would if one of them were dropped."""
    shown = conditions(filters, language)
    for name in filters.to_dict():
        relaxed = filters.without(name)
        near = [entry for entry in entries if relaxed.admits(entry)] if relaxed else []
        if near:
            return say(language, "relaxed", filters=shown, dropped=name, count=len(near)), near
    return say(language, "no match", filters=shown), []


def conditions(filters: Filters, language: Language) -> str:
    """Return conditions as words for the reader."""
    return join_names(language, [f"{name}={value}" for name, value in filters.to_dict().items()])


def unclear(question: ListQuestion, language: Language) -> str:
    """Return which condition of a question cannot be read."""
    if question.unread:
        return say(language, "unread", words=question.unread)
    return say(language, "unclear")


def list_parts(
    question: ListQuestion, retriever: Retriever, language: Language, without: Collection[str] = ()
) -> list[Part]:
    """Return the answer to each question that `question` is made of; none where no paper has its subject.

    Entries whose keys are in `without` are left out.
    """
    asked = question.parts or (question,)
    headings = [conditions(one.filters, language) if asked[1:] else "" for one in asked]
    parts = [
        part
        for one, heading in zip(asked, headings, strict=True)
        for part in _answered(one, retriever, language, heading, without)
    ]
    return parts if any(part.entries or part.nothing for part in parts) else []


def _answered(
    question: ListQuestion, retriever: Retriever, language: Language, heading: str, without: Collection[str]
) -> list[Part]:
    entries = [entry for entry in retriever.library.entries() if entry.key not in without]
    admitted = [entry for entry in entries if question.filters.admits(entry)]
    if not admitted:
        reason, near = why_nothing(question.filters, entries, language)
        return [Part((), nothing=reason, near=tuple(near))]
    left_unread = "" if not question.filters or _is_subject(question, retriever) else question.about
    if question.about and not left_unread:
        about = [entry for entry in _about(question, retriever, language) if entry.key not in without]
        keys = {entry.key for entry in admitted}
        if about and keys.isdisjoint(entry.key for entry in about):
            shown = conditions(question.filters, language)
            reason = say(language, "none about", about=question.about, filters=shown, count=len(about))
            return [Part(tuple(about), nothing=reason, matching=False)]
        admitted = [entry for entry in about if entry.key in keys]
    if question.by:
        return _grouped(question, admitted)
    return [Part(tuple(admitted), f"**{heading}**" if heading else "", left_unread=left_unread)]


def _about(question: ListQuestion, retriever: Retriever, language: Language) -> list[Entry]:
    """Return every entry about the subject of a question, in the library's order."""
    # Of a small library all are judged, so that what belongs does not depend on the conditions.
    small = len(retriever.library) <= WHOLE
    subfield = judge(retriever, question.about, language, None if small else question.filters)
    keys = {decision.entry.key for decision in subfield.graded("belongs")}
    return [entry for entry in retriever.library.entries() if entry.key in keys]


def _is_subject(question: ListQuestion, retriever: Retriever) -> bool:
    """Tell whether the words left of a question are a subject: by where they stand, or by what they are."""
    unknown = retriever.names().find(question.about).unknown
    return bool(question.is_subject or unknown or retriever.glossary.matches_in(question.about))


def _grouped(question: ListQuestion, entries: Sequence[Entry]) -> list[Part]:
    """Count entries by the values of a fact, the most frequent first; or tell of the extreme ones."""
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        values = (str(entry.year or ""),) if question.by == "year" else facts_of(entry, question.by)
        for value in filter(None, values):
            groups[value].append(entry)
    if question.extreme and groups:
        wanted = (max if question.extreme == "most" else min)(map(len, groups.values()))
        groups = defaultdict(list, {value: some for value, some in groups.items() if len(some) == wanted})
    ordered = sorted(groups.items(), key=lambda group: -len(group[1]))
    return [Part(tuple(some), value=value, told=bool(question.extreme)) for value, some in ordered]
