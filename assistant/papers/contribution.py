"""Which sentence of an abstract says what its paper offers, and what kind of thing that is.

Rules over the roles of sentences. Pure; knows nothing of frames, tables or writers.
"""

from collections.abc import Mapping, Sequence

from assistant.papers.gist import ANNOUNCES, IS_ANNOUNCED, most_telling
from assistant.papers.roles import Role
from assistant.papers.third_person import names_itself
from assistant.patterns import named, pattern, texts
from assistant.types import Language
from vectorstore.text.names import mentions
from vectorstore.types import Entry, Passage

_HERE = pattern("report.here")
_EARLIER = pattern("report.earlier")
_WE = pattern("report.contribution_we")
_OFFERED = pattern("report.offered")


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
    kinds = named("report.kinds_offered").items()
    found = [(head.start(), name) for name, kind in kinds if (head := kind.search(offered["what"]))]
    return texts("report.kind_names", language)[min(found)[1]] if found else ""


def in_general(kind: str) -> str:
    """Return a kind without its article: `benchmarks` for `a benchmark`, 基准 for 一个基准."""
    return f"{kind.split(' ', 1)[1]}s" if kind.isascii() else kind[2:]
