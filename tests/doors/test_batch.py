"""A file of questions in, a file of answers out: one line for each line, whatever stands in it."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.ask import Assistant
from doors.batch import Batch, run_batch
from tests.support.answering import MCAL, assistant
from tests.support.command import Run, run
from vectorstore.errors import PaperAssistantError

__all__ = ["assistant", "run"]

GOOD = '{"id": "a", "question": "What is MCal?"}'
Answered = Callable[[bytes | str], list[dict[str, Any]]]


@pytest.fixture
def batch(assistant: Assistant, tmp_path: Path) -> Answered:
    """Return a function that answers the bytes of a file of questions."""

    def answered(content: bytes | str) -> list[dict[str, Any]]:
        source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
        source.write_bytes(content if isinstance(content, bytes) else content.encode())
        target.unlink(missing_ok=True)
        run_batch(assistant, Batch(source, target), lambda *_: None)
        text = target.read_text(encoding="utf-8")
        assert text.endswith("\n") or not text
        return [json.loads(line) for line in text.split("\n")[:-1]]

    return answered


def test_answers_come_in_the_order_of_the_questions_with_their_ids(batch: Answered) -> None:
    lines = batch('{"id": "b", "question": "What is CARE?"}\n' + GOOD + "\n")
    assert [line["id"] for line in lines] == ["b", "a"]
    assert lines[1]["references"][0]["key"] == MCAL and lines[1]["complete"]


def test_ids_are_kept_as_they_are_and_a_missing_one_is_the_lines_number(batch: Answered) -> None:
    questions = ['{"id": 7, "question": "MCal"}', '{"question": "MCal"}', '{"id": [1, "x"], "question": ""}']
    assert [line["id"] for line in batch("\n".join(questions))] == [7, 2, [1, "x"]]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("not json", "no JSON"),
        ("", "no JSON"),
        ("   ", "no JSON"),
        ('["a", "list"]', "no JSON object"),
        ("null", "no JSON object"),
        ("{}", "question: Field required"),
        ('{"question": null}', "question: "),
        ('{"question": ["What is MCal?"]}', "question: "),
        ('{"question": ""}', "question is empty"),
        ('{"question": "\\ud83d\\ude00"}', "no words"),
        ('{"question": "x", "task": "dance"}', "'dance' is not available"),
        ('{"question": "x", "task": "ask", "history": "before"}', "history: "),
        ('{"question": "x", "history": [{"role": "king", "content": "x"}]}', "history.0.role: "),
        ('{"question": "x", "history": [{"role": "user"}]}', "history.0.content: "),
        ('{"id": "\\udfff", "question": ""}', "question is empty"),
        ("[" * 100_000, "nested"),
        ('{"question": "x", "a": ' + "9" * 5000 + "}", "no JSON"),
    ],
)
def test_a_line_that_cannot_be_answered_is_an_error_in_its_place(
    line: str, words: str, batch: Answered
) -> None:
    before, failed, after = batch(f"{GOOD}\n{line}\n{GOOD}\n")
    assert failed.keys() == {"id", "error"} and words in failed["error"]
    assert before["id"] == after["id"] == "a" and "error" not in before | after


def test_half_a_surrogate_pair_goes_in_and_comes_out(batch: Answered) -> None:
    (line,) = batch('{"id": "\\udfff", "question": "What is MCal \\ud800?"}')
    assert (line["id"], line["question"]) == ("\udfff", "What is MCal \ud800?")


def test_other_fields_are_ignored_and_history_is_used(batch: Answered) -> None:
    history = [{"role": "assistant", "content": "As [mcal-2026] shows …", "name": "x"}]
    question = {"question": "What does it fine-tune?", "history": history, "gold": [3], "kind": "single"}
    (line,) = batch(json.dumps(question))
    assert "MCal" in line["standalone_question"] and line["references"][0]["key"] == MCAL


def test_a_line_ends_at_a_line_feed_alone(batch: Answered) -> None:
    lines = batch('{"id": 1, "question": "What is\u2028MCal\u0085?"}\r\n\ufeff\n' + GOOD)
    assert [line["id"] for line in lines] == [1, 2, "a"]
    assert "\u2028" in lines[0]["question"]


def test_a_byte_order_mark_and_a_missing_last_line_feed_do_no_harm(batch: Answered) -> None:
    assert [line["id"] for line in batch(b"\xef\xbb\xbf" + GOOD.encode())] == ["a"]


@pytest.mark.parametrize(("content", "count"), [(b"", 0), (b"\n", 1), (b"\n\n", 2), (b"\xff\xfe\n", 1)])
def test_every_line_counts_and_nothing_else(content: bytes, count: int, batch: Answered) -> None:
    assert len(batch(content)) == count


LINE = st.one_of(
    st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"]), max_size=30),
    st.recursive(st.none() | st.integers() | st.text(max_size=9), st.lists, max_leaves=4).map(json.dumps),
    st.fixed_dictionaries(
        {},
        optional={
            "id": st.none() | st.integers() | st.text(st.characters(), max_size=9),
            "question": st.text(st.characters(), max_size=20) | st.just("What is MCal?"),
            "task": st.sampled_from(["ask", "summarize", ""]),
            "history": st.lists(st.fixed_dictionaries({"role": st.just("user"), "content": st.text()})),
        },
    ).map(json.dumps),
)


@settings(max_examples=60)
@given(lines=st.lists(LINE, min_size=1, max_size=5))
def test_whatever_the_lines_there_is_one_out_for_each_in(lines: list[str], batch: Answered) -> None:
    answers = batch("".join(f"{line}\n" for line in lines))
    assert len(answers) == len(lines)
    assert all("id" in answer and (answer.get("complete") or answer["error"]) for answer in answers)


def test_answers_are_written_as_they_are_made(assistant: Assistant, tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(f"{GOOD}\n{GOOD}\n")
    seen: list[tuple[int, int, int]] = []
    run_batch(
        assistant,
        Batch(source, target),
        lambda _, done, total: seen.append((done, total, target.read_text().count("\n"))),
    )
    assert seen == [(1, 2, 1), (2, 2, 2)]


@pytest.mark.parametrize("link", [os.link, os.symlink, None])
def test_the_file_of_questions_is_never_written_over(
    link: Callable[[Path, Path], None] | None, assistant: Assistant, tmp_path: Path
) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(GOOD)
    target = source if link is None else tmp_path / "out.jsonl"
    if link:
        link(source, target)
    with pytest.raises(PaperAssistantError, match="questions itself"):
        run_batch(assistant, Batch(source, target), lambda *_: None)
    assert source.read_text() == GOOD


def test_the_command_answers_every_line_and_ends_with_0(run: Run, tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(f"{GOOD}\nbroken\n")
    ran = run("batch", str(source), str(target))
    assert (ran.code, ran.out) == (0, "")
    assert "1 line(s) could not be answered" in ran.err
    assert len(target.read_text().splitlines()) == 2


@pytest.mark.parametrize(
    ("source", "target"), [("missing.jsonl", "out.jsonl"), (".", "out.jsonl"), ("in.jsonl", "no/folder/out")]
)
def test_a_file_out_of_reach_is_an_error_of_one_line(
    source: str, target: str, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "in.jsonl").write_text(GOOD)
    ran = run("batch", str(tmp_path / source), str(tmp_path / target))
    assert ran.code == 1 and ran.err.startswith("Error: ") and ran.err.count("\n") == 1
    assert not (tmp_path / "out.jsonl").exists()
