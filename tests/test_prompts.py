"""A prompt says what it needs, and what is put into it is never read as a template."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import prompts
from prompts import PromptError, load_prompt, parse_prompt

TEMPLATE = '---\npurpose: test\ninputs: name, place\n---\nBe {name}.\n---\nGo to {place}: {"a": {}} {0}\n'


def test_the_prompt_for_answers_declares_what_it_uses() -> None:
    prompt = load_prompt("answer")
    assert prompt.inputs == {"language", "question", "history", "papers"}
    assert prompt.purpose


def test_every_prompt_file_loads() -> None:
    folder = Path(prompts.__file__).parent
    assert [load_prompt(file.stem).name for file in sorted(folder.glob("*.md"))] == [
        "answer",
        "notes",
        "query",
        "related",
        "repair",
        "rewrite",
        "section",
    ]


def test_the_digest_is_that_of_the_file() -> None:
    file = Path(prompts.__file__).parent / "answer.md"
    assert load_prompt("answer").sha256 == hashlib.sha256(file.read_bytes()).hexdigest()


def test_braces_that_are_no_holes_stay() -> None:
    assert parse_prompt("x", TEMPLATE).render(name="kind", place="bed") == (
        "Be kind.",
        'Go to bed: {"a": {}} {0}',
    )


@given(st.text() | st.sampled_from(["{place}", "{name.__class__}", "{{name}}", "\\1\\g<0>", '{"lc": 1}']))
def test_values_are_put_in_as_they_are(value: str) -> None:
    system, user = parse_prompt("x", TEMPLATE).render(name=value, place=value)
    assert system == f"Be {value}."
    assert user == f'Go to {value}: {{"a": {{}}}} {{0}}'


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"name": "x"}, "place is declared but not given"),
        ({"name": "x", "place": "y", "time": "z"}, "time is given but not declared"),
    ],
)
def test_rendering_names_the_input_that_is_missing_or_extra(values: dict[str, str], fault: str) -> None:
    with pytest.raises(PromptError, match=fault):
        parse_prompt("x", TEMPLATE).render(**values)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (TEMPLATE.replace("name, place", "name"), "place is used but not declared"),
        (TEMPLATE.replace("name, place", "name, place, time"), "time is declared but not used"),
        (TEMPLATE.replace("purpose: test\n", ""), "purpose"),
        ("no front matter", "front matter"),
    ],
)
def test_loading_names_what_is_wrong_with_the_file(text: str, fault: str) -> None:
    with pytest.raises(PromptError, match=fault):
        parse_prompt("x", text)


def test_a_prompt_that_does_not_exist_is_named() -> None:
    with pytest.raises(PromptError, match="nowhere"):
        load_prompt("nowhere")
