"""A library is made at the first need, keeps its keys, and embeds each text once."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.fakes import HashingEmbedder, NoEmbedder
from vectorstore.errors import LibraryError, SourceError
from vectorstore.library import Library
from vectorstore.retriever import Retriever
from vectorstore.sources.digest import BUNDLED_DIGEST
from vectorstore.sources.records import Record

LINES = BUNDLED_DIGEST.read_text(encoding="utf-8").split("\n")


def opened(home: Path, digest: Path | None = BUNDLED_DIGEST) -> Library:
    return Library(home, None, bundled=digest)


def digest_file(folder: Path, *lines: str) -> Path:
    path = folder / "papers.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def keys(library: Library) -> list[str]:
    return [entry.key for entry in library.entries()]


def test_a_new_folder_holds_the_bundled_papers_in_their_order(tmp_path: Path) -> None:
    library = opened(tmp_path / "deep" / "home")
    assert len(library.entries()) == 52
    assert [entry.source for entry in library.entries()[:2]] == ["digest.txt:1", "digest.txt:3"]
    assert (library.problems, library.notices) == ([], [])


def test_opening_again_changes_nothing(home: Path, built_home: Path) -> None:
    before = opened(home)
    assert opened(home).generation == before.generation
    assert opened(home).entries() == before.entries() == opened(built_home).entries()


def test_a_corrected_abstract_keeps_its_key_and_its_neighbours(tmp_path: Path) -> None:
    before = keys(opened(tmp_path, digest_file(tmp_path, *LINES)))
    lines = [line.replace("Learning to Defer (L2D)", "Deferral") for line in LINES]
    assert lines != LINES
    after = opened(tmp_path, digest_file(tmp_path, *lines))
    assert keys(after) == before
    assert "Deferral improves" in after.entries()[21].abstract


def test_keys_survive_a_newer_cleaning(home: Path) -> None:
    before = opened(home)
    with sqlite3.connect(home / "ledger.sqlite3") as ledger:
        ledger.execute("UPDATE sources SET cleaning = cleaning - 1")
        ledger.execute("UPDATE entries SET entry = replace(entry, ' the ', ' teh ')")
    ledger.close()
    after = opened(home)
    assert keys(after) == keys(before)
    assert " teh " not in after.entries()[0].text


def test_new_papers_change_no_key_and_papers_that_go_take_theirs(tmp_path: Path) -> None:
    library = opened(tmp_path, digest_file(tmp_path, *LINES[:20]))
    first = keys(library)
    library.ingest(digest_file(tmp_path, *LINES[30:40], *LINES[:16]))
    assert keys(library)[5:] == first[:8]
    assert len(library.entries()) == 13


def test_repeats_are_left_out_and_reported(tmp_path: Path) -> None:
    library = opened(tmp_path, digest_file(tmp_path, *LINES[:4], *LINES[:2]))
    assert len(library.entries()) == 2
    assert library.problems == ["papers.txt, line 5: the same paper as in line 1; left out"]


def test_papers_that_cannot_be_read_are_reported_and_the_rest_goes_in(tmp_path: Path) -> None:
    library = opened(tmp_path, digest_file(tmp_path, *LINES[:3], *LINES[4:8]))
    assert len(library.entries()) == 3
    assert library.problems == ["papers.txt, line 3: a title without an abstract on the next line"]


def test_two_sources_stand_side_by_side(home: Path, tmp_path: Path) -> None:
    library = opened(home)
    library.ingest(
        digest_file(tmp_path, "论文ACL 2025 Long2025 年clinical NLP MCal:又一个", "We use hearts.")
    )
    other = library.entries()[-1]
    assert len(library.entries()) == 53
    assert (other.source, other.key[:9]) == ("papers.txt:1", "mcal-2025")


def test_a_source_that_cannot_be_read_leaves_the_library_as_it_was(home: Path, tmp_path: Path) -> None:
    library = opened(home)
    (tmp_path / "papers.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SourceError, match="not UTF-8"):
        library.ingest(tmp_path / "papers.txt")
    assert len(library.entries()) == 52


def test_a_hostile_paper_is_kept_as_words(tmp_path: Path) -> None:
    words = 'A {z.__class__} {{x}} {"lc": 1} <script>alert(1)</script> =cmd() \'; DROP TABLE entries; --'
    library = opened(tmp_path, None)
    library.ingest_records("s", "", [Record("A title", words, 1)])
    assert library.entries()[0].abstract == words
    assert Retriever(library).search("DROP TABLE").hits[0].passages[0].passage.text in words


def test_an_empty_library_finds_nothing(tmp_path: Path) -> None:
    library = Library(tmp_path, HashingEmbedder(), bundled=None)
    assert Retriever(library).search("MCal").hits == ()


def test_each_text_is_embedded_once(tmp_path: Path) -> None:
    embedder = HashingEmbedder()
    library = Library(tmp_path, embedder, bundled=digest_file(tmp_path, *LINES[:20]))
    library.snapshot()
    once = embedder.encoded
    library.ingest(digest_file(tmp_path, *LINES[:22]))
    library.snapshot()
    added = embedder.encoded - once
    assert 2 <= added <= 12


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LibraryError, match="file/home cannot be made: Not a directory"):
        opened(tmp_path / "file" / "home")


def test_a_missing_digest_is_named(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=r"none\.txt cannot be read: No such file"):
        opened(tmp_path, tmp_path / "none.txt")


def test_long_work_tells_its_progress(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    library = Library(tmp_path, HashingEmbedder(), lambda *step: told.append(step))
    library.snapshot()
    assert list(dict.fromkeys(doing for doing, _, _ in told))[:2] == [
        "Reading digest.txt",
        "Embedding chunks",
    ]
    assert ("Reading digest.txt", 52, 52) in told
    assert told[-1][1] == told[-1][2] > 0


def test_without_an_embedder_that_works_keywords_serve_and_the_reader_is_told(tmp_path: Path) -> None:
    library = Library(tmp_path, NoEmbedder())
    hits = Retriever(library).search("missingness bias calibration").hits
    assert hits[0].entry.key == "mcal-2026"
    assert hits[0].passages[0].found_by == ("keyword",)
    assert library.notices == ["Search by keywords alone: The model is out of reach."]


def test_another_model_means_new_vectors_and_the_old_ones_are_kept(home: Path) -> None:
    other = HashingEmbedder("another")
    library = Library(home, other)
    library.snapshot()
    everything = other.encoded
    library.close()
    again = HashingEmbedder()
    assert Retriever(Library(home, again)).search("calibration").hits
    assert everything > 250
    assert again.encoded == 0


def test_an_entry_is_found_by_its_key_alone(library: Library) -> None:
    entry = library.entries()[3]
    assert library.get(entry.key) == entry
    assert library.get("nobody-2026") is None
    assert replace(entry, key="x").content_hash == entry.content_hash
