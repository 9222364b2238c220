"""What a request for a report is about: the request without the words that only ask for one.

Rules for both languages over the words people use to talk about a request, a list or an audience. A word that
may also name a subject is none of them: a frame around it tells. Knows nothing of the library.
"""

import re

from assistant.patterns import pattern, source, words
from vectorstore.text.analysis import ENGLISH_STOPS, content
from vectorstore.text.glossary import Glossary


def _inflected(verb: str) -> set[str]:
    stem = verb.removesuffix("e")
    doubled = verb + verb[-1]
    return {verb + "s", verb + "es", stem + "ing", stem + "ed", verb, doubled + "ing", doubled + "ed"} | (
        {verb[:-1] + "ies", verb[:-1] + "ied"} if verb.endswith("y") else set()
    )


ASKING = frozenset(words("request.asking", "en")).union(*map(_inflected, words("request.asking_verbs")))
"""English words, in lower case."""
ASKING_ZH = tuple(sorted(words("request.asking", "zh"), key=len, reverse=True))
"""Chinese words, the longest first."""
WEAK = frozenset(words("request.weak"))
"""Words of the field that every paper may hold: a subject only where a request has no other.

`medical` names the subject where it stands alone, and none beside `ultrasound`.
"""
PART = pattern("answerable.part")
"""What every paper has; it may say so in other words of a question that the conversation leads to."""
ASPECT = pattern("answerable.aspect")
"""What every paper has, with the word or without: who asks for it asks what the paper says."""
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*(?:[-\u2010-\u2015][A-Za-z0-9'’]+)*")
_CHINESE_WORD = re.compile("[\u3400-\u9fff]{2,}")
_ZH = re.compile("|".join(map(re.escape, ASKING_ZH)))
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_BREAK = re.compile(r"(?<=[?!;。\n])\s*|(?<=[A-Za-z)\"”’]{2}\.)\s+(?=[A-Z])")
_HOW = source("en", "request.how"), source("zh", "request.how")
_AND = r"(?:and|then|also|but|plus)"
_CLAUSE = re.compile(
    rf"(?:\s*[,;:—]+\s*(?:{_AND}\s+)*|\s+{_AND}\s+)(?={_HOW[0]})|\s*[,;。]\s*(?={_HOW[1]})", re.IGNORECASE
)
_ARRANGES = re.compile(rf"^\W*(?:(?:and|then|also|please|but)\W+)*(?:{_HOW[0]}|{_HOW[1]})", re.IGNORECASE)
_EDGE_WORDS = r"(?:{})".format("|".join(sorted(map(re.escape, ENGLISH_STOPS), key=len, reverse=True)))
_LEADING = re.compile(rf"^[\s.,;:]*(?:{_EDGE_WORDS}(?![\w'’-])[\s,.;:]*)+", re.IGNORECASE)
_TRAILING = re.compile(rf"(?:[\s,.;:]*(?<![\w-]){_EDGE_WORDS})+[\s,.;:]*$", re.IGNORECASE)
_EDGES = " \t\n.,;:?!。、“”\"'的了在对于和与—-"


def subject_of(request: str, glossary: Glossary | None = None) -> str:
    """Return what a request is about: `the work on sepsis` is about `sepsis`; empty where nothing is left.

    A word that is part of a longer name in the glossary (`systematic review`) asks for nothing. A sentence
    with none but words that every paper may hold is left out beside one that names a subject.
    """
    for asker in (pattern("request.asker").sub(" ", request), request):
        pieces = [_stripped(piece, glossary) for piece in pieces_of(asker)]
        if strong := [piece for piece in pieces if names_subject(piece, glossary)]:
            break
    return "; ".join(dict.fromkeys(strong or filter(None, pieces)))


def pieces_of(request: str) -> list[str]:
    """Return the sentences of a request, without the clauses that only say how to answer."""
    found: list[str] = []
    for sentence in filter(str.strip, _BREAK.split(request.translate(_HALF_WIDTH))):
        for clause in filter(str.strip, _CLAUSE.split(sentence)):
            if not found or not _ARRANGES.match(clause):
                found.append(clause)
    return found


def is_weak(name: str) -> bool:
    """Tell whether a word, or the name of a concept, says no more than every paper may (`medical AI`)."""
    found = re.findall(r"[^\W_]+(?:['’][^\W_]+)*", name.lower())
    return bool(found) and all(word in WEAK or word in ENGLISH_STOPS for word in found)


def names_subject(piece: str, glossary: Glossary | None = None) -> bool:
    """Tell whether a piece, stripped, holds a word that not every paper holds."""
    rest = list(piece)
    for match in glossary.matches_in(piece) if glossary else ():
        if not is_weak(match.concept.en[0]):
            return True
        rest[match.start : match.end] = " " * (match.end - match.start)
    left = content("".join(rest))
    return _CHINESE_WORD.search(left) is not None or not all(map(is_weak, _WORD.findall(left)))


def every_paper_has(thing: str) -> bool:
    """Tell whether what is asked about is a part of any paper, and so no subject of its own."""
    return bool(ASPECT.fullmatch(thing) or PART.fullmatch(thing))


def _stripped(piece: str, glossary: Glossary | None) -> str:
    names = [(match.start, match.end) for match in glossary.matches_in(piece)] if glossary else []

    def blank(match: re.Match[str]) -> str:
        start, end = match.span()
        inside = any(a <= start and end <= b and b - a > end - start for a, b in names)
        return match.group() if inside else " " * (end - start)

    def unasked(match: re.Match[str]) -> str:
        return blank(match) if match.group().lower().replace("’", "'") in ASKING else match.group()

    left = re.sub(
        r"\(\s*\)|\s+", " ", _ZH.sub(blank, _WORD.sub(unasked, pattern("request.frame").sub(blank, piece)))
    )
    left = _unedged(left, _LEADING, glossary)
    return _unedged(left.strip(_EDGES), _TRAILING, glossary).strip(_EDGES)


def _unedged(text: str, edges: re.Pattern[str], glossary: Glossary | None) -> str:
    """Return a text without the words at its edge, unless they are part of a name (`inverse problems`)."""
    edge = edges.search(text)
    if edge is None:
        return text
    start, end = edge.span()
    for match in glossary.matches_in(text) if glossary else ():
        if match.start < start < match.end:
            start = match.end
        if match.start < end < match.end:
            end = match.start
    return text[:start] + text[end:] if start < end else text
