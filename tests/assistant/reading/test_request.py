"""The parts of a request: aspects, alternatives, kinds of contribution, what to leave out, typing errors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.papers.kinds import asked_kinds
from assistant.reading.aspects import aspects_of
from assistant.reading.exclusions import without_exclusions
from assistant.reading.spelling import corrected
from assistant.reading.subject import subject_of
from vectorstore.retriever import Retriever
from vectorstore.search.question import read_question
from vectorstore.text.glossary import Glossary, load_glossary
from vectorstore.text.name_table import NameTable


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return load_glossary()


@pytest.mark.parametrize(
    ("subject", "read"),
    [
        ("diffusion or flow matching for medical imaging", "diffusion / flow matching & medical imaging"),
        ("surgery & anaesthesia", "surgery / anaesthesia"),
        ("foundation models (ECG, EEG)", "foundation models / ECG / EEG"),
        (
            "reinforcement learning for large language models",
            "reinforcement learning & large language models",
        ),
        ("扩散与流匹配的医学影像", "扩散 / 流匹配 & 医学影像"),
        ("生成模型:扩散、流匹配", "生成模型 / 扩散 / 流匹配"),
        ("大语言模型的强化学习", "大语言模型 & 强化学习"),
        ("few-shot anomaly detection methods", "few-shot+anomaly detection"),
    ],
)
def test_coordination_makes_alternatives_and_prepositions_make_aspects(
    subject: str, read: str, glossary: Glossary
) -> None:
    question = read_question(subject, glossary, NameTable({}, {}))
    shown = [
        " / ".join("+".join(question.asked[at].surface for at in item) for item in aspect)
        for aspect in aspects_of(question, glossary)
    ]
    assert " & ".join(shown).lower() == read.lower()


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


@pytest.mark.parametrize(
    ("subject", "kinds"),
    [
        ("benchmarks for multimodal models", ("benchmark",)),
        ("医学大模型的评测基准", ("benchmark",)),
        ("surgical video datasets", ("dataset",)),
        ("手术视频数据集", ("dataset",)),
        ("user studies", ("study",)),
        # Not the head of its phrase; what a method learns from; kinds of every sort.
        ("benchmark contamination", ()),
        ("评测基准的数据污染", ()),
        ("learning from small datasets", ()),
        ("visual question answering: data sets, models and benchmarks", ()),
    ],
)
def test_a_kind_is_asked_for_where_it_heads_its_phrase(subject: str, kinds: tuple[str, ...]) -> None:
    assert asked_kinds(subject)[0] == kinds


@pytest.mark.parametrize(
    ("request_", "named"),
    [
        ("LLM papers. Leave the image-based ones out.", ["the image-based ones"]),
        ("work on EEG, excluding epilepsy", ["epilepsy"]),
        ("not general medicine but cardiology", ["general medicine"]),
        ("除了影像以外的大模型论文", ["影像"]),
        ("不是泛泛的医学,而是心脏病学", ["泛泛的医学"]),
        ("把强化学习的排除掉", ["强化学习"]),
        ("surgical planning, not robots", ["robots"]),
        ("心电论文,综述类一律不看", ["综述类"]),
        ("只谈心电,不关心脑电", ["脑电"]),
        ("surgical planning, not only robots", []),
        # A lack may be the subject itself, and besides is not except.
        ("training without labels", []),
        ("knowing when not to answer", []),
        ("不用标注的方法", []),
        ("除了脑电,还有哪些生理信号的工作?", []),
    ],
)
def test_what_to_leave_out_is_told_from_what_is_lacking(request_: str, named: list[str]) -> None:
    assert without_exclusions(request_)[1] == named


def test_a_mistyped_word_is_read_as_the_nearest_known_one() -> None:
    known = {"overview", "segmentation", "survival"}
    text, read = corrected("overveiw of segmentaton, survival, Zyx and CT", known.__contains__, known)
    assert text == "overview of segmentation, survival, Zyx and CT"
    assert read == {"overveiw": "overview", "segmentaton": "segmentation"}


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
    kept, named = without_exclusions(text)
    kinds, rest = asked_kinds(subject_of(kept))
    assert all(named) and len(rest) <= len(text) + len(named) + 8 and len(set(kinds)) == len(kinds)
