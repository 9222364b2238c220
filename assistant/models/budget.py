"""What calls of a model cost, and what a run of many answers may still spend on them.

Costs follow the list prices of `data/prices.toml`; a price not listed is unknown. A call is taken from the
budget before it is made and settled after; several threads may share one. Knows nothing of what a call says.
"""

import math
import re
import tomllib
from functools import cache
from importlib.resources import files
from threading import Lock

from assistant.errors import CapReached
from assistant.types import UNCAPPED, Cap

_PRICES = "data/prices.toml"
_DATED = re.compile(r"-(?:\d{4}-\d{2}-\d{2}|\d{8}|latest)$")
_OPENAI_HOST = "api.openai.com"
_MILLION = 1_000_000


def cost_usd(model: str, host: str, prompt_tokens: int, completion_tokens: int) -> float | None:
    """Return the US dollars that the tokens of `provider:name` cost, or None where its price is unknown.

    `host` is where the text goes, empty where the provider's own package knows: another server than OpenAI's
    that speaks its protocol has prices of its own, even for a model of the same name.
    """
    provider, _, name = model.partition(":")
    if provider == "openai" and host not in ("", _OPENAI_HOST):
        return None
    listed = _prices().get(provider, {})
    price = listed.get(name) or listed.get(_DATED.sub("", name))
    if price is None:
        return None
    return round((prompt_tokens * price[0] + completion_tokens * price[1]) / _MILLION, 8)


@cache
def _prices() -> dict[str, dict[str, tuple[float, float]]]:
    listed = tomllib.loads((files("assistant") / _PRICES).read_text(encoding="utf-8"))
    return {
        provider: {name: (sent, received) for name, (sent, received) in models.items()}
        for provider, models in listed.items()
        if isinstance(models, dict)
    }


class Budget:
    """The calls and US dollars that are left of a cap, which all calls of a run share.

    Before a call its cost is an estimate, so a cap on cost is as good as the estimates are.
    """

    def __init__(self, cap: Cap = UNCAPPED) -> None:
        self._cap = cap
        self._calls = 0
        self._cost = 0.0
        self._dearest = math.inf
        """The highest estimate so far; before the first, one that no cap has room for."""
        self._lock = Lock()

    def has_room(self, calls: int) -> bool:
        """Tell whether that many more calls fit, if each costs as much as the dearest so far."""
        with self._lock:
            return self._fits(calls, calls * self._dearest)

    def check(self, calls: int, cost: float | None) -> None:
        """Check that planned calls fit; `cost` is their estimate in US dollars, None where it is unknown.

        Raises:
            CapReached: they do not.
        """
        with self._lock:
            self._check(calls, cost)

    def take(self, cost: float | None) -> None:
        """Take one call, at an estimated cost.

        Raises:
            CapReached: it does not fit, and must not be made.
        """
        with self._lock:
            self._check(1, cost)
            self._calls += 1
            self._cost += cost or 0.0
            self._dearest = max(cost or 0.0, self._dearest if self._calls > 1 else 0.0)

    def settle(self, estimate: float | None, cost: float | None) -> None:
        """Replace the estimate of a call by what it cost."""
        with self._lock:
            self._cost += (cost or 0.0) - (estimate or 0.0)

    def _check(self, calls: int, cost: float | None) -> None:
        if self._fits(calls, cost):
            return
        if cost is None and self._cap.cost_usd is not None:
            raise CapReached("The model's price is unknown, so no call of it is within a cap on cost.")
        bounds = (
            f"{self._cap.calls} call(s) of a model" if self._cap.calls is not None else "",
            f"${self._cap.cost_usd:g}" if self._cap.cost_usd is not None else "",
        )
        cap = " and ".join(filter(None, bounds))
        raise CapReached(f"The cap of {cap} leaves no room for the {calls} call(s) wanted next.")

    def _fits(self, calls: int, cost: float | None) -> bool:
        most, dollars = self._cap.calls, self._cap.cost_usd
        return (most is None or self._calls + calls <= most) and (
            dollars is None or (cost is not None and self._cost + cost <= dollars)
        )


UNLIMITED = Budget()
