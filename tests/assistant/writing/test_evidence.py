"""What a writer is shown fits its budget, best first, and is always the papers' own text."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from assistant.writing.evidence import fit
from vectorstore.types import Entry, Hit, Passage, PassageHit

SENTENCES = ("Alpha grades scans.", "It was tested on many scans in two hospitals.", "Code is public.")


def count(text: str) -> int:
    return len(text.split())


def hit(number: int, order: tuple[int, ...] = (0, 1, 2)) -> Hit:
    """Return a hit whose passages rank in that order; its entry takes 77 tokens: 60, 2 and 15 words."""
    key, title = f"paper-{number}", "Paper title"
    entry = Entry(key, title, f"{title}\n\n{' '.join(SENTENCES)}")
    starts = [entry.text.index(sentence) for sentence in SENTENCES]
    pieces = [Passage(key, starts[i], starts[i] + len(SENTENCES[i]), SENTENCES[i]) for i in order]
    return Hit(entry, 1.0, tuple(PassageHit(piece, 1.0, ()) for piece in pieces))


def test_whole_abstracts_are_shown_while_the_budget_lasts() -> None:
    hits = (hit(1), hit(2))
    shown, passages = fit(hits, 154, count)
    assert shown == hits
    assert [piece.text for piece in passages] == [" ".join(SENTENCES)] * 2


def test_an_abstract_that_does_not_fit_is_shown_by_its_best_sentences_in_their_order() -> None:
    _, passages = fit([hit(1, (2, 0, 1))], 60 + 2 + 6, count)
    assert [piece.text for piece in passages] == [SENTENCES[0], SENTENCES[2]]


def test_what_does_not_fit_at_all_ends_the_list() -> None:
    shown, _ = fit([hit(1), hit(2), hit(3)], 77 + 62, count)
    assert [found.entry.key for found in shown] == ["paper-1"]


def test_the_best_sentence_is_shown_whatever_the_budget() -> None:
    shown, passages = fit([hit(1, (1, 0, 2)), hit(2)], 1, count)
    assert len(shown) == 1
    assert [piece.text for piece in passages] == [SENTENCES[1]]


def test_a_long_paper_leaves_room_for_others() -> None:
    long = hit(1, (1, 0, 2))
    body = f"{' '.join(SENTENCES)} {'And more of it. ' * 60}"
    entry = replace(long.entry, text=f"Paper title\n\n{body}")
    shown, passages = fit([replace(long, entry=entry), hit(2), hit(3)], 330, count)
    assert [found.entry.key for found in shown] == ["paper-1", "paper-2", "paper-3"]
    assert [piece.text for piece in passages if piece.key == "paper-1"] == list(SENTENCES)


def test_a_paper_without_an_abstract_is_shown_by_its_title() -> None:
    entry = Entry("bare", "Paper title", "Paper title\n\n")
    title = Passage("bare", 0, 11, "Paper title")
    shown, passages = fit([Hit(entry, 1.0, (PassageHit(title, 1.0, ()),))], 500, count)
    assert len(shown) == 1 and passages == (title,)


def test_nothing_found_is_nothing_shown() -> None:
    assert fit([], 500, count) == ((), ())


ORDERS = st.permutations([0, 1, 2]).map(tuple)


@given(orders=st.lists(ORDERS, min_size=1, max_size=5), budget=st.integers(0, 500))
def test_any_selection_fits_and_is_exact(orders: list[tuple[int, ...]], budget: int) -> None:
    hits = [hit(number, order) for number, order in enumerate(orders)]
    shown, passages = fit(hits, budget, count)
    assert list(shown) == hits[: len(shown)]
    texts = {found.entry.key: found.entry.text for found in shown}
    assert all(texts[piece.key][piece.start : piece.end] == piece.text for piece in passages)
    assert list(dict.fromkeys(piece.key for piece in passages)) == [found.entry.key for found in shown]
    if len(shown) > 1:
        assert sum(count(piece.text) for piece in passages) + 62 * len(shown) <= budget
