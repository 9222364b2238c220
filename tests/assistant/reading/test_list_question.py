"""Questions about the list: conditions, negated or not, and subjects, read alike in two languages."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ask import Assistant
from assistant.reading.list_question import MAX_CHARACTERS, ListQuestion, read_conditions, read_list_question
from assistant.reading.list_words import names_a_subject, subject_left
from assistant.reading.stated_links import read_links
from tests.support.answering import assert_sound
from tests.support.answering import assistant as assistant
from tests.support.clock import soon
from vectorstore.library import Library
from vectorstore.search.conditions import Facets, Filters

LLM, TRUST, PREDICTION, NLP = (
    "medical LLM agent",
    "trustworthy medical AI",
    "clinical prediction",
    "clinical NLP",
)


@pytest.fixture(scope="module")
def facets(library: Library) -> Facets:
    return Facets.of(library.entries())


LINKS: list[tuple[str, str, dict[str, object]]] = [
    ("Which papers give a link?", "哪些论文给了链接?", {"has_links": True}),
    ("Papers that come with code or a project page", "给出代码或者项目主页的论文", {"has_links": True}),
    ("Which papers have released their code?", "哪些论文公开了代码?", {"has_links": True}),
    ("Which papers are open source?", "哪些论文开源了?", {"has_links": True}),
    ("Papers hosted on GitHub", "放在 GitHub 上的论文有哪些?", {"link": "*github.com*"}),
    ("Which papers offer a repository?", "哪几篇提供了代码仓库?", {"has_code": True}),
    ("Which papers offer a website?", "哪几篇有项目主页?", {"has_page": True}),
    ("Which papers do not point to any code?", "哪些论文没有给出任何代码?", {"has_links": False}),
    ("Which papers leave out a link?", "哪些论文没附链接?", {"has_links": False}),
    ("List papers whose code is not available", "代码没有公开的论文有哪些?", {"has_links": False}),
    ("Which papers haven't shared an implementation yet?", "哪些论文还没有开源?", {"has_links": False}),
    ("Which papers have neither code nor a page?", "哪些论文没有代码也没有主页?", {"has_links": False}),
    ("Which entries give two links?", "哪些论文给了两个链接?", {"min_links": 2}),
    ("Which entries give more than one link?", "哪些 entry 给了不止一个 link?", {"min_links": 2}),
    ("Which link to a page rather than just a repo?", "指向主页而不是单纯仓库的有哪些?", {"has_page": True}),
    ("Papers with a page, not just a repository", "给的是主页,而不只是 GitHub repo 的", {"has_page": True}),
    ("Papers without a project page", "没有项目主页的论文", {"has_page": False}),
    ("Papers lacking a repository", "缺少代码仓库的论文", {"has_code": False}),
    (
        "Papers with both a repository and a website",
        "同时给了仓库和主页的论文",
        {"has_code": True, "has_page": True},
    ),
    (
        "Papers with a website but no repository",
        "有主页但没有仓库的论文",
        {"has_code": False, "has_page": True},
    ),
    ("Which only have a project page?", "哪些只有项目主页?", {"has_code": False, "has_page": True}),
    (
        "Which give a page instead of a repo?",
        "哪些给的是主页而不是仓库?",
        {"has_code": False, "has_page": True},
    ),
    (
        "Which link to a page instead of, or besides, a repo?",
        "不管有没有仓库,哪些有主页?",
        {"has_page": True},
    ),
    ("Papers on code generation", "研究代码生成的论文", {}),
    ("Which papers test open-source models?", "哪些论文评测了开源模型?", {}),
    ("Which papers predict ICD codes?", "哪些论文预测诊断代码?", {}),
    ("Which papers study link prediction?", "哪些论文研究链接预测?", {}),
]


@pytest.mark.parametrize(("english", "chinese", "wanted"), LINKS)
def test_what_is_said_of_links_is_read(english: str, chinese: str, wanted: dict[str, object]) -> None:
    assert read_links(english)[0].to_dict() == wanted
    assert read_links(chinese)[0].to_dict() == wanted


FACTS: list[tuple[str, str, dict[str, Any]]] = [
    ("All but the posters", "除了 poster 之外的论文有哪些?", {"not_kind": "Poster"}),
    ("How many papers are not orals?", "不是 oral 的论文有几篇?", {"not_kind": "Oral"}),
    ("List the non-oral papers", "列出非 oral 的论文", {"not_kind": "Oral"}),
    ("Which papers are orals or posters?", "哪些论文是 oral 或者 poster?", {"kind": "Oral | Poster"}),
    (f"Which are tagged {LLM}?", f"{LLM} 这一类收了几篇?", {"topic": LLM}),
    (f"Which papers are not labelled {TRUST}?", f"不属于 {TRUST} 的论文有哪些?", {"not_topic": TRUST}),
    (f"Entries outside the {NLP} label", f"{NLP} 标签以外的论文", {"not_topic": NLP}),
    (
        f"Papers labelled {NLP} or {LLM}",
        f"标签为 {NLP} 或 {LLM} 的论文",
        {"topic": f"{NLP} | {LLM}"},
    ),
    ("Which papers are not from 2026?", "不是 2026 年的论文有哪些?", {"not_year": 2026}),
    ("Papers from 2020 to 2023", "2020 到 2023 年的论文", {"year_from": 2020, "year_to": 2023}),
    ("Which papers are not from ICLR?", "除了 ICLR 还有哪些论文?", {"not_venue": "ICLR"}),
    ("Names ending in 'Bench'?", "名字以 Bench 结尾的论文有哪些?", {"name": "*Bench"}),
    ("Which names start with Med?", "哪些名字以 Med 开头?", {"name": "Med*"}),
    ("Which names do not end in Bench?", "哪些论文的名字不以 Bench 结尾?", {"not_name": "*Bench"}),
    ("Which titles contain “基准”?", "标题里有“基准”的论文有哪些?", {"title": "*基准*"}),
    (
        f"Which {LLM} papers that are not posters lack code?",
        f"{LLM} 标签下,不是 poster 的哪些没有代码?",
        {"topic": LLM, "not_kind": "Poster", "has_links": False},
    ),
    ("How many of the 52 papers are orals, all in all?", "这 52 篇里一共有几篇 oral?", {"kind": "Oral"}),
]


@pytest.mark.parametrize(("english", "chinese", "wanted"), FACTS)
def test_conditions_and_their_negation_are_read(
    english: str, chinese: str, wanted: dict[str, Any], facets: Facets
) -> None:
    for question in (english, chinese):
        found = read_list_question(question, facets)
        assert found is not None, question
        assert (found.filters.to_dict(), found.about, found.unclear) == (wanted, "", False), question


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("ECG papers (resting or ambulatory) that come with a link, please", "ECG"),
        ("I work with ultrasound videos. Which papers on such data leave out the code?", "ultrasound videos"),
        ("Which posters on missing data have code?", "missing data"),
        ("Which papers on the electronic health record have a website?", "electronic health record"),
        ("跟超声有关而且带代码链接的论文,列全", "跟超声"),
        ("做联邦学习(含隐私保护)的几篇,哪些没开源?", "做联邦学习"),
        ("无监督学习的论文里,哪些没有给代码?", "无监督学习"),
    ],
)
def test_the_subject_is_left_as_it_was_written(question: str, about: str, facets: Facets) -> None:
    found = read_list_question(question, facets)
    assert found is not None
    assert found.filters and found.whole
    assert found.about == about


@pytest.mark.parametrize(
    "question",
    [
        "Where can I find the code of the ECG paper?",
        "Is there code for the 3D segmentation network?",
        "心电图那篇有代码吗?",
        "做联邦学习的那篇,代码在哪里?",
    ],
)
def test_the_links_of_one_paper_are_no_condition(question: str, facets: Facets) -> None:
    assert read_list_question(question, facets) is None


def parts(found: ListQuestion | None) -> list[dict[str, object]]:
    return [dict(part.filters.to_dict()) for part in found.parts] if found else []


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        (
            f"Which label does each oral have? Does {TRUST} have an oral?",
            [{"kind": "Oral"}, {"kind": "Oral", "topic": TRUST}],
        ),
        ("哪些是 oral?其中哪些有代码?", [{"kind": "Oral"}, {"kind": "Oral", "has_links": True}]),
        (
            f"Which papers are tagged {NLP} and do they have code?",
            [{"topic": NLP}, {"topic": NLP, "has_links": True}],
        ),
        (
            f"{NLP} 标签下有几篇,其中几篇有代码?",
            [{"topic": NLP}, {"topic": NLP, "has_links": True}],
        ),
        (
            "Which orals have code and which do not?",
            [{"kind": "Oral", "has_links": True}, {"kind": "Oral", "has_links": False}],
        ),
        ("Which papers have a website, and which are orals?", [{"has_page": True}, {"kind": "Oral"}]),
        ("有几篇有主页,哪几篇是 oral?", [{"has_page": True}, {"kind": "Oral"}]),
        ("How many papers give a link at all, and which are they?", []),
        ("Two papers treat mental health. Which of them is an oral?", []),
    ],
)
def test_two_questions_in_one_are_told_apart(
    question: str, wanted: list[dict[str, object]], facets: Facets
) -> None:
    assert parts(read_list_question(question, facets)) == wanted


@pytest.mark.parametrize("question", ["survival analysis for tumours", "生存分析"])
def test_keywords_of_authors_name_a_subject_and_only_labels_are_conditions(
    question: str, library: Library
) -> None:
    keywords = [f"word {number}" for number in range(40)] + ["survival analysis", "生存分析"]
    some = [replace(one, topics=tuple(keywords)) for one in library.entries()]
    assert read_conditions(question, Facets.of(some)).filters == Filters()
    labelled = [replace(one, topics=("survival analysis", "生存分析")) for one in library.entries()]
    assert not Facets.of(some).has_labels and Facets.of(labelled).has_labels
    called = read_conditions("papers labelled survival analysis", Facets.of(some))
    assert called.filters == Filters.of(topic="survival analysis")


@pytest.mark.parametrize("piece", ["benchmarks without code except posters ", "没有代码的海报,不是口头的,"])
def test_what_goes_on_and_on_is_read_up_to_a_limit(piece: str, facets: Facets) -> None:
    with soon():
        endless = read_list_question(piece * 20_000, facets)
    assert endless == read_list_question((piece * 20_000)[:MAX_CHARACTERS], facets)


@given(st.text(st.characters(), max_size=120))
def test_any_text_can_be_read(question: str) -> None:
    facets = Facets({"iclr": "ICLR"}, {"医学影像": "医学影像"}, {}, {"oral": "Oral"}, frozenset({2026}))
    assert read_list_question(question, facets) == read_list_question(question, facets)
    read_conditions(question, facets)
    assert bool(subject_left(question)) <= names_a_subject(question)


@pytest.mark.parametrize(
    "question", ["Which ECG papers have no repository?", "心电图论文中,哪些没有代码仓库?"]
)
def test_a_subject_with_a_condition_gives_every_entry_of_both(question: str, assistant: Assistant) -> None:
    answer = assistant.ask(question, model="built-in")
    assert_sound(answer, assistant)
    assert {reference.key for reference in answer.references} == {"iclr-2026-0c05"}
    assert answer.filters == {"has_code": False}


@pytest.mark.parametrize("question", ["How many papers are about ECG?", "有多少篇论文与心电图有关?"])
def test_the_papers_about_a_subject_are_counted(question: str, assistant: Assistant) -> None:
    answer = assistant.ask(question, model="built-in")
    assert_sound(answer, assistant)
    assert len(answer.references) == 3
    assert "3 " in answer.sentences[0].text


def test_the_part_that_nothing_meets_is_said_behind_the_list(assistant: Assistant) -> None:
    answer = assistant.ask(f"两篇 oral 分别挂在哪个主题标签下?{TRUST} 里有 oral 吗?", model="built-in")
    assert_sound(answer, assistant)
    assert {found.kind for found in answer.references} == {"Oral"}
    assert "没有条目同时满足" in answer.text.rsplit("\n\n", 1)[1]


def test_of_a_list_told_before_only_the_titles_are_told_again(assistant: Assistant) -> None:
    answer = assistant.ask("How many are orals? Which of them have code?", model="built-in")
    assert_sound(answer, assistant)
    assert len(answer.references) == 2
    assert answer.sentences[-1].text.startswith("These match: “")
    assert len(answer.sentences[-1].citations) == 1


@pytest.mark.parametrize(
    ("question", "text", "cited"),
    [
        ("How many papers are in each topic?", f"“{NLP}”: 2 papers.", 52),
        ("每个主题各有几篇?", f"“{LLM}”:5 篇论文。", 52),
        ("Which label has the most papers?", f"“{TRUST}”: 28 papers.", 28),
        ("哪个主题标签下的论文最少?", f"“{NLP}”:2 篇论文。", 4),
    ],
)
def test_entries_are_counted_by_a_fact(question: str, text: str, cited: int, assistant: Assistant) -> None:
    answer = assistant.ask(question, model="built-in")
    assert_sound(answer, assistant)
    assert text in [sentence.text for sentence in answer.sentences]
    assert len(answer.references) == cited


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "Which ultrasound papers are orals?",
            "Of the papers about ultrasound (1) none meets all of kind=Oral.",
        ),
        ("超声论文里有 oral 吗?", "与 超声 有关的有 1 篇,没有一篇同时满足 kind=Oral。"),
    ],
)
def test_where_no_paper_about_a_subject_meets_the_conditions_they_are_told_of(
    question: str, said: str, assistant: Assistant
) -> None:
    answer = assistant.ask(question, model="built-in")
    assert_sound(answer, assistant)
    assert answer.text.startswith(said)
    assert [reference.key for reference in answer.references] == ["fetal-gauge-2026"]


@pytest.mark.parametrize("question", ["Which posters lack code, offhand?", "哪些 poster 没附代码,劳驾您啦"])
def test_words_that_are_not_understood_are_named_beside_the_list(question: str, assistant: Assistant) -> None:
    answer = assistant.ask(question, model="built-in")
    assert len(answer.references) == 35
    assert any("offhand" in notice or "劳驾您啦" in notice for notice in answer.notices)


@pytest.mark.parametrize("question", ["List gardening papers with code", "哪些量子计算论文有代码?"])
def test_a_subject_the_library_lacks_is_refused(question: str, assistant: Assistant) -> None:
    assert assistant.ask(question, model="built-in").abstained
