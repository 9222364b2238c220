"""What kind of answer a question wants is read alike in English and in Chinese."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reading.intent import FIGURE, asks_more_than_links, read_intent

PAIRS = [
    ("Which papers are about EEG?", "哪些论文与脑电有关?", "several"),
    ("Compare MCal and CARE.", "MCal 和 CARE 有什么区别?", "compares"),
    ("Where is the code of MCal?", "MCal 的代码在哪里?", "links"),
    ("Does it have a project page?", "它有项目主页吗?", "links"),
    ("How many hours of recordings are there?", "一共有多少小时的记录?", "asks_number"),
    ("Who are the authors of MCal?", "MCal 的作者是谁?", "authors"),
    ("Which university is behind it?", "这是哪个大学的?", "authors"),
    ("What is MCal?", "MCal 是什么?", "defines"),
    ("What does each of them blame?", "它们各自把问题归到哪里?", "pairs"),
    ("MCal used 900 patients, didn't it?", "MCal 用了九百位患者吧?", "asks_number"),
]


@pytest.mark.parametrize(("english", "chinese", "wanted"), PAIRS)
def test_a_wish_is_read_in_both_languages(english: str, chinese: str, wanted: str) -> None:
    assert getattr(read_intent(english), wanted) is True
    assert getattr(read_intent(chinese), wanted) is True


@pytest.mark.parametrize("wish", ["several", "compares", "pairs", "links", "asks_number", "authors"])
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
        ("One paper adapts at test time, another steers clients. What does each blame?", 2),
        ("一篇处理缺失,另一篇预测通气,难点在哪?", 2),
    ],
)
def test_the_number_of_papers_is_read(question: str, papers: int | None) -> None:
    assert read_intent(question).papers == papers


def test_what_is_counted_is_read() -> None:
    assert read_intent("How many GPU hours does MCal need?").quantity.startswith("GPU hours")
    assert read_intent("MCal 用了多少患者?").quantity == "患者"
    assert read_intent("MCal 用了多少张图像?").quantity == "图像"


@pytest.mark.parametrize("question", ["MCal 跑了哪几种网络?", "它看没看数据量多少的影响?"])
def test_what_is_asked_by_name_is_not_counted(question: str) -> None:
    assert not read_intent(question).quantity


@pytest.mark.parametrize("mark", "?,;:")
def test_full_width_punctuation_parts_as_half_width_does(mark: str) -> None:
    asked = f"MCal 用了哪种头{mark}最高温度写了吗?"
    wide = asked.translate({ord(sign): ord(sign) + 0xFEE0 for sign in "?,;:"})
    assert read_intent(wide) == read_intent(asked)


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("Which model scores highest on CARE?", "highest"),
        ("Which model came first in CARE?", "came first"),
        ("CARE 上哪个模型得分最高?", "最高"),
        ("CARE 上最差的是哪个模型?", "最差"),
        ("Which disease does the first one treat?", ""),
        ("How does CARE choose the best view?", ""),
        ("What is the best way to use CARE?", ""),
        ("Which model is best in CARE?", "best"),
        ("Which model has the best score on CARE?", "best"),
        ("Which sentence best describes CARE?", ""),
        ("Which problem does CARE best address?", ""),
        ("Which patients won't gain from CARE?", ""),
        ("CARE 最强调哪一点?", ""),
        ("哪种情况下最好不要用 CARE?", ""),
        ("CARE 里哪一步是最优化问题?", ""),
        ("Which model does best, by far?", "best"),
    ],
)
def test_who_does_best_is_read(question: str, word: str) -> None:
    assert read_intent(question).winner == word


@pytest.mark.parametrize(
    ("text", "is_figure"),
    [("50 videos", True), ("12-lead", True), ("three tasks", True), ("CholecT50 and GPT-4 in 3D", False)],
)
def test_a_digit_in_a_name_is_no_figure(text: str, is_figure: bool) -> None:
    assert (FIGURE.search(text) is not None) is is_figure


@pytest.mark.parametrize(
    "question",
    ["MCal 遇到了哪些难题?", "它拆成了哪几个 modules 才放进 framework?", "这个基准对上了多少篇综述?"],
)
def test_what_one_paper_lists_is_no_list_of_papers(question: str) -> None:
    assert not read_intent(question).several


@pytest.mark.parametrize(
    ("question", "detail"),
    [
        ("Which hospitals provided the recordings?", "hospitals"),
        ("What licence is the data under?", "licence"),
        ("Who funded MCal?", "funded"),
        ("数据取自哪家医院?", "医院"),
        ("MCal 的参数量是多少?", "参数量"),
        ("How does MCal move between hospitals?", ""),
        ("MCal 换了医院还灵吗?", ""),
    ],
)
def test_what_abstracts_seldom_state_is_read(question: str, detail: str) -> None:
    assert read_intent(question).detail == detail


def test_a_comparison_with_earlier_work_is_about_one_paper() -> None:
    assert not read_intent("How does MCal differ from previous methods?").compares
    assert not read_intent("MCal 和以往方法有什么不同?").compares
    assert read_intent("Compare the two: do they differ from each other?").compares


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
