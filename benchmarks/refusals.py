"""Which questions are answered and which refused: the share of each told right.

usage: python -m benchmarks.refusals [--fit] [FILE.jsonl ...]

Without arguments, tests/data/refusals.jsonl: one question a line, with `question` and `answered`, whether the
bundled digest answers it. Further files hold more such questions, or what it does not answer (SciFact's
claims as `claim`, one-line summaries as `query`), of which a hundred each are taken. Opens the library of
PAPER_ASSISTANT_HOME.
`--fit` fits the weights anew for the questions that name no paper, prints how they do on questions kept
back, and writes them.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from assistant.build import open_assistant
from assistant.deciding.answerable import reason_to_abstain
from assistant.deciding.confidence import evidence_of
from assistant.language import language_of
from assistant.reading.intent import read_intent
from benchmarks.fitting import ByWords, Numbers, Trial, refit, regress
from benchmarks.metrics import mean
from vectorstore.retriever import Retriever

DEFAULT = Path(__file__).parent.parent / "tests" / "data" / "refusals.jsonl"
_OTHERS = 100
_KEPT = {"answerable": 0.97, "answerable_words": 0.92}
"""Share of the answerable questions that the threshold keeps."""
_OWN, _OTHER = 2.0, 0.5
"""What a question that is to be refused counts: people's own more than claims, which read like answers."""
_FEATURES = {
    "answerable": ("cosine", "coverage", "held", "unknown", "margin", "length"),
    "answerable_words": ("coverage", "held", "unknown"),
}


class Case(NamedTuple):
    """One question, and whether the digest answers it."""

    question: str
    answered: bool
    source: str

    @property
    def kind(self) -> str:
        """Return what it is counted under."""
        return f"{self.source}, {'answered' if self.answered else 'refused'}, {language_of(self.question)}"


Seen = tuple[tuple[float, ...], bool, float] | None
"""What a score is made of, whether the question is answered, what it counts; None where no score decides."""


def main(arguments: list[str]) -> None:
    """Print the shares told right, by kind and language; or fit the weights."""
    retriever = open_assistant().retriever
    others = [Path(path) for path in arguments if path != "--fit"]
    cases = [*read_cases(), *_others(others)]
    if "--fit" in arguments:
        fit(retriever, cases, [DEFAULT, *others])
        return
    for kind, (share, count) in shares(cases, [is_right(retriever, case) for case in cases]).items():
        print(f"{kind}: {share:.3f} of {count}")


def read_cases(path: Path = DEFAULT) -> list[Case]:
    """Return the questions of a file."""
    lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [Case(one["question"], one["answered"], path.stem) for one in lines if "answered" in one]


def is_right(retriever: Retriever, case: Case) -> bool:
    """Tell whether a question is answered or refused as it should be."""
    search, intent = retriever.search(case.question), read_intent(case.question)
    return (reason_to_abstain(search, intent, language_of(case.question)) is None) == case.answered


def shares(cases: Sequence[Case], right: Sequence[bool]) -> dict[str, tuple[float, int]]:
    """Return the share told right of each kind of question, and how many there are."""
    told: dict[str, list[bool]] = defaultdict(list)
    for case, one in zip(cases, right, strict=True):
        told[case.kind].append(one)
    return {kind: (sum(some) / len(some), len(some)) for kind, some in sorted(told.items())}


def fit(retriever: Retriever, cases: Sequence[Case], data: Sequence[Path]) -> None:
    """Fit both rows of weights, with vectors and by words alone; print figures and write them."""
    model = retriever.library.embedder
    for table, reader in (("answerable", retriever), ("answerable_words", ByWords(retriever.library))):
        trial = Trial(
            table,
            reader,
            [_see(reader, case, _FEATURES[table]) for case in cases],
            partial(_fitted, table=table),
            lambda reader, at: is_right(reader, cases[at]),
            lambda right: figures(shares(cases, right)),
            lambda right: mean([share for share, _ in shares(cases, right).values()]),
        )
        refit(trial, data, model.identity if model and reader is retriever else "")


def figures(told: Mapping[str, tuple[float, int]]) -> str:
    """Return the shares as a line."""
    return "; ".join(f"{kind} {share:.3f} of {count}" for kind, (share, count) in told.items())


def _others(paths: Sequence[Path]) -> Iterator[Case]:
    for path in paths:
        yield from (own := read_cases(path))
        lines = [] if own else path.read_text(encoding="utf-8").splitlines()
        for other in map(json.loads, lines[:: max(1, len(lines) // _OTHERS)]):
            yield Case(other.get("claim") or other["query"], False, path.stem)


def _see(retriever: Retriever, case: Case, names: Sequence[str]) -> Seen:
    search = retriever.search(case.question)
    by_words = "cosine" not in names
    if not search.hits or search.question.named.own or (search.support.cosine is None) != by_words:
        return None
    found = evidence_of(search, read_intent(case.question))._asdict()
    share = 1.0 if case.answered else _OWN if case.source == DEFAULT.stem else _OTHER
    return tuple(found[name] for name in names), case.answered, share


def _fitted(seen: Sequence[Seen], table: str) -> Numbers:
    """Return the weights, and the score that is enough."""
    known = [one for one in seen if one is not None]
    rows, answered, counts = (np.array(values, np.float64) for values in zip(*known, strict=True))
    found = regress(rows, answered, counts)
    enough = np.quantile((found[0] + rows @ found[1:])[answered == 1], 1 - _KEPT[table])
    return dict(zip(("bias", *_FEATURES[table], "enough"), map(float, [*found, enough]), strict=True))


if __name__ == "__main__":
    main(sys.argv[1:])
