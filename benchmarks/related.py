"""Which entries related work cites: recall and precision of the choice on hand-judged drafts.

usage: python -m benchmarks.related [--fit] [CASES.jsonl ...]

CASES (default: tests/data/related.jsonl): one draft a line, with `draft`, `gold` and `borderline` (keys of
the bundled digest's entries); or `question`, `gold` and `neutral` with the entries' numbers, from 1. Opens
the library of PAPER_ASSISTANT_HOME. The figures are means over drafts; borderline entries count neither way.
`--fit` fits the weights anew, prints how they do on drafts kept back, and writes them.
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
from assistant.deciding.candidates import choose, judge_for
from assistant.deciding.weights import weights
from assistant.language import language_of
from assistant.reading.draft import read_manuscript
from benchmarks.fitting import ByWords, Floats, Numbers, Trial, refit, regress
from benchmarks.metrics import mean
from vectorstore.retriever import Retriever

DEFAULT = Path(__file__).parent.parent / "tests" / "data" / "related.jsonl"
_KEPT = {"draft": 0.87, "draft_words": 0.8}
"""Share of what should be cited that the threshold keeps."""
_NEAR = 0.99
"""Share of it that is cited or near."""
_FEATURES = {
    "draft": ("relative", "facet", "clear"),
    "draft_words": ("relative", "coverage", "facet"),
}

Case = dict[str, Any]


class Outcome(NamedTuple):
    """What became of one draft."""

    recall: float
    precision: float
    missed: list[str]
    beyond: list[str]


class Seen(NamedTuple):
    """What a draft and the entries judged for it look like, for fitting."""

    rows: Floats
    wanted: Floats


def main(arguments: list[str]) -> None:
    """Print the figures for each file, and each draft that falls short; or fit the weights."""
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
                print(f"  {case['id']}: missed {outcome.missed}, beyond {outcome.beyond}")
        print(f"{path}: {figures(outcomes)}, {len(cases)} drafts, {seconds:.3f} s each")


def read_cases(path: Path = DEFAULT) -> list[Case]:
    """Return the drafts of a file."""
    lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [case for case in lines if case.get("task", "related-work") == "related-work"]


def score(retriever: Retriever, case: Case) -> Outcome:
    """Choose what to cite for one draft, and compare with its gold."""
    manuscript = read_manuscript(case.get("draft") or case["question"])
    choice = choose(retriever, manuscript, language_of(manuscript.text))
    cited = {candidate.entry.key for candidate in choice.cited}
    gold, borderline = _gold(retriever, case)
    judged = cited - borderline
    precision = len(gold & judged) / len(judged) if judged else 0.0
    return Outcome(len(gold & cited) / len(gold), precision, sorted(gold - cited), sorted(judged - gold))


def figures(outcomes: Sequence[Outcome]) -> str:
    """Return the means over the drafts, as a line."""
    recall, precision = means(outcomes)
    return f"recall {recall:.3f} precision {precision:.3f}"


def means(outcomes: Sequence[Outcome]) -> tuple[float, float]:
    """Return recall and precision over the drafts."""
    return mean([one.recall for one in outcomes]), mean([one.precision for one in outcomes])


def fit(retriever: Retriever, path: Path) -> None:
    """Fit both rows of weights, by meaning and by words alone; print figures and write them."""
    cases, model = read_cases(path), retriever.library.embedder
    for table, reader in (("draft", retriever), ("draft_words", ByWords(retriever.library))):
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


def _gold(retriever: Retriever, case: Case) -> tuple[set[str], set[str]]:
    keys = [entry.key for entry in retriever.library.entries()]

    def read(given: Sequence[int | str]) -> set[str]:
        return {keys[one - 1] if isinstance(one, int) else one for one in given}

    return read(case["gold"]), read(case.get("borderline") or case.get("neutral") or [])


def _see(retriever: Retriever, case: Case, names: Sequence[str]) -> Seen:
    judge = judge_for(retriever, read_manuscript(case.get("draft") or case["question"]))
    judge.add(range(len(judge.entries)))
    features = judge.weigh().features
    gold, borderline = _gold(retriever, case)
    places = [at for at, entry in enumerate(judge.entries) if entry.key not in borderline]
    rows = np.array([features[name] for name in names]).T[places]
    return Seen(rows, np.array([judge.entries[at].key in gold for at in places], np.float64))


def _fitted(seen: Sequence[Seen], table: str) -> Numbers:
    """Return the weights and the thresholds of a score; what the best entry must reach stays as it is."""
    rows, wanted = (np.concatenate([one[at] for one in seen]) for at in (0, 1))
    found = regress(rows, wanted)
    scores = (found[0] + rows @ found[1:])[wanted == 1]
    belongs, borderline = (float(np.quantile(scores, 1 - kept)) for kept in (_KEPT[table], _NEAR))
    numbers = dict(zip(("bias", *_FEATURES[table]), map(float, found), strict=True))
    thresholds = {"belongs": belongs, "borderline": borderline}
    return weights(table) | numbers | thresholds


if __name__ == "__main__":
    main(sys.argv[1:])
