"""A two-language glossary of the field: what a text mentions, and how a Chinese question reads in English.

Knows terms and where they stand in a text; knows nothing of entries, indexes or embedding models.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from vectorstore.text.words import read_pairs

_BUNDLED = Path(__file__).parent.parent / "data" / "glossary.tsv"
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"[A-Za-z0-9\u00c0-\u024f\u0370-\u03ff]+(?:['’&][A-Za-z0-9]+)*")
_AS_WRITTEN = re.compile(rf"{_WORD.pattern}(?:[-\u2010-\u2015.,+/]{_WORD.pattern})*")
_BETWEEN_WORDS = re.compile(r"[\s\u2010-\u2015-]{1,3}")
_ABBREVIATION = re.compile(r"[A-Z]{1,4}")
_FULL_TO_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SINGULARS = read_pairs("singulars")


@dataclass(frozen=True, slots=True)
class Concept:
    """One idea and its names in both languages; the first of each is the preferred one."""

    zh: tuple[str, ...]
    en: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A concept and the piece `text[start:end]` that names it."""

    concept: Concept
    start: int
    end: int


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
class _Node:
    """A place in a tree of terms: a step is one character (Chinese) or one word (English)."""

    steps: "dict[str, _Node]" = field(default_factory=dict)
    concept: Concept | None = None

    def plant(self, steps: Iterable[str], concept: Concept) -> None:
        """Let the term spelled by `steps` mean `concept`, unless it already means another."""
        node = self
        for step in steps:
            node = node.steps.setdefault(step, _Node())
        node.concept = node.concept or concept


@dataclass(frozen=True, slots=True)
class Glossary:
    """The concepts of the glossary files, indexed for lookup in a text.

    `problems` names each line (or file) that could not be used, in the order read.
    """

    concepts: tuple[Concept, ...]
    problems: tuple[str, ...] = ()
    _zh: _Node = field(default_factory=_Node, init=False, repr=False, compare=False)
    _en: _Node = field(default_factory=_Node, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for concept in self.concepts:
            for term in concept.zh:
                self._zh.plant(term.replace(" ", "").lower(), concept)
        preferred = [(concept.en[0], concept) for concept in self.concepts]
        synonyms = [(term, concept) for concept in self.concepts for term in concept.en[1:]]
        for term, concept in preferred + synonyms:
            for spelling in _spellings(term):
                self._en.plant(spelling, concept)

    def matches_in(self, text: str) -> list[Match]:
        """Return the terms named in `text`, first to last; at each place the longest wins, none overlap."""
        text = text.translate(_FULL_TO_HALF_WIDTH)
        words = _words(text)
        word_at = {word.start: index for index, word in enumerate(words)}
        found: list[Match] = []
        position = 0
        while position < len(text):
            index = word_at.get(position)
            ends = [self._chinese_at(text, position)]
            if index is not None:
                ends.append(self._english_at(words, index))
            match = max((end for end in ends if end), key=lambda end: end.end, default=None)
            if match:
                found.append(match)
                position = match.end
            else:
                position = position + 1 if index is None else words[index].end
        return found

    def concepts_in(self, text: str) -> list[Concept]:
        """Return the concepts `text` mentions in either language, each once, in order of appearance."""
        return list(dict.fromkeys(match.concept for match in self.matches_in(text)))

    def english_reading(self, text: str) -> str:
        """Read a text that holds Chinese as an English phrase; return any other text unchanged.

        The phrase is the preferred English terms of the concepts found and the Latin-script words as
        written, in order; an abbreviation follows its full term. It is empty where nothing was understood.
        """
        if not _HAN.search(text):
            return text
        text = text.translate(_FULL_TO_HALF_WIDTH)
        written = {found.start(): found.group() for found in _AS_WRITTEN.finditer(text)}
        pieces = {start: [word] for start, word in written.items()}
        for match in self.matches_in(text):
            surface = text[match.start : match.end]
            preferred = match.concept.en[0]
            if _HAN.search(surface):
                for start in range(match.start, match.end):
                    pieces.pop(start, None)
                pieces[match.start] = [preferred]
            elif written.get(match.start) == surface and surface.removesuffix("s").isupper():
                pieces[match.start] = [preferred, surface]
        return " ".join(dict.fromkeys(part for start in sorted(pieces) for part in pieces[start]))

    def _chinese_at(self, text: str, start: int) -> Match | None:
        node, position = self._zh, start
        match: Match | None = None
        while position < len(text):
            step = node.steps.get(text[position].lower())
            if step:
                node = step
                if node.concept and not _splits_word(text, position + 1):
                    match = Match(node.concept, start, position + 1)
            elif text[position] != " " or position == start or not _beside_latin(text, position):
                break
            position += 1
        return match

    def _english_at(self, words: list[_Word], first: int) -> Match | None:
        start = words[first].start
        abbreviation = self._en.steps.get(words[first].capitals)
        match = None
        if abbreviation and abbreviation.concept:
            match = Match(abbreviation.concept, start, words[first].end)
        node = self._en
        for index in range(first, len(words)):
            word = words[index]
            step = node.steps.get(word.form)
            if step is None:
                break
            node = step
            if node.concept:
                match = Match(node.concept, start, word.end)
            if not word.joins_next:
                break
        return match


def load_glossary(*extra: Path) -> Glossary:
    """Read the bundled glossary, then each file of `extra` in order; a later file adds to earlier ones.

    A file holds one concept a line: Chinese terms, a tab, English terms, the terms of a side separated by
    `|`; empty lines and lines that begin with `#` mean nothing. A line that shares a Chinese term with an
    earlier concept adds its other terms to it. No error is raised for a bad line or file: it is named in
    `Glossary.problems` and the rest is used.
    """
    concepts: list[Concept] = []
    place: dict[str, int] = {}
    problems: list[str] = []
    for path in (_BUNDLED, *extra):
        for read in _read(path):
            if isinstance(read, str):
                problems.append(read)
            else:
                _add(concepts, place, read)
    return Glossary(tuple(concepts), tuple(problems))


def _add(concepts: list[Concept], place: dict[str, int], new: Concept) -> None:
    index = next((place[term] for term in new.zh if term in place), len(concepts))
    if index == len(concepts):
        concepts.append(new)
    else:
        old = concepts[index]
        zh = old.zh + tuple(term for term in new.zh if term not in place)
        concepts[index] = Concept(zh, tuple(dict.fromkeys(old.en + new.en)))
    for term in new.zh:
        place.setdefault(term, index)


def _read(path: Path) -> Iterator[Concept | str]:
    """Yield the concept of each line of `path`, or what is wrong with it."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        yield f"{path}: cannot be read ({error.strerror}); give the path of a UTF-8 text file"
        return
    for number, raw in enumerate(lines, start=1):
        try:
            line = raw.decode("utf-8-sig").strip()
            if line and not line.startswith("#"):
                yield _parse(line)
        except UnicodeDecodeError:
            yield f"{path}, line {number}: not UTF-8; save the file as UTF-8"
        except ValueError as error:
            yield f"{path}, line {number}: {error}"


def _parse(line: str) -> Concept:
    sides = [tuple(term.strip() for term in side.split("|")) for side in line.split("\t")]
    if len(sides) != 2:
        raise ValueError(f"got {len(sides)} columns, wanted Chinese terms, one tab, English terms")
    zh, en = sides
    for term in zh:
        if not _HAN.search(term):
            raise ValueError(f"got {term!r} left of the tab, wanted a Chinese term")
    for term in en:
        if _HAN.search(term) or not _WORD.search(term):
            raise ValueError(f"got {term!r} right of the tab, wanted an English term")
    return Concept(tuple(dict.fromkeys(zh)), tuple(dict.fromkeys(en)))


def _words(text: str) -> list[_Word]:
    """Return the Latin-script words of `text` in order."""
    found = list(_WORD.finditer(text))
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
    return [[_form(word) for word in _WORD.findall(spelling)] for spelling in (term, term.replace("-", ""))]


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
