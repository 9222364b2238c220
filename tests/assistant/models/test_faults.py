"""Whatever a model server does, the reader has an answer soon, can leave at any moment, and sees no key."""

import json
import logging
from dataclasses import replace

import pytest

from assistant.ask import Assistant
from assistant.errors import QuestionError
from assistant.models.stream import Timeouts
from page.html import exchange_html
from page.talk import Exchange
from tests.support.answering import GOOD, MCAL, assert_sound, assistant, connected, line, settings
from tests.support.clock import soon
from tests.support.fake_openai import FakeOpenAI
from tests.support.sentinel_key import KEY, leaks

__all__ = ["assistant", "connected"]

QUESTION = "What is MCal?"


@pytest.mark.parametrize("fault", ["hang", "keep-alive", "trickle"])
def test_leaving_while_no_sentence_comes_hangs_up_at_once(
    fault: str, connected: Assistant, fake_openai: FakeOpenAI
) -> None:
    fake_openai.reply(fault=fault)
    answers = connected.stream(QUESTION)
    while not fake_openai.requests:
        assert not next(answers).sentences
    assert not next(answers).sentences
    with soon():
        answers.close()  # type: ignore[attr-defined]
        assert fake_openai.disconnected.wait(10)


@pytest.mark.parametrize("fault", ["hang", "stall", "keep-alive", "trickle", "chatter", "error-event"])
def test_a_model_that_never_gets_anywhere_is_given_up_for_the_built_in_answer(
    fault: str, assistant: Assistant, fake_openai: FakeOpenAI
) -> None:
    timeouts = Timeouts(gap=0.5, answer=0.9)
    impatient = Assistant(assistant.library, settings(assistant.library.home, fake_openai.url), timeouts)
    answer = impatient.ask(QUESTION, model=f"fault-{fault}")
    assert_sound(replace(answer, dropped=()), assistant)
    assert (answer.model, answer.complete) == ("built-in", True) and answer.seconds < 10
    assert len(answer.notices) == 1


def test_a_sentence_that_stands_is_kept_where_the_next_never_comes(
    assistant: Assistant, fake_openai: FakeOpenAI
) -> None:
    fake_openai.reply(GOOD, "trickle")
    timeouts = Timeouts(answer=2)
    impatient = Assistant(assistant.library, settings(assistant.library.home, fake_openai.url), timeouts)
    answer = impatient.ask(QUESTION)
    assert answer.sentences[0].text == json.loads(GOOD)["text"] and not answer.complete
    assert answer.seconds < 10 and "broke off" in answer.notices[0]


def test_a_key_that_the_model_repeats_is_not_passed_on(
    assistant: Assistant, fake_openai: FakeOpenAI, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    fake_openai.reply(
        GOOD + line(f"The key is {KEY}.", (MCAL, KEY), (KEY, "")) + line("See.", (MCAL, KEY)) + f"{KEY} {{"
    )
    answer = Assistant(assistant.library, settings(assistant.library.home, fake_openai.url, KEY)).ask(
        QUESTION
    )
    assert len(answer.dropped) == 2 and answer.sentences
    page = exchange_html(Exchange(QUESTION, answer=answer), assistant.library.get)
    assert leaks(json.dumps(answer.to_json()) + page + repr(answer)) == []
    assert caplog.text and leaks(caplog.text + "".join(repr(r.args) for r in caplog.records)) == []


@pytest.mark.parametrize(
    "question",
    ["字" * 100_000, "word " * 20_000, "😀🎉😀", "👩\u200d⚕️👨\u200d👩\u200d👧",
     "\u200b\u200d\u202e", "\U000e0041" * 50, "  \n\t "],
    ids=["100k Chinese", "100k English", "emoji", "joined emoji", "hidden", "tags", "empty"],
)  # fmt: skip
def test_a_question_that_is_none_is_refused_before_any_model_is_asked(
    question: str, assistant: Assistant, fake_openai: FakeOpenAI
) -> None:
    keyed = Assistant(assistant.library, settings(assistant.library.home, fake_openai.url, KEY, "fake-model"))
    with pytest.raises(QuestionError) as caught:
        keyed.ask(question)
    assert fake_openai.requests == [] and 20 < len(str(caught.value)) < 200


@pytest.mark.parametrize(
    "question",
    ["ما هو MCal؟", "Qu'est-ce que MCal ?", "MCalとは何ですか", "\u202eWhat is MCal?",
     "W\u200bhat is M\u200bCal? 👩\u200d⚕️"],
    ids=["Arabic", "French", "Japanese", "bidi", "hidden"],
)  # fmt: skip
def test_a_question_in_another_language_is_answered_or_clearly_refused(
    question: str, assistant: Assistant, fake_openai: FakeOpenAI
) -> None:
    answer = assistant.ask(question)
    assert_sound(answer, assistant)
    assert answer.complete and (not answer.abstained or answer.reason)
