"""What a model took is counted however its call ends: whole, broken off, left by the reader, turned away."""

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace

import pytest
from langchain_core.language_models import FakeListChatModel
from langchain_core.messages import AIMessageChunk
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk

from assistant.ask import Assistant
from assistant.errors import ModelError
from assistant.models.budget import cost_usd
from assistant.models.choose import WritingModel
from assistant.models.dialogue import Dialogue
from assistant.models.errors import NotTaken, model_error
from assistant.models.stream import Timeouts
from assistant.models.tokens import ESTIMATE
from assistant.types import Usage
from tests.support.answering import GOOD, SECOND, assistant, connected, settings
from tests.support.fake_openai import STATUS_FAULTS, FakeOpenAI

__all__ = ["assistant", "connected"]

QUESTION = "What is MCal?"
HASTE = Timeouts(gap=0.3, tries=1, pause=0.01)


@pytest.fixture
def hasty(connected: Assistant) -> Assistant:
    """Return the assistant with the fake server behind it and short time-outs."""
    return Assistant(connected.library, connected.settings, HASTE)


@pytest.mark.parametrize(
    ("fault", "said"), [("hang", ""), ("stall", GOOD), ("cut", GOOD), ("no-finish", GOOD), ("length", GOOD)]
)
def test_a_call_that_broke_off_counts_what_was_sent_and_what_came(
    fault: str, said: str, hasty: Assistant, fake_openai: FakeOpenAI
) -> None:
    fake_openai.reply(GOOD, fault)
    usage = hasty.ask(QUESTION).usage
    assert usage.estimated and usage.prompt_tokens > 500
    assert usage.completion_tokens == ESTIMATE(said)


@pytest.mark.parametrize("status", STATUS_FAULTS)
def test_a_call_that_was_turned_away_took_nothing(
    status: str, hasty: Assistant, fake_openai: FakeOpenAI
) -> None:
    fake_openai.reply(fault=status)
    answer = hasty.ask(QUESTION)
    assert answer.notices and answer.model == "built-in"
    assert (answer.usage == Usage()) == (status != "200-html")  # that one was taken, and answered strangely


def test_a_server_that_is_not_there_took_nothing(assistant: Assistant) -> None:
    away = Assistant(assistant.library, settings(assistant.library.home, "http://127.0.0.1:9/v1", model="x"))
    assert away.ask(QUESTION).usage == Usage()

    class ConnectTimeout(Exception):
        pass

    late = TimeoutError()
    assert type(model_error(late)) is not NotTaken
    late.__cause__ = ConnectTimeout()
    assert type(model_error(late)) is NotTaken


def test_a_reader_who_leaves_knows_what_was_taken_until_then(
    connected: Assistant, fake_openai: FakeOpenAI
) -> None:
    fake_openai.reply(GOOD + SECOND, delay=0.01)
    growing = connected.stream(QUESTION)
    answer = next(answer for answer in growing if answer.sentences)
    growing.close()  # type: ignore[attr-defined]
    assert answer.usage.estimated and answer.usage.prompt_tokens > 500
    assert ESTIMATE(GOOD) <= answer.usage.completion_tokens < ESTIMATE(GOOD + SECOND)


@pytest.mark.parametrize("job", ["summarize", "related_work"])
def test_a_report_that_is_stopped_knows_too(job: str, connected: Assistant, fake_openai: FakeOpenAI) -> None:
    fake_openai.reply(GOOD, "stall")
    growing = getattr(connected, job)("clinical prediction with electronic health records")
    took = [answer.usage for answer in (next(growing) for _ in range(8)) if answer.usage.prompt_tokens]
    growing.close()
    assert took and all(usage.estimated for usage in took)
    assert took == sorted(took, key=lambda usage: usage.completion_tokens)


class _Counting(FakeListChatModel):
    """Counts what it was sent and, where it gets that far, what it said."""

    breaks: bool

    async def _astream(self, *_: object, **__: object) -> AsyncIterator[ChatGenerationChunk]:
        yield ChatGenerationChunk(message=AIMessageChunk(content=GOOD, usage_metadata=_counted(7, 0)))
        if self.breaks:
            raise ConnectionError
        yield ChatGenerationChunk(message=AIMessageChunk(content="", usage_metadata=_counted(0, 5)))


def _counted(sent: int, received: int) -> UsageMetadata:
    return UsageMetadata(input_tokens=sent, output_tokens=received, total_tokens=sent + received)


@pytest.mark.parametrize("breaks", [False, True])
def test_the_providers_count_goes_before_an_estimate(breaks: bool) -> None:
    dialogue = Dialogue(WritingModel(_Counting(responses=[], breaks=breaks), "openai:gpt-4.1"), ESTIMATE)
    with suppress(ModelError):
        list(dialogue.ask("answer", "What is MCal?"))
    received = ESTIMATE(GOOD) if breaks else 5
    assert replace(dialogue.usage, cost_usd=None) == Usage(7, received, None, estimated=breaks)
    assert dialogue.usage.cost_usd == cost_usd("openai:gpt-4.1", "", 7, received)
