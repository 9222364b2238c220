"""Whatever is killed, damaged or done twice, the next start has every paper, and finds it."""

import multiprocessing
import os
import shutil
import signal
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import numpy as np
import pytest

from tests.support.clock import ENDLESS, HUNG, soon
from tests.support.fakes import HashingEmbedder
from vectorstore.errors import LibraryBusy, LibraryError, PaperAssistantError
from vectorstore.library import Library
from vectorstore.retriever import Retriever
from vectorstore.sources.digest import BUNDLED_DIGEST
from vectorstore.stores.indexes import Indexes, open_indexes
from vectorstore.stores.lock import writer_lock
from vectorstore.stores.store import CHUNKS

resource = pytest.importorskip("resource", reason="needs signals and limits as POSIX has them")
PROCESSES = multiprocessing.get_context("forkserver")
# Their imports are done once, not once a process.
PROCESSES.set_forkserver_preload(["pytest", "chromadb", "tests.support.fakes", "vectorstore.retriever"])
REBUILT = "The search index was missing or damaged; it was rebuilt from the ledger."


@contextmanager
def process(work: Callable[..., None], *arguments: object) -> Iterator[tuple[BaseProcess, Connection]]:
    """Run `work` in a process of its own, with a pipe to it; it does not outlive the block."""
    here, there = PROCESSES.Pipe()
    child = PROCESSES.Process(target=work, args=(*arguments, there))
    child.start()
    there.close()
    try:
        yield child, here
    finally:
        child.kill()
        child.join()
        here.close()


def first_search(home: Path, pipe: Connection) -> None:
    library = Library(home, HashingEmbedder())
    found = Retriever(library).search("missingness bias calibration").hits
    pipe.send((len(library.entries()), found[0].entry.key, library.notices))


def killed_at(home: Path, moment: str, times: int, pipe: Connection) -> None:
    """Start a library and be killed just before the moment: a statement of SQL, or an event of Python's."""
    left = [times]
    connect = sqlite3.connect

    def count(what: str) -> None:
        if moment in what:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def watched(*arguments: object, **options: object) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **options)  # type: ignore[call-overload]
        connection.set_trace_callback(count)
        return connection

    sys.addaudithook(lambda event, _: count(event))
    sqlite3.connect = watched  # type: ignore[assignment]
    first_search(home, pipe)


def slow_start(home: Path, pipe: Connection) -> None:
    library = Library(home, HashingEmbedder(), lambda doing, *_: pipe.send(doing))
    library.snapshot()
    pipe.send("done")


def out_of_space(home: Path, most: int, pipe: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    try:
        first_search(home, pipe)
    except PaperAssistantError as error:
        pipe.send(error)


def keep_writing(home: Path, pipe: Connection) -> None:
    with writer_lock(home):
        pipe.send("writing")
        time.sleep(ENDLESS)


def add_a_paper(home: Path, digest: Path, pipe: Connection) -> None:
    library = Library(home, HashingEmbedder())
    library.ingest(digest)
    library.snapshot()
    pipe.send("added")


def assert_whole(home: Path, embedder: HashingEmbedder | None = None, step: int = 1) -> list[str]:
    """Check that every paper is there once, every `step`th found by its title; return the notices."""
    library = Library(home, embedder or HashingEmbedder())
    retriever = Retriever(library)
    entries = library.entries()
    assert len({entry.title for entry in entries}) == len(entries) == 52
    for entry in entries[::step]:
        assert entry.key in [hit.entry.key for hit in retriever.search(entry.title, k=3).hits], entry.title
    assert len([*(home / "index").iterdir()]) == 1
    library.close()
    return library.notices


def index_folder(home: Path) -> Path:
    (folder,) = (home / "index").iterdir()
    return folder


@pytest.mark.parametrize(
    ("moment", "times"),
    [
        ("CREATE TABLE entries", 1),
        ("COMMIT", 1),
        ("INSERT INTO entries", 30),
        ("COMMIT", 2),
        ("INSERT OR REPLACE INTO vectors", 1),
        ("INSERT OR REPLACE INTO vectors", 200),
        ("COMMIT", 4),
        ("os.rename", 1),
        ("INSERT OR REPLACE INTO meta", 2),
        ("COMMIT", 5),
    ],
)
def test_a_first_start_that_is_killed_is_completed_by_the_next(
    tmp_path: Path, moment: str, times: int
) -> None:
    with process(killed_at, tmp_path, moment, times) as (child, _):
        child.join(HUNG)
        assert child.exitcode == -signal.SIGKILL
    assert assert_whole(tmp_path) == []


@pytest.mark.parametrize("delay", [0.0, 0.03, 0.1, 0.2])
def test_an_index_killed_while_it_is_built_is_not_used(tmp_path: Path, delay: float) -> None:
    with process(slow_start, tmp_path) as (child, pipe):
        while pipe.recv() != "Building the search index":
            pass
        time.sleep(delay)
        child.kill()  # which may have ended, on a quick machine
    embedder = HashingEmbedder()
    assert assert_whole(tmp_path, embedder, 5) == []
    assert embedder.encoded == 0


@pytest.mark.parametrize("most", [2_000, 50_000, 150_000, 600_000])
def test_a_disk_that_is_full_is_said_plainly_and_forgiven_later(tmp_path: Path, most: int) -> None:
    with process(out_of_space, tmp_path, most) as (_, pipe):
        error = pipe.recv()
    assert isinstance(error, LibraryError), error
    assert_whole(tmp_path, step=5)


def test_two_first_starts_at_once_both_have_every_paper(tmp_path: Path) -> None:
    with process(first_search, tmp_path) as (_, one), process(first_search, tmp_path) as (_, two):
        assert one.recv() == two.recv() == (52, "mcal-2026", [])
    assert assert_whole(tmp_path) == []


def test_a_second_writer_is_refused_at_once_and_readers_are_not(home: Path) -> None:
    library = Library(home, HashingEmbedder())
    with process(keep_writing, home) as (child, pipe):
        assert pipe.recv() == "writing"
        with soon(), pytest.raises(LibraryBusy, match=rf"another process \(pid {child.pid}\)"):
            library.ingest(BUNDLED_DIGEST)
        assert Retriever(library).search("missingness bias calibration").hits[0].entry.key == "mcal-2026"
        assert len(Library(home, None).entries()) == 52


def test_a_writer_that_was_killed_holds_nobody_up(home: Path) -> None:
    with process(keep_writing, home) as (_, pipe):
        assert pipe.recv() == "writing"
    library = Library(home, HashingEmbedder())
    library.ingest(BUNDLED_DIGEST)
    assert not (home / "writer.pid").exists()


def test_a_reader_sees_what_another_process_added(home: Path, tmp_path: Path) -> None:
    digest = tmp_path / "more.txt"
    digest.write_text(
        "论文ACL 2025 Long2025 年clinical NLP ZebraFish:斑马鱼\nWe study zebrafish.", encoding="utf-8"
    )
    library = Library(home, HashingEmbedder())
    retriever = Retriever(library)
    assert retriever.search("zebrafish").hits[0].entry.key != "zebrafish-2025"
    with process(add_a_paper, home, digest) as (_, pipe):
        assert pipe.recv() == "added"
    assert len(library.entries()) == 53
    assert retriever.search("zebrafish").hits[0].entry.key == "zebrafish-2025"


def test_searches_go_on_while_the_papers_change(home: Path) -> None:
    library = Library(home, HashingEmbedder())
    retriever = Retriever(library)
    errors: list[Exception] = []

    def search() -> None:
        try:
            for _ in range(12):
                retriever.search("missingness bias calibration")
        except LibraryError as error:
            errors.append(error)

    threads = [threading.Thread(target=search) for _ in range(6)]
    for thread in threads:
        thread.start()
    for source in "abc":
        Library(home, None, bundled=None).ingest_records(source, "", [])
        time.sleep(0.03)
    for thread in threads:
        thread.join()
    assert errors == []


def test_an_index_that_was_deleted_is_built_again_without_embedding(home: Path) -> None:
    shutil.rmtree(home / "index")
    embedder = HashingEmbedder()
    assert assert_whole(home, embedder, 5) == [REBUILT]
    assert embedder.encoded == 0


@pytest.mark.parametrize("name", ["manifest.json", "chroma.sqlite3", "data_level0.bin", "meta.json"])
def test_a_damaged_index_is_built_again_and_the_reader_is_told(home: Path, name: str) -> None:
    next(index_folder(home).rglob(name)).write_bytes(b"\xa5" * 5000)
    embedder = HashingEmbedder()
    assert assert_whole(home, embedder, 5) == [REBUILT]
    assert embedder.encoded == 0
    assert assert_whole(home, step=5) == []


def damages(path: Path) -> Iterator[bytes | None]:
    whole = path.read_bytes()
    middle = len(whole) // 2
    yield from (None, b"", whole[:middle], b"\xa5" * len(whole))
    yield whole[:middle] + b"\xa5" * 16 + whole[middle + 16 :]
    yield whole.replace(b"mcal-2026#", b"mcam-2026#")  # in order as before, and wrong


def nearest(indexes: Indexes | None) -> list[tuple[str, float]]:
    """Return what an index says of one vector; nothing where it was found damaged."""
    if indexes is None or indexes.dense is None:
        return []
    vector = np.asarray(HashingEmbedder().embed_query("missingness bias calibration"), np.float32)
    found = indexes.dense.search(CHUNKS, vector, 20) + indexes.keyword.search({"calibr": 1.0}, 20)
    indexes.close()
    return found


def test_no_damage_to_any_file_of_an_index_is_searched(built_home: Path, tmp_path: Path) -> None:
    folder = index_folder(built_home)
    wanted = folder.name.partition("-")[0]
    right = nearest(open_indexes(shutil.copytree(folder, tmp_path / "right" / folder.name).parent, wanted))
    assert len(right) > 20
    for path in [path for path in folder.rglob("*") if path.is_file() and path.stat().st_size]:
        for damage in damages(path):
            copy = shutil.copytree(folder, tmp_path / folder.name)
            damaged = copy / path.relative_to(folder)
            damaged.unlink() if damage is None else damaged.write_bytes(damage)
            # What no search reads, such as a free page of a database, may be damaged.
            assert nearest(open_indexes(tmp_path, wanted)) in ([], right), path.name
            shutil.rmtree(copy)


def test_a_ledger_that_was_deleted_comes_back_with_the_bundled_papers(home: Path) -> None:
    for path in home.glob("ledger.sqlite3*"):
        path.unlink()
    assert assert_whole(home, step=5) == []


def test_a_damaged_ledger_is_named_and_not_replaced(home: Path) -> None:
    path = home / "ledger.sqlite3"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(LibraryError, match=r"ledger\.sqlite3 cannot be used: .*move it away"):
        Library(home, HashingEmbedder()).snapshot()
    assert path.stat().st_size > 0
    with pytest.raises((LibraryError, sqlite3.DatabaseError)):
        Library(home, HashingEmbedder()).snapshot()
