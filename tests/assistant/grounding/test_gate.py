"""Of thousands of false replies none comes through the gate, and of as many true ones hardly one is lost."""

from collections import Counter

from tests.families.false_claims import CLAIMS
from tests.families.false_quotes import QUOTES
from tests.families.replies import cases, shown
from tests.families.true_replies import cases as true_cases
from vectorstore.library import Library


def test_no_false_reply_is_shown(library: Library) -> None:
    tried, let_through = Counter[str](), []
    for case in cases(QUOTES | CLAIMS, library.entries(), each=42, seed=7):
        tried[case.family] += 1
        let_through += [(case.family, case.reply)] if shown(case) else []
    assert let_through == []
    assert tried.total() >= 1000 and tried.keys() == (QUOTES | CLAIMS).keys()


def test_hardly_a_true_reply_is_lost_and_what_is_shown_is_exact(library: Library) -> None:
    tried, lost = 0, []
    for case in true_cases(library.entries(), each=45):
        tried += 1
        sentences = shown(case)
        lost += [] if sentences else [(case.family, case.reply)]
        for citation in (citation for sentence in sentences for citation in sentence.citations):
            text = case.brief.entries[citation.key].text
            assert text[citation.start : citation.end] == citation.quote
    assert tried >= 1000 and len(lost) <= tried / 100, lost
