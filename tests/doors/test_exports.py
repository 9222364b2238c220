"""Reports as files and in other formats, asked for on the command line."""

import json
from io import BytesIO
from pathlib import Path

import docx
import pytest
from pybtex.database import parse_string

from tests.support.command import Run, run

__all__ = ["run"]


@pytest.fixture(autouse=True)
def folder(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")


def files() -> set[str]:
    return {path.name for path in Path.cwd().iterdir()}


def test_several_formats_are_written_and_nothing_is_printed(run: Run) -> None:
    ran = run("summarize", "orals", "--format", "md,tex,docx", "--out", "review")
    assert (ran.code, ran.out) == (0, "")
    names = {"review.md", "review.tex", "review.bib", "review.docx", "review.svg"}
    assert files() == names
    assert all(f"Written: {name}" in ran.err for name in names)
    bib = parse_string(Path("review.bib").read_text(encoding="utf-8"), "bibtex")
    assert len(bib.entries) == 2
    word = docx.Document(BytesIO(Path("review.docx").read_bytes()))
    assert any(key in paragraph.text for key in bib.entries for paragraph in word.paragraphs)


def test_one_format_is_printed_and_names_its_bibliography(run: Run) -> None:
    ran = run("summarize", "orals", "--format", "tex", "--bib", "mine.bib")
    assert ran.code == 0 and ran.out.startswith("% The references are in mine.bib")
    assert files() == {"mine.bib"}


def test_the_bibliography_alone_comes_beside_the_report_on_stdout(run: Run) -> None:
    ran = run("summarize", "orals", "--bib", "mine.bib")
    assert "counselbench-2026" in ran.out and files() == {"mine.bib"}


def test_related_work_is_exported_under_the_title_of_the_draft(run: Run) -> None:
    draft = "Survival prediction under censoring\n\nWe predict survival times from censored health records."
    Path("draft.txt").write_text(draft, encoding="utf-8")
    ran = run("related-work", "draft.txt", "--format", "md,tex", "--out", "related")
    assert ran.code == 0 and files() == {"draft.txt", "related.md", "related.tex", "related.bib"}
    text = Path("related.md").read_text(encoding="utf-8")
    assert text.startswith("# Survival prediction under censoring\n")
    assert (
        "survhte-bench-2026"
        in parse_string(Path("related.bib").read_text(encoding="utf-8"), "bibtex").entries
    )


def test_json_goes_to_the_file_or_beside_files_to_stdout(run: Run) -> None:
    assert run("summarize", "orals", "--json", "-o", "a.json").out == ""
    assert json.loads(Path("a.json").read_text(encoding="utf-8"))["complete"]
    ran = run("summarize", "orals", "--json", "--format", "md", "-o", "a.md")
    assert json.loads(ran.out)["complete"] and Path("a.md").exists()


def test_a_file_that_is_there_is_replaced_only_when_told(run: Run) -> None:
    Path("a.md").write_text("mine", encoding="utf-8")
    ran = run("summarize", "orals", "-o", "a.md")
    assert ran.code == 1 and "a.md is there already; --force replaces it." in ran.err
    assert Path("a.md").read_text(encoding="utf-8") == "mine"
    assert run("summarize", "orals", "-o", "a.md", "--force").code == 0
    assert Path("a.md").read_text(encoding="utf-8") != "mine"


@pytest.mark.parametrize(
    "options",
    [
        ("--format", "pdf"),
        ("--format", "md,docx"),
        ("--format", "docx"),
        ("--format", "md", "--json"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(run: Run, options: tuple[str, ...]) -> None:
    ran = run("summarize", "orals", *options)
    assert ran.code == 2 and ran.out == "" and "--format" in ran.err


@pytest.mark.parametrize("out", ["none/a.md", "a.pdf"])
def test_a_file_that_cannot_be_written_is_said_in_one_line(run: Run, out: str) -> None:
    ran = run("summarize", "orals", "-o", out)
    assert ran.code == 1 and ran.err.startswith(f"Error: {out}") and len(ran.err.splitlines()) == 1
