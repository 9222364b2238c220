"""Sentences on several papers at once: the subject they share, and the kinds of thing they offer.

Each rests on a quote of every paper it names or counts; where little is shared, nothing is said.
"""

import math
from collections.abc import Mapping, Sequence

from assistant.growth import MOST_MARKS
from assistant.language import join_names, say
from assistant.papers.contribution import in_general, kind_offered
from assistant.papers.labels import GENERIC, in_words, standing
from assistant.papers.nouns import spoken_name
from assistant.types import Brief, Draft
from vectorstore.text.glossary import Concept, Glossary
from vectorstore.text.names import mentions
from vectorstore.types import Entry, Passage

_SHARE = 2 / 3
"""Part of the papers of a theme that deal with a subject before it is said to be shared."""
_NAMED = 4
"""Papers that such a sentence names; more are counted."""
_COMPARED = 3
"""Papers whose different kinds of contribution are worth a sentence, at least."""
_STUDY = "a study"

Told = Mapping[str, Passage | None]
"""A sentence of each paper, by its key."""


def shared_subject(
    entries: Sequence[Entry], told: Sequence[Told], glossary: Glossary, known: set[Concept], brief: Brief
) -> Draft | None:
    """Return the sentence on the subject that most of the papers share; None where there is none.

    Args:
        entries: the papers of a theme.
        told: sentences of theirs that matter: a subject stands in one of these, or in the title.
        glossary: names the subjects.
        known: what the reader has been told that they share.
        brief: says in which language.
    """
    quotes: dict[Concept, dict[str, str]] = {}
    words: dict[Concept, list[str]] = {}
    for entry in entries:
        sentences = [piece.text for one in told if (piece := one[entry.key])]
        for text in (*sentences, *([] if entry.mismatch else [entry.title])):
            for match in standing(text, glossary):
                quotes.setdefault(match.concept, {}).setdefault(entry.key, text)
                words.setdefault(match.concept, []).append(text[match.start : match.end])
    least = max(2, math.ceil(_SHARE * len(entries)))
    best = max(
        (c for c in quotes if c not in known and c.en[0] not in GENERIC and len(quotes[c]) >= least),
        key=lambda concept: (len(quotes[concept]), len(concept.en[0].split()), concept.en[0]),
        default=None,
    )
    if best is None:
        return None
    concept = in_words(best, words[best], brief.language)
    names = [spoken_name(entry, quotes[best][entry.key]) for entry in entries if entry.key in quotes[best]]
    phrase = "shared"
    if all(names) and len(names) <= _NAMED:
        phrase = "shared by"
    text = say(
        brief.language,
        phrase,
        count=len(names),
        names=join_names(brief.language, names),
        both=_both(len(names), brief),
        concept=concept,
    )
    return Draft(text, tuple(quotes[best].items()))


def shared_kinds(entries: Sequence[Entry], offers: Told, brief: Brief) -> Draft | None:
    """Return the sentence on the kinds of thing that papers offer by name; None where too few do."""
    groups: dict[str, list[tuple[str, Passage]]] = {}
    for entry in entries:
        offer = offers[entry.key]
        kind = kind_offered(offer.text, brief.language) if offer else ""
        name = spoken_name(entry, offer.text) if offer else ""
        if (
            offer
            and kind
            and kind_offered(offer.text, "en") != _STUDY
            and name
            and mentions(offer.text, name)
        ):
            groups.setdefault(kind, []).append((name, offer))
    shown: dict[str, list[tuple[str, Passage]]] = {}
    for kind, members in sorted(groups.items(), key=lambda group: -len(group[1])):
        if sum(map(len, shown.values())) + len(members) <= MOST_MARKS:
            shown[kind] = members
    count = sum(map(len, shown.values()))
    if len(shown) < 1 or count < (2 if len(shown) == 1 else _COMPARED) or count < len(entries) / 2:
        return None
    parts = [_part(kind, [name for name, _ in members], brief) for kind, members in shown.items()]
    text = say(brief.language, "what differs", parts=say(brief.language, "and then").join(parts))
    if len(shown) == 1:
        ((kind, members),) = shown.items()
        names = join_names(brief.language, [name for name, _ in members])
        both = _both(count, brief)
        text = say(brief.language, "are all", names=names, both=both, kind=in_general(kind))
    return Draft(text, tuple((piece.key, piece.text) for members in shown.values() for _, piece in members))


def _part(kind: str, names: list[str], brief: Brief) -> str:
    several = len(names) > 1 or brief.language == "zh"
    phrase = "offer each" if len(names) > 1 else "offers one"
    return say(
        brief.language,
        phrase,
        names=join_names(brief.language, names),
        kind=in_general(kind) if several else kind,
    )


def _both(count: int, brief: Brief) -> str:
    return "都" if brief.language == "zh" else "both" if count == 2 else "all"
