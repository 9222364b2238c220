"""The writer that has a chat model write: shows it the evidence, reads its drafts as they stream in.

Believes nothing of what comes back: `grounding` checks every draft. Knows nothing of providers or search.
"""

import math
import re
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from typing import Any

from assistant.errors import ModelError
from assistant.grounding.ground import ground, shown_spans
from assistant.grounding.plain import speaks_to_models
from assistant.models.choose import WritingModel
from assistant.models.dialogue import LANGUAGES, Dialogue, as_json, show_turns
from assistant.models.stream import BEAT, Clock
from assistant.models.tokens import TokenCounter
from assistant.types import Brief, Draft, Dropped, Refusal, Sentence
from prompts import Prompt, load_prompt
from vectorstore.text.cleaning import visible
from vectorstore.types import Entry

MOST_MENDED = 12
"""Failed sentences sent back at most; an answer has five."""
_RUN = 7
"""Words in a row that only a recital of the instructions has; fewer where that is all that is said."""
_LEAST = 3


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
        self._model = model
        self._repair_by = repair_by

    def write(self, brief: Brief) -> Generator[Draft | Refusal | None, None, None]:
        """Yield each draft as soon as its object ends, or one refusal; closing stops the model.

        Yields None at each beat without one.

        Raises:
            ModelError: the reply failed, broke off or held no draft; whole drafts have been yielded before.
        """
        system, user = self.prompt.render(**self._inputs(brief))
        answered = False
        quiet = Clock()
        with closing(self.dialogue.ask(self.prompt.name, user, system)) as reply:
            for objects in reply:
                for record in read_records(objects, answered):
                    answered = True
                    record = self._without_secrets(record, system)
                    if isinstance(record, Draft) and isinstance(ground(record, brief), Sentence):
                        self._model.clock.restart()
                    quiet.restart()
                    yield record
                if quiet.elapsed() > BEAT:
                    quiet.restart()
                    yield None
        if not answered:
            raise ModelError("The model did not answer in the form asked for; try another model.")

    def _inputs(self, brief: Brief) -> dict[str, str]:
        """Return what fills the holes of the prompt."""
        return {
            "language": LANGUAGES[brief.language],
            "question": as_json(visible(brief.question)),
            "history": show_turns(brief.history),
            "papers": papers(brief),
        }

    def repair(
        self, brief: Brief, failed: Sequence[tuple[Draft, Dropped]]
    ) -> Generator[tuple[int, Draft] | None, None, None]:
        """Show the model which of its drafts failed and why; yield mended ones with their place in `failed`.

        Goes on from the reply to `write`, so that a server need not read the papers again. Yields None where
        nothing came.

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
                for place, draft in (mended for found in objects for mended in _mended(found)):
                    yield place, self._draft_without_secrets(draft, instructions)
                yield None

    def _without_secrets(self, record: Draft | Refusal, system: str) -> Draft | Refusal:
        """Return a record without the key, and as nothing where it recites its instructions."""
        if isinstance(record, Draft):
            return self._draft_without_secrets(record, system)
        return Refusal("" if _recites(record.reason, system) else self._model.hide(record.reason))

    def _draft_without_secrets(self, draft: Draft, system: str) -> Draft:
        hide = self._model.hide
        if _recites(draft.text, system):
            return Draft("(its instructions)", ())
        return Draft(hide(draft.text), tuple((hide(key), hide(quote)) for key, quote in draft.quotes))


def _recites(text: str, system: str) -> bool:
    """Tell whether a text holds a run of words of the instructions, long enough to be no chance."""
    words, known = _plain(text).split(), f" {_plain(system)} "
    runs = (" ".join(words[at : at + _RUN]) for at in range(max(1, len(words) - _RUN + 1)))
    return len(words) >= _LEAST and any(f" {run} " in known for run in runs)


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


def read_records(objects: list[dict[str, Any]], answered: bool) -> Iterator[Draft | Refusal]:
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
            yield from read_records(_nested(found), answered)


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


def papers(brief: Brief) -> str:
    """Return the papers of a brief as a prompt shows them, one a line."""
    return "\n".join(_paper(entry, brief) for entry in brief.entries.values())


def _paper(entry: Entry, brief: Brief) -> str:
    """One paper as a line of JSON: no text inside it can end the line or pose as another paper."""
    spans = [span for span in shown_spans(entry, brief) if span[1] > len(entry.title)]
    shown: dict[str, object] = {
        "key": entry.key,
        "title": "" if speaks_to_models(entry.title) else entry.title,
        "venue": entry.venue,
        "year": entry.year,
        "kind": entry.kind,
        "topics": [topic for topic in entry.topics if not speaks_to_models(topic)],
        "links": [link for link in entry.links if not speaks_to_models(link)],
        "warning": "title and abstract belong to different papers" if entry.mismatch else "",
        "passages": [entry.text[start:end].strip() for start, end in spans],
    }
    return as_json({name: value for name, value in shown.items() if value})
