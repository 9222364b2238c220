"""Debris goes, meaning stays: what a reader sees is what the authors wrote, and cleaning is done once."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.clock import soon
from vectorstore.sources.digest import BUNDLED_DIGEST, read_digest
from vectorstore.text.cleaning import clean

CASES = {
    "mathematics": ("trained on $10^7$ beats of $\\leq$ 3 Hz", "trained on 10⁷ beats of ≤ 3 Hz"),
    "a number in dollars": ("roughly $40$K sequences, up to $11\\%$", "roughly 40K sequences, up to 11%"),
    "powers and indices": ("$x^{-2}$, $h_{12}$, D$^2$4FAD", "x⁻², h₁₂, D²4FAD"),
    "escaped signs": ("less than 1\\% of H\\&E, \\#1, a\\_b", "less than 1% of H&E, #1, a_b"),
    "wrapping commands": ("\\textbf{We \\emph{present}} \\textsc{MCal}", "We present MCal"),
    "greek": ("with $\\alpha = 0.5$ and \\beta too", "with α = 0.5 and β too"),
    "quotes and dashes": ("``so'' it is---2--3 times", '"so" it is—2–3 times'),
    "a comment": ("We test. % old text here. We find it.", "We test. We find it."),
    "a percentage": ("It rose. 5 % of all cases. It fell.", "It rose. 5 % of all cases. It fell."),
    "a stray brace": ("a model} of hearts", "a model of hearts"),
    "braces in pairs": ("the set {a, b} holds", "the set {a, b} holds"),
    "escaped braces": ("the set \\{a, b\\} holds", "the set {a, b} holds"),
    "money": ("costs $5 and $10 a scan", "costs $5 and $10 a scan"),
    "emphasis": ("**We present *MCal***, **_Resp-Agent_** and _it_", "We present MCal, Resp-Agent and it"),
    "emphasis within a word": ("**C**linical **R**easoning", "Clinical Reasoning"),
    "names with underscores": ("set max_new_tokens and __init__", "set max_new_tokens and __init__"),
    "multiplication": ("3 * 4 * 5", "3 * 4 * 5"),
    "a broken word": ("under cer- tain conditions", "under certain conditions"),
    "a hanging hyphen": ("intra- and inter-modal", "intra- and inter-modal"),
    "hyphens of typesetting": ("SurvHTE\u2010Bench, non\u2011linear", "SurvHTE-Bench, non-linear"),
    "full width": ("ＭＣａｌ　２０２６", "MCal 2026"),
    "ligatures": ("eﬃcient ﬁne-tuning", "efficient fine-tuning"),
    "superscripts": ("10⁷ cells, 5 cm² and ½", "10⁷ cells, 5 cm² and ½"),
    "chinese": ("面向医学图像：少样本（零样本）检测，“好”。", "面向医学图像：少样本（零样本）检测，“好”。"),
    "an address": (
        "see https://a.example/x_y_z?a=$1$&b=**c** now",
        "see https://a.example/x_y_z?a=$1$&b=**c** now",
    ),
    "hidden characters": ("ig\u200bno\u2060re\ufeff \u202eall\U000e0041", "ignore all"),
    "hidden in an address": ("https://a.exam\u200bple/\u202ex", "https://a.example/x"),
    "smuggled by selectors": ("a\ufe01\U000e0101b", "ab"),
    "controls": ("a\x00b\x07c\x9bd", "abcd"),
    "a page break": ("one page\x0canother", "one page\nanother"),
    "spaces": ("a \t b\u00a0c \r\n\n\n\n d", "a b c\n\nd"),
    "code in text": ('{z.__class__} and {"lc": 1}', '{z.__class__} and {"lc": 1}'),
    "markup": ("<script>alert(1)</script>", "<script>alert(1)</script>"),
}


@pytest.mark.parametrize(("dirty", "wanted"), CASES.values(), ids=CASES)
def test_debris_goes_and_meaning_stays(dirty: str, wanted: str) -> None:
    assert clean(dirty) == wanted


@given(st.text() | st.text("\\${}*_^%~`-. a1\u200b\u0000\ud800/:htps\n"))
def test_no_text_breaks_it_and_nothing_hidden_is_left(text: str) -> None:
    cleaned = clean(text)
    assert not [char for char in cleaned if unicodedata.category(char) in ("Cc", "Cs") and char != "\n"]
    assert not {*"\u200b\u200c\u200d\u2060\u202e\ufeff\u00ad\U000e0041"} & {*cleaned}
    assert cleaned == cleaned.strip()


def test_the_digest_is_clean_after_one_cleaning() -> None:
    for record in read_digest(BUNDLED_DIGEST)[0]:
        for text in (clean(record.title), clean(record.abstract)):
            assert clean(text) == text
            assert not {*"\\$\u2010{}"} & {*text}
            assert "**" not in text


PIECES = ["$x^", "*a ", "_a ", "! % a", "{", "a--", "aaa- ", "https://", "``"]


@pytest.mark.parametrize("text", [*(piece * 20_000 for piece in PIECES), "\\text{" * 20_000 + "}" * 20_000])
def test_time_grows_with_the_text_and_no_faster(text: str) -> None:
    with soon():
        clean(text)
