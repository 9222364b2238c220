"""Every entry that belongs to a subfield is found, in either language, with a score and a reason."""

import json
from pathlib import Path

import pytest

from assistant.ask import Assistant
from assistant.language import language_of
from assistant.relevance import Subfield, judge
from assistant.subject import subject_of
from tests.answering import assistant
from vectorstore.filters import Filters
from vectorstore.questions import read_question
from vectorstore.retriever import Retriever

__all__ = ["assistant"]

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "subfields.jsonl").read_text(encoding="utf-8").splitlines()
]


def judged(assistant: Assistant, request: str, filters: Filters | None = None) -> Subfield:
    return judge(assistant.retriever, request, language_of(request), filters)


def keys(found: Subfield) -> set[str]:
    return {decision.entry.key for decision in found.graded("belongs")}


def test_by_words_alone_most_of_what_belongs_is_found(assistant: Assistant) -> None:
    # The figures with the built-in embedder are those of benchmarks.subfields.
    order = [entry.key for entry in assistant.library.entries()]
    recalls, precisions = [], []
    for case in CASES:
        gold, neutral = ({order[n - 1] for n in case[name]} for name in ("gold", "neutral"))
        picked = keys(judged(assistant, case["question"]))
        if gold:
            recalls.append(len(gold & picked) / len(gold))
            precisions.append(len(gold & picked) / max(1, len(picked - neutral | gold & picked)))
    assert sum(recalls) / len(recalls) >= 0.75
    assert sum(precisions) / len(precisions) >= 0.75


@pytest.mark.parametrize(
    "request_", ["survival analysis", "梳理一下做生存分析的工作。", "Summarise the work on survival analysis"]
)
def test_a_subfield_is_found_however_it_is_asked_for(request_: str, assistant: Assistant) -> None:
    found = judged(assistant, request_)
    assert keys(found) == {"survhte-bench-2026", "iclr-2026-90b4"}
    assert (found.judged, found.total) == (52, 52)
    scores = [decision.score for decision in found.decisions]
    assert scores == sorted(scores, reverse=True) and all(0 <= score <= 1 for score in scores)
    assert all(decision.reason for decision in found.graded("belongs"))


@pytest.mark.parametrize(
    ("request_", "filters", "count"),
    [
        ("orals", {"kind": "Oral"}, 2),
        ("总结 oral 论文", {"kind": "Oral"}, 2),
        ("clinical prediction", {"topic": "clinical prediction"}, 15),
        ("Summarise the papers with code", {"has_links": True}, 16),
        ("everything", {}, 52),
        ("总结所有论文", {}, 52),
        ("EEG orals", {"kind": "Oral"}, 1),
    ],
)
def test_recorded_facts_are_conditions(
    request_: str, filters: dict[str, object], count: int, assistant: Assistant
) -> None:
    found = judged(assistant, request_)
    assert found.filters.to_dict() == filters
    assert len(keys(found)) == count


def test_filters_given_beside_the_request_hold(assistant: Assistant) -> None:
    assert keys(judged(assistant, "EEG", Filters(kind="Oral"))) == {"iclr-2026-22b7"}


def test_a_label_that_is_an_ordinary_name_means_the_field_and_its_label(assistant: Assistant) -> None:
    assert {"mnemodyn-2026", "histoprism-2026", "m3cotbench-2026"} <= keys(judged(assistant, "医学影像"))


@pytest.mark.parametrize("request_", ["gardening", "量子计算", "Summarise", "总结", "orals of each year"])
def test_what_the_library_lacks_or_cannot_be_read_belongs_to_nothing(
    request_: str, assistant: Assistant
) -> None:
    assert keys(judged(assistant, request_)) == set()


def test_a_paper_that_is_named_belongs(assistant: Assistant) -> None:
    assert "survhte-bench-2026" in keys(judged(assistant, "SurvHTE-Bench and similar work"))


def test_the_title_of_a_crossed_entry_says_nothing_of_it(assistant: Assistant, retriever: Retriever) -> None:
    # Its title speaks of clinical time series, its abstract of neurology.
    for found in (judged(assistant, "时间序列"), judge(retriever, "时间序列", "zh")):
        decision = next(d for d in found.decisions if d.entry.key == "neural-medbench-2026")
        assert decision.grade != "belongs"


def test_vectors_rank_what_shares_no_word(retriever: Retriever) -> None:
    vectors = retriever.vectors()
    assert vectors is not None
    entries = retriever.library.entries()
    subject = "surgical triplet detection in surgical video analysis"
    vector, _ = retriever.embed(read_question(subject, retriever.glossary, retriever.names()))
    assert vector is not None
    closeness = vectors.closeness(vector)
    assert entries[int(closeness.argmax())].key == "prostatd-2026"
    assert vectors.of([3, 1]).shape == (2, retriever.library.embedder.dimension)  # type: ignore[union-attr]
    assert float(vectors.of([7])[0] @ vectors.of([7])[0]) == pytest.approx(1)


@pytest.mark.parametrize(
    ("request_", "subject"),
    [
        (
            "Summarise the work on language models in mental health care.",
            "language models in mental health care",
        ),
        ("Give me an overview of research into sepsis", "sepsis"),
        ("梳理一下做心电图的工作。", "心电图"),
        ("请总结联邦学习领域的研究进展", "联邦学习"),
        ("survival analysis", "survival analysis"),
        ("Summarise", ""),
    ],
)
def test_words_that_only_ask_for_a_report_are_no_subject(request_: str, subject: str) -> None:
    assert subject_of(request_) == subject
