"""Sentences framed for a report: all of the digest pass the grounding, in both languages."""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest

from assistant.ask import Assistant
from assistant.grounding.ground import ground
from assistant.papers.nouns import Nouns, spoken_name
from assistant.papers.roles import entry_roles
from assistant.papers.third_person import balanced
from assistant.types import Brief, Draft, Language, Sentence
from assistant.writing.framing import Framer
from tests.support.answering import CROSSED, assistant, omni
from vectorstore.text.passages import sentences_of
from vectorstore.types import Entry, Hit, Passage

__all__ = ["assistant", "omni"]

SAID = "Scans wait. We introduce Alpha, a method. It grades scans. We find that it is 12% faster."
ALPHA = Entry("alpha-2026", "Alpha: a study", f"Alpha: a study\n\n{SAID}", name="Alpha")
BETA = Entry("beta-2026", "Of scans", "Of scans\n\nWe propose a benchmark of scans.")
GAMMA = Entry("gamma-2026", "On scans", "On scans\n\nWe propose a framework for scans. Scans are cut.")


def framer_in(language: Language) -> Framer:
    return Framer(language, Nouns(language))


def framed_digest(assistant: Assistant, language: Language) -> Iterator[tuple[Entry, str, str, bool]]:
    """Yield every sentence of the digest with its framed form, checked by the grounding."""
    framer = Framer(language, Nouns(language, assistant.retriever.glossary))
    for entry in assistant.library.entries():
        whole = Passage(entry.key, entry.body_start, len(entry.text), entry.abstract)
        brief = Brief("scans", language, (Hit(entry, 1.0, ()),), (whole,))
        roles = entry_roles(entry)
        for sentence in sentences_of(entry):
            framed = framer.frame(entry, sentence.text, roles[sentence.start])
            checked = ground(Draft(framed.text, tuple((entry.key, one) for one in framed.quotes)), brief)
            assert isinstance(checked, Sentence), checked
            yield entry, sentence.text, checked.text, framed.reworded


def test_nearly_all_sentences_of_the_digest_are_reworded_and_none_says_we(assistant: Assistant) -> None:
    framed = list(framed_digest(assistant, "en"))
    reworded = [(entry, text) for entry, _, text, was_reworded in framed if was_reworded]
    assert len(framed) > 200 and len(reworded) / len(framed) >= 0.97
    for entry, text in reworded:
        assert not re.search(r"\b(?:we|our|ours|us|this (?:paper|work|study))\b", text, re.IGNORECASE)
        assert balanced(text) and text.endswith(".")
        assert text[0].isupper() or text.startswith(entry.name)
        assert not re.search(r"\b(?:a study|Alpha) (?:are|have|show|propose|introduce)\b", text)


def test_a_chinese_frame_holds_the_words_as_they_stand(assistant: Assistant) -> None:
    for _, quote, text, reworded in framed_digest(assistant, "zh"):
        assert not reworded
        framed = re.fullmatch("([^“]*[\u4e00-\u9fff][^“]*)“(.*)”。?", text)
        assert framed and framed[2] in quote
        assert text.endswith((".”", "?”", ")”", "。"))


def test_no_frame_follows_itself(assistant: Assistant) -> None:
    heads = [re.sub(r"“.*", "", text) for _, _, text, _ in framed_digest(assistant, "zh")]
    assert sum(one == other for one, other in pairwise(heads)) <= 2


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        (
            "en",
            [
                "Alpha is a method.",
                "It finds that it is 12% faster.",
                "One study proposes a benchmark of scans.",
                "Another study proposes a framework for scans.",
                "Scans are cut.",
            ],
        ),
        (
            "zh",
            [
                "Alpha 提出一种方法:“a method”。",
                "该文报告:“We find that it is 12% faster.”",
                "《Of scans》则给出一个基准,即“a benchmark of scans”。",
                "《On scans》的贡献是一个框架:“a framework for scans”。",
                "该文还写道:“Scans are cut.”",
            ],
        ),
    ],
)
def test_a_paper_is_named_once_and_then_referred_to(language: Language, texts: list[str]) -> None:
    framer = framer_in(language)
    framed = [
        framer.frame(ALPHA, "We introduce Alpha, a method.", "contribution"),
        framer.frame(ALPHA, "We find that it is 12% faster.", "result"),
        framer.frame(BETA, "We propose a benchmark of scans.", "contribution"),
        framer.frame(GAMMA, "We propose a framework for scans.", "contribution"),
        framer.frame(GAMMA, "Scans are cut.", "method"),
    ]
    assert [one.text for one in framed] == texts


def test_a_gap_is_laid_to_the_authors_and_a_name_keeps_its_capital() -> None:
    framer = framer_in("en")
    texts = [
        framer.frame(ALPHA, said, "gap").text for said in ("However, scans wait.", "Arabic remains rare.")
    ]
    assert texts == [
        "As the authors of Alpha note, scans wait.",
        "Arabic remains rare, its authors point out.",
    ]


def test_a_new_paragraph_names_its_paper_again() -> None:
    framer = framer_in("en")
    framer.frame(ALPHA, "We introduce Alpha, a method.", "contribution")
    framer.begin()
    assert framer.frame(ALPHA, "It grades scans.", "method").text == "In Alpha, it grades scans."


def test_what_cannot_be_reworded_is_quoted() -> None:
    framed = framer_in("en").frame(ALPHA, "We ask: can scans wait?", "contribution")
    assert (framed.text, framed.reworded) == ("Alpha sets out: “We ask: can scans wait?”", False)


def test_a_crossed_entry_is_called_only_what_its_abstract_says(assistant: Assistant, omni: str) -> None:
    crossed, other = assistant.library.get(CROSSED), assistant.library.get(omni)
    assert crossed and other
    assert spoken_name(crossed, "We introduce Neural-MedBench, a benchmark.") == "Neural-MedBench"
    assert spoken_name(crossed, "Scans wait.") == ""
    assert spoken_name(other, "Neural-MedBench waits.") == ""
