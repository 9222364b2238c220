"""A conversation as the page keeps it, and how one question is taken to the assistant.

Plain values and one generator. It knows nothing of Gradio and of HTML. Whatever goes wrong becomes words for
the reader: nothing beyond could tell them.
"""

import logging
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.types import UNCAPPED, Answer, Cap, Turn
from page.jobs import Job
from vectorstore.errors import PaperAssistantError
from vectorstore.search.conditions import Filters
from vectorstore.types import Entry

# What it imports is slow, and the page need not wait for it.
if TYPE_CHECKING:
    from assistant.ask import Assistant

log = logging.getLogger(__name__)

ALL = Filters()


@dataclass(frozen=True, slots=True)
class Wish:
    """How a reader wants a job done: by which model, from which papers, within which cap on its calls."""

    model: str = "auto"
    filters: Filters = ALL
    cap: Cap = UNCAPPED


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Exchange:
    """A question and what came of it: an answer, however far it got, and the problem that ended it.

    For the jobs that are no question, `question` is the subfield or the draft.
    """

    question: str
    chat: int = 0
    """The number of the chat it belongs to, of those this reader has had."""
    job: Job = "ask"
    ticket: str = ""
    """An unguessable name, under which the files of its answer are had."""
    answer: Answer | None = None
    problem: str = ""
    running: bool = False
    stopped: bool = False

    @property
    def finished(self) -> bool:
        """Whether its answer came to its end, so that it may be taken away."""
        return self.answer is not None and not (self.running or self.stopped or self.problem)


Talk = tuple[Exchange, ...]
Progress = Callable[[str, int, int], None]


class Opening:
    """An assistant being opened in a thread of its own; `stage` says how far that has come."""

    def __init__(self, open_it: Callable[[Progress], "Assistant"]) -> None:
        self.stage = ""
        opener = ThreadPoolExecutor(max_workers=1, thread_name_prefix="opening")
        self._assistant = opener.submit(open_it, self._note)
        opener.shutdown(wait=False)

    @property
    def state(self) -> str:
        """`opening`, `ready` or `failed`."""
        if not self._assistant.done():
            return "opening"
        return "failed" if self._assistant.exception() else "ready"

    def wait(self) -> "Assistant":
        """The assistant, once it is open; raises what opening it raised."""
        return self._assistant.result()

    def find(self, key: str) -> Entry | None:
        """The entry of that key, None where there is none."""
        return self.wait().library.get(key)

    def _note(self, stage: str, done: int, total: int) -> None:
        self.stage = f"{stage} {done}/{total}"


def answering(opening: Opening, exchange: Exchange, talk: Talk, wish: Wish) -> Iterator[Exchange]:
    """The exchange as it grows, from the bare question to its end, after `talk`; raises nothing.

    Closing this generator closes the assistant's stream, whose only reference it holds.
    """
    exchange = replace(exchange, running=True)
    yield exchange
    try:
        for answer in _answers(opening.wait(), exchange, talk, wish):
            exchange = replace(exchange, answer=answer)
            yield exchange
    except Exception as error:  # the outermost edge
        exchange = replace(exchange, problem=problem(error))
    yield replace(exchange, running=False)


def _answers(assistant: "Assistant", exchange: Exchange, talk: Talk, wish: Wish) -> Iterator[Answer]:
    match exchange.job:
        case "ask":
            return assistant.stream(exchange.question, history(talk), wish.model, wish.filters)
        case "summarize":
            return assistant.summarize(exchange.question, wish.model, wish.filters, wish.cap)
        case "related-work":
            return assistant.related_work(exchange.question, wish.model, wish.filters, wish.cap)


def settled(talk: Talk, chat: int) -> Talk:
    """What is left of a conversation at rest: of this chat alone, what was still running marked as stopped.

    A frame on its way when the reader left a chat or stopped an answer may have come after that.
    """
    return tuple(
        replace(exchange, running=False, stopped=True) if exchange.running else exchange
        for exchange in talk
        if exchange.chat == chat
    )


def history(talk: Talk) -> list[Turn]:
    """The questions that were answered, and their answers, for the assistant to refer back to."""
    turns: list[Turn] = []
    for exchange in talk:
        if exchange.answer and exchange.answer.text:
            turns += [Turn("user", exchange.question), Turn("assistant", exchange.answer.text)]
    return turns


def problem(error: Exception) -> str:
    """What to tell the reader; the log gets where it happened, never the message, which may hold a key."""
    if isinstance(error, PaperAssistantError):
        return str(error)
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("the page met a %s\n%s", type(error).__name__, where)
    return (
        f"Something went wrong here ({type(error).__name__}); the log says where. Please ask again. "
        "这里出了错，请再问一次。"
    )
