"""Related work for a user's own title or abstract: choose, plan, write, ground, account for what is left out.

Read `related_work` from top to bottom. Both writers follow the same plan, made before a word is written;
where a model fails, the built-in writer goes on from what was checked.
"""

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

from assistant.candidates import Candidate, Choice, choose
from assistant.framing import Framer, kind_offered
from assistant.grounding import ground
from assistant.growth import closed, refuse, written
from assistant.language import language_of, say
from assistant.manuscript import Manuscript, read_manuscript
from assistant.models import BUILT_IN
from assistant.related_plan import Planned, PlannedSection, plan
from assistant.types import (
    Answer,
    Brief,
    Coverage,
    Draft,
    Language,
    LeftOut,
    RankedHit,
    Section,
    Sentence,
    Writer,
)
from vectorstore.filters import Filters
from vectorstore.library import Library
from vectorstore.retriever import Retriever
from vectorstore.types import Hit, Passage

_LONGEST_JOINED = 340
"""Characters of a sentence that sets two papers side by side, at most."""


def related_work(
    library: Library, retriever: Retriever, draft: str, filters: Filters, writer: Writer | None, model: str
) -> Iterator[Answer]:
    """Yield the related work for a draft as it grows, sentence by sentence; the last one is final.

    Args:
        library: where references and warnings come from.
        retriever: the search over that library.
        draft: a title or abstract, in English or Chinese; the answer follows its language.
        filters: conditions on the entries.
        writer: writes a planned section; None for the built-in writer.
        model: the name of the model that writes, or `built-in`.

    Raises:
        QuestionError: the draft is empty or says nothing to look for; no model was asked.
        LibraryError: the library cannot be searched.
    """
    begun = time.monotonic()

    # 1. Read the draft, and choose what to cite.
    manuscript = read_manuscript(draft)
    language = language_of(manuscript.text)
    choice = choose(retriever, manuscript, language, filters)
    answer = Answer(draft, manuscript.text, language, filters=filters.to_dict(), model=model)
    answer = replace(
        answer, hits=_ranked(choice), notices=(*library.notices, *_notices(choice, manuscript, language))
    )
    yield answer

    # 2. Nothing near: say so.
    if not choice.cited:
        answer = refuse(answer, _hits(choice.near), say(language, "nothing near draft"))
        yield closed(_accounted(answer, choice), library, time.monotonic() - begun)
        return

    # 3. Plan, then write section by section, each given what stands already.
    framer = Framer(language)
    for section in plan(retriever, choice.cited, manuscript, language):
        answer = yield from _section(answer, section, manuscript, writer, framer)
    if not answer.sentences:
        answer = refuse(answer, _hits(choice.cited), say(language, "nothing left"))

    # 4. Account for what was near and is not cited; references come from the ledger.
    answer = replace(_accounted(answer, choice), complete=True)
    yield closed(answer, library, time.monotonic() - begun)


def _section(
    answer: Answer, section: PlannedSection, manuscript: Manuscript, writer: Writer | None, framer: Framer
) -> Generator[Answer, None, Answer]:
    """Write one theme; what a model leaves out of the plan, the built-in writer adds."""
    first = len(answer.sentences)
    brief = _brief(answer, section, manuscript)
    heading = f"### {section.title}" if section.title else ""
    if writer:
        answer = yield from _grown(writer, brief, answer)
    cited = {citation.key for sentence in answer.sentences[first:] for citation in sentence.citations}
    missing = [planned for planned in section.sentences if planned.entry.key not in cited]
    if missing:
        built_in = _SectionWriter(missing, framer, heading if len(answer.sentences) == first else "")
        answer = yield from _grown(built_in, brief, answer)
    if len(answer.sentences) == first:
        return answer
    if section.difference:
        line = say(answer.language, "draft differs", difference=section.difference)
        answer = replace(answer, text=f"{answer.text} {line}")
    places = tuple(range(first, len(answer.sentences)))
    title = section.title or say(answer.language, "related work")
    return replace(answer, sections=(*answer.sections, Section(title, places)))


def _grown(writer: Writer, brief: Brief, answer: Answer) -> Generator[Answer, None, Answer]:
    """Let a writer write on; a section that fails is no refusal of the whole."""
    grown = yield from written(writer, brief, answer)
    if grown.abstained:
        return replace(answer, dropped=grown.dropped, notices=grown.notices)
    return replace(grown, complete=False)


class _SectionWriter:
    """The built-in writer of one theme: each planned sentence framed, some two set side by side."""

    name = BUILT_IN

    def __init__(self, planned: Sequence[Planned], framer: Framer, heading: str) -> None:
        self._planned = planned
        self._framer = framer
        self._heading = heading

    def write(self, brief: Brief) -> Iterator[Draft]:
        """Yield the drafts of the section, as one paragraph."""
        self._framer.begin()
        drafts = [
            Draft(self._framer.frame(one.entry, one.quote, one.role).text, ((one.entry.key, one.quote),))
            for one in self._planned
        ]
        at = 0
        while at < len(drafts):
            pair = self._beside(drafts, at, brief)
            draft = pair or drafts[at]
            yield replace(draft, lead_in=self._heading if at == 0 else "", joins=at > 0)
            at += 2 if pair else 1

    def _beside(self, drafts: Sequence[Draft], at: int, brief: Brief) -> Draft | None:
        """Return a sentence and the next as one, where they are short and offer different kinds of thing."""
        one, other, *rest = (*self._planned[at : at + 3], None)
        if one is None or other is None or one.entry.key == other.entry.key:
            return None
        goes_on = rest and rest[0] and rest[0].entry.key == other.entry.key
        kinds = {kind_offered(one.quote, "en"), kind_offered(other.quote, "en")}
        text = self._framer.contrast(drafts[at].text, other.entry, drafts[at + 1].text)
        if goes_on or "" in kinds or len(kinds) < 2 or not text or len(text) > _LONGEST_JOINED:
            return None
        draft = Draft(text, (*drafts[at].quotes, *drafts[at + 1].quotes))
        return draft if isinstance(ground(draft, brief), Sentence) else None


def _brief(answer: Answer, section: PlannedSection, manuscript: Manuscript) -> Brief:
    entries = {planned.entry.key: planned.entry for planned in section.sentences}
    hits = tuple(Hit(entry, 1.0, ()) for entry in entries.values())
    evidence = tuple(
        Passage(entry.key, entry.body_start, len(entry.text), entry.abstract) for entry in entries.values()
    )
    return Brief(manuscript.text, answer.language, hits, evidence)


def _ranked(choice: Choice) -> tuple[RankedHit, ...]:
    return tuple(RankedHit(one.entry.key, one.score) for one in (*choice.cited, *choice.near))


def _hits(candidates: Sequence[Candidate]) -> list[Hit]:
    return [Hit(candidate.entry, candidate.score, ()) for candidate in candidates]


def _notices(choice: Choice, manuscript: Manuscript, language: Language) -> Iterator[str]:
    if choice.notice:
        yield choice.notice
    if manuscript.is_shortened:
        yield say(language, "draft shortened", characters=len(manuscript.text))
    if manuscript.is_topic:
        yield say(language, "draft short")
    if choice.field == "edge":
        yield say(language, "draft elsewhere")


def _accounted(answer: Answer, choice: Choice) -> Answer:
    """Return the answer with its coverage: what is near is cited, or left out with the reason."""
    cited = dict.fromkeys(citation.key for sentence in answer.sentences for citation in sentence.citations)
    left_out = [
        LeftOut(one.entry.key, say(answer.language, "not written"))
        for one in choice.cited
        if one.entry.key not in cited
    ]
    phrase = "not near" if choice.field == "outside" else "farther"
    left_out += [
        LeftOut(one.entry.key, say(answer.language, phrase, reason=one.reason)) for one in choice.near
    ]
    matched = (*cited, *(one.key for one in left_out))
    return replace(answer, coverage=Coverage(matched, tuple(cited), tuple(left_out)))
