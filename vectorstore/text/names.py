"""Coined names (`VLM-SubtleBench`, `MCal`): where a title, an abstract or a link carries one.

A coined name is what a paper calls the thing it offers. It keys the entry, and it is the strongest clue
that a title and an abstract do not belong together. Knows nothing of files or of the ledger.
"""

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import urlsplit

from vectorstore.text.words import alternatives, read_words

_WORD = r"[A-Za-z0-9²³][A-Za-z0-9²³+.\-]*[A-Za-z0-9²³+]"
# Terms of the field that look coined but name no one paper's system.
_COMMON = frozenset(read_words("common_names"))
_INTRODUCE = re.compile(
    rf"\b(?:(?:{alternatives('introducing_stems')})\w*|{alternatives('introducing_words')})\b"
)
_GAP = re.compile(r"[^.;:!?]{0,90}")


def fold_name(name: str) -> str:
    """Return `name` as compared: letters and digits in lower case (`SurvHTE-Bench` = `survhte bench`)."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name).lower())


def is_coined(word: str) -> bool:
    """Tell whether one word looks like a coined name: capitals inside, digits in a word, or an acronym."""
    if len(word) < 3 or word.lower() in _COMMON or not re.search("[A-Za-z]{2}", word):
        return False
    parts = re.split(r"[-.+]", word)
    inner_capital = re.search(r"[a-z²³0-9][A-Z]|[A-Z]{2}[a-z]|[A-Za-z][²³0-9]|[0-9][A-Z]", word) is not None
    acronym = word.isupper() and len(word) >= 3
    hyphenated = len(parts) > 1 and any(len(part) > 1 and part.isupper() for part in parts)
    if all(part.lower() in _COMMON or part.islower() for part in parts):
        return False
    return inner_capital or acronym or hyphenated


def title_name(title: str) -> str:
    """Return the name that stands before a title's first colon, else the first coined word; else ''."""
    head, colon, _ = re.sub("：", ":", title).partition(":")
    words = head.split()
    if colon and head.isascii() and 0 < len(words) <= 4 and _looks_like_a_name(words):
        return head.strip()
    return next((word for word in coined_words(title) if not _is_two_surnames(word)), "")


def _looks_like_a_name(words: list[str]) -> bool:
    if len(words) == 1:
        return words[0].lower() not in _COMMON
    return any(is_coined(word) or re.fullmatch(r"[A-Z]\w+(?:-[A-Z]\w+)+", word) for word in words)


def _is_two_surnames(word: str) -> bool:
    return re.fullmatch(r"[A-Z][a-z]+(?:[-–][A-Z][a-z]+)+", word) is not None


def coined_words(text: str) -> list[str]:
    """Return the words of `text` that look coined, in order, without repeats."""
    words = (match.group().strip(".-+") for match in re.finditer(_WORD, text))
    return list(dict.fromkeys(word for word in words if is_coined(word)))


def introduced_name(abstract: str) -> str:
    """Return the first coined name an abstract introduces (`We present X`, `our method, X,`); else ''."""
    for verb in _INTRODUCE.finditer(abstract):
        span = _GAP.match(abstract, verb.end())
        names = coined_words(span.group()) if span else []
        if names:
            return names[0]
    return ""


def names_of_links(links: Iterable[str]) -> list[str]:
    """Return the names of the repositories and project pages that `links` point to, as they write them."""
    found: list[str] = []
    for link in links:
        try:
            parts = urlsplit(link)
        except ValueError:  # as of `https://[x`
            continue
        host = parts.hostname or ""
        found += [piece for piece in parts.path.split("/") if piece][-1:]
        found += [host.split(".")[0]] if host.endswith(".io") else []
    return list(dict.fromkeys(found))


def mentions(text: str, name: str) -> bool:
    """Tell whether `text` contains `name`, whatever its hyphens, spaces and case."""
    letters = fold_name(name)
    if not letters:
        return False
    pattern = r"(?<![a-z0-9])" + r"[\W_]*".join(map(re.escape, letters)) + r"(?![a-z0-9])"
    return re.search(pattern, unicodedata.normalize("NFKC", text).lower()) is not None


def slug(name: str) -> str:
    """Return `name` as a key writes it: lower case, ASCII letters and digits joined by hyphens."""
    ascii_name = (
        unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name)).encode("ascii", "ignore").decode()
    )
    return re.sub(r"[^a-z0-9]+", "-", ascii_name.lower()).strip("-")
