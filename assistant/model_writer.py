"""The writer that has a chat model write: shows it the evidence, reads its drafts as they stream in.

Believes nothing of what comes back: `grounding` checks every draft. Knows nothing of providers or search.
"""

import json
from collections.abc import Generator, Iterator
from contextlib import closing
from typing import Any

from assistant.errors import ModelError
from assistant.grounding import shown_spans
from assistant.json_lines import JsonLines
from assistant.models import WritingModel
from assistant.tokens import TokenCounter, token_counter
from assistant.types import Brief, Draft, Refusal, Turn, Usage
from prompts import Prompt, load_prompt
from vectorstore.types import Entry

LANGUAGES = {"en": "English", "zh": "Chinese (简体中文)"}
_TURNS_SHOWN = 6
_TURN_CHARACTERS = 600


class ModelWriter:
    """Writes with a chat model; after each reply `usage` and `malformed` tell of it."""

    def __init__(
        self, model: WritingModel, prompt: Prompt | None = None, counter: TokenCounter | None = None
    ) -> None:
        self.name = model.name
        self.prompt = prompt or load_prompt("answer")
        self.usage = Usage()
        self.malformed = 0
        """Lines of the last reply that were no JSON."""
        self._model = model
        self._count = counter or token_counter(model.name)

    def write(self, brief: Brief) -> Generator[Draft | Refusal, None, None]:
        """Yield each draft as soon as its object ends, or one refusal; closing stops the model.

        Raises:
            ModelError: the reply failed, broke off or held no draft; whole drafts have been yielded before.
        """
        # Imported here: LangChain takes a second to import.
        from langchain_core.messages import HumanMessage, SystemMessage

        system, user = self.prompt.render(**self._inputs(brief))
        lines = JsonLines()
        said: list[str] = []
        counted = [0, 0]
        answered = False
        try:
            with closing(self._model.stream([SystemMessage(system), HumanMessage(user)])) as reply:
                for chunk in reply:
                    said.append(chunk.text)
                    if chunk.usage_metadata:
                        counted[0] += chunk.usage_metadata["input_tokens"]
                        counted[1] += chunk.usage_metadata["output_tokens"]
                    for record in _records(lines.feed(chunk.text), answered):
                        answered = True
                        yield record
        finally:
            lines.close()
            self.malformed = lines.malformed
            self.usage = self._usage(counted, system + user, "".join(said))
        if not answered:
            raise ModelError("The model did not answer in the form asked for; try another model.")

    def _inputs(self, brief: Brief) -> dict[str, str]:
        """Return what fills the holes of the prompt."""
        return {
            "language": LANGUAGES[brief.language],
            "question": as_json(brief.question),
            "history": "\n".join(map(_turn, brief.history[-_TURNS_SHOWN:])) or "(none)",
            "papers": papers(brief),
        }

    def _usage(self, counted: list[int], sent: str, received: str) -> Usage:
        cost = 0.0 if self._model.is_local else None
        if any(counted) or not received:
            return Usage(counted[0], counted[1], cost)
        return Usage(self._count(sent), self._count(received), cost, estimated=True)


def _records(objects: list[dict[str, Any]], answered: bool) -> Iterator[Draft | Refusal]:
    """Yield the drafts of the objects read; a refusal counts only where no draft came before it."""
    for found in objects:
        text, reason = found.get("text"), found.get("cannot_answer")
        if isinstance(text, str):
            answered = True
            yield Draft(text, tuple(_quotes(found.get("quotes"))))
        elif reason:
            if not answered:
                yield Refusal(reason if isinstance(reason, str) else "")
            return
        else:
            # Some models wrap all their sentences in one object.
            nested = [item for value in found.values() if isinstance(value, list) for item in value]
            yield from _records(
                [item for item in nested if isinstance(item, dict) and "text" in item], answered
            )


def _quotes(listed: object) -> Iterator[tuple[str, str]]:
    for quote in listed if isinstance(listed, list) else [listed]:
        if isinstance(quote, dict):
            key, words = quote.get("key"), quote.get("quote")
            if isinstance(key, str) and isinstance(words, str):
                yield key, words


def papers(brief: Brief) -> str:
    """Return the papers of a brief as a prompt shows them, one a line."""
    return "\n".join(_paper(entry, brief) for entry in brief.entries.values())


def _paper(entry: Entry, brief: Brief) -> str:
    """One paper as a line of JSON: no text inside it can end the line or pose as another paper."""
    spans = [span for span in shown_spans(entry, brief) if span[1] > len(entry.title)]
    shown: dict[str, object] = {
        "key": entry.key,
        "title": entry.title,
        "venue": entry.venue,
        "year": entry.year,
        "kind": entry.kind,
        "topics": entry.topics,
        "links": entry.links,
        "warning": "title and abstract belong to different papers" if entry.mismatch else "",
        "passages": [entry.text[start:end].strip() for start, end in spans],
    }
    return as_json({name: value for name, value in shown.items() if value})


def _turn(turn: Turn) -> str:
    words = turn.content if len(turn.content) <= _TURN_CHARACTERS else turn.content[:_TURN_CHARACTERS] + " …"
    return as_json({"role": turn.role, "content": words})


def as_json(value: object) -> str:
    """Return a value as one line of JSON, for a prompt."""
    # The line separators that JSON allows inside a string would still look like a line's end to a model.
    text = json.dumps(value, ensure_ascii=False)
    return text.replace("\u2028", " ").replace("\u2029", " ").replace("\x85", " ")
