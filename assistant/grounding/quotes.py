"""Where a quote stands in a text: exact up to widths, spaces, quote marks, dashes and letter case.

Digits, signs, units and Chinese characters must agree; what comes back are offsets in the original text.
Knows nothing of entries, drafts or models.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

Span = tuple[int, int]

_SINGLE = "'‘’‚‛`´"
_DOUBLE = '"“”„‟«»「」『』'
_DASHES = "-‐‑‒–—―−"
_UNIFIED = str.maketrans({**dict.fromkeys(_SINGLE + _DOUBLE, "'"), **dict.fromkeys(_DASHES, "-")})
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_COLLAPSING = " -'"
_OUTER = " \t\n.,;:!?…。，；：！？、《》" + _SINGLE + _DOUBLE

CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_NUMERAL = "[〇零一二两三四五六七八九十百千万亿]"
# What a quote must not cut through: links, numbers with their sign, range and unit, words with their hyphens.
_LETTERS = rf"(?:(?![{CJK}])[^\W_])+"
_NUMBER = r"(?>\d+(?:[.,]\d+)*)[⁰¹²³⁴-⁹⁺⁻]*"
_UNIT = r"(?:\s?[%％‰°]|\s?[万亿千百]+|\s(?:thousand|million|billion|percent)\b|\+)?"
_SIGN = r"(?:[≤≥<>≈~±]\s?)?[+\-−]?"
_ATOM = re.compile(
    r"(?:https?://|www\.)[^\s<>，。；：、（）()]*[^\s<>，。；：、（）().,;:]"
    rf"|(?<![A-Za-z\d]){_SIGN}{_NUMBER}{_UNIT}(?:\s?[-‐-―−]+\s?{_NUMBER}{_UNIT})*(?![-‐‑]?[A-Za-z])"
    rf"|{_LETTERS}(?:[-‐‑'’]{_LETTERS}|[.,](?=\d){_LETTERS})*"
    rf"|(?:{_NUMERAL}+分之)?{_NUMERAL}{{2,}}"
)
_REACH = 200


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as compared, and for each of its characters the span of the original it stands for."""

    text: str
    spans: tuple[Span, ...]


@lru_cache(maxsize=512)
def fold(text: str) -> Folded:
    """Return `text` in lower case with widths, spaces, quote marks and dashes unified."""
    kept: list[str] = []
    spans: list[Span] = []
    position = 0
    while position < len(text):
        end = position + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        for char in _fold_cluster(text[position:end]):
            if char in _COLLAPSING and kept and kept[-1] == char:
                spans[-1] = (spans[-1][0], end)
            else:
                kept.append(char)
                spans.append((position, end))
        position = end
    return Folded("".join(kept), tuple(spans))


@lru_cache(maxsize=1024)
def unify(text: str) -> str:
    """Return `text` with widths, quote marks, dashes and spaces unified, letter case kept."""
    plain = _INVISIBLE.sub("", "".join(map(_narrow, text)))
    return re.sub(r"\s+", " ", plain.translate(_UNIFIED)).strip()


def _fold_cluster(cluster: str) -> str:
    if _INVISIBLE.fullmatch(cluster):
        return ""
    if cluster.isspace():
        return " "
    return _narrow(unicodedata.normalize("NFC", cluster)).translate(_UNIFIED).lower()


def _narrow(char: str) -> str:
    """Full and half widths and ligatures only: a superscript two is not a two."""
    kind = unicodedata.decomposition(char[0]).partition(" ")[0]
    ligature = kind == "<compat>" and char.isalpha()
    return unicodedata.normalize("NFKC", char) if kind in ("<wide>", "<narrow>") or ligature else char


def find_quote(quote: str, text: str, within: Sequence[Span]) -> Span | None:
    """Return the first place of `quote` inside one of the spans `within` that cuts no word or number.

    Punctuation around the quote may differ, as writers close a clause with a full stop of their own.
    """
    for wanted in (quote.strip(), quote.strip(_OUTER)):
        for start, end in _places(fold(wanted).text.strip(), fold(text)):
            shown = any(low <= start and end <= high for low, high in within)
            if shown and not cuts(text, start) and not cuts(text, end):
                return start, end
    return None


def _places(needle: str, folded: Folded) -> Iterator[Span]:
    """Yield the original span of each place of `needle`; a ligature counts only as a whole."""
    edge: list[Span | None] = [None, *folded.spans, None]
    at = folded.text.find(needle) if needle else -1
    while at >= 0:
        after = at + len(needle)
        if edge[at] != edge[at + 1] and edge[after] != edge[after + 1]:
            yield folded.spans[at][0], folded.spans[after - 1][1]
        at = folded.text.find(needle, at + 1)


def cuts(text: str, boundary: int) -> bool:
    """Tell whether `boundary` lies inside a word, a number with its unit, or a link of `text`."""
    low = max(0, boundary - _REACH)
    piece = text[low : boundary + _REACH]
    return any(atom.start() < boundary - low < atom.end() for atom in _ATOM.finditer(piece))


def is_trivial(quote: str) -> bool:
    """Tell whether a quote is too short to support anything: under three words or six Chinese characters."""
    chinese = len(re.findall(f"[{CJK}]", quote))
    words = len(re.findall(_LETTERS, quote))
    return 2 * words + chinese < 6
