"""False and true replies of a model, by family, through the grounding gate.

python -m benchmarks.gate [--each N] [--seed N]

The replies (tests/families) are drawn from the bundled digest: false ones are so by construction
(false_quotes.py, false_claims.py), true ones are exact quotes retyped (true_replies.py).
"""

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from benchmarks.corpus import machine
from tests.families.false_claims import CLAIMS
from tests.families.false_quotes import QUOTES
from tests.families.replies import Case, cases, shown
from tests.families.true_replies import cases as true_cases
from vectorstore.library import Library


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description="False and true replies through the gate.")
    parser.add_argument("--each", type=int, default=60, help="replies of a family, at most")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder), None)
        entries = library.entries()
        library.close()
    print(machine())
    _table("false reply", cases(QUOTES | CLAIMS, entries, options.each, options.seed))
    _table("true reply", true_cases(entries, options.each, options.seed))


def _table(kind: str, replies: Iterable[Case]) -> None:
    tried, through = Counter[str](), Counter[str]()
    seconds = 0.0
    for case in replies:
        tried[case.family] += 1
        begun = time.perf_counter()
        through[case.family] += bool(shown(case))
        seconds += time.perf_counter() - begun
    print(f"\n| {kind} | tried | shown |\n|---|---|---|")
    for family, count in tried.items():
        print(f"| {family} | {count} | {through[family]} |")
    print(f"| all | {tried.total()} | {through.total()} |")
    print(f"\n{1000 * seconds / tried.total():.1f} ms a reply")


if __name__ == "__main__":
    main()
