"""Conditions on recorded facts: read from questions, applied to entries, applied inside the search."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ask import Assistant
from tests.support.answering import assistant as assistant
from vectorstore.retriever import Retriever, Scope
from vectorstore.search.conditions import TEXTS, FactTable, Filters, is_repository
from vectorstore.stores.flat_index import FlatIndex, keep
from vectorstore.types import Entry


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
    found = {
        hit.entry.key
        for hit in retriever.search("a benchmark of models", 52, scope=Scope(filters=filters)).hits
    }
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
