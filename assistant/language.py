"""Which language a reader asked in, and every sentence the program itself says, in both.

The sentences are in `data/phrases.toml`, by name: `say("zh", "nearest")`. Knows nothing of papers or models.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files

from assistant.types import Language

_HAN = re.compile("[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z0-9-]*")


@cache
def phrases() -> dict[str, dict[Language, str]]:
    """Return every phrase by its name, in each language."""
    return tomllib.loads((files("assistant") / "data" / "phrases.toml").read_text(encoding="utf-8"))


def language_of(text: str) -> Language:
    """Return the language to answer in: Chinese where it outweighs the Latin words of the question."""
    return "zh" if len(_HAN.findall(text)) > len(_LATIN_WORD.findall(text)) else "en"


def say(language: Language, phrase: str, **values: object) -> str:
    """Return a phrase in a language, its holes filled; braces inside the values stay as they are."""
    known = phrases()
    template = known[phrase][language]
    said = re.sub(r"\{(\w+)\}", lambda hole: str(values[hole[1]]), template)
    # The templates part Chinese from a Latin name by a space, which a Chinese name does not want.
    unnamed = known["unnamed"]["zh"]
    return said.replace(f"{unnamed} ", unnamed)


def join_names(language: Language, names: list[str]) -> str:
    """Return names as a list in running text."""
    if language == "zh":
        return "、".join(names)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""
