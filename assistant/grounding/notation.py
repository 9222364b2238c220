"""Signs for numbers made plain: exponents, fractions, circled and letter-like digits, LaTeX.

Knows nothing of what a number means.
"""

import re
import unicodedata
from fractions import Fraction

# Signs that are a number of their own: circled, fractions, letter-like digits, numerals of contracts.
_SIGNS = re.compile(
    "[¼-¾\u2150-\u215e\u2460-\u249b\u24ea-\u24ff\u2776-\u2793\u3220-\u3229\u3280-\u3289"
    "\U0001d7ce-\U0001d7ff壹贰貳叁參肆伍陆陸柒捌玖拾]"
)
_EXPONENTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_IN_WORDS = (
    (re.compile(r"\bthree-dimensional\b|三维", re.I), "3D"),
    (re.compile(r"\btwo-dimensional\b|二维", re.I), "2D"),
)


def plain_figures(text: str) -> str:
    """Return `text` with LaTeX signs dropped, exponents written `10^7` and dimensions `3D`."""
    text = _SIGNS.sub(_in_digits, re.sub(r"[$\\]", "", text))
    text = re.sub(r"(?<=\d)[⁰¹²³⁴-⁹⁺⁻]+", lambda power: "^" + power.group().translate(_EXPONENTS), text)
    text = re.sub(
        r"(?<=[A-Za-z])\^?([⁰¹²³⁴-⁹]+|\^\d)",
        lambda power: power.group().strip("^").translate(_EXPONENTS),
        text,
    )
    for words, short in _IN_WORDS:
        text = words.sub(short, text)
    return text


def _in_digits(sign: re.Match[str]) -> str:
    value = Fraction(unicodedata.numeric(sign.group(), 0)).limit_denominator(100)
    if unicodedata.decimal(sign.group(), None) is not None:
        return str(value)
    return f" {value} "
