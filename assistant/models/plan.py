"""The calls a report will make of a model: planned, priced and capped before the first of them is made.

Knows nothing of what a call says, nor of how a report is written.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from assistant.language import say
from assistant.models.budget import cost_usd
from assistant.models.choose import WritingModel
from assistant.types import UNCAPPED, Cap, Language, Usage

PER_SENTENCE = 120
"""Tokens written for a sentence: with a quote of one to one and a half lines, as JSON, it has 105 to 145."""
PROMPT = 700
"""Tokens of the instructions themselves."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a model, before it is made: for which section (from 0), and its estimated tokens."""

    purpose: Literal["notes", "section"]
    section: int
    prompt_tokens: int
    completion_tokens: int


@dataclass(frozen=True, slots=True)
class CallPlan:
    """The calls for the sections of a report, in order, and the cap they were planned under."""

    calls: tuple[Call, ...]
    sections: int
    cap: Cap = UNCAPPED

    @property
    def without(self) -> int:
        """How many sections get no call at all."""
        return self.sections - len({call.section for call in self.calls})

    def has(self, section: int, purpose: Literal["notes", "section"] = "section") -> bool:
        """Tell whether a section gets a call of that purpose."""
        return any((call.section, call.purpose) == (section, purpose) for call in self.calls)

    def usage(self, model: WritingModel) -> Usage:
        """Return the estimated tokens of all calls, and their cost where it is known."""
        sent = sum(call.prompt_tokens for call in self.calls)
        received = sum(call.completion_tokens for call in self.calls)
        cost = 0.0 if model.is_local else cost_usd(model.name, model.host, sent, received)
        return Usage(sent, received, cost, estimated=True)

    def lines(self, model: WritingModel, language: Language) -> Iterator[str]:
        """Yield what a reader should know before the first call: how many there are, and what they cost."""
        usage = self.usage(model)
        yield say(
            language,
            "calls planned",
            model=model.name,
            calls=len(self.calls),
            sent=f"{usage.prompt_tokens:,}",
            received=f"{usage.completion_tokens:,}",
            cost=_dollars(usage.cost_usd) or say(language, "cost unknown"),
        )
        if self.without:
            bounds = [
                say(language, "cap of calls", most=self.cap.calls) if self.cap.calls is not None else "",
                _dollars(self.cap.cost_usd),
                say(language, "cap unpriced")
                if self.cap.cost_usd is not None and usage.cost_usd is None
                else "",
            ]
            cap = say(language, "and then").join(filter(None, bounds))
            yield say(language, "calls capped", cap=cap, without=self.without, sections=self.sections)


def cap_plan(make: Callable[[int | None], CallPlan], model: WritingModel, cap: Cap) -> CallPlan:
    """Return the longest plan that a cap allows; `make` makes one of at most a number of calls.

    A cap on cost allows no call of a model whose price is unknown.

    Raises:
        CapReached: the run has no room left for this plan. It is not made smaller to fit.
    """
    plan = make(cap.calls)
    while plan.calls and cap.cost_usd is not None:
        cost = plan.usage(model).cost_usd
        if cost is not None and cost <= cap.cost_usd:
            break
        plan = make(len(plan.calls) - 1)
    model.budget.check(len(plan.calls), plan.usage(model).cost_usd)
    return replace(plan, cap=cap)


def _dollars(cost: float | None) -> str:
    return "" if cost is None else f"${cost:.4f}" if 0 < cost < 1 else f"${cost:.2f}"
