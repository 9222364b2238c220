"""A paper's entry in the reference list, in pybtex's plain style, made to do without authors.

It comes as pieces, which each format sets in its own way.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import ClassVar

from pybtex.backends import BaseBackend
from pybtex.database import Entry
from pybtex.style.formatting import toplevel
from pybtex.style.formatting.unsrt import Style
from pybtex.style.template import field, href, join, optional, sentence, tag, words

from assistant.exports.bibliography import person
from assistant.exports.document import Source
from assistant.exports.text import address, one_line


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a reference; a link's text is its address."""

    text: str
    emphasis: bool = False
    link: bool = False


_Pieces = tuple[Piece, ...]


class _Plain(Style):  # type: ignore[misc]  # pybtex has no types
    """The plain style over text as it is (`raw`), where pybtex would read it as LaTeX."""

    def get_inproceedings_template(self, entry: Entry) -> object:
        links = [href(link)[link] for link in entry.fields["links"].split()]
        return toplevel[
            optional[self.format_names("author")],
            optional[sentence[field("title", raw=True)]],
            optional[
                words[
                    "In", sentence[tag("em")[field("booktitle", raw=True)], optional[field("year", raw=True)]]
                ]
            ],
            optional[sentence[field("note", raw=True)]],
            join(sep=" ")[links],
        ]

    def get_misc_template(self, entry: Entry) -> object:
        return self.get_inproceedings_template(entry)


class _Backend(BaseBackend):  # type: ignore[misc]
    RenderType = tuple
    symbols: ClassVar = {"newblock": (Piece(" "),), "nbsp": (Piece("\xa0"),), "ndash": (Piece("–"),)}

    def format_str(self, text: str) -> _Pieces:
        return (Piece(text),)

    def format_tag(self, name: str, pieces: _Pieces) -> _Pieces:
        return tuple(replace(piece, emphasis=name == "em") for piece in pieces)

    def format_href(self, url: str, pieces: _Pieces, external: bool = False) -> _Pieces:
        return tuple(replace(piece, link=True) for piece in pieces)

    def render_sequence(self, parts: Iterable[_Pieces]) -> _Pieces:
        return tuple(piece for part in parts for piece in part)


def styled(source: Source) -> list[Piece]:
    """Return a paper's reference: authors, title, venue and year, kind, links, and what is amiss with it."""
    found = source.reference
    fields = {
        "title": found.title,
        "booktitle": found.venue,
        "year": str(found.year or ""),
        "note": ". ".join(filter(None, (found.kind, found.warning))),
        "links": " ".join(map(address, found.links)),
    }
    cleaned = {name: one_line(value) for name, value in fields.items() if value or name == "links"}
    authors = [person(name) for author in source.authors if (name := one_line(author))]
    entry = Entry("misc", fields=cleaned, persons={"author": authors} if authors else {})
    pieces: _Pieces = _Plain().format_entry("", entry).text.render(_Backend())
    return [
        Piece("".join(piece.text for piece in alike), *style)
        for style, alike in groupby(pieces, lambda piece: (piece.emphasis, piece.link))
    ]
