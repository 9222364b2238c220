"""Makes a question that leans on the conversation stand alone, by rules, in either language.

An entry is meant by its place in a list or in the conversation, by what it is about, or by being the last
spoken of; a subject, by being asked for again in other words. Knows nothing of models.
"""

import re
from collections.abc import Sequence

from assistant.language import language_of, listed, say
from assistant.reading.carried import SHORT, Abstain, leans_on, refers
from assistant.reading.conversation import Exchange, called, exchanges_of
from assistant.reading.intent import read_intent
from assistant.reading.leaning import (
    ALSO,
    ANOTHER,
    ASKS_FOR_ANY,
    GREETING,
    REFERS,
    TOPIC,
    asks_for_another,
    bare,
    new_subject,
)
from assistant.reading.pointing import (
    BACK,
    DESCRIBED,
    EARLIER,
    EXCEPT,
    FRESH,
    JUST,
    LATEST,
    ORDINALS,
    POINTS,
    REST,
    SEVERAL,
    plain,
)
from assistant.reading.reframing import reframed
from assistant.reading.standalone import Standalone, excluding, referring
from assistant.types import Turn
from vectorstore.retriever import Retriever
from vectorstore.text.analysis import content, terms
from vectorstore.types import Entry

_CLEARLY = 1.5
"""How many times better than the next what a description fits best must fit it."""
_DEEPEST = 3
"""Follow-ups upon follow-ups that are read back."""


def stand_alone(
    question: str, history: Sequence[Turn], retriever: Retriever, abstain: Abstain, depth: int = _DEEPEST
) -> Standalone:
    """Return the question with what it refers to written out; unchanged where it leans on nothing.

    Raises:
        LibraryError: the indexes cannot be made or read.
    """
    if history and (fresh := FRESH.match(plain(question))) and terms(content(question[fresh.end() :])):
        return excluding(_capital(question[fresh.end() :]), retriever.names())
    if not history or GREETING.fullmatch(plain(question)):
        return excluding(question, retriever.names())
    talk = exchanges_of(history, retriever.library.entries(), retriever.names())
    found = _Conversation(talk, history, retriever, abstain, depth).read(question) if talk else None
    return found or excluding(question, retriever.names())


class _Conversation:
    """What was said, and what a question may mean by it."""

    def __init__(
        self,
        talk: Sequence[Exchange],
        history: Sequence[Turn],
        retriever: Retriever,
        abstain: Abstain,
        depth: int,
    ) -> None:
        self._talk = talk
        self._history = history
        self._retriever = retriever
        self._abstain = abstain
        self._depth = depth
        lists = [keys for exchange in talk for keys in (exchange.asked_of, exchange.keys) if len(keys) > 1]
        self._spoken = tuple(dict.fromkeys(key for exchange in talk for key in exchange.keys))
        self._list = lists[-1] if lists else self._spoken
        self._last = talk[-1].keys

    def read(self, question: str) -> Standalone | None:
        """Return the question made to stand alone; None where it leans on nothing."""
        text = plain(question)
        if back := self._going_back(question):
            return back
        if rest := self._leaving_aside(question):
            return rest
        subject = new_subject(text)
        if self._retriever.names().find(question).own:
            return self._of_another_name(subject[0]) if subject else None
        if REST.search(text) and (keys := self._others()):
            return self._about(question, keys)
        if asks_for_another(text):
            return self._another(question)
        if subject and not refers(subject[0]) and (asked := self._of_another_subject(*subject)):
            return asked
        if keys := self._also(text) or self._at_a_point(text):
            return self._about(question, keys)
        if REFERS.search(text):
            return self._about(question, self._picked(text), subject is not None)
        if keys := self._told_apart(text):
            return self._about(question, keys)
        return (
            self._about(question, self._last)
            if leans_on(question, self._last, self._retriever, self._abstain)
            else None
        )

    def _about(self, question: str, keys: Sequence[str], again: bool = False) -> Standalone:
        """Return the question as one about some entries; with `again` it may ask what was asked last."""
        entries = [entry for key in keys if (entry := self._retriever.library.get(key))]
        if again and len(entries) == 1 and not terms(content(bare(plain(question)))):
            return self._asked_again(entries[0]) or referring(question, entries)
        return referring(question, entries)

    def _previous(self) -> Standalone | None:
        """Return the last question, as it stands alone."""
        exchange = self._talk[-1]
        if not exchange.question or not self._depth:
            return None
        said = self._history[: exchange.place]
        return stand_alone(exchange.question, said, self._retriever, self._abstain, self._depth - 1)

    # Going back in the conversation.

    def _going_back(self, question: str) -> Standalone | None:
        back = BACK.match(plain(question))
        if not back:
            return None
        goes = back["en"] or back["zh"]
        what = goes or back["about"] or back["zh_about"]
        keys = self._at_a_point(what)
        keys = keys or (goes and (self._listed(what) or self._described(what, self._spoken)))
        keys = keys or (goes and (self._talk[-2] if len(self._talk) > 1 else self._talk[-1]).keys)
        if not keys:
            return None
        rest = question[back.end() :]
        return self._about(_capital(rest) if terms(rest) else question, keys)

    def _at_a_point(self, text: str) -> Sequence[str]:
        """Return the entries of the exchange that the text places in the conversation."""
        for pattern, place in POINTS:
            if not (match := pattern.search(text)):
                continue
            if place == EARLIER:
                before = self._talk[:-1] or self._talk
                keys = tuple(key for exchange in before for key in exchange.keys)
                return self._described(text[match.start() :], keys) or before[-1].keys
            if place == JUST:
                return self._last
            return self._last[-1:] if place == LATEST else self._talk[place].keys
        return ()

    def _listed(self, text: str) -> Sequence[str]:
        """Return the entries whose place in the last list the text gives."""
        for pattern, some in SEVERAL:
            if pattern.search(text):
                return self._list[some]
        places = [place for pattern, place in ORDINALS if pattern.search(text) and place < len(self._list)]
        return [self._list[place] for place in places]

    def _described(self, text: str, keys: Sequence[str]) -> Sequence[str]:
        """Return the one entry, of some, that fits a description clearly best."""
        library = self._retriever.library
        held = sorted(
            ((self._retriever.support(text, entry).held, key) for key in keys if (entry := library.get(key))),
            reverse=True,
        )
        if not held or not held[0][0] or (len(held) > 1 and held[0][0] < _CLEARLY * held[1][0]):
            return ()
        return (held[0][1],)

    def _picked(self, text: str) -> Sequence[str]:
        """Return the entries meant: those of the ordinals or the description, else all last spoken of."""
        return self._listed(text) or self._told_apart(text) or self._last

    def _told_apart(self, text: str) -> Sequence[str]:
        """Return the entry of the last list that the text describes."""
        described = DESCRIBED.search(text) if len(self._list) > 1 else None
        return self._described(described.group(), self._list) if described else ()

    # Leaving something aside.

    def _leaving_aside(self, question: str) -> Standalone | None:
        """Return the question about the last list less what it leaves aside; None where it does not."""
        match = EXCEPT.search(plain(question))
        if not match or len(self._list) < 2:
            return None
        what = match["en"] or match["zh"]
        aside = {key for key in self._retriever.names().find(what).own if key in self._list}
        aside |= set(self._listed(what))
        told = DESCRIBED.search(what) or what.endswith("的")
        aside |= set(aside or (self._described(what, self._list) if told else ()))
        left = [key for key in self._list if key not in aside]
        if not aside or not left:
            return None
        if ASKS_FOR_ANY.search(plain(question)) and not REST.search(plain(question)):
            words = f"{question[: match.start()]} {question[match.end() :]}"
            return Standalone(question, without=tuple(aside), words=words)
        rest = re.sub(r"^[\W_]+", "", f"{question[: match.start()]}{question[match.end() :]}")
        return self._about(_capital(rest) if terms(rest) else question, left)

    def _others(self) -> Sequence[str]:
        """Return the entries of the last list that were not spoken of since."""
        since: set[str] = set()
        for exchange in reversed(self._talk):
            if set(exchange.keys) >= set(self._list) or len(self._list) < 2:
                break
            since |= {*exchange.keys, *exchange.asked_of}
        left = [key for key in self._list if key not in since]
        return left if since and left else ()

    # Another subject, or another paper on the same one.

    def _another(self, question: str) -> Standalone:
        """Return the question as one for a further paper, on the subject spoken of if that is meant."""
        previous = self._previous()
        aside = tuple(dict.fromkeys((*(previous.without if previous else ()), *self._last)))
        library, language = self._retriever.library, language_of(question)
        names = [called(entry) for key in aside if (entry := library.get(key))]
        text = ANOTHER.sub(" ", bare(plain(question)))
        wants_topic = TOPIC.search(plain(question)) or len(terms(content(text))) <= SHORT
        subject = previous and self._subject(previous)
        notes = [say(language, "as in", question=subject)] if wants_topic and subject else []
        words = f"{TOPIC.sub(' ', text)} {subject}" if wants_topic and subject else text
        notes += [say(language, "other than", names=listed(language, names))]
        shown = f"{question.rstrip()} ({say(language, 'comma').join(notes)})"
        return Standalone(shown, without=aside, words=words if terms(content(words)) else question)

    def _subject(self, previous: Standalone) -> str:
        """Return what the last question was about: where it was about one paper, that paper's title."""
        keys = previous.referred or tuple(self._retriever.names().find(previous.question).own)
        entry = self._retriever.library.get(keys[0]) if len(keys) == 1 else None
        return entry.title if entry and not entry.mismatch else previous.sought

    def _of_another_name(self, subject: str) -> Standalone | None:
        """Return the last question asked of the paper that `subject` names, if it names one alone."""
        named = self._retriever.names().find(subject)
        entry = self._retriever.library.get(next(iter(named.own), ""))
        if not entry or len(named.own) != 1 or terms(content(named.rest)):
            return None
        return self._asked_again(entry)

    def _asked_again(self, entry: Entry) -> Standalone | None:
        """Return the last question, which was about one paper, asked of another."""
        previous = self._previous()
        if previous is None:
            return None
        own = self._retriever.names().find(previous.question).own
        keys = {*previous.referred, *own}
        if len(keys) != 1 or entry.key in keys:
            return None
        question = self._talk[-1].question
        name = next(iter(own.values()), "")
        if name and name in question:
            question = question.replace(name, called(entry))
            return Standalone(question, (entry.key,), words=referring(question, [entry]).words)
        return referring(question, [entry])

    def _of_another_subject(self, subject: str, preposition: str, outright: bool) -> Standalone | None:
        """Return the last question with its subject replaced; None where the new one is a part of the entry.

        Such a subject is one that the entry lacks and another holds.
        """
        intent = read_intent(subject)
        if not outright and (intent.links or intent.facts or intent.authors or not self._elsewhere(subject)):
            return None
        previous = self._previous()
        if previous and not previous.referred and not self._retriever.names().find(previous.question).own:
            question = reframed(previous.question, subject, preposition, self._retriever)
            # What lacks the new subject is no answer, however much of the frame it holds.
            return Standalone(question, without=() if outright else self._last) if question else None
        return Standalone(subject) if outright else None

    def _also(self, text: str) -> Sequence[str]:
        """Return the entry on a further subject, of which the text asks the same."""
        also = ALSO.search(text)
        key = self._elsewhere(also["en"] or also["zh"]) if also else ""
        return [key] if key else ()

    def _elsewhere(self, subject: str) -> str:
        """Return the entry that holds more of a subject than those last spoken of; empty for none."""
        library = self._retriever.library
        here = [self._retriever.support(subject, entry) for key in self._last if (entry := library.get(key))]
        found = self._retriever.search(subject, 1)
        held = max((support.coverage for support in here), default=0.0)
        return found.hits[0].entry.key if found.hits and found.support.coverage > held else ""


def _capital(question: str) -> str:
    return question.strip()[:1].upper() + question.strip()[1:]
