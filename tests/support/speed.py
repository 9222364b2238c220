"""Tells the slow tests from the fast: those that start a process or a browser, and those that take long."""

from collections.abc import Callable, Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest

LONG = (
    "tests/assistant/checks/test_verification.py::test_one_altered_field_of_a_citation_is_found_whatever_the_seal",
    "tests/assistant/deciding/test_figures.py",
    "tests/assistant/deciding/test_subfield.py::test_by_words_alone_most_of_what_belongs_is_found",
    "tests/assistant/exports/test_exports.py::test_word_takes_any_text",
    "tests/assistant/grounding/test_gate.py",
    "tests/assistant/grounding/test_injection.py::test_no_order_of_a_paper_or_a_conversation_has_an_effect",
    "tests/assistant/models/test_damaged_replies.py",
    "tests/assistant/models/test_faults.py",
    "tests/assistant/models/test_usage.py",
    "tests/assistant/reading/test_question.py::test_whatever_the_model_reads_only_what_was_spoken_of_is_referred_to",
    "tests/assistant/test_ask_model.py",
    "tests/assistant/test_golden_summaries.py",
    "tests/assistant/test_related.py",
    "tests/assistant/test_related_model.py",
    "tests/assistant/test_summary.py",
    "tests/assistant/test_summary_model.py",
    "tests/assistant/writing/test_framing.py",
    "tests/doors/test_batch_resume.py",
    "tests/test_story.py",
    "tests/vectorstore/embedders/test_embedder.py",
    "tests/vectorstore/test_library_faults.py",
)
"""Files of tests, and single tests, that start no process and yet take seconds."""
_STARTS = ("subprocess", "playwright")
"""What starts a process of its own."""


def mark_slow(item: pytest.Item) -> None:
    """Mark a test as slow if `LONG` names it, or if it, a fixture or a helper of it starts a process."""
    named = item.nodeid.partition("[")[0]
    uses = _functions(item) if isinstance(item, pytest.Function) else ()
    if {named, named.partition("::")[0]} & set(LONG) or any(map(starts_a_process, uses)):
        item.add_marker("slow")


def starts_a_process(function: FunctionType, seen: frozenset[int] = frozenset()) -> bool:
    """Tell whether a function, or a function of the tests that it names, uses what starts a process."""
    if id(function) in seen:
        return False
    used = [function.__globals__[name] for name in _names(function.__code__) if name in function.__globals__]
    if any(_is_starter(thing) for thing in used):
        return True
    ours = [thing for thing in map(plain_function, used) if thing and thing.__module__.startswith("tests.")]
    return any(starts_a_process(thing, seen | {id(function)}) for thing in ours)


def _functions(item: pytest.Function) -> Iterator[FunctionType]:
    fixtures = [definitions[-1].func for definitions in item._fixtureinfo.name2fixturedefs.values()]
    for function in (item.function, *fixtures):
        if plain := plain_function(function):
            yield plain


def plain_function(thing: Any) -> FunctionType | None:  # noqa: ANN401  (anything a module may hold)
    """Return the function under the wrappers of hypothesis, contextlib and the like, if there is one."""
    inner: Callable[..., Any] | None = getattr(getattr(thing, "hypothesis", None), "inner_test", None)
    thing = inner or thing
    while hasattr(thing, "__wrapped__"):
        thing = thing.__wrapped__
    return thing if isinstance(thing, FunctionType) else None


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _is_starter(thing: object) -> bool:
    module = thing.__name__ if isinstance(thing, ModuleType) else getattr(thing, "__module__", None) or ""
    return str(module).split(".")[0] in _STARTS
