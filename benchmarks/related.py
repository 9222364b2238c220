"""Which entries related work cites: recall and precision of the choice on hand-judged drafts.

usage: python -m benchmarks.related [CASES.jsonl ...]

CASES (default: tests/data/related.jsonl): one draft a line, with `draft`, `gold` and `borderline` (keys of
the bundled digest's entries); or `question`, `gold` and `neutral` with the entries' numbers, from 1. Opens
the library of PAPER_ASSISTANT_HOME. The figures are means over drafts; borderline entries count neither way.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from assistant.build import open_assistant
from assistant.deciding.candidates import choose
from assistant.language import language_of
from assistant.reading.draft import read_manuscript

DEFAULT = Path(__file__).parent.parent / "tests" / "data" / "related.jsonl"


def main(paths: list[str]) -> None:
    """Print the figures for each file, and each draft that falls short."""
    retriever = open_assistant().retriever
    keys = [entry.key for entry in retriever.library.entries()]
    for path in paths or [str(DEFAULT)]:
        lines = map(json.loads, Path(path).read_text(encoding="utf-8").splitlines())
        cases = [case for case in lines if case.get("task", "related-work") == "related-work"]
        recalls, precisions = [], []
        begun = time.perf_counter()
        for case in cases:
            manuscript = read_manuscript(case.get("draft") or case["question"])
            choice = choose(retriever, manuscript, language_of(manuscript.text))
            cited = {candidate.entry.key for candidate in choice.cited}
            gold = _keys(case["gold"], keys)
            judged = cited - _keys(case.get("borderline") or case.get("neutral") or [], keys)
            recalls.append(len(gold & cited) / len(gold))
            precisions.append(len(gold & judged) / len(judged) if judged else 0.0)
            if recalls[-1] < 1 or precisions[-1] < 1:
                print(f"  {case['id']}: missed {sorted(gold - cited)}, beyond {sorted(judged - gold)}")
        seconds = (time.perf_counter() - begun) / len(cases)
        print(f"{path}: recall {_mean(recalls)} precision {_mean(precisions)}, ", end="")
        print(f"{len(cases)} drafts, {seconds:.3f} s each")


def _keys(given: list[Any], keys: list[str]) -> set[str]:
    return {keys[one - 1] if isinstance(one, int) else one for one in given}


def _mean(values: list[float]) -> str:
    return f"{sum(values) / len(values):.3f}"


if __name__ == "__main__":
    main(sys.argv[1:])
