"""What a model's tokens cost, by the list prices of `data/prices.toml`; a price not listed is unknown.

Knows nothing of providers but their names.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files

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
