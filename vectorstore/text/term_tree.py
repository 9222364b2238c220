"""Terms of two languages in a tree, and where they stand in a text.

Chinese terms are found anywhere, English ones as whole words whatever their case, number and hyphens. Knows
nothing of what the terms mean.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Generic, TypeVar

from vectorstore.text.words import read_pairs

FULL_TO_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
WORD = re.compile(r"[A-Za-z0-9\u00c0-\u024f\u0370-\u03ff]+(?:['’&][A-Za-z0-9]+)*")
_BETWEEN_WORDS = re.compile(r"[\s\u2010-\u2015-]{1,3}")
_ABBREVIATION = re.compile(r"[A-Z]{1,4}")
_SINGULARS = read_pairs("singulars")

T = TypeVar("T")
Found = tuple[T, int, int]
"""What a term means, and the start and end of the term in a text."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A Latin-script word of a text; `form` is what terms are compared in."""

    start: int
    end: int
    form: str
    capitals: str
    """The abbreviation the word may be (`LLM` for `LLMs`); empty where it is none."""
    joins_next: bool
    """Only spaces or hyphens stand between this word and the next."""


@dataclass(slots=True)
class _Node(Generic[T]):
    """A place in a tree of terms: a step is one character (Chinese) or one word (English)."""

    steps: "dict[str, _Node[T]]" = field(default_factory=dict)
    meaning: T | None = None

    def plant(self, steps: Iterable[str], meaning: T) -> None:
        """Let the term spelled by `steps` mean `meaning`, unless it already means something else."""
        node = self
        for step in steps:
            node = node.steps.setdefault(step, _Node())
        node.meaning = node.meaning or meaning


class TermTree(Generic[T]):
    """Terms and what each means; the first meaning given to a term stays."""

    def __init__(self) -> None:
        self._zh: _Node[T] = _Node()
        self._en: _Node[T] = _Node()

    def plant_chinese(self, term: str, meaning: T) -> None:
        """Add a Chinese term."""
        self._zh.plant(term.replace(" ", "").lower(), meaning)

    def plant_english(self, term: str, meaning: T) -> None:
        """Add an English term."""
        for spelling in _spellings(term):
            self._en.plant(spelling, meaning)

    def find(self, text: str) -> list[Found[T]]:
        """Return the terms named in `text`, first to last; at each place the longest wins, none overlap."""
        text = text.translate(FULL_TO_HALF_WIDTH)
        words = _words(text)
        word_at = {word.start: index for index, word in enumerate(words)}
        found: list[Found[T]] = []
        position = 0
        while position < len(text):
            index = word_at.get(position)
            ends = [self._chinese_at(text, position)]
            if index is not None:
                ends.append(self._english_at(words, index))
            match = max((end for end in ends if end), key=lambda end: end[2], default=None)
            if match:
                found.append(match)
                position = match[2]
            else:
                position = position + 1 if index is None else words[index].end
        return found

    def _chinese_at(self, text: str, start: int) -> Found[T] | None:
        node, position = self._zh, start
        match: Found[T] | None = None
        while position < len(text):
            step = node.steps.get(text[position].lower())
            if step:
                node = step
                if node.meaning and not _splits_word(text, position + 1):
                    match = (node.meaning, start, position + 1)
            elif text[position] != " " or position == start or not _beside_latin(text, position):
                break
            position += 1
        return match

    def _english_at(self, words: list[_Word], first: int) -> Found[T] | None:
        start = words[first].start
        abbreviation = self._en.steps.get(words[first].capitals)
        match = None
        if abbreviation and abbreviation.meaning:
            match = (abbreviation.meaning, start, words[first].end)
        node = self._en
        for index in range(first, len(words)):
            word = words[index]
            step = node.steps.get(word.form)
            if step is None:
                break
            node = step
            if node.meaning:
                match = (node.meaning, start, word.end)
            if not word.joins_next:
                break
        return match


def _words(text: str) -> list[_Word]:
    """Return the Latin-script words of `text` in order."""
    found = list(WORD.finditer(text))
    words = []
    for match, after in zip_longest(found, found[1:]):
        start, end = match.span()
        capitals = match.group().removesuffix("s")
        words.append(
            _Word(
                start,
                end,
                form=_form(match.group()),
                capitals=capitals if _ABBREVIATION.fullmatch(capitals) else "",
                joins_next=bool(after and _BETWEEN_WORDS.fullmatch(text, end, after.start())),
            )
        )
    return words


def _spellings(term: str) -> list[list[str]]:
    """Return the word sequences that stand for an English term: as written and, of hyphens, written solid."""
    if _ABBREVIATION.fullmatch(term):
        return [[term]]
    return [[_form(word) for word in WORD.findall(spelling)] for spelling in (term, term.replace("-", ""))]


def _form(word: str) -> str:
    """Return a word in lower case, singular, without possessive."""
    word = word.lower().replace("’", "'").removesuffix("'s")
    if word in _SINGULARS:
        return _SINGULARS[word]
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("xes", "ches", "shes", "sses", "zes")) else word[:-1]


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _splits_word(text: str, position: int) -> bool:
    """Say whether a Latin-script word runs on across `position`."""
    return position < len(text) and _is_latin(text[position - 1]) and _is_latin(text[position])


def _beside_latin(text: str, position: int) -> bool:
    return any(_is_latin(neighbour) for neighbour in text[position - 1 : position + 2])
