"""Which entries belong to a subfield: a decision for each candidate, with its score and its reason.

Recall comes before precision. A library up to `WHOLE` entries is judged whole; of a larger one the likeliest,
in turns, until a turn brings nothing more. How a request is read is the business of
`assistant.reading.request`, how entries are scored that of `assistant.deciding.judge`.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.deciding.judge import WHOLE, Decision, Grade, Judge, Subject, Weighed
from assistant.language import join_names, say
from assistant.papers.kinds import makes
from assistant.reading.request import Excluded, Request, read_request
from assistant.types import Language
from vectorstore.retriever import Retriever
from vectorstore.search.conditions import Filters
from vectorstore.search.question import read_question
from vectorstore.types import Entry

TURN = 100
DEEPEST = 1000
"""Candidates judged of a larger library, in turns of `TURN`, at most."""

_ALL = re.compile(r"\b(?:all|every|everything|entire|whole)\b|所有|全部|整个|全体", re.IGNORECASE)

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Subfield:
    """A subfield as it was read, and the decision on each entry judged, best first."""

    subject: str
    filters: Filters
    decisions: tuple[Decision, ...] = ()
    judged: int = 0
    total: int = 0
    unclear: bool = False
    """It puts conditions that cannot be read with certainty."""
    notice: str = ""

    def graded(self, grade: Grade) -> list[Decision]:
        """Return the decisions of one grade, best first."""
        return [decision for decision in self.decisions if decision.grade == grade]


def judge(
    retriever: Retriever,
    request: str,
    language: Language,
    filters: Filters | None = None,
    progress: Progress = lambda *_: None,
) -> Subfield:
    """Decide which entries belong to the subfield that `request` names, in English or Chinese.

    A topic's label, other recorded facts (`orals`) or a kind of contribution (`benchmarks`) alone admit every
    entry that has them; a paper the request names belongs; what the request wants left out is set aside.

    Raises:
        LibraryError: the indexes cannot be made or read.
    """
    entries = retriever.library.entries()
    asked = read_request(retriever, request)
    wanted = asked.filters.and_also(filters or Filters())
    found = Subfield(asked.subject, wanted, total=len(entries), unclear=asked.unclear)
    admitted = [row for row, entry in enumerate(entries) if wanted.admits(entry)]
    if asked.unclear or not admitted:
        return found
    if asked.question.text:
        made = [row for row in admitted if makes(entries[row], asked.kinds)] if asked.kinds else admitted
        judged, notice = _judge(retriever, asked, made, language, progress)
        judged += [_listed(entries[row], asked, wanted, language) for row in sorted({*admitted} - {*made})]
        found = replace(found, judged=len(judged), notice=notice)
    elif asked.kinds or wanted or asked.excluded or _ALL.search(request):
        judged = [_listed(entries[row], asked, wanted, language) for row in admitted]
        found = replace(found, judged=len(judged))
    else:
        return replace(found, unclear=True)
    decisions = tuple(_set_aside(decision, asked.excluded, language) for decision in judged)
    return replace(found, decisions=decisions, notice=_notice(found.notice, asked, language))


def _listed(entry: Entry, asked: Request, filters: Filters, language: Language) -> Decision:
    """Decide by recorded facts and by the kind of contribution alone."""
    if asked.kinds:
        kinds = join_names(language, [say(language, f"kind {kind}") for kind in asked.kinds])
        if not makes(entry, asked.kinds):
            return Decision(entry, 0.0, "other", say(language, "makes no kind", kinds=kinds))
        return Decision(entry, 1.0, "belongs", say(language, "makes kind", kinds=kinds))
    shown = conditions_shown(filters, language)
    return Decision(entry, 1.0, "belongs", say(language, "meets" if shown else "all wanted", filters=shown))


def _set_aside(decision: Decision, excluded: Sequence[Excluded], language: Language) -> Decision:
    for one in excluded if decision.grade != "other" else ():
        if one.takes(decision.entry):
            return replace(decision, grade="excluded", reason=say(language, "set aside", thing=one.named))
    return decision


def _notice(notice: str, asked: Request, language: Language) -> str:
    said = [say(language, "not set aside", thing=thing) for thing in asked.ignored]
    return " ".join(filter(None, [notice, *said]))


def conditions_shown(filters: Filters, language: Language) -> str:
    """Return conditions as words for the reader; empty where there are none."""
    return join_names(language, [f"{name}={value}" for name, value in filters.to_dict().items()])


def judge_for(retriever: Retriever, asked: Request) -> Judge:
    """Return the judge of a request, which has read no entry yet.

    Raises:
        LibraryError: the indexes cannot be made or read.
    """
    whole = read_question(asked.subject, retriever.glossary.wide, retriever.library.snapshot().names)
    return Judge(retriever, Subject("subfield", whole, asked.question, asked.aspects))


def _judge(
    retriever: Retriever, asked: Request, admitted: Sequence[int], language: Language, progress: Progress
) -> tuple[list[Decision], str]:
    """Judge the admitted rows, in turns where they are many; return decisions and a notice."""
    judge = judge_for(retriever, asked)
    small = len(admitted) <= WHOLE
    rows = list(admitted) if small else judge.likeliest(admitted, DEEPEST)
    turn = max(1, len(rows)) if small else TURN
    decisions: list[Decision] = []
    unheard: tuple[str, ...] = ()
    for start in range(0, len(rows), turn):
        before = _count(decisions)
        judge.add(rows[start : start + turn])
        weighed = judge.weigh()
        unheard = weighed.mentions.unknown
        decisions = _decide(judge, weighed, language)
        if not small:
            progress("Judging entries", len(judge.rows), len(rows))
        if _count(decisions) <= before:
            break
    told = [say(language, "unheard", things=join_names(language, list(unheard)))] if unheard else []
    return decisions, " ".join(filter(None, [judge.notice, *(told if _count(decisions) else [])]))


def _decide(judge: Judge, weighed: Weighed, language: Language) -> list[Decision]:
    """Decide on each entry: one that is named or labelled belongs, others if the library has the subject."""
    supported = judge.support(weighed) >= judge.weights["supported"]
    label, named = judge.whole.text.lower(), judge.whole.named.own
    decisions = []
    for decision in judge.decide(weighed, language):
        labelled = label in map(str.lower, decision.entry.topics)
        if labelled or decision.entry.key in named:
            said = say(language, "is labelled" if labelled else "is named")
            reason = say(language, "and then").join([said, decision.reason])
            decision = replace(decision, score=1.0, grade="belongs", reason=reason)
        elif not supported:
            decision = replace(decision, grade="other")
        decisions.append(decision)
    return sorted(decisions, key=lambda decision: (-decision.score, decision.entry.key))


def _count(decisions: Sequence[Decision]) -> int:
    return sum(decision.grade == "belongs" for decision in decisions)
