"""Writes the section of a theme without a model: what its papers share, what each offers, their figures.

Extractive: each sentence is an abstract's own, framed, or states what several abstracts say word for word.
No sentence of an abstract is used twice. A writer like the others: its drafts pass the same grounding.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.grounding.ground import ground
from assistant.language import say
from assistant.papers.contribution import contribution_of, kind_offered, problem_of
from assistant.papers.gist import points_back
from assistant.papers.nouns import spoken_name
from assistant.papers.roles import Role, entry_roles
from assistant.patterns import pattern
from assistant.types import Brief, Draft, Sentence
from assistant.writing.framing import Framer
from assistant.writing.lists import facts_line
from assistant.writing.synthesis import shared_kinds, shared_subject
from assistant.writing.table import MEASURE, SCALE
from vectorstore.text.analysis import content, terms
from vectorstore.text.glossary import Glossary
from vectorstore.text.passages import sentences_of
from vectorstore.types import Entry, Passage

PARAGRAPH = 4
"""Papers a paragraph presents."""
_SENTENCES = 40
_OFFERS: tuple[Role, ...] = ("contribution", "method", "resource", "result")
"""What stands for a paper's contribution, the best first."""
_MORE: tuple[Role, ...] = ("resource", "result", "contribution", "method")
_LEANS = pattern("report.leans")
_MEANT = pattern("report.meant")
_FIGURES = 4
_LONG = 420
"""A problem is told by a sentence of at most so many characters."""
_SAME = 0.6
_DIGIT = re.compile(r"\d")


class ThemeWriter:
    """Writes one theme of a report.

    Args:
        framer: frames all sentences of the report.
        heading: stands before the first sentence.
        glossary: names what papers share.
        subject: of the report, which is no news.
        detailed: gives each paper a further sentence, where there are few.
        skipped: keys of entries that another writer has presented.
    """

    name = "built-in"

    def __init__(
        self,
        framer: Framer,
        heading: str,
        glossary: Glossary,
        subject: str,
        detailed: bool,
        skipped: Sequence[str] = (),
    ) -> None:
        self._framer = framer
        self._lead_in = heading
        self._glossary = glossary
        self._known = set(glossary.concepts_in(f"{subject}\n{heading}"))
        self._detailed = detailed
        self._skipped = set(skipped)
        self._used: set[tuple[str, int]] = set()
        self._joins = False
        self._last = ""

    def write(self, brief: Brief) -> Iterator[Draft]:
        """Yield the drafts in reading order."""
        entries = list(brief.entries.values())
        roles = {entry.key: entry_roles(entry) for entry in entries}
        pieces = {entry.key: sentences_of(entry)[:_SENTENCES] for entry in entries}
        chosen = {entry.key: _offer(entry, pieces[entry.key], roles[entry.key]) for entry in entries}
        self._used = {(piece.key, piece.start) for piece in chosen.values() if piece}
        shared = [] if self._skipped else list(self._shared(entries, pieces, roles, chosen, brief))
        yield from shared
        left = [entry for entry in entries if entry.key not in self._skipped]
        left = _by_kind(left, chosen)
        # What is said next of a paper answers the problem told last; one with a problem alone comes last.
        left.sort(
            key=lambda entry: (entry.key != self._last, not _offers(chosen[entry.key], roles[entry.key]))
        )
        each = math.ceil(len(left) / math.ceil(len(left) / PARAGRAPH)) if left else 1
        for at in range(0, len(left), each):
            if at or len(shared) != 1 or self._last != left[0].key:
                self._paragraph()
            waiting = left[at : at + each]
            while waiting:
                pair = None if self._detailed else self._pair(waiting, chosen, brief)
                if pair:
                    waiting = waiting[2:]
                    yield pair
                    continue
                entry = waiting.pop(0)
                offer = chosen[entry.key]
                if offer is None:
                    title = Draft(facts_line(entry, brief.language), ((entry.key, entry.title),))
                    yield from self._kept(title, brief)
                    continue
                yield from self._say(entry, offer, roles[entry.key][offer.start], brief, only=True)
                if self._detailed:
                    yield from self._further(entry, pieces[entry.key], roles[entry.key], brief)
        if not self._skipped:
            self._paragraph(say(brief.language, "figures"))
            yield from self._figures(entries, pieces, roles, brief)

    def _pair(
        self, waiting: Sequence[Entry], chosen: dict[str, Passage | None], brief: Brief
    ) -> Draft | None:
        """Return the first two papers in one sentence, where they offer the same kind of thing."""
        offers = [chosen[entry.key] for entry in waiting[:2]]
        if len(offers) < 2 or offers[0] is None or offers[1] is None:
            return None
        text = self._framer.both(waiting[0], offers[0].text, waiting[1], offers[1].text)
        draft = Draft(text, tuple((piece.key, piece.text) for piece in offers if piece))
        return self._placed(draft) if text and isinstance(ground(draft, brief), Sentence) else None

    def _shared(
        self,
        entries: Sequence[Entry],
        pieces: dict[str, list[Passage]],
        roles: dict[str, dict[int, Role]],
        chosen: dict[str, Passage | None],
        brief: Brief,
    ) -> Iterator[Draft]:
        """Yield what the papers share, how what they offer differs, and the problem they speak of."""
        self._paragraph()
        if len(entries) > 1:
            problems = {key: problem_of(pieces[key], roles[key]) for key in pieces}
            yield from self._kept(
                shared_subject(entries, (chosen, problems), self._glossary, self._known, brief), brief
            )
            yield from self._kept(shared_kinds(entries, chosen, brief), brief)
        gaps = [
            (entry, piece)
            for entry in entries
            for piece in pieces[entry.key]
            if _offers(chosen[entry.key], roles[entry.key])
            and roles[entry.key][piece.start] == "gap"
            and (piece.key, piece.start) not in self._used
            and len(piece.text) <= _LONG
            and not (_LEANS.match(piece.text) or _MEANT.search(piece.text) or points_back(piece.text))
        ]
        for entry, piece in _central(gaps, 1 if len(entries) < 5 else 2):
            yield from self._say(entry, piece, "gap", brief)

    def _further(
        self, entry: Entry, pieces: Sequence[Passage], roles: dict[int, Role], brief: Brief
    ) -> Iterator[Draft]:
        said = max((start for key, start in self._used if key == entry.key), default=0)
        for role in _MORE:
            for piece in pieces:
                if roles[piece.start] == role and piece.start > said:
                    yield from self._say(entry, piece, role, brief)
                    return

    def _figures(
        self,
        entries: Sequence[Entry],
        pieces: dict[str, list[Passage]],
        roles: dict[str, dict[int, Role]],
        brief: Brief,
    ) -> Iterator[Draft]:
        found = 0
        for entry in entries:
            for piece in pieces[entry.key]:
                role = roles[entry.key][piece.start]
                telling = (m.group() for pattern in (MEASURE, SCALE) for m in pattern.finditer(piece.text))
                in_digits = any(_DIGIT.search(words) for words in telling)
                if role in _MORE and in_digits and (piece.key, piece.start) not in self._used:
                    yield from self._say(entry, piece, role, brief)
                    found += 1
                    break
            if found == _FIGURES:
                return

    def _say(
        self, entry: Entry, piece: Passage, role: Role, brief: Brief, only: bool = False
    ) -> Iterator[Draft]:
        """Yield a sentence of an abstract, framed; quoted where its reworded form does not pass.

        `only`: it stands for what the paper offers.
        """
        self._used.add((piece.key, piece.start))
        self._last = piece.key
        framed = self._framer.frame(entry, piece.text, role, only and role == "gap")
        name = spoken_name(entry, piece.text) or say(brief.language, "unnamed")
        plain = say(brief.language, "plain", name=name, quote=piece.text)
        for text in (framed.text, plain):
            draft = Draft(text, tuple((entry.key, quote) for quote in framed.quotes))
            if isinstance(ground(draft, brief), Sentence):
                yield self._placed(draft)
                return

    def _kept(self, draft: Draft | None, brief: Brief) -> Iterator[Draft]:
        """Yield a draft that will pass; one that would not takes no heading with it."""
        if draft and isinstance(ground(draft, brief), Sentence):
            yield self._placed(draft)

    def _placed(self, draft: Draft) -> Draft:
        placed = replace(draft, lead_in=self._lead_in, joins=self._joins)
        self._lead_in, self._joins = "", True
        return placed

    def _paragraph(self, lead_in: str = "") -> None:
        self._joins = False
        self._lead_in = self._lead_in or lead_in
        self._framer.begin()


def _offer(entry: Entry, pieces: Sequence[Passage], roles: dict[int, Role]) -> Passage | None:
    """Return the sentence that says what a paper offers; None where it has no sentence.

    Of an abstract that has been cut before it comes, that is the problem, else the last that stands alone.
    """
    alone = [piece for piece in pieces if not _LEANS.match(piece.text)]
    offer = contribution_of(entry, pieces, roles) or problem_of(alone, roles)
    return offer or next(reversed(alone or pieces), None)


def _offers(piece: Passage | None, roles: dict[int, Role]) -> bool:
    """Tell whether what stands for a paper's contribution is more than its problem."""
    return piece is not None and roles[piece.start] in _OFFERS


def _by_kind(entries: Sequence[Entry], chosen: dict[str, Passage | None]) -> list[Entry]:
    """Return the entries with those that offer the same kind of thing side by side."""
    kinds = {
        entry.key: kind_offered(piece.text, "en") if (piece := chosen[entry.key]) else "" for entry in entries
    }
    first: dict[str, int] = {}
    for at, entry in enumerate(entries):
        first.setdefault(kinds[entry.key] or entry.key, at)
    return sorted(entries, key=lambda entry: first[kinds[entry.key] or entry.key])


def _central(gaps: Sequence[tuple[Entry, Passage]], most: int) -> list[tuple[Entry, Passage]]:
    """Return the problems that say most of what the others say too, none twice, one a paper."""
    words = [set(terms(content(piece.text))) for _, piece in gaps]
    others = [
        set().union(*(w for w, (e, _) in zip(words, gaps, strict=True) if e is not entry))
        for entry, _ in gaps
    ]
    order = sorted(
        range(len(gaps)), key=lambda at: (-len(words[at] & others[at]) / (len(words[at]) or 1) ** 0.5, at)
    )
    kept: list[int] = []
    for at in order:
        fresh = all(
            gaps[at][0] is not gaps[other][0]
            and len(words[at] & words[other]) < _SAME * min(len(words[at]), len(words[other]))
            for other in kept
        )
        if fresh and len(kept) < most:
            kept.append(at)
    return [gaps[at] for at in sorted(kept)]
