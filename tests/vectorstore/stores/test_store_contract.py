"""What every store must do, whichever it is; a new store joins `STORES`."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from tests.support.fakes import HashingEmbedder
from tests.support.memory_store import Memory, MemoryStore
from vectorstore.library import Library
from vectorstore.retriever import Retriever
from vectorstore.search.conditions import Filters
from vectorstore.sources.entries import make_entries
from vectorstore.sources.records import Problem, Record
from vectorstore.stores.embedded import EmbeddedStore
from vectorstore.stores.store import CHUNKS, SENTENCES, Context, Store, StoredEntry
from vectorstore.text.analysis import terms
from vectorstore.text.passages import key_of, passage_id, sentences_of

TITLES = ("Calibration of survival models", "Zebrafish imaging", "Calibration of imaging", "Speech synthesis")
RECORDS = [
    Record(
        title, f"We study {title.lower()}. It has two sentences.", n, venue=("ICLR", "ACL")[n % 2], year=2024
    )
    for n, title in enumerate(TITLES)
]
STORED = [
    StoredEntry(entry, record) for entry, record in zip(make_entries(RECORDS, "a.txt"), RECORDS, strict=True)
]
ENTRIES = [item.entry for item in STORED]
KEYS = [entry.key for entry in ENTRIES]
Opens = Callable[[], Store]


@pytest.fixture(params=["embedded", "memory"])
def opens(request: pytest.FixtureRequest, tmp_path: Path) -> Opens:
    """Return what opens the same store again and again."""
    memory = Memory()
    if request.param == "memory":
        return lambda: MemoryStore(memory, Context(HashingEmbedder()))
    return lambda: EmbeddedStore(tmp_path, Context(HashingEmbedder()))


@pytest.fixture
def store(opens: Opens) -> Store:
    store = opens()
    store.put("a.txt", ("sha", 1), STORED, [Problem("a.txt", 9, "broken")])
    return store


def vector(text: str) -> np.ndarray:
    return np.asarray(HashingEmbedder().embed_query(text), np.float32)


def weights(text: str) -> dict[str, float]:
    return dict.fromkeys(terms(text), 1.0)


def test_what_was_put_is_there_in_order_also_after_reopening(store: Store, opens: Opens) -> None:
    generation = store.generation()
    store.close()
    again = opens()
    assert again.entries() == ENTRIES
    assert (again.count(), again.keys(), again.generation()) == (4, set(KEYS), generation)
    assert again.stored("a.txt") == STORED
    assert again.source("a.txt") == ("sha", 1)
    assert again.problems() == ["a.txt, line 9: broken"]
    assert (again.source("b.txt"), again.stored("b.txt")) == (None, [])


def test_entries_come_in_the_order_of_the_keys_without_unknown_ones(store: Store) -> None:
    assert store.entries([KEYS[2], "nobody-2026", KEYS[0]]) == [ENTRIES[2], ENTRIES[0]]
    assert store.entries([]) == []


def test_the_generation_grows_with_each_change_and_no_other_call(store: Store) -> None:
    seen = [store.generation()]
    store.put("b.txt", ("sha", 1), [])
    seen.append(store.generation())
    store.remove([KEYS[1]])
    seen.append(store.generation())
    store.put("a.txt", ("sha", 2), STORED)
    seen.append(store.generation())
    assert seen == sorted(set(seen))
    store.snapshot()
    store.remove(["nobody-2026"])
    assert store.generation() == seen[-1]


def test_a_source_that_is_put_again_is_replaced(store: Store) -> None:
    store.put("a.txt", ("new", 2), STORED[1:3])
    assert store.entries() == ENTRIES[1:3]
    assert (store.source("a.txt"), store.problems()) == (("new", 2), [])


def test_what_was_removed_is_found_no_more_also_after_reopening(store: Store, opens: Opens) -> None:
    before = store.snapshot()
    assert before.frequency("zebrafish") == 1
    store.remove([KEYS[1], "nobody-2026"])
    store.close()
    again = opens()
    assert again.entries() == [ENTRIES[0], *ENTRIES[2:]]
    snapshot = again.snapshot()
    assert (snapshot.frequency("zebrafish"), snapshot.keyword(weights("zebrafish"), 9)) == (0, [])
    assert KEYS[1] not in [key_of(id_) for id_, _ in snapshot.dense(vector("zebrafish imaging"), 9)]
    again.put("a.txt", ("sha", 1), STORED)
    assert again.snapshot().keyword(weights("zebrafish"), 9) != []


def test_a_snapshot_does_not_change_with_its_store(store: Store) -> None:
    before = store.snapshot()
    found = before.keyword(weights("imaging"), 9), before.dense(vector("imaging"), 9)
    store.remove([KEYS[1]])
    assert store.snapshot() is not before
    assert (before.keyword(weights("imaging"), 9), before.dense(vector("imaging"), 9)) == found


@pytest.mark.parametrize(
    "filters", [None, Filters.of(venue="ACL"), Filters.of(venue="ICLR"), Filters.of(venue="none")]
)
def test_search_gives_the_best_k_of_what_the_conditions_admit(store: Store, filters: Filters | None) -> None:
    snapshot = store.snapshot()
    admitted = [entry.key for entry in ENTRIES if not filters or filters.admits(entry)]
    text = "calibration imaging speech"
    every_list = [
        [ask(k) for k in (9, 1, 2)]
        for ask in (
            partial(snapshot.keyword, weights(text), filters=filters),
            partial(snapshot.dense, vector(text), filters=filters),
        )
    ]
    for every, *fewer in every_list:
        scores = [score for _, score in every]
        assert scores == sorted(scores, reverse=True)
        assert {key_of(id_) for id_, _ in every} == set(admitted)
        assert [[score for _, score in found] for found in fewer] == [
            pytest.approx(scores[:k]) for k in (1, 2)
        ]


def test_the_fullest_match_comes_first(store: Store) -> None:
    snapshot = store.snapshot()
    assert key_of(snapshot.keyword(weights("calibration imaging"), 1)[0][0]) == KEYS[2]
    assert key_of(snapshot.dense(vector(f"{TITLES[3]} {RECORDS[3].abstract}"), 1)[0][0]) == KEYS[3]
    assert snapshot.keyword({}, 9) == snapshot.keyword(weights("aardvark"), 9) == []


def test_terms_are_counted_and_rare_ones_weigh_more(store: Store) -> None:
    snapshot = store.snapshot()
    (rare,), (common,), (never,) = map(terms, ("zebrafish", "calibration", "aardvark"))
    assert [snapshot.frequency(term) for term in (rare, common, never)] == [1, 2, 0]
    assert snapshot.rarity(never) > snapshot.rarity(rare) > snapshot.rarity(common) > 0


def test_vectors_are_those_of_the_texts(store: Store) -> None:
    snapshot, asked = store.snapshot(), vector("calibration of imaging")
    vectors = snapshot.vectors
    assert vectors
    assert snapshot.has_sentences
    pieces = sentences_of(ENTRIES[2])
    cosines = vectors.cosines(SENTENCES, [KEYS[2], "nobody-2026"], asked)
    wanted = HashingEmbedder().encode([piece.text for piece in pieces]) @ asked
    assert list(cosines) == [passage_id(piece) for piece in pieces]
    assert list(cosines.values()) == pytest.approx(wanted.tolist())
    nearest = vectors.nearest(SENTENCES, KEYS, asked, 2)
    assert key_of(nearest[0][0]) == KEYS[2]
    assert nearest[0][1] == pytest.approx(wanted.max())
    chunk = max(vectors.cosines(CHUNKS, [KEYS[2]], asked).values())
    assert vectors.closeness(asked)[2] == pytest.approx((chunk + wanted.max()) / 2)
    assert np.linalg.norm(vectors.of([3, 1]), axis=1) == pytest.approx([1, 1])


def test_a_library_searches_whichever_store_it_is_given(store: Store, tmp_path: Path) -> None:
    library = Library(tmp_path / "home", HashingEmbedder(), bundled=None, store=store)
    assert len(library) == 4
    assert Retriever(library).search("zebrafish imaging").hits[0].entry == ENTRIES[1]
    library.ingest_records("b.txt", "", [Record("Protein folding", "We fold proteins.", 1)])
    assert Retriever(library).search("protein folding").hits[0].entry.title == "Protein folding"
