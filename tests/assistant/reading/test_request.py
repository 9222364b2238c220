"""The parts of a request: aspects, alternatives, kinds of contribution, what to leave out."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.papers.kinds import asked_kinds
from assistant.reading.aspects import aspects_of
from assistant.reading.draft import read_manuscript
from assistant.reading.request import split_exclusions
from assistant.reading.subject import subject_of
from tests.support.corpus import misses
from vectorstore.retriever import Retriever
from vectorstore.search.question import read_question
from vectorstore.text.glossary import Glossary, load_glossary
from vectorstore.text.name_table import NameTable


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return load_glossary()


def aspects(subject: str) -> str:
    """Show the aspects of a subject, with the alternatives of each."""
    question = read_question(subject, load_glossary(), NameTable({}, {}))
    shown = (
        " / ".join("+".join(question.asked[at].surface for at in item) for item in aspect)
        for aspect in aspects_of(question, load_glossary())
    )
    return " & ".join(shown).lower()


READERS: dict[str, Callable[[str], object]] = {
    "aspects": aspects,
    "kinds": lambda text: list(asked_kinds(text)[0]),
    "exclusions": lambda text: split_exclusions(text)[1],
    "subject": lambda text: subject_of(text, load_glossary()),
    "draft": lambda text: read_manuscript(text).text,
    "contrasts": lambda text: len(read_manuscript(text).contrasts),
}


@pytest.mark.parametrize(
    ("kind", "floor"),
    [
        ("aspects", 0.85),
        ("kinds", 0.85),
        ("exclusions", 0.85),
        ("subject", 0.85),
        ("draft", 0.9),
        ("contrasts", 0.75),
    ],
)
def test_most_requests_and_drafts_are_read_as_they_are_meant(kind: str, floor: float) -> None:
    share, wrong = misses(kind, lambda case: READERS[kind](case["text"]))
    assert share >= floor, wrong


@pytest.mark.parametrize(
    ("asked", "compares"),
    [
        ("哪种方法比较可靠", False),
        ("比较难的分割任务", False),
        ("比较有效性", True),
        ("比较两种方法的好坏", True),
        ("比较难度", True),
    ],
)
def test_an_adverb_compares_nothing(asked: str, compares: bool, glossary: Glossary) -> None:
    question = read_question(asked, glossary, NameTable({}, {}))
    assert ("比较" in {thing.surface for thing in question.asked}) is compares


def test_every_term_of_the_hierarchy_is_in_the_glossary(retriever: Retriever) -> None:
    wide = retriever.glossary.wide
    assert wide.problems == () and wide.hierarchy.unknown == ()


def test_narrower_concepts_are_found_at_their_depth(retriever: Retriever) -> None:
    wide = retriever.glossary.wide
    (neurology,), (epilepsy,), (zone,) = map(wide.concepts_in, ("neurology", "癫痫", "epileptogenic zone"))
    below = wide.hierarchy.narrower(neurology)
    assert below[epilepsy] == 1 and neurology not in below
    assert zone not in wide.hierarchy.narrower(zone)


@given(st.text(max_size=200))
def test_any_request_can_be_read(text: str) -> None:
    kept, named = split_exclusions(text)
    kinds, rest = asked_kinds(subject_of(kept))
    assert all(named) and len(rest) <= len(text) + len(named) + 8 and len(set(kinds)) == len(kinds)
