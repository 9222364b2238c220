"""Sentences that failed their checks get one chance to be mended; only what then holds is shown."""

import json
from itertools import pairwise

import pytest

from assistant.ask import Assistant
from tests.support.answering import (
    GOOD,
    MCAL,
    MCAL_QUOTE,
    MCAL_RESULT,
    SECOND,
    WRONG,
    assert_sound,
    assistant,
    connected,
    line,
)
from tests.support.fake_openai import FakeOpenAI

__all__ = ["assistant", "connected"]

QUESTION = "What is MCal?"
INVENTED = line("MCal corrects this bias in 99 models.", (MCAL, MCAL_QUOTE))


def mended(number: object, text: str, *quotes: tuple[str, str]) -> str:
    return json.dumps({"number": number, **json.loads(line(text, *quotes))}) + "\n"


SOUND = mended(1, "MCal corrects this bias.", (MCAL, MCAL_QUOTE))


def test_what_failed_goes_back_once_together_with_the_reasons(
    connected: Assistant, fake_openai: FakeOpenAI
) -> None:
    fake_openai.reply(WRONG + GOOD + INVENTED)
    fake_openai.reply(mended(2, "MCal corrects this bias.", (MCAL, MCAL_QUOTE)))
    answer = connected.ask(QUESTION)
    assert len(fake_openai.requests) == 2
    *before, asked = fake_openai.requests[1]["messages"]
    assert before[:2] == fake_openai.requests[0]["messages"]
    assert before[2] == {"role": "assistant", "content": WRONG + GOOD + INVENTED}
    failed = [json.loads(row) for row in asked["content"].splitlines() if row.startswith('{"number": ')]
    sent = [row for row in failed if "reason" in row]
    assert [(row["number"], row["text"]) for row in sent] == [
        (1, "MCal triples the speed of training."),
        (2, "MCal corrects this bias in 99 models."),
    ]
    assert "does not stand in what was shown" in sent[0]["reason"]
    assert "99" in sent[1]["reason"]
    assert sent[1]["quotes"] == [{"key": MCAL, "quote": MCAL_QUOTE}]
    assert_sound(answer, connected)
    assert [sentence.text for sentence in answer.sentences][1:] == ["MCal corrects this bias."]
    assert [dropped.text for dropped in answer.dropped] == ["MCal triples the speed of training."]
    assert answer.complete and answer.notices == ()


def test_nothing_goes_back_when_nothing_failed(connected: Assistant, fake_openai: FakeOpenAI) -> None:
    fake_openai.reply(GOOD + SECOND)
    assert connected.ask(QUESTION).complete
    assert len(fake_openai.requests) == 1


def test_the_text_only_grows(connected: Assistant, fake_openai: FakeOpenAI) -> None:
    fake_openai.reply(WRONG + GOOD)
    fake_openai.reply(SOUND + mended(1, "MCal is new.", (MCAL, MCAL_QUOTE)))
    texts = [answer.text for answer in connected.stream(QUESTION)]
    assert all(after.startswith(before) for before, after in pairwise(texts))
    assert texts[-1].endswith(f"MCal corrects this bias. [{MCAL}]")


def test_what_fails_again_is_dropped_with_its_new_reason(
    connected: Assistant, fake_openai: FakeOpenAI
) -> None:
    fake_openai.reply(GOOD + WRONG)
    fake_openai.reply(mended(1, "MCal corrects 12 kinds of bias.", (MCAL, MCAL_QUOTE)))
    answer = connected.ask(QUESTION)
    assert len(fake_openai.requests) == 2 and len(answer.sentences) == 1
    assert [(dropped.text, "12" in dropped.reason) for dropped in answer.dropped] == [
        ("MCal corrects 12 kinds of bias.", True)
    ]


def test_an_answer_mended_from_nothing_is_an_answer(connected: Assistant, fake_openai: FakeOpenAI) -> None:
    fake_openai.reply(WRONG)
    fake_openai.reply(json.dumps({"sentences": [json.loads(SOUND)]}))
    answer = connected.ask(QUESTION)
    assert_sound(answer, connected)
    assert answer.dropped == () and answer.model == "openai:fake-model"


@pytest.mark.parametrize(
    "reply", ['{"number": 0}', "sorry", "", mended(7, "So.", (MCAL, MCAL_QUOTE)), mended("1", "So."), WRONG]
)
def test_with_nothing_mended_an_answer_with_nothing_left_is_a_refusal(
    reply: str, connected: Assistant, fake_openai: FakeOpenAI
) -> None:
    fake_openai.reply(WRONG)
    fake_openai.reply(reply)
    answer = connected.ask(QUESTION)
    assert answer.abstained and answer.complete and MCAL in answer.nearest
    assert [dropped.text for dropped in answer.dropped] == ["MCal triples the speed of training."]


@pytest.mark.parametrize("fault", ["401", "500", "429-rate", "200-html", "cut", "length", "empty", "null"])
def test_a_fault_of_the_repair_is_no_disaster(
    fault: str, connected: Assistant, fake_openai: FakeOpenAI
) -> None:
    fake_openai.reply(GOOD + WRONG + INVENTED)
    fake_openai.reply(SOUND.replace('"number": 1', '"number": 2'), fault)
    answer = connected.ask(QUESTION)
    assert_sound(answer, connected)
    assert answer.complete and answer.notices == () and answer.model == "openai:fake-model"
    assert len(answer.sentences) + len(answer.dropped) == 3
    assert len(fake_openai.requests) == 2


def test_a_sentence_that_stands_already_mends_nothing(connected: Assistant, fake_openai: FakeOpenAI) -> None:
    fake_openai.reply(GOOD + WRONG)
    fake_openai.reply(mended(1, json.loads(GOOD)["text"], (MCAL, MCAL_QUOTE)))
    answer = connected.ask(QUESTION)
    assert len(answer.sentences) == 1 and len(answer.dropped) == 1


def test_a_reply_that_broke_off_is_not_repaired(connected: Assistant, fake_openai: FakeOpenAI) -> None:
    fake_openai.reply(GOOD + WRONG, "cut")
    fake_openai.reply(SOUND)
    answer = connected.ask(QUESTION)
    assert len(fake_openai.requests) == 1 and not answer.complete


def test_when_the_time_is_up_nothing_goes_back(
    connected: Assistant, fake_openai: FakeOpenAI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.ask.MODEL_SECONDS", 0.0)
    fake_openai.reply(GOOD + WRONG)
    answer = connected.ask(QUESTION)
    assert len(fake_openai.requests) == 1
    assert answer.complete and len(answer.sentences) == 1 and len(answer.dropped) == 1


def test_tokens_of_the_repair_are_counted(connected: Assistant, fake_openai: FakeOpenAI) -> None:
    fake_openai.reply(GOOD)
    once = connected.ask(QUESTION).usage
    fake_openai.replies.clear()
    fake_openai.reply(GOOD + WRONG)
    fake_openai.reply(mended(1, "It fine-tunes a simple linear head.", (MCAL, MCAL_RESULT)))
    both = connected.ask(QUESTION).usage
    assert both.prompt_tokens > 2 * once.prompt_tokens
    assert both.completion_tokens > once.completion_tokens
