"""The names a sentence uses, and whether a text vouches for them.

A name is a word with capitals inside (`MedQA`, `iEEG`), letters with digits (`GPT-5.2`, `3D`) or capitals
joined by a hyphen (`Johnson-Lindenstrauss`). Knows nothing of entries, quotes or models.
"""

import re
from collections.abc import Iterable

from assistant.grounding.figures import is_figure, plain_figures
from assistant.patterns import texts

_LETTER = "A-Za-zÀ-ɏΑ-ω"
_WORD = re.compile(rf"[{_LETTER}\d]+(?:[-.+&][{_LETTER}\d]+)*")
_CAPITALISED = re.compile(rf"(?<![{_LETTER}\d.-])[A-Z][a-zà-ÿ]{{2,}}(?![{_LETTER}\d]|-[{_LETTER}\d])")
_CLAUSE_START = re.compile(r"(?:^|[.!?:;。！？：；'(（\[【—*])\s*\Z")
_GENERIC = frozenset({"AI"})


def coined_names(text: str) -> list[str]:
    """Return the coined names and acronyms of `text` (unified) in order, without repeats."""
    words = (match.group() for match in _WORD.finditer(plain_figures(text)))
    return list(dict.fromkeys(word for word in words if _is_name(word)))


def proper_words(text: str) -> list[str]:
    """Return the other capitalised words of `text`, but for those that merely open an English clause."""
    found: list[str] = []
    for match in _CAPITALISED.finditer(text):
        opens = _CLAUSE_START.search(text[: match.start()]) is not None
        if not (opens and text[match.end() :].lstrip()[:1].isascii()):
            found.append(match.group())
    return found


class Vouchers:
    """The texts that may vouch for a name."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._text = plain_figures(" \n ".join(texts))
        clauses = re.split(r"[^\w\s'/-]|\n", self._text.lower())
        self._initials = [re.sub(r"(?<=\w)\w+|[\W_]+", "", clause) for clause in clauses]

    def has_name(self, name: str) -> bool:
        """Tell whether the name stands in the texts: whole, in the plural, or spelled out."""
        singular = name[:-1] if name.endswith("s") and name[:-1].isupper() else name
        if singular in _GENERIC or self._stands(singular) or self._spells(singular):
            return True
        parts = name.split("-")
        compound = len(parts) > 1 and not any(map(str.isdigit, name))
        named = [part for part in parts if _is_name(part)]
        others_plain = all(part.islower() for part in parts if part not in named)
        return bool(compound and named and others_plain and all(map(self.has_name, named)))

    def _spells(self, acronym: str) -> bool:
        """Tell whether words of the texts give the acronym; two initials would be found by chance."""
        by_initials = acronym.isalpha() and acronym.isupper() and len(acronym) >= 3
        if by_initials and any(acronym.lower() in run for run in self._initials):
            return True
        spelled = texts("grounding.acronyms", "en").get(acronym, "\0")
        return spelled in self._text.lower().replace("-", " ")

    def has_word(self, word: str) -> bool:
        """Tell whether an ordinary capitalised word stands in the texts, in any case, singular or plural."""
        stem = re.escape(word.removesuffix("s"))
        return re.search(rf"(?<![{_LETTER}]){stem}(?:e?s)?(?![{_LETTER}])", self._text, re.I) is not None

    def _stands(self, name: str) -> bool:
        parts = r"[-\s]?".join(map(re.escape, re.split("-", name)))
        pattern = rf"(?<![{_LETTER}\d]){parts}s?(?![{_LETTER}\d])"
        return any(self._is_whole(name, match) for match in re.finditer(pattern, self._text, re.I))

    def _is_whole(self, name: str, match: re.Match[str]) -> bool:
        """A part of a longer name is another name: `GPT-5-mini` is not `GPT-5`."""
        before = re.search(
            rf"([{_LETTER}\d]+)[-+&]\Z", self._text[max(0, match.start() - 40) : match.start()]
        )
        after = re.match(rf"(?:[-+&]|\.(?=\d))([{_LETTER}\d]+)", self._text[match.end() : match.end() + 40])
        if after and name[-1].isdigit():
            return False
        neighbours = [found.group(1) for found in (before, after) if found]
        return all(_may_adjoin(neighbour, name) for neighbour in neighbours)


def _may_adjoin(neighbour: str, name: str) -> bool:
    if any(map(str.isdigit, neighbour)):
        return False
    return neighbour.islower() or (name.isupper() and neighbour.istitle())


def _is_name(word: str) -> bool:
    if not re.search(f"[{_LETTER}]", word) or is_figure(word):
        return False
    parts = re.split(r"[-.+&]", word)
    if any(map(str.isdigit, word)):
        counted = parts[0].isdigit() and all(part.islower() or part.isdigit() for part in parts)
        return not (counted and len(parts) > 1)
    inner_capital = any(re.search(r".[A-Z]", part) for part in parts)
    return inner_capital or sum(part[:1].isupper() for part in parts) >= 2
