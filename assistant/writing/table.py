"""The comparison of a report: a row for each entry, every cell words of its own text or "not stated".

Which words are told by the roles of sentences and by figures with what they count. Pure; writes no sentence.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from assistant.language import say
from assistant.papers.clauses import ROOM, clause
from assistant.papers.contribution import contribution_of
from assistant.papers.gist import body, most_telling, offered_words, problem_before, problem_words
from assistant.papers.roles import Role, entry_roles
from assistant.papers.third_person import balanced
from assistant.types import Language, Table
from vectorstore.text.passages import sentences_of
from vectorstore.types import Entry

COLUMNS = ("entry", "problem", "offer", "data", "figure", "code")
_SENTENCES = 40
"""Sentences of an entry that are read: an abstract, and not a whole book."""

_NUMBER = (
    r"(?<![\w.,-])(?:(?:over|more than|roughly|about|nearly|approximately|around|up to|at least) (?=\d))?"
    r"(?:\d[\d,]*(?:\.\d+)?[KMk]?\+?(?![\d.-])(?! (?:years|months|weeks|days|hours|times)\b)|"
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"(?:one|two|three|several) hundred|hundreds of|thousands of|millions of)(?!-))"
)
_COUNTED = (
    r"(?:patients|images|cases|questions|pairs|samples|recordings|videos|data[ -]?sets|"
    r"cohorts|hospitals|cent(?:er|re)s|sequences|scans|meshes|subjects|participants|tasks|"
    r"task families|models|physicians|professionals|experts|evaluations|reports|modalities|labels|hours|"
    r"targets|dialogues|slides|trials|studies|reviews|SRs|regions|items|instances|records|annotations|"
    r"languages|benchmarks|volumes|documents|papers|articles|tokens|clients|species|genes|proteins|cells|"
    r"frames|clips|users|conversations|nodes|diseases|specialties|biomarkers|codes|categories|classes|types|"
    r"domains|dimensions|environments|scenes|objects|countries|companies|individuals|adults|children|"
    r"women|men|mice|rats|sentences|words|architectures|databases|sites|biopsies|infants)\b"
)
_BETWEEN = r"[ -](?!(?:in|of|on|for|with|from|to|by|at|that|is|are|were|was)\b)[^\s,;.()]+"
SCALE = re.compile(
    rf"{_NUMBER}(?:{_BETWEEN}){{0,5}}?[ -]{_COUNTED}(?: per [a-z-]+)?",
    re.IGNORECASE,
)
# Data told without a count: what a resource holds, a corpus of something, data sets by their names.
_HOLDS = re.compile(
    r"\b(?:contains?|compris(?:es?|ing)|consist(?:s|ing)? of|includes?|spans?|covers?|integrates?|features?|"
    r"encompass(?:es)?)\s+",
    re.IGNORECASE,
)
_SET = r"(?:data ?sets?|corpus|corpora|databases?|cohorts?|benchmarks|records|recordings|data)\b"
_DATA = re.compile(
    rf"(?:(?<=\ba )|(?<=\ban )|(?<=\bthe ))(?:[\w-]+,? ){{0,4}}{_SET} "
    r"(?:of|consisting of|pairing|containing|drawn from|collected from) [^,.;()]{3,80}|"
    r"(?:(?<=\bon )|(?<=\busing ))(?:the )?(?:[\w+-]+ )?[A-Z][\w+-]*"
    rf"(?:[ ,]+(?:and )?[\w+-]+){{0,4}}? {_SET}|"
    rf"(?:large-scale|(?:multi|single)-(?:cent|inst)\w+)[^.;()]{{0,60}}? {_SET}(?: (?:for|of) [^,.;()]+)?|"
    rf"(?:(?:both|synthetic|simulated|real|real-world|public|clinical|benchmark|artificial)[ ,]+(?:and )?)+"
    rf"{_SET}"
)
_CLAUSE = re.compile(r"[,;:]\s|\s(?:while|whereas|that)\s")
MEASURE = re.compile(
    r"(?<![\d.])\d+(?:\.\d+)?\s?%(?! of the (?:\w+ )?(?:training|labeled|labelled))|"
    r"\d(?:\.\d+)?\s?(?:x|×|times|fold|points?)\b|\d[ -]fold\b|"
    r"\b(?:AUC|AUROC|F1|accuracy|Dice|kappa|C-index|BLEU|PSNR|SSIM)\b[^.;]{0,40}\d",
    re.IGNORECASE,
)


def comparison(entries: Sequence[Entry], language: Language) -> Table:
    """Return the table of some entries, in their order; a cell without an answer says "not stated"."""
    columns = tuple(say(language, f"column {column}") for column in COLUMNS)
    return Table(columns, tuple(_row(entry, language) for entry in entries))


def _row(entry: Entry, language: Language) -> tuple[str, ...]:
    sentences = sentences_of(entry)[:_SENTENCES]
    roles = entry_roles(entry)

    offer = contribution_of(entry, sentences, roles)
    start = offer.start if offer else 0
    own: tuple[Role, ...] = ("resource", "contribution", "method", "result")

    def of(*wanted: Role, until: int = len(entry.text)) -> Iterator[str]:
        pieces = (piece for role in wanted for piece in sentences if roles[piece.start] == role)
        return (body(piece.text) for piece in pieces if piece.start <= until)

    def first(cells: Iterator[str]) -> str:
        return next(filter(None, cells), "")

    # An abstract that never announces anything tells of its own work in the words of any other.
    plain = [] if "contribution" in roles.values() else [body(p.text) for p in sentences if p.start > start]
    problem = problem_words(most_telling(list(of("gap"))))
    title = "" if entry.mismatch else entry.title.rstrip(".")
    cells = (
        problem or first(map(problem_before, of("background", "method", "contribution", until=start))),
        offered_words(body(offer.text)) if offer else title,
        first(chain(map(_scale, chain(of(*own), plain)), map(_held, of("resource")), map(_data, of(*own)))),
        first(map(_figure, chain(of("result", *own), plain))),
        " ; ".join(entry.links),
    )
    return (entry.key, *(cell or say(language, "cell not stated") for cell in cells))


def _scale(text: str) -> str:
    """Return what is counted of the data; of a sentence on what a resource holds, all that it holds."""
    found = list(SCALE.finditer(text))
    if not found:
        return ""
    holds = _HOLDS.search(text, 0, found[0].start())
    return clause(text, holds.end()) if holds else clause(text, found[0].start(), found[-1].end())


def _held(text: str) -> str:
    holds = _HOLDS.search(text)
    return clause(text, holds.end()) if holds else ""


def _data(text: str) -> str:
    found = _DATA.search(text)
    return clause(text, found.start(), found.end()) if found else ""


def _figure(text: str) -> str:
    """Return the sentence, or of a long one the clause, that gives a figure."""
    measure = MEASURE.search(text)
    if measure is None:
        return ""
    before = [
        at.end() for at in _CLAUSE.finditer(text, 0, measure.start()) if balanced(text[: at.end()].strip())
    ]
    return clause(text, before[-1] if before and len(text) > ROOM else 0, keep=measure.end())
