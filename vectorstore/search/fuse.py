"""Hybrid search: keyword and dense lists fused by normalised scores, grouped by entry.

Dense similarity is taken of an entry's chunks and, of the entries that these and the keywords find, of its
single sentences; the keyword score of its text. Each list is scaled to 0..1 and the three are added (a convex
sum). Pure but for the snapshot it is given; knows nothing of files.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vectorstore.search.conditions import Filters
from vectorstore.stores.store import CHUNKS, SENTENCES, Ranked, Snapshot, Vectors
from vectorstore.text.passages import key_of

DEPTH = 200
"""Passages taken from each list before fusing."""
SENTENCE_DEPTH = 250
"""Entries whose best sentence counts, of those that the other lists hold."""
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
    """Fuse lists of (passage id, score) into entries, all best first; an entry counts by its best passage."""
    total = sum(WEIGHTS[name] for name, found in lists.items() if found) or 1.0
    entries: dict[str, Found] = {}
    for name, found in lists.items():
        best: dict[str, float] = {}
        for identifier, score in found:
            best.setdefault(key_of(identifier), score)
        low, span = _scale(name, best)
        for key, score in best.items():
            entry = entries.get(key) or entries.setdefault(key, Found(key))
            entry.score += WEIGHTS[name] / total * (score - low) / span
            if name != KEYWORD:
                entry.cosine = max(entry.cosine, score)
    return sorted(entries.values(), key=lambda entry: (-entry.score, entry.key))


def ask_lists(
    snapshot: Snapshot,
    weights: Mapping[str, float],
    vector: Vectors | None,
    filters: Filters | None = None,
    depth: int = DEPTH,
) -> dict[str, Ranked]:
    """Ask a store: weighted terms for the keyword list, a unit vector for the chunks'."""
    lists = {KEYWORD: snapshot.keyword(weights, depth, filters)}
    if vector is not None and snapshot.vectors:
        lists[CHUNKS] = snapshot.dense(vector, depth, filters)
    return lists


def keys_of(lists: Mapping[str, Sequence[tuple[str, float]]]) -> list[str]:
    """Return the entries that any of some lists of (passage id, score) holds."""
    return list(dict.fromkeys(key_of(identifier) for found in lists.values() for identifier, _ in found))


def _scale(name: str, scores: Mapping[str, float]) -> tuple[float, float]:
    """Return what is taken from a score and what it is divided by: 0 and the best of BM25, or the range."""
    low = 0.0 if name == KEYWORD else min(scores.values(), default=0.0)
    return low, (max(scores.values(), default=0.0) - low) or 1.0
