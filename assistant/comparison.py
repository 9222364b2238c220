"""The comparison of a report: a row for each entry, every cell words of its own text or "not stated".

Which words are told by the roles of sentences and by figures with what they count. Pure; writes no sentence.
"""

import re
from collections.abc import Sequence

from assistant.language import say
from assistant.quotes import cuts
from assistant.roles import Role, entry_roles
from assistant.types import Language, Table
from vectorstore.passages import sentences_of
from vectorstore.types import Entry, Passage

COLUMNS = ("entry", "problem", "offer", "data", "figure", "code")
_MOST = 200
"""Characters of a cell."""
_SENTENCES = 40
"""Sentences of an entry that are read: an abstract, and not a whole book."""

_OPENING = re.compile(
    r"(?:however|yet|but|unfortunately|nevertheless|nonetheless|moreover|furthermore|in addition|still|"
    r"at the same time|in practice|despite (?:this|these advances|its promise)),\s+|(?:yet|but|and)\s+",
    re.IGNORECASE,
)
_CONCEDED = re.compile(r"(?:while|although|though|despite|even though)\b[^,]+,\s+", re.IGNORECASE)
_LACKING = re.compile(
    r"\b(?:existing|current|conventional|prior|previous|traditional)\s+(?:[\w-]+\s+){1,6}?(?:often|are|do|lack|"
    r"rely|struggle|suffer|fail|capture|focus|either|remain|typically|primarily|only|over)|"
    r"\bno \w+ (?:\w+ )?exists?\b|"
    r"\bremains?\b",
    re.IGNORECASE,
)
_VERB = (
    r"(?:introduc|present|propos|develop|design|releas|creat|construct|describ|contribut|offer|build|built)"
)
_ANNOUNCES = re.compile(
    r"\b(?:we|this (?:paper|work|study)|here)\s+(?:\w+ly\s+|also\s+|first\s+|then\s+|therefore\s+)*"
    rf"(?:aims? to\s+)?{_VERB}(?:e|es|ed|s|ing|t)?\s+|\bby\s+{_VERB}ing\s+",
    re.IGNORECASE,
)
_NUMBER = (
    r"(?<![\w.,-])(?:\d[\d,]*(?:\.\d+)?[KMk]?\+?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"(?:one|two|three|several) hundred|hundreds of|thousands of|millions of)"
)
_COUNTED = (
    r"(?:patients?|images?|cases|questions?|pairs?|samples?|recordings?|videos?|datasets?|data sets?|"
    r"cohorts?|hospitals?|cent(?:er|re)s|sequences?|scans?|meshes|subjects|participants|tasks|"
    r"task families|models|physicians|"
    r"professionals|experts|evaluations|reports?|modalities|labels|hours|targets|dialogues|slides|trials|"
    r"studies|reviews|SRs|regions|items|instances|records?|annotations|languages|benchmarks|volumes|"
    r"documents|papers|tokens|clients|species|genes|cells|frames|clips|users|conversations|nodes|diseases|"
    r"specialties|biomarkers|codes|categories|classes|types)\b"
)
SCALE = re.compile(rf"{_NUMBER}(?:[ -][^\s,;.()]+){{0,5}}?[ -]{_COUNTED}", re.IGNORECASE)
MEASURE = re.compile(
    r"\d(?:\.\d+)?\s?%|\d(?:\.\d+)?\s?(?:x|×|times|fold|points)\b|\d[ -]fold\b|"
    r"\b(?:AUC|AUROC|F1|accuracy|Dice|kappa|C-index|BLEU|PSNR|SSIM)\b[^.;]{0,40}\d",
    re.IGNORECASE,
)
_LOOSE = re.compile(
    r"[\s.,;:—–]+(?:rather than|such as|and|or|of|to|the|an?|in|with|by|for|that|which|on|from|"
    r"as|at|its|their)?$",
    re.IGNORECASE,
)
_BOUNDARY = re.compile(r"[,;:()—–]\s|[()—]|\s(?:and|while|whereas|which|that)\s")


def comparison(entries: Sequence[Entry], language: Language) -> Table:
    """Return the table of some entries, in their order; a cell without an answer says "not stated"."""
    columns = tuple(say(language, f"column {column}") for column in COLUMNS)
    return Table(columns, tuple(_row(entry, language) for entry in entries))


def _row(entry: Entry, language: Language) -> tuple[str, ...]:
    sentences = sentences_of(entry)[:_SENTENCES]
    roles = entry_roles(entry)

    def of(*wanted: Role) -> list[Passage]:
        return [sentence for role in wanted for sentence in sentences if roles[sentence.start] == role]

    cells = (
        _problem(of("gap")),
        next(map(_offer, of("contribution", "method", "resource")), ""),
        next(filter(None, map(_scale, of("resource", "contribution", "result", "method"))), ""),
        next(filter(None, map(_figure, of("result", "contribution", "resource", "method"))), ""),
        " ; ".join(entry.links),
    )
    return (entry.key, *(cell or say(language, "cell not stated") for cell in cells))


def _problem(sentences: Sequence[Passage]) -> str:
    """Return what is wrong with what there is: the sentence that says so most plainly, else the first."""
    if not sentences:
        return ""
    plain = [
        sentence for sentence in sentences if _OPENING.match(sentence.text) or _LACKING.search(sentence.text)
    ]
    text = (plain or sentences)[0].text
    opening = _OPENING.match(text)
    start = opening.end() if opening else 0
    conceded = _CONCEDED.match(text, start)
    return _clause(text, conceded.end() if conceded and len(text) - start > _MOST else start)


def _offer(sentence: Passage) -> str:
    announced = _ANNOUNCES.search(sentence.text)
    return _clause(sentence.text, announced.end() if announced else 0)


def _scale(sentence: Passage) -> str:
    found = list(SCALE.finditer(sentence.text))
    return _clause(sentence.text, found[0].start(), found[-1].end()) if found else ""


def _figure(sentence: Passage) -> str:
    measure = MEASURE.search(sentence.text)
    if measure is None:
        return ""
    before = [match.end() for match in _BOUNDARY.finditer(sentence.text, 0, measure.start())]
    return _clause(sentence.text, before[-1] if before else 0)


def _clause(text: str, start: int, end: int | None = None) -> str:
    """Return the words from `start`, to the end or to where a clause ends within `_MOST` characters."""
    stop = len(text) if end is None else end
    if stop - start > _MOST:
        room = start + _MOST
        ends = [match.start() for match in _BOUNDARY.finditer(text, start + _MOST // 3, room)]
        ends = ends or [match.start() for match in re.finditer(r"\s", text[:room]) if match.start() > start]
        stop = next((at for at in reversed(ends) if not cuts(text, at)), stop)
    words = text[start:stop]
    opened = words.rfind("(")
    if opened > words.rfind(")"):
        words = words[:opened]
    while _LOOSE.search(words):
        words = _LOOSE.sub("", words)
    return words.strip(" \t\n.,;:—–")
