"""The comparison of a report: a row for each entry, every cell words of its own text or "not stated".

Which words are told by the roles of sentences and by figures with what they count. Pure; writes no sentence.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from assistant.clauses import ROOM, clause
from assistant.contribution import ANNOUNCES, contribution_of
from assistant.language import say
from assistant.roles import HEADED, Role, entry_roles, role_of
from assistant.types import Language, Table
from vectorstore.passages import sentences_of
from vectorstore.types import Entry

COLUMNS = ("entry", "problem", "offer", "data", "figure", "code")
_SENTENCES = 40
"""Sentences of an entry that are read: an abstract, and not a whole book."""
_LEAST = 30
"""Characters that say what a problem is, at least."""

_LACKING = re.compile(
    r"^(?:however|yet|but|unfortunately|nevertheless|nonetheless)\b|[,;] (?:yet|but)\s|; however,|"
    r"\b(?:existing|current|conventional|prior|previous|traditional)\s+(?:[\w-]+\s+){1,6}?(?:often|are|do|lack|"
    r"rely|struggle|suffer|fail|capture|focus|either|remain|typically|primarily|only|over)|"
    r"\bno \w+ (?:\w+ )?exists?\b|\bremains?\b|\bopen questions?\b|"
    r"\b(?:raises?|poses?) (?:\w+ ){0,2}?risks?\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"(?:however|yet|but|unfortunately|nevertheless|nonetheless|moreover|furthermore|in addition|still|"
    r"at the same time|in practice|despite (?:this|these advances|its promise)),\s+|(?:yet|but|and)\s+",
    re.IGNORECASE,
)
_CONCEDED = re.compile(r"(?:while|although|though|despite|even though)\b[^,]+,\s+", re.IGNORECASE)
_TURN = re.compile(
    r"[,;]\s+(?:yet|but)\s+(?!(?:at|with|in|by|for|to|on|of|not|also|are|is|can|do(?:es)?)\b)|;\s+however,?\s+",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(r"(?:they|it|its|their|this|these|those|such|most|many|some)\b", re.IGNORECASE)
_BEFORE_WE = re.compile(r",? (?:which )?(?:we|this paper)\b|, (?=here,? we\b)", re.IGNORECASE)
# What leads up to the verb of a sentence that announces in other words.
_LEADS = re.compile(
    r"(?:(?i:here|therefore|thus|[^,]{0,60}\bin this (?:\w+ )?\w+),?\s+)?"
    r"(?:(?i:we|this (?:paper|work|study))\s+(?:\w+ly\s+|also\s+|first\s+|then\s+|therefore\s+)*)?"
    r"(?:(?:find|show|demonstrate|report|reveal|argue) that\s+)?"
)
_NUMBER = (
    r"(?<![\w.,-])(?:(?:over|more than|roughly|about|nearly|approximately|around|up to|at least) )?"
    r"(?:\d[\d,]*(?:\.\d+)?[KMk]?\+?(?![\d.-])(?! (?:years|months|weeks|days|hours|times)\b)|"
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"(?:one|two|three|several) hundred|hundreds of|thousands of|millions of)(?!-))"
)
_COUNTED = (
    r"(?:patients|images|cases|questions|pairs|samples|recordings|videos|datasets|data sets|"
    r"cohorts|hospitals|cent(?:er|re)s|sequences|scans|meshes|subjects|participants|tasks|"
    r"task families|models|physicians|professionals|experts|evaluations|reports|modalities|labels|hours|"
    r"targets|dialogues|slides|trials|studies|reviews|SRs|regions|items|instances|records|annotations|"
    r"languages|benchmarks|volumes|documents|papers|articles|tokens|clients|species|genes|proteins|cells|"
    r"frames|clips|users|conversations|nodes|diseases|specialties|biomarkers|codes|categories|classes|types|"
    r"domains|dimensions|environments|scenes|objects|countries|companies|individuals|adults|children|"
    r"women|men|mice|rats|sentences|words|architectures|databases|sites|biopsies|infants)\b"
)
SCALE = re.compile(rf"{_NUMBER}(?:[ -][^\s,;.()]+){{0,5}}?[ -]{_COUNTED}(?: per [a-z-]+)?", re.IGNORECASE)
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
    rf"(?<=\bon )(?:the )?(?:[\w+-]+ )?[A-Z][\w+-]*(?:[ ,]+(?:and )?[\w+-]+){{0,4}}? {_SET}|"
    rf"(?:large-scale|(?:multi|single)-(?:cent|inst)\w+)[^.;()]{{0,60}}? {_SET}(?: (?:for|of) [^,.;()]+)?|"
    rf"(?:(?:both|synthetic|simulated|real|real-world|public|clinical|benchmark|artificial)[ ,]+(?:and )?)+"
    rf"{_SET}"
)
_CLAUSE = re.compile(r"[,;:]\s|\s(?:while|whereas|that)\s")
MEASURE = re.compile(
    r"(?<![\d.])\d+(?:\.\d+)?\s?%(?! of the (?:\w+ )?(?:training|labeled|labelled))|"
    r"\d(?:\.\d+)?\s?(?:x|×|times|fold|points)\b|\d[ -]fold\b|"
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

    def of(*wanted: Role, until: int = len(entry.text)) -> Iterator[str]:
        pieces = (piece for role in wanted for piece in sentences if roles[piece.start] == role)
        return (HEADED.sub("", piece.text, 1) for piece in pieces if piece.start <= until)

    def first(cells: Iterator[str]) -> str:
        return next(filter(None, cells), "")

    offer = contribution_of(entry, sentences, roles)
    own: tuple[Role, ...] = ("resource", "contribution", "method", "result")
    if offer is None:
        own += ("background",)  # an abstract that never turns to itself: all of it is its own
    until = offer.start if offer else len(entry.text)
    cells = (
        _problem(list(of("gap")), list(of("background", "method", "contribution", until=until))),
        _offer(HEADED.sub("", offer.text, 1)) if offer else "" if entry.mismatch else entry.title.rstrip("."),
        first(chain(map(_scale, of(*own)), map(_held, of("resource")), map(_data, of(*own)))),
        first(map(_figure, of("result", *own))),
        " ; ".join(entry.links),
    )
    return (entry.key, *(cell or say(language, "cell not stated") for cell in cells))


def _problem(gaps: Sequence[str], others: Sequence[str]) -> str:
    """Return what is wrong with what there is: the sentence that says so most plainly, else the first.

    Where none is about that alone, what comes before `we` in one that goes on to say what is done about it.
    """
    alone = [text for text in gaps if not _POINTS_BACK.match(text, _problem_starts(text))]
    plain = [text for text in (*alone, *gaps) if _LACKING.search(text)]
    for text in (*plain, *alone, *gaps):
        return clause(text, _problem_starts(text))
    for text in others:
        turns = _BEFORE_WE.search(text)
        said = text[: turns.start()] if turns else text
        if len(said) >= _LEAST and (_LACKING.search(said) or role_of(said) == "gap"):
            return clause(said, _problem_starts(said))
    return ""


def _problem_starts(text: str) -> int:
    """Return where the complaint begins: behind what is conceded, unless it points back to that."""
    opening = _OPENING.match(text)
    start = opening.end() if opening else 0
    turn = _TURN.search(text, start) or _CONCEDED.match(text, start)
    if turn and len(text) - turn.end() >= _LEAST and not _POINTS_BACK.match(text, turn.end()):
        return turn.end()
    return start


def _offer(text: str) -> str:
    announced = ANNOUNCES.search(text) or _LEADS.match(text)
    return clause(text, announced.end() if announced else 0)


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
    before = [at.end() for at in _CLAUSE.finditer(text, 0, measure.start())]
    return clause(text, before[-1] if before and len(text) > ROOM else 0, keep=measure.end())
