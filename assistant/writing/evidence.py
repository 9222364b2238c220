"""Chooses what a writer is shown: whole abstracts while the token budget lasts, else the best sentences.

Knows nothing of models or of how tokens are counted.
"""

from collections.abc import Callable, Sequence

from vectorstore.types import Hit, Passage

_OVERHEAD = 60
"""Tokens an entry takes beside its text: key, facts, punctuation of the prompt."""
_SHARES = 3
"""Where as many entries are found, none takes more than this part of the budget."""

CountTokens = Callable[[str], int]


def fit(hits: Sequence[Hit], budget: int, count: CountTokens) -> tuple[tuple[Hit, ...], tuple[Passage, ...]]:
    """Return the hits that fit `budget` tokens, best first, and the passages of them that are shown.

    No entry takes more than its share, so that a long one leaves room for others; the first is shown at least
    its best sentence, whatever the budget.
    """
    shown: list[Hit] = []
    passages: list[Passage] = []
    left = budget
    share = budget // min(len(hits), _SHARES) if hits else 0
    for hit in hits:
        heading = count(hit.entry.title) + _OVERHEAD
        pieces, cost = _pieces(hit, min(left, share) - heading, count)
        if not pieces and shown:
            break
        shown.append(hit)
        passages += pieces or [hit.passages[0].passage]
        left -= heading + cost
    return tuple(shown), tuple(passages)


def _pieces(hit: Hit, room: int, count: CountTokens) -> tuple[list[Passage], int]:
    entry = hit.entry
    whole = Passage(entry.key, entry.body_start, len(entry.text), entry.abstract)
    if entry.abstract and (cost := count(entry.abstract)) <= room:
        return [whole], cost
    pieces: list[Passage] = []
    total = 0
    for ranked in hit.passages:
        cost = count(ranked.passage.text)
        if total + cost <= room:
            pieces.append(ranked.passage)
            total += cost
    return sorted(pieces, key=lambda piece: piece.start), total
