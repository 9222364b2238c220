"""Keys are stable, unique and plain; crossed titles and abstracts are found, and no others."""

import random
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vectorstore.sources.digest import BUNDLED_DIGEST, read_digest
from vectorstore.sources.entries import make_entries
from vectorstore.sources.records import Record
from vectorstore.types import Entry

RECORDS = read_digest(BUNDLED_DIGEST)[0]
ENTRIES = make_entries(RECORDS, "digest.txt")
KEYS = {record.content_hash: entry.key for record, entry in zip(RECORDS, ENTRIES, strict=True)}


def paper(title: str, abstract: str = "We study hearts.", **fields: object) -> Record:
    return replace(Record(title, abstract, 1, venue="ICLR", year=2026), **fields)  # type: ignore[arg-type]


def keys(*records: Record, known: dict[str, str] | None = None) -> list[str]:
    return [entry.key for entry in make_entries(records, "s", known)]


def flagged(*records: Record) -> list[int]:
    entries = make_entries(records, "s")
    return [place for place, entry in enumerate(entries) if entry.mismatch]


def test_every_key_of_the_digest_is_unique_plain_and_readable() -> None:
    found = [entry.key for entry in ENTRIES]
    assert len(set(found)) == 52
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key) for key in found)
    named = [key for key in found if not re.fullmatch(r"iclr-2026-[0-9a-f]{4}", key)]
    assert len(named) == 42


@pytest.mark.parametrize(
    ("place", "key"),
    [
        (1, "vlm-subtlebench-2026"),
        (7, "survhte-bench-2026"),
        (5, "d24fad-2026"),
        (27, "nef-net-v2-2026"),
        (49, "neural-medbench-2026"),
    ],
)
def test_a_key_is_the_coined_name_and_the_year(place: int, key: str) -> None:
    assert ENTRIES[place - 1].key == key


def test_the_text_is_the_title_a_blank_line_and_the_abstract() -> None:
    for entry in ENTRIES:
        assert entry.text == f"{entry.title}\n\n{entry.abstract}"
        assert entry.text[entry.body_start :] == entry.abstract
        assert Entry.from_json(entry.to_json()) == entry


@given(st.randoms(use_true_random=False))
@settings(max_examples=15)
def test_keys_do_not_depend_on_the_order_of_the_papers(order: random.Random) -> None:
    records = list(RECORDS)
    order.shuffle(records)
    assert dict(zip([r.content_hash for r in records], keys(*records), strict=True)) == KEYS


def test_two_that_claim_one_name_at_once_both_get_digits() -> None:
    rivals = [paper("MCal:一"), paper("MCal:二")]
    found = keys(*rivals)
    assert all(re.fullmatch(r"mcal-2026-[0-9a-f]{4}", key) for key in found)
    assert keys(*reversed(rivals)) == found[::-1]


def test_a_later_claimant_alone_gets_digits() -> None:
    first, later = paper("MCal:一"), paper("MCal:二")
    first_key, later_key = keys(first, later, known={first.content_hash: "mcal-2026"})
    assert first_key == "mcal-2026"
    assert re.fullmatch(r"mcal-2026-[0-9a-f]{4}", later_key)


def test_a_name_another_source_uses_is_not_given_again() -> None:
    (entry,) = make_entries([paper("MCal:一")], "s", taken={"mcal-2026"})
    assert re.fullmatch(r"mcal-2026-[0-9a-f]{4}", entry.key)


@pytest.mark.parametrize(
    ("record", "key"),
    [
        (paper("MCal:校准"), "mcal-2026"),
        (paper("校准", "We introduce MCal, a way."), "mcal-2026"),
        (paper("MCal:校准", identifier="Smith_2020:a"), "smith-2020-a"),
        (paper("MCal:校准", year=None), "mcal"),
        (paper("D²4FAD:蒸馏"), "d24fad-2026"),
        (paper("校准"), r"iclr-2026-[0-9a-f]{4}"),
        (paper("校准", venue="", year=None), r"paper-[0-9a-f]{4}"),
    ],
)
def test_a_key_comes_of_the_best_name_there_is(record: Record, key: str) -> None:
    assert re.fullmatch(key, keys(record)[0])


@given(st.lists(st.text(max_size=30), max_size=6, unique=True))
def test_whatever_a_title_holds_its_key_is_unique_and_plain(titles: list[str]) -> None:
    found = keys(*(paper(title.encode("utf-8", "ignore").decode()) for title in titles))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key) for key in found)
    assert len({*found}) == len({title.encode("utf-8", "ignore") for title in titles})


def test_the_digest_holds_one_crossed_pair() -> None:
    crossed = {place: entry.mismatch for place, entry in enumerate(ENTRIES, 1) if entry.mismatch}
    assert [*crossed] == [49, 50]
    assert crossed[49].abstract_name == "Neural-MedBench"
    assert crossed[49].other_key == ENTRIES[49].key
    assert crossed[50].title_name == "Neural-MedBench"
    assert crossed[50].other_key == ENTRIES[48].key
    assert "neural" not in ENTRIES[49].key


def test_a_crossed_paper_is_named_by_its_abstract() -> None:
    wrong = paper("HeartNet:心脏", "We introduce LungNet, a model.", links=("https://github.com/x/LungNet",))
    (entry,) = make_entries([wrong], "s")
    assert (entry.key, entry.name) == ("lungnet-2026", "LungNet")
    assert entry.mismatch is not None and entry.mismatch.other_key == ""


@pytest.mark.parametrize(
    "places",
    [(0, 6), (16, 31), (30, 51), (7, 8)],
)
def test_titles_swapped_by_hand_are_found(places: tuple[int, int]) -> None:
    one, two = (RECORDS[place] for place in places)
    swapped = list(RECORDS)
    swapped[places[0]] = replace(one, title=two.title)
    swapped[places[1]] = replace(two, title=one.title)
    assert flagged(*swapped) == sorted([*places, 48, 49])


def test_a_paper_that_mentions_another_is_not_crossed_with_it() -> None:
    assert (
        flagged(
            paper("HeartNet:心脏", "We introduce HeartNet. It beats LungNet."),
            paper("LungNet:肺", "We introduce LungNet. It beats KidneyNet."),
        )
        == []
    )


def test_a_title_that_names_another_paper_is_not_crossed_with_it() -> None:
    about = paper("对 LungNet 的检验", "We test an older model.")
    assert flagged(about, paper("LungNet:肺", "We introduce LungNet.")) == []


def test_a_name_in_the_title_alone_is_no_contradiction() -> None:
    assert flagged(paper("HeartNet:心脏", "Hearts are studied."), paper("肺", "We introduce LungNet.")) == []
