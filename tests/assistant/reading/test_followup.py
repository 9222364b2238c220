"""A question that leans on the conversation is completed; one that stands alone is left as it is.

The cases are scored: `followups.jsonl` has a floor for each kind, a little below what is measured.
"""

import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ask import Assistant
from assistant.deciding.answerable import reason_to_abstain
from assistant.reading.conversation import find_entries, read_exchanges
from assistant.reading.followup import Standalone, rewrite_question
from assistant.types import Turn
from tests.support.answering import MCAL, assert_sound, assistant, omni
from tests.support.places import DATA
from vectorstore.retriever import Scope

__all__ = ["assistant", "omni"]

CARE, NURSES, TOKENS = "care-2026", "nurvalues-2026", "tfm-tokenizer-2026"
FLOORS = {
    "last": 0.9,
    "ordinal": 0.8,
    "alone": 0.9,
    "fresh start": 0.8,
    "place": 0.8,
    "left over": 0.8,
    "described": 0.7,
    "new subject": 0.7,
    "new name": 0.5,
    "another": 0.6,
    "short": 0.8,
    "fresh": 0.85,
}
"""Share of the cases of each kind that must be read as a person would."""


def talk(question: str, answer: str) -> list[Turn]:
    return [Turn("user", question), Turn("assistant", answer)]


def read(assistant: Assistant, question: str, history: list[Turn]) -> Standalone:
    return rewrite_question(question, history, assistant.retriever, reason_to_abstain)


def is_read_right(assistant: Assistant, case: dict[str, Any]) -> bool:
    asked = read(assistant, case["question"], [Turn(*turn) for turn in case["history"]])
    expected = dict(case["expected"])
    top = expected.pop("top", None)
    found = {
        "question": asked.question,
        "referred": list(asked.referred),
        "without": list(asked.without),
    }
    if any(found[name] != value for name, value in expected.items()):
        return False
    scope = Scope(asked.referred, without=asked.without)
    hits = assistant.retriever.search(asked.sought, 1, scope=scope).hits
    return top is None or bool(hits and hits[0].entry.key in top)


def test_questions_in_a_conversation_are_read_as_a_person_would(assistant: Assistant) -> None:
    cases = [json.loads(line) for line in (DATA / "followups.jsonl").read_text(encoding="utf-8").splitlines()]
    asked = Counter(case["kind"] for case in cases)
    right = Counter(case["kind"] for case in cases if is_read_right(assistant, case))
    assert set(asked) == set(FLOORS)
    assert {kind: right[kind] for kind in asked if right[kind] < FLOORS[kind] * asked[kind]} == {}


def test_without_a_conversation_nothing_is_completed(assistant: Assistant) -> None:
    assert read(assistant, "What does it do?", []) == Standalone("What does it do?")
    assert read(assistant, "What does it do?", talk("Go on.", "I cannot say.")) == Standalone(
        "What does it do?"
    )


def test_what_the_one_spoken_of_does_not_tell_is_refused(assistant: Assistant) -> None:
    history = talk("What tests the values of nurses?", f"NurValues. [{NURSES}]")
    assert assistant.ask("Does it use quantum annealing?", history).abstained


@pytest.mark.parametrize(
    "question", ["Apart from TFM-Tokenizer, what is there on EEG?", "除了 TFM-Tokenizer,还有哪些脑电的论文?"]
)
def test_a_paper_named_to_be_left_out_is_not_the_answer(question: str, assistant: Assistant) -> None:
    answer = assistant.ask(question)
    assert answer.standalone_question == question
    assert TOKENS not in {hit.key for hit in answer.hits} and not answer.abstained


def test_what_was_set_aside_stays_aside_while_the_subject_lasts(assistant: Assistant) -> None:
    history = [
        *talk("Which papers tokenise EEG?", f"TFM-Tokenizer does. [{TOKENS}]"),
        *talk("Anything else on that topic?", "CerebraGloss. [cerebragloss-2026]"),
    ]
    asked = read(assistant, "What else is there?", history)
    assert set(asked.without) == {TOKENS, "cerebragloss-2026"}
    assert "Which papers tokenise EEG?" in asked.question


@pytest.mark.parametrize(
    "question", ["How many people have epilepsy, according to {key}?", "{key} 里癫痫患者有多少?"]
)
def test_a_key_names_its_entry(question: str, omni: str, assistant: Assistant) -> None:
    answer = assistant.ask(question.format(key=omni))
    assert {reference.key for reference in answer.references} == {omni}
    assert "50 million" in answer.text


def test_a_carried_entry_without_a_name_is_answered(omni: str, assistant: Assistant) -> None:
    answer = assistant.ask(
        "How many people does it affect?", talk("What of epilepsy?", f"One paper. [{omni}]")
    )
    assert answer.standalone_question == f"How many people does it affect? (about {omni})"
    assert {reference.key for reference in answer.references} == {omni}
    assert_sound(answer, assistant)


@pytest.mark.parametrize("said", ["see [13]", "as entry 13 says", "见条目 13", "Entry 13."])
def test_a_place_in_the_library_names_an_entry(said: str, assistant: Assistant) -> None:
    entries = assistant.library.entries()
    assert find_entries(said, entries, assistant.retriever.names()) == [entries[12].key]


def test_keys_count_before_names_and_in_the_order_of_mention(assistant: Assistant) -> None:
    entries, names = assistant.library.entries(), assistant.retriever.names()
    assert find_entries(f"KnowGuard aside, [{CARE}] and [{MCAL}], [{CARE}]", entries, names) == [CARE, MCAL]
    assert find_entries("CARE and MCal", entries, names) == [CARE, MCAL]
    assert find_entries("[0] [53] [9999] [nobody-2026]", entries, names) == []


def test_exchanges_hold_what_their_answers_speak_of(assistant: Assistant) -> None:
    entries, names = assistant.library.entries(), assistant.retriever.names()
    history = [
        *talk("Is there a test of nurses?", f"NurValues is one. [{NURSES}]"),
        *talk("What corrects bias?", f"MCal. [{MCAL}]"),
        *talk("Thanks!", "You are welcome."),
    ]
    assert [exchange.keys for exchange in read_exchanges(history, entries, names)] == [(NURSES,), (MCAL,)]
    assert read_exchanges([Turn("user", "What is MCal?")], entries, names)[0].keys == (MCAL,)
    assert read_exchanges([Turn("assistant", "Hello!")], entries, names) == []


PIECES = st.sampled_from(["it", "[13]", "[mcal-2026]", "条目 2", "它", "the second", "MCal", "{x}", "第二篇"])
TEXT = st.lists(PIECES | st.text(st.characters(), max_size=6), max_size=5).map(" ".join)


@given(question=TEXT, said=st.lists(TEXT, max_size=3))
def test_whatever_was_said_only_entries_are_referred_to(
    question: str, said: list[str], assistant: Assistant
) -> None:
    history = [turn for text in said for turn in talk("Go on.", text)]
    asked = read(assistant, question, history)
    assert asked.question.strip() or not question.strip()
    assert all(assistant.library.get(key) for key in (*asked.referred, *asked.without))
