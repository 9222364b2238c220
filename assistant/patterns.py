"""The words and patterns of each language, read from `data/en.toml` and `data/zh.toml`.

A table of the files is a pattern: each line names a fragment and gives a regular expression with an example
that it matches. `{papers}` stands for the table `shared.papers` of the same file, `{list.topic}` for another.
Letter case counts only within `(?-i:...)`. A key that is a string holds words, parted by white space;
`texts` reads a table of such keys as they are.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.types import Language

LANGUAGES: tuple[Language, ...] = ("en", "zh")
_HOLE = re.compile(r"\{([a-z_]+(?:\.[a-z_]+)?)\}")
Table = dict[str, Any]


@cache
def pattern(name: str, language: Language | None = None) -> re.Pattern[str]:
    """Return the pattern of a table such as `followup.refers`: any of its fragments, of one language or both.

    Raises:
        KeyError: no language, or not the one asked for, has the table.
    """
    spoken = [one for one in LANGUAGES if language in (None, one) and _find(one, name) is not None]
    if not spoken:
        raise KeyError(name)
    return re.compile("|".join(source(one, name) for one in spoken), re.IGNORECASE)


@cache
def words(name: str, language: Language | None = None) -> tuple[str, ...]:
    """Return the words of a key such as `request.asking`, in the order of the files, of one language or both.

    Raises:
        KeyError: no language, or not the one asked for, has the key.
    """
    held = [_find(one, name) for one in LANGUAGES if language in (None, one)]
    if not any(isinstance(text, str) for text in held):
        raise KeyError(name)
    return tuple(word for text in held if isinstance(text, str) for word in text.split())


@cache
def named(name: str) -> dict[str, re.Pattern[str]]:
    """Return the fragments of a table such as `grounding.units` by their names, each of both languages.

    Raises:
        KeyError: no language has the table.
    """
    found: dict[str, list[str]] = {}
    for language in LANGUAGES:
        for one, fragment in (_find(language, name) or {}).items():
            found.setdefault(one, []).append(fill(language, fragment[0]))
    if not found:
        raise KeyError(name)
    return {one: re.compile("|".join(sources), re.IGNORECASE) for one, sources in found.items()}


def texts(name: str, language: Language) -> dict[str, str]:
    """Return a table whose keys hold plain text, such as `grounding.acronyms`.

    Raises:
        KeyError: the language has no such table.
    """
    table = _find(language, name)
    if not isinstance(table, dict):
        raise KeyError(f"{language}.toml has no table {name!r}")
    return dict(table)


def source(language: Language, name: str) -> str:
    """Return the regular expression of one language's table, its holes filled.

    Raises:
        KeyError: the language has no such table.
    """
    table = _find(language, name)
    if not isinstance(table, dict):
        raise KeyError(f"{language}.toml has no table {name!r}")
    return "|".join(fill(language, fragment) for fragment, _ in table.values())


def fill(language: Language, fragment: str) -> str:
    """Return a fragment with the patterns it names written out."""
    return _HOLE.sub(lambda hole: f"(?:{source(language, _full(hole[1]))})", fragment)


@cache
def load(language: Language) -> Table:
    """Return all that is known of a language, by table."""
    return tomllib.loads((files("assistant") / "data" / f"{language}.toml").read_text(encoding="utf-8"))


def _full(name: str) -> str:
    return name if "." in name else f"shared.{name}"


def _find(language: Language, name: str) -> Any:  # noqa: ANN401  (a table or a text, as TOML has it)
    found: Any = load(language)
    for part in name.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found
