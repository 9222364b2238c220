"""Words and patterns of each language: every fragment has an example that it matches."""

import re
from collections.abc import Iterator

import pytest

from assistant.patterns import LANGUAGES, Table, fill, load, pattern, words
from assistant.types import Language

LONGEST = 300


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
        name for name, expression, _ in fragments(language, load(language)) if len(expression) > 300
    ] == []


def test_a_table_or_words_that_are_not_there_are_an_error() -> None:
    for read in (pattern, words):
        with pytest.raises(KeyError):
            read("shared.nothing")
