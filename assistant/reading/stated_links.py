"""Reads what a question says of links: a code repository, a project page, either, both, or none.

Rules for both languages. A mention counts where words of having or lacking stand by it, so that `code
generation` and `open-source models` remain subjects. Knows nothing of entries.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.reading.spans import Blanks, clause_before
from vectorstore.search.conditions import Filters

Sort = Literal["any", "code", "repository", "page"]

_OF_CODE = (
    r"generat\w+|complet\w+|synthesi\w+|summari[sz]\w+|review\w*|switch\w*|mix\w*|execut\w+|interpret\w+|models?|"
    r"LLMs?|language|quality|understanding|search|translat\w+|repair|agents?|snippets?|predict\w+|assign\w+|edit\w+|"
    r"reasoning|writing|tokens?|assistants?|books?|embeddings?|benchmarks?|tasks?|intelligence|blue|red"
)
_OF_OPEN_SOURCE = (
    r"(?:(?:large|small|medical|clinical|language|vision|multimodal|foundation|general|generalist)[\s-]+)*"
    r"(?:\w*models?|\w*LLMs?|VLMs?|LMMs?|LVLMs?|datasets?|data|tools?|toolkits?|software|frameworks?|weights|backbones?|"
    r"baselines?|systems?|librar(?:y|ies)|communit(?:y|ies)|alternatives?|counterparts?|ones)"
)
"""What the words before make another thing of: a subject, no link."""

_HOSTS = {
    "github": "github.com", "gitlab": "gitlab", "huggingface": "huggingface.co", "bitbucket": "bitbucket.org",
    "zenodo": "zenodo.org", "kaggle": "kaggle.com", "gitee": "gitee.com",
}  # fmt: skip
_HOST = r"github|gitlab|hugging\s?face|bitbucket|zenodo|kaggle|gitee"
_SEVERAL = re.compile(
    r"\b(?:(?P<number>two|three|2|3)|(?:several|multiple|more than one|"
    r"more than a single))\s+(?:\w+\s+)?(?:links?|urls?)\b|"
    r"(?:(?P<zh>[两三23])|多|不止一|不只一|超过一)[个条](?:以上)?的?\s*(?:\w{0,2}链接|网址|links?|urls?)",
    re.IGNORECASE,
)
_NUMBERS = {"three": 3, "3": 3, "三": 3}

_NOUNS: tuple[tuple[Sort, str], ...] = (
    (
        "any",
        r"\b(?:data(?:sets?)?|download)[\s-]+(?:links?|urls?)\b|(?:数据集?|下载)的?(?:链接|网址)|"
        r"\b(?:code|project)\s*(?:/|or|and/or)\s*(?:an?\s+)?(?:project|code)[\s-]+(?:links?|urls?)\b|"
        r"(?:代码|项目)\s*(?:/|、|或者?|及)\s*(?:项目|代码)(?:页面?|主页)?\s*(?:的?链接|网址|地址)|"
        r"(?:代码|项目)\s*(?:/|或者?)\s*(?:项目|代码)(?:主页|页面?)?",
    ),
    (
        "page",
        r"\b(?:(?:project|companion|dedicated|demo|home)[\s-]+)*(?:web[\s-]?sites?|web[\s-]?pages?|home[\s-]?pages?)\b|"
        r"\bproject[\s-]+(?:pages?|sites?)\b|\bgithub\.io\b(?:\s+(?:pages?|sites?|links?))?|"
        r"\bgithub pages?\b|"
        r"(?<![\w-])(?:own\s+)?pages?\b(?!\s+(?:\d|of|limits?|counts?|long|numbers?))|"
        r"(?:项目|官方|独立)?(?:主页|网站|网页|官网)|项目页面?|项目站点",
    ),
    (
        "repository",
        r"\b(?:(?:source|code|git|github|gitlab|public|open)[\s-]+)*(?:repositor(?:y|ies)|repos?)\b|"
        rf"(?<![\w-])(?:{_HOST})(?![\w.]*\.io)(?:\s+(?:links?|urls?|address(?:es)?|projects?))?"
        r"(?![\w-])(?:\s*(?:仓库|链接|地址|网址|项目))?|"
        r"(?:代码|源码|开源|项目)?(?:仓库|代码库)",
    ),
    (
        "code",
        r"(?<!icd )(?<!diagnosis )(?<!diagnostic )(?<!billing )(?<!medical )(?<![\w-])(?:source[\s-]+)?"
        r"(?:codes?(?:base)?|implementations?)(?![\w-])(?:\s+(?:links?|urls?|releases?))?"
        rf"(?!\s+(?:{_OF_CODE})\b)|"
        r"(?<!诊断)(?<!疾病)(?:源)?(?:代码|源码)(?:的?(?:链接|网址|地址))?"
        r"(?!生成|补全|推理|能力|执行|编写|理解|切换|审查|搜索|大?模型|智能体)|"
        rf"\bopen[\s-]?sourc(?:ed?|es|ing)\b(?!\s+(?:{_OF_OPEN_SOURCE})\b)|"
        r"开源(?!的?(?:大|小|语言|视觉|多模态|模型|数据|工具|框架|软件|社区|权重|基座|基线|VLM|LLM|MLLM))(?:代码|实现)?",
    ),
    (
        "any",
        r"\b(?:(?:external|public|project|web)[\s-]+)*(?:hyper)?(?:links?|urls?)\b(?!\s+(?:prediction|between))|"
        r"(?:项目|外部)?(?:链接|网址)(?!预测)|外链",
    ),
)
_SORTS = re.compile("|".join(f"(?P<n{at}>{noun})" for at, (_, noun) in enumerate(_NOUNS)), re.IGNORECASE)
_OPENED = re.compile(r"open[\s-]?sourc|开源", re.IGNORECASE)
"""A verb as much as a noun: it needs no word of having."""
_LACKS = (
    r"\bwithout\b|\bw/o\b|\bnot?\b|n['’]t\b|\bcannot\b|\bnever\b|\black(?:s|ing)?\b|\bmisse?s\b|\bmissing\b(?=\s*(?:an?|the|any|its|their)?\s*$)|"
    r"\bleav\w+ (?:out|off)\b|\bleft (?:out|off)\b|\bomit\w*|\bskip\w*|\bwithh\w+|\bfail\w*\b|"
    r"\bdevoid\b|\bneither\b|"
    r"\bnor\b|\bnone\b|\bnothing\b|\binstead of\b|\brather than\b|\bexclud\w+|\bexcept\w*|"
    r"没有|没能|没|无|未|不|缺少|缺乏|缺|而非|别"
)
_HAS = (
    r"\bwith\b|\bw/|\b(?:has|have|having|had|got)\b|\bc(?:o|a)m\w+(?: along)? with\b|\bprovid\w+|\breleas\w+|"
    r"\binclud\w+|\bshar(?:e|es|ed|ing)\b|\boffer\w*|\bgiv(?:e|es|en|ing)\b|\bgave\b|\bsuppl(?:y|ies|ied|ying)\b|"
    r"\battach\w*|\baccompan\w+|\bpublish\w*|\bopen(?:s|ed|ly)?\b|\b(?:point|link|lead|"
    r"direct)\w*\s+(?:us |you |readers )?to\b|"
    r"\b(?:list|host|post|contain|add|mention|show|display|announc|advertis|ship|expos)(?:e?[sd]|ing|ed)?\b|"
    r"\brecorded\b|\bdownload\w*|\bpublic(?:ly)?\b|\bavailab\w+|\bma[kd]e?\w*\b|\bput\w*\b|"
    r"\bthere (?:is|are)\b|\blinks?\s+(?:is|are|goes to|go to)\b|\bwhose\b|\bany\b|\btheir\b|\bits\b|"
    r"\bcarr(?:y|ies|ied)\b|\bbear\w*\b|\bon\b|"
    r"有|附上?|带|给|提供|公开|放出|放|开放|挂|留|贴|含|列出|配|登记|写明|写了|注明|发布|指向|同时|连到|链到|放到|上传|下载|获取"
)
_CUES = re.compile(f"(?P<lacks>{_LACKS})|(?P<has>{_HAS})", re.IGNORECASE)
_GOVERNED = re.compile(
    r"[\s-]*(?:(?:yet|even|actually|seem|to|be|been|any|a|an|publicly|have|has|had|their|its|do|does|come|appear|"
    r"really|explicitly|currently|openly|ever|also)\s+){0,3}|[\u4e00-\u9fff]{0,6}",
    re.IGNORECASE,
)
"""What may stand between a negation and the verb it negates."""
_LACKS_AFTER = re.compile(
    r"\s*(?:(?:is|are|was|were|has|have|had|does|do|did|can|could)\s*(?:n['’]t|not\b|never\b)|cannot\b|"
    r"(?:(?:is|are|was|were|remain\w*|stay\w*|been)\s+)?(?:also |still )?"
    r"(?:missing|absent|unavailable|unreleased|lacking|withheld|omitted|left out|nowhere|private|not|"
    r"never)\b)|"
    r"[^,。?!;，。？！；、\sA-Za-z]{0,3}(?:没有?|未|尚未|不(?!同)|缺失?|从缺|空缺)",
    re.IGNORECASE,
)
_HAS_AFTER = re.compile(
    r"\s*(?:is|are|was|were|has been|have been|being)?\s*(?:\w+ly\s+)?(?:openly|public|available|"
    r"released?|given|"
    r"provided|shared|online|listed|recorded|attached|open|there|linked|included|supplied|published)\b|"
    r"[^,。?!;，。？！；]{0,3}(?:公开|开源|可用|放出|有|给|提供|齐全|发布|可获取|可下载)",
    re.IGNORECASE,
)
_OPTIONAL = re.compile(
    r"(?:\bwith or without|\bregardless of|\bwhether or not (?:they|it) (?:have|has)|"
    r"\binstead of,? or,? (?:besides|in addition to|as well as|along with),?|"
    r"\bbesides,? or,? instead of,?|"
    r"(?:\brather than|\binstead of|\band not|(?<=,) not) (?:just|only|merely|simply)(?: to)?)\s+"
    r"(?:an?|the|any|its|their)?\s*|而(?:不只|不仅)是?|而?(?:不是|并非|而非)(?:单纯|仅仅?|只是?|光是?|单单)的?|不管有没有|无论有没有|有没有都|不论有无",
    re.IGNORECASE,
)
"""What comes next may be there or not."""
_ONLY = re.compile(
    r"\b(?:only|just|solely|merely|nothing but)\s+(?:(?:have|has|give[sn]?|provided?s?|offers?|"
    r"comes? with|links? to)\s+)?"
    r"(?:an?\s+|the\s+|its\s+|their\s+)?$|(?:只|仅|光)仅?[给附放带有提供了到]{0,3}$",
    re.IGNORECASE,
)
_NOT_ONLY = re.compile(r"\bnot (?:only|just|merely)\b|不仅仅?|不只|不光|不但|不单|不止", re.IGNORECASE)
_EITHER_WAY = re.compile(
    r"有没有|有无|是否|\bwhether\b|\b(?:do|does|did|is|are|has|have)n['’]t (?=any\b|there\b)", re.IGNORECASE
)
"""Asks whether there is one; the negation in it negates nothing."""
_WORD_BETWEEN = re.compile(r"\s*(?:,|/|、)?\s*(?:and/or|or|nor|或者?|还是|/)", re.IGNORECASE)
_REST_OF = re.compile(
    r"\b(?:do|does|have|has|did) ?(?:not|n['’]t)\s*(?:[?？.!,;]|$)|哪些没有?\s*(?:[?？。,，]|$)|"
    r"\b(?:and|or) (?:which|who|those) (?:ones )?(?:without|lack)\w*\s*(?:[?？.]|$)",
    re.IGNORECASE,
)
"""Asks for those that lack it too."""


_NEAR = 30
"""Characters between a word of having or lacking and what is there or not, at most."""


@dataclass(frozen=True, slots=True)
class _Mention:
    sort: Sort
    start: int
    end: int
    has: bool
    only: bool
    joined: bool
    """`or` stands between it and the one before."""


def read_links(question: str) -> tuple[Filters, bool, str]:
    """Return the conditions on links, whether both those with and those without are asked for, and the rest.

    Code alone means any link, for sources record one field for both and a project page may hold the code;
    a repository, or code set against a page, means a repository.
    """
    blanks = Blanks(question)
    for optional in _OPTIONAL.finditer(question):
        noun = _SORTS.match(question, optional.end() + question[optional.end() :].startswith(" "))
        if noun:
            blanks.take(optional.start(), noun.end())
    text = _NOT_ONLY.sub(_spaces, _EITHER_WAY.sub(_spaces, blanks.on(question)))
    mentions, cued = [], False
    for mention, cues in _mentions(text):
        cued = cued or bool(cues)
        mentions.append(mention)
        for start, end in cues:
            blanks.take(start, end)
        blanks.take(mention.start, mention.end)
    for several in _SEVERAL.finditer(question):
        blanks.take(*several.span())
    if not mentions or not cued:
        return Filters(), False, question
    rest = blanks.on(question)
    both = {m.sort for m in mentions if m.has} & {m.sort for m in mentions if not m.has}
    asks_the_rest = _REST_OF.search(rest)
    if both or asks_the_rest:
        return Filters(), True, _REST_OF.sub(_spaces, rest)
    return _on_host(_filters(mentions), mentions, text, question), False, rest


def _spaces(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _mentions(text: str) -> Iterator[tuple[_Mention, list[tuple[int, int]]]]:
    """Yield each mention of a link, and where the words of having or lacking by it stand."""
    found = list(_SORTS.finditer(text))
    for at, noun in enumerate(found):
        sort = _NOUNS[int(str(noun.lastgroup)[1:])][0]
        # What stands before the mention before this one speaks of that one, and of this one with it.
        before = clause_before(text, noun.start())
        offset = noun.start() - len(before)
        has, cues = _polarity(before)
        spans = [(offset + start, offset + end) for start, end in cues]
        following = found[at + 1].start() if at + 1 < len(found) else len(text)
        after = text[noun.end() : following]
        lacks_after = _LACKS_AFTER.match(after)
        if lacks_after and (following == len(text) or re.search(r"[,.;?!,。;?!()()]", after)):
            has = False
            spans.append((noun.end(), noun.end() + lacks_after.end()))
        elif has_after := _HAS_AFTER.match(after):
            spans.append((noun.end(), noun.end() + has_after.end()))
        elif _OPENED.match(noun.group()):
            spans.append(noun.span())
        joined = at > 0 and _WORD_BETWEEN.match(text, found[at - 1].end(), noun.start()) is not None
        only = _ONLY.search(before) is not None
        yield _Mention(sort, noun.start(), noun.end(), has, only, joined), spans


def _polarity(before: str) -> tuple[bool, list[tuple[int, int]]]:
    """Return whether the words before a mention say that it is there, and where those that tell stand."""
    has = True
    spans: list[tuple[int, int]] = []
    for cue in _CUES.finditer(before):
        gap = before[spans[-1][1] : cue.start()] if spans else ""
        governed = bool(spans) and (not gap.strip() if has else _GOVERNED.fullmatch(gap) is not None)
        spans = [*spans, cue.span()] if governed else [cue.span()]
        has = not cue["lacks"] and (has or not governed)
    near = bool(spans) and len(before) - spans[-1][1] <= _NEAR
    return (has, spans) if near else (True, [])


def _on_host(found: Filters, mentions: list[_Mention], text: str, question: str) -> Filters:
    """Return the conditions with the host named in place of any repository, and the number of links."""
    several = _SEVERAL.search(question)
    if several and found.get("has_links") is not False:
        number = several["number"] or several["zh"] or ""
        found = found.without("has_links").and_also(Filters.of(min_links=_NUMBERS.get(number.lower(), 2)))
    named = [
        re.search(_HOST, text[m.start : m.end], re.IGNORECASE) for m in mentions if m.sort == "repository"
    ]
    hosts = {_HOSTS[re.sub(r"\s", "", host.group().lower())] for host in named if host}
    if found.get("has_code") is None or len(hosts) != 1 or None in named:
        return found
    side = "link" if found.get("has_code") else "not_link"
    return found.without("has_code").and_also(Filters.of(**{side: f"*{hosts.pop()}*"}))


def _filters(mentions: list[_Mention]) -> Filters:
    has = {mention.sort for mention in mentions if mention.has}
    lacks = {mention.sort for mention in mentions if not mention.has}
    sorts = has | lacks
    if len(sorts) > 1 and "any" in has:
        has = has - {"any"} or has
    code, page = {"code", "repository"}, {"page"}
    if any(mention.joined for mention in mentions) and has & code and has & page:
        return Filters.of(has_links=True)
    if has & code and has & page:
        return Filters.of(has_code=True, has_page=True)
    if not has:
        return _lacking(lacks)
    only = any(mention.only for mention in mentions)
    if has & page:
        return Filters.of(has_page=True, has_code=False if only or lacks & code else None)
    no_page = False if lacks & page else None
    if has & code:
        strict = "repository" in has or lacks & page or only
        return Filters.of(
            **{"has_code" if strict else "has_links": True}, has_page=False if only else no_page
        )
    return Filters.of(has_links=True, has_code=False if lacks & code else None, has_page=no_page)


def _lacking(lacks: set[Sort]) -> Filters:
    if lacks == {"page"}:
        return Filters.of(has_page=False)
    return Filters.of(has_code=False) if lacks == {"repository"} else Filters.of(has_links=False)
