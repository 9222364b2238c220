"""Texts and questions meet in the same terms, in either language and however they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.text.analysis import content, question_terms, stem, terms


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("calibrated models", ["calibr", "model"]),
        ("SurvHTE-Bench", ["survhtebench", "survht", "bench"]),
        ("医学图像", ["医学", "学图", "图像"]),
        ("心", ["心"]),
        ("4万条,10年", ["4", "万条", "10", "年"]),
        ("用MCal校准", ["用", "mcal", "校准"]),
        ("1,650 of 11% and 4K", ["1650", "of", "11%", "11", "and", "4k", "4"]),
        ("3.5 H&E", ["3.5", "he"]),
        ("the model's", ["the", "model"]),
        ("10⁷ cells", ["10", "7", "cell"]),
        ("", []),
        ("?! ;", []),
    ],
)
def test_a_text_is_indexed_under_its_terms(text: str, found: list[str]) -> None:
    assert terms(text) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SurvHTE‐Bench", "survhte-bench"),
        ("ＭＣａｌ 校准", "mcal 校准"),
        ("Benchmarks", "benchmark"),
        ("1,650", "1650"),
        ("non–linear", "NON-LINEAR"),
    ],
)
def test_spelling_does_not_matter(one: str, other: str) -> None:
    assert terms(one) == terms(other)


def test_a_power_is_not_the_number_written_together() -> None:
    assert "107" not in terms("10⁷")


@pytest.mark.parametrize(
    "question", ["what does survhte bench measure?", "SurvHTE Bench 是什么", "survhtebench?"]
)
def test_a_name_typed_with_a_space_still_meets_its_own_term(question: str) -> None:
    assert "survhtebench" in question_terms(question)


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("Which papers are about ECG?", ["ecg"]),
        ("哪些论文研究心电图？", ["心电", "电图"]),
        ("How do they do it?", []),
        ("它们是什么？", []),
    ],
)
def test_words_without_a_topic_are_left_out(question: str, left: list[str]) -> None:
    assert terms(content(question)) == left


@given(st.text())
def test_every_text_has_terms_without_spaces_and_a_question_no_repeats(text: str) -> None:
    assert all(term and not term.isspace() and len(term.split()) == 1 for term in terms(text))
    asked = question_terms(text)
    assert len(asked) == len(set(asked))


@given(st.lists(st.from_regex(r"[a-z]{1,12}", fullmatch=True), max_size=8))
def test_each_word_has_one_stem(words: list[str]) -> None:
    assert len(stem(words)) == len(words)
