"""The metrics on examples made by hand, the files of cases, and the gate: how good answers must be."""

import json
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from assistant.ask import Assistant
from assistant.checks import evaluation
from assistant.checks.evaluation import Case, mentions, score
from doors.cases import evaluate, read_cases
from tests.support.answering import MCAL, assistant
from tests.support.command import Run, process, run
from tests.support.places import ROOT
from vectorstore.embedders.embedder import INSTALL_COMMAND, WEIGHTS_PACKAGE

__all__ = ["assistant", "run"]

CASES = ROOT / "benchmarks" / "cases.jsonl"
TEXTS = {"a": "Alpha\n\nAlpha is first.", "b": "Beta\n\nBeta has 10,067 cases."}
A = {"key": "a", "quote": "Alpha is first.", "start": 7, "end": 22}
B = {"key": "b", "quote": "Beta has 10,067 cases.", "start": 6, "end": 28}
LONG = "This sentence is long enough that it has to bring a citation of its own."


def answer(
    *citations: Mapping[str, Any], hits: str = "ab", text: str = "So it is [a].", **fields: object
) -> dict[str, Any]:
    said = [{"text": text, "supported": True, "citations": list(citations)}]
    return {
        "abstained": False,
        "text": text,
        "sentences": said,
        "hits": [{"key": key} for key in hits],
        **fields,
    }


REFUSED = {"abstained": True, "text": "No.", "sentences": [], "hits": [{"key": "a"}]}


def scored(case: Case, made: dict[str, Any] | None) -> dict[str, float]:
    return score([case], [made], TEXTS)[0][case.kind]


def case(kind: str = "single", gold: str = "a", **fields: Any) -> Case:  # noqa: ANN401
    return Case("1", "What?", kind, gold=frozenset(gold), **fields)


@pytest.mark.parametrize(
    ("hits", "first", "five", "reciprocal"),
    [
        ("ab", 1, 1, 1),
        ("ba", 0, 1, 0.5),
        ("bca", 0, 1, 0.333),
        ("bcdefa", 0, 0, 0.167),
        ("b", 0, 0, 0),
        ("", 0, 0, 0),
    ],
)
def test_the_rank_of_the_first_right_entry(hits: str, first: int, five: int, reciprocal: float) -> None:
    found = scored(case(), answer(A, hits=hits))
    assert (found["R@1"], found["R@5"], found["MRR"]) == (first, five, reciprocal)


def test_an_entry_hit_twice_has_one_rank() -> None:
    assert scored(case(), answer(A, hits="bba"))["MRR"] == 0.5


@pytest.mark.parametrize(
    ("gold", "neutral", "cited", "recall", "precision", "whole"),
    [
        ("a", "", [A], 1, 1, 1),
        ("ab", "", [A], 0.5, 1, 0),
        ("a", "", [A, B], 1, 0.5, 1),
        ("a", "b", [A, B], 1, 1, 1),
        ("a", "", [B], 0, 0, 0),
        ("a", "b", [B], 0, 0, 0),
        ("a", "", [], 0, 0, 0),
    ],
)
def test_recall_and_precision_of_the_cited_entries(
    gold: str, neutral: str, cited: list[Any], recall: float, precision: float, whole: float
) -> None:
    found = scored(case("compare", gold, neutral=frozenset(neutral)), answer(*cited))
    assert (found["recall"], found["precision"], found["cited"]) == (recall, precision, whole)
    assert "R@1" not in found


def test_a_sentence_that_is_not_supported_cites_nothing() -> None:
    made = answer(A)
    made["sentences"][0]["supported"] = False
    assert scored(case(), made)["cited"] == 0


def test_a_list_is_right_only_if_it_is_neither_short_nor_long() -> None:
    listed = case("metadata", "a", neutral=frozenset("b"))
    assert scored(listed, answer(A))["exact"] == scored(listed, answer(A, B))["exact"] == 1
    assert scored(case("metadata", "a"), answer(A, B))["exact"] == 0
    assert scored(case("metadata", "ab"), answer(A))["exact"] == 0


def test_refusing_is_right_where_nothing_answers_and_wrong_where_something_does() -> None:
    nothing = case("unanswerable", "", note="near miss: x")
    assert scored(nothing, REFUSED)["refused"] == 1 and scored(nothing, answer(A))["refused"] == 0
    assert scored(nothing, None)["refused"] == 0
    assert scored(case(), REFUSED)["kept"] == 0 and scored(case(), answer())["kept"] == 1
    groups = score([nothing, case("unanswerable", "", note="off-topic")], [REFUSED, None], TEXTS)[0]
    assert groups["unanswerable/near miss"]["refused"] == 1
    assert groups["unanswerable/off-topic"]["refused"] == 0
    assert groups["unanswerable"] == {"refused": 0.5, "n": 2}


def test_a_case_without_an_answer_counts_against_every_measure() -> None:
    scores, (miss,) = score([case(must_mention=("x",))], [None], TEXTS)
    assert set(scores["single"].values()) == {0, 1} and scores["single"]["n"] == 1
    assert scores["answered"] == {"share": 0, "n": 1} and "all" not in scores
    assert miss.faults[0] == "no answer"


@pytest.mark.parametrize(
    ("text", "wanted", "held"),
    [
        ("It has 10,067 cases.", "10067", True),
        ("It has 10067 cases.", "10,067", True),
        ("It has 110,067 cases.", "10,067", False),
        ("It has 10,067 cases.", "067", False),
        ("only 1% of it", "1%", True),
        ("only 11% of it", "1%", False),
        ("the SurvHTE\u2010Bench", "survhte-bench", True),
        ("over $10^7$ scores", "10^7", True),
        ("ＭＲＩ scans", "MRI", True),
        ("line\nbreak", "line break", True),
        ("a (b) c", "(b)", True),
        ("nothing", "something", False),
    ],
)
def test_what_must_be_mentioned(text: str, wanted: str, held: bool) -> None:
    assert mentions(text, wanted) is held


def test_a_mention_may_stand_in_the_text_or_a_quote_but_not_in_a_key() -> None:
    assert scored(case(must_mention=("first",)), answer(A))["mention"] == 1
    assert scored(case(must_mention=("so it",)), answer(A))["mention"] == 1
    assert scored(case(must_mention=("doctor",)), answer(A, text="So [doctor-r1]."))["mention"] == 0


@pytest.mark.parametrize(
    ("change", "exact"),
    [
        ({}, 1),
        ({"start": 8}, 0),
        ({"end": 21}, 0),
        ({"quote": "Alpha"}, 0),
        ({"key": "b"}, 0),
        ({"key": "c"}, 0),
        ({"quote": ""}, 0),
    ],
)
def test_a_quote_is_exact_at_its_offsets_or_not_at_all(change: dict[str, Any], exact: float) -> None:
    assert score([case()], [answer({**A, **change})], TEXTS)[0]["all"]["quotes exact"] == exact


@pytest.mark.parametrize(
    ("text", "claims"),
    [(LONG, True), ("Short.", False), ("这句话足够长,因此必须有自己的引用才行。", True), ("短句。", False)],
)
def test_long_sentences_need_a_citation_of_their_own(text: str, claims: bool) -> None:
    bare = score([case()], [answer(text=text)], TEXTS)[0]["all"]
    cited = score([case()], [answer(A, text=text)], TEXTS)[0]["all"]
    assert (bare.get("own citation"), cited.get("own citation")) == ((0, 1) if claims else (None, None))
    assert (cited["sentences"], cited["longest quote"]) == (1, 15)
    assert cited["characters"] == len(text)


@pytest.mark.parametrize(
    ("coverage", "accounted"),
    [
        ({"matched": ["a", "b"], "cited": ["a"], "left_out": [{"key": "b", "reason": "off"}]}, 1),
        ({"matched": ["a", "b"], "cited": ["a"], "left_out": [{"key": "b", "reason": ""}]}, 0),
        ({"matched": ["a", "b"], "cited": ["a"], "left_out": []}, 0),
        ({"matched": [], "cited": [], "left_out": []}, 0),
        (None, 0),
    ],
)
def test_a_report_accounts_for_every_entry_that_belongs_to_it(coverage: object, accounted: float) -> None:
    report = case("subfield", "a", task="summarize")
    assert score([report], [answer(A, coverage=coverage)], TEXTS)[0]["all"]["accounted"] == accounted
    assert "accounted" not in score([case()], [answer(A)], TEXTS)[0]["all"]


def test_means_are_by_kind_and_by_kind_and_language() -> None:
    cases = [case(), case(lang="zh")]
    scores, misses = score(cases, [answer(A), answer(B, hits="b")], TEXTS)
    assert scores["single"]["R@1"] == 0.5 and scores["single"]["n"] == 2
    assert (scores["single/en"]["R@1"], scores["single/zh"]["R@1"]) == (1, 0)
    assert [miss.faults for miss in misses] == [("rank none", "cited ['b'], wanted ['a']")]


def test_cases_name_entries_by_key_or_by_place(assistant: Assistant, tmp_path: Path) -> None:
    entries = assistant.library.entries()
    file = tmp_path / "cases.jsonl"
    file.write_text(
        json.dumps({"question": "什么是 MCal?", "gold": [1, MCAL], "neutral": [52], "id": 7, "extra": None})
        + "\n\n"
    )
    (found,) = read_cases(file, entries)
    assert found.gold == {entries[0].key, MCAL} and found.neutral == {entries[51].key}
    assert (found.id, found.lang, found.kind, found.task) == ("7", "zh", "single", "ask")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", "no cases"),
        ("nonsense", "line 1 is no case"),
        ("[1]", "line 1 is no case"),
        ("{}", "question: Field required"),
        ('{"question": "x", "gold": [0]}', "no entry 0"),
        ('{"question": "x", "gold": [53]}', "no entry 53"),
        ('{"question": "x", "gold": ["nobody-2026"]}', "no entry 'nobody-2026'"),
        ('{"question": "x", "must_mention": "word"}', "must_mention"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_case_is_an_error_of_one_line(line: str, words: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "cases.jsonl").write_text(line)
    run("search", "MCal")  # builds the index, whose progress bar would stand beside the error
    ran = run("eval", str(tmp_path / "cases.jsonl"))
    assert (ran.code, ran.out) == (1, "") and words in ran.err and ran.err.count("\n") == 1


def test_the_command_prints_a_table_or_json_and_the_misses(run: Run, tmp_path: Path) -> None:
    cases = [
        {"id": "good", "question": "What is MCal?", "gold": [MCAL]},
        {"id": "bad", "question": "What is MCal?", "gold": ["care-2026"], "must_mention": ["never"]},
    ]
    (tmp_path / "cases.jsonl").write_text("\n".join(map(json.dumps, cases)))
    ran = run("eval", str(tmp_path / "cases.jsonl"), "--misses")
    assert ran.code == 0 and "bad: What is MCal?: " in ran.err and "lacks ['never']" in ran.err
    head, *rows = ran.out.splitlines()
    assert head.split()[:2] == ["n", "kept"] and rows[0].split()[:3] == ["single", "2", "1"]
    assert rows[-1] == "answered: share 1, n 2"
    scores = json.loads(run("eval", str(tmp_path / "cases.jsonl"), "--json").out)
    assert scores["single"]["R@1"] == 0.5 and scores["all"]["quotes exact"] == 1


def test_the_projects_own_cases_hold_every_kind_in_both_languages(assistant: Assistant) -> None:
    cases = read_cases(CASES, assistant.library.entries())
    asked = {(found.kind, found.lang) for found in cases}
    both = ("single", "number", "compare", "followup", "metadata", evaluation.UNANSWERABLE)
    assert asked >= {(kind, lang) for kind in both for lang in ("en", "zh")} | {("false_premise", "en")}
    assert len({found.id for found in cases}) == len(cases) >= 20


def _let_through(scores: Mapping[str, Mapping[str, float]], wrong: int, most: int) -> None:
    """The gate. Measured: 2 of 22 cases wrong with the embedding model, 4 by keywords alone."""
    assert wrong <= most
    assert scores["answered"]["share"] == 1
    assert scores["all"]["quotes exact"] == scores["all"]["own citation"] == 1
    assert scores["unanswerable/off-topic"]["refused"] == 1
    kinds = ("single", "number", "compare", "followup", "metadata", "false_premise")
    assert min(scores[kind]["kept"] for kind in kinds) == 1
    assert scores["single"]["R@1"] >= 0.85 and scores["single"]["precision"] >= 0.85
    assert scores["all"]["sentences"] <= 5


def test_answers_by_keywords_alone_pass_the_gate(assistant: Assistant) -> None:
    scores, misses = evaluate(assistant, CASES, "built-in", lambda *_: None)
    _let_through(scores, len(misses), 6)


@pytest.mark.skipif(find_spec(WEIGHTS_PACKAGE) is None, reason=f"no weights; run: {INSTALL_COMMAND}")
def test_answers_with_the_embedding_model_pass_the_gate(home: Path) -> None:
    done = process(home, "eval", str(CASES), "--json", "--misses", PAPER_ASSISTANT_EMBEDDINGS="built-in")
    assert done.returncode == 0, done.stderr.decode()
    ids = [json.loads(line)["id"] for line in CASES.read_text(encoding="utf-8").splitlines()]
    missed = [line for line in done.stderr.decode().splitlines() if line.partition(":")[0] in ids]
    _let_through(json.loads(done.stdout), len(missed), 4)
