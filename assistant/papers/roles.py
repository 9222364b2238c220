"""The rhetorical role of each sentence of an abstract, told by its wording and by what went before it.

The roles follow argumentative zoning (Teufel and Moens, 2002), reduced to what an answer needs. Knows
nothing of writers. `tests/data/roles.jsonl` holds sentences labelled by hand.
"""

import re
from collections.abc import Sequence
from typing import Literal

from assistant.patterns import pattern
from vectorstore.text.passages import sentences_of
from vectorstore.types import Entry

Role = Literal["background", "gap", "contribution", "method", "resource", "result", "availability"]
"""Sets the scene; names a difficulty or lack; says what the paper offers; how that works; what its data
holds; what was found or how it was tested; where its code or data can be had."""

_CONTRIBUTION = pattern("roles.contribution")
_RESULT = pattern("roles.result")
_AVAILABILITY = pattern("roles.availability")
_RESOURCE = pattern("roles.resource")
_GAP = pattern("roles.gap")
_METHOD = pattern("roles.method")
_FIRST_PERSON = pattern("roles.first_person")
_OWN = pattern("roles.own")
_FINDING = pattern("roles.finding")
_STUDIES = pattern("roles.studies")
_BY_OTHERS = pattern("roles.by_others")

_TURNS = pattern("roles.turns")
HEADED = pattern("roles.headed")
"""A heading inside a structured abstract, as medical journals ask for it."""
_HEADINGS: tuple[tuple[str, Role], ...] = (
    ("RESULT|FINDING|CONCLUSION|INTERPRETATION", "result"),
    ("AIM|OBJECTIVE|PURPOSE", "contribution"),
    ("METHOD|DESIGN|SETTING|PATIENTS|PARTICIPANTS|SUBJECTS|MEASURE|INTERVENTION|DATA ", "method"),
    ("BACKGROUND|CONTEXT|INTRODUCTION|IMPORTANCE|RATIONALE", "background"),
)


def role_of(sentence: str, after_contribution: bool = False) -> Role:
    """Return the role of a sentence; `after_contribution`: the paper has said before what it offers."""
    if _AVAILABILITY.search(sentence):
        return "availability"
    own = _FIRST_PERSON.search(sentence) is not None
    if _offers(sentence, own):
        return "contribution"
    if (own or after_contribution or _FINDING.match(sentence)) and _RESULT.search(sentence):
        return "result"
    if _RESOURCE.search(sentence) and (own or after_contribution):
        return "resource"
    if own and _METHOD.search(sentence):
        return "method"
    if not after_contribution:
        return "gap" if _GAP.search(sentence) else "background"
    return "gap" if sentence.startswith(("However", "Unfortunately", "Yet ")) else "method"


def roles_of(sentences: Sequence[str]) -> list[Role]:
    """Return the role of each sentence of an abstract, in order."""
    found: list[Role] = []
    offered = False
    part: Role | None = None
    for sentence in sentences:
        heading = HEADED.match(sentence)
        part = _part(heading["heading"], part) if heading else part
        role = role_of(sentence, offered)
        aims = heading and sentence.startswith(("To ", "We "), heading.end())
        if (part in ("method", "result") and role != "availability") or (part == "contribution" and aims):
            role = part
        found.append(role)
        # To study a problem is to announce something, and what is wrong with it may come next.
        announced = role in ("contribution", "result") or _TURNS.match(sentence) is not None
        offered = offered or (announced and _STUDIES.search(sentence) is None)
    return found


def _part(heading: str, before: Role | None) -> Role | None:
    """Return the role that a heading of a structured abstract gives to what follows it."""
    return next((role for words, role in _HEADINGS if re.search(words, heading)), before)


def entry_roles(entry: Entry) -> dict[int, Role]:
    """Return the role of each sentence of an entry's abstract (and pages), by its offset in the text."""
    sentences = sentences_of(entry)
    roles = roles_of([sentence.text for sentence in sentences])
    return {sentence.start: role for sentence, role in zip(sentences, roles, strict=True)}


def _offers(sentence: str, own: bool) -> bool:
    offered = _CONTRIBUTION.search(sentence)
    itself = own or _OWN.search(sentence) is not None
    if offered is None or (not itself and (_BY_OTHERS.search(sentence) or _GAP.search(sentence))):
        return False
    # What the paper finds out may come before what it offers: `we show that the proposed method`.
    found = _RESULT.search(sentence)
    return found is None or offered.start() <= found.start() or found.start() > 60
