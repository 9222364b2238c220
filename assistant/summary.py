"""Summarises a subfield: every entry that belongs, grouped into themes, quoted, compared and accounted for.

Read `summarize` from top to bottom: judge, group, write theme by theme, compare, account, close. Both
writers take the same way; what a model leaves out or fails at, the built-in writer supplies.
"""

import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from functools import partial

from assistant.deciding.judge import Decision
from assistant.deciding.subfield import Subfield, judge
from assistant.desk import Desk
from assistant.growth import close, rank_hits, refuse, write_sentences
from assistant.language import join_names, language_of, say
from assistant.models.plan import cap_plan
from assistant.papers.nouns import Nouns
from assistant.papers.themes import Grouping, Theme, group
from assistant.trace import UNTRACED, Trace
from assistant.types import (
    UNCAPPED,
    Answer,
    Brief,
    Cap,
    Coverage,
    Language,
    LeftOut,
    MapPoint,
    RankedHit,
    Section,
    Table,
    Writer,
)
from assistant.writing.calls import ModelThemes, plan_calls
from assistant.writing.framing import Framer
from assistant.writing.lists import why_nothing
from assistant.writing.table import comparison
from assistant.writing.themes import ThemeWriter
from vectorstore.retriever import Retriever
from vectorstore.search.conditions import Filters
from vectorstore.types import Entry, Hit, Passage

MOST_CITED = 60
"""Entries a summary cites; the others that belong are accounted for."""
MOST_BORDERLINE = 10
DETAILED = 4
"""Up to this many entries each gets a further sentence."""
_LABELS = 5
"""Labels of the library that a refusal names."""
_TITLE = 120
_SHOWN_CHARACTERS = 8000
"""Of each entry's text, what a writer is shown: an abstract, and not a whole book."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What a summary will be of, before a word is written."""

    subfield: Subfield
    cited: tuple[Decision, ...]
    left_out: tuple[LeftOut, ...]
    grouping: Grouping

    @property
    def matched(self) -> list[str]:
        """Keys of all that belong or may belong, best first."""
        return [*(decision.entry.key for decision in self.cited), *(left.key for left in self.left_out)]

    def titles(self, language: Language) -> list[str]:
        """Return the headings of the themes, none twice."""
        if len(self.grouping.themes) == 1:
            return [say(language, "one theme")]
        titles = [theme.label or say(language, "other theme") for theme in self.grouping.themes]
        before = [titles[:at].count(title) for at, title in enumerate(titles)]
        return [f"{title} {n + 1}" if n else title for title, n in zip(titles, before, strict=True)]


def outline(
    request: str,
    desk: Desk,
    language: Language,
    filters: Filters | None = None,
) -> Outline:
    """Judge which entries belong to the subfield that `request` names, and group them into themes.

    Raises:
        LibraryError: the library cannot be searched.
    """
    subfield = judge(desk.retriever, request, language, filters, desk.progress)
    belong = subfield.graded("belongs")
    cited = tuple(belong[:MOST_CITED])
    left = [(decision, "left beyond") for decision in belong[MOST_CITED:]]
    left += [(decision, "left borderline") for decision in subfield.graded("borderline")[:MOST_BORDERLINE]]
    accounts = tuple(
        LeftOut(d.entry.key, say(language, phrase, most=MOST_CITED, reason=d.reason))
        for d, phrase in (left if belong else [])
    )
    accounts += tuple(LeftOut(d.entry.key, d.reason) for d in subfield.graded("excluded") if belong)
    rows = {entry.key: row for row, entry in enumerate(desk.retriever.library.entries())}
    entries = [decision.entry for decision in cited]
    vectors = desk.retriever.vectors()
    found = group(
        entries,
        vectors.of([rows[entry.key] for entry in entries]) if vectors else None,
        language,
        desk.retriever.glossary,
        subfield.subject,
    )
    return Outline(subfield, cited, accounts, found)


def summarize(
    request: str,
    desk: Desk,
    filters: Filters | None = None,
    cap: Cap = UNCAPPED,
    trace: Trace = UNTRACED,
) -> Iterator[Answer]:
    """Yield the summary as it grows, sentence by sentence; the last one is final.

    Args:
        request: names the subfield, in English or Chinese: a label, a phrase, a question, recorded facts.
        desk: the papers, the search over them and the model that may write.
        filters: conditions on the entries, beside those of the request.
        cap: on the calls of a model; the built-in writer writes what is beyond.
        trace: the record begun for it.

    Raises:
        LibraryError: the library cannot be searched.
    """
    begun = time.monotonic()
    language = language_of(request)
    answer = Answer(request, request.strip(), language, coverage=Coverage(), trace=trace)

    # 1. Judge every candidate, and group what belongs.
    plan = outline(request, desk, language, filters)
    answer = replace(answer, filters=plan.subfield.filters.to_dict(), hits=_hits(plan))
    if plan.subfield.notice:
        answer = replace(answer, notices=(plan.subfield.notice,))
    if not plan.cited:
        yield close(_refused(answer, plan, desk.retriever), desk.library, time.monotonic() - begun)
        return
    model, answer = desk.choose_model(
        _headed(replace(answer, coverage=_coverage(answer, plan)), plan, request)
    )
    writing = None
    if model:
        calls = cap_plan(partial(plan_calls, plan.grouping.themes, desk.room), model, cap)
        writing = ModelThemes(model, calls, plan.subfield.subject or request, desk.room)
        answer = replace(answer, notices=(*answer.notices, *calls.lines(model, language)))
    yield answer

    # 2. Write theme by theme; a model may fail at any of them.
    answer = yield from _themes(answer, plan, desk.retriever, writing)

    # 3. Compare, account for every entry, close.
    answer = _accounted(answer, plan)
    yield close(answer, desk.library, time.monotonic() - begun)


def _themes(
    answer: Answer, plan: Outline, retriever: Retriever, writing: ModelThemes | None
) -> Generator[Answer, None, Answer]:
    framer = Framer(answer.language, Nouns(answer.language, retriever.glossary, plan.subfield.subject))
    titles = plan.titles(answer.language)
    for number, (theme, title) in enumerate(zip(plan.grouping.themes, titles, strict=True)):
        first = len(answer.sentences)
        brief = _brief(answer, theme)
        heading = f"## {title}"
        if writing and writing.has(number):
            answer = yield from writing.write(number, title, heading, brief, answer)
        said = {c.key for sentence in answer.sentences[first:] for c in sentence.citations}
        if not said.issuperset(brief.entries):
            writer = ThemeWriter(
                framer,
                "" if said else heading,
                retriever.glossary,
                plan.subfield.subject,
                len(plan.cited) <= DETAILED and not said,
                tuple(said),
            )
            answer = yield from _section(writer, brief, answer)
        answer = replace(
            answer,
            sections=(*answer.sections, Section(title, tuple(range(first, len(answer.sentences))))),
            map=(*answer.map, *_points(theme, plan.grouping, number)),
        )
    return answer


def _section(writer: Writer, brief: Brief, answer: Answer) -> Generator[Answer, None, Answer]:
    """Write one section; where nothing of it passes, the answer stays as it was."""
    after = yield from write_sentences(writer, brief, answer)
    return answer if after.abstained else replace(after, complete=False)


def _brief(answer: Answer, theme: Theme) -> Brief:
    hits = tuple(Hit(entry, 1.0, ()) for entry in theme.entries)
    return Brief(answer.question, answer.language, hits, tuple(_whole(entry) for entry in theme.entries))


def _whole(entry: Entry) -> Passage:
    end = min(len(entry.text), entry.body_start + _SHOWN_CHARACTERS)
    return Passage(entry.key, entry.body_start, end, entry.text[entry.body_start : end])


def _points(theme: Theme, grouping: Grouping, number: int) -> Iterator[MapPoint]:
    for entry in theme.entries:
        yield MapPoint(entry.key, *grouping.places[entry.key], number)


def _hits(plan: Outline) -> tuple[RankedHit, ...]:
    wanted = set(plan.matched)
    decisions = plan.subfield.decisions
    shown = [d for d in decisions if d.entry.key in wanted] if wanted else decisions[:MOST_BORDERLINE]
    return rank_hits([Hit(d.entry, d.score, ()) for d in shown])


def _refused(answer: Answer, plan: Outline, retriever: Retriever) -> Answer:
    """Say why there is nothing to summarise, and what is nearest."""
    subfield, near = plan.subfield, [Hit(d.entry, d.score, ()) for d in plan.subfield.decisions]
    if subfield.unclear and subfield.filters:
        reason = say(answer.language, "unclear")
    elif subfield.unclear:
        labels = join_names(answer.language, list(retriever.facets().topics.values())[:_LABELS])
        shown = say(answer.language, "labels", labels=labels) if labels else ""
        reason = say(answer.language, "no subfield", labels=shown)
    elif subfield.filters and not subfield.judged:
        reason, entries = why_nothing(subfield.filters, retriever.library.entries(), answer.language)
        near = [Hit(entry, 1.0, ()) for entry in entries]
    else:
        reason = say(answer.language, "none belongs")
    return refuse(answer, near or retriever.search(answer.question).hits, reason, "summary refusal")


def _headed(answer: Answer, plan: Outline, request: str) -> Answer:
    """Return the answer with the title of the summary and the line under it, which names the themes."""
    subfield, language = plan.subfield, answer.language
    facts = [str(value) for value in subfield.filters.to_dict().values() if not isinstance(value, bool)]
    title = " ".join((" · ".join(filter(None, (subfield.subject, *facts))) or request).split())
    titles = [
        say(language, "theme of", title=found, count=len(theme.entries))
        for found, theme in zip(plan.titles(language), plan.grouping.themes, strict=True)
    ]
    phrase = "summary themes" if len(titles) > 1 else "summary head"
    line = say(language, phrase, count=len(plan.cited), themes=say(language, "and then").join(titles))
    title = title[:1].upper() + title[1:_TITLE]
    return replace(answer, title=title, opening=line, text=f"# {title}\n\n{line}")


def _accounted(answer: Answer, plan: Outline) -> Answer:
    """Add the table and the account of every entry matched."""
    coverage = _coverage(answer, plan, "left unquoted")
    cited = set(coverage.cited)
    entries = [entry for theme in plan.grouping.themes for entry in theme.entries if entry.key in cited]
    table = comparison(entries, answer.language)
    appendix = f"{_table(table, answer.language)}\n\n{_account(coverage, plan, answer.language)}"
    text = f"{answer.text}\n\n{appendix}"
    return replace(answer, coverage=coverage, table=table, appendix=appendix, text=text, complete=True)


def _coverage(answer: Answer, plan: Outline, uncited: str = "not yet") -> Coverage:
    """Return the account as it stands: an entry not cited, or not yet, is left out with its reason."""
    cited = dict.fromkeys(citation.key for sentence in answer.sentences for citation in sentence.citations)
    reason = say(answer.language, uncited)
    left = (LeftOut(d.entry.key, reason) for d in plan.cited if d.entry.key not in cited)
    return Coverage(tuple(plan.matched), tuple(cited), (*left, *plan.left_out))


def _table(table: Table, language: Language) -> str:
    rows = [table.columns, ("---",) * len(table.columns)]
    rows += [(f"[{row[0]}]", *row[1:]) for row in table.rows]
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join([f"## {say(language, 'table')}", "", *lines])


def _account(coverage: Coverage, plan: Outline, language: Language) -> str:
    line = say(
        language,
        "coverage line",
        matched=len(coverage.matched),
        judged=plan.subfield.judged,
        cited=len(coverage.cited),
        left=len(coverage.left_out),
    )
    left = [f"- [{item.key}] {item.reason}" for item in coverage.left_out]
    return "\n".join([f"## {say(language, 'coverage')}", "", line, *([""] if left else []), *left])
