"""Reads a question: what it refers to, which conditions it puts on papers, how else it can be worded.

Rules read every question. A model, where there is one, may read better what leans on the conversation, and
translates; of what it says only that is taken which brings in nothing the reader or the library did not say.
"""

import re
from collections.abc import Generator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from typing import Any

from assistant.errors import ModelError
from assistant.language import language_of
from assistant.models.choose import WritingModel
from assistant.models.dialogue import LANGUAGES, Dialogue, as_json, show_turns
from assistant.reading.conversation import call_entry, find_entries
from assistant.reading.dependence import Abstain, may_depend
from assistant.reading.followup import Standalone, refer_to, rewrite_question
from assistant.reading.intent import read_intent
from assistant.reading.list_question import ListQuestion, read_list_question
from assistant.reading.reference import own_terms, refers
from assistant.types import Turn
from prompts import load_prompt
from vectorstore.retriever import Retriever
from vectorstore.search.conditions import Filters
from vectorstore.text.analysis import terms
from vectorstore.types import Entry

SECONDS = 4.0
"""A model's reading takes at most this long; then the rules' stands."""
_LONGER = 400
"""Characters by which a question may grow where it is made to stand alone."""
_KEPT = 0.5
"""Share of a question's own terms that must be left in a rewritten one."""
_VALUES_SHOWN = 40
_HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as it was read."""

    asked: Standalone
    listing: ListQuestion
    names_a_paper: bool
    """It is about papers that it names, or that the conversation spoke of."""
    also: tuple[str, ...] = ()
    """Other wordings, for the search."""


class Reader:
    """Reads the questions about one library."""

    def __init__(self, retriever: Retriever, abstain: Abstain) -> None:
        self._retriever = retriever
        self._abstain = abstain

    def read(self, question: str, history: Sequence[Turn], filters: Filters) -> Reading:
        """Read a question by rules; `filters` are conditions beside those it states, and win."""
        return self._conditions(rewrite_question(question, history, self._retriever, self._abstain), filters)

    def read_with(
        self, model: WritingModel, reading: Reading, question: str, history: Sequence[Turn], filters: Filters
    ) -> Generator[None, None, tuple[Reading, Dialogue]]:
        """Return the rules' `reading` as the model improves it, in one call or none, and what was said.

        Yields at each beat of waiting.
        """
        dialogue = Dialogue(model)
        dialogue.hurry(SECONDS)
        if history and may_depend(question, self._retriever.names()):
            reading = yield from self._rewritten(dialogue, reading, question, history, filters)
        elif not reading.names_a_paper and (_is_foreign(question) or _may_filter(reading)):
            reading = yield from self._queried(dialogue, reading)
        return reading, dialogue

    def _conditions(self, asked: Standalone, filters: Filters) -> Reading:
        """Read the conditions of a question about the list; one that names a paper is about that paper."""
        names_a_paper = bool(asked.referred or self._retriever.names().find(asked.sought).own)
        listing = None if names_a_paper else read_list_question(asked.sought, self._retriever.facets())
        listing = listing or ListQuestion(Filters(), asked.sought)
        listing = replace(listing, filters=listing.filters.and_also(filters))
        return Reading(asked, listing, names_a_paper)

    def _rewritten(
        self, dialogue: Dialogue, reading: Reading, question: str, history: Sequence[Turn], filters: Filters
    ) -> Generator[None, None, Reading]:
        names, library = self._retriever.names(), self._retriever.library
        entries = library.entries()
        keys = dict.fromkeys(key for turn in history for key in find_entries(turn.content, entries, names))
        spoken = {key: entry for key in (*keys, *reading.asked.referred) if (entry := library.get(key))}
        papers = [{"key": key, "called": call_entry(entry)} for key, entry in spoken.items()]
        found = yield from _first(
            dialogue,
            "rewrite",
            language=LANGUAGES[language_of(question)],
            other=_other(question),
            question=as_json(question),
            history=show_turns(history),
            papers="\n".join(map(as_json, papers)) or "(none)",
        )
        asked = self._standing(found, question, history, spoken)
        reading = self._conditions(asked, filters) if asked else reading
        return replace(reading, also=self._wordings(found, reading.asked.question))

    def _standing(
        self, found: dict[str, Any], question: str, history: Sequence[Turn], spoken: dict[str, Entry]
    ) -> Standalone | None:
        """Return the model's standalone question, or None where it is not to be trusted."""
        text, listed = found.get("question"), found.get("keys")
        if not isinstance(text, str) or not self._is_faithful(text, question, history, spoken):
            return None
        text = " ".join(text.split())
        named = self._retriever.names().find(text).own
        keys = [key for key in listed if key in spoken] if isinstance(listed, list) else []
        keys = list(dict.fromkeys(keys or [key for key in named if key in spoken]))
        if not keys and text == question.strip() and refers(question):
            return None  # it left the reference as it was
        if keys and not any(call_entry(spoken[key]).lower() in text.lower() for key in keys):
            return refer_to(text, [spoken[key] for key in keys])
        return Standalone(text, tuple(keys))

    def _is_faithful(
        self, text: str, question: str, history: Sequence[Turn], spoken: dict[str, Entry]
    ) -> bool:
        """Tell whether a rewritten question says what was asked, with no name or number from elsewhere."""
        if not text.strip() or len(text) > len(question) + _LONGER:
            return False
        if language_of(text) != language_of(question):
            return False
        names = self._retriever.names()
        before = " ".join((question, *map(call_entry, spoken.values()), *(turn.content for turn in history)))
        known, said, own = names.find(before), names.find(text), names.find(question).own
        if not (known.own.keys() | spoken.keys() >= said.own.keys() >= own.keys()):
            return False
        strange = {*said.mentioned, *said.unknown} - {*known.mentioned, *known.unknown, *known.own.values()}
        if strange:
            return False
        if set(re.findall(r"\d+", text)) - set(re.findall(r"\d+", before)):
            return False
        asked = own_terms(question)
        return len(asked & set(terms(text))) >= _KEPT * len(asked)

    def _queried(self, dialogue: Dialogue, reading: Reading) -> Generator[None, None, Reading]:
        question = reading.asked.question
        facets, entries = self._retriever.facets(), self._retriever.library.entries()
        kinds = {entry.kind.lower(): entry.kind for entry in entries if entry.kind}
        values = {"kind": kinds, "topic": facets.topics, "venue": facets.venues, "author": facets.authors}
        shown = {name: list(filter(None, known.values()))[:_VALUES_SHOWN] for name, known in values.items()}
        found = yield from _first(
            dialogue, "query", other=_other(question), question=as_json(question), facts=as_json(shown)
        )
        reading = replace(reading, also=self._wordings(found, question))
        said = found.get("filters")
        if not isinstance(said, dict) or not _may_filter(reading):
            return reading
        filters = _known_filters(said, values, question)
        if not filters or not any(filters.admits(entry) for entry in entries):
            return reading
        about = found.get("about")
        about = about if isinstance(about, str) and set(terms(about)) <= set(terms(question)) else question
        return replace(reading, listing=ListQuestion(filters, about))

    def _wordings(self, found: dict[str, Any], question: str) -> tuple[str, ...]:
        """Return the translation of a question, unless it is none or names a paper of its own accord."""
        text = found.get("translation")
        if not isinstance(text, str) or not text.strip() or len(text) > 3 * len(question) + _LONGER:
            return ()
        names = self._retriever.names()
        translated = bool(_HAN.search(text)) != bool(_HAN.search(question)) or _is_foreign(question)
        faithful = names.find(question).own.keys() >= names.find(text).own.keys()
        return (" ".join(text.split()),) if translated and faithful else ()


def _may_filter(reading: Reading) -> bool:
    """Tell whether a question asks for papers, by conditions that the rules may have missed."""
    return not reading.listing.filters and read_intent(reading.asked.question).several


def _known_filters(said: dict[str, Any], values: dict[str, dict[str, str]], question: str) -> Filters:
    """Return the conditions that hold: recorded values, a year the question gives, links it asks for."""
    known: dict[str, Any] = {name: values[name].get(str(said.get(name) or "").lower(), "") for name in values}
    year = said.get("year")
    year = year if isinstance(year, int) and year and str(year) in question else None
    links = said.get("has_links") if read_intent(question).links else None
    has_links = links if isinstance(links, bool) else None
    return Filters.of(**known, year=year, has_links=has_links)


def _first(dialogue: Dialogue, prompt: str, **values: str) -> Generator[None, None, dict[str, Any]]:
    """Return the first object of the reply to a prompt; an empty one where there is none."""
    system, user = load_prompt(prompt).render(**values)
    first: dict[str, Any] = {}
    # Whatever goes wrong, the rules' reading stands; that the model fails, its writing will tell.
    with suppress(ModelError), closing(dialogue.ask(prompt, user, system)) as reply:
        for objects in reply:
            first = first or next(iter(objects), {})
            yield
    return {name: value for name, value in first.items() if not dialogue.tells_key(value)}


def _is_foreign(question: str) -> bool:
    """Tell whether a question is in another script, or with other letters, than English."""
    return any(char.isalpha() and not char.isascii() for char in question)


def _other(question: str) -> str:
    return LANGUAGES["en" if _is_foreign(question) else "zh"]
