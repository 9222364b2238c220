"""A summary's sections by a chat model: the plan of its calls, known before the first, and the calls.

For each theme notes are taken on its papers, then its section is written from them, given what stands
already. Nothing is believed: notes and sentences pass the same grounding. Knows nothing of how entries are
found or grouped.
"""

from collections.abc import Generator, Sequence
from dataclasses import replace

from assistant.errors import ModelError
from assistant.grounding.ground import ground
from assistant.grounding.plain import drop_orders
from assistant.growth import track_usage, with_usage, write_sentences
from assistant.language import say
from assistant.models.choose import WritingModel
from assistant.models.dialogue import LANGUAGES, as_json
from assistant.models.plan import PER_SENTENCE, PROMPT, Call, CallPlan
from assistant.models.tokens import estimate_tokens
from assistant.papers.themes import Theme
from assistant.types import Answer, Brief, Draft, Refusal, Sentence, Writer
from assistant.writing.model import ModelWriter, papers
from prompts import load_prompt
from vectorstore.types import Passage

_NOTES, _SENTENCES = 2.0, 1.5
"""For each paper, of the one to three notes asked for, and of the sentences that cite or compare it."""
_PARAGRAPH = 5
"""Sentences after which a paragraph ends."""
WRITTEN = 6000
"""Characters of the earlier sections that a call is shown, the latest."""


def plan_calls(themes: Sequence[Theme], room: int, most: int | None = None) -> CallPlan:
    """Return the calls for some themes, `most` of them at most, each shown `room` tokens of papers at most.

    The smallest themes lose their notes first; then the last themes their sections.
    """
    most = 2 * len(themes) if most is None else max(0, most)
    sections = min(len(themes), most)
    by_size = sorted(range(sections), key=lambda at: (-len(themes[at].entries), at))
    noted = set(by_size[: most - sections])
    calls: list[Call] = []
    for at, theme in enumerate(themes[:sections]):
        shown = min(room, sum(estimate_tokens(entry.text) for entry in theme.entries))
        each = PER_SENTENCE * len(theme.entries)
        notes, out = round(_NOTES * each) if at in noted else 0, round(_SENTENCES * each)
        if notes:
            calls.append(Call("notes", at, PROMPT + shown, notes))
        calls.append(Call("section", at, PROMPT + shown + notes + min(WRITTEN // 4, at * out), out))
    return CallPlan(tuple(calls), len(themes))


class ModelThemes:
    """Writes the themes of a plan with a model, until one fails."""

    def __init__(self, model: WritingModel, plan: CallPlan, subject: str, room: int) -> None:
        self._model = model
        self._plan = plan
        self._subject = subject
        self._room = room
        self._failed = False

    def has(self, theme: int) -> bool:
        """Tell whether a theme is the model's to write."""
        return not self._failed and self._plan.has(theme)

    def write(
        self, theme: int, title: str, heading: str, brief: Brief, answer: Answer
    ) -> Generator[Answer, None, Answer]:
        """Yield the answer as the section grows; return it, with a notice where the model failed."""
        shown = within(brief, self._room)
        notes: list[Sentence] = []
        if self._plan.has(theme, "notes"):
            answer = yield from self._notes(shown, answer, notes)
        if self._failed:
            return answer
        inputs = {
            "theme": as_json(title),
            "notes": "\n".join(map(_note, notes)) or "(none)",
            "written": "\n".join(sentence.text for sentence in answer.sentences)[-WRITTEN:] or "(nothing)",
        }
        writer = ReportWriter(self._model, "section", self._subject, inputs)
        before = answer
        answer = yield from track_usage(
            write_sentences(Headed(writer, heading), shown, answer), writer.dialogue
        )
        self._failed = answer.notices != before.notices
        if answer.abstained:
            answer = before
        if len(answer.sentences) > len(before.sentences):
            answer = replace(answer, model=self._model.name)
        return replace(with_usage(answer, writer.dialogue), complete=False)

    def _notes(self, brief: Brief, answer: Answer, notes: list[Sentence]) -> Generator[Answer, None, Answer]:
        writer = ReportWriter(self._model, "notes", self._subject, {})
        try:
            for draft in writer.write(brief):
                checked = ground(draft, brief) if isinstance(draft, Draft) else None
                if isinstance(checked, Sentence):
                    notes.append(checked)
                yield with_usage(answer, writer.dialogue)
        except ModelError as error:
            self._failed = True
            notice = say(brief.language, "theme failed", reason=error)
            answer = replace(answer, notices=(*answer.notices, notice))
        return with_usage(answer, writer.dialogue)


class ReportWriter(ModelWriter):
    """A model writer with the inputs of a report's prompts."""

    def __init__(self, model: WritingModel, prompt: str, subject: str, inputs: dict[str, str]) -> None:
        super().__init__(model, load_prompt(prompt))
        self._own = {"subject": as_json(subject), **inputs}

    def _inputs(self, brief: Brief) -> dict[str, str]:
        return {"language": LANGUAGES[brief.language], "papers": papers(brief), **self._own}


class Headed:
    """Puts a heading before the first draft that will pass, and joins the others into paragraphs."""

    def __init__(self, writer: Writer, heading: str) -> None:
        self.name = writer.name
        self._writer = writer
        self._heading = heading
        self._kept = 0

    def write(self, brief: Brief) -> Generator[Draft | Refusal | None, None, None]:
        """Yield the drafts of the writer behind, in its order."""
        for draft in self._writer.write(brief):
            yield self._placed(draft, brief) if isinstance(draft, Draft) else draft

    def _placed(self, draft: Draft, brief: Brief) -> Draft:
        if not isinstance(ground(draft, brief), Sentence):
            return draft
        self._kept += 1
        first = self._kept == 1
        joins = (self._kept - 1) % _PARAGRAPH > 0
        return replace(draft, lead_in=self._heading if first else "", joins=joins)


def within(brief: Brief, room: int) -> Brief:
    """Return a brief that shows each paper's beginning, as much as fits `room` tokens in all."""
    each = 3 * room // max(1, len(brief.evidence))
    evidence = tuple(
        Passage(piece.key, piece.start, piece.start + len(piece.text[:each]), piece.text[:each])
        for piece in brief.evidence
    )
    return replace(brief, evidence=drop_orders(evidence))


def _note(sentence: Sentence) -> str:
    quotes = [{"key": citation.key, "quote": citation.quote} for citation in sentence.citations]
    return as_json({"note": sentence.text, "quotes": quotes})
