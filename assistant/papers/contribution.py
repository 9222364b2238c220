"""Which sentence of an abstract says what its paper offers, and what kind of thing that is.

Rules over the roles of sentences. Pure; knows nothing of frames, tables or writers.
"""

import re
from collections.abc import Mapping, Sequence

from assistant.papers.gist import ANNOUNCES, IS_ANNOUNCED, most_telling
from assistant.papers.roles import Role
from assistant.papers.third_person import names_itself
from assistant.patterns import pattern
from assistant.types import Language
from vectorstore.text.names import mentions
from vectorstore.types import Entry, Passage

_HERE = pattern("report.here")
_EARLIER = pattern("report.earlier")
_WE = pattern("report.contribution_we")
# What a paper offers: the head of the phrase that announces it.
_KINDS = (
    (r"benchmarks?", "a benchmark", "一个基准"),
    (r"(?:data ?sets?|corpus)", "a dataset", "一个数据集"),
    (r"frameworks?", "a framework", "一个框架"),
    (r"architectures?", "an architecture", "一种架构"),
    (r"algorithms?", "an algorithm", "一种算法"),
    (r"agents?", "an agent", "一个智能体"),
    (r"systems?", "a system", "一个系统"),
    (r"(?:methods?|approach|strategy|scheme|procedure|pipeline)", "a method", "一种方法"),
    (r"models?", "a model", "一个模型"),
    (r"(?:study|investigation|analysis)", "a study", "一项研究"),
)
_OFFERED = pattern("report.offered")
_HEAD = (
    r"(?<![\w-]){}(?=[,.]| \(|$| (?:that|for|to|of|with|in|on|at|which|where|by|under|from|built|using|"
    r"spanning|pairing|covering|containing|consisting|comprising|\w+(?:ed|ly))\b)"
)


def contribution_of(entry: Entry, sentences: Sequence[Passage], roles: Mapping[int, Role]) -> Passage | None:
    """Return the sentence that says what the paper offers; None where none does.

    One that names the paper comes first, then one that announces, then what is done or found `here`, then
    whatever is offered, done or found.
    """
    told = [one for one in sentences if not (one.text.endswith("?") or _EARLIER.search(one.text))]

    def of(*wanted: Role) -> list[Passage]:
        return [sentence for role in wanted for sentence in told if roles[sentence.start] == role]

    offers = of("contribution")
    named = [one for one in offers if entry.name and mentions(one.text, entry.name)]
    announced = [one for one in offers if ANNOUNCES.search(one.text) or IS_ANNOUNCED.search(one.text)]
    here = [
        one
        for one in told
        if one in of("contribution", "method", "result") and _HERE.search(one.text) and _WE.search(one.text)
    ]
    done = of("method", "resource", "result")
    own = [one for one in done if names_itself(one.text)]
    return next(iter((*named, *announced, *here, *offers, *own, *done)), None)


def problem_of(sentences: Sequence[Passage], roles: Mapping[int, Role]) -> Passage | None:
    """Return the sentence that says most plainly what is wrong with what there is; None where none does."""
    gaps = [sentence for sentence in sentences if roles[sentence.start] == "gap"]
    telling = most_telling([sentence.text for sentence in gaps])
    return next((sentence for sentence in gaps if sentence.text == telling), None)


def kind_offered(quote: str, language: Language) -> str:
    """Return what an abstract's sentence announces; empty where it does not say."""
    offered = _OFFERED.search(quote)
    if offered is None:
        return ""
    found = (
        (place.start(), kinds[language == "zh"])
        for form, *kinds in _KINDS
        if (place := re.search(_HEAD.format(form), offered["what"], re.IGNORECASE))
    )
    return min(found, default=(0, ""))[1]


def in_general(kind: str) -> str:
    """Return a kind without its article: `benchmarks` for `a benchmark`, 基准 for 一个基准."""
    return f"{kind.split(' ', 1)[1]}s" if kind.isascii() else kind[2:]
