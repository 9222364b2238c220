"""Whether the papers answer is told from the evidence, the same in both languages."""

from dataclasses import replace

import pytest

from assistant.ask import Assistant
from assistant.deciding.answerable import reason_to_abstain
from assistant.language import language_of
from assistant.reading.intent import read_intent
from tests.support.answering import assistant

__all__ = ["assistant"]


def reason(assistant: Assistant, question: str, *referred: str) -> str | None:
    search = assistant.retriever.search(question, referred=referred)
    return reason_to_abstain(search, read_intent(question), language_of(question), referred)


@pytest.mark.parametrize(
    "question",
    [
        "What is MCal?",
        "MCal 是什么?",
        "What does CT-RSA compare?",
        "How does missingness bias arise in feature attribution?",
        "生存分析中的异质治疗效应如何估计?",
        "What is VLM-SubtelBench?",
    ],
)
def test_what_the_papers_speak_of_is_answered(question: str, assistant: Assistant) -> None:
    assert reason(assistant, question) is None


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What is ZetaNet-9 and does it beat MCal?", "no entry mentions ZetaNet-9"),
        ("ZetaNet-9 比 MCal 好吗?", "没有任何条目提到 ZetaNet-9"),
        ("Who are the authors of MCal?", "records no authors"),
        ("MCal 的作者是谁?", "没有登记作者信息"),
        ("What is the capital of Mongolia?", "nothing in them comes close"),
        ("明天上海的天气怎么样?", "没有论文谈到"),
        ("如何做红烧肉?", "没有论文谈到"),
    ],
)
def test_what_they_do_not_say_is_refused_with_the_reason(
    question: str, words: str, assistant: Assistant
) -> None:
    assert words in (reason(assistant, question) or "answered")


@pytest.mark.parametrize(
    ("question", "closest", "refused"),
    [
        ("Is VLM-SubtleBench a frozen exam?", None, True),
        ("Is VLM-SubtleBench a frozen exam?", 0.1, True),
        ("Is VLM-SubtleBench a frozen exam?", 0.3, False),
        # Of common words more is said in others than of concepts.
        ("How often does VLM-SubtleBench get renewed?", 0.2, False),
        ("Which hospitals gave VLM-SubtleBench its ultrasound?", 0.2, True),
    ],
)
def test_a_named_paper_may_speak_of_what_is_asked_in_other_words(
    question: str, closest: float | None, refused: bool, assistant: Assistant
) -> None:
    search = assistant.retriever.search(question)
    search = replace(search, support=replace(search.support, held=0.0, closest=closest))
    assert bool(reason_to_abstain(search, read_intent(question), "en")) is refused


@pytest.mark.parametrize(
    "question", ["Which hospitals gave MCal its data on masked inputs?", "MCal 的数据取自哪家医院?"]
)
def test_what_the_abstract_leaves_out_is_refused_though_the_rest_is_there(
    question: str, assistant: Assistant
) -> None:
    said = reason(assistant, question) or "answered"
    assert "hospitals" in said or "医院" in said


@pytest.mark.parametrize(
    "question", ["Which model scores highest on NurValues?", "MedEvidence 上准确率最高的是哪个模型?"]
)
def test_who_does_best_is_refused_where_the_abstract_ranks_nothing(
    question: str, assistant: Assistant
) -> None:
    said = reason(assistant, question) or "answered"
    assert "highest" in said or "最高" in said


@pytest.mark.parametrize(
    "question", ["Which models do best on MedThinkVQA?", "MedThinkVQA 上表现最好的是哪些模型?"]
)
def test_who_does_best_is_told_where_the_abstract_ranks(question: str, assistant: Assistant) -> None:
    assert reason(assistant, question) is None


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Does it cover German?", "nothing of: German"),
        ("它支持德语吗?", "没有谈到:德语"),
        ("Were its questions tested on Windows machines?", "nothing of: Windows"),
    ],
)
def test_a_name_that_the_paper_spoken_of_lacks_is_refused(
    question: str, words: str, assistant: Assistant
) -> None:
    assert words in (reason(assistant, question, "medarabench-2026") or "answered")


def test_capitals_throughout_make_no_names(assistant: Assistant) -> None:
    asked = "How Does MedAraBench Gather Its Arabic Questions In Practice?"
    assert reason(assistant, asked) is None


@pytest.mark.parametrize(
    ("start", "third", "refused"),
    [("", 0.95, True), ("", 0.4, False), ("Which papers tell this: ", 0.95, False)],
)
def test_an_entry_far_ahead_may_answer_in_other_words_as_may_several_side_by_side(
    start: str, third: float, refused: bool, assistant: Assistant
) -> None:
    question = "people were shown brief clips with electrodes on the scalp. How many networks were lined up?"
    search = assistant.retriever.search(start + question)
    hits = [replace(hit, score=score) for hit, score in zip(search.hits, (1.0, 0.96, third), strict=False)]
    support = replace(search.support, cosine=0.4, coverage=0.12, held=5.3, unknown_share=0.3)
    search = replace(search, hits=tuple(hits), support=support)
    assert bool(reason_to_abstain(search, read_intent(start + question), "en")) is refused


def test_a_number_the_paper_states_is_not_refused(assistant: Assistant) -> None:
    assert reason(assistant, "How many patients are in the epilepsy data?") is None
    assert reason(assistant, "How many mental health professionals rated answers in CounselBench?") is None


@pytest.mark.parametrize(
    "question",
    [
        "What does VLM-SubtleBench measure?",
        "What is MCal's main contribution?",
        "SurvHTE-Bench 解决了什么问题?",
        "KnowGuard 的核心思路是什么?",
    ],
)
def test_what_every_paper_has_is_not_missing_for_want_of_the_word(
    question: str, assistant: Assistant
) -> None:
    assert reason(assistant, question) is None


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("How large are the training data?", "mnemodyn-2026"),
        ("采样预算按什么来分配给各个状态?", "atpo-2026"),
        ("一共用了多少篇综述?", "medevidence-2026"),
        ("有几位医生参与核对?", "liveclin-2026"),
    ],
)
def test_an_entry_the_conversation_leads_to_is_heard_out(
    question: str, key: str, assistant: Assistant
) -> None:
    assert reason(assistant, question, key) is None


@pytest.mark.parametrize(
    ("question", "key", "words"),
    [
        ("What learning rate was chosen?", "mnemodyn-2026", "MnemoDyn says nothing of"),
        ("有多少家保险公司参与?", "atpo-2026", "ATPO 的条目没有谈到"),
    ],
)
def test_what_such_an_entry_does_not_say_is_refused(
    question: str, key: str, words: str, assistant: Assistant
) -> None:
    assert words in (reason(assistant, question, key) or "answered")
