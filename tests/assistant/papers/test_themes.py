"""Entries are grouped by what they share, named in the reader's language and laid out for a map."""

import numpy as np
import pytest

from assistant.ask import Assistant
from assistant.papers.themes import Grouping, group, layout
from assistant.types import Language
from tests.support.answering import assistant
from vectorstore.retriever import Retriever
from vectorstore.types import Entry

__all__ = ["assistant"]

EEG = ["cerebragloss-2026", "tfm-tokenizer-2026", "iclr-2026-1a80"]
ECG = ["nef-net-v2-2026", "iclr-2026-0c05"]
SURVIVAL = ["survhte-bench-2026", "iclr-2026-353f", "iclr-2026-90b4"]


def grouped(retriever: Retriever, keys: list[str], language: Language = "en", subject: str = "") -> Grouping:
    entries = [entry for entry in retriever.library.entries() if entry.key in keys]
    rows = [row for row, entry in enumerate(retriever.library.entries()) if entry.key in keys]
    vectors = retriever.vectors()
    return group(entries, vectors.of(rows) if vectors else None, language, retriever.glossary, subject)


@pytest.mark.parametrize("with_vectors", [True, False])
def test_what_belongs_together_is_together(
    with_vectors: bool, retriever: Retriever, assistant: Assistant
) -> None:
    found = grouped(retriever if with_vectors else assistant.retriever, EEG + ECG + SURVIVAL)
    themes = [{entry.key for entry in theme.entries} for theme in found.themes]
    assert sorted(key for theme in themes for key in theme) == sorted(EEG + ECG + SURVIVAL)
    assert 2 <= len(themes) <= 4
    assert any({"survhte-bench-2026", "iclr-2026-353f"} <= theme for theme in themes)
    # The tests' embedder counts every word alike, and knows less of what belongs together than words alone.
    assert with_vectors or any(set(ECG) <= theme for theme in themes)


def test_labels_are_in_the_language_of_the_reader(retriever: Retriever) -> None:
    english = grouped(retriever, EEG + ECG + SURVIVAL)
    chinese = grouped(retriever, EEG + ECG + SURVIVAL, "zh")
    assert [theme.entries for theme in english.themes] == [theme.entries for theme in chinese.themes]
    labels = " ".join(theme.label for theme in chinese.themes)
    assert "心电" in labels or "脑电" in labels
    assert all(theme.label.isascii() for theme in english.themes)
    names = [theme.label for theme in english.themes if theme.label]
    assert len(names) == len(set(names))


def test_a_label_does_not_repeat_the_subject(retriever: Retriever) -> None:
    found = grouped(retriever, EEG + ECG + SURVIVAL, subject="EEG and ECG")
    assert not any(name in theme.label for theme in found.themes for name in ("EEG", "ECG"))


def test_a_few_entries_are_one_theme_without_a_name(retriever: Retriever) -> None:
    found = grouped(retriever, SURVIVAL)
    assert [theme.label for theme in found.themes] == [""]
    assert len(found.themes[0].entries) == 3


def test_nothing_and_all_can_be_grouped(retriever: Retriever) -> None:
    assert grouped(retriever, []) == Grouping((), {})
    everything = [entry.key for entry in retriever.library.entries()]
    found = grouped(retriever, everything)
    assert sorted(entry.key for theme in found.themes for entry in theme.entries) == sorted(everything)
    assert set(found.places) == set(everything)
    assert grouped(retriever, everything) == found


def test_the_map_puts_alike_near_each_other_and_stays_within_bounds(retriever: Retriever) -> None:
    places = grouped(retriever, [entry.key for entry in retriever.library.entries()]).places
    assert all(0 <= value <= 1 for place in places.values() for value in place)
    similarity = np.array([[1, 0.9, 0.1, 0], [0.9, 1, 0, 0.1], [0.1, 0, 1, 0.8], [0, 0.1, 0.8, 1]])
    first, second, third, fourth = layout(similarity)
    assert np.hypot(*np.subtract(first, second)) < np.hypot(*np.subtract(first, third))
    assert np.hypot(*np.subtract(third, fourth)) < np.hypot(*np.subtract(second, fourth))
    assert layout(similarity) == [first, second, third, fourth]


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_entries_all_alike_have_places_too(size: int) -> None:
    places = layout(np.ones((size, size)))
    assert len(places) == size
    assert all(0 <= value <= 1 for place in places for value in place)


def test_papers_without_any_text_are_grouped(retriever: Retriever) -> None:
    entries = [Entry(key=f"k{n}", title="", text="\n\n") for n in range(7)]
    found = group(entries, None, "en", retriever.glossary)
    assert sum(len(theme.entries) for theme in found.themes) == 7
