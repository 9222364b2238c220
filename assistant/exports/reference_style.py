"""A paper's entry in the reference list: authors, title, venue, year, kind, links, and what is amiss with it.

In the order of BibTeX's plain style, made to do without authors. It comes as pieces, which each format sets
in its own way.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.exports.bibliography import name_in_full
from assistant.exports.document import Source
from assistant.exports.text import address, one_line


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a reference; a link's text is its address."""

    text: str
    emphasis: bool = False
    link: bool = False


def style_reference(source: Source) -> list[Piece]:
    """Return a paper's reference; neighbours of one style are one piece."""
    return [
        Piece("".join(piece.text for piece in alike), *style)
        for style, alike in groupby(_pieces(source), lambda piece: (piece.emphasis, piece.link))
    ]


def _pieces(source: Source) -> Iterator[Piece]:
    found = source.reference
    said = [_name_all([one_line(name) for name in source.authors]), one_line(found.title)]
    yield Piece(" ".join(map(_end, filter(None, said))))
    if venue := one_line(found.venue):
        yield Piece(" In ")
        yield Piece(venue, emphasis=True)
        yield Piece(f", {found.year}." if found.year else _end(venue)[len(venue) :])
    for note in filter(None, map(one_line, (found.kind, found.warning))):
        yield Piece(f" {_end(note)}")
    for link in map(address, found.links):
        yield Piece(" ")
        yield Piece(link, link=True)


def _end(text: str) -> str:
    """Return a text that ends as a sentence does."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _name_all(authors: Sequence[str]) -> str:
    """Return the authors' names, first names first, as a list in running text."""
    names = [name_in_full(author) for author in filter(None, authors)]
    if len(names) < 3:
        return " and ".join(names)
    return f"{', '.join(names[:-1])}, and {names[-1]}"
