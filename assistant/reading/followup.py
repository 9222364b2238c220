"""Query rewriting by rules: completes a question that leans on the conversation, in either language.

An entry is meant by its place in a list or in the conversation, by what it is about, or by being the last
spoken of; a subject, by being asked for again. Knows nothing of models.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.language import join_names, language_of, say
from assistant.patterns import pattern
from assistant.reading.conversation import Exchange, call_entry, read_exchanges
from assistant.reading.dependence import Abstain, depends_on
from assistant.reading.reference import (
    PLACES_IN_LIST,
    PLACES_IN_TALK,
    REFERS,
    REST,
    asks_for_another,
    find_excepted,
    find_new_subject,
    plain,
    refers,
    remove_another,
    remove_references,
    says_something,
)
from assistant.types import Turn
from vectorstore.retriever import Retriever
from vectorstore.text.name_table import NameTable
from vectorstore.types import Entry

_CLEARLY = 1.5
"""How many times better than the next what a description fits best must fit it."""


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question that stands alone, and the entries it refers back to."""

    question: str
    referred: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    """The entries it leaves aside."""
    words: str = ""
    """What to search for, where that is not the question itself."""

    @property
    def sought(self) -> str:
        """What to search for."""
        return self.words or self.question


def rewrite_question(
    question: str, history: Sequence[Turn], retriever: Retriever, abstain: Abstain
) -> Standalone:
    """Return the question with what it refers to written out; unchanged where it depends on nothing.

    Raises:
        LibraryError: the indexes cannot be made or read.
    """
    names = retriever.names()
    fresh = pattern("followup.fresh").match(plain(question)) if history else None
    if fresh and says_something(question[fresh.end() :]):
        return _leave_named_aside(_capitalize(question[fresh.end() :]), names)
    talk = read_exchanges(history, retriever.library.entries(), names)
    found = None
    if talk and not pattern("followup.greeting").fullmatch(plain(question)):
        found = _Conversation(talk, retriever, abstain).read(question)
    return found or _leave_named_aside(question, names)


def refer_to(question: str, entries: Sequence[Entry]) -> Standalone:
    """Return the question with the entries it refers to named behind it."""
    language = language_of(question)
    names = [call_entry(entry) for entry in entries]
    words = remove_references(plain(question))
    words = words if says_something(words) else f"{words} {' '.join(names)}"
    bracket = f" ({say(language, 'follow-up')} {join_names(language, names)})"
    return Standalone(question.rstrip() + bracket, tuple(entry.key for entry in entries), words=words)


def _leave_named_aside(question: str, names: NameTable) -> Standalone:
    """Return a question as it is, less the papers it names only to leave them aside (`besides MCal`)."""
    for what, start, end in find_excepted(plain(question)):
        named = names.find(what)
        if named.own and not says_something(named.rest):
            return Standalone(
                question, without=tuple(named.own), words=question[:start] + " " + question[end:]
            )
    return Standalone(question)


class _Conversation:
    """What was said, and what a question may mean by it."""

    def __init__(self, talk: Sequence[Exchange], retriever: Retriever, abstain: Abstain) -> None:
        self._talk = talk
        self._retriever = retriever
        self._abstain = abstain
        lists = [keys for exchange in talk for keys in (exchange.asked_of, exchange.keys) if len(keys) > 1]
        self._spoken = tuple(dict.fromkeys(key for exchange in talk for key in exchange.keys))
        self._list = lists[-1] if lists else self._spoken
        self._last = talk[-1].keys

    def read(self, question: str) -> Standalone | None:
        """Return the question made to stand alone; None where it depends on nothing."""
        text = plain(question)
        if left := self._left_of_list(text):
            return self._about(question, left)
        subject = find_new_subject(text)
        if subject and (found := self._ask_again(subject)):
            return found
        if self._retriever.names().find(question).own:
            return None
        if asks_for_another(text):
            return self._ask_for_another(question)
        if keys := self._pointed_at(text):
            return self._about(question, keys)
        if REFERS.search(text) or depends_on(question, self._last, self._retriever, self._abstain):
            return self._about(question, self._last)
        return None

    def _about(self, question: str, keys: Sequence[str]) -> Standalone:
        return refer_to(question, [entry for key in keys if (entry := self._retriever.library.get(key))])

    # Entries meant by a place or a description.

    def _pointed_at(self, text: str) -> Sequence[str]:
        """Return the entries that a place in the list or in the conversation means, or a description."""
        if REST.search(text) and (keys := self._others()):
            return keys
        for place_in_talk, place in PLACES_IN_TALK:
            if place_in_talk.search(text):
                return self._talk[max(place, -len(self._talk))].keys
        return self._in_list(text) or self._described(text)

    def _in_list(self, text: str) -> Sequence[str]:
        """Return the entries whose place in the last list the text gives."""
        if pattern("followup.first_two").search(text):
            return self._list[:2]
        if pattern("followup.last_two").search(text):
            return self._list[-2:]
        places = [place for found, place in PLACES_IN_LIST if place < len(self._list) and found.search(text)]
        return [self._list[place] for place in places]

    def _described(self, text: str) -> Sequence[str]:
        """Return the one entry spoken of that fits a description clearly best."""
        description = pattern("followup.described").search(text)
        return self._fitting(description.group()) if description else ()

    def _fitting(self, description: str) -> Sequence[str]:
        held = sorted(((self._held(description, key), key) for key in self._spoken), reverse=True)
        if len(held) < 2 or not held[0][0] or held[0][0] < _CLEARLY * held[1][0]:
            return ()
        return (held[0][1],)

    def _held(self, text: str, key: str) -> float:
        entry = self._retriever.library.get(key)
        return self._retriever.support(text, entry).held if entry else 0.0

    # What is left of a list.

    def _left_of_list(self, text: str) -> Sequence[str]:
        """Return what the question leaves of the last list; nothing where it leaves none of it aside."""
        aside: set[str] = set()
        for what, _, _ in find_excepted(text):
            found = {*self._retriever.names().find(what).own, *self._in_list(what)}
            aside |= found or set(self._fitting(what))
        left = [key for key in self._list if key not in aside]
        return left if aside.intersection(self._list) and len(self._list) > 1 else ()

    def _others(self) -> Sequence[str]:
        """Return the entries of the last list that were not spoken of since."""
        since: set[str] = set()
        for exchange in reversed(self._talk):
            if set(exchange.keys) >= set(self._list) or len(self._list) < 2:
                break
            since |= {*exchange.keys, *exchange.asked_of}
        left = [key for key in self._list if key not in since]
        return left if since else ()

    # The last question again, of another subject, name or paper.

    def _ask_again(self, subject: str) -> Standalone | None:
        """Return the last question asked of another paper or subject; None where it is a part of the last."""
        named = self._retriever.names().find(subject)
        if named.own:
            entry = self._retriever.library.get(next(iter(named.own)))
            return (
                self._ask_of(entry)
                if entry and len(named.own) == 1 and not says_something(named.rest)
                else None
            )
        if refers(subject) or not says_something(subject) or not self._is_elsewhere(subject):
            return None
        return Standalone(subject, without=self._last)

    def _ask_of(self, entry: Entry) -> Standalone | None:
        """Return the last question, if it was about one paper, asked of `entry`."""
        question, own = self._talk[-1].question, self._retriever.names().find(self._talk[-1].question).own
        if len(own) > 1 or entry.key in own or not (own or refers(question)):
            return None
        for name in own.values():
            if name in question:
                again = question.replace(name, call_entry(entry))
                return Standalone(again, (entry.key,), words=refer_to(again, [entry]).words)
        return refer_to(question, [entry])

    def _is_elsewhere(self, subject: str) -> bool:
        """Tell whether another entry holds more of a subject than those last spoken of."""
        library = self._retriever.library
        here = [self._retriever.support(subject, entry) for key in self._last if (entry := library.get(key))]
        found = self._retriever.search(subject, 1)
        held = max((support.coverage for support in here), default=0.0)
        return bool(found.hits) and found.support.coverage > held

    def _ask_for_another(self, question: str) -> Standalone:
        """Return the question as one for a further paper, on the subject last asked about."""
        aside, subject = [*self._last], self._talk[-1].question
        for exchange in self._asked_before():
            aside, subject = [*aside, *exchange.keys], exchange.question
        library, language = self._retriever.library, language_of(question)
        names = [call_entry(entry) for key in dict.fromkeys(aside) if (entry := library.get(key))]
        notes = [say(language, "as in", question=subject)] if subject else []
        notes += [say(language, "other than", names=join_names(language, names))]
        words = f"{remove_another(remove_references(plain(question)))} {subject}"
        shown = f"{question.rstrip()} ({say(language, 'comma').join(notes)})"
        return Standalone(shown, without=tuple(dict.fromkeys(aside)), words=words)

    def _asked_before(self) -> Iterator[Exchange]:
        """Yield the exchange before each that only asked for another, from the last back."""
        for after, exchange in zip(self._talk[::-1], self._talk[-2::-1], strict=False):
            if not asks_for_another(plain(after.question)):
                return
            yield exchange


def _capitalize(question: str) -> str:
    return re.sub(r"^\s*(.)", lambda first: first[1].upper(), question).rstrip()
