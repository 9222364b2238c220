"""The glossary: which terms it finds where, how Chinese reads in English, and what it does with bad files."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.places import ROOT
from vectorstore.text.glossary import Concept, Glossary, load_glossary

SURVIVAL = Concept(("生存", "存活"), ("survival",))
SURVIVAL_ANALYSIS = Concept(("生存分析",), ("survival analysis",))
LLM = Concept(("大模型", "大语言模型"), ("large language model", "LLM"))
CT = Concept(("计算机断层", "CT扫描"), ("computed tomography", "CT"))
CARE = Concept(("关怀",), ("caring attitude", "CARE"))
TUNING = Concept(("微调",), ("fine-tuning",))
BIOPSY = Concept(("活检",), ("biopsy",))
ALZHEIMER = Concept(("老年痴呆",), ("Alzheimer's disease",))
SMALL = Glossary((SURVIVAL, SURVIVAL_ANALYSIS, LLM, CT, CARE, TUNING, BIOPSY, ALZHEIMER))


@pytest.fixture(scope="module")
def bundled() -> Glossary:
    return load_glossary()


def write(folder: Path, text: str) -> Path:
    path = folder / "mine.tsv"
    path.write_text(text, encoding="utf-8")
    return path


def surfaces(text: str) -> list[str]:
    return [text[match.start : match.end] for match in SMALL.matches_in(text)]


def test_the_longest_chinese_term_wins() -> None:
    assert SMALL.concepts_in("生存分析与生存") == [SURVIVAL_ANALYSIS, SURVIVAL]


def test_the_longest_english_term_wins() -> None:
    assert surfaces("Survival analysis of survival") == ["Survival analysis", "survival"]


def test_concepts_come_in_order_of_appearance_and_once() -> None:
    assert SMALL.concepts_in("survival 大模型 CT 大语言模型 LLM") == [SURVIVAL, LLM, CT]


def test_an_english_term_matches_whole_words_only() -> None:
    assert surfaces("survivalist, postsurvival, LLMX") == []


@pytest.mark.parametrize(
    "text", ["fine-tuning", "Fine tuning", "finetuning", "fine\u2010tuning", "fine-tunings"]
)
def test_hyphen_space_case_and_plural_do_not_matter(text: str) -> None:
    assert surfaces(text) == [text]


@pytest.mark.parametrize("text", ["biopsies", "Alzheimer’s disease", "Alzheimer's diseases", "LLMs"])
def test_plurals_and_possessives_are_found(text: str) -> None:
    assert surfaces(text) == [text]


def test_words_of_one_term_are_not_joined_across_punctuation() -> None:
    assert surfaces("Better survival. Analysis follows") == ["survival"]


def test_a_short_abbreviation_matches_only_in_capitals() -> None:
    assert surfaces("we care about Care, CARE and ct") == ["CARE"]


def test_a_latin_word_beside_chinese_is_a_whole_word() -> None:
    assert surfaces("用CT看") == ["CT"]


def test_a_term_of_both_scripts_allows_a_space_between_them() -> None:
    assert surfaces("做 CT 扫描吗") == ["CT 扫描"]


def test_full_width_letters_are_read_as_plain_ones() -> None:
    assert surfaces("ＬＬＭ的微调") == ["ＬＬＭ", "微调"]


def test_a_chinese_question_reads_as_preferred_english_terms_and_its_latin_words() -> None:
    assert (
        SMALL.english_reading("Nef-Net v2 用大语言模型做存活预测吗")
        == "Nef-Net v2 large language model survival"
    )


def test_an_abbreviation_in_a_chinese_question_follows_its_full_term() -> None:
    assert SMALL.english_reading("LLM 微调") == "large language model LLM fine-tuning"


def test_names_with_hyphens_and_figures_stay_as_written() -> None:
    assert SMALL.english_reading("GPT-4.1 和 CT-RSA 的 10,067 例") == "GPT-4.1 CT-RSA 10,067"


def test_a_text_without_chinese_is_returned_unchanged() -> None:
    assert SMALL.english_reading("How do LLMs  survive?") == "How do LLMs  survive?"


def test_chinese_nobody_listed_reads_as_nothing() -> None:
    assert SMALL.english_reading("今天吃什么") == ""


def test_a_preferred_term_outranks_another_concepts_synonym() -> None:
    stage = Concept(("分期",), ("staging", "grade"))
    grade = Concept(("分级",), ("grade",))
    assert Glossary((stage, grade)).concepts_in("tumor grade") == [grade]


@pytest.mark.parametrize(
    "bad", ["心电图", "心电图\tECG\textra", "ECG\t心电图", "心电图\t", "心电图||心电\tECG"]
)
def test_a_malformed_line_is_named_by_file_and_number_and_the_rest_is_used(tmp_path: Path, bad: str) -> None:
    path = write(tmp_path, f"# mine\n\n{bad}\n星舰病\tstarship disease\n")
    glossary = load_glossary(path)
    (problem,) = glossary.problems
    assert problem.startswith(f"{path}, line 3: ")
    assert glossary.english_reading("星舰病") == "starship disease"


def test_a_line_that_is_not_utf8_is_named_and_the_rest_is_used(tmp_path: Path) -> None:
    path = tmp_path / "mine.tsv"
    path.write_bytes("心电\tECG\n".encode("gb18030") + "星舰病\tstarship disease\n".encode())
    glossary = load_glossary(path)
    assert [problem.startswith(f"{path}, line 1: ") for problem in glossary.problems] == [True]
    assert glossary.english_reading("星舰病") == "starship disease"


def test_a_file_that_is_missing_is_named_and_the_bundled_terms_serve(tmp_path: Path) -> None:
    glossary = load_glossary(tmp_path / "absent.tsv")
    assert [problem.startswith(str(tmp_path / "absent.tsv")) for problem in glossary.problems] == [True]
    assert glossary.english_reading("联邦学习") == "federated learning"


def test_a_later_file_adds_synonyms_to_an_earlier_concept(tmp_path: Path) -> None:
    path = write(tmp_path, "\ufeff联邦学习|联邦炼丹\tfederated learning|fedlearn\r\n")
    glossary = load_glossary(path)
    assert glossary.problems == ()
    assert glossary.english_reading("联邦炼丹") == "federated learning"
    assert glossary.concepts_in("fedlearn") == glossary.concepts_in("联邦学习")


def test_every_line_of_the_bundled_glossary_is_well_formed(bundled: Glossary) -> None:
    assert bundled.problems == ()
    assert len(bundled.concepts) >= 600


def test_no_chinese_term_and_no_preferred_english_term_stands_on_two_bundled_lines() -> None:
    path = ROOT / "vectorstore" / "data" / "glossary.tsv"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    sides = [line.split("\t") for line in lines]
    chinese = Counter(term for zh, _ in sides for term in zh.split("|"))
    preferred = Counter(en.split("|")[0].lower() for _, en in sides)
    assert [term for term, count in (chinese + preferred).items() if count > 1] == []


def test_every_bundled_term_is_found_whole(bundled: Glossary) -> None:
    terms = [term for concept in bundled.concepts for term in concept.zh + concept.en]
    found = [(term, [(match.start, match.end) for match in bundled.matches_in(term)]) for term in terms]
    assert [term for term, spans in found if spans != [(0, len(term))]] == []


@pytest.mark.parametrize(
    ("question", "reading"),
    [
        ("重症病人上呼吸机", "intensive care patient mechanical ventilation"),
        ("拍片看肚子里的肿瘤", "scan abdomen tumor"),
        ("医生查电子病历", "physician electronic health record"),
        ("医学生成模型", "medical generation model"),
    ],
)
def test_everyday_chinese_reads_in_the_terms_of_the_field(
    bundled: Glossary, question: str, reading: str
) -> None:
    assert bundled.english_reading(question) == reading


@given(
    st.text(st.sampled_from("生存分析大模型CT扫描LMs fine-tuning'’&.\n ＣİßΩé3🩺\u2010\u3000")) | st.text()
)
def test_any_text_yields_matches_inside_it_that_do_not_overlap(text: str) -> None:
    matches = SMALL.matches_in(text)
    edges = [edge for match in matches for edge in (match.start, match.end)]
    assert edges == sorted(edges)
    assert all(0 <= match.start < match.end <= len(text) for match in matches)
    assert isinstance(SMALL.english_reading(text), str)


def test_the_wide_reading_adds_wordings_to_the_readers_own_terms_and_to_nothing_else(tmp_path: Path) -> None:
    glossary = load_glossary(write(tmp_path, "星舰病\tstarship disease\n"))
    assert len(glossary.wide.concepts) >= len(glossary.concepts) and glossary.wide != glossary
    assert glossary.wide.english_reading("星舰病") == "starship disease"
    assert glossary.wide is glossary.wide and SMALL.wide is SMALL
