"""References come from the ledger, and a crossed entry never goes without its warning."""

import pytest

from assistant.references import mismatch_warning, nearest_lines, reference
from assistant.types import Language
from vectorstore.types import Entry, Mismatch

PLAIN = Entry(
    "plain-2026", "A title", "A title\n\nText.", (), "ICLR", 2026, "Oral", ("topic",), ("https://x",)
)
BY_TITLE = Entry("one", "On NameA", "On NameA\n\nText.", name="", mismatch=Mismatch("NameA", "NameB", "two"))
BY_ABSTRACT = Entry("two", "A title", "A title\n\nNameA.", mismatch=Mismatch("", "NameA", "one"))


def test_a_reference_says_what_the_ledger_says() -> None:
    found = reference(PLAIN, "en")
    assert (found.key, found.title, found.venue, found.year) == ("plain-2026", "A title", "ICLR", 2026)
    assert (found.kind, found.topics, found.links, found.warning) == ("Oral", ("topic",), ("https://x",), "")


@pytest.mark.parametrize(
    ("entry", "language", "words"),
    [
        (BY_TITLE, "en", "in one (the title names NameA, the abstract does not)"),
        (BY_TITLE, "zh", "one 里(标题提到 NameA,摘要却没有)"),
        (BY_ABSTRACT, "en", "in two (the abstract introduces NameA, which the title of one names)"),
        (BY_ABSTRACT, "zh", "two 里(摘要介绍的是 NameA,而它的名字在 one 的标题里)"),
    ],
)
def test_a_warning_says_what_does_not_match(entry: Entry, language: Language, words: str) -> None:
    assert words in mismatch_warning(entry, language)
    assert reference(entry, language).warning == mismatch_warning(entry, language)


def test_the_nearest_entries_are_listed_with_their_keys() -> None:
    assert nearest_lines([PLAIN], "en").splitlines()[-1] == "- A title [plain-2026]"
    assert nearest_lines([], "en") == ""


def test_a_title_that_may_be_another_papers_is_not_listed() -> None:
    lines = nearest_lines([BY_TITLE, BY_ABSTRACT], "zh")
    assert "NameA" not in lines and "[one]" in lines and "[two]" in lines
