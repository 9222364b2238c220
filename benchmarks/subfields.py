"""Which entries belong to a subfield: recall and precision of the decisions on hand-judged requests.

usage: python -m benchmarks.subfields [CASES.jsonl ...]

CASES (default: tests/data/subfields.jsonl): one request a line, with `question`, `lang`, `gold` and
`neutral` (numbers of the bundled digest's entries, from 1). Opens the library of PAPER_ASSISTANT_HOME. A
request without gold must be refused. The figures are means over requests; neutral entries count neither way.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from assistant.build import open_assistant
from assistant.deciding.subfield import judge
from assistant.language import language_of

DEFAULT = Path(__file__).parent.parent / "tests" / "data" / "subfields.jsonl"


def main(paths: list[str]) -> None:
    """Print the figures for each file, and each request that falls short."""
    retriever = open_assistant().retriever
    number = {entry.key: row for row, entry in enumerate(retriever.library.entries(), 1)}
    for path in paths or [str(DEFAULT)]:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
        cases = [case for case in map(json.loads, lines) if case.get("task") == "summarize"]
        recalls, precisions, refused = [], [], []
        begun = time.perf_counter()
        for case in cases:
            found = judge(retriever, case["question"], language_of(case["question"]))
            picked = {number[decision.entry.key] for decision in found.graded("belongs")}
            gold, neutral = set(case["gold"]), set(case["neutral"])
            if not gold:
                refused.append(not picked)
                if picked:
                    print(_short(case, set(), picked))
                continue
            judged = picked - neutral
            recalls.append(len(gold & picked) / len(gold))
            precisions.append(len(gold & judged) / len(judged) if judged else 0.0)
            if recalls[-1] < 1 or precisions[-1] < 1:
                print(_short(case, gold - picked, judged - gold))
        seconds = (time.perf_counter() - begun) / len(cases)
        print(f"{path}: recall {_mean(recalls)} precision {_mean(precisions)} of {len(recalls)}, ", end="")
        print(f"refused {_mean(refused)} of {len(refused)}, {seconds:.3f} s each")


def _short(case: dict[str, Any], missed: set[int], extra: set[int]) -> str:
    return f"  {case['id']} {case['question'][:60]!r}: missed {sorted(missed)}, beyond {sorted(extra)}"


def _mean(values: list[Any]) -> str:
    return f"{sum(values) / len(values):.3f}" if values else "-"


if __name__ == "__main__":
    main(sys.argv[1:])
