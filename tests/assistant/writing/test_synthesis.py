"""Sentences on several papers at once, and what papers without a name are called."""

import pytest

from assistant.grounding.ground import ground
from assistant.papers.nouns import Nouns
from assistant.types import Brief, Draft, Language, Sentence
from assistant.writing.synthesis import Told, shared_kinds, shared_subject
from vectorstore.text.glossary import Concept, Glossary
from vectorstore.text.passages import sentences_of
from vectorstore.types import Entry, Hit, Passage

SEGMENTATION = Concept(("图像分割",), ("image segmentation",))
LABELS = Concept(("标注员",), ("label worker",))
CENSORED = Concept(("右删失",), ("right-censored",))
GLOSSARY = Glossary((SEGMENTATION, LABELS, CENSORED))


def entry(name: str, said: str, title: str = "") -> Entry:
    title = title or f"{name}: a paper"
    return Entry(f"{name.lower()}-2026", title, f"{title}\n\n{said}", name=name)


def brief_of(entries: list[Entry], language: Language) -> Brief:
    shown = tuple(Passage(one.key, one.body_start, len(one.text), one.abstract) for one in entries)
    return Brief("scans", language, tuple(Hit(one, 1.0, ()) for one in entries), shown)


def offers(entries: list[Entry]) -> Told:
    return {one.key: sentences_of(one)[0] for one in entries}


def passed(draft: Draft | None, brief: Brief) -> str:
    assert draft
    checked = ground(draft, brief)
    assert isinstance(checked, Sentence), checked
    assert {citation.key for citation in checked.citations} == {key for key, _ in draft.quotes}
    return checked.text


ALPHA = entry("Alpha", "We introduce Alpha, a benchmark for image segmentation.")
BETA = entry("Beta", "We propose Beta, a framework, and use right-censored data for image segmentation.")
GAMMA = entry("Gamma", "We present Gamma, a benchmark of right-censored data.")


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "Alpha and Beta both deal with image segmentation."), ("zh", "Alpha、Beta 都围绕图像分割展开。")],
)
def test_a_subject_that_most_share_is_said_with_a_quote_of_each(language: Language, text: str) -> None:
    entries = [ALPHA, BETA, GAMMA]
    brief = brief_of(entries, language)
    assert passed(shared_subject(entries, [offers(entries)], GLOSSARY, set(), brief), brief) == text
    assert shared_subject(entries, [offers(entries)], GLOSSARY, {SEGMENTATION}, brief) is None


@pytest.mark.parametrize(
    ("language", "differ", "same"),
    [
        (
            "en",
            "Alpha and Gamma are benchmarks; Beta is a framework.",
            "Alpha and Gamma both offer benchmarks.",
        ),
        ("zh", "这些工作中,Alpha、Gamma 是基准;Beta 是框架。", "Alpha、Gamma 给出的都是基准。"),
    ],
)
def test_kinds_of_things_are_set_side_by_side(language: Language, differ: str, same: str) -> None:
    entries = [ALPHA, BETA, GAMMA]
    brief = brief_of(entries, language)
    assert passed(shared_kinds(entries, offers(entries), brief), brief) == differ
    assert passed(shared_kinds([ALPHA, GAMMA], offers(entries), brief), brief) == same
    assert shared_kinds([ALPHA, BETA], offers(entries), brief) is None


def test_a_paper_without_a_name_is_called_by_its_topic_or_title_and_is_known_from_then_on() -> None:
    first = Entry("a", "On image segmentation", "On image segmentation\n\nImage segmentation is hard.")
    second = Entry(
        "b", "Beyond image segmentation", "Beyond image segmentation\n\nImage segmentation is old."
    )
    third = Entry("c", "Of a label worker", "Of a label worker\n\nA label worker is tired.")
    english = Nouns("en", GLOSSARY)
    assert [english.of(first), english.of(first)] == [
        "a study of image segmentation",
        "the study of image segmentation",
    ]
    assert [english.of(second), english.of(third), english.of(second)] == [
        "one study",
        "another study",
        "one study",
    ]
    assert Nouns("en", GLOSSARY, "image segmentation").of(first) == "one study"
    assert Nouns("zh", GLOSSARY).of(third) == "《Of a label worker》"
