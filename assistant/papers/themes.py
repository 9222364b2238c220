"""Groups entries into themes, names the themes, and lays the entries out on a map.

Agglomerative clustering by Ward's criterion (1963) over what entries share in meaning and in rare words,
beyond what all of them share; the number of themes is chosen by the silhouette (Rousseeuw, 1987), the map
laid out by classical scaling (Torgerson, 1952). Deterministic; knows nothing of subfields, nor of what is
written.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.papers.labels import labelled
from assistant.types import Language
from vectorstore.text.analysis import content, terms
from vectorstore.text.glossary import Glossary
from vectorstore.types import Entry

Floats = NDArray[np.float64]

SMALLEST = 6
"""Fewer entries than this are one theme."""
_MANY = 8
"""Entries a theme has on average at most."""
_SPREAD = 1.6
"""Themes there are at most, as a multiple of the square root of the number of entries."""
_ALONE = 0.04
"""What an entry left alone in its theme costs in silhouette."""


@dataclass(frozen=True, slots=True)
class Theme:
    """Entries that belong together, most typical first, under a name in the reader's language.

    The label is empty where nothing sets them apart from the others, or there are no others.
    """

    label: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Grouping:
    """Themes, the largest first, and for each entry given its place on the map, 0 to 1 each way."""

    themes: tuple[Theme, ...]
    places: dict[str, tuple[float, float]]


def group(
    entries: Sequence[Entry],
    vectors: NDArray[np.float32] | None,
    language: Language,
    glossary: Glossary,
    subject: str = "",
) -> Grouping:
    """Group `entries`, best first, into themes; `vectors` are theirs, unit rows, or None to go by words.

    What `subject` names is no label: all the entries have it in common.
    """
    if not entries:
        return Grouping((), {})
    similarity = _similarity(entries, vectors)
    clusters = _clusters(similarity) if len(entries) >= SMALLEST else [list(range(len(entries)))]
    grouped = [[entries[row] for row in cluster] for cluster in clusters]
    labels = labelled(grouped, glossary, language, subject) if len(clusters) > 1 else [""]
    # Kept together: a theme beside the one most like it, from the largest on.
    order = _walk(clusters, similarity)
    themes = tuple(
        Theme(labels[at], tuple(entries[row] for row in _typical(clusters[at], similarity))) for at in order
    )
    places = layout(similarity)
    return Grouping(themes, {entry.key: (x, y) for entry, (x, y) in zip(entries, places, strict=True)})


def layout(similarity: Floats) -> list[tuple[float, float]]:
    """Return a place for each row, 0 to 1 each way, so that similar rows are near each other."""
    size = len(similarity)
    if size < 3:
        return [((row + 1) / (size + 1), 0.5) for row in range(size)]
    squared = np.maximum(0.0, 2 - 2 * similarity)
    centring = np.eye(size) - 1 / size
    values, axes = np.linalg.eigh(-centring @ squared @ centring / 2)
    places = axes[:, ::-1][:, :2] * np.sqrt(np.maximum(values[::-1][:2], 0))
    # The sign of an axis means nothing: fixed, so that the map does not flip from run to run.
    places *= np.where(places[np.abs(places).argmax(axis=0), [0, 1]] < 0, -1, 1)
    low, span = places.min(axis=0), np.maximum(np.ptp(places, axis=0), 1e-9)
    return [(round(float(x), 4), round(float(y), 4)) for x, y in (places - low) / span]


def _similarity(entries: Sequence[Entry], vectors: NDArray[np.float32] | None) -> Floats:
    """Return how alike the entries are, 0 to 1: the mean of their cosines by words and by meaning."""
    texts = (entry.abstract if entry.mismatch else entry.text for entry in entries)
    counts = [Counter(terms(content(text))) for text in texts]
    frequency = Counter(term for count in counts for term in count)
    vocabulary = {term: at for at, term in enumerate(sorted(t for t, n in frequency.items() if n > 1))}
    table = np.zeros((len(entries), len(vocabulary) + 1))
    for row, count in enumerate(counts):
        for term, number in count.items():
            if term in vocabulary:
                weight = math.log(1 + len(entries) / frequency[term])
                table[row, vocabulary[term]] = (1 + math.log(number)) * weight
        table[row, -1] = 1e-6  # an entry that shares no word still has a direction
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    worded = table @ table.T
    if vectors is None:
        return worded
    meant = vectors.astype(np.float64) @ vectors.T.astype(np.float64)
    # Rounded, so that two entries equally typical of their theme are so on every processor.
    both: Floats = np.clip(((worded + meant) / 2).round(6), 0.0, 1.0)
    return both


def _clusters(similarity: Floats) -> list[list[int]]:
    """Return the cut of the tree of merges with the best silhouette, less a price for entries alone."""
    size = len(similarity)
    # What all share sets none apart: similarities are taken about their common centre.
    centring = np.eye(size) - 1 / size
    inner = centring @ similarity @ centring
    lengths = np.sqrt(np.maximum(np.diag(inner), 1e-9))
    distance = np.maximum(0.0, 1 - inner / np.outer(lengths, lengths))
    best, best_score = [list(range(size))], -math.inf
    for clusters in _merges(2 * distance):
        if max(2, size / _MANY) <= len(clusters) <= max(2, _SPREAD * math.sqrt(size)):
            alone = sum(len(cluster) == 1 for cluster in clusters)
            score = _silhouette(clusters, distance) - _ALONE * alone
            if score > best_score:
                best, best_score = clusters, score
    return best


def _merges(squared: Floats) -> Iterator[list[list[int]]]:
    """Yield the clusters after each merge of the two that add least to the variance within.

    Distances are brought up to date as Lance and Williams (1967) give it for Ward's criterion.
    """
    clusters = [[row] for row in range(len(squared))]
    between = squared.copy()
    np.fill_diagonal(between, np.inf)
    while len(clusters) > 1:
        first, second = sorted(divmod(int(between.argmin()), len(clusters)))
        one, two = len(clusters[first]), len(clusters[second])
        others = np.array([len(cluster) for cluster in clusters])
        apart = between[first, second]
        merged = (one + others) * between[first] + (two + others) * between[second] - others * apart
        merged /= one + two + others
        between[first], between[:, first] = merged, merged
        between[first, first] = np.inf
        between = np.delete(np.delete(between, second, 0), second, 1)
        clusters = [list(cluster) for cluster in clusters]
        clusters[first] += clusters.pop(second)
        yield clusters


def _silhouette(clusters: list[list[int]], distance: Floats) -> float:
    """Return the mean silhouette; an entry alone in its cluster counts 0."""
    means = np.stack([distance[:, cluster].mean(axis=1) for cluster in clusters], 1)
    total = 0.0
    for at, cluster in enumerate(clusters):
        if len(cluster) == 1:
            continue
        inside = means[cluster, at] * len(cluster) / (len(cluster) - 1)
        outside = np.delete(means[cluster], at, 1).min(axis=1)
        total += float(((outside - inside) / np.maximum(np.maximum(inside, outside), 1e-9)).sum())
    return total / len(distance)


def _walk(clusters: list[list[int]], similarity: Floats) -> list[int]:
    """Return the clusters in reading order: the largest, then always the one most like the last."""
    left = sorted(range(len(clusters)), key=lambda at: (-len(clusters[at]), min(clusters[at])))
    order = [left.pop(0)]
    while left:
        last = clusters[order[-1]]
        after = max(left, key=lambda at: similarity[np.ix_(last, clusters[at])].mean())
        left.remove(after)
        order.append(after)
    return order


def _typical(cluster: list[int], similarity: Floats) -> list[int]:
    """Return the rows of a cluster: the most central, then always the one most like the last two."""
    left = sorted(cluster)
    order = [max(left, key=lambda row: similarity[row, cluster].sum())]
    left.remove(order[0])
    while left:
        after = max(left, key=lambda row: similarity[row, order[-2:]].mean())
        left.remove(after)
        order.append(after)
    return order
