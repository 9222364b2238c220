"""Reads questions about the list itself: which conditions on recorded facts they put, and on what subject.

"Which are orals?" is answered by the records alone. Rules for both languages; a condition that cannot be read
is named, never halved. Knows nothing of indexes.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from assistant.patterns import named, pattern
from assistant.reading.list_words import Blanks, names_a_subject, subject_left
from assistant.reading.stated_facts import FactReader
from assistant.reading.stated_links import read_links
from vectorstore.search.conditions import TEXTS, Facets, Filters

_ABOUT_THE_LIST = pattern("list.asks")
_COUNT, _WHOLE, _PLURAL = pattern("list.count"), pattern("list.whole"), pattern("list.plural")
_ONE_PAPER, _UNREAD, _PAPERS = pattern("list.one_paper"), pattern("list.unread"), pattern("list.papers")
_PARTS, _LEANS = pattern("list.parts"), pattern("list.leans")
_NEXT_CLAUSE, _BOTH_ASKED = pattern("list.next_clause"), pattern("list.both_asked")
_BEFORE_SUBJECT, _AFTER_SUBJECT = pattern("list.before_subject"), pattern("list.after_subject")
_WITH_VERB = pattern("list.with_verb")
_EACH, _WHICH = pattern("list.each").pattern, pattern("list.which").pattern
_MOST, _FEWEST = pattern("list.most"), pattern("list.fewest")
_PARTS_AT_MOST = 4
_LINKS = ("links", "code", "page")


@dataclass(frozen=True, slots=True)
class ListQuestion:
    """A question about the list itself: its conditions, and what else the entries must be about."""

    filters: Filters
    about: str
    """What is left of the question: the subject its entries must have; empty where only facts are asked."""
    unclear: bool = False
    """It puts conditions that the filters cannot express."""
    whole: bool = False
    """It asks for every entry, of however many."""
    unread: str = ""
    """The words of a condition that cannot be read."""
    is_subject: bool = True
    """What is left stands where a subject does (`about …`, `… papers`), so that it cannot be left out."""
    by: str = ""
    """The fact whose values it wants counted one by one: `topic`, `kind`, `venue` or `year`."""
    extreme: Literal["", "most", "fewest"] = ""
    """Of those values it wants the one that most, or fewest, entries have."""
    parts: tuple["ListQuestion", ...] = ()
    """The questions it is made of, where it is more than one."""

    @property
    def of_records(self) -> bool:
        """Whether the records answer it: it asks for facts alone, or for every entry about its subject."""
        return bool(self.whole or self.by or self.parts or not self.about)


MAX_CHARACTERS = 1000
"""A question is read for conditions this far: the rules look back and ahead from each word they know."""


def read_list_question(question: str, facets: Facets) -> ListQuestion | None:
    """Read a question about the list itself; None where it asks for contents."""
    question = question[:MAX_CHARACTERS]
    parts = _split_parts(question, facets)
    if len(parts) > 1:
        return replace(parts[0], parts=tuple(parts))
    return _read_one(question, facets)


def read_conditions(subject: str, facets: Facets) -> ListQuestion:
    """Read the conditions that the name of a subfield puts on entries, and what else they must be about.

    A topic's label alone is a condition. What is left is given as it was written.
    """
    filters, rest, clash, both = _read(subject[:MAX_CHARACTERS], facets)
    about = rest if names_a_subject(rest) else ""
    unread = bool(filters) and _UNREAD.search(rest) is not None
    return ListQuestion(filters, about, clash or both or unread)


def _read_one(question: str, facets: Facets, is_part: bool = False) -> ListQuestion | None:
    counts = _COUNT.search(question) is not None
    if not (counts or is_part or _ABOUT_THE_LIST.search(question)):
        return None
    filters, rest, clash, both = _read(question, facets)
    about = subject_left(rest)
    by_name = any(filters.get(name) for name in ("name", "not_name", "title"))
    if by_name and not names_a_subject(rest, generic=False):
        about = ""
    whole = counts or _WHOLE.search(question) is not None
    plural = whole or _PLURAL.search(question) is not None
    links_alone = filters and all(one.fact in _LINKS for one in filters.conditions)
    if about and links_alone and (_ONE_PAPER.search(question) or not plural):
        return None  # it asks for the links of one paper, which need not have any
    by, extreme, rest = _read_grouping(rest)
    if by:
        about = subject_left(rest)
    elif not filters and not both and not whole:
        return None
    unread = _find_unread(rest, question) if filters or both or by else ""
    found = ListQuestion(
        filters, about, clash or bool(unread), plural, unread, _stands_as_subject(about, rest), by, extreme
    )
    if both and not found.unclear:
        sides = (filters.and_also(Filters.of(has_links=has)) for has in (True, False))
        return replace(found, parts=tuple(replace(found, filters=side) for side in sides))
    return found


def _read_grouping(rest: str) -> tuple[str, Literal["", "most", "fewest"], str]:
    """Return the fact whose values are to be counted, which of them is wanted, and the rest."""
    extreme: Literal["", "most", "fewest"] = (
        "most" if _MOST.search(rest) else "fewest" if _FEWEST.search(rest) else ""
    )
    for fact, value in named("list.facts").items():
        before = f"(?:{_EACH}|{_WHICH})" if extreme else f"(?:{_EACH})"
        match = re.search(rf"{before}(?:{value.pattern})(?![A-Za-z])", rest, re.IGNORECASE)
        if match:
            blanks = Blanks(rest)
            for read in filter(None, (match, _MOST.search(rest), _FEWEST.search(rest))):
                blanks.take(*read.span())
            return fact, extreme, blanks.on(rest)
    return "", "", rest


def _read(question: str, facets: Facets) -> tuple[Filters, str, bool, bool]:
    """Return the conditions, the rest, whether they clash, and whether links are asked for both ways."""
    links, both, rest = read_links(question)
    reader = FactReader(rest, facets)
    reader.read()
    return reader.filters.and_also(links), reader.rest, reader.clash, both


def _find_unread(rest: str, question: str) -> str:
    """Return the first words of a condition that has been left."""
    match = _UNREAD.search(rest)
    return " ".join(question[match.start() :].split()[:4]).rstrip("?？.。") if match else ""


def _stands_as_subject(about: str, rest: str) -> bool:
    """Tell whether words stand where a subject does: behind `about` or the like, or before `papers`."""
    words = about.split()
    if not words:
        return False
    start, last = rest.find(words[0]), rest.rfind(words[-1])
    before, after = rest[: max(start, 0)], rest[last + len(words[-1]) :]
    return bool(_BEFORE_SUBJECT.search(before) or _AFTER_SUBJECT.match(after) or _WITH_VERB.match(about))


def _split_parts(question: str, facets: Facets) -> list[ListQuestion]:
    """Return the questions a question is made of, where each puts conditions of its own; else none."""
    if not _ABOUT_THE_LIST.search(question):
        return []
    asked = [part for part in _PARTS.split(question) if part.strip()]
    if len(asked) == 1 and (_BOTH_ASKED.search(question) or _read(question, facets)[2]):
        asked = [part for part in _NEXT_CLAUSE.split(question) if part.strip()]
    found: list[ListQuestion] = []
    for part in asked if 1 < len(asked) <= _PARTS_AT_MOST else ():
        one = _read_one(part, facets, is_part=True)
        if one is None or not (one.filters or one.by):
            continue
        has_own = any(condition.fact in TEXTS for condition in one.filters.conditions) or one.about
        if found and (_LEANS.search(part) or not (has_own or _PAPERS.search(part))):
            before = found[-1]
            one = replace(one, filters=before.filters.and_also(one.filters), about=one.about or before.about)
        found.append(one)
    distinct = [one for at, one in enumerate(found) if one not in found[:at]]
    return distinct if len(distinct) > 1 else []
