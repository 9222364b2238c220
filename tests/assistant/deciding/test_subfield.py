"""Every entry that belongs to a subfield is found, in either language, with a score and a reason."""

import json

import numpy as np
import pytest

from assistant.ask import Assistant
from assistant.deciding.subfield import Subfield, judge
from assistant.language import language_of
from assistant.reading.subject import subject_of
from tests.support.answering import assistant
from tests.support.places import DATA
from vectorstore.library import Library
from vectorstore.retriever import Retriever
from vectorstore.search.conditions import Filters
from vectorstore.search.question import Question, read_question
from vectorstore.stores.store import Vectors
from vectorstore.text.glossary import load_glossary

__all__ = ["assistant"]

CASES = [json.loads(line) for line in (DATA / "subfields.jsonl").read_text(encoding="utf-8").splitlines()]


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
    assert sum(recalls) / len(recalls) >= 0.84
    assert sum(precisions) / len(precisions) >= 0.79


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
        ("Please give me a rundown of the oral papers only.", {"kind": "Oral"}, 2),
        (
            "List the papers with a GitHub repository and say in a line what each one does.",
            {"link": "*github.com*"},
            13,
        ),
        ('All entries tagged "clinical NLP", please', {"topic": "clinical NLP"}, 2),
        ("标签为 medical LLM agent 的几篇讲了什么?", {"topic": "medical LLM agent"}, 5),
        ("除了海报,都总结一下", {}, 2),
        ("“clinical NLP”这个标签底下的说说看", {"topic": "clinical NLP"}, 2),
        ("被标成 clinical NLP 的", {"topic": "clinical NLP"}, 2),
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


@pytest.mark.parametrize(
    ("request_", "key"),
    [
        ("obstetrics", "fetal-gauge-2026"),
        ("肿瘤学", "histoprism-2026"),
        # Needs, sources and audiences, as they are put in passing.
        ("medicine tailored to the patient", "galax-2026"),
        ("teaching for novices", "prostatd-2026"),
        ("基层条件差、医生短缺", "fetal-gauge-2026"),
        ("learning with no manual annotation", "medvr-2026"),
        ("measured at uneven intervals", "garlic-2026"),
        ("数据分布差异", "iclr-2026-b54f"),
    ],
)
def test_narrower_names_count(request_: str, key: str, assistant: Assistant) -> None:
    assert key in keys(judged(assistant, request_))


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


def test_kinds_of_a_thing_set_behind_it_do_not_narrow_it(assistant: Assistant) -> None:
    assert keys(judged(assistant, "the EEG work, scalp or intracranial")) >= keys(judged(assistant, "EEG"))


@pytest.mark.parametrize("request_", ["surgery & anaesthesia", "手术或麻醉"])
def test_one_of_several_alternatives_is_enough(request_: str, assistant: Assistant) -> None:
    assert {"prostatd-2026", "anessuite-2026"} <= keys(judged(assistant, request_))


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
    monkeypatch.setattr("assistant.deciding.subfield._COVERED_SHARE", 0.0)
    assert keys(judge(retriever, request_, "en")) == set()
    monkeypatch.setattr("assistant.deciding.subfield._COVERED_SHARE", 3.0)
    assert ("iclr-2026-353f" in keys(judge(retriever, request_, "en"))) == is_found


@pytest.mark.parametrize(
    ("request_", "key"),
    [
        ("B 超方面有什么进展?", "fetal-gauge-2026"),
        ("孕产妇、胎儿、婴幼儿这类人群,有没有相关论文?", "fetal-gauge-2026"),
        ("处理视频数据的论文", "prostatd-2026"),
        ("想做可解释性方向的综述,这里面能用上的有哪些?", "galax-2026"),
        ("agentic system 在医疗里的应用", "care-2026"),
    ],
)
def test_words_that_only_ask_hide_no_subject(request_: str, key: str, assistant: Assistant) -> None:
    assert key in keys(judged(assistant, request_))


def test_a_mistyped_subject_is_put_right_and_said(assistant: Assistant) -> None:
    found = judged(assistant, "anesthesiolgy overveiw please")
    assert keys(found) == {"anessuite-2026"}
    assert "anesthesiology" in found.notice and "overveiw" not in found.notice


def test_the_title_of_a_crossed_entry_says_nothing_of_it(assistant: Assistant, retriever: Retriever) -> None:
    # Its title speaks of clinical time series, its abstract of neurology.
    for found in (judged(assistant, "时间序列"), judge(retriever, "时间序列", "zh")):
        decision = next(d for d in found.decisions if d.entry.key == "neural-medbench-2026")
        assert decision.grade != "belongs"


@pytest.mark.parametrize(
    ("request_", "is_cut"), [("reinforcement learning for dialogue", True), ("EEG", False)]
)
def test_of_several_aspects_what_falls_far_below_the_best_does_not_belong(
    request_: str, is_cut: bool, retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = judge(retriever, request_, "en").graded("belongs")
    monkeypatch.setattr("assistant.deciding.subfield._FALL", 0.01)
    after = judge(retriever, request_, "en").graded("belongs")
    assert len(before) > 1 and after == (before[:1] if is_cut else before)


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
        (
            "I am preparing a lecture on reinforcement learning in medicine. Which works in this list train "
            "a model with it, and what does each use it for?",
            "reinforcement learning in medicine",
        ),
        ("Can you brief an oncologist on everything here that concerns cancer?", "cancer"),
        ("I'm a radiologist looking for papers on sepsis", "sepsis"),
        ("I'm a cardiologist; what should I read?", "cardiologist"),
        ("我是放射科医生,想了解联邦学习,各自怎么做的?", "联邦学习"),
        ("帮我找找和败血症有关的,做个小结给同事看", "败血症"),
    ],
)
def test_words_that_only_ask_for_a_report_are_no_subject(request_: str, subject: str) -> None:
    assert subject_of(request_, load_glossary()) == subject
