"""LaTeX and BibTeX themselves take every export: no error, no letter missing, no reference undefined."""

from pathlib import Path

import pytest

from assistant.ask import Assistant
from assistant.exports.files import plan
from assistant.types import Answer, Language
from tests.support.answering import assistant
from tests.support.exporting import ENTRIES, compile_latex, needs_xelatex, report
from vectorstore.types import Entry

__all__ = ["assistant"]

pytestmark = needs_xelatex


def assert_compiles(answer: Answer, entries: tuple[Entry, ...], folder: Path) -> None:
    plan(folder / "out.tex", (), None, False).write(answer, entries)
    log, bibliography = compile_latex(folder / "out.tex")
    assert "Missing character" not in log
    assert "undefined" not in log
    assert "error message" not in bibliography
    assert (folder / "out.pdf").stat().st_size > 5000


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_report_full_of_markup_compiles(language: Language, tmp_path: Path) -> None:
    assert_compiles(report(language), ENTRIES, tmp_path)


@pytest.mark.parametrize("question", ["哪些论文研究心电图?", "Which papers are orals?"])
def test_an_answer_compiles(question: str, assistant: Assistant, tmp_path: Path) -> None:
    assert_compiles(assistant.ask(question), tuple(assistant.library.entries()), tmp_path)


def test_a_summary_compiles(assistant: Assistant, tmp_path: Path) -> None:
    *_, answer = assistant.summarize("医学影像", "built-in")
    assert answer.table and answer.coverage
    assert_compiles(answer, tuple(assistant.library.entries()), tmp_path)


def test_related_work_compiles(assistant: Assistant, tmp_path: Path) -> None:
    draft = "Survival prediction\n\nWe predict survival times from censored health records & 50% of notes_x."
    *_, answer = assistant.related_work(draft, "built-in")
    assert_compiles(answer, tuple(assistant.library.entries()), tmp_path)
