"""The program speaks the reader's language, and puts nothing of its own into what it repeats."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language import join_names, language_of, phrases, say


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What is MCal?", "en"),
        ("什么是 MCal?", "zh"),
        ("VLM-SubtleBench 解决了什么问题?", "zh"),
        ("MCal 和 CARE?", "en"),
        ("What does 缺失偏倚 mean in this paper about attribution?", "en"),
        ("", "en"),
        ("😀 42", "en"),
    ],
)
def test_the_language_is_that_of_most_words(text: str, expected: str) -> None:
    assert language_of(text) == expected


def test_every_phrase_has_the_same_holes_in_both_languages() -> None:
    for name, said in phrases().items():
        assert set(said) == {"en", "zh"}, name
        holes = [sorted(re.findall(r"\{\w*\}", text)) for text in said.values()]
        assert holes[0] == holes[1], name


def test_every_phrase_is_written_in_its_language() -> None:
    for english, chinese in (said.values() for said in phrases().values()):
        assert not re.search("[\u3400-\u9fff]", english)
        assert re.search("[\u3400-\u9fff]", chinese) or not re.search(
            "[a-z]{4}", re.sub(r"\{\w+\}", "", chinese)
        )


@given(st.text(max_size=40))
def test_what_is_repeated_stays_as_it_is(quote: str) -> None:
    assert say("en", "more", quote=quote) == f"It adds: “{quote}”"


def test_a_list_reads_as_running_text() -> None:
    assert [join_names("en", names) for names in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert join_names("zh", ["甲", "乙", "丙"]) == "甲、乙、丙"
