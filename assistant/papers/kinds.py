"""Kinds of contribution: which a request asks for (`benchmarks for ...`), and which a paper makes.

A paper makes one where its title, or a sentence in which it says what it offers, names one; a paper that is
merely tested on benchmarks makes none. Knows nothing of vectors.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.papers.roles import roles_of
from assistant.patterns import LANGUAGES, pattern, source
from vectorstore.text.passages import sentences_of
from vectorstore.types import Entry

KINDS = ("benchmark", "dataset", "survey", "theory", "study", "tool")


def asked_kinds(subject: str) -> tuple[tuple[str, ...], str]:
    """Return the names of the kinds that a subject asks for, and the subject without them.

    None where methods are listed beside them, or the word heads no phrase (`benchmark contamination`).
    """
    found: list[str] = []
    rest = subject
    for kind in KINDS:
        for match in _asking(kind).finditer(rest):
            if not pattern("makes.used").search(rest[: match.start()]):
                found.append(kind)
                rest = rest[: match.start()] + " " * len(match.group()) + rest[match.end() :]
    if found and pattern("makes.methods").search(subject):
        return (), rest
    return tuple(dict.fromkeys(found)), rest


def makes(entry: Entry, kinds: Sequence[str]) -> bool:
    """Tell whether a paper makes a contribution of one of some kinds."""
    if not entry.mismatch and any(made.search(entry.title) for made in _names(kinds)):
        return True
    return any(_offers(made, sentence) for made in _names(kinds) for sentence in _told(entry))


@lru_cache
def _asking(kind: str) -> re.Pattern[str]:
    """Return how a request calls a kind, with the words around it that tell that it heads its phrase."""
    heads = {
        language: f"(?:{source(language, f'kinds.{kind}')})(?:{source(language, 'makes.head')})"
        for language in LANGUAGES
    }
    return re.compile(f"(?:{source('en', 'makes.lead')}){heads['en']}|{heads['zh']}", re.IGNORECASE)


def _names(kinds: Sequence[str]) -> list[re.Pattern[str]]:
    """Return how papers call some kinds: as requests do, and in ways of their own."""
    return [pattern(name) for kind in kinds for name in (f"kinds.{kind}", f"makes.{kind}")]


@lru_cache(maxsize=1024)
def _told(entry: Entry) -> tuple[str, ...]:
    """Return the sentences in which a paper says what it made, and how."""
    sentences = [piece.text for piece in sentences_of(entry)]
    roles = zip(sentences, roles_of(sentences), strict=True)
    return tuple(sentence for sentence, role in roles if role in ("contribution", "resource", "method"))


def _offers(made: re.Pattern[str], sentence: str) -> bool:
    """Tell whether a sentence names a kind, and not as what something was tried on."""
    tried = pattern("makes.tried")
    return any(not tried.search(sentence[: match.start()]) for match in made.finditer(sentence))
