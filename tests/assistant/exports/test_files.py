"""Exported files are whole or not there, and take no other file's place unasked."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import ExportError
from assistant.exports.files import plan, read_formats
from tests.support.exporting import ENTRIES, report


def written(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_several_formats_add_their_suffixes_and_bring_what_they_read(tmp_path: Path) -> None:
    made = plan(tmp_path / "review", ("md", "tex", "docx"), None, False).write(report(), ENTRIES)
    wanted = ["review.bib", "review.docx", "review.md", "review.svg", "review.tex"]
    assert written(tmp_path) == sorted(path.name for path in made) == wanted
    assert r"\bibliography{review}" in (tmp_path / "review.tex").read_text(encoding="utf-8")
    assert "(<review.svg>)" in (tmp_path / "review.md").read_text(encoding="utf-8")


def test_what_a_killed_process_of_the_same_number_left_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / f".review.md.{os.getpid()}.part").write_text("half a rev")
    plan(tmp_path / "review.md", (), None, False).write(replace(report(), map=()), ENTRIES)
    assert "review.md" in written(tmp_path)


@pytest.mark.parametrize("out", ["review.md", "review"])
def test_a_name_with_or_without_a_suffix_is_the_same_base(out: str, tmp_path: Path) -> None:
    plan(tmp_path / out, ("md", "csl-json"), None, False).write(report(), ENTRIES)
    assert written(tmp_path) == ["review.json", "review.md", "review.svg"]


def test_the_suffix_tells_the_format(tmp_path: Path) -> None:
    plan(tmp_path / "review.v2.docx", (), None, False).write(report(), ENTRIES)
    assert written(tmp_path) == ["review.v2.docx"]


def test_one_format_goes_to_the_very_file(tmp_path: Path) -> None:
    plan(tmp_path / "notes.txt", ("md",), None, False).write(replace(report(), map=()), ENTRIES)
    assert written(tmp_path) == ["notes.txt"]


def test_a_name_that_latex_cannot_read_is_changed_for_the_bibliography(tmp_path: Path) -> None:
    plan(tmp_path / "我的 100% review.tex", (), None, False).write(report(), ENTRIES)
    assert written(tmp_path) == ["100-review.bib", "我的 100% review.tex"]
    text = (tmp_path / "我的 100% review.tex").read_text(encoding="utf-8")
    assert r"\bibliography{100-review}" in text


def test_the_bibliography_goes_where_it_is_asked_for(tmp_path: Path) -> None:
    plan(tmp_path / "a.tex", (), tmp_path / "refs.bib", False).write(report(), ENTRIES)
    assert written(tmp_path) == ["a.tex", "refs.bib"]
    assert r"\bibliography{refs}" in (tmp_path / "a.tex").read_text(encoding="utf-8")
    assert plan(None, (), tmp_path / "only.bib", False).write(report(), ENTRIES) == [tmp_path / "only.bib"]


def test_a_bibliography_that_latex_would_not_find_is_refused(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    with pytest.raises(ExportError, match="not beside"):
        plan(tmp_path / "a.tex", (), tmp_path / "b" / "refs.bib", False)
    with pytest.raises(ExportError, match="LaTeX cannot read"):
        plan(tmp_path / "a.tex", (), tmp_path / "my refs.bib", False)


@pytest.mark.parametrize("there", ["a.tex", "a.bib"])
def test_a_file_that_is_there_stays_unless_it_may_be_replaced(there: str, tmp_path: Path) -> None:
    (tmp_path / there).write_text("mine")
    with pytest.raises(ExportError, match=f"{there} is there already; --force"):
        plan(tmp_path / "a.tex", (), None, False)
    assert (tmp_path / there).read_text() == "mine"
    plan(tmp_path / "a.tex", (), None, True).write(report(), ENTRIES)
    assert (tmp_path / there).read_text(encoding="utf-8") != "mine"


def test_what_cannot_be_written_is_said_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "folder.md").mkdir()
    with pytest.raises(ExportError, match="is a folder"):
        plan(tmp_path / "folder.md", (), None, True)
    with pytest.raises(ExportError, match="there is no folder"):
        plan(tmp_path / "none" / "a.md", (), None, False)
    with pytest.raises(ExportError, match="does not tell its format"):
        plan(tmp_path / "a.pdf", (), None, False)


def test_a_failure_leaves_neither_half_a_file_nor_the_old_one_spoilt(tmp_path: Path) -> None:
    files = plan(tmp_path / "a.md", (), None, False)
    files.paths["md"].mkdir()  # came there in the meantime; a file cannot take its place
    with pytest.raises(ExportError, match=r"a\.md cannot be written"):
        files.write(report(), ENTRIES)
    assert written(tmp_path) == ["a.md"]


def test_formats_are_read_from_a_list_with_commas() -> None:
    assert read_formats("md, TEX,.docx,md") == ("md", "tex", "docx")
    for wrong in ("", ",", "pdf", "md,pdf"):
        with pytest.raises(ExportError, match="wanted any of md, tex, docx, bib, csl-json, svg"):
            read_formats(wrong)
