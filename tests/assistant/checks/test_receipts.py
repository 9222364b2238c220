"""A receipt holds what is needed to check an answer again, and is written whole or not at all."""

import json
import os
import re
from pathlib import Path

import pytest

from assistant.ask import Assistant
from assistant.checks.receipts import receipt_bytes, receipt_of, save_receipt, seal_of
from assistant.types import Answer
from prompts import load_prompt
from tests.support.answering import GOOD, MCAL, SECOND, assistant, connected
from tests.support.answering import settings as settings_of
from tests.support.command import Run, process, run
from tests.support.fake_openai import FakeOpenAI
from tests.support.sentinel_key import KEY
from vectorstore.errors import PaperAssistantError

__all__ = ["assistant", "connected", "run"]


def test_a_receipt_holds_what_is_needed_to_check_it(connected: Assistant, fake_openai: FakeOpenAI) -> None:
    fake_openai.reply(GOOD + SECOND)
    answer = connected.ask("What is MCal?")
    receipt = receipt_of(answer)
    assert receipt["answer"] == answer.to_json()
    assert receipt["prompts"] == {"answer": load_prompt("answer").sha256}
    assert receipt["settings"]["context_tokens"] == 6000 and receipt["settings"]["model"] == "auto"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", receipt["date"])
    assert receipt["stages"].keys() == {"read", "search", "prepare", "write"}
    assert sum(receipt["stages"].values()) == pytest.approx(answer.seconds, abs=0.1)
    assert {piece["key"] for piece in receipt["passages"]} == receipt["entries"].keys()
    entry = connected.library.get(MCAL)
    assert entry and receipt["entries"][MCAL] == entry.content_hash


def test_no_key_is_in_a_receipt(assistant: Assistant, fake_openai: FakeOpenAI) -> None:
    fake_openai.reply(GOOD)
    keyed = Assistant(assistant.library, settings_of(assistant.library.home, fake_openai.url, KEY))
    for model in ("auto", "fault-401"):
        assert KEY.encode() not in receipt_bytes(keyed.ask("What is MCal?", model=model))


def test_the_trace_is_no_part_of_the_answer_as_json(assistant: Assistant) -> None:
    answer = assistant.ask("What is MCal?")
    assert answer.trace.passages and "trace" not in answer.to_json()


def test_the_commands_save_and_verify(run: Run, tmp_path: Path) -> None:
    saved = tmp_path / "mcal.json"
    assert run("ask", "What is MCal?", "--receipt", str(saved)).code == 0
    ran = run("verify", str(saved))
    assert (ran.code, ran.err) == (0, "") and ran.out.startswith("All holds: ")
    saved.write_text(
        saved.read_text(encoding="utf-8").replace("lightweight", "heavyweight"), encoding="utf-8"
    )
    ran = run("verify", str(saved))
    assert ran.code == 1 and ran.err == ""
    assert [line.split(":")[0] for line in ran.out.splitlines()] == ["seal", f"quote 1 [{MCAL}]"]
    told = json.loads(run("verify", str(saved), "--json").out)
    assert told["holds"] is False and [finding["kind"] for finding in told["findings"]] == ["seal", "quote"]


def test_a_receipt_replaces_no_file_and_no_question_is_asked_for_it(run: Run, tmp_path: Path) -> None:
    taken = tmp_path / "taken.json"
    taken.write_text("mine")
    run("search", "MCal")  # builds the index, whose progress bar would stand beside the error
    for target, words in (
        (taken, "exists"),
        (tmp_path / "no" / "x.json", "cannot be written"),
        (tmp_path, "exists"),
    ):
        ran = run("ask", "What is MCal?", "--receipt", str(target))
        assert (ran.code, ran.out) == (1, "") and words in ran.err and ran.err.count("\n") == 1
    assert taken.read_text() == "mine"


def test_a_receipt_that_cannot_be_written_whole_is_not_there(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = assistant.ask("What is MCal?")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PaperAssistantError, match="No space left"):
        save_receipt(answer, tmp_path / "receipt.json")
    assert list(tmp_path.iterdir()) == []


def test_a_question_that_is_no_text_has_a_receipt_too(home: Path, tmp_path: Path) -> None:
    saved = tmp_path / "receipt.json"
    asked = process(home, "ask", os.fsdecode(b"What is MCal \xff\xfe?"), "--receipt", str(saved))
    checked = process(home, "verify", str(saved))
    assert (asked.returncode, checked.returncode) == (0, 0), asked.stderr + checked.stdout


def test_an_answer_that_left_no_trace_has_a_receipt() -> None:
    receipt = receipt_of(Answer("What?", "What?", "en"))
    assert receipt["entries"] == {} and receipt["seal"] == seal_of(receipt)
