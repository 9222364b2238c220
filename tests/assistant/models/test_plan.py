"""The calls of a report are priced before they are made, and kept within a cap on their number or cost."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.models.choose import WritingModel
from assistant.models.plan import Call, CallPlan, cap_plan
from assistant.papers.themes import _SPREAD
from assistant.summary import MOST_CITED
from assistant.types import UNCAPPED, Cap
from page.jobs import MOST_CALLS

CHAT: Any = None
"""No call is made here."""
PRICED = WritingModel(CHAT, "openai:gpt-4.1", "api.openai.com")
LOCAL = WritingModel(CHAT, "openai:llama", "127.0.0.1:11434")
UNPRICED = WritingModel(CHAT, "openai:llama", "models.example")


def five(most: int | None) -> CallPlan:
    """Return up to five calls, each of 2 cents by the list: 6,000 tokens sent and 1,000 received."""
    calls = tuple(Call("section", at, 6000, 1000) for at in range(5))
    return CallPlan(calls[:most], 5)


def planned(model: WritingModel, cap: Cap) -> int:
    return len(cap_plan(five, model, cap).calls)


@pytest.mark.parametrize(
    ("cap", "calls"),
    [
        (UNCAPPED, 5),
        (Cap(3), 3),
        (Cap(9), 5),
        (Cap(cost_usd=1.0), 5),
        (Cap(cost_usd=0.1), 5),
        (Cap(cost_usd=0.07), 3),
        (Cap(2, 0.07), 2),
        (Cap(4, 0.07), 3),
        (Cap(cost_usd=0.0199), 0),
        (Cap(0), 0),
    ],
)
def test_as_many_calls_are_planned_as_the_cap_has_room_for(cap: Cap, calls: int) -> None:
    assert planned(PRICED, cap) == calls


def test_on_this_machine_no_call_costs_and_of_unknown_price_none_is_within_a_cap_on_cost() -> None:
    assert planned(LOCAL, Cap(cost_usd=0.0)) == 5
    assert planned(UNPRICED, Cap(cost_usd=100.0)) == 0
    assert planned(UNPRICED, Cap(3)) == 3


@given(st.integers(0, 9), st.floats(0, 1))
def test_a_plan_never_costs_more_than_its_cap(calls: int, cost: float) -> None:
    plan = cap_plan(five, PRICED, Cap(calls, cost))
    assert len(plan.calls) <= calls
    assert (plan.usage(PRICED).cost_usd or 0.0) <= cost


def test_what_is_planned_and_what_a_cap_leaves_out_is_said_in_both_languages() -> None:
    assert list(cap_plan(five, PRICED, UNCAPPED).lines(PRICED, "en")) == [
        "Calls of openai:gpt-4.1 planned: 5, with about 30,000 tokens to send and 5,000 to receive; "
        "estimated cost: $0.1000."
    ]
    english = list(cap_plan(five, PRICED, Cap(4, 0.07)).lines(PRICED, "en"))
    assert "planned: 3, " in english[0]
    assert english[1] == "Under the cap (calls: 4; $0.0700) the built-in writer writes 2 of 5 themes."
    chinese = list(cap_plan(five, UNPRICED, Cap(cost_usd=2)).lines(UNPRICED, "zh"))
    assert "openai:llama 0 次" in chinese[0] and "估计费用:未知" in chinese[0]
    assert chinese[1] == "在上限($2.00;模型价格未知)之内,5 个主题中有 5 个由内置写作器完成。"


def test_the_cap_of_the_page_begins_where_it_takes_no_call_from_any_report() -> None:
    themes = int(_SPREAD * math.sqrt(MOST_CITED))
    assert 2 * themes == MOST_CALLS
