"""A two-language glossary of the field: what a text mentions, and how a Chinese question reads in English.

Knows terms and where they stand in a text; knows nothing of entries, indexes or embedding models.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from vectorstore.text.term_tree import FULL_TO_HALF_WIDTH, WORD, TermTree

_DATA = Path(__file__).parent.parent / "data"
_BUNDLED, _WORDINGS, _NARROWER = (_DATA / f"{name}.tsv" for name in ("glossary", "wordings", "narrower"))
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_AS_WRITTEN = re.compile(rf"{WORD.pattern}(?:[-\u2010-\u2015.,+/]{WORD.pattern})*")


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


@dataclass(frozen=True)
class Glossary:
    """The concepts of the glossary files, indexed for lookup in a text.

    `problems` names each line (or file) that could not be used, in the order read; `files` are those read
    beside the bundled one, None for a glossary made of concepts alone.
    """

    concepts: tuple[Concept, ...]
    problems: tuple[str, ...] = ()
    files: tuple[Path, ...] | None = None

    @cached_property
    def wide(self) -> "Glossary":
        """The same with further wordings, in which people name a subject in passing: for requests alone.

        One made of concepts alone is its own.
        """
        return self if self.files is None else load_glossary(_WORDINGS, *self.files)

    @cached_property
    def hierarchy(self) -> "Hierarchy":
        """Which of the concepts are narrower than which."""
        return _read_hierarchy(self)

    @cached_property
    def _tree(self) -> TermTree[Concept]:
        tree = TermTree[Concept]()
        for concept in self.concepts:
            for term in concept.zh:
                tree.plant_chinese(term, concept)
        # The preferred terms of all come before anyone's synonyms.
        for concept in self.concepts:
            tree.plant_english(concept.en[0], concept)
        for concept in self.concepts:
            for term in concept.en[1:]:
                tree.plant_english(term, concept)
        return tree

    def matches_in(self, text: str) -> list[Match]:
        """Return the terms named in `text`, first to last; at each place the longest wins, none overlap."""
        return [Match(*found) for found in self._tree.find(text)]

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
        text = text.translate(FULL_TO_HALF_WIDTH)
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


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """The narrower concepts of each concept: epilepsy is of neurology, CT of medical imaging.

    `unknown` are terms of the file that the glossary lacks.
    """

    _narrower: dict[Concept, tuple[Concept, ...]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    def narrower(self, concept: Concept) -> dict[Concept, int]:
        """Return the concepts below one, each with its depth, from 1 on."""
        found = {concept: 0}
        waiting = [concept]
        while waiting:
            above = waiting.pop(0)
            for one in self._narrower.get(above, ()):
                if one not in found:
                    found[one] = found[above] + 1
                    waiting.append(one)
        return {one: depth for one, depth in found.items() if depth}


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
    return Glossary(tuple(concepts), tuple(problems), extra)


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
        if _HAN.search(term) or not WORD.search(term):
            raise ValueError(f"got {term!r} right of the tab, wanted an English term")
    return Concept(tuple(dict.fromkeys(zh)), tuple(dict.fromkeys(en)))


def _read_hierarchy(glossary: Glossary) -> Hierarchy:
    """Read the bundled file: a line is a term, a tab, and the terms narrower than it, separated by `|`.

    Terms are English ones of the glossary; lines with the same first term add up.
    """
    below: dict[Concept, tuple[Concept, ...]] = {}
    unknown: list[str] = []
    for term, narrower in _narrower_terms():
        concept = _find_concept(term, glossary)
        found = {name: _find_concept(name, glossary) for name in narrower}
        unknown += [name for name, known in ((term, concept), *found.items()) if known is None]
        if concept:
            below[concept] = tuple(dict.fromkeys((*below.get(concept, ()), *filter(None, found.values()))))
    return Hierarchy(below, tuple(unknown))


def _narrower_terms() -> Iterator[tuple[str, list[str]]]:
    for line in _NARROWER.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            term, _, narrower = line.partition("\t")
            yield term, narrower.split("|")


def _find_concept(term: str, glossary: Glossary) -> Concept | None:
    whole = (match.concept for match in glossary.matches_in(term) if match.end - match.start == len(term))
    return next(whole, None)
