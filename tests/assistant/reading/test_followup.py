"""A question that leans on the conversation is completed; one that stands alone is left as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ask import Assistant
from assistant.deciding.answerable import reason_to_abstain
from assistant.reading.conversation import spoken_of
from assistant.reading.followup import stand_alone
from assistant.reading.standalone import Standalone
from assistant.types import Turn
from tests.support.answering import MCAL, assert_sound, assistant

__all__ = ["assistant"]

CARE, NURSES = "care-2026", "nurvalues-2026"
BOTH = f"MCal corrects bias. [{MCAL}]\n\nCARE grounds evidence. [{CARE}]"


def standing(assistant: Assistant, question: str, *said: str) -> Standalone:
    """Return the question made to stand alone after what the assistant said."""
    history = [turn for text in said for turn in (Turn("user", "Go on."), Turn("assistant", text))]
    return stand_alone(question, history, assistant.retriever, reason_to_abstain)


@pytest.mark.parametrize(
    "question",
    [
        "What does it fine-tune?",
        "它微调了什么?",
        "Does this paper have code?",
        "该方法有代码吗?",
        "那三个步骤是从哪里来的?",
        "Why?",
    ],
)
def test_a_leaning_question_is_about_the_paper_last_spoken_of(question: str, assistant: Assistant) -> None:
    asked = standing(assistant, question, "CARE …  [care-2026]", f"MCal … [{MCAL}]")
    assert asked.referred == (MCAL,)
    assert asked.question.startswith(question) and "MCal" in asked.question


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("What about the first?", MCAL),
        ("第一篇有代码吗?", MCAL),
        ("And the second one?", CARE),
        ("第二篇呢?", CARE),
        ("Tell me more about the latter.", CARE),
        ("前者有什么不足?", MCAL),
    ],
)
def test_an_ordinal_picks_among_the_papers_spoken_of(question: str, key: str, assistant: Assistant) -> None:
    assert standing(assistant, question, BOTH).referred == (key,)


def test_without_an_ordinal_all_papers_of_the_last_turn_are_meant(assistant: Assistant) -> None:
    assert standing(assistant, "How do they differ?", BOTH).referred == (MCAL, CARE)


@pytest.mark.parametrize(
    "question",
    ["What is KnowGuard?", "Which papers study federated learning with heterogeneous hospitals?"],
)
def test_a_question_that_stands_alone_is_left_alone(question: str, assistant: Assistant) -> None:
    assert standing(assistant, question, BOTH) == Standalone(question)


@pytest.mark.parametrize(
    "question",
    ["What was lacking earlier that had them build it?", "How hard does it get?", "它遇到什么瓶颈?"],
)
def test_what_any_paper_tells_of_itself_is_asked_of_the_one_spoken_of(
    question: str, assistant: Assistant
) -> None:
    history = [Turn("user", "What tests the values of nurses?"), Turn("assistant", f"NurValues. [{NURSES}]")]
    answer = assistant.ask(question, history)
    assert {reference.key for reference in answer.references} == {NURSES}
    assert_sound(answer, assistant)


def test_what_the_one_spoken_of_does_not_tell_is_refused(assistant: Assistant) -> None:
    history = [Turn("user", "What tests the values of nurses?"), Turn("assistant", f"NurValues. [{NURSES}]")]
    assert assistant.ask("Does it use quantum annealing?", history).abstained


def test_without_a_conversation_nothing_is_completed(assistant: Assistant) -> None:
    assert standing(assistant, "What does it do?") == Standalone("What does it do?")
    assert standing(assistant, "What does it do?", "I cannot say.") == Standalone("What does it do?")


@pytest.mark.parametrize("said", ["see [13]", "as entry 13 says", "见条目 13", "Entry 13."])
def test_a_place_in_the_library_names_an_entry(said: str, assistant: Assistant) -> None:
    entries = assistant.library.entries()
    assert spoken_of(said, entries, assistant.retriever.names()) == [entries[12].key]


def test_keys_count_before_names_and_in_the_order_of_mention(assistant: Assistant) -> None:
    entries, names = assistant.library.entries(), assistant.retriever.names()
    assert spoken_of(f"KnowGuard aside, [{CARE}] and [{MCAL}], [{CARE}]", entries, names) == [CARE, MCAL]
    assert spoken_of("CARE and MCal", entries, names) == [CARE, MCAL]
    assert spoken_of("[0] [53] [9999] [nobody-2026]", entries, names) == []


PIECES = st.sampled_from(["it", "[13]", "[mcal-2026]", "条目 2", "它", "the second", "MCal", "{x}", "第二篇"])
TEXT = st.lists(PIECES | st.text(st.characters(), max_size=6), max_size=5).map(" ".join)


@given(question=TEXT, said=st.lists(TEXT, max_size=3))
def test_whatever_was_said_the_question_stays_and_only_entries_are_referred_to(
    question: str, said: list[str], assistant: Assistant
) -> None:
    asked = standing(assistant, question, *said)
    assert asked.question.startswith(question.rstrip())
    assert all(assistant.library.get(key) for key in asked.referred)
