"""Decides, from the evidence alone, whether the papers answer a question; the same in both languages.

Of a question that names no paper a score decides (`confidence`); of one that does, rules for what an entry
simply does not state. Knows nothing of writers.
"""

import re
from collections.abc import Collection
from dataclasses import replace

from assistant.deciding.confidence import answers
from assistant.language import join_names, say
from assistant.patterns import pattern
from assistant.reading.intent import FIGURE, Intent, asks_more_than_links
from assistant.reading.subject import ASKING, ASPECT, PART, WEAK
from assistant.types import Language
from vectorstore.retriever import Search
from vectorstore.text.analysis import terms
from vectorstore.text.passages import sentences_of
from vectorstore.types import Entry

# `systematic reviews (SRs)`: a sentence that counts SRs counts reviews.
_ABBREVIATED = re.compile(r"((?:[\w-]+ ){1,4})\(([A-Z][A-Za-z]{0,6}[A-Z])s?\)")
_NAME = re.compile(r"(?<=[^.?!;:\s] )[A-Z][\w-]*\w")
_FOREIGN = 0.75
"""A named paper says nothing of a question of whose concepts this share is unknown to all papers."""
_SPEAKS = 0.25
"""From this cosine similarity on a sentence of a named paper speaks of what is asked in other words."""
_SPEAKS_LOOSELY = 0.15
"""The same where all that is missing is common words (`renewed`), for which a paper may have any other."""


def reason_to_abstain(
    search: Search, intent: Intent, language: Language, referred: Collection[str] = ()
) -> str | None:
    """Return why the papers do not answer, as words for the reader; None where they may.

    Entries in `referred`, which the conversation speaks of, are as good as named.
    """
    if referred:
        named = search.question.named
        named = replace(named, own=named.own | {key: key for key in referred if key not in named.own})
        support = replace(search.support, missing=_surely_missing(search))
        search = replace(search, support=support, question=replace(search.question, named=named))
    question, support, own = search.question, search.support, search.question.named.own
    if not question.asked and not question.unread and not own:
        return say(language, "nothing asked")
    if not search.hits:
        return say(language, "nothing near")
    top = search.hits[0].entry
    if intent.links and not own and not asks_more_than_links(question.text, ""):
        return say(language, "which paper")
    if support.strangers:
        return say(language, "unknown names", names=join_names(language, list(support.strangers)))
    if intent.authors and not top.authors:
        return say(language, "no authors")
    if own:
        lacks = _lacks(search, intent, language)
        return say(language, "not stated", name=top.name or top.key, asked=lacks) if lacks else None
    return None if answers(search, intent) else say(language, "nothing near")


def _lacks(search: Search, intent: Intent, language: Language) -> str:
    """Return what is asked of the entries named that they do not state, in words; empty where they may."""
    support, named, top = search.support, search.question.named, search.hits[0].entry
    wide = intent.links or intent.facts or intent.compares or named.mentioned or len(named.own) > 1
    missing = [thing for thing in support.missing if not ASPECT.fullmatch(thing)]
    if intent.detail and any(intent.detail in thing or thing in intent.detail for thing in missing):
        return intent.detail
    if intent.winner and len(named.own) == 1 and not pattern("answerable.ranked").search(top.text):
        return intent.winner
    # In Chinese any English word may have its capital, and of a pair the other paper may have the name.
    plain = language == "en" and not (wide or intent.pairs)
    if name := _absent_name(named.rest, missing) if plain else "":
        return name
    concepts = {thing.surface for thing in search.question.asked if thing.is_concept}
    speaks = (support.closest or 0.0) >= (_SPEAKS_LOOSELY if concepts.isdisjoint(missing) else _SPEAKS)
    spoken = speaks or (support.held and support.unknown_share < _FOREIGN)
    if (missing and not wide and not spoken) or (
        intent.quantity and not _states(top, intent.quantity, search)
    ):
        return join_names(language, list(support.missing or (intent.quantity,)))
    return ""


def _surely_missing(search: Search) -> tuple[str, ...]:
    """Return what an entry that the conversation leads to does not mention, and would if it told of it.

    Of a question mostly in words not understood, nothing is known to be missing.
    """
    told = ASKING | WEAK
    missing = [t for t in search.support.missing if not (PART.fullmatch(t) or t.lower() in told)]
    return tuple(missing) if search.question.unread <= sum(map(len, missing)) else ()


def _absent_name(question: str, missing: Collection[str]) -> str:
    """Return a name among what is missing, told by its capital within a sentence (`German`); or ''."""
    words = question.split()[1:]
    if sum(word[0].isupper() for word in words) > len(words) / 2:
        return ""  # all words have capitals
    lacking = {thing.lower() for thing in missing}
    return next((name for name in _NAME.findall(question) if name.lower() in lacking), "")


def _states(entry: Entry, quantity: str, search: Search) -> bool:
    """Tell whether an entry can give the number of what is asked: a sentence holds it and a figure.

    Where the question's words for it are not understood, any figure will do. A sentence that denies the thing
    (`annotation-free`) answers as well.
    """
    things = [thing for thing in search.question.asked if thing.surface.lower() in quantity.lower()]
    short = {m[2]: m[1] for m in _ABBREVIATED.finditer(entry.text)}
    for sentence in sentences_of(entry):
        spelled_out = (long for name, long in short.items() if re.search(rf"\b{name}s?\b", sentence.text))
        held = set(terms(" ".join((sentence.text, *spelled_out))))
        spoken = not things or any(held.issuperset(s) for thing in things for s in thing.spellings)
        if (spoken and FIGURE.search(sentence.text)) or pattern("answerable.denies").search(sentence.text):
            return True
    return False
