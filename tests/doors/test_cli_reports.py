"""The commands that write reports: text, JSON or a file out; stopped, they keep what is done."""

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer import echo

from assistant.ask import Assistant
from assistant.types import Answer
from tests.support.command import Run, run
from tests.support.fake_openai import FakeOpenAI

__all__ = ["run"]


def test_a_summary_is_printed_with_its_account(run: Run) -> None:
    ran = run("summarize", "ECG")
    assert ran.code == 0
    assert ran.out.startswith("# ECG") and "## Coverage" in ran.out
    assert "[nef-net-v2-2026] Nef-Net v2" in ran.out


def test_a_notice_stands_in_no_line_of_the_text_and_speaks_the_readers_language(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "说明:来源" in run("summarize", "癫痫").err
    monkeypatch.setattr("doors.console.print_notices", lambda lines, _: echo("\n".join(lines), nl=False))
    lines = run("summarize", "癫痫").out.splitlines()
    assert lines[-1].startswith("来源把")
    assert not any("来源把" in line for line in lines[:-1])


def test_a_summary_as_json_has_the_fields_promised(run: Run) -> None:
    ran = run("summarize", "总结 oral 论文", "--json")
    answer = json.loads(ran.out)
    assert ran.code == 0 and ran.out.count("\n") == 1
    assert answer["coverage"]["matched"] and answer["coverage"]["left_out"] == []
    assert answer["table"]["columns"] and answer["sections"][0]["sentences"]
    assert {"key", "x", "y", "section"} <= answer["map"][0].keys()


def test_a_summary_goes_to_a_file(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "ecg.md"
    ran = run("summarize", "ECG", "--out", str(target))
    assert (ran.code, ran.out) == (0, "") and str(target.name) in ran.err
    assert target.read_text(encoding="utf-8").startswith("# ECG")
    ran = run("summarize", "ECG", "--out", str(tmp_path / "none" / "x.md"))
    assert ran.code == 1 and "cannot be written" in ran.err


def test_a_refusal_is_no_error_and_an_empty_request_is(run: Run) -> None:
    assert run("summarize", "gardening").code == 0
    ran = run("summarize", "")
    assert ran.code == 1 and "empty" in ran.err
    assert run("summarize", "ECG", "--format", "pptx").code == 2


@pytest.mark.parametrize("as_json", [True, False])
def test_a_summary_that_is_stopped_keeps_what_is_done(
    as_json: bool, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Assistant.summarize

    def stopped(*arguments: object, **options: object) -> Iterator[Answer]:
        for number, answer in enumerate(whole(*arguments, **options)):  # type: ignore[arg-type]
            if number == 4:
                raise KeyboardInterrupt
            yield answer

    monkeypatch.setattr(Assistant, "summarize", stopped)
    ran = run("summarize", "clinical prediction", *(["--json"] if as_json else []))
    assert ran.code == 130 and "kept" in ran.err
    if as_json:
        answer = json.loads(ran.out)
        assert answer["sentences"] and not answer["complete"]
        left = {item["key"] for item in answer["coverage"]["left_out"]}
        assert set(answer["coverage"]["matched"]) == left | set(answer["coverage"]["cited"])
        assert [found["key"] for found in answer["references"]] == answer["coverage"]["cited"]
    else:
        assert "## " in ran.out and re.search(r"^\[[\w-]+\] ", ran.out, re.MULTILINE)


def test_a_batch_summarises(run: Run, tmp_path: Path) -> None:
    cases = tmp_path / "in.jsonl"
    lines = [{"id": "a", "question": "ECG", "task": "summarize"}, {"id": "b", "question": "What is MCal?"}]
    cases.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert run("batch", str(cases), str(tmp_path / "out.jsonl")).code == 0
    first, second = map(json.loads, (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines())
    assert first["coverage"]["matched"] and "coverage" not in second


@pytest.mark.parametrize("job", ["summarize", "related-work"])
def test_calls_and_cost_are_said_first_and_what_is_beyond_a_cap_is_written_without_a_model(
    job: str, run: Run, fake_openai: FakeOpenAI, tmp_path: Path
) -> None:
    (tmp_path / "draft.txt").write_text(DRAFT, encoding="utf-8")
    asked = (job, "ECG" if job == "summarize" else str(tmp_path / "draft.txt"))
    built_in = run(*asked)
    ran = run(*asked, "--max-calls", "0", OPENAI_BASE_URL=fake_openai.url)
    assert (ran.code, ran.out) == (0, built_in.out)
    assert "planned: 0, " in ran.err and "cap (calls: 0)" in ran.err and not fake_openai.requests
    ran = run(*asked, "--max-calls", "1", "--max-cost", "0")
    assert ran.code == 0 and len(fake_openai.requests) == 1
    first, *_ = [line for line in ran.err.splitlines() if "fake-model" in line]
    assert "planned: 1, " in first and "cost: $0.00" in first
    assert run(*asked, "--max-cost", "-1").code == 2


def test_a_stopped_draft_goes_to_files_with_the_references_of_what_it_says(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole = Assistant.related_work

    def stopped(*arguments: object, **options: object) -> Iterator[Answer]:
        for answer in whole(*arguments, **options):  # type: ignore[arg-type]
            yield answer
            if len(answer.sentences) == 2:
                raise KeyboardInterrupt

    monkeypatch.setattr(Assistant, "related_work", stopped)
    (tmp_path / "draft.txt").write_text(DRAFT, encoding="utf-8")
    ran = run("related-work", str(tmp_path / "draft.txt"), "--format", "tex", "-o", str(tmp_path / "out.tex"))
    assert ran.code == 130 and "kept" in ran.err
    cited = re.findall(r"\\cite\{([^}]+)\}", (tmp_path / "out.tex").read_text(encoding="utf-8"))
    records = re.findall(r"@\w+\{([^,]+),", (tmp_path / "out.bib").read_text(encoding="utf-8"))
    assert cited and set(records) == {key for keys in cited for key in keys.split(",")}


DRAFT = "We turn multichannel EEG and ECG signals into tokens. Please write the related work."


def test_related_work_reads_a_file_or_standard_input(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "draft.txt"
    file.write_text(DRAFT, encoding="utf-16")
    by_file = json.loads(run("related-work", str(file), "--json").out)
    for arguments in (["related-work", "-", "--json"], ["related-work", "--json"]):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(DRAFT.encode())))
        piped = json.loads(run(*arguments).out)
        assert piped["text"] == by_file["text"]
    assert by_file["sentences"] and by_file["coverage"]["left_out"] and by_file["sections"]


def test_related_work_is_printed_or_written_to_a_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "draft.txt").write_text(DRAFT, encoding="utf-8")
    printed = run("related-work", str(tmp_path / "draft.txt"))
    written = run("related-work", str(tmp_path / "draft.txt"), "--out", str(tmp_path / "out.md"))
    text = (tmp_path / "out.md").read_text(encoding="utf-8")
    assert printed.code == written.code == 0 and not written.out
    assert text.startswith("# We turn multichannel EEG")
    # The file is Markdown with headings and a reference list of its own; what it says is the same.
    claims = [line for line in text.splitlines() if "TFM-Tokenizer is" in line]
    assert claims and claims[0].split(" [")[0] in printed.out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\x7fELF\x02\x01\xff\xc3", "no UTF-8"),
        (b"Please write a related-work section.", "says nothing"),
    ],
)
def test_a_draft_that_cannot_be_used_is_one_line_on_stderr(
    content: bytes, said: str, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "draft.txt").write_bytes(content)
    ran = run("related-work", str(tmp_path / "draft.txt"))
    assert ran.code == 1 and not ran.out
    *_, last = ran.err.splitlines()
    assert last.startswith("Error: ") and said in last


def test_a_draft_that_is_not_there_is_said_to_be_missing(run: Run) -> None:
    ran = run("related-work", "nowhere.txt")
    assert ran.code == 1 and "nowhere.txt cannot be read" in ran.err


def test_a_report_is_saved_as_a_receipt_that_holds(run: Run, tmp_path: Path) -> None:
    saved = tmp_path / "receipt.json"
    assert run("summarize", "survival analysis", "--receipt", str(saved)).code == 0
    checked = run("verify", str(saved))
    assert checked.code == 0 and "All holds" in checked.out
    again = run("summarize", "survival analysis", "--receipt", str(saved))
    assert again.code == 1 and "exists" in again.err and not again.out
