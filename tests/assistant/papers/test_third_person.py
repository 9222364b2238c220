"""Sentences of abstracts in the third person: right in number, whole, and quoted where no rule is safe."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.papers.third_person import Speaker, balanced, names_itself, third_person
from assistant.papers.verbs import begins_with_verb, singular

ALPHA = Speaker("Alpha", "the authors of Alpha", "Alpha")
UNNAMED = Speaker("one study", "the authors of one study")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("We introduce Alpha, a method that grades scans.", "Alpha is a method that grades scans."),
        ("In this paper, we introduce Alpha, the first set of scans.", "Alpha is the first set of scans."),
        ("To bridge this gap, we present Alpha, an agent.", "Alpha is an agent."),
        ("This paper presents Alpha, a tokenizer.", "Alpha is a tokenizer."),
        ("We address this by introducing Alpha, a tuned model.", "Alpha is a tuned model."),
        (
            "To tell them apart, we design Alpha, a new set of scans.",
            "To tell them apart, Alpha is designed as a new set of scans.",
        ),
        (
            "We present our Adaptive Lung (Alpha) model, a network.",
            "The Adaptive Lung (Alpha) model is a network.",
        ),
        (
            "We introduce adaptive tokens (Alpha), a set of tokens.",
            "Adaptive tokens (Alpha) are a set of tokens.",
        ),
        ("We propose a method, Alpha, that grades scans.", "Alpha is a method that grades scans."),
        ("We propose a framework called Alpha which is fast.", "Alpha is a framework which is fast."),
        ("We show that scans are graded.", "Alpha shows that scans are graded."),
        ("However, we do not use labels.", "Alpha does not use labels."),
        ("Here, we are concerned with scans.", "Alpha is concerned with scans."),
        ("Specifically, we have two aims.", "Alpha has two aims."),
        ("We can also grade scans.", "One can also grade scans."),
        ("We will grade scans.", "Alpha will grade scans."),
        ("We benchmarked eight models.", "Alpha benchmarked eight models."),
        ("We apply it to scans.", "Alpha applies it to scans."),
        ("While others wait, we utilize time.", "While others wait, Alpha utilizes time."),
        ("To grade scans, the paper presents a clock.", "To grade scans, Alpha presents a clock."),
        ("Scans, however, wait.", "Scans wait."),
        # A further verb may hang on the same `we`: the plural keeps it right.
        ("We cut scans and grade the tiles.", "The authors of Alpha cut scans and grade the tiles."),
        (
            "We challenge this and show that it fails.",
            "The authors of Alpha challenge this and show that it fails.",
        ),
        ("We show that Alpha is fast.", "The authors show that Alpha is fast."),
        ("We grade scans, which we collect.", "The authors of Alpha grade scans, which they collect."),
        ("It is a process that we formulate anew.", "It is a process that the authors formulate anew."),
        ("This allows us to grade scans.", "This allows the authors to grade scans."),
        ("Our benchmark covers ten kinds.", "The benchmark covers ten kinds."),
        ("Our method, Alpha, begins with scans.", "Alpha begins with scans."),
        ("Unlike prior methods, our approach is fast.", "Unlike prior methods, the approach is fast."),
        (
            "To the best of our knowledge, it is the first.",
            "To the best of the authors’ knowledge, it is the first.",
        ),
        ("This work introduces the first benchmark.", "Alpha introduces the first benchmark."),
        ("Yet existing models wait.", "Existing models wait."),
        ("We grade scans in this paper.", "The authors of Alpha grade scans."),
    ],
)
def test_the_first_person_becomes_the_third(sentence: str, expected: str) -> None:
    assert third_person(sentence, ALPHA) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("We study scans.", "One paper studies scans."),
        (
            "Under this assumption, we propose a scheme.",
            "Under this assumption, one study proposes a scheme.",
        ),
        ("This paper aims to grade scans.", "One study aims to grade scans."),
        ("We grade scans.", "The authors of one study grade scans."),
    ],
)
def test_a_paper_without_a_name_has_a_subject_too(sentence: str, expected: str) -> None:
    assert third_person(sentence, UNNAMED) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "We ask: can models grade scans?",
        "How do we grade scans?",
        "We grade scans (quickly.",
        "We grade scans",
        "I show that scans can be graded.",
        "Let us consider scans.",
        "We call “what we see” a scan.",
        "We use $\\alpha$ scans.",
        "Scans are graded. % We should say how.",
        "This choice is ours.",
        "We introduce Alpha, a set of scans.We grade them.",
    ],
)
def test_what_no_rule_covers_is_left_to_be_quoted(sentence: str) -> None:
    assert third_person(sentence, ALPHA) == ""


_WORDS = st.sampled_from(
    "we We our Our us this paper Alpha , . and show shows propose that which (a) ( ) “ ” scans 12% In".split()
)


@given(st.lists(_WORDS, max_size=25).map(" ".join))
def test_nothing_of_the_first_person_is_ever_left(sentence: str) -> None:
    text = third_person(sentence, ALPHA)
    assert not re.search(r"\b(?:we|our|ours|us|this paper)\b", text, re.IGNORECASE)
    assert balanced(text)
    assert not text or text[0].isupper() or text[0].isdigit()


def test_numbers_and_names_stay_as_they_are() -> None:
    sentence = "We show that BetaNet v2 gains 11.5% on 3 of 4 sets."
    assert third_person(sentence, ALPHA) == "Alpha shows that BetaNet v2 gains 11.5% on 3 of 4 sets."


@pytest.mark.parametrize(
    ("plural", "expected"),
    [
        ("apply", "applies"),
        ("assess", "assesses"),
        ("employ", "employs"),
        ("are", "is"),
        ("need", "needs"),
        ("built", "built"),
        ("can", "can"),
        ("scans", ""),
    ],
)
def test_a_verb_agrees_with_one_subject(plural: str, expected: str) -> None:
    assert singular(plural) == expected


def test_a_verb_is_told_from_a_noun() -> None:
    assert begins_with_verb("combines two") and begins_with_verb("is new")
    assert not begins_with_verb("models fail") and not begins_with_verb("framework is")


def test_a_sentence_may_speak_of_its_paper() -> None:
    assert names_itself("In this work, scans are graded.") and names_itself("Our scans.")
    assert not names_itself("Scans are graded in the US.")
