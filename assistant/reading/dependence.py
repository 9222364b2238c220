"""Whether a question depends on the conversation, where no word of it settles that.

The search decides: asked with the entries last spoken of and without them.
"""

from collections.abc import Callable, Collection, Sequence

from assistant.language import language_of
from assistant.patterns import pattern
from assistant.reading.intent import Intent, read_intent
from assistant.reading.list_question import read_list_question
from assistant.reading.reference import (
    PRONOUN,
    means_outside,
    opens_with_pronoun,
    own_terms,
    plain,
    refers,
    remove_references,
)
from assistant.reading.subject import every_paper_has
from assistant.types import Language
from vectorstore.retriever import Retriever, Scope, Search
from vectorstore.search.support import Support
from vectorstore.text.analysis import content, terms
from vectorstore.text.name_table import NameTable

Abstain = Callable[[Search, Intent, Language, Collection[str]], str | None]
"""Tells why the papers do not answer what was searched for; None where they may."""
_SHORT, _SHORT_WITH_PRONOUN = 2, 4
"""A question with at most so many terms of its own cannot stand alone, unless it asks for papers anew."""
_BRIEF = 6
"""A question with more terms of its own, and no word that refers to something, stands alone."""
_LESS, _MUCH_LESS = 0.1, 0.3
"""Evidence that a question may lose by being asked of the entries, the second where a word refers to them."""
_NEAR, _HOLDS, _WORDS_HOLD = 0.75, 0.8, 0.45
"""What the entries need without such a word: this share of the best score, and this much evidence; without
vectors the last."""
_MOST_HELD = 12.0
"""Rarities held beyond this sum count no more."""


def may_depend(question: str, names: NameTable) -> bool:
    """Tell whether a question may depend on what was said; a wider net than the rules act on."""
    text = plain(question)
    if refers(question) or pattern("followup.greeting").fullmatch(text) or names.find(question).own:
        return refers(question)
    return is_short(question) or (len(own_terms(question)) <= _BRIEF and not _asks_for_papers(text))


def depends_on(question: str, keys: Sequence[str], retriever: Retriever, abstain: Abstain) -> bool:
    """Tell whether a question, with no word that settles it, is about the entries last spoken of.

    Raises:
        LibraryError: the indexes cannot be made or read.
    """
    text = plain(question)
    if opens_with_pronoun(text):
        return True
    listing = read_list_question(question, retriever.facets())
    if listing and any(name != "has_links" for name in listing.filters.to_dict()):
        return False
    intent = read_intent(text)
    if is_short(question) or (_asks_for_facts(text, intent) and len(keys) <= _SHORT):
        return True
    outside = means_outside(text)
    anew = len(keys) > 1 or pattern("followup.asks_for_a_paper").search(text) or _asks_for_papers(text)
    if intent.several or (anew and not outside):
        return False
    return _search_decides(question, keys, retriever, abstain, outside)


def _search_decides(
    question: str, keys: Sequence[str], retriever: Retriever, abstain: Abstain, outside: bool
) -> bool:
    """Tell whether the entries hold what is asked about as well as the whole library does."""
    text = plain(question)
    language, intent = language_of(text), read_intent(text)
    words = remove_references(text)
    alone, carried = retriever.search(words), retriever.search(words, scope=Scope(keys))
    if not alone.hits:
        return outside
    gain = _evidence(carried.support) - _evidence(alone.support)
    refused = abstain(alone, intent, language, ()) is not None
    if outside:
        return refused or gain >= -_MUCH_LESS
    if refused and len(own_terms(question)) <= _BRIEF and (refers(text) or carried.support.held > 0):
        # What no paper answers by itself is asked of the one spoken of, if that can tell.
        return abstain(carried, intent, language, keys) is None
    if alone.question.asked and all(every_paper_has(thing.surface) for thing in alone.question.asked):
        return alone.question.unread <= _SHORT_WITH_PRONOUN
    near = max((hit.score for hit in alone.hits if hit.entry.key in keys), default=0.0)
    least = _HOLDS if carried.support.cosine is not None else _WORDS_HOLD
    enough = carried.support.held > 0 and _evidence(carried.support) >= least
    return enough and gain >= -_LESS and near >= _NEAR * alone.hits[0].score


def is_short(question: str) -> bool:
    """Tell whether a question has too little of its own to stand alone."""
    text, own = plain(question), len(own_terms(question))
    if PRONOUN.search(text):
        return own <= _SHORT_WITH_PRONOUN
    return own <= _SHORT and not pattern("followup.asks_anew").search(text)


def _asks_for_facts(text: str, intent: Intent) -> bool:
    """Tell whether a question asks for recorded facts or a number and hardly anything else, of no list."""
    recorded = intent.links or intent.facts
    if not (recorded or intent.quantity) or intent.several or _asks_for_papers(text):
        return False
    return len(terms(content(text))) <= (_BRIEF if recorded else _SHORT)


def _asks_for_papers(text: str) -> bool:
    return pattern("followup.asks_for_papers").search(text) is not None


def _evidence(support: Support) -> float:
    """Weigh how close and how well covered a question is by an entry."""
    return (support.cosine or 0.0) + support.coverage + min(support.held, _MOST_HELD) / _MOST_HELD
