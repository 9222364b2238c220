"""Hybrid search: keyword and dense lists fused by normalised scores, grouped by entry.

Dense similarity is taken of an entry's chunks and of its single sentences, the keyword score of its text.
Each list is scaled to 0..1 and the three are added (a convex sum). Pure but for the indexes it is given;
knows nothing of files.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vectorstore.indexes import CHUNKS, SENTENCES, Indexes
from vectorstore.passages import key_of

DEPTH = 200
"""Passages taken from each list before fusing."""
SENTENCE_DEPTH = 500
"""Single sentences taken: several of an entry may be near."""
KEYWORD = "keyword"
WEIGHTS = {KEYWORD: 0.5, CHUNKS: 0.3, SENTENCES: 0.2}
"""Parts of the convex sum, chosen in `benchmarks`; those of a missing list go to the others."""


@dataclass(slots=True)
class Found:
    """An entry found: its score, 0 to 1, and its highest cosine similarity with the question."""

    key: str
    score: float = 0.0
    cosine: float = 0.0


def fuse(lists: Mapping[str, Sequence[tuple[str, float]]]) -> list[Found]:
    """Fuse lists of (passage id, score) into entries, best first; an entry counts by its best passage."""
    total = sum(WEIGHTS[name] for name, found in lists.items() if found) or 1.0
    entries: dict[str, Found] = {}
    for name, found in lists.items():
        best: dict[str, float] = {}
        for identifier, score in found:
            key = key_of(identifier)
            best[key] = max(score, best.get(key, score))
        for key, part in _scaled(name, best).items():
            entry = entries.setdefault(key, Found(key))
            entry.score += WEIGHTS[name] / total * part
            entry.cosine = max(entry.cosine, best[key] if name != KEYWORD else 0.0)
    return sorted(entries.values(), key=lambda entry: (-entry.score, entry.key))


def lists_of(
    indexes: Indexes, weights: Mapping[str, float], vector: NDArray[np.float32] | None, depth: int = DEPTH
) -> dict[str, list[tuple[str, float]]]:
    """Ask both indexes: weighted terms for the keyword list, a unit vector for the dense ones."""
    lists = {KEYWORD: indexes.keyword.search(weights, depth)}
    if vector is not None and indexes.dense:
        lists[CHUNKS] = indexes.dense.search(CHUNKS, vector, depth)
        if indexes.has_sentences:
            lists[SENTENCES] = indexes.dense.search(SENTENCES, vector, SENTENCE_DEPTH * depth // DEPTH)
    return lists


def _scaled(name: str, scores: Mapping[str, float]) -> dict[str, float]:
    """Scale to 0..1: BM25 by its best, cosines from the list's worst to its best."""
    low = 0.0 if name == KEYWORD else min(scores.values(), default=0.0)
    span = (max(scores.values(), default=0.0) - low) or 1.0
    return {key: (score - low) / span for key, score in scores.items()}
