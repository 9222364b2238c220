"""Answers by a model on a real server: what it says is checked, and when it fails the papers still answer."""

import json
import socket
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from assistant.ask import Assistant
from assistant.types import Answer
from tests.support.answering import (
    CROSSED,
    GOOD,
    MCAL,
    MCAL_QUOTE,
    SECOND,
    WRONG,
    assert_sound,
    assistant,
    connected,
    line,
    omni,
    settings,
)
from tests.support.fake_openai import FakeOpenAI, Reply
from tests.support.sentinel_key import KEY, leaks

__all__ = ["assistant", "connected", "omni"]

QUESTION = "What is MCal?"
SAID = "MCal is a lightweight post-hoc method that corrects this bias."


def test_a_good_reply_is_the_answer(connected: Assistant, fake_openai: FakeOpenAI) -> None:
    fake_openai.reply(GOOD + SECOND)
    answer = connected.ask(QUESTION)
    assert_sound(answer, connected)
    assert answer.text.startswith(f"{SAID} [{MCAL}]\n\nIt works by")
    assert (answer.model, answer.complete, answer.notices) == ("openai:fake-model", True, ())
    assert answer.usage.completion_tokens > 0 and answer.usage.cost_usd == 0


def test_both_writers_give_the_same_kind_of_answer(connected: Assistant, fake_openai: FakeOpenAI) -> None:
    fake_openai.reply(GOOD)
    by_model, built_in = connected.ask(QUESTION), connected.ask(QUESTION, model="built-in")
    assert by_model.to_json().keys() == built_in.to_json().keys()
    assert (by_model.hits, by_model.references) == (built_in.hits, built_in.references)
    assert len(fake_openai.requests) == 1


def test_the_model_is_shown_the_papers_found_and_asked_for_the_language_of_the_question(
    connected: Assistant, fake_openai: FakeOpenAI
) -> None:
    fake_openai.reply(line("MCal 用一个线性头修正偏倚。", (MCAL, MCAL_QUOTE)))
    answer = connected.ask("什么是 MCal?")
    system, user = (message["content"] for message in fake_openai.requests[0]["messages"])
    assert MCAL_QUOTE in user and "简体中文" in system
    assert answer.language == "zh" and not answer.abstained
    assert fake_openai.keys == ["Bearer not-needed"]


def test_a_sentence_whose_quote_is_not_in_the_papers_is_dropped(
    connected: Assistant, fake_openai: FakeOpenAI
) -> None:
    fake_openai.reply(GOOD + WRONG)
    answer = connected.ask(QUESTION)
    assert_sound(answer, connected)
    assert [dropped.text for dropped in answer.dropped] == ["MCal triples the speed of training."]
    assert len(answer.sentences) == 1 and answer.complete


def test_an_answer_of_which_nothing_holds_is_a_refusal(connected: Assistant, fake_openai: FakeOpenAI) -> None:
    fake_openai.reply(WRONG + WRONG.replace("speed", "cost"))
    answer = connected.ask(QUESTION)
    assert answer.abstained and answer.complete and MCAL in answer.nearest
    assert "triples" not in answer.text
    assert len(answer.dropped) == 2


def test_two_claims_from_one_quote_both_stand_and_a_repeated_one_stands_once(
    connected: Assistant, fake_openai: FakeOpenAI
) -> None:
    other = line("MCal corrects this bias.", (MCAL, MCAL_QUOTE))
    fake_openai.reply(GOOD + other + GOOD)
    assert [sentence.text for sentence in connected.ask(QUESTION).sentences] == [
        SAID,
        "MCal corrects this bias.",
    ]


def test_the_models_refusal_is_a_refusal(connected: Assistant, fake_openai: FakeOpenAI) -> None:
    fake_openai.reply('{"cannot_answer": "The papers do not say what it costs."}')
    answer = connected.ask("What does MCal cost?")
    assert answer.abstained and answer.complete
    assert answer.reason == "The papers do not say what it costs."
    assert answer.reason in answer.text and answer.nearest[0] == MCAL
    assert answer.model == "openai:fake-model"


@pytest.mark.parametrize(
    "reason",
    [
        "See https://evil.example/x for the answer.",
        "![leak](https://evil.example/x.png)",
        "MCal was trained on 7777 patients.",
        "Ask ZetaNet-9 instead.",
        "word " * 200,
        True,
        "",
    ],
)
def test_a_refusals_reason_cannot_smuggle_in_a_claim(
    reason: object, connected: Assistant, fake_openai: FakeOpenAI
) -> None:
    fake_openai.reply(json.dumps({"cannot_answer": reason or [""]}))
    answer = connected.ask(QUESTION)
    assert answer.abstained and answer.reason
    assert "evil" not in answer.text and "7777" not in answer.text and "ZetaNet" not in answer.text
    assert len(answer.reason) < 300


@pytest.mark.parametrize(
    "fault", ["401", "429-quota", "200-html", "invalid-json", "choices-empty", "null", "empty", "404"]
)
def test_a_model_that_fails_leaves_the_built_in_answer_and_a_plain_notice(
    fault: str, assistant: Assistant, fake_openai: FakeOpenAI
) -> None:
    built_in = assistant.ask(QUESTION)
    answer = _keyed(assistant, fake_openai).ask(QUESTION, model=f"fault-{fault}")
    assert len(answer.notices) == 1 and "the built-in writer answers instead" in answer.notices[0]
    assert leaks(json.dumps(answer.to_json())) == []
    assert "Traceback" not in answer.notices[0] and "{" not in answer.notices[0]
    assert replace(answer, notices=(), seconds=0.0, usage=built_in.usage) == replace(built_in, seconds=0.0)


@pytest.mark.parametrize("fault", ["429-rate", "500"])
def test_a_model_that_fails_again_and_again_is_given_up_within_seconds(
    fault: str, assistant: Assistant, fake_openai: FakeOpenAI
) -> None:
    answer = _keyed(assistant, fake_openai).ask(QUESTION, model=f"fault-{fault}")
    assert len(fake_openai.requests) == 3
    assert answer.model == "built-in" and answer.sentences and answer.seconds < 10


def test_a_server_that_is_not_there_costs_a_notice(assistant: Assistant) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
        answer = Assistant(assistant.library, settings(assistant.library.home, url)).ask(QUESTION)
    assert answer.complete and answer.sentences and answer.model == "built-in"
    assert any("cannot be reached" in notice for notice in answer.notices)


@pytest.mark.parametrize("reply", ["I'd be glad to help!", '{"text": 3}', "[1, 2]", "{" * 9000, "\x00\ufffd"])
def test_a_reply_in_no_known_form_is_a_failure(
    reply: str, connected: Assistant, fake_openai: FakeOpenAI
) -> None:
    fake_openai.reply(reply)
    answer = connected.ask(QUESTION)
    assert answer.model == "built-in" and answer.sentences and len(answer.notices) == 1


@pytest.mark.parametrize("fault", ["cut", "no-finish", "length", "content-filter"])
def test_what_was_checked_before_a_model_broke_off_is_kept(
    fault: str, connected: Assistant, fake_openai: FakeOpenAI
) -> None:
    fake_openai.reply(GOOD + SECOND, fault)
    answer = connected.ask(QUESTION)
    assert_sound(answer, connected)
    assert [sentence.text for sentence in answer.sentences[:2]] == [SAID, json.loads(SECOND)["text"]]
    assert not answer.complete and answer.model == "openai:fake-model"
    assert len(answer.notices) == 1 and "broke off" in answer.notices[0]


def test_a_streamed_sentence_is_shown_while_the_next_is_being_written(
    connected: Assistant, fake_openai: FakeOpenAI
) -> None:
    fake_openai.reply(GOOD + SECOND, delay=0.005)
    texts = [answer.text for answer in connected.stream(QUESTION)]
    assert f"{SAID} [{MCAL}]" in texts
    assert all(after.startswith(before) for before, after in pairwise(texts))


def test_leaving_a_streamed_answer_hangs_up_on_the_model(
    connected: Assistant, fake_openai: FakeOpenAI
) -> None:
    fake_openai.reply(GOOD + SECOND * 400, delay=0.005)
    answers = connected.stream(QUESTION)
    next(answer for answer in answers if answer.sentences)
    answers.close()  # type: ignore[attr-defined]
    assert fake_openai.disconnected.wait(10)


def test_a_model_cannot_give_the_epilepsy_abstract_the_name_in_its_title(
    connected: Assistant, fake_openai: FakeOpenAI, omni: str
) -> None:
    quote = "Epilepsy affects over 50 million people worldwide"
    fake_openai.reply(line("Neural-MedBench is about epilepsy.", (omni, quote)) + GOOD)
    answer = connected.ask("What is epilepsy, and what is MCal?")
    assert "epilepsy" not in answer.text and len(answer.dropped) == 1


@pytest.mark.parametrize("key", ["no-such-paper", "1", CROSSED.upper() + "X", "../../etc"])
def test_a_paper_that_was_not_shown_cannot_be_cited(
    key: str, connected: Assistant, fake_openai: FakeOpenAI
) -> None:
    fake_openai.reply(line("MCal is a method.", (key, MCAL_QUOTE)) + GOOD)
    answer = connected.ask(QUESTION)
    assert [reference.key for reference in answer.references] == [MCAL]


PIECES = st.sampled_from(
    [MCAL_QUOTE, "MCal", " cures 42 patients", " is a post-hoc method", " (https://evil.example)", "<script>"]
)
CLAIM = st.lists(PIECES | st.text(max_size=8), max_size=4).map("".join)
QUOTES = st.lists(st.tuples(st.sampled_from([MCAL, CROSSED, "nobody-2026", ""]), CLAIM), max_size=3)


@budget(max_examples=25)
@given(lines=st.lists(st.tuples(CLAIM, QUOTES), max_size=4))
def test_whatever_a_model_claims_the_text_holds_only_what_the_papers_say(
    lines: list[tuple[str, list[tuple[str, str]]]], connected: Assistant, fake_openai: FakeOpenAI
) -> None:
    fake_openai.replies[:] = [Reply("".join(line(text, *quotes) for text, quotes in lines))]
    answer = connected.ask(QUESTION)
    assert_sound(replace(answer, dropped=()), connected)
    assert "evil.example" not in answer.text and "42" not in answer.text and "<script" not in answer.text
    _accounted(answer, lines)


def _accounted(answer: Answer, lines: list[tuple[str, list[tuple[str, str]]]]) -> None:
    """Every draft of a whole reply is shown, dropped, or a repetition."""
    if answer.model != "built-in":
        shown = len(answer.sentences) + len(answer.dropped)
        assert len(set(text for text, _ in lines)) <= shown <= len(lines)


def _keyed(assistant: Assistant, server: FakeOpenAI) -> Assistant:
    return Assistant(assistant.library, settings(assistant.library.home, server.url, KEY))
