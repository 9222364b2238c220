"""The writer that has a chat model write: shows it the evidence, reads its drafts as they stream in.

Believes nothing of what comes back: `grounding` checks every draft. Knows nothing of providers or search.
"""

import json
import re
from collections.abc import Generator, Iterator
from contextlib import closing
from typing import Any

from assistant.errors import ModelError
from assistant.grounding import ground, shown_spans
from assistant.injection import speaks_to_models
from assistant.json_lines import JsonLines
from assistant.models import WritingModel
from assistant.streaming import BEAT, Clock
from assistant.tokens import TokenCounter, token_counter
from assistant.types import Brief, Draft, Refusal, Sentence, Turn, Usage
from prompts import Prompt, load_prompt
from vectorstore.cleaning import visible
from vectorstore.types import Entry

_LANGUAGES = {"en": "English", "zh": "Chinese (简体中文)"}
_TURNS_SHOWN = 6
_TURN_CHARACTERS = 600
_RUN = 7
"""Words in a row that only a recital of the instructions has; fewer where that is all that is said."""
_LEAST = 3


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

    def write(self, brief: Brief) -> Generator[Draft | Refusal | None, None, None]:
        """Yield each draft as soon as its object ends, or one refusal; closing stops the model.

        Yields None at each beat without one.

        Raises:
            ModelError: the reply failed, broke off or held no draft; whole drafts have been yielded before.
        """
        # Imported here: LangChain takes a second to import.
        from langchain_core.messages import HumanMessage, SystemMessage

        system, user = self.prompt.render(
            language=_LANGUAGES[brief.language],
            question=_json(visible(brief.question)),
            history="\n".join(map(_turn, brief.history[-_TURNS_SHOWN:])) or "(none)",
            papers="\n".join(_paper(entry, brief) for entry in brief.entries.values()),
        )
        lines = JsonLines()
        said: list[str] = []
        counted = [0, 0]
        answered = False
        quiet = Clock()
        try:
            with closing(self._model.stream([SystemMessage(system), HumanMessage(user)])) as reply:
                for chunk in reply:
                    said.append(chunk.text)
                    if chunk.usage_metadata:
                        counted[0] += chunk.usage_metadata["input_tokens"]
                        counted[1] += chunk.usage_metadata["output_tokens"]
                    for record in read_records(lines.feed(chunk.text), answered):
                        answered = True
                        record = self._without_secrets(record, system)
                        if isinstance(record, Draft) and isinstance(ground(record, brief), Sentence):
                            self._model.clock.restart()
                        quiet.restart()
                        yield record
                    if quiet.elapsed() > BEAT:
                        quiet.restart()
                        yield None
        finally:
            lines.close()
            self.malformed = lines.malformed
            self.usage = self._usage(counted, system + user, "".join(said))
        if not answered:
            raise ModelError("The model did not answer in the form asked for; try another model.")

    def _without_secrets(self, record: Draft | Refusal, system: str) -> Draft | Refusal:
        """Return a record without the key, and as nothing where it recites its instructions."""
        hide = self._model.hide
        said = record.reason if isinstance(record, Refusal) else record.text
        if _recites(said, system):
            return Refusal("") if isinstance(record, Refusal) else Draft("(its instructions)", ())
        if isinstance(record, Refusal):
            return Refusal(hide(record.reason))
        return Draft(hide(record.text), tuple((hide(key), hide(quote)) for key, quote in record.quotes))

    def _usage(self, counted: list[int], sent: str, received: str) -> Usage:
        cost = 0.0 if self._model.is_local else None
        if any(counted) or not received:
            return Usage(counted[0], counted[1], cost)
        return Usage(self._count(sent), self._count(received), cost, estimated=True)


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
            nested = [item for value in found.values() if isinstance(value, list) for item in value]
            yield from read_records(
                [item for item in nested if isinstance(item, dict) and "text" in item], answered
            )


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
        "title": "" if speaks_to_models(entry.title) else entry.title,
        "venue": entry.venue,
        "year": entry.year,
        "kind": entry.kind,
        "topics": [topic for topic in entry.topics if not speaks_to_models(topic)],
        "links": [link for link in entry.links if not speaks_to_models(link)],
        "warning": "title and abstract belong to different papers" if entry.mismatch else "",
        "passages": [entry.text[start:end].strip() for start, end in spans],
    }
    return _json({name: value for name, value in shown.items() if value})


def _turn(turn: Turn) -> str:
    content = visible(turn.content)
    words = content if len(content) <= _TURN_CHARACTERS else content[:_TURN_CHARACTERS] + " …"
    return _json({"role": turn.role, "content": words})


def _json(value: object) -> str:
    # The line separators that JSON allows inside a string would still look like a line's end to a model.
    text = json.dumps(value, ensure_ascii=False)
    return text.replace("\u2028", " ").replace("\u2029", " ").replace("\x85", " ")
