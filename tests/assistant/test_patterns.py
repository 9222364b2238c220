"""Words and patterns of each language: every fragment has an example that it matches, and none is unused."""

import ast
import re
from collections.abc import Iterator

import pytest

from assistant.patterns import LANGUAGES, Table, fill, load, pattern, words
from assistant.types import Language
from tests.support.places import ROOT

LONGEST = 300
NAME = re.compile(r"[a-z_]+(?:\.\w+)+")
HOLE = re.compile(r"\{([a-z_]+(?:\.[a-z_]+)?)\}")


def fragments(language: Language, table: Table, above: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield the full name, the expression and the example of every fragment of a table, at any depth."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from fragments(language, value, f"{above}{name}.")
        elif isinstance(value, list):
            yield f"{above}{name}", *value


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fragment_matches_its_example(language: Language) -> None:
    wrong = [
        f"{name}: {expression} does not match {example!r}"
        for name, expression, example in fragments(language, load(language))
        if not re.search(fill(language, expression), example, re.IGNORECASE)
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_fragment_is_as_long_as_nobody_could_review(language: Language) -> None:
    assert [
        name for name, expression, _ in fragments(language, load(language)) if len(expression) > LONGEST
    ] == []


def entries(table: Table, above: str = "") -> Iterator[str]:
    """Yield the full name of every table that holds fragments, and of every text, at any depth."""
    for name, value in table.items():
        if isinstance(value, dict):
            if any(isinstance(one, list) for one in value.values()):
                yield f"{above}{name}"
            yield from entries(value, f"{above}{name}.")
        elif isinstance(value, str):
            yield f"{above}{name}"


def names_in(source: str) -> Iterator[str]:
    """Yield an expression for every name that a source gives, and for every hole that it fills.

    The end of a name may be computed (`f"report.{kind}"`), its beginning may not.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            parts = [re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"\w+" for p in node.values]
            yield from filter(re.compile(r"[a-z_]+\\\.").match, ["".join(parts)])
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from map(re.escape, filter(NAME.fullmatch, [node.value]))
            yield from holes(node.value)


def holes(text: str) -> Iterator[str]:
    """Yield an expression for the full name of every hole of a text."""
    return (re.escape(name if "." in name else f"shared.{name}") for name in HOLE.findall(text))


def unused(language: Language, sources: list[str]) -> list[str]:
    """Return what a language's file holds and no source names, nor any fragment."""
    named = {name for source in sources for name in names_in(source)}
    named |= {name for _, text, _ in fragments(language, load(language)) for name in holes(text)}
    known = re.compile("|".join(sorted(named)))
    return [
        name
        for name in entries(load(language))
        # A table of texts is named as a whole.
        if not known.fullmatch(name) and not known.fullmatch(name.rpartition(".")[0])
    ]


SOURCES = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "assistant").rglob("*.py"))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_table_and_no_list_of_words_lies_unused(language: Language) -> None:
    assert unused(language, SOURCES) == []


def test_what_is_unused_is_found() -> None:
    named = ['pattern("grounding.units")', 'words(f"grounding.{kind}s")', 'texts("grounding.acronyms", "en")']
    found = unused("en", named)
    assert {"grounding.half", "grounding.clause", "grounding.between"} <= set(found)
    assert not {"grounding.units", "grounding.tens", "grounding.acronyms.CT", "grounding.acts"} & set(found)


def test_a_table_or_words_that_are_not_there_are_an_error() -> None:
    for read in (pattern, words):
        with pytest.raises(KeyError):
            read("shared.nothing")
