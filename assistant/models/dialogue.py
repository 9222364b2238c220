"""An exchange with a chat model in JSON lines: what was said so far, the objects that come back, the tokens.

Knows nothing of questions, papers or drafts.
"""

import json
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from assistant.errors import ModelError
from assistant.models.budget import cost_usd
from assistant.models.choose import WritingModel
from assistant.models.errors import NotTaken
from assistant.models.lines import JsonLines
from assistant.models.tokens import TokenCounter, token_counter
from assistant.types import Turn, Usage
from vectorstore.text.cleaning import visible

# Imported where they are used: LangChain takes a second to import.
if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

LANGUAGES = {"en": "English", "zh": "Chinese (简体中文)"}
"""What prompts call the languages of questions and answers."""
REPLY = 600
"""Tokens of a reply, estimated before it comes: five sentences with their quotes."""
_TURNS_SHOWN = 6
_TURN_CHARACTERS = 600


@dataclass(slots=True)
class _Call:
    """A call under way: the tokens we sent, the text that came, and the provider's count of both."""

    sent: int
    received: list[str] = field(default_factory=list)
    counted: tuple[int, int] = (0, 0)


class Dialogue:
    """A conversation with one model. `usage` counts its tokens, `malformed` its unreadable lines."""

    def __init__(self, model: WritingModel, counter: TokenCounter | None = None) -> None:
        self.prompts: tuple[str, ...] = ()
        """The names of the prompts sent."""
        self.malformed = 0
        """Lines that were no JSON."""
        self._model = model
        self._count = counter or token_counter(model.name)
        self._said: list[BaseMessage] = []
        self._spent = Usage()
        self._call: _Call | None = None

    @property
    def usage(self) -> Usage:
        """The tokens of all calls, with one under way: by the provider's count, else by an estimate.

        A call that either side broke off counts; one that was turned away does not.
        """
        return self._spent + self._used(self._call) if self._call else self._spent

    def ask(self, prompt: str, text: str, system: str = "") -> Generator[list[dict[str, Any]], None, None]:
        """Say `text`; yield, for each piece of the reply, the objects it completes. Closing stops the model.

        `prompt` is the name of the prompt it was made with, and what traces call the run.

        Raises:
            ModelError: the reply failed or broke off; whole objects have been yielded before.
            CapReached: the model's budget has no room for the call, which is not made.
        """
        from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

        self._said += [SystemMessage(system)] if system else []
        self._said.append(HumanMessage(text))
        self.prompts = (*self.prompts, prompt)
        call = _Call(self._count("".join(message.text for message in self._said)))
        estimate = self._cost(call.sent, REPLY)
        self._model.budget.take(estimate)
        self._call = call
        lines = JsonLines()
        try:
            with closing(self._model.traced_as(prompt).stream(self._said)) as reply:
                for chunk in reply:
                    call.received.append(chunk.text)
                    if said := chunk.usage_metadata:
                        sent, received = call.counted
                        call.counted = sent + said["input_tokens"], received + said["output_tokens"]
                    yield lines.feed(chunk.text)
            yield lines.close()
        except ModelError as error:
            if isinstance(error, NotTaken):
                self._call = None
            yield lines.close()
            raise
        finally:
            lines.close()
            self.malformed += lines.malformed
            used = self._used(call) if self._call else Usage()
            self._spent, self._call = self._spent + used, None
            self._model.budget.settle(estimate, used.cost_usd)
            self._said.append(AIMessage("".join(call.received)))

    def hurry(self, seconds: float) -> None:
        """Let each further reply take at most `seconds`, with a single try."""
        timeouts = self._model.timeouts
        gap, reply = min(timeouts.gap, seconds), min(timeouts.reply, seconds)
        self._model = replace(self._model, timeouts=replace(timeouts, gap=gap, reply=reply, tries=1))

    def tells_key(self, said: object) -> bool:
        """Tell whether a model said the key of its server."""
        return isinstance(said, str) and self._model.hide(said) != said

    def _used(self, call: _Call) -> Usage:
        counted_sent, counted_received = call.counted
        sent, received = counted_sent or call.sent, counted_received or self._count("".join(call.received))
        return Usage(sent, received, self._cost(sent, received), (sent, received) != call.counted)

    def _cost(self, sent: int, received: int) -> float | None:
        model = self._model
        return 0.0 if model.is_local else cost_usd(model.name, model.host, sent, received)


def show_turns(history: Sequence[Turn]) -> str:
    """Return the last turns as lines of JSON, long ones cut."""
    return "\n".join(map(_turn, history[-_TURNS_SHOWN:])) or "(none)"


def _turn(turn: Turn) -> str:
    content = visible(turn.content)
    words = content if len(content) <= _TURN_CHARACTERS else content[:_TURN_CHARACTERS] + " …"
    return as_json({"role": turn.role, "content": words})


def as_json(value: object) -> str:
    """Return a value as one line of JSON: no text inside it can end the line."""
    # The line separators that JSON allows inside a string would still look like a line's end to a model.
    text = json.dumps(value, ensure_ascii=False)
    return text.replace("\u2028", " ").replace("\u2029", " ").replace("\x85", " ")
