"""Conditions on recorded facts: read from questions, applied to entries, applied inside the search."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ask import Assistant
from assistant.reading.list_question import read_list_question
from tests.support.answering import assistant as assistant
from vectorstore.library import Library
from vectorstore.retriever import Retriever
from vectorstore.search.conditions import TEXTS, Facets, FactTable, Filters, is_repository
from vectorstore.stores.flat_index import FlatIndex, keep
from vectorstore.types import Entry

AGENTS = "medical LLM agent"


@pytest.fixture(scope="module")
def facets(library: Library) -> Facets:
    return Facets.of(library.entries())


@pytest.mark.parametrize(
    ("question", "conditions"),
    [
        ("Which papers in the digest are Orals?", {"kind": "Oral"}),
        ("库里有多少篇 oral?", {"kind": "Oral"}),
        ("哪些是口头报告?", {"kind": "Oral"}),
        (
            f"Which papers under the topic '{AGENTS}' come with a code link?",
            {"topic": AGENTS, "has_links": True},
        ),
        ("主题标为“医学影像”的有哪几篇?", {"topic": "医学影像"}),
        ("clinical prediction 主题下,哪些论文附了代码?", {"topic": "clinical prediction", "has_links": True}),
        ("List the posters without code", {"kind": "Poster", "has_links": False}),
        ("ICLR 2026 的论文有多少篇", {"venue": "ICLR", "year": 2026}),
        ("Which papers were published before 2026?", {"year_to": 2025}),
        ("Papers after 2025?", {"year_from": 2026}),
        ("2020 年以来有哪些论文?", {"year_from": 2020}),
    ],
)
def test_conditions_are_read_in_both_languages(
    question: str, conditions: dict[str, object], facets: Facets
) -> None:
    found = read_list_question(question, facets)
    assert found is not None
    assert (found.filters.to_dict(), found.about) == (conditions, "")


@pytest.mark.parametrize(
    "question",
    ["papers on oral cancer", "What is MCal?", "医学影像方面有哪些论文?", "Which papers use code-switching?"],
)
def test_a_question_of_contents_puts_no_conditions(question: str, facets: Facets) -> None:
    found = read_list_question(question, facets)
    assert found is None or not found.filters


@pytest.mark.parametrize(
    ("question", "about", "conditions"),
    [
        ("有哪些带代码的心电图论文?", "心电图", {"has_links": True}),
        ("做心电图的论文,哪篇公开了代码?", "做心电图", {"has_links": True}),
        ("Is code available for either paper on ECG?", "ECG", {"has_links": True}),
        ("哪一条同时给了项目主页和 GitHub 仓库?", "", {"has_page": True, "link": "*github.com*"}),
    ],
)
def test_the_subject_is_what_the_conditions_leave(
    question: str, about: str, conditions: dict[str, object], facets: Facets
) -> None:
    found = read_list_question(question, facets)
    assert found is not None
    assert (found.about, found.filters.to_dict()) == (about, conditions)


@pytest.mark.parametrize(
    ("question", "unread"),
    [
        ("Which posters are from the venue with the fewest authors?", "fewest authors"),
        ("How many posters have at least two authors?", "at least two authors"),
        ("哪些 oral 的作者超过三位?", "超过三位"),
    ],
)
def test_a_condition_that_cannot_be_read_is_named_rather_than_halved(
    question: str, unread: str, assistant: Assistant
) -> None:
    answer = assistant.ask(question, model="built-in")
    assert answer.abstained and answer.complete and not answer.sentences
    assert unread in (answer.reason or "")


_WORDS = st.sampled_from(["", "ICLR", "ICRA", "Oral", "imaging", "Ada Lovelace"])
_WANTED = _WORDS | st.sampled_from(["oral | imaging", "ICLR | Ada", "*a*", "I*", "|"])
_LINKS = st.sampled_from(["https://github.com/a/b", "https://a.github.io/b", "https://[x", "a.org"])
_ENTRIES = st.builds(
    Entry,
    key=st.uuids().map(str),
    title=st.just("T"),
    text=st.just("T\n\nA."),
    authors=st.lists(_WORDS, max_size=2).map(tuple),
    venue=_WORDS,
    year=st.none() | st.integers(2020, 2024),
    kind=_WORDS,
    topics=st.lists(_WORDS, max_size=2).map(tuple),
    links=st.lists(_LINKS, max_size=2).map(tuple),
    name=_WORDS,
)
_YEARS = st.none() | st.integers(2020, 2024)
_FILTERS = st.builds(
    Filters.of,
    **dict.fromkeys((*TEXTS, *(f"not_{fact}" for fact in TEXTS)), st.just("") | _WANTED),
    **dict.fromkeys(("year_from", "year_to", "not_year"), _YEARS),
    min_links=st.none() | st.integers(0, 2),
    **dict.fromkeys(("has_links", "has_code", "has_page"), st.none() | st.booleans()),
)


@given(st.lists(_ENTRIES, max_size=6, unique_by=lambda entry: entry.key), _FILTERS)
def test_the_columns_admit_what_each_entry_by_itself_does(entries: list[Entry], filters: Filters) -> None:
    assert FactTable(entries).mask(filters).tolist() == [filters.admits(entry) for entry in entries]


@given(st.builds(Filters.of, **dict.fromkeys(TEXTS, st.just("") | _WANTED)), st.lists(_ENTRIES, max_size=4))
def test_what_is_excluded_is_all_that_is_not_required(filters: Filters, entries: list[Entry]) -> None:
    for one in filters.conditions:
        required, excluded = Filters((one,)), Filters((replace(one, op="not"),))
        assert all(required.admits(entry) != excluded.admits(entry) for entry in entries)


@pytest.mark.parametrize(
    ("link", "repository"),
    [
        ("https://github.com/a/b", True),
        ("http://www.gitlab.com/a", True),
        ("https://huggingface.co/datasets/a", True),
        ("git.example.org/a", True),
        ("https://a.github.io/b", False),
        ("https://example.org/github.com", False),
        ("https://[x", False),
        ("", False),
    ],
)
def test_a_repository_is_told_from_a_page_by_its_host(link: str, repository: bool) -> None:
    assert is_repository(link) is repository


def test_the_flat_index_finds_the_nearest_of_those_admitted(tmp_path: Path) -> None:
    vectors = np.eye(8, dtype=np.float32)
    ids = [f"e#{n}-9" for n in range(8)]
    assert [len(rows) for rows in keep(tmp_path, "chunks", ids, iter([vectors[:5], vectors[5:]]))] == [5, 3]
    query = np.arange(8, dtype=np.float32)
    admitted = np.array([True, True, True, True, False, True, False, False])
    found = FlatIndex(tmp_path, "chunks").search(query, admitted, 2)
    assert found == [("e#5-9", 5.0), ("e#3-9", 3.0)]


@pytest.mark.parametrize(
    "filters", [Filters.of(kind="Oral"), Filters.of(topic="医学影像"), Filters.of(year_from=2027)]
)
def test_a_filtered_search_finds_all_that_are_admitted_and_no_other(
    filters: Filters, retriever: Retriever
) -> None:
    found = {hit.entry.key for hit in retriever.search("a benchmark of models", 52, filters=filters).hits}
    assert found == {entry.key for entry in retriever.library.entries() if filters.admits(entry)}


def test_a_list_is_whole_counted_and_every_entry_cited(assistant: Assistant) -> None:
    answer = assistant.ask("Which papers in the digest are Orals?", model="built-in")
    orals = {entry.key for entry in assistant.library.entries() if entry.kind == "Oral"}
    assert {reference.key for reference in answer.references} == orals
    assert "2 papers match" in answer.text
    assert answer.filters == {"kind": "Oral"}


def test_where_no_entry_matches_it_says_which_condition_to_drop(assistant: Assistant) -> None:
    answer = assistant.ask("Which papers from 2019 are orals?", model="built-in")
    assert answer.abstained
    assert "without year there are 2" in answer.text
    assert len(answer.nearest) == 2


@pytest.mark.parametrize("question", ["Is NurValues a poster or an oral?", "AdaTTT 发表在哪个会议?"])
def test_a_recorded_fact_of_a_named_paper_is_told(question: str, assistant: Assistant) -> None:
    answer = assistant.ask(question, model="built-in")
    assert not answer.abstained
    assert "ICLR 2026 Poster" in answer.sentences[0].text


def test_a_filter_set_by_the_reader_narrows_the_answer(assistant: Assistant) -> None:
    answer = assistant.ask("Which papers are about EEG?", model="built-in", filters=Filters.of(kind="Oral"))
    assert {reference.key for reference in answer.references} <= {"counselbench-2026", "iclr-2026-22b7"}
