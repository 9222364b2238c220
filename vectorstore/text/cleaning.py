"""Paper text made readable once, at ingest; every offset in the library refers to what comes out here.

Knows nothing of entries or files. Chinese text, its punctuation and URLs are left as they are.
`CLEANING_VERSION` must rise with every change of behaviour, so that libraries are cleaned again.
"""

import re
import unicodedata

from vectorstore.text.words import read_pairs

CLEANING_VERSION = 2

_URL = re.compile(r"https?://[^\s<>\"{}|\\^`;，。；）)]+")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_BREAK = re.compile(r"[\x0b\x0c\x1c-\x1f\x85]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_SUPERSCRIPT = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
_SUBSCRIPT = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")

_LATEX_WORDS = read_pairs("latex")
_LATEX_WRAPPERS = (
    "text|textbf|textit|texttt|textsc|textrm|textsf|emph|underline|mathbf|mathrm|mathit|mathcal|mathbb|mathsf|"
    "boldsymbol|bm|operatorname|mbox|url|href"
)
_WRAPPED = re.compile(rf"\\(?:{_LATEX_WRAPPERS})\s*\{{([^{{}}]*)\}}")
_WORD_COMMAND = re.compile(r"\\([A-Za-z]+)")
# Without a command inside, as Pandoc reads it, so that `$5 and $10` stays money.
_MATH = re.compile(r"\$([^$\n]{0,99}[\\^_{][^$\n]{0,99})\$|\$(?!\s)([^$\n]{1,200})(?<!\s)\$(?!\d)")
_ESCAPED = re.compile(r"\\([%&#_$}{])")
# An author's comment that lost its line break: it starts where a sentence should and ends with its own.
_COMMENT = re.compile(r"(?<=[.!?] )% [a-z][^.]*\.\s*")
_EMPHASIS = (
    re.compile(r"(?<![*\w])(\*{1,3})(?=\S)([^*\n]+?)(?<=\S)\1"),
    re.compile(r"(?<![*\w])(\*\*)(?=\S)([^*\n]+?)(?<=\S)\1"),  # what held the first
    re.compile(r"(?<![\w_])(_)(?=[^\s_])([^_\n]{1,80}?)(?<=[^\s_])_(?![\w_])"),
)
# `cer- tain`: a line-break hyphen, but not `intra- and inter-modal` nor a lone prefix.
_BROKEN_WORD = re.compile(r"\b([a-z]{3,})- (?!and\b|or\b|to\b|und\b|nor\b|but\b|vs\b|versus\b)([a-z]{3,})\b")


def clean(text: str) -> str:
    """Return `text` in one paragraph a line, without debris of encodings, LaTeX, Markdown and line breaks.

    NFKC is applied where it cannot change what a reader means: letters, digits and spaces of full width
    and ligatures; superscripts and Chinese punctuation stay.
    """
    kept: list[str] = []
    position = 0
    text = visible(_BREAK.sub("\n", text))
    for url in _URL.finditer(text):
        kept += (_clean_prose(text[position : url.start()]), url.group())
        position = url.end()
    kept.append(_clean_prose(text[position:]))
    return _spaces("".join(kept))


def visible(text: str) -> str:
    """Return `text` without the characters that no reader sees."""
    return _CONTROL.sub("", _INVISIBLE.sub("", text))


def is_link(address: str) -> bool:
    """Tell whether an address is one to a page: no script, no file, no words beside it."""
    return _URL.fullmatch(address) is not None


def _clean_prose(text: str) -> str:
    text = "".join(map(_fold, text))
    return _markdown(_latex(_BROKEN_WORD.sub(r"\1\2", text)))


def _fold(char: str) -> str:
    if char < "\u00a0":
        return char
    if char in "\u2010\u2011\u00ad":
        return "-"
    folded = unicodedata.normalize("NFKC", char)
    if folded.isspace():
        return "\n" if char in "\u2028\u2029" else " "
    # Superscripts and fractions carry meaning; full-width punctuation belongs to Chinese text.
    return folded if folded.isalpha() or (folded.isdecimal() and char.isdecimal()) else char


def _latex(text: str) -> str:
    text = _COMMENT.sub("", text)
    text = _MATH.sub(lambda match: _math(match[1] or match[2]), text)
    text = _ESCAPED.sub(lambda match: "\x00" + match.group(1), text)
    text = _unwrap(text)
    text = _WORD_COMMAND.sub(lambda match: _LATEX_WORDS.get(match.group(1), match.group(0)), text)
    text = text.replace("~", " ") if "\\cite" in text else text
    text = re.sub(r"(?<!-)---(?!-)", "—", text)
    text = re.sub(r"(?<=[\w%])--(?=[\w%])", "–", text)
    text = re.sub(r"``|''", '"', text)
    return _unbalanced_braces(text).replace("\x00", "")


def _unwrap(text: str) -> str:
    for _ in range(5):  # commands within commands; deeper ones are an attack on our time
        text = _WRAPPED.sub(r"\1", text)
    return text


def _math(formula: str) -> str:
    formula = _unwrap(formula)
    formula = _ESCAPED.sub(r"\1", formula)
    formula = _WORD_COMMAND.sub(lambda match: _LATEX_WORDS.get(match.group(1), match.group(1)), formula)
    formula = re.sub(
        r"\^(?:\{([0-9+\-n]+)\}|([0-9n]))", lambda m: (m[1] or m[2]).translate(_SUPERSCRIPT), formula
    )
    formula = re.sub(r"_(?:\{([0-9+\-]+)\}|([0-9]))", lambda m: (m[1] or m[2]).translate(_SUBSCRIPT), formula)
    return formula.replace("{", "").replace("}", "").strip()


def _unbalanced_braces(text: str) -> str:
    """Drop braces without a partner: debris of a broken command; escaped ones are marked by NUL."""
    open_at: list[int] = []
    lonely: set[int] = set()
    for index, char in enumerate(text):
        if index and text[index - 1] == "\x00":
            continue
        if char == "{":
            open_at.append(index)
        elif char == "}" and open_at:
            open_at.pop()
        elif char == "}":
            lonely.add(index)
    lonely.update(open_at)
    return "".join(char for index, char in enumerate(text) if index not in lonely) if lonely else text


def _markdown(text: str) -> str:
    for pattern in _EMPHASIS:
        text = pattern.sub(r"\2", text)
    return text


def _spaces(text: str) -> str:
    text = re.sub(r"[^\S\n]+", " ", text)
    text = re.sub(r" ?\n ?", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()
