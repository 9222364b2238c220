"""Filters on recorded facts, and the rules that read them out of a question in either language.

Facts are what the ledger records: venue, year, kind, topic, author, links. A question about the list itself
("which are orals?") is answered by these alone. Knows nothing of indexes.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace

from vectorstore.analysis import content, terms
from vectorstore.types import Entry

_ABOUT_THE_LIST = re.compile(
    r"^\s*(?:papers|posters|orals)\b|\bis there\b|"
    r"\b(?:which|what|list|name|show|find|give|all|every|everything|any|how many|are there|"
    r"do(?:es)? .{0,20}have|count|number of)\b|哪|有没有|列出|列一下|多少|几篇|所有|全部|都有|给出|找出",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\bhow many (?:\w+ ){0,3}?(?:papers|entries|orals?|posters?|works|articles)\b|"
    r"\bnumber of (?:papers|entries)\b|"
    r"(?:多少|几)\s*篇|论文(?:总)?数",
    re.IGNORECASE,
)
_KINDS = {
    "oral": re.compile(
        r"\borals\b|\boral\s+(?:papers?|presentations?|talks?|sessions?|entries|works?|ones)\b|"
        r"\b(?:an?|as|are|is|were|accepted|iclr|\d{4})\s+orals?\b(?!\s+[a-z])|口头(?:报告|论文|展示)|"
        r"oral\s*(?:论文|报告|文章|的)|(?:是|些|为|篇|的|有)\s*oral(?![a-z])",
        re.IGNORECASE,
    ),
    "poster": re.compile(r"\bposters?\b|海报|墙报", re.IGNORECASE),
    "spotlight": re.compile(r"\bspotlights?\b", re.IGNORECASE),
}
_CODE = re.compile(
    r"\b(?:with|has|have|having|comes? with|provide[sd]?|release[sd]?|include[sd]?|share[sd]?|offers?|"
    r"open[- ]?sourced?|public(?:ly available)?)\b[^.?!]{0,24}?"
    r"\b(?:code|repositor(?:y|ies)|repos?|github|implementation|links?)\b|"
    r"\bcode (?:link|available|released|is)\b|\bopen[- ]?source[d]?\b|"
    r"(?:有|附|带|给|提供|公开|放出|开放)[^,。?!?]{0,6}(?:代码|源码|仓库|链接|项目页|主页)|"
    r"代码(?:链接|公开|开源)|开源",
    re.IGNORECASE,
)
_NO_CODE = re.compile(
    r"\b(?:without|no|lack(?:s|ing)?|not (?:have|provide|release|include))\b[^.?!]{0,16}"
    r"\b(?:code|repositor|links?)(?!\s+(?:is\s+)?(?:needed|required|necessary))|"
    r"(?:没有|没|无|未)[^,。?!?]{0,4}(?:代码|源码|仓库|链接)",
    re.IGNORECASE,
)
_LABEL = r"(?:topics?|labell?ed|labels?|tagged|tags?|categor(?:y|ies|ised|ized)|under|section|track)"
_LABEL_ZH = r"(?:主题|标签|类别|分类|标为|标记为|归为|归在|归入)"
# Conditions that one value a fact cannot express: better refused than answered by half.
_UNCLEAR = re.compile(
    r"\b(?:not|except|excluding|other than|neither|nor|non)\b[\s-]+(?:\w+\s+){0,2}?"
    r"(?:orals?|posters?|iclr|in|from|by)\b|\b(?:orals?|posters?)\s+(?:or|and)\s+(?:orals?|posters?)\b|"
    r"\b(?:each|per|most|fewest|least|which do not)\b|"
    r"(?:不是|除了|除去|非)[^,。?]{0,6}(?:oral|poster|口头|海报)|每[个种一]|最多|最少",
    re.IGNORECASE,
)
_YEAR = re.compile(
    r"(?:(?P<since>since|自从?)|(?P<upto>until|up to)|(?P<after>after|later than)|"
    r"(?P<before>before|earlier than|prior to)|\b(?:in|of|from|during|published|[A-Z]{3,}))\s*"
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?!\d)|"
    r"(?<!\d)(?P<zh_year>(?:19|20)\d\d)\s*年\s*(?:(?P<zh_since>以来|起)|(?P<zh_upto>及以前)|(?P<zh_after>之后|以后)|"
    r"(?P<zh_before>之前|以前))?",
)
_LATIN_WORD = re.compile(r"[^\W\u3400-\u9fff]+(?:[.'’+&-][^\W\u3400-\u9fff]+)*")
_PARTICLES = "下上中里有是不在些为用"
_LONGEST = 6
"""Words of the longest topic, venue or author looked for."""
_LIST_WORDS = frozenset(
    terms(
        "paper entry digest library collection list everything file topic label tag category link code "
        "project page repository github accept present presentation come include provide release public "
        "open source total number count conference year one work title database oral poster spotlight "
        "available deal publish "
    )
)
_LIST_WORDS_ZH = re.compile(
    "论文|文章|条目|主题|标签|类别|分类|标为|标记为|归为|归在|归入|代码|源码|项目|链接|主页|仓库|开源|口头报告|口头|海报|"
    "墙报|收录|库里|文献库|列表|附带|附上|附|带|下面|会议|年份|"
    "提供|公开|放出|数量|总数|总共|列出|所有|全部|哪些|哪几|哪|几篇|多少"
)


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions an entry must meet; an empty one admits all. Text is compared without case."""

    venue: str = ""
    kind: str = ""
    topic: str = ""
    author: str = ""
    year_from: int | None = None
    year_to: int | None = None
    has_links: bool | None = None

    def __bool__(self) -> bool:
        return self != Filters()

    def admits(self, entry: Entry) -> bool:
        """Tell whether an entry meets every condition."""
        year = entry.year if entry.year is not None else -1
        return (
            (not self.venue or self.venue.lower() in entry.venue.lower())
            and (not self.kind or self.kind.lower() == entry.kind.lower())
            and (not self.topic or self.topic.lower() in map(str.lower, entry.topics))
            and (not self.author or any(self.author.lower() in name.lower() for name in entry.authors))
            and (self.year_from is None or year >= self.year_from)
            and (self.year_to is None or -1 < year <= self.year_to)
            and (self.has_links is None or bool(entry.links) == self.has_links)
        )

    def to_dict(self) -> dict[str, object]:
        """The conditions that are set, by name; one year alone is called `year`."""
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        if self.year_from is not None and self.year_from == self.year_to:
            found = {"year": found.pop("year_from"), **found, "year_to": None}
        return {name: value for name, value in found.items() if value not in ("", None)}

    def and_also(self, other: "Filters") -> "Filters":
        """These filters with the conditions of `other`, which win where both set one."""
        stated = {field.name: getattr(other, field.name) for field in fields(other)}
        return replace(self, **{name: value for name, value in stated.items() if value not in ("", None)})

    def without(self, name: str) -> "Filters":
        """The filters less one condition of `to_dict`."""
        if name == "year":
            return replace(self, year_from=None, year_to=None)
        return replace(self, **{name: getattr(Filters(), name)})


@dataclass(frozen=True, slots=True)
class ListQuestion:
    """A question about the list itself: its conditions, and what else the entries must be about."""

    filters: Filters
    about: str
    """What is left of the question: the subject its entries must have; empty where only facts are asked."""
    unclear: bool = False
    """It puts conditions that the filters cannot express (`not`, `or`, `each`)."""


@dataclass(frozen=True, slots=True)
class Facets:
    """The values of the recorded facts that a library holds, each under its lower-case form."""

    venues: dict[str, str]
    topics: dict[str, str]
    authors: dict[str, str]

    @staticmethod
    def of(entries: Iterable[Entry]) -> "Facets":
        """Collect the facets of some entries."""
        venues: dict[str, str] = {}
        topics: dict[str, str] = {}
        authors: dict[str, str] = {}
        for entry in entries:
            venues[entry.venue.lower()] = entry.venue
            topics |= {topic.lower(): topic for topic in entry.topics}
            authors |= {author.lower(): author for author in entry.authors}
        return Facets(venues, topics, authors)


def _present(question: str, values: Mapping[str, str]) -> list[str]:
    """Return the values that stand in a question, longest first, without trying each of a great many."""
    words = [match.span() for match in _LATIN_WORD.finditer(question)]
    spans = {
        question[words[i][0] : words[min(i + size, len(words)) - 1][1]].lower()
        for i in range(len(words))
        for size in range(1, _LONGEST + 1)
    }
    found = {values[span] for span in spans if len(span) > 2 and span in values}
    # Chinese has no spaces to cut at.
    found |= {value for value in values.values() if not value.isascii() and value in question}
    return sorted(found, key=len, reverse=True)


def read_list_question(question: str, facets: Facets) -> ListQuestion | None:
    """Read a question about the list itself; None where it asks for contents."""
    counts = _COUNT.search(question) is not None
    if not (counts or _ABOUT_THE_LIST.search(question)):
        return None
    filters, rest = _read(question, facets)
    about = _subject(rest)
    if not filters and not (counts and not about):
        return None
    both = _NO_CODE.search(question) is not None and _CODE.search(_NO_CODE.sub(" ", question)) is not None
    return ListQuestion(filters, about, both or _UNCLEAR.search(question) is not None)


def read_conditions(subject: str, facets: Facets) -> ListQuestion:
    """Read the conditions that the name of a subfield puts on entries, and what else they must be about.

    A topic's label alone is a condition. What is left is given as it was written.
    """
    filters, rest = _read(subject, facets)
    return ListQuestion(filters, _subject(rest) and rest, _UNCLEAR.search(subject) is not None)


def _read(question: str, facets: Facets) -> tuple[Filters, str]:
    found = Filters()
    rest = question
    for kind, pattern in _KINDS.items():
        if pattern.search(rest):
            found, rest = replace(found, kind=kind.capitalize()), pattern.sub(" ", rest)
    for pattern, value in ((_NO_CODE, False), (_CODE, True)):
        if found.has_links is None and pattern.search(rest):
            found, rest = replace(found, has_links=value), pattern.sub(" ", rest)
    topic, rest = _topic(rest, facets.topics)
    year = _YEAR.search(rest)
    if year:
        first, last = _years(year)
        found = replace(found, year_from=first, year_to=last)
        lead = rest[year.start() : year.start("year" if year["year"] else "zh_year")]
        venue = lead if lead.strip().isupper() else " "
        rest = rest[: year.start()] + venue + " " + rest[year.end() :]
    venue, rest = _mention(rest, facets.venues)
    author, rest = _mention(rest, facets.authors)
    return replace(found, topic=topic, venue=venue, author=author), rest


def _years(match: re.Match[str]) -> tuple[int | None, int | None]:
    number = int(match["year"] or match["zh_year"])
    if match["since"] or match["zh_since"]:
        return number, None
    if match["after"] or match["zh_after"]:
        return number + 1, None
    if match["upto"] or match["zh_upto"]:
        return None, number
    if match["before"] or match["zh_before"]:
        return None, number - 1
    return number, number


def _topic(question: str, topics: Mapping[str, str]) -> tuple[str, str]:
    """Find a topic's label, called one by the words around it or by standing alone."""
    for topic in _present(question, topics):
        name = rf"[\"'“‘「]?\s*{re.escape(topic)}\s*[\"'”’」]?"
        called = re.compile(
            rf"\b{_LABEL}\b[^.?!]{{0,12}}?{name}|{_LABEL_ZH}[^,。?!]{{0,6}}?{name}|"
            rf"{name}\s*(?:{_LABEL}\b|{_LABEL_ZH})",
            re.IGNORECASE,
        )
        if called.search(question):
            return topic, called.sub(" ", question)
        alone = re.sub(name, " ", question, flags=re.IGNORECASE)
        if alone != question and not _subject(alone):
            return topic, alone
    return "", question


def _mention(question: str, values: Mapping[str, str]) -> tuple[str, str]:
    for value in _present(question, values):
        return value, re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", " ", question, flags=re.IGNORECASE)
    return "", question


def _subject(rest: str) -> str:
    """Return what is left once list words are taken out; empty where nothing with a topic is."""
    left = content(_LIST_WORDS_ZH.sub(" ", rest))
    words = (word.strip(_PARTICLES) for word in re.findall(r"\w[\w.+-]*", left))
    # One Chinese character alone is a left-over of the rules, not a subject.
    return " ".join(word for word in words if len(word) > 1 and set(terms(word)) - _LIST_WORDS)
