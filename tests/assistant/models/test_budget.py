"""What an answer costs: by the list where the model is on it, nothing on this machine, else unknown."""

import re
import tomllib
from importlib.resources import files

import pytest

from assistant.models.budget import cost_usd
from assistant.types import Usage
from doors.console import usage_line
from tests.support.answering import GOOD
from tests.support.command import Run, run
from tests.support.fake_openai import FakeOpenAI

__all__ = ["run"]

OPENAI = "api.openai.com"


def test_the_list_has_a_date_and_prices_that_can_be_prices() -> None:
    listed = tomllib.loads((files("assistant") / "data/prices.toml").read_text(encoding="utf-8"))
    assert re.fullmatch(r"20\d\d-[01]\d", listed.pop("checked"))
    prices = [price for models in listed.values() for price in models.values()]
    assert len(prices) > 20
    assert all(len(price) == 2 and 0 < price[0] < price[1] < 200 for price in prices)


@pytest.mark.parametrize(
    ("model", "host", "cost"),
    [
        ("openai:gpt-4.1-mini", OPENAI, 0.40 + 1.60),
        ("openai:gpt-4.1-mini", "", 2.0),
        ("openai:gpt-4.1-mini-2025-04-14", OPENAI, 2.0),
        ("openai:gpt-4o", OPENAI, 12.5),
        ("openai:gpt-4o-2024-08-06", OPENAI, 12.5),
        ("openai:gpt-4o-2024-05-13", OPENAI, 20.0),
        ("anthropic:claude-haiku-4-5-20251001", "", 6.0),
        ("anthropic:claude-3-5-haiku-latest", "", 4.8),
        ("google_genai:gemini-2.5-flash-lite", "", 0.5),
        ("openai:gpt-4.1-mini", "models.example", None),
        ("openai:gpt-4.1-mini", "api.openai.com.evil.example", None),
        ("openai:gpt-99", OPENAI, None),
        ("openai:ft:gpt-4.1-mini:me", OPENAI, None),
        ("gpt-4.1-mini", OPENAI, None),
        ("nobody:gpt-4.1-mini", "", None),
        ("checked:2026", "", None),
        ("", "", None),
    ],
)
def test_a_million_tokens_each_way_cost_what_the_list_says(model: str, host: str, cost: float | None) -> None:
    assert cost_usd(model, host, 10**6, 10**6) == (None if cost is None else pytest.approx(cost))


def test_sent_and_received_are_priced_apart() -> None:
    assert cost_usd("openai:gpt-4o", OPENAI, 1000, 0) == pytest.approx(0.0025)
    assert cost_usd("openai:gpt-4o", OPENAI, 0, 1000) == pytest.approx(0.01)
    assert cost_usd("openai:gpt-4o", OPENAI, 0, 0) == 0


@pytest.mark.parametrize(
    ("usage", "line"),
    [
        (Usage(), ""),
        (Usage(1000, 234, 0.00049), "1,234 tokens, $0.0005"),
        (Usage(1000, 234, 0.0), "1,234 tokens, free"),
        (Usage(1000, 234, None, estimated=True), "about 1,234 tokens, cost unknown"),
        (Usage(10, 1, 0.000012), "11 tokens, under $0.0001"),
    ],
)
def test_the_cost_is_said_in_one_line(usage: Usage, line: str) -> None:
    assert usage_line(usage) == line


def test_the_command_says_what_a_model_took_and_nothing_without_one(
    run: Run, fake_openai: FakeOpenAI
) -> None:
    assert "tokens" not in run("ask", "What is MCal?").err
    fake_openai.reply(GOOD)
    ran = run("ask", "What is MCal?", "--json", OPENAI_BASE_URL=fake_openai.url)
    assert re.search(r"^(about )?[\d,]+ tokens, free$", ran.err, re.MULTILINE)
