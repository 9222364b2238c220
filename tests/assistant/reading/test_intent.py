"""What kind of answer a question wants is read alike in English and in Chinese."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reading.intent import FIGURE, asks_more_than_links, read_intent
from tests.support.places import ROOT


def test_most_wishes_are_read_as_they_are_meant() -> None:
    """Each case of the corpus names what its question wants, or does not."""
    cases = [
        json.loads(line)
        for line in (ROOT / "tests/data/intents.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    wrong = []
    for case in cases:
        question = case.pop("question")
        intent = read_intent(question)
        if any(getattr(intent, wish) != wanted for wish, wanted in case.items()):
            wrong.append(question)
    assert 1 - len(wrong) / len(cases) >= 0.93, wrong


@pytest.mark.parametrize("wish", ["several", "compares", "pairs", "links", "asks_number", "authors"])
def test_a_plain_question_has_no_special_wish(wish: str) -> None:
    assert getattr(read_intent("How does MCal correct missingness bias?"), wish) is False
    assert getattr(read_intent("MCal 怎样修正缺失偏倚?"), wish) is False


@pytest.mark.parametrize("mark", "?,;:")
def test_full_width_punctuation_parts_as_half_width_does(mark: str) -> None:
    asked = f"MCal 用了哪种头{mark}最高温度写了吗?"
    wide = asked.translate({ord(sign): ord(sign) + 0xFEE0 for sign in "?,;:"})
    assert read_intent(wide) == read_intent(asked)


@pytest.mark.parametrize(
    ("text", "is_figure"),
    [("50 videos", True), ("12-lead", True), ("three tasks", True), ("CholecT50 and GPT-4 in 3D", False)],
)
def test_a_digit_in_a_name_is_no_figure(text: str, is_figure: bool) -> None:
    assert (FIGURE.search(text) is not None) is is_figure


def test_a_question_for_links_may_ask_for_more() -> None:
    assert not asks_more_than_links("Where is the code of MCal?", "MCal")
    assert asks_more_than_links("Where is the code of MCal, and which bias does it correct?", "MCal")


@given(st.text(st.characters(), max_size=80))
def test_any_text_can_be_read(question: str) -> None:
    assert read_intent(question) == read_intent(question)
