"""Questions about the list: conditions, negated or not, and subjects, read alike in two languages."""

import json
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
from tests.support.places import ROOT
from vectorstore.library import Library
from vectorstore.search.conditions import Facets, Filters

LLM, TRUST, NLP = "medical LLM agent", "trustworthy medical AI", "clinical NLP"


@pytest.fixture(scope="module")
def facets(library: Library) -> Facets:
    return Facets.of(library.entries())


def is_right(case: dict[str, Any], facets: Facets) -> bool:
    """Tell whether a question of the corpus is read as it says, in all that the case names."""
    question = case["question"]
    if case["kind"] == "links":
        return bool(read_links(question)[0].to_dict() == case["filters"])
    found = read_list_question(question, facets)
    if case.get("filters", {}) is None:
        return found is None
    found = found or ListQuestion(Filters(), "")
    read = {
        "filters": found.filters.to_dict(),
        "about": found.about,
        "parts": [part.filters.to_dict() for part in found.parts],
    }
    return all(value == case[key] for key, value in read.items() if key in case)


FLOORS = [
    ("links", 0.9),
    ("facts", 0.93),
    ("subject", 0.8),
    ("contents", 0.85),
    ("parts", 0.75),
    ("fresh", 0.8),
]
CASES = [
    json.loads(line)
    for line in (ROOT / "tests/data/list_questions.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize(("kind", "floor"), FLOORS)
def test_most_questions_about_the_list_are_read_as_they_are_meant(
    kind: str, floor: float, facets: Facets
) -> None:
    cases = [case for case in CASES if case["kind"] == kind]
    wrong = [case["question"] for case in cases if not is_right(case, facets)]
    assert 1 - len(wrong) / len(cases) >= floor, wrong


def test_every_kind_of_question_about_the_list_is_scored() -> None:
    assert {case["kind"] for case in CASES} == {kind for kind, _ in FLOORS}


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
