"""Chooses the model that writes, speaks to it with time-outs and a limit, and lets out only `ModelError`s.

The only module that uses OpenAI's chat classes and the `openai` package. Knows nothing of papers, prompts
or drafts.
"""

import asyncio
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from assistant.errors import ModelError
from assistant.models.budget import UNLIMITED, Budget
from assistant.models.errors import EmptyReply, model_error, pause_before_retry
from assistant.models.stream import TIMEOUTS, Clock, Timeouts, in_background, listen, wait_in_beats
from assistant.settings import Settings

# LangChain and openai take over a second to import: every import of them below waits until a model is wanted.
if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk, BaseMessage
    from pydantic import SecretStr

DEFAULT_MODEL = "gpt-4.1-mini"
OPENAI_URL = "https://api.openai.com/v1"
BUILT_IN = "built-in"

_MOST_CHARACTERS = 200_000
"""A reply longer than any answer is no answer."""
_CUT_OFF = frozenset({"length", "max_tokens", "model_length"})
_FILTERED = frozenset(
    {"content_filter", "safety", "refusal", "recitation", "blocklist", "prohibited_content"}
)


@dataclass(frozen=True, slots=True)
class WritingModel:
    """A chat model chosen for one answer.

    `name` is what an answer shows; `host` is where the text goes, empty if unknown.
    """

    chat: "BaseChatModel"
    name: str
    host: str = ""
    timeouts: Timeouts = TIMEOUTS
    clock: Clock = field(default_factory=Clock, repr=False, compare=False)
    """Starts when the model is chosen, and again with each sentence that passes the checks."""
    key: str = field(default="", repr=False, compare=False)
    """The key of its server, which no reply may repeat."""
    budget: Budget = field(default=UNLIMITED, repr=False, compare=False)
    """What may still be spent on it; several models may share one."""

    @property
    def is_local(self) -> bool:
        """True where the text stays on this machine."""
        name = self.host.rpartition(":")[0] or self.host
        return name in ("localhost", "[::1]") or name.startswith("127.")

    def traced_as(self, run: str) -> "WritingModel":
        """Return the same model under the name that LangChain's callbacks, and with them traces, give `run`.

        What is traced, and where to, the environment decides (`LANGSMITH_TRACING`, ...): by default nothing.
        """
        return replace(self, chat=self.chat.model_copy(update={"name": run, "tags": ["paper-assistant"]}))

    def hide(self, text: str) -> str:
        """Return `text` without the key, which a server could have its model say."""
        return text.replace(self.key, "***") if self.key else text

    def stream(self, messages: Sequence["BaseMessage"]) -> Generator["AIMessageChunk", None, None]:
        """Yield the reply's chunks as they come; closing the iterator closes the connection.

        While nothing comes an empty chunk is yielded at each beat, for the reader to leave at.

        Raises:
            ModelError: no reply, or one that broke off, was cut short or held nothing.
        """
        yield from _stream(self, messages)


def choose_model(
    settings: Settings, wanted: str = "auto", timeouts: Timeouts = TIMEOUTS
) -> WritingModel | None:
    """Return the model wanted, or None where the built-in writer is to write.

    `wanted` is `auto` (the model set, else OpenAI or the configured server, else built-in), `built-in`,
    LangChain's `provider:name`, or a name on the configured server.

    Raises:
        ModelError: the model cannot be had; says what to set or install.
    """
    name = (settings.model or "auto") if wanted in ("", "auto") else wanted
    if name == BUILT_IN or (name == "auto" and not _is_configured(settings)):
        return None
    provider, colon, rest = name.partition(":")
    if colon and provider == "openai":
        return _openai_model(settings, rest, timeouts)
    if colon and (found := _provider_model(name, timeouts)):
        return found
    return _openai_model(settings, _first_model(settings, timeouts) if name == "auto" else name, timeouts)


def list_models(settings: Settings, timeouts: Timeouts = TIMEOUTS) -> list[str]:
    """Return the models to choose from on the configured server; empty where none is set or it is silent.

    OpenAI itself is not asked: only the model set, or the default, is named.
    """
    if not settings.openai_base_url:
        own = settings.model if settings.model not in ("auto", BUILT_IN) else ""
        return [own or DEFAULT_MODEL] if _is_configured(settings) else []
    try:
        return _served_models(settings, timeouts)
    except ModelError:
        return []


def describe(model: WritingModel | None) -> str:
    """Return a sentence that says which text leaves this machine, and where it goes."""
    if model is None:
        return "Nothing leaves this machine: answers are put together from the papers by the built-in writer."
    if model.is_local:
        return f"Your question and the passages found go to the model server on this machine ({model.host})."
    where = model.host or model.name.partition(":")[0]
    return f"Your question, the conversation and the passages found are sent to {where} ({model.name})."


def _stream(model: WritingModel, messages: Sequence["BaseMessage"]) -> Iterator["AIMessageChunk"]:
    from langchain_core.messages import AIMessageChunk

    begun = time.monotonic()
    for attempt in range(model.timeouts.tries):
        progress = _Progress()
        try:
            yield from _one_reply(model, messages, progress)
            return
        # The edge to a foreign service: each provider's package raises errors of its own kind.
        except Exception as error:
            wait = pause_before_retry(error, attempt, model.timeouts.pause)
            last = attempt + 1 == model.timeouts.tries or progress.started
            if wait is None or last or time.monotonic() - begun + wait > model.timeouts.retrying:
                # Not chained: the original may carry the server's echo of the key into a log.
                raise model_error(error, model.host, progress.started) from None
        for _ in wait_in_beats(wait):
            yield AIMessageChunk(content="")


@dataclass(slots=True)
class _Progress:
    started: bool = False
    finish: str = ""
    protocol: str = ""
    characters: int = 0

    def note(self, chunk: "AIMessageChunk") -> None:
        said = chunk.response_metadata
        self.protocol = str(said.get("model_provider") or self.protocol)
        finish = said.get("finish_reason") or said.get("stop_reason") or said.get("done_reason")
        self.finish = str(finish or self.finish).lower()
        self.characters += len(chunk.text)
        self.started = self.characters > 0


def _one_reply(
    model: WritingModel, messages: Sequence["BaseMessage"], progress: _Progress
) -> Iterator["AIMessageChunk"]:
    from langchain_core.messages import AIMessageChunk

    timeouts, whole, quiet = model.timeouts, Clock(), Clock()
    with closing(listen(model.chat.astream(messages))) as heard:
        for chunk in heard:
            if isinstance(chunk, AIMessageChunk):
                progress.note(chunk)
                quiet.restart()
            elif quiet.elapsed() > timeouts.gap:
                raise TimeoutError
            if model.clock.elapsed() > timeouts.answer:
                raise ModelError(f"No sentence could be checked for {timeouts.answer:.0f} s.")
            if progress.characters > _MOST_CHARACTERS:
                raise ModelError("The reply was far too long and was stopped.")
            if whole.elapsed() > timeouts.reply:
                raise ModelError(f"The reply took longer than {timeouts.reply:.0f} s and was stopped.")
            yield chunk if isinstance(chunk, AIMessageChunk) else AIMessageChunk(content="")
    _check_whole(progress)


def _check_whole(progress: _Progress) -> None:
    if progress.finish in _CUT_OFF:
        raise ModelError("The reply was cut off at the model's length limit.")
    if progress.finish in _FILTERED:
        raise ModelError("The reply was stopped by the provider's content filter.")
    if not progress.started:
        raise EmptyReply("The model sent an empty reply.")
    # OpenAI's protocol closes every whole reply with a reason. Other providers' packages name it as they
    # like or not at all, and raise when a connection breaks: there the end of the stream must do.
    if progress.protocol == "openai" and not progress.finish:
        raise ModelError("The reply was cut off: the connection ended before the model had finished.")


def _is_configured(settings: Settings) -> bool:
    return bool(settings.openai_base_url or settings.openai_api_key.get_secret_value())


def _openai_model(settings: Settings, name: str, timeouts: Timeouts) -> WritingModel:
    if not _is_configured(settings):
        raise ModelError(
            f"The model {name} needs OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own; "
            "without them choose built-in."
        )
    url = settings.openai_base_url or OPENAI_URL
    # Servers that only speak the protocol may refuse the option to count tokens.
    chat = _openai_chat(name, url, settings.openai_api_key, timeouts, not settings.openai_base_url)
    host = urlsplit(url).netloc.rpartition("@")[2]
    return WritingModel(
        chat, f"openai:{name}", host, timeouts, key=settings.openai_api_key.get_secret_value()
    )


@lru_cache(maxsize=4)
def _openai_chat(
    name: str, url: str, key: "SecretStr", timeouts: Timeouts, counts_tokens: bool
) -> "BaseChatModel":
    """Return the model; kept, since making one reads the certificates of all authorities, for 40 ms."""
    import openai
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    return ChatOpenAI(
        model=name,
        base_url=url,
        api_key=key if key.get_secret_value() else SecretStr("not-needed"),
        temperature=0,
        timeout=openai.Timeout(timeouts.gap, connect=timeouts.connect),
        # The client would try again after a timeout too; `_stream` tries only where it can help.
        max_retries=0,
        stream_usage=counts_tokens,
        use_responses_api=False,
        # Kept connections outlive the loop and the server they belong to, for one handshake saved.
        default_headers={"Connection": "close"},
    )


def _first_model(settings: Settings, timeouts: Timeouts) -> str:
    if not settings.openai_base_url:
        return DEFAULT_MODEL
    served = _served_models(settings, timeouts)
    if not served:
        raise ModelError("The model server offers no model; set PAPER_ASSISTANT_MODEL to one it can load.")
    return served[0]


def _served_models(settings: Settings, timeouts: Timeouts) -> list[str]:
    import openai

    url = settings.openai_base_url
    key = settings.openai_api_key.get_secret_value() or "not-needed"

    async def ask() -> list[str]:
        async with openai.AsyncOpenAI(base_url=url, api_key=key, max_retries=0) as client:
            return [served.id async for served in client.models.list()]

    try:
        return in_background(asyncio.wait_for(ask(), timeouts.connect)).result()
    # As in `_stream`: what a server that is none of OpenAI's makes the package raise is not foreseeable.
    except Exception as error:
        raise model_error(error, urlsplit(url).netloc.rpartition("@")[2]) from None


def _provider_model(name: str, timeouts: Timeouts) -> WritingModel | None:
    """Return LangChain's model of a provider; None where `name` starts with none (`llama3:8b`)."""
    from langchain.chat_models import init_chat_model

    try:
        return WritingModel(init_chat_model(name, temperature=0), name, "", timeouts)
    except ImportError as error:
        missing = error.name or getattr(error.__cause__, "name", None) or "the provider's LangChain package"
        package = missing.replace("_", "-")
        raise ModelError(
            f"The model {name} needs a package that is missing: pip install {package}"
        ) from error
    except ValueError as error:
        if "model provider" in str(error):
            return None
        # Not chained: a setting that was refused may be a key.
        raise ModelError(f"The model {name} cannot be set up; check its settings, such as its key.") from None
