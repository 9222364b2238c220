"""No sentence reaches a reader with a quote, number, name or link its papers do not carry."""

import re
from dataclasses import replace

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from assistant.grounding.ground import ground
from assistant.types import Brief, Draft, Dropped, Language, Sentence
from tests.families.grounding_cases import (
    BAD,
    BRIEF,
    CASES_QUOTE,
    EFFICIENT_QUOTE,
    GOOD,
    TRAINED_QUOTE,
    D,
    M,
    T,
    X,
)
from tests.support.clock import soon
from vectorstore.types import Passage


def _spoken(text: str) -> Language:
    return "zh" if re.search("[\u3400-\u9fff]", text) else "en"


@pytest.mark.parametrize(("text", "quotes"), GOOD)
def test_a_sentence_its_quotes_carry_stands(text: str, quotes: list[tuple[str, str]]) -> None:
    result = ground(Draft(text, tuple(quotes)), replace(BRIEF, language=_spoken(text)))
    assert isinstance(result, Sentence), result
    for citation in result.citations:
        assert BRIEF.entries[citation.key].text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(("text", "quotes"), BAD)
def test_a_sentence_beyond_its_quotes_is_dropped_with_a_reason(
    text: str, quotes: list[tuple[str, str]]
) -> None:
    result = ground(Draft(text, tuple(quotes)), replace(BRIEF, language=_spoken(text)))
    assert isinstance(result, Dropped), result
    assert result.reason and "language" not in result.reason


def test_a_neighbouring_passage_that_was_not_shown_cannot_be_quoted() -> None:
    shown = tuple(p for p in BRIEF.evidence if p.key == M)[:1]
    partly = Brief("?", "en", BRIEF.hits, shown)
    assert isinstance(ground(Draft("It is efficient.", ((M, EFFICIENT_QUOTE),)), partly), Dropped)


def test_markers_markup_and_images_are_taken_out_of_the_sentence() -> None:
    text = "- MnemoDyn <img onerror=y><b>is</b> ![x](https://evil.example) efficient [mnemodyn-2026][7] <a"
    result = ground(Draft(text, ((M, EFFICIENT_QUOTE),)), BRIEF)
    assert isinstance(result, Sentence)
    assert result.text == "MnemoDyn is x efficient < a"


@pytest.mark.parametrize("piece", ["[", "<", "](", "![", "(1)", "a-", "1,", "http://", "十", "**"])
def test_a_hostile_sentence_costs_no_time(piece: str) -> None:
    with soon():
        ground(Draft(piece * (3999 // len(piece)), ((M, EFFICIENT_QUOTE),)), BRIEF)
    assert isinstance(ground(Draft(piece * 4000 + "x", ()), BRIEF), Dropped)


def test_a_dropped_sentence_names_the_number_that_is_wrong() -> None:
    result = ground(Draft("It has 10,068 cases.", ((T, CASES_QUOTE),)), BRIEF)
    assert result == Dropped("It has 10,068 cases.", "the number 10,068 does not stand in its quotes")


def _word_edges(text: str) -> list[int]:
    return [m.end() for m in re.finditer(r"(?<=[a-z])(?=[ ,])|(?<=[^\d] )(?=[a-z])", text)]


QUOTABLE = st.sampled_from([passage for passage in BRIEF.evidence if passage.key in (T, M, D, X)])
FILLER = st.sampled_from(["  ", "\n", "\u00a0", " \t"])


@given(QUOTABLE, st.data())
def test_a_cited_quote_is_exactly_the_text_at_its_offsets(passage: Passage, data: st.DataObject) -> None:
    edges = _word_edges(passage.text)
    start, end = sorted(data.draw(st.tuples(st.sampled_from(edges), st.sampled_from(edges))))
    words = passage.text[start:end].strip()
    assume(len(words.split()) > 4)
    retyped = words.replace(" ", data.draw(FILLER)).upper().replace("’", "'").replace("–", "-")
    result = ground(Draft("It is said.", ((passage.key, retyped),)), BRIEF)
    assert isinstance(result, Sentence), result
    (citation,) = result.citations
    text = BRIEF.entries[passage.key].text
    assert text[citation.start : citation.end] == citation.quote
    assert citation.quote.strip(" ,") == words.strip(" ,")


@given(st.sampled_from(BRIEF.evidence), st.data())
def test_a_quote_with_one_letter_or_digit_altered_is_never_cited(
    passage: Passage, data: st.DataObject
) -> None:
    at = data.draw(st.sampled_from([i for i, char in enumerate(passage.text) if char.isalnum()]))
    other = data.draw(st.characters(categories=["L", "N"]))
    assume(not set(other.lower()) & set(passage.text[at].lower()))
    assume(other.upper() != passage.text[at].upper())
    altered = passage.text[:at] + other + passage.text[at + 1 :]
    assume(altered.lower() not in BRIEF.entries[passage.key].text.lower())
    assert isinstance(ground(Draft("It is said.", ((passage.key, altered),)), BRIEF), Dropped)


NUMBERED = [
    (key, quote) for _, quotes in GOOD for key, quote in quotes if re.search(r"(?<![\w.-])\d{2}", quote)
]


@given(
    st.sampled_from(NUMBERED), st.integers(2, 10**9), st.sampled_from(["{}", "{:,}", "{}%", "{} 万", "{}K"])
)
@example((M, TRAINED_QUOTE), 4, "{}K")
def test_a_number_its_quotes_do_not_state_never_passes(
    cited: tuple[str, str], number: int, form: str
) -> None:
    said = form.format(number)
    scale = 10_000 if "万" in said else 1_000 if "K" in said else 1
    assume(
        number * scale not in (12, 8, 24, 2, 2000, 2025, 2026, 10**7, 720, 10_067, 40_000, 1650, 10**6 * 50)
    )
    assume(not (said.endswith("%") and number == 11))
    result = ground(Draft(f"The count is {said} in all.", (cited,)), BRIEF)
    assert isinstance(result, Dropped), result


@given(st.text(max_size=30), st.text(max_size=80), st.text(max_size=80))
@example("mnemodyn-2026", "[" * 50 + "](" * 50, "<" * 40)
def test_whatever_a_model_writes_grounding_gives_a_sentence_or_a_reason(
    key: str, text: str, quote: str
) -> None:
    result = ground(Draft(text, ((key, quote),)), BRIEF)
    assert isinstance(result, Sentence) or result.reason


def test_the_words_of_a_paper_stand_in_an_answer_of_another_language() -> None:
    chinese = replace(BRIEF, language="zh")
    quoted = Draft(CASES_QUOTE, ((T, CASES_QUOTE),))
    assert isinstance(ground(quoted, chinese), Sentence)
    english = "The dataset of this benchmark is said to be larger than all of the others before it"
    assert isinstance(ground(Draft(english, ((T, CASES_QUOTE),)), chinese), Dropped)
