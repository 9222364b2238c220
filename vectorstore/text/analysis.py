"""One analyser for both languages: stemmed Latin words and Chinese bigrams, for texts and for questions.

Case, width, hyphens and thousands separators do not matter; digits keep their units. Knows nothing of
entries; `keyword_index` stores what comes out here.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import chain, pairwise

import tantivy

ANALYSIS_VERSION = 2

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_LETTER = rf"[^\W_{_HAN}]"
_NUMBER = rf"\d[\d,]*(?:\.\d+)?(?:%|[kKmM](?![a-zA-Z]))?(?!{_LETTER})"
_TOKEN = re.compile(rf"[{_HAN}]+|{_NUMBER}|{_LETTER}+(?:['’.+&-]{_LETTER}+)*")
_KIND = re.compile(rf"(?P<cjk>[{_HAN}]+)|(?P<number>{_NUMBER})|(?P<word>.+)")
_DASHES = re.compile("[\u2010-\u2015\u2212]")

ENGLISH_STOPS = frozenset(
    """
    a about above across after all also am an and another any anyone anything are around as ask at
    available be because been being below between both but by called can cannot case come could
    current did do does doing done down each either else enough etc ever every exactly explain far
    few find first following for from further gave get gets give given gives go goes going good got
    had has have having he help her here hers hi him his how however i i'd i'm idea if in instead
    into is isn't it it's its itself just keep kind know known later least less let like list look
    looking made mainly make makes many may me mean means meant mention mentioned might more most
    much must my name need needs no nor not now of off often on once one ones only onto or other
    others our out over own paper papers please possible put quite rather really recall said same
    say says see seem seen several shall she should show shows since so some someone something sort
    still study such summarise summarize take tell than thank thanks that that's the their them then
    there these they thing things this those though through to together too toward two under unlike
    until up upon us use used uses using usually very via want was way we well went were what what's
    when where whereas whether which while who whom whose why will with within without work works
    would written yes yet you your
    brief briefly detail details sentence sentences short simple simply stand stands summary words
    propose proposes proposed introduce introduces introduced present presents presented
    mentions mentioning problem problems fix fixes solve solves solved purpose goal goals aim aims
    """.split()
)
_CHINESE_STOPS = re.compile(
    "有没有|是不是|能不能|可不可以|要不要|行不行|对不对|会不会|为什么|是什么|什么样|"
    "什么|怎么样|怎么办|怎么|怎样|如何|哪些|哪几篇|哪一篇|哪两篇|哪篇|哪几|哪个|"
    "哪种|哪里|哪儿|哪家|哪|几篇|几个|几种|几道|多少个|多少条|多少|几张|请问|请|"
    "告诉我|介绍一下|介绍|一下|总结|梳理|概述|论文|文章|工作|研究|这篇|那篇|本文|"
    "他们|它们|我们|你们|自己|这个|那个|这些|那些|这种|那种|这里|里面|其中|之间|"
    "以及|并且|而且|但是|不过|因为|所以|如果|虽然|可以|能够|能否|是否|可能|应该|"
    "需要|想要|想找|时候|以后|之后|以前|现在|已经|还是|或者|还有|还能|还要|有关|相关|涉及|讨论|关于|"
    "对于|根据|通过|进行|使用|利用|用到|用了|分别|各有|到底|究竟|比如|例如|一共|"
    "大概|大约|左右|一个|一种|一些|一样|一篇|两篇|三篇|两个|都有|直接|专门|只有|"
    "只靠|不用|不同|不一样|就是|都是|也是|都要|够用|做点|别的|"
    "[的了吗呢吧啊呀么和与或把被让给更最很太也都就还又这那它他她我你您请说]"
)


@lru_cache(maxsize=1)
def _stemmer() -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    return builder.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.stemmer("english")).build()


def stem(words: list[str]) -> list[str]:
    """Return the English stem of each word (Snowball, as Tantivy ships it), in order."""
    return [_stemmer().analyze(word)[0] for word in words]


def _fold(text: str) -> str:
    if text.isascii():
        return text.lower()
    text = re.sub(r"(?<=\d)(?=[⁰¹²³⁴-⁹])", "^", text)  # 10⁷ is not 107
    return _DASHES.sub("-", unicodedata.normalize("NFKC", text)).lower()


def terms(text: str) -> list[str]:
    """Return the terms `text` is indexed under, in order.

    A compound such as `SurvHTE-Bench` yields itself joined (`survhtebench`) and its parts; a figure yields
    itself with and without its unit; a run of Chinese yields its overlapping pairs.
    """
    return list(chain.from_iterable(map(_terms_of, _TOKEN.findall(_fold(text)))))


@lru_cache(maxsize=1 << 16)
def _terms_of(token: str) -> tuple[str, ...]:
    kind = _KIND.fullmatch(token)
    assert kind
    if kind.lastgroup == "word":
        return tuple(stem(_forms(token)))
    return tuple(_pairs(token) if kind.lastgroup == "cjk" else _figures(token))


def question_terms(question: str) -> list[str]:
    """Return the terms to search for: those of the content words, and neighbours joined, without repeats.

    `survhte bench` also asks for `survhtebench`: a term nobody uses costs nothing.
    """
    folded = _fold(question)
    found = terms(content(question))
    words = re.findall(r"[^\W_]+", re.sub(r"[\u3400-\u9fff]", " ", folded))
    joined = [a + b for a, b in pairwise(words) if len(a + b) > 4]
    joined += ["".join(trio) for trio in zip(words, words[1:], words[2:], strict=False)]
    return list(dict.fromkeys(found + stem(joined)))


def content(question: str) -> str:
    """Return `question` without the words that carry no topic, in either language."""
    folded = _CHINESE_STOPS.sub(" ", _fold(question))
    return re.sub(
        r"[a-z][a-z'’]*(?![\w-])", lambda m: " " if m[0].replace("’", "'") in ENGLISH_STOPS else m[0], folded
    )


def _forms(word: str) -> list[str]:
    if word.isalnum():
        return [word]
    parts = [part for part in re.split(r"['’.+&-]", word) if part]
    if parts[1:] == ["s"]:
        return parts[:1]
    return ["".join(parts), *(part for part in parts if len(part) > 1)]


def _figures(number: str) -> list[str]:
    plain = number.replace(",", "")
    bare = plain.rstrip("%km")
    return [plain] if bare == plain else [plain, bare]


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]
