"""The aspects of a subject, and the alternatives within each: `diffusion or flow matching` for `imaging`.

What stands between two things tells: a coordinator, a colon or a bracket makes them alternatives, of which
one is enough; a preposition or a relative clause makes them aspects, of which all are wanted. Knows nothing
of the library.
"""

import re

from assistant.reading.subject import is_weak
from vectorstore.search.question import Asked, Question
from vectorstore.text.glossary import Glossary

Item = tuple[int, ...]
"""Things named in one breath (`robotic surgery video`), as places in `Question.asked`."""
Aspect = tuple[Item, ...]
"""Alternatives: an entry that has one of them has the aspect."""

_ELABORATES = re.compile(
    r"[:(]|\b(?:such as|like|including|e\.g|i\.e|namely|that is|whether)\b|"
    "例如|比如|包括|包含|含|诸如|不管|无论|不论|即|也就是",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[);。\n]")
_COORDINATES = re.compile(
    r"\b(?:and|or|as well as|plus|nor|versus|vs)\b|[/&、|+]|以及|还是|或者|和|与|或|及|跟|并", re.IGNORECASE
)
_LISTS = re.compile(r"[,]")
_RELATES = re.compile(
    r"\b(?:for|in|of|on|with|from|by|to|at|under|via|through|without|between|that|which|who|whose|when|while|"
    r"where|across|over|into|as|against|toward|towards|within|about|than)\b|"
    "[的在对用中里上从向把被让]|基于|针对|面向| ",
    re.IGNORECASE,
)
_HAN = re.compile("[\u3400-\u9fff]")


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
    if _ELABORATES.search(between):
        return "alternative"
    if _ENDS.search(between):
        return "aspect"
    if _COORDINATES.search(between):
        return "alternative"
    if _LISTS.search(between):
        return "aspect" if _RELATES.search(re.sub(r"\s*,\s*", ",", between)) else "alternative"
    if _RELATES.search(between.strip() or ("" if not between or between.isascii() else between)):
        return "aspect"
    return "together"
