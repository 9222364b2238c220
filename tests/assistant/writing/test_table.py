"""Every cell of a comparison is the entry's own words, or says that it has none."""

import pytest

from assistant.ask import Assistant
from assistant.grounding.quotes import cuts
from assistant.writing.table import COLUMNS, comparison
from tests.support.answering import assistant
from vectorstore.types import Entry

__all__ = ["assistant"]


def cells(assistant: Assistant, key: str) -> dict[str, str]:
    entry = assistant.library.get(key)
    assert entry is not None
    return dict(zip(COLUMNS, comparison([entry], "en").rows[0], strict=True))


def test_every_cell_stands_in_its_entry_and_cuts_no_word(assistant: Assistant) -> None:
    entries = assistant.library.entries()
    table = comparison(entries, "en")
    assert [row[0] for row in table.rows] == [entry.key for entry in entries]
    for entry, row in zip(entries, table.rows, strict=True):
        for cell in row[1:5]:
            if cell != "not stated":
                start = entry.text.index(cell)
                assert not cuts(entry.text, start) and not cuts(entry.text, start + len(cell))
                assert 3 < len(cell) <= 420 and cell.count("(") == cell.count(")")


@pytest.mark.parametrize(
    ("key", "column", "words"),
    [
        ("survhte-bench-2026", "problem", "unique challenges for HTE estimation"),
        ("survhte-bench-2026", "offer", "SurvHTE-Bench, the first comprehensive benchmark"),
        ("abdctbench-2026", "data", "23,506 CT-derived abdominal surface meshes from 18,719 patients"),
        ("tfm-tokenizer-2026", "figure", "up to 11% improvement in Cohen’s Kappa"),
        ("medthinkvqa-2026", "figure", "54.9%–57.2% accuracy"),
        ("iclr-2026-0c05", "data", "26 clinically relevant tasks using 12 public datasets"),
        ("survhte-bench-2026", "data", "real-world datasets from a twin study"),
        ("medarabench-2026", "data", "Arabic multiple-choice question-answer pairs"),
        ("medevidence-2026", "offer", "MedEvidence, a benchmark pairing findings from 100 medical SRs"),
        ("ct-rsa-2026", "problem", "leaving open questions about fine-grained dynamic processing"),
        ("atpo-2026", "problem", "the uncertainty inherent in user-agent interactions"),
        ("care-2026", "problem", "diverging from clinicians’ evidence-based, staged workflows"),
        ("iclr-2026-90b4", "offer", "面向多模态癌症生存分析的结构化预后事件建模"),
        ("d24fad-2026", "code", "https://github.com/ttttqz/D24FAD"),
        ("mcal-2026", "code", "not stated"),
    ],
)
def test_a_cell_says_what_its_column_asks(key: str, column: str, words: str, assistant: Assistant) -> None:
    assert words in cells(assistant, key)[column]


def test_an_entry_without_text_states_what_its_title_does() -> None:
    entry = Entry("bare", "A title", "A title\n\n")
    assert comparison([entry], "zh").rows == (("bare", "未说明", "A title", *["未说明"] * 3),)


def test_a_sentence_without_any_boundary_is_cut_between_words() -> None:
    abstract = "However, existing methods lack " + "very " * 80 + "much."
    entry = Entry("long", "A title", f"A title\n\n{abstract}")
    problem = comparison([entry], "en").rows[0][1]
    assert problem in entry.text and len(problem) <= 420
