"""What kind of answer a question wants, read by rules in both languages: how many papers, and which facts.

Pure; knows nothing of the library.
"""

import re
from dataclasses import dataclass

from assistant.reading.reference import plain
from vectorstore.text.analysis import content, terms
from vectorstore.text.paper_words import PAPERS, PAPERS_ZH

_NUMBERS = {
    "two": 2,
    "both": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "两": 2,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
}
_COUNTED = re.compile(
    rf"\b(two|both|three|four|five)\b(?:\s+[\w-]+){{0,2}}?\s+(?:{PAPERS}|studies)\b|"
    r"([两二三四五])\s*(?:篇|项工作|个条目)",
    re.IGNORECASE,
)
_PAPER = (
    rf"(?:{PAPERS_ZH}|工作|研究|方法|模型|基准|数据集|系统|框架|"
    r"(?<![A-Za-z])(?:papers?|works?|benchmarks?|models?|datasets?)(?![A-Za-z]))"
)
_SEVERAL = re.compile(
    r"\b(?:which|what|list|any|name|all|find|show|how many)\b[^.?!]{0,40}\b"
    rf"(?:{PAPERS}|studies|posters|orals|benchmarks|datasets)\b(?!\s+(?:does|is|was|has)\b)|"
    rf"\b(?:{PAPERS}|studies|posters|orals)\s+(?:on|about|that|which|using|with|of)\b|"
    r"\bwho (?:has|have)\b|"
    # Of what a paper lists (`遇到了哪些难题`) one paper tells.
    rf"(?:哪些|哪几[个项种]?|有哪)[^,。?!;]{{0,14}}?{_PAPER}|{_PAPER}[^,。?!;]{{0,10}}(?:哪些|哪几)|"
    r"哪些(?:都|在|用|做|能|是|有|没|给|附|讨论|涉及|提到)|(?:标签|主题|类别)[^。?!;]*哪些|列出|列全|"
    r"[哪有]几篇|多少篇(?!系统综述|综述)",
    re.IGNORECASE,
)
_COMPARE = re.compile(
    r"\b(?:compare|compares|comparison|differ|differs|differences?|versus|vs\.?|in contrast)\b|"
    r"区别|(?:有何|有什么|有哪些|哪些|什么|的)不同(?!的)|不同(?:之处|点|在哪)|不一样|对比|比较一下|相比|异同|分别",
    re.IGNORECASE,
)
# A comparison with what came before is one within a single paper.
_WITH_THE_PAST = re.compile(
    r"\b(?:previous|prior|existing|earlier|conventional|traditional|current|(?<!each )other)\b|"
    r"以往|现有|传统|之前|此前|先前|一般|别的|其他",
    re.IGNORECASE,
)
_ONE_AND_ANOTHER = re.compile(
    r"\bone (?:paper|work|study|of them)\b.{1,200}\b(?:another|the other)\b|一篇.{1,80}一篇",
    re.IGNORECASE | re.DOTALL,
)
_PAIR = re.compile(
    r"\beach\b(?! other)|\b(?:both|respectively|contrast(?:s|ing)?)\b|"
    r"各自|各(?=[\u4e00-\u9fff])|[和跟与]那篇|那篇.{0,12}[和跟与]",
    re.IGNORECASE,
)
_LINKS = re.compile(
    r"\b(?:code|repo|repository|repositories|github|project page|homepage|website|urls?|links?|source code|"
    r"download)\b|\bwhere\b[^.?!,;]{0,20}\b(?:project|implementation|software|dataset|data|benchmark|it|they)\b"
    r"[^.?!,;]{0,12}\b(?:live|lives|hosted|kept|found|available|get|obtain)\b|"
    r"\bwhere can (?:i|we|one) (?:get|find|obtain)\b|"
    r"代码|仓库|链接|主页|项目页|网址|开源|哪里下载|地址|(?:项目|数据|它|代码)[^,。?!;]{0,3}(?:放|挂|托管)在哪|在哪[里儿]?(?:能)?下载",
    re.IGNORECASE,
)
_FACTS = re.compile(
    r"\b(?:poster|oral|venue|conference|published|publication|topic|filed|what year|which year|when was)\b|"
    r"会议|哪一?年|年份|发表|什么主题|哪个主题|口头|海报",
    re.IGNORECASE,
)
_QUANTITY = re.compile(
    r"\bhow (?:many|much)\b\s*(?P<en>(?:[\w'’/-]+\s*){0,5})|"
    r"(?:多少(?!的)|(?<!哪)几)\s*(?P<measure>[个条张道种例位名篇项份组类段幅对只次人句项部层轮批帧家]?)(?P<zh>[\u4e00-\u9fff]{0,6})",
    re.IGNORECASE,
)
_STATED = re.compile(
    r"(?<![\w.-])\d[\d,.]*\b|[两三四五六七八九十百千万]+(?:个|位|名|篇|项|种|家|例)", re.ASCII
)
_AUTHORS = re.compile(
    r"\b(?:who (?:are|is|were) the (?:\w+ )?authors?|authors? of|affiliations?|who wrote|list the authors|"
    r"first author|(?:which|what) (?:university|universities|institutions?|lab|group))\b|"
    r"作者(?:是|都?有(?:谁|哪|几|多)|都是|来自|的?单位)|谁写的|哪个(?:单位|机构|大学|团队)|(?:第一|通讯)作者",
    re.IGNORECASE,
)
# What the body of a paper tells, if anything does, and its abstract seldom.
_DETAIL = re.compile(
    r"\b(?:(?:which|what|whose|how (?:many|much|long))\b[^.?!,;]{0,30}?\b"
    r"(?P<en>licen[cs]es?|hospitals?|gpus?|gpu hours|hardware|parameters|learning rate|batch size|epochs|"
    r"hyperparameters|costs?|prices?|funding|sponsors?|countr(?:y|ies)|ethics|release date)\b|"
    r"(?:who|which agency)\s+(?P<who>funded|sponsored|paid))|"
    r"(?:哪|什么|多少|几)[^,。?!;]{0,6}?(?P<zh>许可证|许可|协议|医院|显卡|硬件|参数|学习率|轮|资助|基金|国家|钱)|"
    r"(?P<is>许可证|许可协议|参数量|学习率|批大小|超参数?|成本|费用|价格|资助方|硬件)[^,。?!;]{0,4}"
    r"(?:是什么|是哪|多少|多大|几|怎么)",
    re.IGNORECASE,
)
# Which of several does best: a result that abstracts often keep to themselves. `Best` before a verb (`best
# describes`) and 最好 as an adverb (最好不要) rank nothing.
_BEST_ZH = "最(?:[高低差弱准]|强(?!调|化)|优(?!化|先)|好(?!不|别|先|要|能|用))"
_WINNER = re.compile(
    r"\b(?:which|who|whose)\b[^.?!,;]{0,60}?\b(?P<en>(?<=the )best|"
    r"best(?=\W*$|\W*[?.!,;]|\s+(?:in|on|at|for|of|among|with|by|across|under|when|overall)\b)|"
    r"highest|lowest|worst|winner|wins?|won(?!['’])|strongest|weakest|"
    r"(?:came|comes?|ranks?|ranked) (?:first|last|top))\b|"
    rf"(?:哪|谁)[^,。?!;]{{0,20}}?(?P<zh>{_BEST_ZH}|排第一)|"
    rf"(?P<before>{_BEST_ZH}|排第一)[^,。?!;]{{0,12}}?(?:哪|谁)",
    re.IGNORECASE,
)
FIGURE = re.compile(
    r"(?<![A-Za-z\d])(?<![A-Za-z]-)\d(?!D\b)|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|hundred|thousand|million)\b",
    re.IGNORECASE,
)
"""A figure in a text, in digits or as a number word; not one in a name (`CholecT50`, `GPT-4`, `3D`)."""
_DEFINE = re.compile(
    r"^\s*(?:what(?:'s| is| are)|who is|tell me about|introduce|describe)\b|是什么|是啥|介绍", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Intent:
    """What a question wants, as far as rules can tell."""

    papers: int | None
    """How many papers it speaks of; None where it says nothing of several."""
    several: bool
    """It asks for a list of papers, of a length it does not give."""
    compares: bool
    pairs: bool
    """It may set one paper beside another, or speak of two things in one paper: what is found tells."""
    links: bool
    facts: bool
    """It asks for the venue, year, kind or topic of a paper."""
    quantity: str
    """What it asks the number of ('GPU hours'); empty where it asks for none."""
    asks_number: bool
    """A figure answers it, or it states one that may be wrong."""
    authors: bool
    detail: str
    """What it asks of how a thing was made or run that abstracts seldom state ('licence'); or empty."""
    winner: str
    """The word by which it asks which of several does best or worst ('highest'); or empty."""
    defines: bool


def read_intent(question: str) -> Intent:
    """Read what kind of answer a question wants."""
    question = plain(question)
    counted = _COUNTED.search(question)
    quantity = _QUANTITY.search(question)
    number = _NUMBERS.get((counted[1] or counted[2]).lower()) if counted else None
    if number is None and _ONE_AND_ANOTHER.search(question):
        number = 2
    return Intent(
        papers=number,
        several=number is None and _SEVERAL.search(question) is not None,
        compares=bool(_COMPARE.search(question) and not _WITH_THE_PAST.search(question)),
        pairs=_PAIR.search(question) is not None,
        links=_LINKS.search(question) is not None,
        facts=_FACTS.search(question) is not None,
        quantity=(quantity["en"] or quantity["zh"] or "").strip() if quantity else "",
        asks_number=quantity is not None or _STATED.search(question) is not None,
        authors=_AUTHORS.search(question) is not None,
        detail=_group(_DETAIL.search(question)),
        winner=_group(_WINNER.search(question)),
        defines=_DEFINE.search(question) is not None,
    )


def _group(match: re.Match[str] | None) -> str:
    """Return the one group that a match has filled; empty for no match."""
    return next(filter(None, match.groups()), "") if match else ""


_LINK_WORDS = frozenset(terms("project page public code available release provide find open source share"))


def asks_more_than_links(question: str, name: str) -> bool:
    """Tell whether a question that asks for links asks anything else about the paper called `name`."""
    rest = _LINKS.sub(" ", question)
    about = set(terms(content(rest))) - set(terms(name)) - _LINK_WORDS
    # One Chinese character alone is a particle the list of them lacks.
    return any(term.isascii() or len(term) > 1 for term in about)
