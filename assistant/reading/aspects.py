"""The aspects of a subject, and the alternatives within each: `diffusion or flow matching` for `imaging`.

What stands between two things tells: a coordinator, a colon or a bracket makes them alternatives, of which
one is enough; a preposition or a relative clause makes them aspects, of which all are wanted. Knows nothing
of the library.
"""

import re

from assistant.patterns import pattern
from assistant.reading.subject import is_weak
from vectorstore.search.question import Asked, Question
from vectorstore.text.glossary import Glossary

Item = tuple[int, ...]
"""Things named in one breath (`robotic surgery video`), as places in `Question.asked`."""
Aspect = tuple[Item, ...]
"""Alternatives: an entry that has one of them has the aspect."""

_ENDS = re.compile(r"[);。\n]")


def aspects_of(question: Question, glossary: Glossary) -> tuple[Aspect, ...]:
    """Return the aspects of a subject; words that every paper may hold are left out beside others."""
    placed = _placed(question)
    concepts = {question.text[m.start : m.end]: m.concept for m in glossary.matches_in(question.text)}

    def weak(thing: Asked) -> bool:
        return is_weak(concepts[thing.surface].en[0] if thing.surface in concepts else thing.surface)

    strong = [(start, end, places) for start, end, places in placed if not weak(question.asked[places[0]])]
    aspects: list[list[list[int]]] = []
    last = 0
    for start, end, places in strong or placed:
        relation = _relation(question.text[last:start]) if aspects else "aspect"
        if relation == "aspect":
            aspects.append([list(places)])
        elif relation == "alternative":
            aspects[-1].append(list(places))
        else:
            aspects[-1][-1] += places
        last = end
    return tuple(tuple(tuple(item) for item in aspect) for aspect in aspects)


def _placed(question: Question) -> list[tuple[int, int, list[int]]]:
    """Return where each thing stands first, in order; the parts of a compound stand in one place."""
    found: dict[tuple[int, int], list[int]] = {}
    for at, thing in enumerate(question.asked):
        match = re.search(re.escape(thing.surface), question.text, re.IGNORECASE)
        span = match.span() if match else (len(question.text), len(question.text))
        found.setdefault(span, []).append(at)
    return [(start, end, places) for (start, end), places in sorted(found.items())]


def _relation(between: str) -> str:
    relates = pattern("request.relates")
    if pattern("request.elaborates").search(between):
        return "alternative"
    if _ENDS.search(between):
        return "aspect"
    if pattern("request.coordinates").search(between):
        return "alternative"
    if "," in between:
        return "aspect" if relates.search(re.sub(r"\s*,\s*", ",", between)) else "alternative"
    if relates.search(between.strip() or ("" if not between or between.isascii() else between)):
        return "aspect"
    return "together"
