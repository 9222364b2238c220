"""Whether a question is about the entries last spoken of, where no word of it settles that.

The search decides: asked with those entries and without them. Knows nothing of what was said.
"""

import re
from collections.abc import Callable, Collection, Sequence

from assistant.language import language_of
from assistant.reading.asking_words import every_paper_has
from assistant.reading.intent import Intent, read_intent
from assistant.reading.leaning import (
    ASKS_ANEW,
    ASKS_FOR_A_PAPER,
    ASKS_FOR_PAPERS,
    GREETING,
    PRONOUN,
    REFERS,
    bare,
    means_outside,
    opens_with_pronoun,
)
from assistant.reading.list_question import read_list_question
from assistant.reading.pointing import plain
from assistant.types import Language
from vectorstore.retriever import Retriever, Search
from vectorstore.search.support import Support
from vectorstore.text.analysis import content, terms
from vectorstore.text.name_table import NameTable

Abstain = Callable[[Search, Intent, Language, Collection[str]], str | None]
"""Tells why the papers do not answer what was searched for; None where they may."""
_FEW = 4
"""A pronoun in a question with more terms of its own than this may stand for one of them."""
SHORT = 2
"""A question with at most this many terms of its own cannot stand alone, unless it asks for papers anew."""
_BRIEF = 6
"""A question with more terms of its own, and no word that refers to something, stands alone."""
_NEAR, _LESS, _MUCH_LESS, _HOLDS, _WORDS_HOLD = 0.75, 0.1, 0.3, 0.8, 0.45
"""Without a word that refers to it, the entry spoken of must score this share of the best one's, lose at most
this much of the evidence (with such a word, the second much), and have this much of it;
without vectors the last."""
_ASKING_ZH = re.compile(r"多[久大长高快远深]|几[次步级轮类层]|每?一[次年月天周]|谁|具体")
"""Chinese words that only ask; what they ask of has still to be said."""
_HELD = 12.0
"""Rarities held beyond this sum count no more."""


def refers(question: str) -> bool:
    """Tell whether a word of the question plainly refers to something outside it."""
    return bool(REFERS.search(plain(question)) or PRONOUN.search(plain(question)))


def own_terms(question: str) -> set[str]:
    """Return the terms of a question beyond the words that refer to something else."""
    own = PRONOUN.sub(" ", REFERS.sub(" ", plain(question)))
    return set(terms(content(_ASKING_ZH.sub(" ", own))))


def may_lean(question: str, names: NameTable) -> bool:
    """Tell whether a question may lean on what was said; a wider net than the rules act on."""
    if refers(question) or GREETING.fullmatch(plain(question)) or names.find(question).own:
        return refers(question)
    return is_short(question) or (
        len(own_terms(question)) <= _BRIEF and not ASKS_FOR_PAPERS.search(plain(question))
    )


def leans_on(question: str, keys: Sequence[str], retriever: Retriever, abstain: Abstain) -> bool:
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
    if is_short(question) or (_asks_for_facts(text, intent) and len(keys) <= SHORT):
        return True
    outside = means_outside(text)
    anew = len(keys) > 1 or ASKS_FOR_A_PAPER.search(text) or ASKS_FOR_PAPERS.search(text)
    if intent.several or (anew and not outside):
        return False
    words = bare(text)
    alone, carried = retriever.search(words), retriever.search(words, referred=keys)
    if not alone.hits:
        return outside
    gain = _evidence(carried.support) - _evidence(alone.support)
    refused = abstain(alone, intent, language_of(text), ()) is not None
    if outside:
        return refused or gain >= -_MUCH_LESS
    held = refers(text) or carried.support.held > 0
    if refused and held and len(own_terms(question)) <= _BRIEF:
        # What no paper answers by itself is asked of the one spoken of, if that can tell.
        return abstain(carried, intent, language_of(text), keys) is None
    if alone.question.asked and all(every_paper_has(thing.surface) for thing in alone.question.asked):
        return alone.question.unread <= _FEW
    near = max((hit.score for hit in alone.hits if hit.entry.key in keys), default=0.0)
    least = _HOLDS if carried.support.cosine is not None else _WORDS_HOLD
    enough = carried.support.held > 0 and _evidence(carried.support) >= least
    return enough and gain >= -_LESS and near >= _NEAR * alone.hits[0].score


def is_short(question: str) -> bool:
    """Tell whether a question has too little of its own to stand alone."""
    own = len(own_terms(question))
    pronoun = PRONOUN.search(plain(question)) is not None
    return own <= (_FEW if pronoun else SHORT) and (pronoun or not ASKS_ANEW.search(plain(question)))


def _asks_for_facts(text: str, intent: Intent) -> bool:
    """Tell whether a question asks for recorded facts or a number and hardly anything else, of no list."""
    recorded = intent.links or intent.facts
    if not (recorded or intent.quantity) or intent.several or ASKS_FOR_PAPERS.search(text):
        return False
    return len(terms(content(text))) <= (_BRIEF if recorded else SHORT)


def _evidence(support: Support) -> float:
    """Weigh how close and how well covered a question is by an entry."""
    return (support.cosine or 0.0) + support.coverage + min(support.held, _HELD) / _HELD
