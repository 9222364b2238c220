"""What kind of answer a question wants, read by rules in both languages: how many papers, and which facts.

Pure; knows nothing of the library.
"""

from dataclasses import dataclass

from assistant.patterns import LANGUAGES, pattern, texts, words
from assistant.reading.reference import plain
from vectorstore.text.analysis import content, terms

_NUMBERS = {word: int(n) for one in LANGUAGES for word, n in texts("intent.numbers", one).items()}
_LINK_WORDS = frozenset(terms(" ".join(words("intent.link_words"))))
FIGURE = pattern("intent.figure")
"""A figure in a text, in digits or as a number word; not one in a name (`CholecT50`, `GPT-4`, `3D`)."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What a question wants, as far as rules can tell."""

    papers: int | None
    """How many papers it speaks of; None where it says nothing of several."""
    several: bool
    """It asks for a list of papers, of a length it does not give."""
    compares: bool
    pairs: bool
    """It may set one paper beside another, or speak of two things in one paper: what is found tells."""
    links: bool
    facts: bool
    """It asks for the venue, year, kind or topic of a paper."""
    quantity: str
    """What it asks the number of ('GPU hours'); empty where it asks for none."""
    asks_number: bool
    """A figure answers it, or it states one that may be wrong."""
    authors: bool
    detail: str
    """What it asks of how a thing was made or run that abstracts seldom state ('licence'); or empty."""
    winner: str
    """The word by which it asks which of several does best or worst ('highest'); or empty."""
    defines: bool


def read_intent(question: str) -> Intent:
    """Read what kind of answer a question wants."""
    question = plain(question)
    number = _NUMBERS.get(_find("intent.counted", question).lower())
    if number is None and _has("intent.one_and_another", question):
        number = 2
    return Intent(
        papers=number,
        several=number is None and _has("intent.several", question),
        compares=_has("intent.compare", question) and not _has("intent.with_the_past", question),
        pairs=_has("intent.pair", question),
        links=_has("intent.links", question),
        facts=_has("intent.facts", question),
        quantity=_find("intent.quantity", question).strip(),
        asks_number=_has("intent.quantity", question) or _has("intent.stated", question),
        authors=_has("intent.authors", question),
        detail=_find("intent.detail", question),
        winner=_find("intent.winner", question),
        defines=_has("intent.define", question),
    )


def _has(name: str, question: str) -> bool:
    return pattern(name).search(question) is not None


def _find(name: str, question: str) -> str:
    """Return the one group of a pattern that a match has filled; empty for no match."""
    match = pattern(name).search(question)
    return next(filter(None, match.groups()), "") if match else ""


def asks_more_than_links(question: str, name: str) -> bool:
    """Tell whether a question that asks for links asks anything else about the paper called `name`."""
    rest = pattern("intent.links").sub(" ", question)
    about = set(terms(content(rest))) - set(terms(name)) - _LINK_WORDS
    # One Chinese character alone is a particle the list of them lacks.
    return any(term.isascii() or len(term) > 1 for term in about)
