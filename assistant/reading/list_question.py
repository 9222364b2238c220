"""Reads questions about the list itself: which conditions on recorded facts they put, and on what subject.

"Which are orals?" is answered by the records alone. Rules for both languages; a condition that cannot be read
is named, never halved. Knows nothing of indexes.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from assistant.reading.list_words import names_a_subject, subject_left
from assistant.reading.spans import Blanks
from assistant.reading.stated_facts import FactReader
from assistant.reading.stated_links import read_links
from vectorstore.search.conditions import TEXTS, Facets, Filters
from vectorstore.text.paper_words import ANY_PAPERS, PAPERS, PAPERS_ZH

_ABOUT_THE_LIST = re.compile(
    rf"^\s*(?:{PAPERS}|posters|orals|benchmarks|datasets)\b|\bis there\b|"
    r"\b(?:which|what|list|names?|show|find|give|all|every|everything|any|how many|are there|"
    r"do(?:es)? .{0,40}(?:have|include|contain)|count|number of)\b|"
    # `The paper that ...` means one by what it says; `work` on something may be a list.
    rf"\b(?:{PAPERS}|work|studies|posters|orals|either (?:paper|one|work|study))\b|"
    rf"哪|有没有|列出|列全|列一下|列举|列一列|多少|几篇|所有|全部|都有|给出|找出|除了?|{PAPERS_ZH}|的\s*[。?？]?\s*$",
    re.IGNORECASE,
)
_COUNT = re.compile(
    rf"\bhow many (?:\w+[\s-]){{0,5}}?(?:{PAPERS}|studies|orals?|posters?)\b|"
    r"\bhow many\s*(?:\?|$|of)|"
    rf"\bnumber of (?:\w+ ){{0,3}}?(?:{PAPERS}|orals|posters)\b|\bcount (?:the|all|of)\b|"
    r"(?:多少|几)\s*篇|论文(?:总)?数",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"\b(?:full|complete|entire|exhaustive) list\b|\b(?:list|name|show|give me|find|"
    r"enumerate) (?:me )?(?:all|every)\b|"
    rf"列全|完整列|全部列|列出(?:所有|全部)|(?:所有|全部)[^,。?!]{{0,20}}(?:{PAPERS_ZH})|都列出",
    re.IGNORECASE,
)
_ONE_PAPER = re.compile(
    r"\bwhere (?:is|are|can|do|could|to)\b|\b(?:does|has|is|did) (?:it|this|that|the)\b|\bits (?:code|"
    r"repo|page)|"
    r"\b(?:the|that|this) paper\b|哪里|哪儿|在哪|这篇|那篇|怎么下载|代码(?:仓库|链接)?(?:是什么|是多少)",
    re.IGNORECASE,
)
_PLURAL = re.compile(
    rf"\b(?:{PAPERS}|studies|work|orals|posters|ones|benchmarks|datasets)\b|"
    r"\b(?:how many|list|everything|all|any|either)\b|"
    rf"哪些|哪几|几篇|多少|列|所有|全部|都有|(?:{PAPERS_ZH})(?:[里中都有没]|$)|"
    rf"(?:{PAPERS_ZH}|的工作|的研究)\s*[,，]?\s*哪|有没有[^,。?!]{{0,20}}(?:{PAPERS_ZH})|"
    r"的\s*[。?？]?\s*$",
    re.IGNORECASE,
)
_UNREAD = re.compile(
    r"\b(?:each|per)\s+(?:topic|label|venue|year|kind|author)s?\b|"
    r"\b(?:most|fewest|least)\s+(?:papers|posters|orals|entries|links|authors|recent)\b|"
    r"\b(?:more|fewer|less) than\s+(?:\d|one|two|three)|\bat (?:least|most)\s+(?:\d|one|two|three)|"
    r"\b(?:not|n['’]t)\s+(?:\w+\s+)?(?:about|on|involv\w+|deal\w*|concern\w*|us(?:e|ing)|cover\w*|address\w*|relat\w+|"
    r"mention\w*|in|from|by)\b|\b(?:except|excluding|other than|apart from|aside from)\b|"
    r"每[个种一]|各个?(?=主题|标签|会议)|最多|最少|超过|至少|不涉及|不关于|不是关于|无关|除了|排除|以外|之外",
    re.IGNORECASE,
)
_QUESTION_END = re.compile(r"[?？]+")
_NEXT_CLAUSE = re.compile(
    r"[,，]\s*(?:and|but|while)\s+(?=(?:which|how many|what|are|is|do|does|who)\b)|[,，](?=\s*(?:那么?|"
    r"而)?(?:哪|有几|有多少|有没有))",
    re.IGNORECASE,
)
_BOTH_ASKED = re.compile(
    r"\b(?:which|what|how many)\b[^?]*,\s*and\s+(?:which|how many)\b|(?:哪|[有共]几篇|"
    r"多少)[^?？]*[,，]\s*(?:那么?|而)?(?:哪|有几|有多少)",
    re.IGNORECASE,
)
_AND_OF_THEM = re.compile(
    r"(?P<asked>(?:\b(?:which|what|how many|list|name)\b|哪|几篇|多少|"
    r"列出)[^?？]*?)\s*[,，]?\s*(?:\band\b|\bbut\b|[,，])\s*"
    r"(?P<them>(?:(?:do|does|did|are|have|has)\s+(?:they|these|those|any|all|either|both|each)\b|"
    r"(?:which|how many) of (?:them|these|those)\b|"
    r"(?:它们|他们|其中|这些)(?:都|里|又)?(?:哪|几|多少|有)))",
    re.IGNORECASE,
)
"""A second question in the same sentence, of those that the first asks for."""
_LEANS = re.compile(
    r"\b(?:of|among) (?:them|these|those)\b|\b(?:they|do any|do all|do both|do either|are any|are all|"
    r"have any)\b|^\s*and\b|其中|它们|他们|这些|里面|^\s*那",
    re.IGNORECASE,
)
"""Speaks of the papers that the question before asks for."""
_PAPERS = re.compile(rf"\b(?:{PAPERS})\b|{PAPERS_ZH}", re.IGNORECASE)
_MOST_PARTS = 4
_LINKS = ("links", "code", "page")
_BEFORE_SUBJECT = re.compile(
    r"\b(?:about|on|of|in|for|with|using|uses?|regarding|concerning|involv\w+|into|around|treat\w*|stud\w+|address\w*|"
    r"tackl\w+|cover\w*|concern\w*|related to)\s+(?:the\s+|an?\s+)?$|(?:关于|涉及|做|用|研究|针对|跟|"
    r"与|和|面向|处理|有关)\s*$",
    re.IGNORECASE,
)
_AFTER_SUBJECT = re.compile(
    rf"[\s-]*(?:{ANY_PAPERS}|studies|research|ones)\b|"
    rf"\s*(?:相关|有关|方面|方向|领域|类)?的?(?:{PAPERS_ZH}|工作|研究|方面|方向|领域|相关|有关)",
    re.IGNORECASE,
)
_ZH_SUBJECT = re.compile(r"(?:做|用|研究|针对|跟|与|面向|处理)[\u3400-\u9fffA-Za-z]")
_FACTS = {
    "topic": r"topics?|themes?|labels?|tags?|categor(?:y|ies)|class(?:es)?|主题|标签|类别|分类|类",
    "kind": r"kinds?|types?|formats?|presentation types?|形式|类型",
    "venue": r"venues?|conferences?|会议",
    "year": r"years?|年份?",
}
_EACH = (
    r"(?:\b(?:each|every|per|by|across(?: the| all| different)?)\s+(?:of the\s+|the\s+)?(?:\w+\s+)?|"
    r"每一?个?|各个?|按照?|不同的?)\s*"
)
_OF_PAPERS = r"(?!\s+(?:authors|links|recent|cited|stars|citations|code))"
_MOST = re.compile(rf"\b(?:most|largest|biggest|highest)\b{_OF_PAPERS}|最多|最大", re.IGNORECASE)
_FEWEST = re.compile(rf"\b(?:fewest|least|smallest|lowest)\b{_OF_PAPERS}|最少|最小", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ListQuestion:
    """A question about the list itself: its conditions, and what else the entries must be about."""

    filters: Filters
    about: str
    """What is left of the question: the subject its entries must have; empty where only facts are asked."""
    unclear: bool = False
    """It puts conditions that the filters cannot express."""
    whole: bool = False
    """It asks for every entry, of however many."""
    unread: str = ""
    """The words of a condition that cannot be read."""
    is_subject: bool = True
    """What is left stands where a subject does (`about …`, `… papers`), so that it cannot be left out."""
    by: str = ""
    """The fact whose values it wants counted one by one: `topic`, `kind`, `venue` or `year`."""
    extreme: Literal["", "most", "fewest"] = ""
    """Of those values it wants the one that most, or fewest, entries have."""
    parts: tuple["ListQuestion", ...] = ()
    """The questions it is made of, where it is more than one."""

    @property
    def of_records(self) -> bool:
        """Whether the records answer it: it asks for facts alone, or for every entry about its subject."""
        return bool(self.whole or self.by or self.parts or not self.about)


MAX_CHARACTERS = 1000
"""A question is read for conditions this far: the rules look back and ahead from each word they know."""


def read_list_question(question: str, facets: Facets) -> ListQuestion | None:
    """Read a question about the list itself; None where it asks for contents."""
    question = question[:MAX_CHARACTERS]
    parts = _parts(question, facets)
    if len(parts) > 1:
        return replace(parts[0], parts=tuple(parts))
    return _read_one(question, facets)


def read_conditions(subject: str, facets: Facets) -> ListQuestion:
    """Read the conditions that the name of a subfield puts on entries, and what else they must be about.

    A topic's label alone is a condition. What is left is given as it was written.
    """
    filters, rest, clash, both = _read(subject[:MAX_CHARACTERS], facets)
    about = rest if names_a_subject(rest) else ""
    unread = bool(filters) and _UNREAD.search(rest) is not None
    return ListQuestion(filters, about, clash or both or unread)


def _read_one(question: str, facets: Facets, is_part: bool = False) -> ListQuestion | None:
    counts = _COUNT.search(question) is not None
    if not (counts or is_part or _ABOUT_THE_LIST.search(question)):
        return None
    filters, rest, clash, both = _read(question, facets)
    about = subject_left(rest)
    named = any(filters.get(name) for name in ("name", "not_name", "title"))
    if named and not names_a_subject(rest, generic=False):
        about = ""
    whole = counts or _WHOLE.search(question) is not None
    plural = whole or _PLURAL.search(question) is not None
    links_alone = filters and all(one.fact in _LINKS for one in filters.conditions)
    if about and links_alone and (_ONE_PAPER.search(question) or not plural):
        return None  # it asks for the links of one paper, which need not have any
    by, extreme, rest = _grouping(rest)
    if by:
        about = subject_left(rest)
    elif not filters and not both and not whole:
        return None
    unread = _unread(rest, question) if filters or both or by else ""
    found = ListQuestion(
        filters, about, clash or bool(unread), plural, unread, _stands_as_subject(about, rest), by, extreme
    )
    if both and not found.unclear:
        return replace(found, parts=tuple(_with_links(found, has) for has in (True, False)))
    return found


def _grouping(rest: str) -> tuple[str, Literal["", "most", "fewest"], str]:
    """Return the fact whose values are to be counted, which of them is wanted, and the rest."""
    extreme: Literal["", "most", "fewest"] = (
        "most" if _MOST.search(rest) else "fewest" if _FEWEST.search(rest) else ""
    )
    for fact, names in _FACTS.items():
        each = re.search(rf"{_EACH}(?:{names})(?![A-Za-z])", rest, re.IGNORECASE)
        which = re.search(
            rf"(?:\b(?:which|what|the)\s+(?:\w+\s+)?|哪一?[个种]?|的)(?:{names})(?![A-Za-z])",
            rest,
            re.IGNORECASE,
        )
        match = each or (which if extreme else None)
        if match:
            blanks = Blanks(rest)
            for read in filter(None, (match, _MOST.search(rest), _FEWEST.search(rest))):
                blanks.take(*read.span())
            return fact, extreme, blanks.on(rest)
    return "", "", rest


def _with_links(found: ListQuestion, has: bool) -> ListQuestion:
    return replace(found, filters=found.filters.and_also(Filters.of(has_links=has)))


def _read(question: str, facets: Facets) -> tuple[Filters, str, bool, bool]:
    """Return the conditions, the rest, whether they clash, and whether links are asked for both ways."""
    links, both, rest = read_links(question)
    reader = FactReader(rest, facets)
    reader.read()
    return reader.filters.and_also(links), reader.rest, reader.clash, both


def _unread(rest: str, question: str) -> str:
    """Return the first words of a condition that has been left."""
    match = _UNREAD.search(rest)
    return " ".join(question[match.start() :].split()[:4]).rstrip("?？.。") if match else ""


def _stands_as_subject(about: str, rest: str) -> bool:
    """Tell whether words stand where a subject does: behind `about` or the like, or before `papers`."""
    words = about.split()
    if not words:
        return False
    start, last = rest.find(words[0]), rest.rfind(words[-1])
    before, after = rest[: max(start, 0)], rest[last + len(words[-1]) :]
    return bool(_BEFORE_SUBJECT.search(before) or _AFTER_SUBJECT.match(after) or _ZH_SUBJECT.match(about))


def _parts(question: str, facets: Facets) -> list[ListQuestion]:
    """Return the questions a question is made of, where each puts conditions of its own; else none."""
    if not _ABOUT_THE_LIST.search(question):
        return []
    asked = [
        part
        for part in _QUESTION_END.split(_AND_OF_THEM.sub(r"\g<asked>? \g<them>", question))
        if part.strip()
    ]
    if len(asked) == 1 and (_BOTH_ASKED.search(question) or _read(question, facets)[2]):
        asked = [part for part in _NEXT_CLAUSE.split(question) if part.strip()]
    found: list[ListQuestion] = []
    for part in asked if 1 < len(asked) <= _MOST_PARTS else ():
        one = _read_one(part, facets, is_part=True)
        if one is None or not (one.filters or one.by):
            continue
        has_own = any(condition.fact in TEXTS for condition in one.filters.conditions) or one.about
        if found and (_LEANS.search(part) or not (has_own or _PAPERS.search(part))):
            before = found[-1]
            one = replace(one, filters=before.filters.and_also(one.filters), about=one.about or before.about)
        found.append(one)
    distinct = [one for at, one in enumerate(found) if one not in found[:at]]
    return distinct if len(distinct) > 1 else []
