"""How sure it is that the best entry found answers a question that names no paper: a logistic score.

Fitted by `benchmarks.refusals` on questions of strangers about the bundled digest, of everyday life and of
other research. Knows nothing of rules.
"""

from typing import NamedTuple

from assistant.deciding.weights import weights
from assistant.reading.intent import Intent
from vectorstore.retriever import Search


class Evidence(NamedTuple):
    """What the score is made of; each has its weight by this name."""

    cosine: float
    """Highest cosine similarity of the best entry with the question."""
    coverage: float
    """Share of what is asked that it mentions, weighted by rarity."""
    held: float
    """What it mentions, as the sum of the rarities: three or four rare words are enough for 1."""
    unknown: float
    """Share of the concepts asked for that no entry mentions."""
    margin: float
    """Lead over the third entry found, which more than `_WIDE` adds nothing to."""
    length: float
    """Things asked: in a long question more is said in other words than the paper's."""


_MUCH_HELD, _WIDE, _LONG = 12.0, 0.6, 15
_SHARED = 0.45
"""The lead of an answerable question on average, granted where several papers may answer: none need lead."""


def answers(search: Search, intent: Intent) -> bool:
    """Tell whether the best entry found is likely to answer; without vectors by words alone."""
    row = weights("answerable_words" if search.support.cosine is None else "answerable")
    found = evidence_of(search, intent)._asdict()
    score = row["bias"] + sum(row.get(name, 0.0) * value for name, value in found.items())
    return bool(score >= row["enough"])


def evidence_of(search: Search, intent: Intent) -> Evidence:
    """Weigh what was found for a question."""
    support = search.support
    scores = [*(hit.score for hit in search.hits[:3]), 0.0, 0.0, 0.0]
    margin = min(scores[0] - scores[2], _WIDE)
    if intent.several or intent.compares or (intent.papers or 1) > 1:
        margin = max(margin, _SHARED)
    # Two characters of unread Chinese are about one thing.
    asked = len(search.question.asked) + search.question.unread / 2
    return Evidence(
        support.cosine or 0.0,
        support.coverage,
        min(support.held, _MUCH_HELD) / _MUCH_HELD,
        support.unknown_share,
        margin,
        min(asked, _LONG) / _LONG,
    )
