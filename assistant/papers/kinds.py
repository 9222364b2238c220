"""Kinds of contribution: which a request asks for (`benchmarks for ...`), and which a paper makes.

A paper makes one where its title, or a sentence in which it says what it offers, names one; a paper that is
merely tested on benchmarks makes none. Knows nothing of vectors.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.papers.roles import roles_of
from vectorstore.text.passages import sentences_of
from vectorstore.types import Entry


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of contribution: how requests and papers call it, in both languages."""

    name: str
    asked: str
    asked_zh: str
    made: re.Pattern[str]


def _kind(name: str, asked: str, asked_zh: str, made: str) -> Kind:
    return Kind(name, asked, asked_zh, re.compile(rf"\b(?:{asked}|{made})|{asked_zh}", re.IGNORECASE))


KINDS = (
    _kind(
        "benchmark",
        r"benchmarks?\b|(?:evaluation|test|assessment) (?:data ?)?(?:sets?|suites?|beds?)\b|testbeds?\b|"
        r"leaderboards?\b",
        "评测基准|测评基准|评估基准|基准测试|评测数据集|评测集|测试集|测评集|基准|评测|测评",
        r"(?:\w*[a-z])?bench\b|benchmarking|(?:multiple-choice |exam )?question-answer pairs|stress-test|"
        r"expert evaluations?|evaluation (?:framework|protocol)|data ?sets? [^.]{0,60}(?:evaluat|assess)\w*|"
        r"(?:evaluat|assess|annotat)\w* [^.]{0,30}data ?sets?\b|评测|评估|测评|数据集",
    ),
    _kind(
        "dataset",
        r"data ?sets?\b|corpus\b|corpora\b|data collections?\b|data resources?\b",
        "公开数据集|数据集|语料库|数据资源",
        r"(?:\w*bench|\w+set|\w{3,}QA)\b|benchmarks?\b|基准",
    ),
    _kind(
        "survey",
        r"(?:literature )?(?:surveys|reviews)\b|position papers?\b|perspectives\b",
        "综述论文|综述文章|文献综述",
        r"(?:we|this (?:paper|article|work)) (?:survey|review)s?\b|"
        r"(?:a|an|comprehensive|systematic) (?:survey|review) of",
    ),
    _kind(
        "theory",
        r"theor(?:y|ies)\b|theoretical\b|theoretical (?:results?|analys[ei]s|work|guarantees?)\b|proofs?\b",
        "理论分析|理论结果|理论保证|理论",
        r"theorems?|we (?:\w+ )?prove|provabl[ey]|guarantees?\b|lemma",
    ),
    _kind(
        "study",
        r"(?:user|reader|human|empirical|comparative|large-scale|systematic) stud(?:y|ies)\b",
        "用户研究|实证研究|对比研究|系统研究|人因研究",
        r"(?:systematic|comprehensive|empirical|large-scale|pioneering) (?:\w+ )?(?:investigation|study|"
        r"evaluation|comparison|analysis)|we (?:benchmarked|compared|surveyed|interviewed)",
    ),
    _kind(
        "tool",
        r"(?:software|toolkits?|tool ?boxes|open-source tools|python packages?|code ?bases?)\b",
        "软件|工具包|工具箱|开源工具",
        r"librar(?:y|ies) for|platform\b",
    ),
)
_BY_NAME = {kind.name: kind for kind in KINDS}
_METHODS = re.compile(
    r"(?:[,/&:]|\b(?:and|or))\s*(?:methods?|models?|approaches|algorithms?|systems?|techniques?)\s*(?:$|[,/&.]|(?:and|or)\b)|"
    r"\b(?:methods?|models?|approaches|algorithms?|systems?|techniques?)\s*(?:[,/&]|(?:and|or)\b)|(?:方法|模型|算法|系统)\s*[、和与及]|"
    r"[、和与及]\s*(?:方法|模型|算法|系统)\s*$",
    re.IGNORECASE,
)
_LEAD = r"\b(?:an?\s+|the\s+)?(?:(?:new|novel|public|open|large|recent)\s+)*"
_USED = re.compile(
    r"\b(?:from|on|across|using|in|over|between|by|against|several|multiple|many)\s+(?:[\w-]+\s+){0,2}$",
    re.IGNORECASE,
)
_TRIED_ON = re.compile(
    r"\b(?:on|across|unseen|from|over|against|several|multiple)\s+(?:[\w-]+\s+){0,3}$", re.IGNORECASE
)
_HEAD = (
    r"(?=\s*(?:$|[,.;:()/&?!]|\b(?:for|on|of|about|in|to|that|which|with|and|or|as well as|are|is|at|from|by|"
    r"focus\w*|targeting)\b))"
)
_HEAD_ZH = "(?=\\s*(?:$|[,。;:()/、?!]|和|与|及|或|以及|类的?|方面|的?(?:论文|工作)))"


def asked_kinds(subject: str) -> tuple[tuple[str, ...], str]:
    """Return the names of the kinds that a subject asks for, and the subject without them.

    None where methods are listed beside them, or the word heads no phrase (`benchmark contamination`).
    """
    found: list[str] = []
    rest = subject
    for kind in KINDS:
        for pattern in (_LEAD + rf"(?:{kind.asked}){_HEAD}", f"(?:{kind.asked_zh}){_HEAD_ZH}"):
            for match in re.finditer(pattern, rest, re.IGNORECASE):
                if not _USED.search(rest[: match.start()]):
                    found.append(kind.name)
                    rest = rest[: match.start()] + " " * len(match.group()) + rest[match.end() :]
    if found and _METHODS.search(subject):
        return (), rest
    return tuple(dict.fromkeys(found)), rest


def makes(entry: Entry, names: Sequence[str]) -> bool:
    """Tell whether a paper makes a contribution of one of some kinds."""
    if not entry.mismatch and any(_BY_NAME[name].made.search(entry.title) for name in names):
        return True
    return any(_names(_BY_NAME[name], sentence) for name in names for sentence in _told(entry))


@lru_cache(maxsize=1024)
def _told(entry: Entry) -> tuple[str, ...]:
    """Return the sentences in which a paper says what it made, and how."""
    sentences = [piece.text for piece in sentences_of(entry)]
    roles = zip(sentences, roles_of(sentences), strict=True)
    return tuple(sentence for sentence, role in roles if role in ("contribution", "resource", "method"))


def _names(kind: Kind, sentence: str) -> bool:
    """Tell whether a sentence names the kind, and not as what something was tried on."""
    return any(not _TRIED_ON.search(sentence[: match.start()]) for match in kind.made.finditer(sentence))
