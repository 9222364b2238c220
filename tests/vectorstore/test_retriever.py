"""What a question finds: the right entries, exact quotes, and reasons that hold."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.fakes import HashingEmbedder
from vectorstore.library import Library
from vectorstore.paper_retriever import PaperRetriever
from vectorstore.retriever import Retriever, Scope
from vectorstore.search.conditions import Filters
from vectorstore.search.fuse import KEYWORD, WEIGHTS, fuse
from vectorstore.stores.store import CHUNKS
from vectorstore.text.analysis import terms
from vectorstore.text.name_table import NameTable
from vectorstore.types import Entry, Hit

QUESTION = "How is missingness bias in feature attributions calibrated?"


def entry(name: str, text: str = "", links: tuple[str, ...] = ()) -> Entry:
    return Entry(f"{name.lower()}-2026", name, f"{name}\n\n{text}", name=name, links=links)


def check(hits: tuple[Hit, ...], k: int) -> None:
    """Check what must hold of whatever was found."""
    assert len(hits) <= k
    assert len({hit.entry.key for hit in hits}) == len(hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        assert 0 <= hit.score <= 1
        assert 1 <= len(hit.passages) <= 2
        for piece in hit.passages:
            passage = piece.passage
            assert 0 <= piece.score <= 1
            assert hit.entry.text[passage.start : passage.end] == passage.text != ""


def test_lists_are_fused_into_entries_by_their_best_passages() -> None:
    found = fuse(
        {
            "keyword": [("a#0-1", 8.0), ("b#0-1", 4.0), ("a#2-3", 2.0)],
            "chunks": [("b#0-1", 0.9), ("a#0-1", 0.5), ("c#0-1", 0.1)],
        }
    )
    assert [one.key for one in found] == ["a", "b", "c"]
    assert [one.cosine for one in found] == [0.5, 0.9, 0.1]
    words, chunks = WEIGHTS[KEYWORD], WEIGHTS[CHUNKS]
    assert found[0].score == pytest.approx((words * 1 + chunks * 0.5) / (words + chunks))
    assert found[1].score == pytest.approx((words * 0.5 + chunks * 1) / (words + chunks))
    assert found[2].score == 0


def test_a_list_that_is_missing_leaves_the_scale_whole() -> None:
    assert fuse({"keyword": [("a#0-1", 3.0)], "chunks": []})[0].score == 1
    assert fuse({}) == fuse({"keyword": []}) == []


def test_another_wording_of_a_question_joins_the_search(retriever: Retriever) -> None:
    question = "归因里因数据不全产生的偏差怎么纠正?"
    wording = "How is missingness bias in feature attributions corrected?"
    alone = retriever.search(question).question
    both = retriever.search(question, scope=Scope(also=[wording]))
    assert both.hits[0].entry.key == "mcal-2026"
    gained = {term: w for term, w in both.question.weights.items() if w != alone.weights.get(term)}
    assert set(gained.values()) == {0.7}
    assert "missing" in gained
    assert set(alone.weights) <= set(both.question.weights)
    assert both.question.reading == wording
    # The asker's own English words stay what is embedded.
    assert retriever.search(wording, scope=Scope(also=[question])).question.reading == wording


def test_a_multilingual_embedder_gets_the_question_as_it_was_asked(library: Library) -> None:
    asked: list[str] = []

    class Multilingual(HashingEmbedder):
        multilingual = True

        def embed_query(self, text: str) -> list[float]:
            asked.append(text)
            return super().embed_query(text)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library, "embedder", Multilingual())
        Retriever(library).search("心电图基础模型")
    assert asked == ["心电图基础模型"]


@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.floats(0, 50)), max_size=9),
    st.lists(st.tuples(st.sampled_from("abcd"), st.floats(-1, 1)), max_size=9),
)
def test_fused_scores_stay_within_0_and_1(
    keyword: list[tuple[str, float]], dense: list[tuple[str, float]]
) -> None:
    lists = {"keyword": keyword, "sentences": dense}
    found = fuse({name: [(f"{key}#0-1", score) for key, score in rows] for name, rows in lists.items()})
    assert all(-1e-9 <= one.score <= 1 + 1e-9 for one in found)
    assert {one.key for one in found} == {key for key, _ in keyword + dense}


def test_the_paper_that_answers_comes_first_with_its_sentence(retriever: Retriever) -> None:
    best = retriever.search(QUESTION).hits[0]
    assert best.entry.key == "mcal-2026"
    assert "missingness bias" in best.passages[0].passage.text


@pytest.mark.parametrize(
    "question",
    [
        QUESTION,
        "有哪些心电图的工作？",
        "用MCal能校准缺失偏倚吗",
        "x",
        "心",
        "",
        " \t\n",
        "?!。…",
        "🫀🫁",
        'title:MCal AND "missingness bias" OR (calibr* NOT [x TO y]) +a -b ^2 ~1 \\',
        "' OR 1=1; --",
        "SELECT * FROM entries",
        "\x00\u202e\ud800 heart",
        "missingness " * 1000,
        "Foo-Bar9 " * 1200,
        "医学图像" * 2500,
        "a" * 10_000,
        "(" * 10_000,
    ],
    ids=lambda question: repr(question[:20]),
)
def test_any_question_is_answered_in_order(retriever: Retriever, question: str) -> None:
    check(retriever.search(question, k=7).hits, 7)


@given(st.text(max_size=80))
@settings(max_examples=40)
def test_a_strangers_question_breaks_nothing(retriever: Retriever, question: str) -> None:
    check(retriever.search(question, k=3).hits, 3)


def test_query_syntax_is_text(retriever: Retriever) -> None:
    plain = retriever.search("calibration garlic model").question.weights
    assert retriever.search('title:"calibration" -garlic +(model*)').question.weights.items() >= plain.items()
    assert retriever.search("calibr*").question.weights.keys() == {"calibr"}


def test_each_reason_why_a_passage_was_found_holds(library: Library, retriever: Retriever) -> None:
    question = np.array(HashingEmbedder().embed_query(QUESTION))
    asked = {*terms("missingness bias feature attributions calibrated")}
    ways = set()
    for hit in retriever.search(QUESTION, k=20).hits:
        for piece in hit.passages:
            ways |= {*piece.found_by}
            cosine = question @ np.array(HashingEmbedder().embed_query(piece.passage.text))
            assert ("dense" in piece.found_by) == (cosine > 0.2)
            if asked & {*terms(piece.passage.text)}:
                assert "keyword" in piece.found_by
    assert ways == {"dense", "keyword"}


def test_without_vectors_the_keywords_alone_find(tmp_path: Path) -> None:
    hits = Retriever(Library(tmp_path, None)).search(QUESTION).hits
    check(hits, 10)
    assert hits[0].entry.key == "mcal-2026"
    assert all(piece.found_by in ((), ("keyword",)) for hit in hits for piece in hit.passages)


@pytest.mark.parametrize("question", ["心电图", "哪些论文做生存分析", "面向麻醉学推理的数据集套件"])
def test_chinese_is_found_by_its_pairs_of_characters(retriever: Retriever, question: str) -> None:
    best = retriever.search(question).hits[0].entry
    assert any(pair in best.title + best.abstract for pair in ("ECG", "生存", "麻醉"))


def test_a_name_written_into_chinese_without_spaces_is_found(retriever: Retriever) -> None:
    assert retriever.search("DM4CT用了什么数据").hits[0].entry.key == "dm4ct-2026"


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ("what is survhte bench?", "survhte-bench-2026"),
        ("tell me about VLM-SubtelBench", "vlm-subtlebench-2026"),
        ("Cancer Mith results", "cancer-myth-2026"),
        ("MedAraBnech 是什么", "medarabench-2026"),
        ("Doctor-R1", "doctor-r1-2026"),
        ("D24FAD", "d24fad-2026"),
        ("Nef-Net", "nef-net-v2-2026"),
        ("CARE", "care-2026"),
    ],
)
def test_a_paper_is_found_by_its_name_even_misspelt(retriever: Retriever, asked: str, key: str) -> None:
    search = retriever.search(asked)
    assert key in search.question.named.own
    assert search.hits[0].entry.key == key


def test_a_paper_that_alone_has_a_name_comes_before_one_that_has_the_other_words(
    retriever: Retriever,
) -> None:
    question = "What accuracy does GPT-5.2-xhigh reach on the test set of MedAraBench?"
    found = retriever.search(question)
    assert found.hits[0].entry.key == "medarabench-2026"
    assert found.hits[0].score == found.hits[1].score


def test_a_swap_of_two_letters_in_a_long_name_is_forgiven(library: Library, retriever: Retriever) -> None:
    for one in [one for one in library.entries() if len(one.name) >= 9]:
        middle = len(one.name) // 2
        swapped = one.name[: middle - 1] + one.name[middle] + one.name[middle - 1] + one.name[middle + 1 :]
        if swapped.replace("-", "").isalpha():
            assert one.key in retriever.search(f"What does {swapped} show?").question.named.own, swapped


def test_names_of_papers_are_told_from_names_mentioned_and_unknown() -> None:
    table = NameTable.of(
        [entry("MCal", "It beats LungNet."), entry("GARLIC", "", ("https://github.com/x/IcuGraph",))]
    )
    named = NameTable.from_json(table.to_json()).find("Does MCal beat LungNet, IcuGraph or KidneyNet?")
    assert named.own == {"mcal-2026": "MCal", "garlic-2026": "IcuGraph"}
    assert named.mentioned == ("LungNet",)
    assert named.unknown == ("KidneyNet",)
    assert "MCal" not in named.rest and "KidneyNet" in named.rest


@pytest.mark.parametrize("question", ["who takes care of patients?", "Is garlic healthy?", "", "的"])
def test_a_common_word_is_not_a_papers_name(question: str) -> None:
    assert NameTable.of([entry("CARE"), entry("GARLIC")]).find(question).own == {}


def test_a_name_that_other_papers_write_as_a_word_needs_its_capitals() -> None:
    others = [entry(f"Other{number}", "An analysis of growth.") for number in "ABC"]
    table = NameTable.from_json(NameTable.of([entry("ANALYSIS"), entry("PARALLAX"), *others]).to_json())
    assert table.find("Which papers are about survival analysis?").own == {}
    assert table.find("What is ANALYSIS?").own == {"analysis-2026": "ANALYSIS"}
    assert table.find("what is parallax?").own == {"parallax-2026": "PARALLAX"}


def test_figures_in_a_name_are_never_forgiven() -> None:
    assert NameTable.of([entry("DM4CT"), entry("Doctor-R1")]).find("DM5CT and Doctor-R2").own == {}


def test_entries_the_talk_refers_to_rank_as_if_they_were_named(retriever: Retriever) -> None:
    assert retriever.search(QUESTION, scope=Scope(["garlic-2026", "nobody-2026"])).hits[0].entry.key in (
        "garlic-2026",
        "mcal-2026",
    )
    assert retriever.search("what data?", scope=Scope(["garlic-2026"])).hits[0].entry.key == "garlic-2026"


def test_a_filter_admits_nothing_else(retriever: Retriever) -> None:
    hits = retriever.search(QUESTION, k=52, scope=Scope(filters=Filters.of(kind="oral"))).hits
    assert {hit.entry.kind for hit in hits} == {"Oral"}
    assert len(hits) == 2


def test_chains_get_documents_with_exact_quotes(retriever: Retriever) -> None:
    documents = PaperRetriever(retriever=retriever, k=3).invoke(QUESTION)
    assert documents[0].id == "mcal-2026"
    assert len(documents) == 3
    for quote in documents[0].metadata["passages"]:
        assert documents[0].page_content[quote["start"] : quote["end"]] == quote["quote"]
