"""Related work by a chat model: one call for each planned section, all known before the first.

Nothing is believed: sentences pass the same grounding, and one that speaks as the papers' authors, or says
again what stands already, is not let through. Knows nothing of how entries are chosen.
"""

import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

from assistant.growth import track_usage, with_usage, write_sentences
from assistant.models.choose import WritingModel
from assistant.models.dialogue import as_json
from assistant.models.plan import PER_SENTENCE, PROMPT, Call, CallPlan
from assistant.models.tokens import estimate_tokens
from assistant.patterns import pattern
from assistant.reading.draft import Manuscript
from assistant.types import Answer, Brief, Draft, Refusal, Writer
from assistant.writing.calls import WRITTEN, Headed, ReportWriter, within
from assistant.writing.plan import PlannedSection
from vectorstore.text.analysis import terms

_AS_AUTHOR = pattern("report.as_author")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_RECORD = 60
"""Tokens of a paper's record, which is shown with its text."""
_SAME = 0.8
"""Two sentences that share this part of their terms say the same."""


def plan_sections(
    sections: Sequence[PlannedSection], manuscript: Manuscript, room: int, most: int | None = None
) -> CallPlan:
    """Return the calls for the first `most` sections, each shown `room` tokens of papers at most.

    The sections are in the order of nearness to the draft, so the last lose theirs first.
    """
    given = sections if most is None else sections[: max(0, most)]
    draft = estimate_tokens(manuscript.text)
    calls: list[Call] = []
    for at, section in enumerate(given):
        papers = {one.entry.key: one.entry.text for one in section.sentences}.values()
        shown = min(room, sum(map(estimate_tokens, papers))) + _RECORD * len(papers)
        steps = sum(estimate_tokens(as_json(step)) for step in _steps(section))
        out = PER_SENTENCE * len(section.sentences)
        earlier = sum(call.completion_tokens for call in calls)
        sent = PROMPT + draft + steps + shown + min(WRITTEN // 4, earlier)
        calls.append(Call("section", at, sent, out))
    return CallPlan(tuple(calls), len(sections))


class ModelSections:
    """Writes the sections of a plan with a model, until one fails."""

    def __init__(self, model: WritingModel, plan: CallPlan, manuscript: Manuscript, room: int) -> None:
        self._model = model
        self._plan = plan
        self._manuscript = manuscript
        self._room = room
        self._failed = False

    def has(self, section: int) -> bool:
        """Tell whether a section is the model's to write."""
        return not self._failed and self._plan.has(section)

    def write(
        self, section: PlannedSection, heading: str, brief: Brief, answer: Answer
    ) -> Generator[Answer, None, Answer]:
        """Yield the answer as the section grows; return it, with a notice where the model failed."""
        inputs = {
            "theme": as_json(section.title),
            "plan": "\n".join(map(as_json, _steps(section))),
            "written": "\n".join(sentence.text for sentence in answer.sentences)[-WRITTEN:] or "(nothing)",
        }
        writer = ReportWriter(self._model, "related", self._manuscript.text, inputs)
        said = [sentence.text for sentence in answer.sentences]
        before = answer
        fresh = _Fresh(writer, said)
        growing = write_sentences(Headed(fresh, heading), within(brief, self._room), answer)
        answer = yield from track_usage(growing, writer.dialogue)
        self._failed = answer.notices != before.notices
        if answer.abstained:
            answer = replace(before, dropped=answer.dropped)
        if len(answer.sentences) > len(before.sentences):
            answer = replace(answer, model=self._model.name)
        return replace(with_usage(answer, writer.dialogue), complete=False)


def _steps(section: PlannedSection) -> Iterator[dict[str, object]]:
    """Yield what each sentence is to cite, and why: the papers in order, with the sentence they are for."""
    for planned in section.sentences:
        yield {"cite": planned.entry.key, "for": planned.why, "role": planned.role, "rests on": planned.quote}


class _Fresh:
    """Lets through what is said in the third person and was not said before."""

    def __init__(self, writer: Writer, said: list[str]) -> None:
        self.name = writer.name
        self._writer = writer
        self._said = [set(terms(text)) for text in said]

    def write(self, brief: Brief) -> Generator[Draft | Refusal | None, None, None]:
        """Yield the drafts of the writer behind, in its order, less those it should not have written."""
        for draft in self._writer.write(brief):
            if not isinstance(draft, Draft) or self._is_fresh(draft):
                yield draft

    def _is_fresh(self, draft: Draft) -> bool:
        spoken = set(terms(draft.text))
        again = any(len(spoken & said) >= _SAME * len(spoken | said) for said in self._said)
        if again or _AS_AUTHOR.search(_QUOTED.sub(" ", draft.text)):
            return False
        self._said.append(spoken)
        return True
