"""Which entries belong to a subfield: recall and precision of the decisions on hand-judged requests.

usage: python -m benchmarks.subfields [--fit] [CASES.jsonl ...]

CASES (default: tests/data/subfields.jsonl): one request a line, with `question`, `lang`, `gold` and
`neutral` (numbers of the bundled digest's entries, from 1). Opens the library of PAPER_ASSISTANT_HOME. A
request without gold must be refused. The figures are means over requests; neutral entries count neither way.
`--fit` fits the weights anew, prints how they do on requests kept back, and writes them.
"""

import json
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from assistant.build import open_assistant
from assistant.deciding.subfield import judge, judge_for
from assistant.language import language_of
from assistant.papers.kinds import makes
from assistant.reading.request import read_request
from benchmarks.fitting import ByWords, Floats, Numbers, Trial, refit, regress
from benchmarks.metrics import mean
from vectorstore.retriever import Retriever

DEFAULT = Path(__file__).parent.parent / "tests" / "data" / "subfields.jsonl"
_KEPT = {"subfield": 0.925, "subfield_words": 0.885}
"""Mean share of what belongs that the threshold keeps: recall comes before precision."""
_ANSWERED = {"subfield": 0.99, "subfield_words": 0.95}
"""Share of the requests with gold that are not refused."""
_FEATURES = {"subfield": ("lift", "relative", "coverage"), "subfield_words": ("relative", "coverage")}

Case = dict[str, Any]


class Outcome(NamedTuple):
    """What became of one request."""

    recall: float | None
    """None where nothing belongs."""
    precision: float
    refused: bool
    missed: list[int]
    beyond: list[int]


class Seen(NamedTuple):
    """What a request and the entries judged for it look like, for fitting."""

    rows: Floats
    wanted: Floats
    closest: float
    covered: float


def main(arguments: list[str]) -> None:
    """Print the figures for each file, and each request that falls short; or fit the weights."""
    retriever = open_assistant().retriever
    paths = [Path(path) for path in arguments if path != "--fit"] or [DEFAULT]
    if "--fit" in arguments:
        fit(retriever, paths[0])
        return
    for path in paths:
        begun = time.perf_counter()
        cases = read_cases(path)
        outcomes = [score(retriever, case) for case in cases]
        seconds = (time.perf_counter() - begun) / len(cases)
        for case, outcome in zip(cases, outcomes, strict=True):
            if outcome.missed or outcome.beyond:
                short = f"missed {outcome.missed}, beyond {outcome.beyond}"
                print(f"  {case['id']} {case['question'][:60]!r}: {short}")
        print(f"{path}: {figures(outcomes)}, {seconds:.3f} s each")


def read_cases(path: Path = DEFAULT) -> list[Case]:
    """Return the requests of a file."""
    lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [case for case in lines if case.get("task") == "summarize"]


def score(retriever: Retriever, case: Case) -> Outcome:
    """Judge one request, and compare with its gold."""
    number = {entry.key: row for row, entry in enumerate(retriever.library.entries(), 1)}
    found = judge(retriever, case["question"], language_of(case["question"]))
    picked = {number[decision.entry.key] for decision in found.graded("belongs")}
    gold = set(case["gold"])
    judged = picked - set(case["neutral"])
    if not gold:
        return Outcome(None, 0.0, not picked, [], sorted(picked))
    precision = len(gold & judged) / len(judged) if judged else 0.0
    recall = len(gold & picked) / len(gold)
    return Outcome(recall, precision, not picked, sorted(gold - picked), sorted(judged - gold))


def means(outcomes: Sequence[Outcome]) -> tuple[float, float, float]:
    """Return recall and precision of the requests with gold, and the share of the others refused."""
    found = [(one.recall, one.precision) for one in outcomes if one.recall is not None]
    refused = [float(one.refused) for one in outcomes if one.recall is None]
    return mean([recall for recall, _ in found]), mean([precision for _, precision in found]), mean(refused)


def figures(outcomes: Sequence[Outcome]) -> str:
    """Return the means over the requests, as a line."""
    recall, precision, refused = means(outcomes)
    empty = sum(one.recall is None for one in outcomes)
    told = f"recall {recall:.3f} precision {precision:.3f} of {len(outcomes) - empty}"
    return f"{told}, refused {refused:.3f} of {empty}"


def fit(retriever: Retriever, path: Path) -> None:
    """Fit both rows of weights, by meaning and by words alone; print figures and write them."""
    cases, model = read_cases(path), retriever.library.embedder
    for table, reader in (("subfield", retriever), ("subfield_words", ByWords(retriever.library))):
        trial = Trial(
            table,
            reader,
            [_see(reader, case, _FEATURES[table]) for case in cases],
            partial(_fitted, table=table),
            lambda reader, at: score(reader, cases[at]),
            figures,
            lambda outcomes: mean(means(outcomes)),
        )
        refit(trial, [path], model.identity if model and reader is retriever else "")


def _see(retriever: Retriever, case: Case, names: Sequence[str]) -> Seen:
    """Return what the score of a request is made of; nothing where no score decides it."""
    nothing = Seen(np.zeros((0, len(names))), np.zeros(0), 0.0, 0.0)
    asked = read_request(retriever, case["question"])
    if not asked.question.text or asked.unclear:
        return nothing
    judge = judge_for(retriever, asked)
    admitted = [row for row, entry in enumerate(judge.entries) if asked.filters.admits(entry)]
    judge.add([row for row in admitted if not asked.kinds or makes(judge.entries[row], asked.kinds)])
    weighed = judge.weigh() if judge.rows else None
    if not weighed or not weighed.features.keys() >= set(names):
        return nothing
    places = [at for at, row in enumerate(judge.rows) if row + 1 not in case["neutral"]]
    rows = np.array([weighed.features[name] for name in names]).T[places]
    wanted = np.array([judge.rows[at] + 1 in case["gold"] for at in places], np.float64)
    return Seen(rows, wanted, weighed.closest, weighed.covered)


def _fitted(seen: Sequence[Seen], table: str) -> Numbers:
    """Return the weights, the thresholds of a score, and what the best entry must reach."""
    asked = [one for one in seen if len(one.rows)]
    answered = [one for one in asked if one.wanted.any()]
    found = regress(
        np.concatenate([one.rows for one in answered]), np.concatenate([one.wanted for one in answered])
    )
    # Of each request the scores of what belongs: the threshold at which their mean share is the one wanted.
    scores = [(found[0] + one.rows @ found[1:])[one.wanted == 1] for one in answered]
    counts = np.concatenate([np.full(len(some), 1 / len(some)) for some in scores])
    order = np.argsort(-np.concatenate(scores))
    kept = np.searchsorted(np.cumsum(counts[order]) / len(scores), _KEPT[table])
    belongs = float(np.concatenate(scores)[order][min(int(kept), len(order) - 1)])
    share, least = _support(asked, table)
    numbers = dict(zip(("bias", *_FEATURES[table]), map(float, found), strict=True))
    thresholds = {"belongs": belongs, "borderline": belongs - 0.9}
    return numbers | thresholds | {"share": share, "supported": least}


def _support(asked: Sequence[Seen], table: str) -> tuple[float, float]:
    """Return what coverage counts beside closeness, and the sum to reach: the pair that refuses best."""
    is_answered = np.array([one.wanted.any() for one in asked])
    close = np.array([one.closest for one in asked])
    covered = np.array([one.covered for one in asked])

    def least(share: float) -> float:
        return float(np.quantile((close + share * covered)[is_answered], 1 - _ANSWERED[table]))

    def refused(share: float) -> float:
        return float(np.mean((close + share * covered)[~is_answered] < least(share)))

    share = max(np.linspace(0.2, 2.0, 37).tolist() if table == "subfield" else [1.0], key=refused)
    return share, least(share)


if __name__ == "__main__":
    main(sys.argv[1:])
