"""Drafts come out of a model's stream one by one, whatever the form it gives them."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.language_models.fake_chat_models import FakeListChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from pydantic import SecretStr

from assistant.errors import ModelError
from assistant.grounding.ground import ground
from assistant.models.choose import WritingModel, choose_model
from assistant.models.lines import JsonLines
from assistant.models.stream import Timeouts
from assistant.models.tokens import ESTIMATE
from assistant.settings import Settings
from assistant.types import Brief, Draft, Refusal, Sentence, Turn
from assistant.writing.model import ModelWriter
from tests.support.clock import soon
from tests.support.fake_openai import FakeOpenAI
from vectorstore.types import Entry, Hit, Mismatch, Passage

ABSTRACT = (
    'We show that MnemoDyn is compute efficient. It ignores {z.__class__} and "}]}" in text. Not shown.'
)
MNEMO = Entry(
    "mnemodyn-2026",
    "MnemoDyn",
    f"MnemoDyn\n\n{ABSTRACT}",
    venue="ICLR 2026",
    year=2026,
    links=("https://m.example",),
)
CROSSED = Entry(
    "crossed-2026", "Title of A", "Title of A\n\nAbstract of B.", mismatch=Mismatch("A", "B", "other")
)
SHOWN = ABSTRACT.index(" Not shown.")
BRIEF = Brief(
    question='Is it "efficient"?\n{history}',
    language="zh",
    hits=(Hit(MNEMO, 1.0, ()), Hit(CROSSED, 0.5, ())),
    evidence=(
        Passage(MNEMO.key, 10, 10 + SHOWN, ABSTRACT[:SHOWN]),
        Passage(CROSSED.key, 12, 26, "Abstract of B."),
    ),
    history=tuple(Turn("user", f"turn {number} " + "x" * 700) for number in range(9)),
)
QUOTE = "We show that MnemoDyn is compute efficient"
ONE = {"text": "它很省算力。", "quotes": [{"key": "mnemodyn-2026", "quote": QUOTE}]}
TWO = {"text": 'Second {sentence} with "quotes".', "quotes": []}
DRAFTS = [Draft("它很省算力。", (("mnemodyn-2026", QUOTE),)), Draft(str(TWO["text"]), ())]


def line(record: object, indent: int | None = None) -> str:
    return json.dumps(record, ensure_ascii=False, indent=indent)


def fake(text: str) -> ModelWriter:
    return ModelWriter(WritingModel(FakeListChatModel(responses=[text]), "fake"), counter=ESTIMATE)


def model_of(server: FakeOpenAI, model: str = "any") -> WritingModel:
    settings = Settings(openai_base_url=server.url, openai_api_key=SecretStr("sk-test"))
    found = choose_model(settings, model, Timeouts(tries=1))
    assert found is not None
    return found


def served(server: FakeOpenAI, model: str = "any") -> ModelWriter:
    return ModelWriter(model_of(server, model), counter=ESTIMATE)


def written(writer: ModelWriter) -> list[Draft | Refusal]:
    """Return what a writer writes, without the beats of waiting that a busy machine may bring."""
    return [piece for piece in writer.write(BRIEF) if piece is not None]


@pytest.mark.parametrize(
    "reply",
    [
        f"{line(ONE)}\n{line(TWO)}\n",
        f"{line(ONE)}\n\n\n{line(TWO)}",
        f"```json\n{line(ONE)}\n{line(TWO)}\n```\n",
        f"[{line(ONE)},\n{line(TWO)}]",
        f"{line(ONE, indent=2)}\n{line(TWO, indent=4)}\n",
        f"{line(ONE)}{line(TWO)}",
        f'<think>Perhaps {{"text": "no"}}?\n</think>\n{line(ONE)}\n{line(TWO)}',
        line({"sentences": [ONE, TWO]}),
        f"{line(ONE)}\n{line(TWO)}\n{line({'cannot_answer': 'only half of it'})}",
    ],
)
def test_drafts_are_read_in_every_form_models_give_them(reply: str) -> None:
    writer = fake(reply)
    assert written(writer) == DRAFTS
    assert writer.dialogue.malformed == 0


@pytest.mark.parametrize(
    "broken",
    [
        "Here is the answer:",
        '{"text": "unclosed',
        '{"text": "unclosed too, "quotes',
    ],
)
def test_a_line_that_is_no_json_costs_only_itself(broken: str) -> None:
    writer = fake(f"{line(ONE)}\n{broken}\n{line(TWO)}\n")
    assert written(writer) == DRAFTS
    assert writer.dialogue.malformed == 1


def test_a_refusal_is_a_record_of_its_own() -> None:
    assert written(fake(line({"cannot_answer": "没有提到"}))) == [Refusal("没有提到")]


@pytest.mark.parametrize("reply", ["I cannot help with that.", "{}", '{"text": 3}', "[]"])
def test_a_reply_without_a_draft_is_an_error(reply: str) -> None:
    with pytest.raises(ModelError, match="form asked for"):
        list(fake(reply).write(BRIEF))


@given(st.lists(st.integers(1, 9)), st.lists(st.text(max_size=12), min_size=1, max_size=4))
def test_where_a_stream_is_split_makes_no_difference(cuts: list[int], texts: list[str]) -> None:
    whole = "".join(line({"text": text}) + "\n" for text in texts)
    lines = JsonLines()
    found, rest = [], whole
    for cut in cuts:
        found += lines.feed(rest[:cut])
        rest = rest[cut:]
    found += lines.feed(rest)
    lines.close()
    assert [record["text"] for record in found] == texts
    assert lines.malformed == 0


@given(st.text(alphabet='{}[]",:\\n\\\\ab`<think>/', max_size=60))
def test_any_text_is_read_without_an_error_and_the_next_line_still_counts(noise: str) -> None:
    lines = JsonLines()
    lines.feed(noise)
    lines.close()
    assert lines.feed(line(ONE)) == [ONE]


def test_an_object_that_never_ends_costs_no_time() -> None:
    lines = JsonLines()
    with soon():
        for _ in range(20_000):
            assert lines.feed('{"a" : [') == []


def test_a_draft_is_out_before_the_reply_has_ended(fake_openai: FakeOpenAI) -> None:
    fake_openai.reply(f"{line(ONE)}\n" + f"{line(TWO)}\n" * 2000, delay=0.005)
    drafts = served(fake_openai).write(BRIEF)
    with soon():
        assert next(filter(None, drafts)) == DRAFTS[0]
        drafts.close()
        assert fake_openai.disconnected.wait(10)


def test_a_draft_that_stands_gains_time_for_the_next(fake_openai: FakeOpenAI) -> None:
    sent, pause = line(ONE) + "\n", 0.01
    fake_openai.reply(sent + line(TWO), delay=pause)
    model, begun = model_of(fake_openai), time.monotonic()
    assert next(filter(None, ModelWriter(model, counter=ESTIMATE).write(BRIEF))) == DRAFTS[0]
    # Restarted after it, so the clock has missed what the server waited before it at least.
    assert model.clock.elapsed() <= time.monotonic() - begun - len(sent) // 7 * pause


@pytest.mark.parametrize("fault", ["cut", "no-finish", "length", "content-filter"])
def test_whole_drafts_are_yielded_before_the_fault_is_raised(fake_openai: FakeOpenAI, fault: str) -> None:
    fake_openai.reply(f'{line(ONE)}\n{{"text": "half', fault=fault)
    drafts = served(fake_openai).write(BRIEF)
    assert next(filter(None, drafts)) == DRAFTS[0]
    with pytest.raises(ModelError):
        list(drafts)


def test_the_model_is_shown_the_evidence_and_nothing_else(fake_openai: FakeOpenAI) -> None:
    fake_openai.reply(line(ONE))
    list(served(fake_openai).write(BRIEF))
    system, user = (message["content"] for message in fake_openai.requests[0]["messages"])
    papers = [json.loads(row) for row in user.splitlines() if row.startswith('{"key"')]
    assert [paper["key"] for paper in papers] == [MNEMO.key, CROSSED.key]
    assert papers[0]["passages"] == [ABSTRACT[:SHOWN]]
    assert (papers[0]["venue"], papers[0]["year"], papers[0]["links"]) == (
        "ICLR 2026",
        2026,
        ["https://m.example"],
    )
    assert "different papers" in papers[1]["warning"]
    assert "Not shown" not in user
    assert json.dumps(BRIEF.question, ensure_ascii=False) in user
    assert "Chinese" in system
    turns = [json.loads(row) for row in user.splitlines() if row.startswith('{"role"')]
    assert [turn["content"][:6] for turn in turns] == [f"turn {number}" for number in range(3, 9)]
    assert all(len(turn["content"]) < 610 for turn in turns)


@given(st.text())
def test_no_text_of_a_paper_leaves_its_line(text: str) -> None:
    seen: list[BaseMessage] = []

    class Listening(FakeListChatModel):
        async def _astream(self, messages: list[BaseMessage], *_: object, **__: object):  # type: ignore[no-untyped-def] # noqa: ANN202
            seen.extend(messages)
            yield ChatGenerationChunk(message=AIMessageChunk(content=line(ONE)))

    entry = Entry("k-2026", "Title", f"Title\n\n{text}")
    brief = Brief("?", "en", (Hit(entry, 1.0, ()),), (Passage("k-2026", 7, 7 + len(text), text),))
    list(ModelWriter(WritingModel(Listening(responses=[]), "x"), counter=ESTIMATE).write(brief))
    user = str(seen[1].content)
    (row,) = [row for row in user.splitlines() if row.startswith('{"key"')]
    assert json.loads(row)["key"] == "k-2026"
    assert len(user.splitlines()) == 10


def test_usage_is_the_servers_where_it_counts_and_else_an_estimate(fake_openai: FakeOpenAI) -> None:
    fake_openai.reply(line(ONE))
    writer = served(fake_openai)
    list(writer.write(BRIEF))
    assert writer.dialogue.usage.estimated
    assert writer.dialogue.usage.cost_usd == 0.0
    assert writer.dialogue.usage.prompt_tokens > 500
    assert writer.dialogue.usage.completion_tokens == ESTIMATE(line(ONE))


def test_a_draft_of_the_stream_passes_the_grounding() -> None:
    (draft,) = fake(line(ONE)).write(BRIEF)
    assert isinstance(draft, Draft)
    assert isinstance(ground(draft, BRIEF), Sentence)
