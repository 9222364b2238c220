"""The digest is read whole, and damage to one pair of lines stays with that pair."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.errors import SourceError
from vectorstore.sources.digest import BUNDLED_DIGEST, parse_digest, read_digest
from vectorstore.sources.records import Record

LINES = BUNDLED_DIGEST.read_text(encoding="utf-8").split("\n")[:104]
RECORDS = parse_digest("\n".join(LINES), "digest.txt")[0]
HEADLINE = "论文ICLR 2026 Poster2026 年clinical NLP 一个题目"


def only(headline: str, body: str) -> Record:
    (record,), problems = parse_digest(f"{headline}\n{body}", "d")
    assert problems == []
    return record


def contents(records: list[Record]) -> list[str]:
    return [record.content_hash for record in records]


def test_the_bundled_digest_is_read_whole() -> None:
    records, problems = read_digest(BUNDLED_DIGEST)
    assert problems == []
    assert [record.line for record in records] == list(range(1, 104, 2))
    assert Counter(record.kind for record in records) == {"Poster": 50, "Oral": 2}
    assert Counter(topic for record in records for topic in record.topics) == {
        "clinical NLP": 2,
        "trustworthy medical AI": 28,
        "clinical prediction": 15,
        "medical LLM agent": 5,
        "医学影像": 2,
    }
    assert sum(bool(record.links) for record in records) == 16
    assert {(record.venue, record.year) for record in records} == {("ICLR", 2026)}


def test_nothing_of_the_frame_is_left_in_title_or_abstract() -> None:
    for record in RECORDS:
        assert not record.title.startswith(("论文", "clinical", "trustworthy", "medical LLM", "医学影像"))
        assert "accepted paper at" not in record.abstract
        assert "project link" not in record.abstract
        assert all(link.startswith("https://") and " " not in link for link in record.links)


def test_the_words_of_an_entry_are_taken_as_they_stand() -> None:
    first = RECORDS[0]
    assert first.title == "VLM-SubtleBench:VLM 距离人类级细微比较推理还有多远?"
    assert first.abstract.startswith("The ability to distinguish subtle differences")
    assert RECORDS[49].links == (
        "https://omni-ieeg.github.io/omni-ieeg/",
        "https://github.com/Omni-iEEG/Omni-iEEG",
    )


@pytest.mark.parametrize(
    ("headline", "topic", "title"),
    [
        ("论文ICLR 2026 Oral2026 年医学影像 题目", "医学影像", "题目"),
        ("论文 NeurIPS 2025 Spotlight 2025 年 robot surgery 新题目", "robot surgery", "新题目"),
        ("论文ICLR 2026 Poster2026 年病理 MCal:题目", "病理", "MCal:题目"),
        ("论文ICLR 2026 Poster2026 年clinical NLP MCal:题目", "clinical NLP", "MCal:题目"),
    ],
)
def test_topic_and_title_are_told_apart(headline: str, topic: str, title: str) -> None:
    record = only(headline, "An abstract.")
    assert (record.topics, record.title) == ((topic,), title)


@pytest.mark.parametrize("link_word", ["Code/project link:", "code/Project Link: "])
def test_links_end_the_abstract(link_word: str) -> None:
    record = only(HEADLINE, f"An abstract. {link_word} https://a.example/x; https://b.example ;")
    assert record.abstract == "An abstract."
    assert record.links == ("https://a.example/x", "https://b.example")


@pytest.mark.parametrize(
    ("lines", "line", "words"),
    [
        (["An abstract alone."], 1, "without a title line"),
        ([HEADLINE], 1, "without an abstract"),
        ([HEADLINE, HEADLINE, "An abstract."], 1, "without an abstract"),
        (["", "论文ICLR Poster 一个题目", "An abstract."], 2, "does not read"),
        (["论文ICLR 2026 Poster2026 年clinical NLP", "An abstract."], 1, "no title"),
        (
            [HEADLINE, "ICLR 2026 Poster accepted paper at ICLR 2026. Code/project link: https://a.example"],
            1,
            "empty",
        ),
    ],
)
def test_a_broken_pair_is_reported_with_its_line(lines: list[str], line: int, words: str) -> None:
    problems = parse_digest("\n".join(lines), "papers.txt")[1]
    assert len(problems) == 1
    assert str(problems[0]).startswith(f"papers.txt, line {line}: ")
    assert words in problems[0].message


@given(st.integers(0, 103))
def test_a_dropped_line_costs_its_own_entry_alone(index: int) -> None:
    records, problems = parse_digest("\n".join(LINES[:index] + LINES[index + 1 :]), "d")
    assert contents(records) == contents(RECORDS[: index // 2] + RECORDS[index // 2 + 1 :])
    assert [problem.line for problem in problems] == [index // 2 * 2 + 1]


@given(st.integers(0, 103))
def test_a_doubled_line_costs_no_entry(index: int) -> None:
    records, problems = parse_digest("\n".join([*LINES[: index + 1], *LINES[index:]]), "d")
    assert contents(records) == contents(RECORDS)
    assert [problem.line for problem in problems] == [index // 2 * 2 + (1 if index % 2 == 0 else 3)]


@given(st.integers(0, 103), st.text(max_size=300).filter(lambda text: "\n" not in text))
def test_a_garbled_line_costs_its_own_entry_alone(index: int, garbage: str) -> None:
    records, problems = parse_digest("\n".join([*LINES[:index], garbage, *LINES[index + 1 :]]), "d")
    others = contents(RECORDS[: index // 2] + RECORDS[index // 2 + 1 :])
    assert [content for content in contents(records) if content in others] == others
    assert all(problem.line in range(index // 2 * 2, index // 2 * 2 + 3) for problem in problems)
    assert len(records) == 52 or problems


@given(st.binary(max_size=500))
def test_any_file_is_read_or_refused_in_words(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_bytes(data)
    try:
        records, problems = read_digest(path)
    except SourceError as error:
        assert "any.txt" in str(error)
    else:
        assert records == [] and (problems or not data.decode("utf-8-sig").strip())


def test_a_file_that_is_missing_or_no_utf8_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"none\.txt cannot be read: No such file"):
        read_digest(tmp_path / "none.txt")
    (tmp_path / "gbk.txt").write_bytes("论文".encode("gbk"))
    (tmp_path / "cut.txt").write_bytes(b"\xef\xbb")  # the beginning of a byte order mark
    with pytest.raises(SourceError, match=r"cut\.txt is not UTF-8 text \(byte 0\)"):
        read_digest(tmp_path / "cut.txt")
    with pytest.raises(SourceError, match=r"gbk\.txt is not UTF-8 text \(byte 0\); save it as UTF-8"):
        read_digest(tmp_path / "gbk.txt")


def test_line_ends_and_a_byte_order_mark_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "windows.txt"
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(LINES).encode())
    records, problems = read_digest(path)
    assert (contents(records), problems) == (contents(RECORDS), [])
