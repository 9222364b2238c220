"""A theme is named as a person would name it: by nouns that most of its entries share, and few others."""

import pytest

from assistant.papers.labels import in_words, labelled, standing
from vectorstore.text.glossary import Concept, Glossary
from vectorstore.types import Entry

SEGMENTATION = Concept(("图像分割",), ("image segmentation",))
MODEL = Concept(("大模型",), ("large language model", "LLM"))
TURNS = Concept(("多轮",), ("multi-turn",))
ECG = Concept(("心电",), ("ECG",))
GLOSSARY = Glossary((SEGMENTATION, MODEL, TURNS, ECG))


def entries(*abstracts: str) -> list[Entry]:
    return [Entry(f"k{n}", "Of it", f"Of it\n\n{text}") for n, text in enumerate(abstracts)]


def test_it_names_what_most_speak_of_as_they_say_it_in_either_language() -> None:
    talks = entries("Multi-turn talks of large language models.", "Multi-turn tests of LLMs, and more.")
    scans = entries("We do image segmentation.", "On image segmentation, again.")
    assert labelled([talks, scans], GLOSSARY, "en") == ["Large language models", "Image segmentation"]
    assert labelled([talks, scans], GLOSSARY, "zh") == ["大模型", "图像分割"]
    assert labelled([talks, scans], GLOSSARY, "en", "LLM")[0] == ""


def test_a_second_name_joins_where_one_says_too_little_and_the_rest_is_not_hidden() -> None:
    mixed = entries("An LLM, read.", "An LLM, heard.", "The ECG is slow.", "The ECG is fast.")
    few = entries("On image segmentation.", "Of image segmentation.", "Of rain.", "Of snow.")
    assert labelled([mixed, few], GLOSSARY, "en") == [
        "Large language model and ECG",
        "Image segmentation and other topics",
    ]
    assert labelled([mixed, few], GLOSSARY, "zh")[1] == "图像分割等"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Multi-turn inquiry is hard.", []),
        ("We train large language models for it.", [MODEL]),
        ("多轮问诊的图像分割。", [SEGMENTATION]),
    ],
)
def test_only_what_ends_a_phrase_stands_by_itself(text: str, found: list[Concept]) -> None:
    assert [match.concept for match in standing(text, GLOSSARY)] == found


def test_the_plural_is_taken_from_the_texts() -> None:
    assert in_words(MODEL, ["LLMs"], "en") == "large language models"
    assert in_words(MODEL, ["LLM"], "en") == "large language model"
    assert in_words(ECG, ["ECGs"], "en") == "ECG"
