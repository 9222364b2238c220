"""The whole story with the real embedding model: an empty folder becomes answers, and nothing is sent."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.build import open_assistant
from page.jobs import JOBS
from tests.support.answering import CROSSED, MCAL, settings
from tests.support.clock import HUNG
from tests.support.command import attempts, watched
from vectorstore.embedders.embedder import INSTALL_COMMAND, WEIGHTS_PACKAGE

STORY = """
import sys
from doors.cli import main
for arguments in (
    ["ask", "What is Neural-MedBench?", "--json"],
    ["search", "missingness bias", "--json"],
    ["batch", "in.jsonl", "out.jsonl"],
    ["entries", "--json"],
):
    try:
        main(arguments, None)
    except SystemExit as ended:
        if ended.code:
            raise
"""
QUESTIONS = ("什么是 MCal?", "癫痫患者的手术治疗有什么困难?", "Who will win the football world cup?")
needs_weights = pytest.mark.skipif(
    importlib.util.find_spec(WEIGHTS_PACKAGE) is None, reason=f"no weights; run: {INSTALL_COMMAND}"
)


@needs_weights
def test_from_an_empty_folder_to_answers_without_a_network(tmp_path: Path) -> None:
    questions = [{"question": question} for question in QUESTIONS]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, questions)), encoding="utf-8")
    done = _run(STORY, tmp_path, PAPER_ASSISTANT_EMBEDDINGS="built-in")
    named, hits, entries = map(json.loads, done.stdout.splitlines())
    answers = (tmp_path / "out.jsonl").read_text(encoding="utf-8").split("\n")
    told, epilepsy, refused = map(json.loads, answers[:-1])
    omni = next(e["key"] for e in entries if e["mismatch"] and e["mismatch"]["title_name"])
    assert [reference["key"] for reference in named["references"]] == [CROSSED]
    assert epilepsy["references"][0]["key"] == omni and "Neural-MedBench" not in epilepsy["text"]
    assert refused["abstained"] and len(refused["nearest"]) == 3
    assert hits[0]["key"] == MCAL and "dense" in hits[0]["passages"][0]["found_by"]
    assert told["references"][0]["key"] == MCAL
    assert not attempts(tmp_path)


def test_an_attempt_of_the_program_to_reach_another_machine_is_noted(tmp_path: Path) -> None:
    command = "from doors.cli import main; main(['ask', 'What is MCal?'], None)"
    done = _run(command, tmp_path, OPENAI_BASE_URL="http://192.0.2.1:9/v1")
    assert any("192.0.2.1" in attempt for attempt in attempts(tmp_path))
    assert b"cannot be reached" in done.stderr and b"We introduce MCal" in done.stdout


def _run(program: str, home: Path, **variables: str) -> "subprocess.CompletedProcess[bytes]":
    """Run a program where no network can be reached at all, as far as this system lets us."""
    command = [*_alone(), sys.executable, "-c", program]
    done = subprocess.run(
        command, env=watched(home, **variables), cwd=home, capture_output=True, timeout=HUNG
    )
    assert done.returncode == 0, done.stderr.decode()
    return done


def _alone() -> list[str]:
    """Return what puts a command into a network without a way out; empty where not allowed."""
    prefix = ["unshare", "--map-root-user", "--net"]
    if shutil.which("unshare") is None:
        return []
    allowed = subprocess.run([*prefix, "true"], capture_output=True, env=os.environ).returncode == 0
    return prefix if allowed else []


@needs_weights
def test_what_the_page_offers_to_ask_has_an_answer(tmp_path: Path) -> None:
    assistant = open_assistant(settings(tmp_path).model_copy(update={"embeddings": "built-in"}))
    refused = []
    for job, words in JOBS.items():
        for example in words.examples:
            if job == "ask":
                answers = assistant.stream(example)
            else:
                answers = (
                    assistant.summarize(example) if job == "summarize" else assistant.related_work(example)
                )
            *_, answer = answers
            refused += [example] if answer.abstained else []
    assert refused == []
    assistant.library.close()
