"""Sentences and passages: cut where a reader would, with offsets that give exactly the text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.library import Library
from vectorstore.text.passages import chunks_of, locate, passage_id, sections_of, sentences_of
from vectorstore.text.sentences import pack, sentence_spans
from vectorstore.types import Entry

TEXTS = st.text() | st.text("ab. 。!?\n，e.g“”)A1 ")


def words(texts: list[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["We test it.", "It works!", "Does it?", "It does…"],
        ["Some methods, e.g. MCal and i.e. others, fail.", "We do not."],
        ["Smith et al. found 3.5 of 10 in Fig. 2 of it.", "J. Doe agrees."],
        ["It runs vs. nothing.", 'He said "stop."', "(It stopped.)", "Then on."],
        ["我们提出了一种方法。", "它有效吗？", "有效！", "“好。”", "结束"],
        ["方法优于 3.5 的基线。", "We agree.", "用 MCal 校准;", "再测试"],
        ["One line", "another line"],
        ["It needs less than 1.5 mg.", "2026 was the year."],
        ["The U.S. centric data is large.", "It is."],
    ],
)
def test_text_is_cut_where_a_reader_would(sentences: list[str]) -> None:
    separator = "\n" if "One line" in sentences else " "
    assert cut(separator.join(sentences)) == sentences


@given(TEXTS)
def test_sentences_hold_all_of_a_text_in_order(text: str) -> None:
    spans = sentence_spans(text)
    assert "".join("".join(cut(text)).split()) == "".join(text.split())
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


@given(TEXTS, st.integers(1, 30))
def test_passages_hold_all_sentences_within_the_budget(text: str, budget: int) -> None:
    sentences = sentence_spans(text)
    passages = pack(text, sentences, budget, lambda texts: [len(piece) for piece in texts])
    held = [[s for s in sentences if start <= s[0] and s[1] <= end] for start, end in passages]
    assert [sentence for group in held for sentence in group] == sentences
    assert all(len(group) == 1 or sum(e - s for s, e in group) <= budget for group in held)


def test_the_digests_abstracts_have_a_few_sentences_each(library: Library) -> None:
    counts = [len(sentences_of(entry)) for entry in library.entries()]
    assert min(counts) >= 3
    assert max(counts) <= 10


def test_sentences_and_passages_are_the_texts_at_their_offsets(library: Library) -> None:
    for entry in library.entries():
        for piece in [*sentences_of(entry), *chunks_of(entry, 60, words), *sections_of(entry)]:
            assert entry.text[piece.start : piece.end] == piece.text
            assert piece.start >= entry.body_start
            assert locate(passage_id(piece)) == (entry.key, piece.start, piece.end)


def test_an_entry_without_an_abstract_has_its_title_as_passage() -> None:
    (passage,) = chunks_of(Entry("a", "A title", "A title\n\n"), 60, words)
    assert (passage.text, passage.start, passage.end) == ("A title", 0, 7)


def test_a_title_longer_than_the_model_reads_leaves_room_for_the_abstract() -> None:
    title = "word " * 200
    entry = Entry("a", title, f"{title}\n\nOne of us. Two of us. Three of us.")
    assert len(chunks_of(entry, 60, words)) == 1
