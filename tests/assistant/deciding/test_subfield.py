"""Every entry that belongs to a subfield is found, in either language, with a score and a reason."""

import numpy as np
import pytest

from assistant.ask import Assistant
from assistant.deciding.subfield import Subfield, judge
from assistant.deciding.weights import weights
from assistant.language import language_of
from benchmarks import subfields
from tests.support.answering import assistant
from tests.support.corpus import Case, misses
from vectorstore.library import Library
from vectorstore.retriever import Retriever
from vectorstore.search.conditions import Filters
from vectorstore.search.question import Question, read_question
from vectorstore.stores.store import Vectors

__all__ = ["assistant"]


def judged(assistant: Assistant, request: str, filters: Filters | None = None) -> Subfield:
    return judge(assistant.retriever, request, language_of(request), filters)


def keys(found: Subfield) -> set[str]:
    return {decision.entry.key for decision in found.graded("belongs")}


def test_by_words_alone_most_of_what_belongs_is_found(assistant: Assistant) -> None:
    cases = subfields.read_cases()
    told = subfields.means([subfields.score(assistant.retriever, case) for case in cases])
    assert all(share >= floor for share, floor in zip(told, (0.82, 0.78, 0.87), strict=True)), told


FLOORS = [("belongs", 0.85), ("conditions", 0.9), ("nothing belongs", 1.0)]


@pytest.mark.parametrize(("kind", "floor"), FLOORS)
def test_most_subfields_hold_what_belongs(kind: str, floor: float, assistant: Assistant) -> None:
    def read(case: Case) -> object:
        found = judged(assistant, case["text"])
        if kind == "conditions":
            return {"filters": found.filters.to_dict(), "count": len(keys(found))}
        return [key for key in case["expected"] or keys(found) if key in keys(found)]

    share, wrong = misses(kind, read)
    assert share >= floor, wrong


@pytest.mark.parametrize(
    "request_", ["survival analysis", "梳理一下做生存分析的工作。", "Summarise the work on survival analysis"]
)
def test_a_subfield_is_found_however_it_is_asked_for(request_: str, assistant: Assistant) -> None:
    found = judged(assistant, request_)
    assert {"survhte-bench-2026", "iclr-2026-90b4"} <= keys(found)
    assert (found.judged, found.total) == (52, 52)
    scores = [decision.score for decision in found.decisions]
    assert scores == sorted(scores, reverse=True) and all(0 <= score <= 1 for score in scores)
    assert all(decision.reason for decision in found.graded("belongs"))


def test_filters_given_beside_the_request_hold(assistant: Assistant) -> None:
    assert keys(judged(assistant, "EEG", Filters.of(kind="Oral"))) == {"iclr-2026-22b7"}


def test_a_label_that_is_an_ordinary_name_means_the_field_and_its_label(assistant: Assistant) -> None:
    assert {"mnemodyn-2026", "histoprism-2026", "m3cotbench-2026"} <= keys(judged(assistant, "医学影像"))


def test_a_paper_that_is_named_belongs(assistant: Assistant) -> None:
    assert "survhte-bench-2026" in keys(judged(assistant, "SurvHTE-Bench and similar work"))


@pytest.mark.parametrize(
    ("request_", "kept", "left_out"),
    [
        (
            "Benchmarks for language models. Leave the image-based ones out.",
            "anessuite-2026",
            "medthinkvqa-2026",
        ),
        ("语言模型的评测基准,不包括图像的", "anessuite-2026", "medthinkvqa-2026"),
        ("Work on ECG except benchmarks", "nef-net-v2-2026", "iclr-2026-0c05"),
        ("心电图的工作,基准除外", "nef-net-v2-2026", "iclr-2026-0c05"),
    ],
)
def test_what_a_request_wants_left_out_is_set_aside_with_the_reason(
    request_: str, kept: str, left_out: str, assistant: Assistant
) -> None:
    found = judged(assistant, request_)
    assert kept in keys(found)
    decision = next(d for d in found.decisions if d.entry.key == left_out)
    assert decision.grade == "excluded"
    assert ("left out as asked" if request_.isascii() else "按要求排除") in decision.reason


def test_what_cannot_be_told_is_not_left_out(assistant: Assistant) -> None:
    found = judged(assistant, "Summarise the EEG papers, excluding the frobnicated ones")
    assert keys(found) == keys(judged(assistant, "EEG"))
    assert "frobnicated" in found.notice


@pytest.mark.parametrize("request_", ["benchmarks", "评测基准", "Summarise all the benchmarks, please"])
def test_a_kind_of_contribution_alone_is_a_subfield(request_: str, assistant: Assistant) -> None:
    found = keys(judged(assistant, request_))
    assert {"dm4ct-2026", "m3cotbench-2026", "vlm-subtlebench-2026"} <= found
    # These are only tested on benchmarks, or blame them.
    assert not found & {"doctor-r1-2026", "tfm-tokenizer-2026", "iclr-2026-1a80"}


def test_a_kind_narrows_a_subject(assistant: Assistant) -> None:
    assert keys(judged(assistant, "ECG benchmarks")) == {"iclr-2026-0c05"}


class FarSighted(Retriever):
    """Finds everything less close than it is."""

    def embed(self, question: Question) -> tuple[Vectors | None, str]:
        vector, notice = super().embed(question)
        return (None if vector is None else vector * np.float32(0.7)), notice


@pytest.mark.parametrize(
    ("request_", "belongs"), [("呼吸系统相关的研究有哪些?", True), ("呼吸与量子力学", False)]
)
def test_a_short_subject_that_an_entry_holds_whole_may_be_far_from_it(
    request_: str, belongs: bool, library: Library
) -> None:
    found = judge(FarSighted(library), request_, "zh")
    assert ("resp-agent-2026" in keys(found)) is belongs


def test_what_no_paper_mentions_is_told_where_others_are_found(assistant: Assistant) -> None:
    found = judged(assistant, "diabetes or anesthesiology")
    assert keys(found) == {"anessuite-2026"}
    assert "diabetes" in found.notice


@pytest.mark.parametrize(
    ("request_", "is_found"),
    [
        ("the hullabaloo around conformal prediction wizardry", True),
        ("罗里吧嗦地扯一通保形预测那摊子事", True),
        ("the hullabaloo around malaria wizardry", False),
    ],
)
def test_what_is_mentioned_makes_up_for_what_is_not_close(
    request_: str, is_found: bool, retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(weights("subfield"), "share", 0.0)
    assert keys(judge(retriever, request_, "en")) == set()
    monkeypatch.setitem(weights("subfield"), "share", 3.0)
    assert ("iclr-2026-353f" in keys(judge(retriever, request_, "en"))) == is_found


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
