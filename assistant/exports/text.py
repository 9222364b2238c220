"""Text of papers made safe for each format: one line, and not one character that means markup there.

Titles, quotes and names are a stranger's: what they hold is shown, never obeyed. Pure.
"""

import re
from urllib.parse import quote

# What XML 1.0 and UTF-8 cannot hold, and control characters, which no format shows.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>#|~$&@!]|:(?=//)|(?<=www)\.|^[-+=:]", re.IGNORECASE)
_NUMBERED = re.compile(r"^(\d{1,9})([.)])")
_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    **{char: "\\" + char for char in "$&%#_"},
}
# Two of these in a row are one other sign in TeX: a dash, a quotation mark.
_LIGATURE = re.compile(r"([-',<>])(?=\1)")
_UNSAFE_IN_KEYS = re.compile(r"""[\s"#%'(),={}~\\$&^]|[^\x20-\x7e]""")

_IN_ADDRESS = "".join(map(chr, range(0x21, 0x7F))).translate(str.maketrans("", "", '"<>\\^`{|}'))
_ADDRESS = re.compile(r"https?://\S+")


def one_line(text: str) -> str:
    """Return `text` as one line; what cannot be written becomes U+FFFD, so that its loss shows."""
    return _UNPRINTABLE.sub("\ufffd", " ".join(text.split()))


def markdown(text: str) -> str:
    """Return `text` for CommonMark, with its extensions for tables, bare addresses and formulas."""
    return _NUMBERED.sub(r"\1\\\2", _MARKDOWN.sub(r"\\\g<0>", one_line(text)))


def latex(text: str) -> str:
    r"""Return `text` for LaTeX and BibTeX; braces become commands, as BibTeX counts even `\{`."""
    parted = _LIGATURE.sub("\\1\0", one_line(text))
    return "".join(_LATEX.get(char, char) for char in parted).replace("\0", "{}")


def latex_key(key: str) -> str:
    r"""Return an entry's key for `\cite` and BibTeX: as it is, unless a character has a meaning there."""
    return _UNSAFE_IN_KEYS.sub(lambda match: f"-{ord(match[0]):x}-", key)


def is_address(text: str) -> bool:
    """Tell whether `text` is one web address and nothing else."""
    return bool(_ADDRESS.fullmatch(text))


def address(link: str) -> str:
    """Return an address in characters that have no meaning inside `<>` and inside braces."""
    return quote(one_line(link), safe=_IN_ADDRESS)
