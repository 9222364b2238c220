"""Cases of how requests are read and judged, scored by kind rather than held one by one."""

import json
from collections.abc import Callable
from typing import Any

from tests.support.places import DATA

Case = dict[str, Any]


def misses(kind: str, read: Callable[[Case], object]) -> tuple[float, list[tuple[str, object]]]:
    """Return the share of a kind's cases that are read as expected, and what the others are read as."""
    lines = (DATA / "requests.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [case for case in map(json.loads, lines) if case["kind"] == kind]
    told = [(case["text"], read(case)) for case in cases]
    wrong = [one for one, case in zip(told, cases, strict=True) if one[1] != case["expected"]]
    return 1 - len(wrong) / len(cases), wrong
