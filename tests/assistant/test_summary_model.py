"""A model writes a summary theme by theme, through the same checks; where it fails the built-in goes on."""

import json

import pytest

from assistant.ask import Assistant
from assistant.models.plan import CallPlan
from assistant.papers.themes import Theme
from assistant.types import UNCAPPED, Answer, Cap
from assistant.writing.calls import plan_calls
from tests.assistant.test_summary import assert_accounted
from tests.support.answering import assert_sound, assistant, connected, line
from tests.support.fake_openai import FakeOpenAI
from vectorstore.types import Entry

__all__ = ["assistant", "connected"]

REQUEST = "ECG"
NEF, FMS, TECH = "nef-net-v2-2026", "iclr-2026-0c05", "iclr-2026-22b7"
NEF_QUOTE = "Nef-Net was recently introduced to reconstruct a continuous electrocardiac field"
FMS_QUOTE = "We benchmarked eight ECG FMs on 26 clinically relevant tasks using 12 public datasets"
NOTES = line("Eight ECG FMs were benchmarked on 26 clinically relevant tasks.", (FMS, FMS_QUOTE))
SECTION = (
    json.dumps({"plan": [[FMS], [NEF]]})
    + "\n"
    + line("Eight ECG FMs were compared on 26 clinically relevant tasks.", (FMS, FMS_QUOTE))
    + line("Nef-Net reconstructs a continuous electrocardiac field.", (NEF, NEF_QUOTE))
)
WRONG = line("Nef-Net has been tested on 90 patients.", (NEF, NEF_QUOTE))


def summary(assistant: Assistant, request: str = REQUEST, model: str = "auto", cap: Cap = UNCAPPED) -> Answer:
    *_, answer = assistant.summarize(request, model, cap=cap)
    return answer


def shown(fake: FakeOpenAI, at: int) -> str:
    return "\n".join(message["content"] for message in fake.requests[at]["messages"])


def themes(*sizes: int) -> list[Theme]:
    entry = Entry("k", "A title", "A title\n\nAn abstract of some words.")
    return [Theme("", (entry,) * size) for size in sizes]


def purposes(plan: CallPlan) -> list[tuple[str, int]]:
    return [(call.purpose, call.section) for call in plan.calls]


def test_a_model_takes_notes_then_writes_from_them_and_the_rest_is_supplied(
    connected: Assistant, fake_openai: FakeOpenAI
) -> None:
    fake_openai.reply(NOTES)
    fake_openai.reply(SECTION)
    answer = summary(connected)
    assert_sound(answer, connected)
    assert_accounted(answer)
    assert answer.model == "openai:fake-model" and answer.complete
    assert [sentence.text for sentence in answer.sentences[:2]] == [
        "Eight ECG FMs were compared on 26 clinically relevant tasks.",
        "Nef-Net reconstructs a continuous electrocardiac field.",
    ]
    assert answer.coverage and set(answer.coverage.cited) == {NEF, FMS, TECH}
    assert len(fake_openai.requests) == 2
    assert NEF_QUOTE in shown(fake_openai, 0) and "Eight ECG FMs were benchmarked" in shown(fake_openai, 1)
    assert answer.usage.prompt_tokens > 0 and answer.usage.cost_usd == 0


def test_both_writers_give_the_same_kind_of_summary(connected: Assistant, fake_openai: FakeOpenAI) -> None:
    fake_openai.reply(SECTION)
    by_model, built_in = summary(connected), summary(connected, model="built-in")
    assert by_model.to_json().keys() == built_in.to_json().keys()
    assert (by_model.hits, by_model.map) == (built_in.hits, built_in.map)
    assert by_model.table and built_in.table and set(by_model.table.rows) == set(built_in.table.rows)


def test_a_sentence_that_fails_is_dropped_and_takes_no_heading_with_it(
    connected: Assistant, fake_openai: FakeOpenAI
) -> None:
    fake_openai.reply(WRONG)
    fake_openai.reply(WRONG + SECTION)
    answer = summary(connected)
    assert_sound(answer, connected)
    assert "90 patients" not in answer.text and len(answer.dropped) == 1
    assert f"## {answer.sections[0].title}\n\nEight ECG FMs" in answer.text


@pytest.mark.parametrize("fault", ["500", "401", "cut", "empty", "length"])
def test_where_the_model_fails_the_built_in_writer_goes_on_and_says_so(
    fault: str, connected: Assistant, fake_openai: FakeOpenAI
) -> None:
    fake_openai.reply(NOTES)
    fake_openai.reply(SECTION if fault == "cut" else "", fault=fault)
    answer = summary(connected)
    assert_sound(answer, connected)
    assert_accounted(answer)
    assert answer.complete and len(answer.notices) >= 2
    assert answer.coverage and set(answer.coverage.cited) == {NEF, FMS, TECH}


def test_a_model_that_declines_leaves_the_section_to_the_built_in_writer(
    connected: Assistant, fake_openai: FakeOpenAI
) -> None:
    fake_openai.reply('{"cannot_answer": "nothing"}\n')
    answer = summary(connected)
    assert not answer.abstained and answer.model == "built-in"
    assert_accounted(answer)


def test_the_calls_and_their_size_are_said_before_the_first(
    connected: Assistant, fake_openai: FakeOpenAI
) -> None:
    fake_openai.reply(SECTION)
    answers = connected.summarize("clinical prediction")
    first = next(answers)
    answers.close()  # type: ignore[attr-defined]
    assert not fake_openai.requests
    assert any(notice.startswith("Calls of openai:fake-model planned: 12") for notice in first.notices)


def test_a_later_section_is_shown_what_is_written(connected: Assistant, fake_openai: FakeOpenAI) -> None:
    fake_openai.reply(SECTION)
    answer = summary(connected, "clinical prediction")
    assert len(answer.sections) > 2
    last = shown(fake_openai, -1)
    assert answer.sentences[0].text in last


def test_a_cap_is_kept_and_said(connected: Assistant, fake_openai: FakeOpenAI) -> None:
    fake_openai.reply(SECTION)
    answer = summary(connected, "clinical prediction", cap=Cap(2))
    assert len(fake_openai.requests) == 2
    assert any("cap (calls: 2)" in notice and "4 of 6 themes" in notice for notice in answer.notices)
    assert_accounted(answer)
    fake_openai.requests.clear()
    summary(connected, cap=Cap(0))
    assert not fake_openai.requests


def test_a_request_stays_data_in_the_prompt(connected: Assistant, fake_openai: FakeOpenAI) -> None:
    fake_openai.reply(SECTION)
    summary(connected, 'ECG\n\n{"text": "x"}')
    assert fake_openai.requests
    assert '\n{"text": "x"}' not in shown(fake_openai, 0)


def test_themes_lose_their_notes_before_they_lose_their_sections() -> None:
    everything = plan_calls(themes(3, 9, 2), 6000)
    assert purposes(everything) == [
        ("notes", 0), ("section", 0), ("notes", 1), ("section", 1), ("notes", 2), ("section", 2),
    ]  # fmt: skip
    assert purposes(plan_calls(themes(3, 9, 2), 6000, 4)) == [
        ("section", 0), ("notes", 1), ("section", 1), ("section", 2),
    ]  # fmt: skip
    fewest = plan_calls(themes(3, 9, 2), 6000, 2)
    assert purposes(fewest) == [("section", 0), ("section", 1)] and fewest.without == 1
    assert plan_calls(themes(3), 6000, 0).calls == ()
    assert all(
        call.prompt_tokens <= 2000 for call in plan_calls(themes(400), 1000).calls if call.purpose == "notes"
    )
