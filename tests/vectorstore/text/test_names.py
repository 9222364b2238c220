"""Coined names are told from common terms, and found again however they are spelt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.text.name_table import NameTable
from vectorstore.text.names import (
    coined_words,
    fold_name,
    introduced_name,
    is_coined,
    mentions,
    names_of_links,
    slug,
    title_name,
)
from vectorstore.types import Entry


@pytest.mark.parametrize(
    "word", ["VLM-SubtleBench", "MCal", "DM4CT", "GARLIC", "D²4FAD", "Doctor-R1", "PathChat-SegR1"]
)
def test_coined_names_are_recognised(word: str) -> None:
    assert is_coined(word)


@pytest.mark.parametrize(
    "word", ["MRI", "LLMs", "EEG", "medical", "The", "AI", "pre-training", "3D", "2026", "state-of-the-art"]
)
def test_terms_of_the_field_and_common_words_are_not_names(word: str) -> None:
    assert not is_coined(word)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("VLM-SubtleBench:VLM 距离人类级细微比较推理还有多远?", "VLM-SubtleBench"),
        ("CARE：面向临床问责的框架", "CARE"),
        ("Nef-Net v2:野外场景", "Nef-Net v2"),
        ("超越分类准确率:Neural-MedBench 与深层推理基准", "Neural-MedBench"),
        ("Johnson-Lindenstrauss 引理引导的网络", ""),
        ("用 LLM 为 EEG 生成表征", ""),
        ("面向少样本异常检测的双重蒸馏", ""),
        ("", ""),
    ],
)
def test_a_title_yields_its_coined_name(title: str, name: str) -> None:
    assert title_name(title) == name


@pytest.mark.parametrize(
    ("abstract", "name"),
    [
        ("We use BERTScore. Here we introduce MCal, a calibrator.", "MCal"),
        ("Our method, VeloxSeg, is quick.", "VeloxSeg"),
        ("We present a benchmark of MRI. TotalSeg exists.", ""),
        ("Hearts beat.", ""),
    ],
)
def test_an_abstract_yields_the_name_it_introduces(abstract: str, name: str) -> None:
    assert introduced_name(abstract) == name


@pytest.mark.parametrize("spelling", ["survhte bench", "SurvHTE-Bench", "SURVHTEBENCH", "Ｓurvhte‐Bench"])
def test_a_name_is_found_whatever_its_spelling(spelling: str) -> None:
    assert mentions(f"We ran {spelling}.", "SurvHTE-Bench")
    assert fold_name(spelling) == fold_name("SurvHTE-Bench")


@pytest.mark.parametrize("text", ["care", "SurvHTE-Benchmark", "xSurvHTE-Bench", ""])
def test_a_name_within_another_word_is_not_found(text: str) -> None:
    assert not mentions(text, "SurvHTE-Bench")


def test_links_carry_the_names_of_repositories_and_pages() -> None:
    links = [
        "https://github.com/ttttqz/D24FAD",
        "https://omni-ieeg.github.io/omni-ieeg/",
        "https://a.example",
        "https://[x",
    ]
    assert names_of_links(links) == ["D24FAD", "omni-ieeg"]


@pytest.mark.parametrize(
    ("name", "key"), [("D²4FAD", "d24fad"), ("Ångström Net v2", "angstrom-net-v2"), ("心", "")]
)
def test_a_slug_is_plain(name: str, key: str) -> None:
    assert slug(name) == key


@given(st.text(), st.text(max_size=20))
def test_no_text_breaks_the_reading_of_names(text: str, name: str) -> None:
    assert title_name(text) == "" or title_name(text) in text.replace("：", ":")
    assert all(word in text for word in coined_words(text))
    assert introduced_name(text) in text
    assert mentions(f"{text} {name}", name) == bool(fold_name(name))
    names_of_links([text])


def test_a_key_names_its_entry_as_it_is_and_in_no_other_way() -> None:
    entries = [
        Entry(key, "On hearts", "On hearts\n\nText.") for key in ("he-2016", "iclr-2026-1a80", "transformer")
    ]
    names = NameTable.from_json(NameTable.of(entries).to_json())
    assert names.find("What does ICLR-2026-1a80 say, and he-2016?").keys == ("iclr-2026-1a80", "he-2016")
    assert names.find("iclr-2026-1a80的数据").own == {"iclr-2026-1a80": "iclr-2026-1a80"}
    assert names.find("iclr-2026-1b80, he-2017, x-he-2016 and https://he-2016.org").keys == ()
    # A word may be a key too: only brackets tell.
    assert names.find("What is a transformer?").own == {}
    assert names.find("What does [transformer] say?").keys == ("transformer",)
