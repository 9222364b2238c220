"""The vectors of entries, read where they lie: what comes out is what comparing each one gives."""

import numpy as np
import pytest

from tests.support.fakes import HashingEmbedder
from vectorstore.library import Library
from vectorstore.stores.embedded import EmbeddedSnapshot
from vectorstore.stores.entry_vectors import EntryVectors
from vectorstore.stores.indexes import Indexes
from vectorstore.stores.store import CHUNKS, SENTENCES
from vectorstore.text.passages import key_of, passage_id, sentences_of

QUESTION = "missingness bias calibration of survival models"


def indexes_of(library: Library) -> Indexes:
    snapshot = library.snapshot()
    assert isinstance(snapshot, EmbeddedSnapshot)
    return snapshot.indexes


@pytest.fixture
def vectors(library: Library) -> EntryVectors:
    return EntryVectors(indexes_of(library), [entry.key for entry in library.entries()])


@pytest.fixture
def question() -> np.ndarray:
    return np.asarray(HashingEmbedder().embed_query(QUESTION), np.float32)


def test_each_sentence_of_an_entry_has_the_cosine_of_its_text(
    library: Library, vectors: EntryVectors, question: np.ndarray
) -> None:
    some = library.entries()[5:9][::-1]
    found = vectors.cosines(SENTENCES, [entry.key for entry in some], question)
    pieces = [piece for entry in some for piece in sentences_of(entry)]
    assert list(found) == [passage_id(piece) for piece in pieces]
    wanted = HashingEmbedder().encode([piece.text for piece in pieces]) @ question
    assert np.allclose(list(found.values()), wanted)


@pytest.mark.parametrize("limit", [3, 100])
def test_the_nearest_entries_are_those_with_the_best_sentence(
    library: Library, vectors: EntryVectors, question: np.ndarray, limit: int
) -> None:
    keys = [entry.key for entry in library.entries()][::2]
    best: dict[str, float] = {}
    for id_, cosine in vectors.cosines(SENTENCES, keys, question).items():
        best[key_of(id_)] = max(cosine, best.get(key_of(id_), cosine))
    found = vectors.nearest(SENTENCES, keys, question, limit)
    wanted = sorted(best.values(), reverse=True)[: len(found)]
    assert len({key_of(id_) for id_, _ in found}) == min(limit, len(keys))
    assert np.allclose([cosine for _, cosine in found], wanted)
    assert all(np.isclose(best[key_of(id_)], cosine) for id_, cosine in found)


def test_entries_removed_since_are_neither_compared_nor_counted(
    library: Library, question: np.ndarray
) -> None:
    keys = [entry.key for entry in library.entries()]
    fewer = EntryVectors(indexes_of(library), keys[10:])
    assert fewer.nearest(SENTENCES, keys[:10], question, 9) == []
    assert fewer.cosines(SENTENCES, keys[:10], question) == {}
    admitted = fewer.admitted(CHUNKS, np.ones(len(keys) - 10, np.bool_))
    assert {key_of(id_) for id_, _ in fewer.search(CHUNKS, question, admitted, 999)} == set(keys[10:])
    whole = EntryVectors(indexes_of(library), keys)
    assert np.allclose(fewer.closeness(question), whole.closeness(question)[10:])
    assert np.allclose(fewer.of([0, 3]), whole.of([10, 13]))
