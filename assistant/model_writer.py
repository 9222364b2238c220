"""The writer that has a chat model write: shows it the evidence, reads its drafts as they stream in.

Believes nothing of what comes back: `grounding` checks every draft. Knows nothing of providers or search.
"""

import math
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from typing import Any

from assistant.dialogue import LANGUAGES, Dialogue, as_json, shown_turns
from assistant.errors import ModelError
from assistant.grounding import shown_spans
from assistant.models import WritingModel
from assistant.tokens import TokenCounter
from assistant.types import Brief, Draft, Dropped, Refusal
from prompts import Prompt, load_prompt
from vectorstore.types import Entry

MOST_MENDED = 12
"""Failed sentences sent back at most; an answer has five."""


class ModelWriter:
    """Writes one answer with a chat model; `dialogue` is what was said so far.

    `repair_by` is the time (`time.monotonic()`) by which a repair must have ended.
    """

    def __init__(
        self,
        model: WritingModel,
        prompt: Prompt | None = None,
        counter: TokenCounter | None = None,
        repair_by: float = math.inf,
    ) -> None:
        self.name = model.name
        self.prompt = prompt or load_prompt("answer")
        self.dialogue = Dialogue(model, counter)
        self._repair_by = repair_by

    def write(self, brief: Brief) -> Generator[Draft | Refusal, None, None]:
        """Yield each draft as soon as its object ends, or one refusal; closing stops the model.

        Raises:
            ModelError: the reply failed, broke off or held no draft; whole drafts have been yielded before.
        """
        system, user = self.prompt.render(
            language=LANGUAGES[brief.language],
            question=as_json(brief.question),
            history=shown_turns(brief.history),
            papers="\n".join(_paper(entry, brief) for entry in brief.entries.values()),
        )
        answered = False
        with closing(self.dialogue.ask("answer", user, system)) as reply:
            for objects in reply:
                for record in _records(objects, answered):
                    answered = True
                    yield record
        if not answered:
            raise ModelError("The model did not answer in the form asked for; try another model.")

    def repair(
        self, brief: Brief, failed: Sequence[tuple[Draft, Dropped]]
    ) -> Generator[tuple[int, Draft], None, None]:
        """Show the model which of its drafts failed and why; yield mended ones with their place in `failed`.

        Goes on from the reply to `write`, so that a server need not read the papers again.

        Raises:
            ModelError: the reply failed or broke off; whole drafts have been yielded before.
        """
        left = self._repair_by - time.monotonic()
        if left <= 0:
            return
        self.dialogue.hurry(left)
        rows = enumerate(failed[:MOST_MENDED], 1)
        instructions, lines = load_prompt("repair").render(
            language=LANGUAGES[brief.language],
            failed="\n".join(_failed(number, draft, dropped) for number, (draft, dropped) in rows),
        )
        with closing(self.dialogue.ask("repair", f"{instructions}\n\n{lines}")) as reply:
            for objects in reply:
                for found in objects:
                    yield from _mended(found)


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
            yield from _records(_nested(found), answered)


def _nested(found: dict[str, Any]) -> list[dict[str, Any]]:
    items = [item for value in found.values() if isinstance(value, list) for item in value]
    return [item for item in items if isinstance(item, dict) and "text" in item]


def _mended(found: dict[str, Any]) -> Iterator[tuple[int, Draft]]:
    """Yield the mended drafts of an object, each with the place its number, from 1, stands for."""
    text, number = found.get("text"), found.get("number")
    if isinstance(text, str) and isinstance(number, int):
        yield number - 1, Draft(text, tuple(_quotes(found.get("quotes"))))
    for item in [] if isinstance(text, str) else _nested(found):
        yield from _mended(item)


def _failed(number: int, draft: Draft, dropped: Dropped) -> str:
    quotes = [{"key": key, "quote": quote} for key, quote in draft.quotes]
    return as_json({"number": number, "text": draft.text, "quotes": quotes, "reason": dropped.reason})


def _quotes(listed: object) -> Iterator[tuple[str, str]]:
    for quote in listed if isinstance(listed, list) else [listed]:
        if isinstance(quote, dict):
            key, words = quote.get("key"), quote.get("quote")
            if isinstance(key, str) and isinstance(words, str):
                yield key, words


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
