"""Answers questions about the list itself from the ledger: complete, counted, every entry cited.

A writer like the others: its sentences state recorded facts, quote each entry's title and pass the same
grounding. Knows nothing of the search.
"""

from collections.abc import Iterator, Sequence

from assistant.language import listed, say
from assistant.types import Brief, Draft, Language
from vectorstore.filters import Filters
from vectorstore.types import Entry

MOST = 100
"""Entries listed one by one; the count is of all."""


class ListWriter:
    """States how many entries there are and lists them, in the library's order."""

    name = "built-in"

    def write(self, brief: Brief) -> Iterator[Draft]:
        """Yield the count, then a draft an entry."""
        entries = list(brief.entries.values())
        titles = tuple((entry.key, entry.title) for entry in entries)
        if len(entries) > 1:
            yield Draft(say(brief.language, "count", count=len(entries)), titles)
        for entry in entries[:MOST]:
            yield Draft(facts_line(entry, brief.language), ((entry.key, entry.title),))


def facts_line(entry: Entry, language: Language) -> str:
    """Return a sentence with what is recorded of an entry: venue, year, kind, topics, links."""
    facts = [" ".join(filter(None, (entry.venue, str(entry.year or ""), entry.kind))), *entry.topics]
    return say(language, "listed", title=entry.title, facts=" · ".join(filter(None, (*facts, *entry.links))))


def why_nothing(filters: Filters, entries: Sequence[Entry], language: Language) -> tuple[str, list[Entry]]:
    """Return why no entry meets all conditions, and those that would if one of them were dropped."""
    shown = listed(language, [f"{name}={value}" for name, value in filters.to_dict().items()])
    for name in filters.to_dict():
        relaxed = filters.without(name)
        near = [entry for entry in entries if relaxed.admits(entry)] if relaxed else []
        if near:
            return say(language, "relaxed", filters=shown, dropped=name, count=len(near)), near
    return say(language, "no match", filters=shown), []
