"""Reads what a question says of kind, topic, venue, year, author and name: required, excluded, alternatives.

Rules for both languages. Knows nothing of entries but the values their facts take.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.reading.list_words import names_a_subject
from assistant.reading.spans import Blanks, clause_before
from vectorstore.search.conditions import OR, Facets, Filters
from vectorstore.text.paper_words import ANY_PAPERS

_NO_COMPOUND = (
    r"(?!\s+(?!(?:on|about|in|with|without|under|that|which|and|or|nor|but|from|is|are|was|were|has|have|had|at|for|"
    rf"of|do|does|did|among|labell?ed|tagged|filed|{ANY_PAPERS}|presentations?|talks?|sessions?|ones?|posters?|"
    r"spotlights?|status|slots?|there|only|as|to|come|comes|give|gives|release|releases|provide|provides)\b)[a-z])"
)
_KINDS = {
    "Oral": re.compile(
        rf"\borals\b|\boral\s+(?:{ANY_PAPERS}|presentations?|talks?|sessions?|ones?|status|slots?)\b|"
        r"\b(?:an?|as|are|is|were|was|accepted|iclr|\d{4}|the|one|single|two|both|any|no|not|each|every|only|which|what|other|and|or|nor)\s+"
        rf"oral\b{_NO_COMPOUND}|\bpresented orally\b|\bnon[- ]?oral\b|口头(?:报告|论文|展示)?|"
        r"(?<=[\u4e00-\u9fff,,、(])\s*oral(?![A-Za-z-]|\s+[a-z])|(?<![A-Za-z-])oral(?=\s*(?!癌|健康|医学|疾病|炎)[\u4e00-\u9fff])|"
        r"^\s*oral\s*(?=[?？,，])",
        re.IGNORECASE,
    ),
    "Poster": re.compile(
        r"\bnon[- ]?posters?\b|(?<![A-Za-z-])posters?(?![A-Za-z-])|海报|墙报", re.IGNORECASE
    ),
    "Spotlight": re.compile(r"(?<![A-Za-z-])(?:non-)?spotlights?(?![A-Za-z-])|亮点论文", re.IGNORECASE),
}
_LABEL = (
    r"(?:topics?|themes?|labell?ed|labels?|tagged|tags?|categor(?:y|ies|ised|ized)|class(?:ed|ified)?|filed|under|within|"
    r"inside|sections?|tracks?|groups?|headings?|buckets?|belong(?:s|ing)?|among|from)"
)
_LABEL_ZH = (
    r"(?:主题|标签|类别|分类|标为|标成|标记为|标注为|标的是|归为|归在|归到|归入|归类|划入|划到|属于|"
    r"挂在|放在)"
)
_LABEL_AFTER_ZH = (
    r"(?:这一?|那一?|该)?(?:主题|标签|类别|分类|大?类|一?栏|一?组)|(?:论文)?(?:里|中|内|下|底下|之下|当中)"
)
_LABELLED = rf"(?:{ANY_PAPERS}|ones|posters?|orals?)\b"
_FIELD_ZH = re.compile(r"\s*(?:方面|方向|领域|相关|有关|的研究)")
_NEGATED = re.compile(
    r"(?:\bnot|n['’]t|\bno|\bnon|\bnever|\bexcept(?:ing)?(?: for)?|\bexclud\w+|\bother than|"
    r"\bapart from|\baside from|"
    r"\bbesides|\ball but|\b(?:every|any)thing but|\bminus|\bneither|\bnor|\boutside(?: of)?|"
    r"\bleav\w+ (?:out|aside)|"
    r"\bwithout|\binstead of|\brather than|\bbarring|\bskip\w*|\bbeyond|\bignor\w+|\bdrop\w*)"
    r"(?:[\s-]+(?:the|an?|any|in|under|with|within|as|at|from|to|of|be|been|being|accepted|presented|chosen|selected|"
    r"labell?ed|tagged|filed|marked|classified|categori[sz]ed|listed|assigned|published|by|belong\w*|fall\w*|carry\w*|"
    r"have|has|had|topic|label|tag|category|class|papers?|entries|those|ones|that|which|are|is|were|was|iclr|appear\w*|"
    r"written|authored|(?:19|20)\d\d|whose|name|end|ends|ending|start|starts|begin|begins|contain|contains|called|"
    r"title|names|in|ending))*[\s\"'“‘「(-]*$|"
    r"(?:不是|并非|不属于|不在|不归|不算|不叫|没有?被|未被|除了?|除去|除开|排除|去掉|刨去|剔除|扣除|非|不含|不包括|不包含|"
    r"而不是|没有?|未|不)(?:[^,。?!;、，。？！；]{0,6})$",
    re.IGNORECASE,
)
_EXCLUDED_AFTER = re.compile(
    r"[\"'”’」』)]?\s*(?:标签|主题|类别|类|论文|报告|的|会议|年|之)*\s*(?:以外|之外|除外|外的?)|\s*(?:aside|excluded|excepted)\b",
    re.IGNORECASE,
)
_NEVER_NEGATES = re.compile(
    r"有没有|有无|是不是|是否|不仅仅?|不只|不光|不但|\bnot (?:only|just)\b", re.IGNORECASE
)
_ALTERNATIVE = re.compile(
    r"[\s\"'“”‘’「」『』()()]*(?:(?:,|，|、|/|\bor\b|\band\b|\bnor\b|&|或者?|和|与|及|以及|\b(?:the|an?|label|labell?ed|tagged|"
    r"topic|papers?|presentations?|as|under|nor|neither|either)\b|标签|主题|论文|类|是|不是)[\s\"'“”‘’「」『』()()]*)+",
    re.IGNORECASE,
)
_YEAR = re.compile(
    r"\b(?:between|from)\s+(?P<first>(?:19|20)\d\d)\s+(?:and|to|until|through)\s+(?P<last>(?:19|20)\d\d)\b|"
    r"(?<!\d)(?P<zh_first>(?:19|20)\d\d)\s*年?\s*(?:-|–|—|~|到|至)\s*(?P<zh_last>(?:19|20)\d\d)\s*年?(?!\d)|"
    r"(?:(?P<since>since|自从?)|(?P<upto>until|up to)|(?P<after>after|later than)|"
    r"(?P<before>before|earlier than|prior to)|\b(?:in|of|from|during|published|year|the|all|those|"
    r"[A-Z]{3,}))\s*"
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?!\d)|"
    r"(?<!\d)(?P<zh_year>(?:19|20)\d\d)\s*年\s*(?:(?P<zh_since>以来|起)|(?P<zh_upto>及以前)|(?P<zh_after>之后|以后)|"
    r"(?P<zh_before>之前|以前))?",
)
_QUOTED = r"[\"'“‘「『]?\s*[-–*]?(?P<{0}>[^\W_]+(?:-[^\W_]+)*)\s*[\"'”’」』]?"
_NAME = re.compile(
    r"(?P<what>(?:(?:own|coined|system|dataset|benchmark|paper|short)\s+)*(?:names?|titles?|called|named|titled|acronyms?))\b"
    r"[^.?!,;]{0,24}?\b(?:(?P<end>end(?:s|ing)?)\s+(?:with|in|on)|(?P<start>(?:start|begin)(?:s|ning|ing)?)\s+with|"
    r"(?P<has>contain(?:s|ing)?|includ(?:es?|ing)|has|have|having|with|mention(?:s|ing)?|featur(?:es?|ing)|carr(?:y|ies)))\s+"
    r"(?:the\s+)?(?:(?:word|letters?|suffix|prefix|string|term|syllable)\s+)?" + _QUOTED.format("word") + "|"
    r"(?:with|having|has|have|containing|featuring|includ\w+)\s+(?:the\s+)?(?:word\s+)?"
    + _QUOTED.format("inside")
    + r"\s+in\s+(?:their|its|the)\s+(?P<in>(?:own\s+)?(?:names?|titles?))|"
    r"(?P<zh>(?:自己的?|自身的?)?(?:名字|名称|名|标题|题目|题名|叫法)(?:本身)?)[^。?!,;，？！；]{0,4}?"
    r"(?:(?:以|用|是?由)\s*"
    + _QUOTED.format("zh_edge")
    + r"\s*(?:(?P<zh_end>结尾|收尾|作结|为后缀|作后缀)|(?P<zh_start>开头|打头|起头|为前缀))|"
    r"(?:里|中|当中|里面)?(?:带有?|含有?|包含|包括|出现|有|提到)(?:了|着)?\s*"
    + _QUOTED.format("zh_word")
    + r"(?:\s*(?:这个)?(?:字样|一?词|二字|两个字))?)|"
    r"以\s*"
    + _QUOTED.format("edge")
    + r"\s*(?:(?P<alone_end>结尾|收尾)|(?P<alone_start>开头|打头))(?:的?(?:名字|名称))?",
    re.IGNORECASE,
)
_WHOLE_TITLE = re.compile(r"title|标题|题目|题名", re.IGNORECASE)
_LATIN_WORD = re.compile(r"[^\W\u3400-\u9fff]+(?:[.'’+&-][^\W\u3400-\u9fff]+)*")
_LONGEST = 6
"""Words of the longest topic, venue or author looked for."""


@dataclass(frozen=True, slots=True)
class _Stated:
    """A value a question states for a fact."""

    value: str
    start: int
    end: int
    required: bool


class FactReader:
    """Reads the facts a question states, one kind of fact after another; `rest` is what has not been read."""

    def __init__(self, question: str, facets: Facets) -> None:
        self._facets = facets
        self._text = _NEVER_NEGATES.sub(lambda match: " " * len(match.group()), question)
        self._blanks = Blanks(question)
        self.filters = Filters()
        self.clash = False
        """It states values that the filters cannot hold together."""

    @property
    def rest(self) -> str:
        """The question without what has been read."""
        return self._blanks.on(self._text)

    def read(self) -> None:
        """Read everything but links."""
        self._name()
        self._set("kind", list(self._kinds()))
        self._set("topic", list(self._topics()))
        self._year()
        self._set("venue", list(self._values(self._facets.venues)))
        self._set("author", list(self._values(self._facets.authors)))

    def _kinds(self) -> Iterator[_Stated]:
        rest = self.rest
        for kind, pattern in _KINDS.items():
            for match in pattern.finditer(rest):
                non = match.group().strip().lower().startswith("non")
                yield self._stated(
                    self._facets.kinds.get(kind.lower(), kind), match.start(), match.end(), non
                )

    def _topics(self) -> Iterator[_Stated]:
        """Find labels: called one by the words around them, or standing alone where there are labels."""
        rest = self.rest
        found = list(self._values(self._facets.topics))
        bare = _without(rest, [(one.start, one.end) for one in found])
        alone = self._facets.has_labels and not names_a_subject(bare)
        for one in found:
            if alone or self._is_label(rest, one):
                yield one

    def _is_label(self, rest: str, one: _Stated) -> bool:
        before = rest[max(0, one.start - 40) : one.start]
        if _FIELD_ZH.match(rest, one.end):
            return False
        called = re.search(
            rf"\b{_LABEL}\b[^.?!]{{0,14}}$|{_LABEL_ZH}[^,。?!，？！]{{0,6}}$", before, re.IGNORECASE
        ) or re.match(
            rf"[\"'”’」』]?\s*(?:{_LABEL}\b|{_LABELLED}|{_LABEL_AFTER_ZH})", rest[one.end :], re.IGNORECASE
        )
        return called is not None

    def _values(self, values: Mapping[str, str]) -> Iterator[_Stated]:
        rest = self.rest
        taken: list[tuple[int, int]] = []
        for value in _present(rest, values):
            for match in re.finditer(
                rf"(?<!\w){re.escape(value)}(?!\w)" if value.isascii() else re.escape(value), rest, re.I
            ):
                if not any(match.start() < end and start < match.end() for start, end in taken):
                    taken.append(match.span())
                    yield self._stated(value, match.start(), match.end())

    def _stated(self, value: str, start: int, end: int, excluded: bool = False) -> _Stated:
        before = clause_before(self.rest, start)
        excluded = excluded or _NEGATED.search(before) is not None
        excluded = excluded or _EXCLUDED_AFTER.match(self._text, end) is not None
        return _Stated(value, start, end, not excluded)

    def _set(self, fact: str, stated: Sequence[_Stated]) -> None:
        """Make conditions of the values stated for a fact; those next to each other are alternatives."""
        sides: dict[bool, list[_Stated]] = {True: [], False: []}
        last: _Stated | None = None
        for one in sorted(stated, key=lambda one: one.start):
            listed = last is not None and _ALTERNATIVE.fullmatch(self.rest[last.end : one.start]) is not None
            if listed and last and not last.required:
                one = replace(one, required=False)
            side = sides[one.required]
            if side and not listed and one.required and one.value not in [other.value for other in side]:
                self.clash = True
            side.append(one)
            last = one
        for one in stated:
            self._take(one)
        values = {
            required: list(dict.fromkeys(one.value for one in side)) for required, side in sides.items()
        }
        self.clash = self.clash or not set(values[True]).isdisjoint(values[False])
        found = {fact: OR.join(values[True]), f"not_{fact}": OR.join(values[False])}
        self.filters = self.filters.and_also(Filters.of(**found))

    def _take(self, one: _Stated) -> None:
        """Mark a value as read, with the words that exclude it."""
        before = clause_before(self._text[: one.start], one.start)
        negated = _NEGATED.search(before)
        start = one.start - (len(before) - negated.start() if negated and not one.required else 0)
        after = _EXCLUDED_AFTER.match(self._text, one.end)
        self._blanks.take(start, after.end() if after else one.end)

    def _year(self) -> None:
        for match in _YEAR.finditer(self.rest):
            venue_at = match.start("year") if match["year"] else match.start()
            lead = self.rest[match.start() : venue_at].strip()
            start = venue_at if lead.isupper() else match.start()
            first, last = _years(match)
            one = self._stated("", start, match.end())
            if one.required:
                self.clash = self.clash or any(one.fact == "year" for one in self.filters.conditions)
                self.filters = self.filters.and_also(Filters.of(year_from=first, year_to=last))
            else:
                self.clash = self.clash or first != last
                self.filters = self.filters.and_also(Filters.of(not_year=first))
            self._take(one)

    def _name(self) -> None:
        match = _NAME.search(self.rest)
        if match is None:
            return
        groups = match.groupdict()
        word = next(filter(None, (groups[name] for name in ("word", "inside", "zh_edge", "zh_word", "edge"))))
        ends = groups["end"] or groups["zh_end"] or groups["alone_end"]
        starts = groups["start"] or groups["zh_start"] or groups["alone_start"]
        pattern = f"*{word}" if ends else f"{word}*" if starts else f"*{word}*"
        fact = "title" if _WHOLE_TITLE.search(match["what"] or match["in"] or match["zh"] or "") else "name"
        one = self._stated(pattern, match.start(), match.end())
        if _NEGATED.search(match.group()[: match.group().rfind(word)]):
            one = replace(one, required=False)
        self._set(fact, [one])


def _years(match: re.Match[str]) -> tuple[int | None, int | None]:
    if match["first"] or match["zh_first"]:
        return int(match["first"] or match["zh_first"]), int(match["last"] or match["zh_last"])
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


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    blanks = Blanks(text)
    for start, end in spans:
        blanks.take(start, end)
    return blanks.on(text)
