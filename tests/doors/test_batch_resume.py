"""A batch that was stopped goes on where it was; a file that is another's is left alone."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Event, Lock
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.ask import Assistant
from doors.batch import Batch, answer_lines, fingerprint, parse_lines, run_batch
from tests.support.answering import GOOD, assistant, connected
from tests.support.answering import settings as settings_of
from tests.support.clock import ENDLESS, HUNG
from tests.support.command import Run, environment, run
from tests.support.fake_openai import FakeOpenAI
from tests.support.sentinel_key import KEY
from vectorstore.errors import PaperAssistantError

__all__ = ["assistant", "connected", "run"]

QUESTIONS = [
    {"id": "a", "question": "What is MCal?"},
    {"id": "b", "question": "有哪些 oral 论文?"},
    {"id": "b", "question": ""},
    {"question": "What is \ud800 CARE?"},
    {"id": [1, "ü"], "question": "What is the capital of Mongolia?", "task": "ask"},
    {"id": "z", "question": "What is CARE?", "history": [{"role": "user", "content": "What is MCal?"}]},
]
LINES = "".join(json.dumps(question) + "\n" for question in QUESTIONS)
Go = Callable[..., tuple[int, int]]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(LINES)
    return source, target


@pytest.fixture
def go(assistant: Assistant, files: tuple[Path, Path]) -> Go:
    """Return a function that runs the batch; it gives how many lines were kept and how many failed."""

    def ran(model: str = "auto", jobs: int = 2, fresh: bool = False) -> tuple[int, int]:
        return run_batch(assistant, Batch(*files, model, jobs, fresh), lambda *_: None)

    return ran


def told(content: bytes) -> list[Any]:
    """Return the answers without the seconds they took."""
    lines = [json.loads(line) for line in content.decode().split("\n")[:-1]]
    return [{name: value for name, value in line.items() if name != "seconds"} for line in lines]


@settings(max_examples=40)
@given(share=st.floats(0, 1), jobs=st.integers(1, 4))
def test_wherever_a_run_was_cut_the_next_completes_the_file(
    share: float, jobs: int, go: Go, files: tuple[Path, Path]
) -> None:
    target = files[1]
    if not target.exists():
        go()
    whole = target.read_bytes()
    cut = whole[: round(share * len(whole))]
    target.write_bytes(cut)
    kept, _ = go(jobs=jobs)
    after = target.read_bytes()
    assert kept == cut.count(b"\n")
    assert told(after) == told(whole) and len(told(after)) == len(QUESTIONS)
    assert after.startswith(cut[: cut.rfind(b"\n") + 1])


def test_a_finished_file_is_kept_and_fresh_answers_it_again(go: Go, files: tuple[Path, Path]) -> None:
    assert go() == (0, 1)
    before = files[1].read_bytes()
    assert go() == (len(QUESTIONS), 0) and files[1].read_bytes() == before
    assert go(fresh=True) == (0, 1) and told(files[1].read_bytes()) == told(before)


@pytest.mark.parametrize("fresh", [False, True])
def test_a_second_run_leaves_a_file_to_the_one_that_writes_it(
    fresh: bool, assistant: Assistant, files: tuple[Path, Path]
) -> None:
    def again(*_: object) -> None:
        before = files[1].read_bytes()
        with pytest.raises(PaperAssistantError, match=r"is being written by another run"):
            run_batch(assistant, Batch(*files, fresh=fresh), lambda *_: None)
        assert files[1].read_bytes() == before

    assert run_batch(assistant, Batch(*files), again) == (0, 1)
    assert len(told(files[1].read_bytes())) == len(QUESTIONS)
    assert run_batch(assistant, Batch(*files), lambda *_: None) == (len(QUESTIONS), 0)


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="open files have no names here")
def test_answers_are_written_to_a_pipe_too(assistant: Assistant, files: tuple[Path, Path]) -> None:
    read, write = os.pipe()
    with os.fdopen(read, "rb") as out:
        files[0].write_text(LINES.splitlines(keepends=True)[2])
        run_batch(assistant, Batch(files[0], Path(f"/dev/fd/{write}")), lambda *_: None)
        os.close(write)
        assert len(told(out.read())) == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda out: b"hello",
        lambda out: b"hello\n",
        lambda out: b"\n",
        lambda out: b"[" * 100_000 + b"\n",
        lambda out: b'{"id": "a"}\n',
        lambda out: b'{"id": "x", "error": "of another file"}\n',
        lambda out: out + b'{"id": 7, "error": "one too many"}\n',
        lambda out: out + b'{"id": ',
        lambda out: out.replace(b'"run": "', b'"run": "f', 1),
        lambda out: b"".join(out.splitlines(keepends=True)[1:]),
        lambda out: out.replace(b'"id": "z"', b'"id": "y"'),
        lambda out: out[: out.index(b"\n") - 5] + out[out.index(b"\n") :],
    ],
)
def test_a_file_that_holds_anything_else_is_left_alone(
    spoil: Callable[[bytes], bytes], go: Go, files: tuple[Path, Path]
) -> None:
    go()
    files[1].write_bytes(spoil(files[1].read_bytes()))
    before = files[1].read_bytes()
    with pytest.raises(PaperAssistantError, match=r"holds something else .*--fresh"):
        go()
    assert files[1].read_bytes() == before
    go(fresh=True)
    assert len(told(files[1].read_bytes())) == len(QUESTIONS)


def test_answers_to_other_questions_or_by_another_model_are_left_alone(
    go: Go, files: tuple[Path, Path]
) -> None:
    source, target = files
    go()
    before = target.read_bytes()
    with pytest.raises(PaperAssistantError, match="from line 1 on"):
        go(model="built-in")
    source.write_text(LINES.replace("What is CARE?", "What is MCal?"))
    with pytest.raises(PaperAssistantError, match="from line 6 on"):
        go()
    assert target.read_bytes() == before


def test_no_key_shapes_a_fingerprint_but_that_there_is_one(tmp_path: Path) -> None:
    one, other, none = (
        fingerprint(settings_of(tmp_path, "", key), 1, "auto", ["x"]) for key in (KEY, "sk-other", "")
    )
    assert one == other != none


def test_the_papers_of_the_library_shape_a_fingerprint(tmp_path: Path) -> None:
    own = settings_of(tmp_path)
    assert fingerprint(own, 1, "auto", ["x"]) != fingerprint(own, 2, "auto", ["x"])


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_no_more_are_asked_at_a_time_than_said_and_order_is_kept(
    jobs: int, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, running, most, together = Lock(), 0, 0, Barrier(jobs)
    stream = Assistant.stream

    def slow(self: Assistant, question: str, *rest: Any) -> Any:  # noqa: ANN401
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        together.wait(ENDLESS)  # for as many as may be asked at a time
        time.sleep(0.05 if question.endswith("0?") else 0)
        yield from stream(self, question, *rest)
        with lock:
            running -= 1

    monkeypatch.setattr(Assistant, "stream", slow)
    lines = [json.dumps({"id": number, "question": f"What is MCal {number}?"}) for number in range(20)]
    made = list(answer_lines(assistant, parse_lines(lines), "built-in", jobs))
    assert [answer["id"] for answer in made] == list(range(20))
    assert most == jobs


def test_several_at_a_time_give_the_answers_of_one_at_a_time(assistant: Assistant) -> None:
    lines = parse_lines(LINES.splitlines() * 3)
    one, several = (list(answer_lines(assistant, lines, "auto", jobs)) for jobs in (1, 6))
    for answer in (*one, *several):
        answer.pop("seconds", None)
    assert one == several


def test_a_killed_process_loses_nothing_that_was_written(
    home: Path, fake_openai: FakeOpenAI, tmp_path: Path
) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("".join(json.dumps({"id": n, "question": "What is MCal?"}) + "\n" for n in range(12)))
    killed = Event()

    def answer_some(_: object) -> str:
        if len(fake_openai.requests) > 4:
            killed.wait(ENDLESS)
        return GOOD

    fake_openai.obey = answer_some
    command = [sys.executable, "-m", "assistant", "batch", str(source), str(target), "--jobs", "2"]
    variables = environment(home, OPENAI_BASE_URL=fake_openai.url)
    with subprocess.Popen(command, env=variables, cwd=home, stderr=subprocess.DEVNULL) as running:
        while not (target.exists() and target.read_bytes().count(b"\n") >= 2):
            assert running.poll() is None
            time.sleep(0.01)
        running.kill()
    killed.set()
    kept = target.read_bytes()
    assert kept.count(b"\n") < 12
    done = subprocess.run(command, env=variables, cwd=home, capture_output=True, timeout=HUNG)
    after = target.read_bytes()
    assert done.returncode == 0, done.stderr.decode()
    assert after.startswith(kept[: kept.rfind(b"\n") + 1])
    answered = told(after)
    assert [line["id"] for line in answered] == list(range(12))
    assert {line["model"] for line in answered} == {"openai:fake-model"}
    assert b"were there already" in done.stderr


def test_the_command_says_what_it_kept_and_refuses_what_is_not_its_own(run: Run, tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(LINES)
    target.write_text("my thesis")
    ran = run("batch", str(source), str(target))
    assert ran.code == 1 and ran.err.count("\n") == 1 and target.read_text() == "my thesis"
    assert run("batch", str(source), str(target), "--fresh", "--jobs", "3").code == 0
    ran = run("batch", str(source), str(target))
    assert ran.code == 0 and f"{len(QUESTIONS)} line(s)" in ran.err
