"""What a request for a report is about: the request without the words that only ask for one.

Rules for both languages over the words of `asking_words`; knows nothing of the library.
"""

import re

from assistant.reading.asking_words import ASKING, ASKING_ZH, WEAK
from vectorstore.text.analysis import ENGLISH_STOPS, content
from vectorstore.text.glossary import Glossary

_REPORT = r"(?:report|summary|review|survey|overview|synthesis|digest|account|rundown|roundup|tour|list)s?"
_AUDIENCE = (
    r"(?:students?|undergraduates?|class(?:es)?|course|readers?|team|group|lab|audience|seminar|talk|lecture|"
    r"thesis|grant|proposal|presentation|slides?|journal club|reading group|meeting|boss|supervisor|"
    r"colleagues?|"
    r"committee|oncologists?|radiologists?|pathologists?|cardiologists?|neurologists?|surgeons?|nurses?|"
    r"clinicians?|doctors?|physicians?|psychiatrists?|non-?experts?|newcomers?|beginners?|managers?)"
)
# Frames: words that name a subject elsewhere, and here only ask, or say who asks and for whom.
_FRAMES = re.compile(
    rf"\b(?:an?|the|me|us|my|our|this)\s+(?:[\w-]+\s+){{0,2}}?(?:literature\s+)?{_REPORT}\s+"
    r"(?:of|on|about|covering|for)\b|"
    rf"\b(?:literature|{_REPORT})\s+(?:of|on|about)\b|^\W*(?:review|survey|report(?: on)?|cover|explain)\b|"
    r"\b(?:brief|tell|teach|inform|update|convince|prepare)\s+(?:an?|the|my|our|some)\s+(?:[\w-]+\s+){1,2}?"
    r"(?=on|about|to|of|with)|"
    rf"\bfor\s+(?:an?|my|our|the|some|this|next)\s+(?:[\w'’-]+\s+){{0,3}}?{_AUDIENCE}\b|"
    r"\b(?:up to date|so far|in a nutshell|at a glance|and so on|and the like|i\.\s?e\.|e\.\s?g\.|etc\b\.?)|"
    "给[^,。]{0,8}(?:看|听|参考|汇报|讲)|"
    r"\bin (?:(?:a|one|two|three|a few|few|\d+) (?:lines?|sentences?|words?|paragraphs?))(?: each)?\b|"
    r"\b(?:in|from|of|within|across)\s+(?:this|the|your|our|that)\s+(?:list|library|collection|digest|set|"
    r"batch|corpus|database|literature|papers?|entries)\b|\bas (?:an? )?inputs?\b|"
    r"\bcare[sd]? (?:about|for)(?=\W*$)|\bmak(?:es?|ing) sure(?: that)?\b|\bask(?:s|ing)? whether\b|"
    r"\bas well\b(?! as)|\bno (?:code|links?) (?:is |are )?(?:needed|required|necessary)\b|"
    r"\b(?:has|have|had|being|is|are|was|were)\s+(?:been\s+)?(?:done|published|written|said|known|new|there)\b",
    re.IGNORECASE,
)
# Who asks: the subject only where no other is named (`I am a cardiologist; what should I read?`).
_ASKER = re.compile(
    r"\b(?:i am|i'm|i\u2019m|we are|we're|as)\s+an?\s+(?:[\w-]+\s+){0,3}?\w+(?:ist|er|or|ian|student|nurse|"
    r"surgeon|researcher|postdoc|manager|editor)\b(?:\s+(?:and|who|so)\b)?|"
    "(?:我|本人|我们)是(?:一名|一个|个|位)?[^,。;]{0,10}?"
    "(?:医生|医师|学生|研究员|研究生|护士|编辑|记者|工程师|老师|教师)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*(?:[-\u2010-\u2015][A-Za-z0-9'’]+)*")
_CHINESE_WORD = re.compile("[\u3400-\u9fff]{2,}")
_ZH = re.compile("|".join(map(re.escape, ASKING_ZH)))
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_BREAK = re.compile(r"(?<=[?!;。\n])\s*|(?<=[A-Za-z)\"”’]{2}\.)\s+(?=[A-Z])")
# How a clause begins that only says how to answer: `and say in a line what each one does`.
_HOW_TO_ANSWER = (
    r"(?:say|tell|note|mention|explain|describe|compare|contrast|group|sort|order|arrange|rank|tabulate|state|"
    r"include|highlight|point out|give|with (?:one|a|two) (?:line|sentence|word)|grouped|sorted|ordered|"
    r"(?:what|how|which|why) (?:\w+ )?(?:do|does|did|are|is|was|were) (?:they|it|each|these|those|their))\b"
)
_HOW_TO_ANSWER_ZH = (
    "[又并再]?(?:按|每篇|每个|各自|各有|各是|分别|它们|他们|说明|指出|注明|对比|"
    "比较一下|列表|用一|分组|分类列)"
)
_CLAUSE = re.compile(
    rf"(?:\s*[,;:—]+\s*(?:(?:and|then|also|but|plus)\s+)*|\s+(?:and|then|also|but|plus)\s+)(?={_HOW_TO_ANSWER})|"
    rf"\s*[,;。]\s*(?={_HOW_TO_ANSWER_ZH})",
    re.IGNORECASE,
)
_ARRANGES = re.compile(
    rf"^\W*(?:(?:and|then|also|please|but)\W+)*(?:{_HOW_TO_ANSWER}|{_HOW_TO_ANSWER_ZH})", re.IGNORECASE
)
_EDGE_WORDS = r"(?:{})".format("|".join(sorted(map(re.escape, ENGLISH_STOPS), key=len, reverse=True)))
_LEADING = re.compile(rf"^[\s.,;:]*(?:{_EDGE_WORDS}(?![\w'’-])[\s,.;:]*)+", re.IGNORECASE)
_TRAILING = re.compile(rf"(?:[\s,.;:]*(?<![\w-]){_EDGE_WORDS})+[\s,.;:]*$", re.IGNORECASE)
_EDGES = " \t\n.,;:?!。、“”\"'的了在对于和与—-"


def subject_of(request: str, glossary: Glossary | None = None) -> str:
    """Return what a request is about: `the work on sepsis` is about `sepsis`; empty where nothing is left.

    A word that is part of a longer name in the glossary (`systematic review`) asks for nothing. A sentence
    with none but words that every paper may hold is left out beside one that names a subject.
    """
    for asker in (_ASKER.sub(" ", request), request):
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
    words = re.findall(r"[^\W_]+(?:['’][^\W_]+)*", name.lower())
    return bool(words) and all(word in WEAK or word in ENGLISH_STOPS for word in words)


def names_subject(piece: str, glossary: Glossary | None = None) -> bool:
    """Tell whether a piece, stripped, holds a word that not every paper holds."""
    rest = list(piece)
    for match in glossary.matches_in(piece) if glossary else ():
        if not is_weak(match.concept.en[0]):
            return True
        rest[match.start : match.end] = " " * (match.end - match.start)
    left = content("".join(rest))
    return _CHINESE_WORD.search(left) is not None or not all(map(is_weak, _WORD.findall(left)))


def _stripped(piece: str, glossary: Glossary | None) -> str:
    names = [(match.start, match.end) for match in glossary.matches_in(piece)] if glossary else []

    def blank(match: re.Match[str]) -> str:
        start, end = match.span()
        inside = any(a <= start and end <= b and b - a > end - start for a, b in names)
        return match.group() if inside else " " * (end - start)

    def unasked(match: re.Match[str]) -> str:
        return blank(match) if match.group().lower().replace("’", "'") in ASKING else match.group()

    left = re.sub(r"\(\s*\)|\s+", " ", _ZH.sub(blank, _WORD.sub(unasked, _FRAMES.sub(blank, piece))))
    left = _unedged(left, _LEADING, glossary)
    return _unedged(left.strip(_EDGES), _TRAILING, glossary).strip(_EDGES)


def _unedged(text: str, words: re.Pattern[str], glossary: Glossary | None) -> str:
    """Return a text without the words at its edge, unless they are part of a name (`inverse problems`)."""
    edge = words.search(text)
    if edge is None:
        return text
    start, end = edge.span()
    for match in glossary.matches_in(text) if glossary else ():
        if match.start < start < match.end:
            start = match.end
        if match.start < end < match.end:
            end = match.start
    return text[:start] + text[end:] if start < end else text
