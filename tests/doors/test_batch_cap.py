"""A batch under a cap: what a model may be asked in the whole run, and what is left for another."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from assistant.ask import Assistant
from assistant.errors import CapReached
from assistant.models.budget import Budget
from assistant.models.choose import WritingModel
from assistant.types import Cap
from doors.batch import Batch, run_batch
from tests.support.answering import GOOD, assistant, connected, settings
from tests.support.command import Run, run
from tests.support.fake_openai import FakeOpenAI

__all__ = ["assistant", "connected", "run"]

QUESTIONS = [{"id": at, "question": f"What is MCal, asked for time {at}?"} for at in range(9)]
SUMMARY = {"id": "s", "question": "clinical prediction", "task": "summarize"}


def written(path: Path, *lines: Mapping[str, object]) -> Path:
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return path


def answered(assistant: Assistant, source: Path, target: Path, cap: Cap, jobs: int = 4) -> tuple[int, int]:
    """Run the batch; return how many lines were kept and how many failed."""
    return run_batch(assistant, Batch(source, target, jobs=jobs, cap=cap), lambda *_: None)


def ids(path: Path) -> list[object]:
    return [json.loads(line)["id"] for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("jobs", [1, 4])
def test_no_call_is_made_beyond_the_cap_and_the_next_run_goes_on(
    jobs: int, connected: Assistant, fake_openai: FakeOpenAI, tmp_path: Path
) -> None:
    fake_openai.reply(GOOD)
    source, target = written(tmp_path / "in.jsonl", *QUESTIONS), tmp_path / "out.jsonl"
    with pytest.raises(
        CapReached, match=r"cap of 4 call\(s\) .* 4 of 9 line\(s\) .* run again, without --fresh"
    ):
        answered(connected, source, target, Cap(4), jobs)
    assert ids(target) == [0, 1, 2, 3] and len(fake_openai.requests) == 4
    with pytest.raises(CapReached, match="8 of 9"):
        answered(connected, source, target, Cap(4), jobs)
    assert len(fake_openai.requests) == 8
    assert answered(connected, source, target, Cap(4), jobs) == (8, 0)
    assert ids(target) == [line["id"] for line in QUESTIONS] and len(fake_openai.requests) == 9


def test_a_report_that_does_not_fit_is_not_begun(
    connected: Assistant, fake_openai: FakeOpenAI, tmp_path: Path
) -> None:
    fake_openai.reply(GOOD)
    source = written(tmp_path / "in.jsonl", QUESTIONS[0], SUMMARY, QUESTIONS[1])
    target = tmp_path / "out.jsonl"
    with pytest.raises(CapReached, match="1 of 3"):
        answered(connected, source, target, Cap(2))
    assert ids(target) == [0] and len(fake_openai.requests) == 1
    with pytest.raises(CapReached, match=r"no room for the \d+ call\(s\) .* no line more"):
        answered(connected, source, target, Cap(2))
    assert len(fake_openai.requests) == 1
    assert answered(connected, source, target, Cap(30)) == (1, 0)
    assert ids(target) == [0, "s", 1] and json.loads(target.read_text().splitlines()[1])["complete"]


def test_what_needs_no_model_is_answered_under_any_cap(
    assistant: Assistant, connected: Assistant, fake_openai: FakeOpenAI, tmp_path: Path
) -> None:
    source = written(tmp_path / "in.jsonl", {"question": "How many orals are there?"}, QUESTIONS[0])
    with pytest.raises(CapReached, match="1 of 2"):
        answered(connected, source, tmp_path / "out", Cap(0))
    assert not fake_openai.requests
    assert answered(assistant, source, tmp_path / "calls", Cap(0)) == (0, 0)
    assert answered(assistant, source, tmp_path / "cost", Cap(cost_usd=0.0)) == (0, 0)


def test_a_model_on_this_machine_costs_nothing_and_one_of_unknown_price_is_not_called(
    connected: Assistant, fake_openai: FakeOpenAI, tmp_path: Path
) -> None:
    fake_openai.reply(GOOD)
    source = written(tmp_path / "in.jsonl", *QUESTIONS)
    assert answered(connected, source, tmp_path / "a", Cap(cost_usd=0.0)) == (0, 0)
    elsewhere = settings(connected.library.home, "http://models.invalid/v1", model="openai:llama")
    unpriced = Assistant(connected.library, elsewhere)
    with pytest.raises(CapReached, match=r"price is unknown.* 0 of 9"):
        answered(unpriced, source, tmp_path / "b", Cap(cost_usd=9.0))


def test_a_cap_on_cost_stops_before_it_is_passed(
    connected: Assistant, fake_openai: FakeOpenAI, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(WritingModel, "is_local", False)
    monkeypatch.setattr("assistant.models.dialogue.cost_usd", lambda *_: 0.01)
    fake_openai.reply(GOOD)
    source = written(tmp_path / "in.jsonl", *QUESTIONS)
    with pytest.raises(CapReached, match=r"cap of \$0.035 .* 3 of 9"):
        answered(connected, source, tmp_path / "out.jsonl", Cap(cost_usd=0.035))
    assert len(fake_openai.requests) == 3


def test_the_command_says_what_is_left_and_ends_with_1(
    run: Run, fake_openai: FakeOpenAI, tmp_path: Path
) -> None:
    fake_openai.reply(GOOD)
    asked = ("batch", str(written(tmp_path / "in.jsonl", *QUESTIONS[:2])), str(tmp_path / "out.jsonl"))
    ran = run(*asked, "--max-calls", "1", OPENAI_BASE_URL=fake_openai.url)
    assert ran.code == 1 and ran.out == ""
    assert [line for line in ran.err.splitlines() if line.startswith("Error: ") and "1 of 2" in line]
    ran = run(*asked, "--max-calls", "1", "--max-cost", "0.5")
    assert ran.code == 0 and "1 line(s)" in ran.err and ids(tmp_path / "out.jsonl") == [0, 1]
    assert run(*asked, "--max-calls", "-1").code == 2


def test_a_budget_holds_what_a_call_may_cost_until_it_is_known() -> None:
    budget = Budget(Cap(cost_usd=1.0))
    assert not budget.has_room(1)  # nothing is known of its price
    budget.take(0.4)
    assert budget.has_room(1) and not budget.has_room(2)
    with pytest.raises(CapReached, match=r"\$1 leaves no room for the 2 call"):
        budget.check(2, 0.7)
    budget.settle(0.4, 0.1)
    assert budget.has_room(2) and not budget.has_room(3)
    budget.check(2, 0.9)
    with pytest.raises(CapReached):
        budget.take(0.95)
    with pytest.raises(CapReached, match="unknown"):
        budget.take(None)
    budget.take(0.9)
    assert Budget().has_room(1_000_000)


def test_calls_and_cost_bound_together() -> None:
    budget = Budget(Cap(2, 1.0))
    budget.take(0.1)
    budget.take(0.1)
    with pytest.raises(CapReached, match=r"cap of 2 call\(s\) of a model and \$1 leaves"):
        budget.take(0.1)
