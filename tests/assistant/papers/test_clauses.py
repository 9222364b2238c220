"""A sentence that is too long is cut where a clause ends, and stays a piece of itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.grounding.quotes import cuts
from assistant.papers.clauses import ROOM, clause

LONG = "records of many patients who were seen in the wards of several hospitals over the years"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Scans wait in line.", "Scans wait in line"),
        (f"Scans of {LONG} wait, which delays {LONG} and {LONG}.", f"Scans of {LONG} wait"),
        (
            f"Readers face delays in {LONG}, such as queues, {LONG}, and {LONG}.",
            f"Readers face delays in {LONG}",
        ),
        (
            f"Models of {LONG} fail — as shown — for scans, leaving {LONG} and {LONG}.",
            f"Models of {LONG} fail — as shown — for scans",
        ),
    ],
)
def test_it_ends_where_a_clause_does(text: str, kept: str) -> None:
    assert clause(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        f"Reading faces two problems: (i) the time of {LONG}, and (ii) the price of {LONG}.",
        f"The suite holds scans (of {LONG}, {LONG}), notes and the words of those who read them twice.",
        f"It asks about {LONG}, comparing them, sorting them by {LONG}, and naming each of them.",
    ],
)
def test_it_cuts_no_list_and_no_bracket(text: str) -> None:
    assert len(text) > ROOM - 60
    assert clause(text) == text.rstrip(".")


def test_what_must_be_kept_is_kept() -> None:
    text = f"On {LONG}, which is much, models of {LONG} gain 4.2%, while others lose {LONG}."
    assert "4.2%" in clause(text, keep=text.index("4.2%") + 4)


@given(st.text("ab ,;:—()w.ich", max_size=700), st.integers(0, 300))
def test_it_is_always_a_piece_that_cuts_no_word(text: str, start: int) -> None:
    start = min(start, len(text))
    words = clause(text, start)
    assert words in text
    assert len(words) <= 420 or not any(char.isspace() for char in words)


def test_without_any_boundary_it_is_cut_between_words() -> None:
    text = "very " * 200
    words = clause(text)
    assert words and not cuts(text, len(words))
