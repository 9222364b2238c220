"""Answer assembly: a draft at a time through the grounding, to a refusal or a close.

Shared by every job. References and warnings come from the ledger, never from a model. Knows nothing of
how papers are found.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from typing import TypeVar

from assistant.errors import ModelError
from assistant.grounding.ground import ground, plain_reason
from assistant.language import say
from assistant.models.dialogue import Dialogue
from assistant.references import mismatch_warning, nearest_lines, reference
from assistant.types import (
    Answer,
    Brief,
    Coverage,
    Draft,
    Dropped,
    Paragraph,
    RankedHit,
    Refusal,
    Sentence,
    Writer,
)
from prompts import load_prompt
from vectorstore.library import Library
from vectorstore.types import Hit

NEAREST = 3
NEAR_SHARE = 0.6
"""What is called nearest scores at least this share of the very nearest."""
MOST_MARKS = 8
"""Citations written out behind one sentence of the text; `Sentence.citations` has them all."""


S = TypeVar("S")
T = TypeVar("T")

Failed = tuple[Draft, Dropped]
"""A draft that failed the grounding, with the reason."""
Repair = Callable[[Brief, Sequence[Failed]], Iterator[tuple[int, Draft] | None]]
"""Takes drafts that failed, with the reasons; yields mended ones, each with the place of the one it mends.

Yields None while there is nothing new.
"""


def write_sentences(
    writer: Writer, brief: Brief, answer: Answer, repair: Repair | None = None
) -> Generator[Answer, None, Answer]:
    """Yield the answer after each sentence that passed the grounding, and while waiting; return it complete.

    Sentences that failed go to `repair` once, together, when all are written. A model's failure becomes a
    notice, and leaves the answer incomplete with what was checked until then. What another writer has quoted
    before is not quoted again.
    """
    before = {sentence.citations for sentence in answer.sentences}
    shown = answer.trace.showing(brief.evidence, (hit.entry for hit in brief.hits))
    answer = replace(answer, trace=shown)
    failed: list[Failed] = []
    try:
        for draft in writer.write(brief):
            if draft is None:  # nothing new: the reader's moment to leave
                yield answer
                continue
            if isinstance(draft, Refusal):
                reason = plain_reason(draft.reason, brief) or say(brief.language, "nothing near")
                return refuse(answer, brief.hits, reason)
            checked = ground(draft, brief)
            if isinstance(checked, Dropped):
                failed.append((draft, checked))
                answer = replace(answer, dropped=(*answer.dropped, checked))
            elif checked not in answer.sentences and checked.citations not in before:
                answer = _with(answer, draft, checked)
            yield answer
    except ModelError as error:
        phrase = "model broke off" if answer.sentences else "model failed"
        notice = say(brief.language, phrase, reason=error)
        return replace(answer, notices=(*answer.notices, notice))
    if repair and failed:
        answer = yield from _repaired(repair, brief, answer, failed)
    if not answer.sentences:
        return refuse(answer, brief.hits, say(brief.language, "nothing left"))
    return replace(answer, complete=True)


def _repaired(
    repair: Repair, brief: Brief, answer: Answer, failed: Sequence[Failed]
) -> Generator[Answer, None, Answer]:
    """Yield the answer after each mended sentence that passed the same checks; return it.

    Text already shown stays: a mended sentence joins the end. One that fails again stays dropped.
    """
    left = {place: dropped for place, (_, dropped) in enumerate(failed)}
    # What was checked stands, whatever becomes of a repair.
    with suppress(ModelError):
        for mended in repair(brief, failed):
            if mended is None:
                yield answer
                continue
            place, draft = mended
            if place not in left:
                continue
            old, checked = left.pop(place), ground(draft, brief)
            if isinstance(checked, Dropped):
                answer = replace(answer, dropped=_instead(answer.dropped, old, checked))
            elif checked not in answer.sentences:
                answer = _with(replace(answer, dropped=_instead(answer.dropped, old)), draft, checked)
            yield answer
    return answer


def _instead(dropped: Sequence[Dropped], old: Dropped, *new: Dropped) -> tuple[Dropped, ...]:
    return tuple(piece for one in dropped for piece in (new if one is old else (one,)))


def close(answer: Answer, library: Library, seconds: float) -> Answer:
    """Return the answer with its references, its warnings and the time it took."""
    cited = dict.fromkeys(citation.key for sentence in answer.sentences for citation in sentence.citations)
    entries = [entry for key in cited if (entry := library.get(key))]
    # A list that cites titles alone says nothing that rests on a crossed entry's abstract.
    titles = {entry.key: entry.title for entry in entries}
    read = {c.key for s in answer.sentences for c in s.citations if c.quote != titles.get(c.key)}
    warnings = (mismatch_warning(entry, answer.language) for entry in entries if entry.key in read)
    return replace(
        answer,
        references=tuple(reference(entry, answer.language) for entry in entries),
        notices=tuple(dict.fromkeys((*library.notices, *answer.notices, *filter(None, warnings)))),
        seconds=round(seconds, 3),
        trace=answer.trace.showing((), entries).lap("write"),
    )


def _with(answer: Answer, draft: Draft, sentence: Sentence) -> Answer:
    keys = dict.fromkeys(citation.key for citation in sentence.citations)
    # A count cites every paper it counts; the list that follows names them.
    marks = "".join(f"[{key}]" for key in keys) if len(keys) <= MOST_MARKS else ""
    marked = f"{sentence.text} {marks}".rstrip()
    place, paragraphs = len(answer.sentences), answer.paragraphs
    if draft.joins and paragraphs:
        text = f"{answer.text} {marked}"
        last = replace(paragraphs[-1], sentences=(*paragraphs[-1].sentences, place))
        paragraphs = (*paragraphs[:-1], last)
    else:
        text = "\n\n".join(filter(None, (answer.text, draft.lead_in, marked)))
        paragraphs = (*paragraphs, Paragraph((place,), draft.lead_in))
    coverage = answer.coverage and _covering(answer.coverage, tuple(keys))
    sentences = (*answer.sentences, sentence)
    return replace(answer, sentences=sentences, paragraphs=paragraphs, text=text, coverage=coverage)


def _covering(coverage: Coverage, keys: Sequence[str]) -> Coverage:
    """Return a report's account with entries now cited, so that it holds whenever the report is stopped."""
    left = tuple(item for item in coverage.left_out if item.key not in keys)
    return replace(coverage, cited=tuple(dict.fromkeys((*coverage.cited, *keys))), left_out=left)


def refuse(answer: Answer, hits: Sequence[Hit], reason: str, phrase: str = "refusal") -> Answer:
    """Say no, and what is nearest, without passing it off as an answer."""
    near = (hit for hit in hits[:NEAREST] if hit.score >= NEAR_SHARE * hits[0].score)
    nearest = [hit.entry for hit in near]
    text = say(answer.language, phrase, reason=reason)
    return replace(
        answer,
        abstained=True,
        reason=reason,
        text="\n\n".join(filter(None, (text, nearest_lines(nearest, answer.language)))),
        sentences=(),
        paragraphs=(),
        hits=answer.hits or rank_hits(hits),
        nearest=tuple(entry.key for entry in nearest),
        complete=True,
    )


def rank_hits(hits: Sequence[Hit]) -> tuple[RankedHit, ...]:
    """Return hits as an answer lists them."""
    return tuple(RankedHit(hit.entry.key, hit.score) for hit in hits)


def track_usage(growing: Generator[Answer, None, Answer], said: Dialogue) -> Generator[Answer, None, Answer]:
    """Yield the answers of `growing` with what the exchange took until then; return its last as it is.

    So an answer that is stopped knows what it took.
    """
    return run_steps(growing, lambda answer: with_usage(answer, said))


def run_steps(work: Generator[S, None, T], shown: Callable[[S], Answer]) -> Generator[Answer, None, T]:
    """Do `work` and return its result; at each step yield what is shown of it, where a reader may leave."""
    with closing(work):
        while True:
            try:
                step = next(work)
            except StopIteration as done:
                result: T = done.value
                return result
            yield shown(step)


def with_usage(answer: Answer, said: Dialogue) -> Answer:
    """Return the answer with what an exchange with a model took, and the prompts that were sent."""
    trace = answer.trace
    for name in said.prompts:
        trace = trace.prompted(name, load_prompt(name).sha256)
    return replace(answer, usage=answer.usage + said.usage, trace=trace)
