"""How sure it is that the best entry found answers a question that names no paper: a logistic score.

Fitted by `benchmarks.refusals` on questions of strangers about the bundled digest, of everyday life and of
other research (`tests/data/refusals.jsonl`), with SciFact's claims and one-line summaries of papers of other
fields, which are not part of this project. Knows nothing of rules.
"""

from typing import NamedTuple

from assistant.reading.intent import Intent
from vectorstore.retriever import Search


class Evidence(NamedTuple):
    """What the score is made of; also the weight of each."""

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


WEIGHTS = Evidence(6.96, 2.3, 1.24, -1.83, 3.47, 3.3)
_ENOUGH = 5.75
"""The fit's threshold less its bias; keeps 97 % of the answerable questions that name no paper."""
# By words alone, fitted on fewer.
_WORDS_COVERAGE, _WORDS_HELD, _WORDS_UNKNOWN, _WORDS_ENOUGH = 2.8, 4.2, -1.75, 1.6
_MUCH_HELD, _WIDE, _LONG = 12.0, 0.6, 15
_SHARED = 0.45
"""The lead of an answerable question on average, granted where several papers may answer: none need lead."""


def answers(search: Search, intent: Intent) -> bool:
    """Tell whether the best entry found is likely to answer."""
    found = evidence_of(search, intent)
    if search.support.cosine is None:
        score = _WORDS_COVERAGE * found.coverage + _WORDS_HELD * found.held + _WORDS_UNKNOWN * found.unknown
        return score >= _WORDS_ENOUGH
    return sum(weight * value for weight, value in zip(WEIGHTS, found, strict=True)) >= _ENOUGH


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
