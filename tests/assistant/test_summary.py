"""A summary finds every entry that belongs, quotes each, says nothing twice and accounts for all."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from assistant.ask import Assistant
from assistant.errors import QuestionError
from assistant.summary import MOST_CITED
from assistant.types import Answer
from tests.support.answering import CROSSED, assert_sound, assistant, omni, settings
from tests.support.fakes import HashingEmbedder
from vectorstore.library import Library
from vectorstore.search.conditions import Filters
from vectorstore.sources.records import Record

__all__ = ["assistant", "omni"]

REQUESTS = [
    "survival analysis",
    "梳理一下做心电图的工作。",
    "Summarise the work on language models in mental health care.",
    "clinical prediction",
    "orals",
    "everything",
    "总结所有论文",
    "胎儿超声",
]


def summary(assistant: Assistant, request: str, **options: object) -> Answer:
    *_, answer = assistant.summarize(request, "built-in", **options)  # type: ignore[arg-type]
    return answer


def assert_accounted(answer: Answer) -> None:
    """Check that each entry matched is cited or left out with a reason, and none both."""
    coverage = answer.coverage
    assert coverage is not None
    left = [item.key for item in coverage.left_out]
    assert sorted(coverage.matched) == sorted([*coverage.cited, *left])
    assert all(item.reason for item in coverage.left_out)
    cited = {citation.key for sentence in answer.sentences for citation in sentence.citations}
    assert set(coverage.cited) == cited


@pytest.mark.parametrize("request_", REQUESTS)
def test_a_summary_is_sound_accounted_for_and_repeats_nothing(request_: str, assistant: Assistant) -> None:
    answer = summary(assistant, request_)
    assert_sound(answer, assistant)
    assert_accounted(answer)
    assert answer.complete and not answer.abstained
    assert answer.coverage and set(answer.coverage.cited) <= {hit.key for hit in answer.hits}
    texts = [sentence.text for sentence in answer.sentences]
    assert len(texts) == len(set(texts))
    single = [sentence.citations for sentence in answer.sentences if len(sentence.citations) == 1]
    assert len(single) == len(set(single))


@pytest.mark.parametrize("request_", REQUESTS)
def test_sections_table_and_map_hold_the_entries_cited(request_: str, assistant: Assistant) -> None:
    answer = summary(assistant, request_)
    assert answer.coverage and answer.table
    cited = set(answer.coverage.cited)
    assert [i for section in answer.sections for i in section.sentences] == list(range(len(answer.sentences)))
    titles = [section.title for section in answer.sections]
    assert len(titles) == len(set(titles)) and all(f"## {title}" in answer.text for title in titles)
    assert {point.key for point in answer.map} == cited
    assert all(0 <= point.section < len(titles) for point in answer.map)
    assert [row[0] for row in answer.table.rows] == [point.key for point in answer.map]
    unstated = "未说明" if answer.language == "zh" else "not stated"
    for row in answer.table.rows:
        entry = assistant.library.get(row[0])
        assert entry and len(row) == len(answer.table.columns)
        assert all(
            cell in (entry.text, unstated) or cell in entry.text for cell in row[1:5] if cell != unstated
        )
        assert row[5] == (" ; ".join(entry.links) or unstated)


@pytest.mark.parametrize(
    ("request_", "title"),
    [
        ("survival analysis", "Survival analysis"),
        ("orals", "Oral"),
        ("EEG orals", "EEG · Oral"),
        ("everything", "Everything"),
        ("总结有代码的论文", "总结有代码的论文"),
    ],
)
def test_the_title_says_what_was_asked_for(request_: str, title: str, assistant: Assistant) -> None:
    assert summary(assistant, request_).text.startswith(f"# {title}\n\n")


def test_a_summary_grows_and_accounts_at_every_step(assistant: Assistant) -> None:
    answers = list(assistant.summarize("orals", "built-in"))
    assert [answer.complete for answer in answers] == [False] * (len(answers) - 1) + [True]
    for before, after in pairwise(answers):
        assert after.text.startswith(before.text)
    assert answers[0].coverage and set(answers[0].coverage.matched) == {
        item.key for item in answers[0].coverage.left_out
    }


def test_stopping_early_keeps_what_is_done(assistant: Assistant) -> None:
    answers = assistant.summarize("clinical prediction", "built-in")
    kept = [next(answers) for _ in range(6)][-1]
    answers.close()  # type: ignore[attr-defined]
    assert kept.sentences and not kept.complete


def test_frames_are_chinese_and_quotes_original_in_a_chinese_summary(assistant: Assistant) -> None:
    answer = summary(assistant, "梳理一下做心电图的工作。")
    assert answer.language == "zh"
    for sentence in answer.sentences:
        assert re.search("[\u4e00-\u9fff]", sentence.text)
    quoted = [(words, s) for s in answer.sentences for words in re.findall("“([^”]+)”", s.text)]
    assert quoted and all(any(words in c.quote for c in s.citations) for words, s in quoted)
    assert "## 横向对照" in answer.text and "## 覆盖情况" in answer.text


def test_english_sentences_speak_in_the_third_person(assistant: Assistant) -> None:
    for sentence in summary(assistant, "everything").sentences:
        outside = re.sub("“[^”]*”", " ", sentence.text)
        assert not re.search(r"\b(?:we|our|us)\b", outside, re.IGNORECASE), sentence.text


@pytest.mark.parametrize("request_", ["neurology", "epilepsy", "everything", "癫痫和神经内科"])
def test_crossed_entries_are_told_by_their_abstracts(request_: str, assistant: Assistant, omni: str) -> None:
    answer = summary(assistant, request_)
    for sentence in answer.sentences:
        if "Neural-MedBench" in sentence.text:
            assert "pilep" not in sentence.text
            assert omni not in {citation.key for citation in sentence.citations}
    cited = {citation.key for sentence in answer.sentences for citation in sentence.citations}
    assert all(any(key in notice for notice in answer.notices) for key in {omni, CROSSED} & cited)


@pytest.mark.parametrize(
    "request_", ["gardening", "量子计算", "Summarise", "orals of each year", "orals of 1999"]
)
def test_what_has_no_entries_is_refused_with_what_is_nearest(request_: str, assistant: Assistant) -> None:
    answer = summary(assistant, request_)
    assert answer.abstained and answer.complete and answer.reason
    assert answer.reason in answer.text
    assert (answer.sentences, answer.references, answer.sections) == ((), (), ())
    assert answer.to_json()["coverage"] == {"matched": (), "cited": (), "left_out": ()}


@pytest.mark.parametrize("request_", ["", " \n", "😀", "EEG " * 5000])
def test_what_cannot_be_asked_is_an_error(request_: str, assistant: Assistant) -> None:
    with pytest.raises(QuestionError):
        summary(assistant, request_)


def test_a_long_request_is_read(assistant: Assistant) -> None:
    answer = summary(assistant, "ECG and the electrocardiogram in cardiology, whatever the task. " * 40)
    assert {"nef-net-v2-2026", "iclr-2026-0c05"} <= set(answer.coverage.cited if answer.coverage else ())


def test_filters_beside_the_request_hold(assistant: Assistant) -> None:
    answer = summary(assistant, "EEG", filters=Filters.of(kind="Oral"))
    assert answer.coverage and answer.coverage.cited == ("iclr-2026-22b7",)
    assert answer.filters == {"kind": "Oral"}


def test_more_entries_than_a_report_cites_are_left_out_with_the_reason(tmp_path: Path) -> None:
    library = Library(tmp_path, HashingEmbedder(), bundled=None)
    records = [
        Record(
            line=number,
            title=f"Sepsis study {number}",
            abstract=f"Sepsis is deadly in ward {number}. We introduce a score for sepsis number {number}.",
        )
        for number in range(MOST_CITED + 5)
    ]
    library.ingest_records("many", "0" * 64, records)
    answer = summary(Assistant(library, settings(tmp_path)), "sepsis")
    library.close()
    assert_accounted(answer)
    assert answer.coverage and len(answer.coverage.matched) == MOST_CITED + 5
    assert len(answer.coverage.left_out) == 5


def test_papers_without_an_abstract_are_listed_by_their_titles(tmp_path: Path) -> None:
    library = Library(tmp_path, HashingEmbedder(), bundled=None)
    library.ingest_records("bare", "0" * 64, [Record(line=1, title="Sepsis in children", abstract="")])
    answer = summary(Assistant(library, settings(tmp_path)), "sepsis")
    library.close()
    assert_accounted(answer)
    assert "Sepsis in children" in answer.text
