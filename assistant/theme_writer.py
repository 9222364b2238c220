"""Writes the section of a theme without a model: what its papers share, what each offers, their figures.

Extractive: each sentence is an abstract's own, framed, or states what several abstracts say word for word.
No sentence of an abstract is used twice. A writer like the others: its drafts pass the same grounding.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.comparison import MEASURE, SCALE
from assistant.contribution import contribution_of, kind_offered
from assistant.framing import Framer, spoken_name
from assistant.grounding import ground
from assistant.labels import GENERIC
from assistant.language import listed, say
from assistant.listing import facts_line
from assistant.roles import Role, entry_roles
from assistant.types import Brief, Draft, Sentence
from vectorstore.analysis import content, terms
from vectorstore.glossary import Concept, Glossary
from vectorstore.passages import sentences_of
from vectorstore.types import Entry, Passage

PARAGRAPH = 4
"""Papers a paragraph presents."""
_SENTENCES = 40
_OFFERS: tuple[Role, ...] = ("contribution", "method", "resource", "result")
"""What stands for a paper's contribution, the best first."""
_MORE: tuple[Role, ...] = ("resource", "result", "contribution", "method")
# Leans on the sentence before it, or asks: alone it says too little.
_LEANS = re.compile(
    r"(?:this|these|those|such|it|they|their|its|here|under (?:such|these)|in (?:this|these|such)|"
    r"as a result|to (?:this|address|bridge|overcome|tackle|fill)|consequently|therefore|thus|hence|moreover|"
    r"furthermore|in addition|additionally|specifically|for (?:example|instance))\b|.*\?$",
    re.IGNORECASE | re.DOTALL,
)
_FIGURES = 4
_COMPARED = 3
"""Papers whose kinds of contribution are worth a sentence of comparison, at least."""
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

    def write(self, brief: Brief) -> Iterator[Draft]:
        """Yield the drafts in reading order."""
        entries = list(brief.entries.values())
        roles = {entry.key: entry_roles(entry) for entry in entries}
        pieces = {entry.key: sentences_of(entry)[:_SENTENCES] for entry in entries}
        chosen = {entry.key: _offer(entry, pieces[entry.key], roles[entry.key]) for entry in entries}
        self._used = {(piece.key, piece.start) for piece in chosen.values() if piece}
        if not self._skipped:
            yield from self._shared(entries, pieces, roles, chosen, brief)
        left = [entry for entry in entries if entry.key not in self._skipped]
        each = math.ceil(len(left) / math.ceil(len(left) / PARAGRAPH)) if left else 1
        for at in range(0, len(left), each):
            self._paragraph()
            for entry in left[at : at + each]:
                offer = chosen[entry.key]
                if offer is None:
                    title = Draft(facts_line(entry, brief.language), ((entry.key, entry.title),))
                    yield from self._kept(title, brief)
                    continue
                yield from self._say(entry, offer, roles[entry.key][offer.start], brief)
                if self._detailed:
                    yield from self._further(entry, pieces[entry.key], roles[entry.key], brief)
        if not self._skipped:
            self._paragraph(say(brief.language, "figures"))
            yield from self._figures(entries, pieces, roles, brief)

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
            yield from self._kept(_common(entries, pieces, self._glossary, self._known, brief), brief)
            yield from self._kept(_kinds(entries, chosen, roles, brief), brief)
        gaps = [
            (entry, piece)
            for entry in entries
            for piece in pieces[entry.key]
            if _offers(chosen[entry.key], roles[entry.key])
            and roles[entry.key][piece.start] == "gap"
            and (piece.key, piece.start) not in self._used
            and len(piece.text) <= _LONG
            and not _LEANS.match(piece.text)
        ]
        for entry, piece in _central(gaps, 1 if len(entries) < 5 else 2):
            yield from self._say(entry, piece, "gap", brief)

    def _further(
        self, entry: Entry, pieces: Sequence[Passage], roles: dict[int, Role], brief: Brief
    ) -> Iterator[Draft]:
        for role in _MORE:
            for piece in pieces:
                if roles[piece.start] == role and (piece.key, piece.start) not in self._used:
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

    def _say(self, entry: Entry, piece: Passage, role: Role, brief: Brief) -> Iterator[Draft]:
        """Yield a sentence of an abstract, framed; quoted where its reworded form does not pass."""
        self._used.add((piece.key, piece.start))
        quotes = ((entry.key, piece.text),)
        name = spoken_name(entry, piece.text) or say(brief.language, "unnamed")
        plain = say(brief.language, "plain", name=name, quote=piece.text)
        for text in (self._framer.frame(entry, piece.text, role).text, plain):
            if isinstance(ground(Draft(text, quotes), brief), Sentence):
                yield self._placed(Draft(text, quotes))
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

    Of an abstract that has been cut before it comes, the last that stands alone is the nearest to it.
    """
    alone = [piece for piece in pieces if not _LEANS.match(piece.text)]
    return contribution_of(entry, pieces, roles) or next(reversed(alone or pieces), None)


def _offers(piece: Passage | None, roles: dict[int, Role]) -> bool:
    """Tell whether what stands for a paper's contribution is more than its problem."""
    return piece is not None and roles[piece.start] in _OFFERS


def _common(
    entries: Sequence[Entry],
    pieces: dict[str, list[Passage]],
    glossary: Glossary,
    known: set[Concept],
    brief: Brief,
) -> Draft | None:
    """Return the sentence on the concept that most of the papers speak of, each with its own words for it."""
    told: dict[Concept, dict[str, str]] = {}
    for entry in entries:
        for piece in pieces[entry.key]:
            for concept in glossary.concepts_in(piece.text):
                told.setdefault(concept, {}).setdefault(entry.key, piece.text)
    best = max(
        (c for c in told if c not in known and c.en[0] not in GENERIC and len(told[c]) > 1),
        key=lambda c: (len(told[c]), len(c.en[0].split()), c.en[0]),
        default=None,
    )
    if best is None or len(told[best]) < max(2, len(entries) / 2):
        return None
    name = best.zh[0] if brief.language == "zh" else best.en[0]
    text = say(brief.language, "shared", count=len(told[best]), concept=name)
    return Draft(text, tuple(told[best].items()))


def _kinds(
    entries: Sequence[Entry],
    chosen: dict[str, Passage | None],
    roles: dict[str, dict[int, Role]],
    brief: Brief,
) -> Draft | None:
    """Return the sentence on what kinds of things the papers offer, where they differ."""
    groups: dict[str, list[tuple[Entry, Passage]]] = {}
    for entry in entries:
        offer = chosen[entry.key]
        if offer and roles[entry.key][offer.start] == "contribution":
            kind = kind_offered(offer.text, brief.language)
            if kind and spoken_name(entry, offer.text):
                groups.setdefault(kind, []).append((entry, offer))
    if len(groups) < 2 or sum(map(len, groups.values())) < _COMPARED:
        return None
    parts = []
    for kind, members in groups.items():
        names = listed(brief.language, [spoken_name(entry, offer.text) for entry, offer in members])
        parts.append(
            say(brief.language, "offers one" if len(members) == 1 else "offer each", names=names, kind=kind)
        )
    text = say(brief.language, "what differs", parts=say(brief.language, "and then").join(parts))
    quotes = tuple((entry.key, offer.text) for members in groups.values() for entry, offer in members)
    return Draft(text, quotes)


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
