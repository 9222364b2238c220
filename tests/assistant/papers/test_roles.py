"""The role of a sentence, by rules, against sentences of real abstracts labelled by hand."""

import json
from collections import defaultdict

import pytest

from assistant.papers.roles import role_of, roles_of
from tests.support.places import DATA

LABELLED = [json.loads(line) for line in (DATA / "roles.jsonl").read_text(encoding="utf-8").splitlines()]
"""`after`: the abstract has said before what the paper offers."""


def test_most_labelled_sentences_get_their_role() -> None:
    right = defaultdict[str, list[bool]](list)
    for case in LABELLED:
        right[case["role"]].append(role_of(case["text"], case["after"]) == case["role"])
    every = [one for some in right.values() for one in some]
    assert len(every) > 200
    assert sum(every) / len(every) >= 0.88
    assert min(sum(some) / len(some) for some in right.values()) >= 0.75
    assert sum(right["contribution"]) / len(right["contribution"]) >= 0.95


def test_roles_follow_each_other_through_an_abstract() -> None:
    abstract = [
        "Scans are read every day.",
        "However, reading them remains slow.",
        "We introduce Alpha, a method that grades scans.",
        "Each scan is cut into tiles.",
        "The benchmark contains 1,200 scans.",
        "Experiments show that Alpha is 12% better.",
        "Code is available at https://alpha.example.",
    ]
    roles = ["background", "gap", "contribution", "method", "resource", "result", "availability"]
    assert roles_of(abstract) == roles


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("Existing models have achieved remarkable accuracy.", "background"),
        ("Recent work proposes to add redundancy.", "background"),
        ("How do models scale with few labels?", "gap"),
        ("This paper presents a tokenizer.", "contribution"),
        ("We show that our proposed method is fast.", "result"),
        ("", "background"),
    ],
)
def test_what_others_do_is_no_contribution(sentence: str, role: str) -> None:
    assert role_of(sentence) == role
