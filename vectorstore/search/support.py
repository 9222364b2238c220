"""How well the best entry found supports what a question asks: the evidence for answering or refusing.

Knows nothing of the decision.
"""

from dataclasses import dataclass

from vectorstore.search.question import Question
from vectorstore.stores.store import Snapshot
from vectorstore.text.analysis import terms
from vectorstore.types import Entry

UNREAD_WEIGHT = 1.2
"""Weight of a Chinese character that no concept covers, among what is missing; a rare word has about 4."""

_MOSTLY = 0.5
"""A concept of several words is mentioned where more than this share of them is."""


@dataclass(frozen=True, slots=True)
class Support:
    """What the best entry holds of a question; where the question names the entry, of the rest of it."""

    cosine: float | None
    """Its highest cosine similarity with the question; None without an embedder."""
    held: float
    """What it mentions of what is asked, as the sum of the rarities."""
    coverage: float
    """Share of what is asked that it mentions, weighted by rarity, 0 to 1."""
    missing: tuple[str, ...]
    """What is asked and it does not mention."""
    unknown_share: float
    """Share of the concepts asked for that no entry mentions, weighted by rarity, 0 to 1."""
    closest: float | None
    """Highest cosine similarity of a sentence of its with what is asked; None without their vectors."""
    strangers: tuple[str, ...]
    """Words of the question that look like coined names and stand nowhere in the library."""


def weigh_support(
    index: Snapshot,
    question: Question,
    entry: Entry | None,
    cosine: float | None,
    closest: float | None = None,
) -> Support:
    """Weigh what is asked against an entry; None for nothing found."""
    texts = (entry.text, entry.name, *entry.links, *entry.topics) if entry else ()
    spoken = set(terms(" ".join(texts)))
    total = held = concepts = unknown = 0.0
    missing: list[str] = []
    for thing in question.asked:
        # The commonest way to say it decides how rare it is, by its rarest word.
        spelling = max(thing.spellings, key=lambda spelling: min(map(index.frequency, spelling)))
        rarest = min(spelling, key=index.frequency)
        weight = index.rarity(rarest)
        total += weight
        concepts += weight * thing.is_concept
        unknown += weight * (thing.is_concept and not index.frequency(rarest))
        share = max(sum(term in spoken for term in spelling) / len(spelling) for spelling in thing.spellings)
        if share > _MOSTLY:
            held += weight * share
        else:
            missing.append(thing.surface)
    strangers = (word for word in question.named.unknown if not any(map(index.frequency, terms(word))))
    return Support(
        cosine=cosine,
        held=held,
        coverage=held / (total + UNREAD_WEIGHT * question.unread or 1.0),
        missing=tuple(dict.fromkeys(missing)),
        unknown_share=unknown / (concepts or 1.0),
        closest=closest,
        strangers=tuple(strangers),
    )
