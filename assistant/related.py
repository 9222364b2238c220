"""Related work for a user's own title or abstract: choose, plan, write, ground, account for what is left out.

Read `related_work` from top to bottom. Both writers follow the same plan, made before a word is written;
where a model fails, the built-in writer goes on from what was checked.
"""

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from functools import partial

from assistant.deciding.candidates import Choice, choose
from assistant.deciding.judge import Decision
from assistant.desk import Desk
from assistant.growth import close, refuse, write_sentences
from assistant.language import language_of, say
from assistant.models.plan import cap_plan
from assistant.papers.nouns import Nouns
from assistant.reading.draft import Manuscript, read_manuscript
from assistant.trace import UNTRACED, Trace
from assistant.types import UNCAPPED, Answer, Brief, Cap, Coverage, Language, LeftOut, RankedHit, Section
from assistant.writing.framing import Framer
from assistant.writing.plan import PlannedSection, plan
from assistant.writing.related_calls import ModelSections, plan_sections
from assistant.writing.related_writer import SectionWriter
from vectorstore.search.conditions import Filters
from vectorstore.types import Hit, Passage


def related_work(
    draft: str,
    desk: Desk,
    filters: Filters | None = None,
    cap: Cap = UNCAPPED,
    trace: Trace = UNTRACED,
) -> Iterator[Answer]:
    """Yield the related work for a draft as it grows, sentence by sentence; the last one is final.

    Args:
        draft: a title or abstract, in English or Chinese, plain or LaTeX; the answer follows its language.
        desk: the papers, the search over them and the model that may write.
        filters: conditions on the entries.
        cap: on the calls of a model; the built-in writer writes what is beyond.
        trace: the record begun for it.

    Raises:
        QuestionError: the draft is empty or says nothing to look for; no model was asked.
        LibraryError: the library cannot be searched.
    """
    begun = time.monotonic()

    # 1. Read the draft, and choose what to cite.
    manuscript = read_manuscript(draft)
    language = language_of(manuscript.text)
    choice = choose(desk.retriever, manuscript, language, filters)
    answer = Answer(
        draft, manuscript.text, language, filters=filters.to_dict() if filters else {}, trace=trace
    )
    answer = replace(
        answer, hits=_ranked(choice), notices=(*desk.library.notices, *_notices(choice, manuscript, language))
    )
    answer = _accounted(answer, choice)
    yield answer

    # 2. Nothing near: say so.
    if not choice.cited:
        answer = refuse(answer, _hits(choice.near), say(language, "nothing near draft"), "related refusal")
        yield close(_accounted(answer, choice, "not written"), desk.library, time.monotonic() - begun)
        return

    # 3. Plan, then write section by section, each given what stands already.
    answer = yield from _write_sections(answer, desk, choice, manuscript, cap)

    # 4. Account for what was near and is not cited; references come from the ledger.
    answer = replace(_accounted(answer, choice, "not written"), complete=True)
    yield close(answer, desk.library, time.monotonic() - begun)


def _write_sections(
    answer: Answer, desk: Desk, choice: Choice, manuscript: Manuscript, cap: Cap
) -> Generator[Answer, None, Answer]:
    """Write the themes of the plan, by the model where there is one, within the cap."""
    language = answer.language
    model, answer = desk.choose_model(answer)
    sections = plan(desk.retriever, choice.cited, manuscript, language)
    writing = None
    if model:
        calls = cap_plan(partial(plan_sections, sections, manuscript, desk.room), model, cap)
        writing = ModelSections(model, calls, manuscript, desk.room)
        answer = replace(answer, notices=(*answer.notices, *calls.lines(model, language)))
        yield answer
    framer = Framer(language, Nouns(language, desk.retriever.glossary))
    for number, section in enumerate(sections):
        own = writing if writing and writing.has(number) else None
        answer = yield from _section(answer, section, manuscript, own, framer)
    if answer.sentences:
        return answer
    return refuse(answer, _hits(choice.cited), say(language, "nothing left"), "related refusal")


def _section(
    answer: Answer,
    section: PlannedSection,
    manuscript: Manuscript,
    writing: ModelSections | None,
    framer: Framer,
) -> Generator[Answer, None, Answer]:
    """Write one theme; what a model leaves out of the plan, the built-in writer adds."""
    first = len(answer.sentences)
    brief = _brief(answer, section, manuscript)
    heading = f"### {section.title}" if section.title else ""
    if writing:
        answer = yield from writing.write(section, heading, brief, answer)
    cited = {citation.key for sentence in answer.sentences[first:] for citation in sentence.citations}
    missing = [planned for planned in section.sentences if planned.entry.key not in cited]
    if missing:
        writer = SectionWriter(missing, framer, "" if cited else heading, joins=bool(cited))
        grown = yield from write_sentences(writer, brief, answer)
        # A section without a sentence is no refusal of the whole.
        answer = replace(answer, dropped=grown.dropped) if grown.abstained else grown
    places = tuple(range(first, len(answer.sentences)))
    if not places:
        return answer
    if section.difference:
        line = say(answer.language, "draft differs", difference=section.difference)
        answer = replace(answer, text=f"{answer.text} {line}")
    title = section.title or say(answer.language, "related work")
    return replace(answer, sections=(*answer.sections, Section(title, places)), complete=False)


def _brief(answer: Answer, section: PlannedSection, manuscript: Manuscript) -> Brief:
    entries = {planned.entry.key: planned.entry for planned in section.sentences}
    hits = tuple(Hit(entry, 1.0, ()) for entry in entries.values())
    evidence = tuple(
        Passage(entry.key, entry.body_start, len(entry.text), entry.abstract) for entry in entries.values()
    )
    return Brief(manuscript.text, answer.language, hits, evidence)


def _ranked(choice: Choice) -> tuple[RankedHit, ...]:
    return tuple(RankedHit(one.entry.key, one.score) for one in (*choice.cited, *choice.near))


def _hits(candidates: Sequence[Decision]) -> list[Hit]:
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


def _accounted(answer: Answer, choice: Choice, uncited: str = "not yet") -> Answer:
    """Return the answer with its coverage: what is near is cited, or left out with the reason."""
    cited = dict.fromkeys(citation.key for sentence in answer.sentences for citation in sentence.citations)
    left_out = [
        LeftOut(one.entry.key, say(answer.language, uncited))
        for one in choice.cited
        if one.entry.key not in cited
    ]
    phrase = "not near" if choice.field == "outside" else "farther"
    left_out += [
        LeftOut(one.entry.key, say(answer.language, phrase, reason=one.reason)) for one in choice.near
    ]
    matched = (*cited, *(one.key for one in left_out))
    return replace(answer, coverage=Coverage(matched, tuple(cited), tuple(left_out)))
