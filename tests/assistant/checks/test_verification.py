"""Whatever is altered in a receipt, or has changed in the library since, is found; junk is an error."""

import copy
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assistant.ask import Assistant
from assistant.checks.receipts import receipt_bytes
from assistant.checks.verification import LARGEST, Finding, read_receipt
from tests.support.answering import GOOD, MCAL, SECOND, assistant, connected
from tests.support.command import Run, run
from tests.support.fake_openai import FakeOpenAI
from tests.support.receipted import QUESTIONS, Check, Receipt, check, kinds, leaves, receipts
from vectorstore.errors import PaperAssistantError

__all__ = ["assistant", "check", "connected", "receipts", "run"]

fast = settings(max_examples=60)


def test_receipts_of_answers_and_refusals_hold(receipts: list[Receipt], check: Check) -> None:
    for receipt in receipts:
        verdict = check(receipt, seal=False)
        assert verdict.findings == () and verdict.notes == ()
    assert sum(len(receipt["answer"]["sentences"]) for receipt in receipts) == 10


def test_a_receipt_of_an_answer_by_a_model_holds(
    connected: Assistant, fake_openai: FakeOpenAI, check: Check
) -> None:
    fake_openai.reply(GOOD + SECOND, "cut")
    receipt = json.loads(receipt_bytes(connected.ask("What is MCal?")))
    assert len(receipt["answer"]["sentences"]) > 1 and check(receipt, seal=False).holds


@fast
@given(data=st.data())
def test_one_altered_field_of_a_citation_is_found_whatever_the_seal(
    data: st.DataObject, receipts: list[Receipt], check: Check
) -> None:
    receipt, _, citation = _cited(data, receipts)
    name = data.draw(st.sampled_from(["key", "quote", "start", "end"]))
    before = citation[name]
    if name in ("start", "end"):
        citation[name] = data.draw(st.integers(0, 3000))
    elif name == "key":
        citation[name] = data.draw(st.sampled_from([*receipt["entries"], "nobody-2026", ""]) | st.text())
    else:
        place = data.draw(st.integers(0, len(before) - 1))
        piece = data.draw(st.text(max_size=3))
        citation[name] = before[:place] + piece + before[place + 1 :]
    assume(citation[name] != before)
    assert kinds(check(receipt)) & {"quote", "entry"}


@fast
@given(data=st.data())
def test_an_altered_number_of_a_sentence_is_found_whatever_the_seal(
    data: st.DataObject, receipts: list[Receipt], check: Check
) -> None:
    receipt, sentence, _ = _cited(data, receipts)
    numbers = list(re.finditer(r"\d+(?:\.\d+)?", sentence["text"]))
    assume(numbers)
    number = data.draw(st.sampled_from(numbers))
    other = str(data.draw(st.integers(3, 10**6)))
    entries = " ".join(cited["quote"] for cited in sentence["citations"])
    assume(other not in entries + "2026" and int(other) != len(sentence["citations"]))
    text = sentence["text"][: number.start()] + other + sentence["text"][number.end() :]
    receipt["answer"]["text"] = receipt["answer"]["text"].replace(sentence["text"], text)
    sentence["text"] = text
    assert "sentence" in kinds(check(receipt))


def _cited(data: st.DataObject, receipts: list[Receipt]) -> tuple[Receipt, Any, Any]:
    """Return a copy of a receipt, one of its sentences and one of that sentence's citations."""
    receipt = copy.deepcopy(data.draw(st.sampled_from([r for r in receipts if r["answer"]["sentences"]])))
    sentence = data.draw(st.sampled_from(receipt["answer"]["sentences"]))
    return receipt, sentence, data.draw(st.sampled_from(sentence["citations"]))


@fast
@given(data=st.data())
def test_whatever_is_altered_the_seal_tells(
    data: st.DataObject, receipts: list[Receipt], check: Check
) -> None:
    receipt = copy.deepcopy(data.draw(st.sampled_from(receipts)))
    path = data.draw(st.sampled_from(list(leaves(receipt))))
    *outer, last = path
    holder = receipt
    for step in outer:
        holder = holder[step]
    before = holder[last]
    holder[last] = {bool: not before, str: f"{before}.", int: 7, float: 0.123456, type(None): "x"}[
        type(before)
    ]
    assume(holder[last] != before)
    try:
        verdict = check(receipt, seal=False)
    except PaperAssistantError:
        return  # no receipt any more
    assert not verdict.holds and "seal" in kinds(verdict)


def test_the_layout_of_a_receipts_file_does_not_matter(receipts: list[Receipt], tmp_path: Path) -> None:
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps(receipts[0], indent=8, sort_keys=True))
    assert not read_receipt(file).broken_seal


def test_an_entry_that_is_gone_is_named(receipts: list[Receipt], check: Check) -> None:
    verdict = check(receipts[0], {MCAL: None})
    assert verdict.findings == (Finding("entry", MCAL, "it is not in this library"),)


def test_an_entry_that_changed_is_named_and_its_quotes_are_looked_for(
    assistant: Assistant, receipts: list[Receipt], check: Check
) -> None:
    entry = assistant.library.get(MCAL)
    assert entry
    longer = replace(entry, text=entry.text.replace("\n\n", "\n\nAn erratum. "))
    found = check(receipts[0], {MCAL: longer}).findings
    assert [finding.kind for finding in found] == ["entry", "quote"]
    assert "have changed since" in str(found[0]) and re.search(r"; it stands at \d+ to \d+$", str(found[1]))
    appended = replace(entry, text=f"{entry.text} An erratum.")
    assert kinds(check(receipts[0], {MCAL: appended})) == {"entry"}
    other = replace(entry, text=f"{entry.title}\n\nNothing of the kind.")
    assert "the entry has no such words" in str(check(receipts[0], {MCAL: other}).findings[-1])


def test_a_recorded_fact_that_changed_is_found(
    assistant: Assistant, receipts: list[Receipt], check: Check
) -> None:
    listing = receipts[QUESTIONS.index("Which papers are orals?")]
    key = listing["answer"]["references"][0]["key"]
    entry = assistant.library.get(key)
    assert entry
    verdict = check(listing, {key: replace(entry, kind="Poster", year=2031)})
    assert {"sentence", "reference"} == kinds(verdict)


def test_what_was_never_shown_cannot_be_slipped_in(receipts: list[Receipt], check: Check) -> None:
    receipt = copy.deepcopy(receipts[0])
    receipt["passages"] = [piece for piece in receipt["passages"] if piece["key"] != MCAL]
    assert "what was shown" in str(check(receipt).findings[0])
    receipt = copy.deepcopy(receipts[0])
    receipt["passages"][0]["start"] += 1
    assert "passage" in kinds(check(receipt))
    receipt = copy.deepcopy(receipts[0])
    del receipt["entries"][MCAL]
    assert "entry" in kinds(check(receipt))


def test_another_prompt_or_program_is_a_note_and_no_fault(receipts: list[Receipt], check: Check) -> None:
    prompts = {"answer": "0" * 64, "../../secret": "0", "gone": "0"}
    verdict = check({**receipts[0], "prompts": prompts, "program": "paper-assistant 99"})
    assert verdict.holds and len(verdict.notes) == 4
    assert "'answer' is another now" in verdict.notes[0]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"{}",
        b"\x00" * 100,
        b"\xff\xfe{}",
        b"[" * 200_000,
        b'{"receipt": ' * 100_000,
        b'{"receipt": ' + b"9" * 5000 + b"}",
        b"not json",
    ],
)
def test_what_is_no_receipt_is_an_error_of_one_line(content: bytes, run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_bytes(content)
    ran = run("verify", str(tmp_path / "bad.json"))
    assert (ran.code, ran.out) == (1, "") and "is no receipt" in ran.err and ran.err.count("\n") == 1


@fast
@given(data=st.data())
def test_a_receipt_with_values_of_other_types_is_an_error_or_a_finding(
    data: st.DataObject, receipts: list[Receipt], check: Check
) -> None:
    receipt = copy.deepcopy(data.draw(st.sampled_from(receipts)))
    *outer, last = data.draw(st.sampled_from([*leaves(receipt), ("answer",), ("entries",), ("passages",)]))
    holder = receipt
    for step in outer:
        holder = holder[step]
    before = holder[last]
    junk = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.integers())
    holder[last] = data.draw(junk | st.dictionaries(st.text(), st.text()))
    assume(holder[last] != before)
    try:
        assert not check(receipt, seal=False).holds
    except PaperAssistantError as error:
        assert "\n" not in str(error)


def test_a_truncated_receipt_is_an_error(receipts: list[Receipt], tmp_path: Path) -> None:
    whole = json.dumps(receipts[0])
    for length in range(0, len(whole), 97):
        (tmp_path / "cut.json").write_text(whole[:length])
        with pytest.raises(PaperAssistantError, match="no receipt"):
            read_receipt(tmp_path / "cut.json")


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.json").open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(PaperAssistantError, match="bytes"):
        read_receipt(tmp_path / "huge.json")


def test_a_newer_format_says_so(receipts: list[Receipt], check: Check) -> None:
    with pytest.raises(PaperAssistantError, match="receipt of format 2"):
        check({**receipts[0], "receipt": 2})


def test_a_finding_is_one_line_whatever_the_receipt_says(receipts: list[Receipt], check: Check) -> None:
    receipt = copy.deepcopy(receipts[0])
    receipt["answer"]["sentences"][0]["citations"][0]["key"] = "evil\n\x1b[2J" + "x" * 5000
    for finding in check(receipt).findings:
        assert len(str(finding)) < 500 and str(finding).isprintable()
