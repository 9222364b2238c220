"""A question goes in, a growing answer comes out, and every sentence of it stands in the papers."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from assistant.ask import Assistant
from assistant.errors import QuestionError
from assistant.types import Turn
from tests.support.answering import CROSSED, MCAL, assert_sound, assistant, connected, omni, settings
from tests.support.fake_openai import FakeOpenAI
from tests.support.fakes import NoEmbedder
from vectorstore.library import Library

__all__ = ["assistant", "connected", "omni"]

QUESTIONS = [
    "What is MCal?",
    "How does VLM-SubtleBench differ from MedAraBench?",
    "Which two papers are about EEG?",
    "哪些论文与生存分析有关?",
    "KnowGuard 和 MCal 分别解决什么问题?",
    "Which papers are orals?",
    "Where is the code of D24FAD?",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_sentence_stands_in_the_text_with_its_quotes_and_keys(
    question: str, assistant: Assistant
) -> None:
    answer = assistant.ask(question)
    assert_sound(answer, assistant)
    assert answer.complete and not answer.abstained
    for sentence in answer.sentences:
        marks = "".join(f"[{key}]" for key in dict.fromkeys(cited.key for cited in sentence.citations))
        assert f"{sentence.text} {marks}" in answer.text


def test_references_say_what_the_ledger_says(assistant: Assistant) -> None:
    found = assistant.ask("Where is the code of D24FAD?").references[0]
    entry = assistant.library.get(found.key)
    assert entry is not None and entry.links
    assert (found.title, found.venue, found.year) == (entry.title, entry.venue, entry.year)
    assert (found.links, found.kind, found.topics) == (entry.links, entry.kind, entry.topics)


def test_hits_are_ranked_best_first_and_hold_what_is_cited(assistant: Assistant) -> None:
    answer = assistant.ask("What is MCal?")
    scores = [hit.score for hit in answer.hits]
    assert answer.hits[0].key == MCAL
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_a_chinese_question_gets_a_chinese_frame_around_original_quotes(assistant: Assistant) -> None:
    answer = assistant.ask("什么是 MCal?")
    assert answer.language == "zh"
    assert answer.sentences[0].text.startswith("MCal 提出:“We introduce MCal")
    assert answer.sentences[0].citations == assistant.ask("What is MCal?").sentences[0].citations


def test_an_answer_grows_and_only_the_last_one_is_complete(assistant: Assistant) -> None:
    answers = list(assistant.stream("Which papers are orals?")) + list(assistant.stream("What is CARE?"))
    closed = [answer.complete for answer in answers]
    assert closed.count(True) == 2 and closed[-1]
    for before, after in pairwise(answers):
        assert before.complete or after.text.startswith(before.text)
    assert len(answers) > 4


@pytest.mark.parametrize("question", ["What is Neural-MedBench?", "Neural-MedBench 是什么?"])
def test_the_crossed_entry_is_told_by_its_abstract_and_the_contradiction_is_said(
    question: str, assistant: Assistant
) -> None:
    answer = assistant.ask(question)
    assert {cited.key for sentence in answer.sentences for cited in sentence.citations} == {CROSSED}
    assert "probe the limits of multimodal clinical reasoning in neurology" in answer.text
    assert "pilep" not in answer.text
    assert any(CROSSED in notice for notice in answer.notices)
    assert answer.references[0].warning in answer.notices


@pytest.mark.parametrize("question", ["How is epilepsy surgery planned?", "癫痫影响了多少人?"])
def test_the_epilepsy_abstract_never_gets_the_name_in_its_title(
    question: str, assistant: Assistant, omni: str
) -> None:
    answer = assistant.ask(question)
    assert answer.references[0].key == omni
    assert "Neural-MedBench" not in answer.text
    assert any("Neural-MedBench" in notice for notice in answer.notices)


@pytest.mark.parametrize("question", ["Where is the Omni-iEEG code?", "omni-ieeg 的代码在哪里?"])
def test_links_are_found_by_the_name_only_they_carry(question: str, assistant: Assistant, omni: str) -> None:
    answer = assistant.ask(question)
    assert answer.references[0].key == omni
    assert "https://github.com/Omni-iEEG/Omni-iEEG" in answer.sentences[0].text


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("What is the capital of Mongolia?", "en"),
        ("明天上海的天气怎么样?", "zh"),
        ("What is ZetaNet-9?", "en"),
    ],
)
def test_what_the_papers_do_not_answer_is_refused_with_what_is_nearest(
    question: str, language: str, assistant: Assistant
) -> None:
    answer = assistant.ask(question)
    assert answer.abstained and answer.complete and answer.language == language
    assert answer.reason and answer.reason in answer.text
    assert all(f"[{key}]" in answer.text for key in answer.nearest)
    assert (answer.sentences, answer.references) == ((), ())


def test_a_refusal_names_the_nearest_entries_of_its_search(assistant: Assistant) -> None:
    answer = assistant.ask("Does MCal run on a quantum annealer with 9000 qubits of ZetaNet-9?")
    assert answer.abstained
    assert answer.nearest == tuple(hit.key for hit in answer.hits[:3])


def test_a_question_that_leans_on_the_conversation_is_made_to_stand_alone(assistant: Assistant) -> None:
    history = [Turn("user", "What is MCal?"), Turn("assistant", f"MCal corrects bias. [{MCAL}]")]
    answer = assistant.ask("What does it fine-tune?", history)
    assert answer.question == "What does it fine-tune?"
    assert "MCal" in answer.standalone_question
    assert {found.key for found in answer.references} == {MCAL}


@pytest.mark.parametrize("question", ["", " \n\t", "😀😀", "?!…", "\u200b", "MCal " * 5000, "的" * 5000])
def test_a_question_that_cannot_be_asked_never_reaches_the_model(
    question: str, connected: Assistant, fake_openai: FakeOpenAI
) -> None:
    with pytest.raises(QuestionError):
        connected.ask(question)
    assert not fake_openai.requests


def test_an_embedder_that_fails_costs_a_notice_and_not_the_answer(home: Path) -> None:
    library = Library(home, NoEmbedder())
    answer = Assistant(library, settings(home)).ask("What is MCal?")
    library.close()
    assert answer.references[0].key == MCAL
    assert any("keywords alone" in notice for notice in answer.notices)


@budget(max_examples=150)
@given(question=st.text(st.characters(), max_size=60))
def test_any_text_is_answered_refused_or_an_error_of_the_question(
    question: str, assistant: Assistant
) -> None:
    try:
        answer = assistant.ask(question)
    except QuestionError:
        return
    assert answer.complete
    assert_sound(answer, assistant)


WORDS = st.sampled_from(
    "MCal EEG [mcal-2026] which papers code how many oral who {x} $ \ud800 代码 多少 篇 哪些 的 它".split()
)


@budget(max_examples=150)
@given(question=st.lists(WORDS, max_size=8).map(" ".join), said=st.lists(WORDS, max_size=5).map(" ".join))
def test_any_words_after_any_turn_are_answered_soundly(
    question: str, said: str, assistant: Assistant
) -> None:
    try:
        answer = assistant.ask(question, [Turn("assistant", said)])
    except QuestionError:
        return
    assert_sound(answer, assistant)


def test_every_line_of_a_list_stands_in_a_chinese_answer(assistant: Assistant) -> None:
    """Titles may be English, and venues, topics and links are: recorded facts are in no language."""
    answer = assistant.ask("有哪些论文有代码?")
    linked = [entry.key for entry in assistant.library.entries() if entry.links]
    assert not answer.dropped
    assert [sentence.citations[0].key for sentence in answer.sentences[1:]] == linked
