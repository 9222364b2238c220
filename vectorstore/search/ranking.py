"""Ranks the sentences of an entry by what is asked: cosine similarity, and the share of terms they hold.

Pure; knows nothing of indexes.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from vectorstore.text.analysis import terms
from vectorstore.text.passages import passage_id
from vectorstore.types import FoundBy, Passage, PassageHit

Vectors = NDArray[np.float32]

_DENSE_SHARE = 0.35
"""Part of a sentence's score that is its cosine similarity; the rest is the share of terms it holds."""
_DENSE_FLOOR = 0.2
"""Below this cosine similarity a sentence is not called found by meaning."""


class Focus:
    """What sentences are ranked by.

    Args:
        weights: terms asked for, each with its weight times its rarity.
        vector: what is asked, embedded, of unit length; None for terms alone.
    """

    def __init__(self, weights: Mapping[str, float], vector: Vectors | None) -> None:
        self._weights = weights
        self._total = sum(weights.values()) or 1.0
        self.vector = vector

    def rank(self, sentences: Sequence[Passage], cosines: Mapping[str, float]) -> list[PassageHit]:
        """Rank sentences, best first; `cosines` holds their similarity to the vector, by passage id."""
        ranked: list[PassageHit] = []
        for piece in sentences:
            cosine = max(0.0, cosines.get(passage_id(piece), 0.0)) if cosines else 0.0
            share = (
                sum(self._weights[term] for term in self._weights.keys() & terms(piece.text)) / self._total
            )
            score = _DENSE_SHARE * cosine + (1 - _DENSE_SHARE) * share if cosines else share
            ranked.append(PassageHit(piece, round(score, 6), _ways(cosine, share)))
        return sorted(ranked, key=lambda hit: (-hit.score, hit.passage.start))


def _ways(cosine: float, share: float) -> tuple[FoundBy, ...]:
    dense: tuple[FoundBy, ...] = ("dense",) if cosine > _DENSE_FLOOR else ()
    return (*dense, "keyword") if share > 0 else dense
