"""Whatever a model server does, the reader gets a plain message soon, and never the key."""

import logging
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from langchain_core.language_models.fake_chat_models import FakeListChatModel
from langchain_core.messages import HumanMessage
from langchain_core.outputs import ChatGenerationChunk
from pydantic import SecretStr

from assistant.errors import ModelError
from assistant.models.choose import DEFAULT_MODEL, WritingModel, choose_model, describe, list_models
from assistant.models.stream import Timeouts
from assistant.settings import Settings
from tests.support.clock import ENDLESS, soon
from tests.support.fake_openai import FakeOpenAI
from tests.support.sentinel_key import KEY, leaks

EAGER = Timeouts(pause=0.01)
RUNS_OUT = {"hang": "gap", "keep-alive": "gap", "stall": "gap", "trickle": "answer", "chatter": "answer"}
"""Which time-out it is that ends a fault."""
SILENT = ("hang", "keep-alive")
ASK = [HumanMessage("hello")]


def settings(url: str = "", key: str = "", model: str = "") -> Settings:
    return Settings(openai_base_url=url, openai_api_key=SecretStr(key), model=model)


@pytest.fixture(autouse=True)
def nothing_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE", "PAPER_ASSISTANT_MODEL"):
        monkeypatch.delenv(name, raising=False)


def chosen(url: str, model: str, timeouts: Timeouts = EAGER) -> WritingModel:
    found = choose_model(settings(url, KEY), model, timeouts)
    assert found is not None
    return found


@contextmanager
def closed_port() -> Iterator[int]:
    """Hold a port at which nobody answers, so that no other program takes it."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        yield int(holder.getsockname()[1])


FAULTS = [
    # fault, words of the message, tries
    ("401", "refused the key (401)", 1),
    ("403", "(403)", 1),
    ("404", "does not know the model", 1),
    ("400-context", "too long for the model", 1),
    ("429-rate", "limits the rate of requests (429)", 3),
    ("429-quota", "quota is used up", 1),
    ("500", "failed (500)", 3),
    ("502-html", "failed (502)", 3),
    ("200-html", "cannot be read", 2),
    ("hang", "did not answer in time", 1),
    ("stall", "stopped answering", 1),
    ("cut", "cut off", 1),
    ("no-finish", "cut off", 1),
    ("length", "length limit", 1),
    ("content-filter", "content filter", 1),
    ("invalid-json", "cannot be read", 2),
    ("choices-empty", "empty reply", 2),
    ("null", "empty reply", 2),
    ("empty", "empty reply", 2),
    ("keep-alive", "did not answer in time", 1),
    ("trickle", "No sentence could be checked", 1),
    ("chatter", "No sentence could be checked", 1),
    ("error-event", "cut off", 1),
]


@pytest.mark.parametrize(("fault", "words", "tries"), FAULTS)
def test_each_fault_becomes_a_plain_error_after_the_right_number_of_tries(
    fake_openai: FakeOpenAI, caplog: pytest.LogCaptureFixture, fault: str, words: str, tries: int
) -> None:
    caplog.set_level(logging.DEBUG)
    timeouts, said = replace(EAGER), ""
    model = chosen(fake_openai.url, f"fault-{fault}", timeouts)  # the first imports what takes seconds
    with soon():
        with pytest.raises(ModelError) as caught:
            for chunk in model.stream(ASK):
                said += chunk.text
                if fault in RUNS_OUT and fake_openai.requests and (fault in SILENT or "\n" in said):
                    # At an end now, and not before: on a busy machine the first words may be late.
                    object.__setattr__(timeouts, RUNS_OUT[fault], 0.0)
        assert words in str(caught.value)
        assert len(fake_openai.requests) == tries
    assert fake_openai.keys[0] == f"Bearer {KEY}"
    logged = [caplog.text, *(repr(record.args) for record in caplog.records)]
    shown = "".join(traceback.format_exception(caught.value))
    assert leaks(shown + repr(caught.value) + "".join(logged)) == []
    assert caplog.text


@pytest.mark.parametrize("fault", ["cut", "no-finish", "length", "content-filter"])
def test_words_that_came_before_a_fault_are_kept(fake_openai: FakeOpenAI, fault: str) -> None:
    words: list[str] = []
    with pytest.raises(ModelError):
        for chunk in chosen(fake_openai.url, f"fault-{fault}").stream(ASK):
            words.append(chunk.text)
    assert "".join(words) == '{"text": "So.", "quotes": []}\n'


def test_a_server_that_is_not_there_is_said_so_at_once() -> None:
    with closed_port() as port:
        model = chosen(f"http://127.0.0.1:{port}/v1", "any")
        with soon(), pytest.raises(ModelError, match=f":{port} cannot be reached"):
            list(model.stream(ASK))


def test_a_passing_fault_is_tried_again_and_its_wait_is_honoured(fake_openai: FakeOpenAI) -> None:
    fake_openai.retry_after = "0.4"
    fake_openai.reply(fault="429-rate")
    fake_openai.reply("well")
    begun = time.monotonic()
    chunks = chosen(fake_openai.url, "any").stream(ASK)
    assert "".join(chunk.text for chunk in chunks) == "well"
    assert time.monotonic() - begun >= 0.4


def test_a_wait_longer_than_the_reader_would_is_not_begun(fake_openai: FakeOpenAI) -> None:
    fake_openai.retry_after = "60"
    model = chosen(fake_openai.url, "fault-429-rate")
    with soon():
        with pytest.raises(ModelError, match="rate of requests"):
            list(model.stream(ASK))
        assert len(fake_openai.requests) == 1


def test_a_reply_that_never_ends_is_stopped(fake_openai: FakeOpenAI) -> None:
    fake_openai.reply("word " * 400, delay=0.05)
    with pytest.raises(ModelError, match="took longer"):
        list(chosen(fake_openai.url, "any", Timeouts(reply=0.3)).stream(ASK))


@pytest.mark.parametrize("fault", ["hang", "stall", "keep-alive"])
def test_one_who_leaves_while_nothing_comes_is_gone_at_once(fake_openai: FakeOpenAI, fault: str) -> None:
    stream = chosen(fake_openai.url, f"fault-{fault}").stream(ASK)
    while next(stream).text or not fake_openai.requests:
        pass
    with soon():
        next(stream)
        stream.close()
        assert fake_openai.disconnected.wait(10)


def test_one_who_leaves_between_two_tries_does_not_wait_for_the_second(fake_openai: FakeOpenAI) -> None:
    fake_openai.retry_after = "10"
    stream = chosen(fake_openai.url, "fault-429-rate").stream(ASK)
    while not fake_openai.requests:
        next(stream)
    with soon(8):
        next(stream)
        stream.close()
    assert len(fake_openai.requests) == 1


def test_tries_and_waits_together_end_in_time(fake_openai: FakeOpenAI) -> None:
    fake_openai.retry_after = "0.3"
    fake_openai.reply(fault="429-rate")
    fake_openai.reply(fault="trickle")
    model = chosen(fake_openai.url, "any", Timeouts(answer=0.8))
    with soon(), pytest.raises(ModelError, match="No sentence"):
        list(model.stream(ASK))


def test_the_list_of_models_is_waited_for_no_longer_than_a_connection(fake_openai: FakeOpenAI) -> None:
    fake_openai.models_delay = ENDLESS
    with soon(30), pytest.raises(ModelError, match="in time"):
        choose_model(settings(fake_openai.url), "auto", Timeouts(connect=0.5))


def test_closing_the_reply_closes_the_connection(fake_openai: FakeOpenAI) -> None:
    fake_openai.reply("word " * 400, delay=0.01)
    stream = chosen(fake_openai.url, "any").stream(ASK)
    next(chunk for chunk in stream if chunk.text)
    stream.close()
    assert fake_openai.disconnected.wait(10)


def test_a_server_of_ones_own_gets_the_plain_protocol(fake_openai: FakeOpenAI) -> None:
    fake_openai.reply("well")
    list(chosen(fake_openai.url, "any").stream(ASK))
    assert {*fake_openai.requests[0]} == {"messages", "model", "stream", "temperature"}
    assert fake_openai.requests[0]["temperature"] == 0


def test_another_providers_model_need_not_name_why_it_finished() -> None:
    model = WritingModel(FakeListChatModel(responses=["well"]), "fake")
    assert "".join(chunk.text for chunk in model.stream(ASK)) == "well"


def test_an_error_no_one_foresaw_is_still_a_plain_one() -> None:
    class Broken(FakeListChatModel):
        async def _astream(self, *_: object, **__: object) -> AsyncIterator[ChatGenerationChunk]:
            raise RuntimeError(f"surprise with {KEY}")
            yield

    with pytest.raises(ModelError) as caught:
        list(WritingModel(Broken(responses=[]), "broken").stream(ASK))
    assert KEY not in str(caught.value)


def test_with_nothing_configured_the_built_in_writer_writes() -> None:
    assert choose_model(settings()) is None
    assert list_models(settings()) == []
    assert "Nothing leaves this machine" in describe(None)


def test_built_in_is_an_answer_even_with_a_key() -> None:
    assert choose_model(settings(key=KEY), "built-in") is None
    assert choose_model(settings(key=KEY, model="built-in")) is None


def test_a_key_alone_means_openai_and_costs_no_request() -> None:
    model = choose_model(settings(key=KEY))
    assert model is not None
    assert (model.name, model.host) == (f"openai:{DEFAULT_MODEL}", "api.openai.com")
    assert "api.openai.com" in describe(model)
    assert list_models(settings(key=KEY)) == [DEFAULT_MODEL]
    assert KEY not in repr(model)


@pytest.mark.parametrize(
    ("wanted", "preset", "name"),
    [
        ("auto", "", "openai:fake-model"),
        ("auto", "preset", "openai:preset"),
        ("other-model", "preset", "openai:other-model"),
        ("openai:other-model", "", "openai:other-model"),
        ("llama3.1:8b", "", "openai:llama3.1:8b"),
    ],
)
def test_a_configured_server_serves_the_model_wanted_set_or_listed_first(
    fake_openai: FakeOpenAI, wanted: str, preset: str, name: str
) -> None:
    model = choose_model(settings(fake_openai.url, model=preset), wanted)
    assert model is not None
    assert model.name == name
    assert "on this machine" in describe(model)


def test_a_server_without_a_key_gets_a_placeholder(fake_openai: FakeOpenAI) -> None:
    fake_openai.reply("well")
    model = choose_model(settings(fake_openai.url), "any")
    assert model is not None
    list(model.stream(ASK))
    assert fake_openai.keys == ["Bearer not-needed"]


def test_the_servers_models_are_listed_and_a_silent_server_lists_none(fake_openai: FakeOpenAI) -> None:
    assert list_models(settings(fake_openai.url)) == ["fake-model", "other-model"]
    with closed_port() as port:
        assert list_models(settings(f"http://127.0.0.1:{port}/v1")) == []


def test_a_server_that_offers_no_model_is_said_so(fake_openai: FakeOpenAI) -> None:
    fake_openai.models = []
    with pytest.raises(ModelError, match="PAPER_ASSISTANT_MODEL"):
        choose_model(settings(fake_openai.url), "auto")


def test_a_model_without_a_key_or_a_server_says_what_to_set() -> None:
    with pytest.raises(ModelError, match="OPENAI_API_KEY"):
        choose_model(settings(), "gpt-4.1")


def test_a_provider_whose_package_is_missing_is_named_with_it() -> None:
    with pytest.raises(ModelError, match="pip install langchain-mistralai"):
        choose_model(settings(), "mistralai:small")


def test_importing_the_module_loads_no_model_library() -> None:
    code = "import sys, assistant.models; print(any(m in sys.modules for m in ('openai', 'langchain_core')))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"
