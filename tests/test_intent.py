"""What kind of answer a question wants is read alike in English and in Chinese."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.intent import asks_more_than_links, read_intent

PAIRS = [
    ("Which papers are about EEG?", "哪些论文与脑电有关?", "several"),
    ("Compare MCal and CARE.", "MCal 和 CARE 有什么区别?", "compares"),
    ("Where is the code of MCal?", "MCal 的代码在哪里?", "links"),
    ("Does it have a project page?", "它有项目主页吗?", "links"),
    ("How many hours of recordings are there?", "一共有多少小时的记录?", "asks_number"),
    ("Who are the authors of MCal?", "MCal 的作者是谁?", "authors"),
    ("Which university is behind it?", "这是哪个大学的?", "authors"),
    ("What is MCal?", "MCal 是什么?", "defines"),
]


@pytest.mark.parametrize(("english", "chinese", "wanted"), PAIRS)
def test_a_wish_is_read_in_both_languages(english: str, chinese: str, wanted: str) -> None:
    assert getattr(read_intent(english), wanted) is True
    assert getattr(read_intent(chinese), wanted) is True


@pytest.mark.parametrize("wish", ["several", "compares", "links", "asks_number", "authors"])
def test_a_plain_question_has_no_special_wish(wish: str) -> None:
    assert getattr(read_intent("How does MCal correct missingness bias?"), wish) is False
    assert getattr(read_intent("MCal 怎样修正缺失偏倚?"), wish) is False


@pytest.mark.parametrize(
    ("question", "papers"),
    [
        ("Which two papers use MRI?", 2),
        ("哪三篇论文用了 MRI?", 3),
        ("Both papers?", 2),
        ("Which papers?", None),
    ],
)
def test_the_number_of_papers_is_read(question: str, papers: int | None) -> None:
    assert read_intent(question).papers == papers


def test_what_is_counted_is_read() -> None:
    assert read_intent("How many GPU hours does MCal need?").quantity.startswith("GPU hours")
    assert read_intent("MCal 用了多少患者?").quantity == "患者"


def test_a_comparison_with_earlier_work_is_about_one_paper() -> None:
    assert not read_intent("How does MCal differ from previous methods?").compares
    assert not read_intent("MCal 和以往方法有什么不同?").compares


def test_a_question_for_links_may_ask_for_more() -> None:
    assert not asks_more_than_links("Where is the code of MCal?", "MCal")
    assert asks_more_than_links("Where is the code of MCal, and which bias does it correct?", "MCal")


@given(st.text(st.characters(), max_size=80))
def test_any_text_can_be_read(question: str) -> None:
    assert read_intent(question) == read_intent(question)


@pytest.mark.parametrize(
    ("question", "quantity"),
    [("一共对比了多少篇综述?", "综述"), ("分了几类错误?", "错误"), ("有多少名医生?", "医生")],
)
def test_a_measure_word_is_no_part_of_what_is_counted(question: str, quantity: str) -> None:
    assert read_intent(question).quantity == quantity


@pytest.mark.parametrize(
    "question", ["Where does the project live?", "Where can I get it?", "数据放在哪?", "在哪里能下载?"]
)
def test_who_asks_where_a_thing_is_kept_asks_for_links(question: str) -> None:
    assert read_intent(question).links
