"""The ledger keeps what it was given, whole or not at all, and says plainly when it cannot be read."""

import gc
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import numpy as np
import pytest

from vectorstore.errors import LibraryError, LibraryTooNew
from vectorstore.sources.entries import make_entries
from vectorstore.sources.records import Problem, Record
from vectorstore.stores.ledger import SCHEMA_VERSION, Ledger
from vectorstore.stores.store import StoredEntry

RECORDS = [Record(f"题目{n}", f"Abstract {n}.", 2 * n + 1, venue="ICLR", year=2026) for n in range(3)]
STORED = [
    StoredEntry(entry, record) for entry, record in zip(make_entries(RECORDS, "a.txt"), RECORDS, strict=True)
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite3"


def filled(path: Path) -> Ledger:
    ledger = Ledger(path)
    ledger.replace_source(
        "a.txt", "sha", 1, STORED, [Problem("a.txt", 9, "broken"), Problem("a.txt", 12, "too")]
    )
    return ledger


def test_what_was_stored_is_there_after_reopening(path: Path) -> None:
    filled(path).close()
    ledger = Ledger(path)
    assert ledger.entries().all() == [item.entry for item in STORED]
    assert ledger.stored("a.txt") == STORED
    assert ledger.source("a.txt") == ("sha", 1)
    assert ledger.problems() == ["a.txt, line 9: broken", "a.txt, line 12: too"]


def test_entries_come_in_the_order_of_their_sources_each_with_the_hash_of_its_content(path: Path) -> None:
    ledger = filled(path)
    records = [replace(record, title=f"zz {record.title}") for record in RECORDS]
    others = [StoredEntry(e, r) for e, r in zip(make_entries(records, "A.txt"), records, strict=True)]
    ledger.replace_source("A.txt", "sha", 1, others, [])
    wanted = [item.entry for item in (*others, *STORED)]
    table = ledger.entries()
    assert table.get(wanted[4].key) == wanted[4]
    assert table.get("nobody-2026") is None
    assert (table.all(), len(table)) == (wanted, 6)
    assert table.contents == sorted((entry.key, entry.content_hash) for entry in wanted)
    assert gc.isenabled()


def test_every_change_of_the_entries_raises_the_generation(path: Path) -> None:
    ledger = filled(path)
    before = ledger.generation()
    ledger.replace_source("a.txt", "sha2", 1, STORED[:1], [])
    assert ledger.generation() > before
    assert ledger.problems() == []
    assert ledger.keys() == {STORED[0].entry.key}


def test_a_source_that_fails_half_way_leaves_the_older_state(path: Path) -> None:
    ledger = filled(path)
    generation = ledger.generation()
    with pytest.raises(LibraryError, match="UNIQUE"):
        ledger.replace_source("b.txt", "sha", 1, [*STORED[1:], STORED[0]], [])
    assert ledger.entries().all() == [item.entry for item in STORED]
    assert (ledger.source("b.txt"), ledger.generation()) == (None, generation)


def test_a_transaction_that_is_interrupted_leaves_nothing(path: Path) -> None:
    ledger = filled(path)
    with pytest.raises(KeyboardInterrupt), ledger.transaction():
        ledger.set_meta("name", "value")
        raise KeyboardInterrupt
    assert ledger.meta("name") == ""


def test_vectors_come_back_exactly_and_by_their_model_alone(path: Path) -> None:
    ledger = filled(path)
    rows = {n.to_bytes(16): np.full(8, n, np.float32) for n in range(1200)}
    ledger.add_vectors("one", rows.items())
    found = ledger.vectors("one", [*rows, b"x" * 16])
    assert found.keys() == rows.keys()
    assert all(np.array_equal(found[text_hash], row) for text_hash, row in rows.items())
    assert ledger.vectors("other", [*rows]) == {}


def test_a_library_of_a_newer_version_is_left_alone(path: Path) -> None:
    filled(path).close()
    with sqlite3.connect(path) as database:
        database.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    database.close()
    with pytest.raises(LibraryTooNew, match=f"format {SCHEMA_VERSION + 1}; this version reads up to"):
        Ledger(path)


@pytest.mark.parametrize("damage", ["no database", "cut short", "overwritten", "a folder"])
def test_a_file_that_cannot_be_read_is_named(path: Path, damage: str) -> None:
    ledger = filled(path)
    ledger.add_vectors("one", ((bytes([n]) * 16, np.ones(1000, np.float32)) for n in range(50)))
    ledger.close()
    whole = path.read_bytes()
    path.unlink()
    if damage == "a folder":
        path.mkdir()
    else:
        parts = {"no database": b"no" * 4000, "cut short": whole[: len(whole) // 3]}
        path.write_bytes(parts.get(damage, whole[:4096] + b"\xa5" * (len(whole) - 4096)))
    with pytest.raises(LibraryError, match=r"ledger\.sqlite3 cannot be used"):
        Ledger(path).entries()


def test_two_that_have_it_open_see_the_same(path: Path) -> None:
    one, two = Ledger(path), Ledger(path)
    one.replace_source("a.txt", "sha", 1, STORED, [])
    assert two.entries().all() == one.entries().all()
    assert two.generation() == one.generation()


def test_many_that_open_a_new_one_at_once_all_get_it(tmp_path: Path) -> None:
    together = Barrier(6)

    def opened(path: Path) -> int:
        together.wait()
        ledger = Ledger(path)
        generation = ledger.generation()
        ledger.close()
        return generation

    with ThreadPoolExecutor(6) as threads:
        for n in range(8):
            assert len(set(threads.map(opened, [tmp_path / f"{n}.sqlite3"] * 6))) == 1
