"""What a question refers back to, told from its words alone, in both languages (anaphora).

The words are in `data/en.toml` and `data/zh.toml` under `followup`. Knows nothing of the library or of what
was said.
"""

import re

from assistant.patterns import pattern
from vectorstore.text.analysis import content, terms

REFERS = pattern("followup.refers")
"""Words that plainly mean something said before."""
PRONOUN = pattern("followup.pronoun")
PLACES_IN_LIST = tuple(
    (pattern(f"followup.{name}"), place)
    for place, name in ((0, "first"), (1, "second"), (2, "third"), (3, "fourth"), (4, "fifth"), (-1, "last"))
)
PLACES_IN_TALK = tuple(
    (pattern(f"followup.{name}"), place) for place, name in ((0, "at_first"), (-2, "earlier"), (-1, "lately"))
)
"""Places in the conversation, and which exchange each means."""
REST = pattern("followup.rest")
_PART, _TALK = pattern("followup.part"), pattern("followup.talk")
_ANOTHER, _ASKS_FOR_ANY = pattern("followup.another"), pattern("followup.asks_for_any")
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def plain(question: str) -> str:
    """Return a question with its full-width punctuation in half width, each character in its place."""
    return question.translate(_HALF_WIDTH)


def says_something(text: str) -> bool:
    """Tell whether a text has any word to search for, beside words that only ask."""
    return bool(terms(content(text)))


def refers(question: str) -> bool:
    """Tell whether a word of the question plainly refers to something outside it."""
    return bool(REFERS.search(plain(question)) or PRONOUN.search(plain(question)))


def own_terms(question: str) -> set[str]:
    """Return the terms of a question beyond the words that refer to something else, or that only ask."""
    own = PRONOUN.sub(" ", REFERS.sub(" ", plain(question)))
    return set(terms(content(pattern("followup.only_asks").sub(" ", own))))


def remove_references(question: str) -> str:
    """Return a question without the words that only refer to something else."""
    for found in (*(found for found, _ in PLACES_IN_TALK), REST, REFERS, PRONOUN, _PART, _TALK):
        question = found.sub(" ", question)
    return question


def remove_another(question: str) -> str:
    """Return a question without the words that ask for a further paper."""
    return _ANOTHER.sub(" ", question)


def asks_for_another(question: str) -> bool:
    """Tell whether a question asks for a further paper, on the subject spoken of or any other."""
    return bool(_ANOTHER.search(question) and _ASKS_FOR_ANY.search(question))


def find_new_subject(question: str) -> str:
    """Return the subject that a question puts in the place of the last one's; empty for none."""
    return _group(pattern("followup.instead").match(question))


def find_excepted(question: str) -> list[tuple[str, int, int]]:
    """Return what a question leaves aside, each with where the words that say so begin and end."""
    return [(_group(match), *match.span()) for match in pattern("followup.except").finditer(question)]


def opens_with_pronoun(question: str) -> bool:
    """Tell whether a pronoun stands before anything that it could mean."""
    before = _before_pronoun(question)
    return before is not None and not says_something(before)


def means_outside(question: str) -> bool:
    """Tell whether a pronoun, or a part every paper has, is likely to mean something outside the question.

    `When a model forgets, how is it mended?` says itself what it means; of `Which scans do they use?` the
    things asked for stand before the pronoun, and it means none of them.
    """
    before = _before_pronoun(question)
    if before is not None and (pattern("followup.fronted").match(before) or not says_something(before)):
        return True
    # In Chinese a clause before it may name what it means; a phrase seldom does.
    phrase = before is not None and "它" in question and not re.search("[,。;?!]", before)
    return phrase or _PART.search(question) is not None


def _before_pronoun(question: str) -> str | None:
    blank = pattern("followup.expletive").sub(lambda match: " " * len(match.group()), question)
    pronoun = PRONOUN.search(blank)
    return blank[: pronoun.start()] if pronoun else None


def _group(match: re.Match[str] | None) -> str:
    """Return the one group that a match has filled; empty for no match."""
    return next((group.strip() for group in match.groups() if group), "") if match else ""
