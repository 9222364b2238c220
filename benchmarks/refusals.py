"""Which questions are answered and which refused: the share of each told right, and the fit it rests on.

usage: python -m benchmarks.refusals [FILE.jsonl ...]

Without arguments, tests/data/refusals.jsonl: one question a line, with `question` and `answered`, whether the
bundled digest answers it. Further files hold what it does not answer (SciFact's claims as `claim`, one-line
summaries as `query`), of which a hundred each are taken. Opens the library of PAPER_ASSISTANT_HOME. The fit
is logistic regression by Newton's method, for the questions that name no paper.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.build import open_assistant
from assistant.deciding.answerable import reason_to_abstain
from assistant.deciding.confidence import Evidence, evidence_of
from assistant.language import language_of
from assistant.reading.intent import read_intent

DEFAULT = Path(__file__).parent.parent / "tests" / "data" / "refusals.jsonl"
_OTHERS = 100
_KEPT = 0.97
"""Share of the answerable questions that the threshold keeps."""
_OWN, _OTHER = 2.0, 0.5
"""What a question that is to be refused counts: people's own more than claims, which read like answers."""
_RIDGE = 0.3

Floats = NDArray[np.float64]


def main(paths: list[str]) -> None:
    """Print the shares told right, by kind and language, then the weights of a fit on the same questions."""
    retriever = open_assistant().retriever
    right: dict[str, list[bool]] = defaultdict(list)
    evidence: list[tuple[float, ...]] = []
    answerable: list[bool] = []
    shares: list[float] = []
    for question, answered, source in _questions(paths):
        search, intent = retriever.search(question), read_intent(question)
        refused = reason_to_abstain(search, intent, language_of(question)) is not None
        kind = f"{source}, {'answered' if answered else 'refused'}, {language_of(question)}"
        right[kind].append(refused != answered)
        if search.hits and search.support.cosine is not None and not search.question.named.own:
            evidence.append(evidence_of(search, intent))
            answerable.append(answered)
            shares.append(1.0 if answered else _OWN if source == DEFAULT.stem else _OTHER)
    for kind, told in sorted(right.items()):
        print(f"{kind}: {sum(told) / len(told):.3f} of {len(told)}")
    rows = np.array(evidence)
    weights = _fitted(rows, np.array(answerable, np.float64), np.array(shares))
    scores = weights[0] + rows @ weights[1:]
    threshold = np.quantile(scores[np.array(answerable)], 1 - _KEPT)
    named = zip(("bias", *Evidence._fields), weights, strict=True)
    print(" ".join(f"{name} {weight:.2f}" for name, weight in named), f"threshold {threshold:.2f}")


def _questions(paths: list[str]) -> Iterator[tuple[str, bool, str]]:
    for line in DEFAULT.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        yield case["question"], case["answered"], DEFAULT.stem
    for path in paths:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
        for line in lines[:: max(1, len(lines) // _OTHERS)]:
            other = json.loads(line)
            yield other.get("claim") or other["query"], False, Path(path).stem


def _fitted(rows: Floats, wanted: Floats, shares: Floats) -> Floats:
    """Return the bias and the weights, the latter kept small."""
    table = np.c_[np.ones(len(rows)), rows]
    weights: Floats = np.zeros(table.shape[1])
    ridge = np.diag([0.0] + [_RIDGE] * rows.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-table @ weights))
        slope = table.T @ (shares * (wanted - chance)) - ridge @ weights
        weights += np.linalg.solve((table.T * (shares * chance * (1 - chance))) @ table + ridge, slope)
    return weights


if __name__ == "__main__":
    main(sys.argv[1:])
