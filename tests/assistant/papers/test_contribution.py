"""The sentence that says what a paper offers, in the forms that abstracts have for it."""

import pytest

from assistant.papers.contribution import contribution_of, kind_offered
from assistant.papers.roles import entry_roles
from vectorstore.text.passages import sentences_of
from vectorstore.types import Entry


def told(abstract: str, name: str = "") -> str:
    entry = Entry("a", "Of scans", f"Of scans\n\n{abstract}", name=name)
    found = contribution_of(entry, sentences_of(entry), entry_roles(entry))
    return found.text if found else ""


@pytest.mark.parametrize(
    "contribution",
    [
        "In this paper, a novel blade for the cutting of single cells was proposed.",
        "The paper proposes a measuring system that needs a single camera, whatever the noise.",
        "This article deals with motion planning of rolling robots.",
        "Here, we reveal a role of the protein in growth.",
        "In this paper, we argue that width matters as much as depth.",
        "PURPOSE To assess the safety of a nightly treatment.",
        "The aim of this study was to examine the effect of a diet.",
        "The current study investigates how runners sleep.",
        "This short review summarizes what is known of synapses.",
        "We introduce Alpha, a method that grades scans.",
    ],
)
def test_it_is_found_among_other_sentences(contribution: str) -> None:
    before = "Scans are read every day. However, reading them remains slow."
    assert told(f"{before} {contribution} The scans were cut into tiles.") == contribution


def test_what_names_the_paper_comes_before_what_is_studied_and_a_question_is_none() -> None:
    abstract = (
        "We therefore ask: can scans wait? We study how scans wait. We present Alpha, a clock. "
        "We discuss what follows."
    )
    assert told(abstract, "Alpha") == "We present Alpha, a clock."
    assert told(abstract.replace("Alpha, a", "a")) == "We present a clock."
    assert told("Scans wait. Readers are few.") == ""


def test_headings_of_a_structured_abstract_give_the_roles() -> None:
    text = (
        "BACKGROUND Sleep matters. OBJECTIVE To measure sleep. METHODS Runners were asked. They answered. "
        "RESULTS Most slept for 7 hours. A few did not. CONCLUSIONS Runners sleep."
    )
    entry = Entry("a", "Of sleep", f"Of sleep\n\n{text}")
    roles = [entry_roles(entry)[piece.start] for piece in sentences_of(entry)]
    assert roles == ["background", "contribution", "method", "method", "result", "result", "result"]


def test_the_kind_of_thing_is_the_head_of_what_is_announced() -> None:
    quote = "We introduce Alpha, a framework for building benchmarks."
    assert (kind_offered(quote, "en"), kind_offered(quote, "zh")) == ("a framework", "一个框架")
    assert kind_offered("We find that it is so.", "en") == ""
