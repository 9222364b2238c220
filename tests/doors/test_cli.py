"""The command line as other people's scripts meet it: results on stdout, all else on stderr, exit codes."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.types import Answer
from tests.support.answering import CROSSED, GOOD, MCAL, WRONG, line
from tests.support.clock import HUNG
from tests.support.command import Run, environment, process, run
from tests.support.fake_openai import FakeOpenAI
from tests.support.sentinel_key import KEY, leaks

__all__ = ["run"]

ANSWER: dict[str, type | tuple[type, ...]] = {
    "question": str,
    "standalone_question": str,
    "language": str,
    "abstained": bool,
    "reason": (str, type(None)),
    "text": str,
    "sentences": list,
    "references": list,
    "hits": list,
    "complete": bool,
    "notices": list,
    "nearest": list,
    "filters": dict,
    "dropped": list,
    "model": str,
    "usage": dict,
    "seconds": float,
}
ENTRY = ("key", "title", "authors", "venue", "year", "kind", "topics", "links", "text", "source")


@pytest.mark.parametrize(
    "question", ["What is MCal?", "What is the capital of Mongolia?", "有哪些 oral 论文?"]
)
def test_an_answer_as_json_has_the_fields_promised(question: str, run: Run) -> None:
    ran = run("ask", question, "--json")
    answer = json.loads(ran.out)
    assert ran.code == 0
    assert all(isinstance(answer[name], kind) for name, kind in ANSWER.items())
    for sentence in answer["sentences"]:
        assert sentence.keys() >= {"text", "supported", "citations"}
        assert all(cited.keys() >= {"key", "quote", "start", "end"} for cited in sentence["citations"])
    for reference in answer["references"]:
        assert reference.keys() >= {"key", "title", "venue", "year", "links"}
        assert isinstance(reference["links"], list)
    assert answer["usage"].keys() >= {"prompt_tokens", "completion_tokens", "cost_usd"}


def test_json_gives_chinese_as_it_is_on_one_line(run: Run) -> None:
    out = run("ask", "什么是 MCal?", "--json").out
    assert "什么是" in out and out.count("\n") == 1


def test_an_answer_to_read_ends_with_its_references(run: Run) -> None:
    ran = run("ask", "Where is the code of D24FAD?")
    assert ran.code == 0
    assert re.search(
        r"\n\n\[d24fad-2026\] .+ ICLR 2026 Poster\n    https://github.com/ttttqz/D24FAD\n$", ran.out
    )


def test_what_no_quote_supports_is_shown_where_the_reader_asks_for_it(
    run: Run, fake_openai: FakeOpenAI
) -> None:
    fake_openai.reply(GOOD + line("MCal won\x1b[31m.", (MCAL, "MCal won")) + WRONG)
    ran = run("ask", "What is MCal?", "--show-dropped", OPENAI_BASE_URL=fake_openai.url)
    shown = ran.out.partition("✗ ")
    assert "triples" not in shown[0] and "corrects this bias. [mcal-2026]" in shown[0]
    assert "MCal triples the speed of training.\n    not supported: the quote" in shown[2]
    assert "MCal won" in shown[2] and "\x1b" not in ran.out
    assert "✗" not in run("ask", "What is MCal?", OPENAI_BASE_URL=fake_openai.url).out


def test_notices_and_warnings_go_to_stderr(run: Run) -> None:
    ran = run("ask", "What is Neural-MedBench?")
    assert f"Note: The source pairs the title and abstract of different papers in {CROSSED}" in ran.err
    assert "Note:" not in ran.out


def test_a_quiet_command_leaves_stderr_empty_once_the_index_is_built(run: Run, home: Path) -> None:
    assert run("search", "MCal", "--json").err == ""
    shutil.rmtree(home / "index")
    assert "Building the search index" in run("search", "MCal", "--json").err
    assert run("search", "MCal", "--json").err == ""


def test_search_as_json_is_the_hits_grouped_by_entry(run: Run) -> None:
    hits = json.loads(run("search", "missingness bias", "-k", "3", "--json").out)
    assert len(hits) == 3 and hits[0]["key"] == MCAL
    entries = {entry["key"]: entry for entry in json.loads(run("entries", "--json").out)}
    for hit in hits:
        assert hit.keys() >= {"key", "title", "score", "passages"}
        for piece in hit["passages"]:
            assert entries[hit["key"]]["text"][piece["start"] : piece["end"]] == piece["quote"]
            assert set(piece["found_by"]) <= {"dense", "keyword"} and 0 <= piece["score"] <= 1


@pytest.mark.parametrize("query", ["", "   ", "zzzzzz"])
def test_a_search_that_finds_nothing_is_an_empty_list(query: str, run: Run) -> None:
    ran = run("search", query, "--json")
    assert (ran.code, json.loads(ran.out)) == (0, [])


@pytest.mark.parametrize("asked", [("",), ("MCal", "--kind", "Keynote")])
def test_a_search_that_finds_nothing_says_so(asked: tuple[str, ...], run: Run) -> None:
    ran = run("search", *asked)
    assert (ran.code, ran.out) == (0, "") and "Nothing found." in ran.err


def test_entries_come_in_the_order_of_their_source_with_the_fields_promised(run: Run) -> None:
    entries = json.loads(run("entries", "--json").out)
    assert len(entries) == 52
    lines = [int(entry["source"].rpartition(":")[2]) for entry in entries]
    assert lines == sorted(lines)
    for entry in entries:
        assert entry.keys() >= set(ENTRY)
        assert all(isinstance(entry[name], list) for name in ("authors", "topics", "links"))
        assert entry["text"].startswith(f"{entry['title']}\n\n")


def test_entries_to_read_are_a_line_each(run: Run) -> None:
    ran = run("entries")
    lines = ran.out.splitlines()
    assert len(lines) == 52
    assert sum("title and abstract do not match" in line for line in lines) == 2
    assert "52 papers in" in ran.err


def test_show_gives_one_entry(run: Run) -> None:
    assert json.loads(run("show", MCAL, "--json").out)["key"] == MCAL
    shown = run("show", CROSSED).out
    assert shown.startswith(f"{CROSSED}\n") and "Warning: The source pairs" in shown


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("show", "no-such-key"), 1, "no entry 'no-such-key'"),
        (("ask", ""), 1, "question is empty"),
        (("ask", "😀"), 1, "no words to search for"),
        (("ask", "word " * 9000), 1, "Shorten it"),
        (("batch", "no-such.jsonl", "out.jsonl"), 1, "no-such.jsonl cannot be read"),
        (("serve", "--host", "192.0.2.1"), 1, "cannot be used"),
        (("no-such-command",), 2, "No such command"),
        (("ask",), 2, "Missing argument"),
        (("ask", "x", "--nonsense"), 2, "No such option"),
        (("search", "x", "-k", "0"), 2, "Invalid value"),
        (("serve", "--port", "99999"), 2, "Invalid value"),
    ],
)
def test_an_error_is_said_on_stderr_alone_with_its_exit_code(
    arguments: tuple[str, ...], code: int, words: str, run: Run
) -> None:
    ran = run(*arguments)
    assert ran.code == code and words in ran.err
    assert ran.out == "" and "Traceback" not in ran.err
    assert code == 2 or ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PAPER_ASSISTANT_CONTEXT_TOKENS", "plenty"),
        ("PAPER_ASSISTANT_EMBEDDINGS", "magic"),
        ("OPENAI_BASE_URL", "localhost:11434"),
        ("PAPER_ASSISTANT_HOME", "/dev/null/library"),
    ],
)
def test_a_bad_setting_is_an_error_of_one_line(name: str, value: str, run: Run) -> None:
    ran = run("entries", **{name: value})
    assert ran.code == 1 and ran.out == ""
    assert ran.err.startswith("Error: ") and ran.err.count("\n") == 1
    assert name in ran.err or value in ran.err


@pytest.mark.parametrize(
    "command",
    ["", *"ask search entries show batch serve verify eval summarize related-work".split()],
)
def test_every_command_has_help(command: str, run: Run) -> None:
    ran = run(*filter(None, [command, "--help"]))
    assert ran.code == 0 and "Usage: paper-assistant" in ran.out and ran.err == ""


def test_the_version_is_told(run: Run) -> None:
    assert run("--version").out.startswith("paper-assistant ")


def test_verbose_says_where_the_library_is(run: Run, home: Path) -> None:
    assert f"Library: {home}" in run("--verbose", "show", MCAL).err


@pytest.mark.parametrize("fault", ["401", "200-html", "cut", "no-finish", "invalid-json"])
def test_a_failing_model_is_no_error_of_the_command_and_its_key_is_nowhere(
    fault: str, run: Run, fake_openai: FakeOpenAI
) -> None:
    variables = {"OPENAI_BASE_URL": fake_openai.url, "OPENAI_API_KEY": KEY}
    ran = run("--verbose", "ask", "What is MCal?", "--model", f"fault-{fault}", "--json", **variables)
    answer = json.loads(ran.out)
    assert ran.code == 0 and answer["sentences"] and answer["notices"]
    assert not leaks(ran.out + ran.err) and "Traceback" not in ran.err
    assert fake_openai.keys and all(key == f"Bearer {KEY}" for key in fake_openai.keys)


def test_a_model_nobody_can_provide_falls_back_too(run: Run) -> None:
    ran = run("ask", "What is MCal?", "--model", "openai:gpt-nine")
    assert ran.code == 0 and "We introduce MCal" in ran.out
    assert "needs OPENAI_API_KEY" in ran.err


def test_the_address_of_a_server_is_enough(home: Path, fake_openai: FakeOpenAI) -> None:
    fake_openai.reply(GOOD)
    done = process(home, "ask", "What is MCal?", "--json", OPENAI_BASE_URL=fake_openai.url)
    answer = json.loads(done.stdout)
    assert answer["model"] == "openai:fake-model" and answer["complete"]
    assert fake_openai.requests[0]["model"] == "fake-model"


@pytest.mark.parametrize("variables", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C"}])
def test_chinese_is_written_whatever_the_terminal_is_set_to(variables: dict[str, str], home: Path) -> None:
    done = process(home, "ask", "什么是 MCal?", **variables)
    assert done.returncode == 0
    assert "MCal 提出" in done.stdout.decode()
    assert b"Traceback" not in done.stderr


def test_an_argument_that_is_no_text_is_no_crash(home: Path) -> None:
    command = [sys.executable, "-m", "assistant", "ask", os.fsdecode(b"What is MCal \xff\xfe?"), "--json"]
    done = subprocess.run(command, env=environment(home), cwd=home, capture_output=True, timeout=HUNG)
    assert done.returncode == 0
    assert Answer(**json.loads(done.stdout)).references


@pytest.mark.parametrize("arguments", [("ask", "What is MCal?"), ("entries", "--json")])
def test_a_reader_that_has_gone_is_no_error(arguments: tuple[str, ...], home: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "assistant", *arguments]
    done = subprocess.run(command, env=environment(home), cwd=home, stdout=write, stderr=subprocess.PIPE)
    os.close(write)
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr and b"Broken" not in done.stderr


def test_wrong_usage_ends_a_process_with_2(home: Path) -> None:
    done = process(home, "no-such-command")
    assert (done.returncode, done.stdout) == (2, b"")
