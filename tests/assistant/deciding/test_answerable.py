"""Whether the papers answer is told from the evidence, the same in both languages."""

from dataclasses import replace

import pytest

from assistant.ask import Assistant
from assistant.deciding.answerable import reason_to_abstain
from assistant.language import language_of
from assistant.reading.intent import read_intent
from benchmarks import refusals
from tests.support.answering import assistant
from tests.support.corpus import Case, misses
from vectorstore.retriever import Scope

__all__ = ["assistant"]


def reason(assistant: Assistant, question: str, *referred: str) -> str | None:
    search = assistant.retriever.search(question, scope=Scope(referred))
    return reason_to_abstain(search, read_intent(question), language_of(question), referred)


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


@pytest.mark.parametrize(("kind", "floor"), [("answered", 0.9), ("refused", 0.85)])
def test_most_questions_are_answered_or_refused_with_the_reason(
    kind: str, floor: float, assistant: Assistant
) -> None:
    def read(case: Case) -> object:
        said = reason(assistant, case["text"], *case["referred"])
        known = any(words in (said or "") for words in case["expected"])
        return case["expected"] if known or (not case["expected"] and said is None) else said

    share, wrong = misses(kind, read)
    assert share >= floor, wrong


def test_by_words_alone_most_questions_are_told_right(assistant: Assistant) -> None:
    cases = refusals.read_cases()
    shares = refusals.shares(cases, [refusals.is_right(assistant.retriever, case) for case in cases])
    floors = {"answered, en": 0.87, "answered, zh": 0.87, "refused, en": 0.74, "refused, zh": 0.84}
    assert all(shares[f"refusals, {kind}"][0] >= floor for kind, floor in floors.items()), shares
