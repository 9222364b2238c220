"""The nouns of the library: frozen records without services.

Offsets count characters (code points) in `Entry.text`, the end exclusive: `text[start:end]` is the piece.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any, Literal

import orjson

FoundBy = Literal["dense", "keyword"]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Why a title and an abstract seem to belong to different papers."""

    title_name: str
    """The coined name in the title that the abstract does not support; empty where the title has none."""
    abstract_name: str
    """The name the abstract introduces instead; empty where it introduces none."""
    other_key: str
    """The entry whose title or abstract carries the name."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One paper, the unit of citation.

    `text` is the title, a blank line, then the abstract (and a PDF's pages), cleaned once at ingest.
    """

    key: str
    title: str
    text: str
    authors: tuple[str, ...] = ()
    venue: str = ""
    year: int | None = None
    kind: str = ""
    topics: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    source: str = ""
    name: str = ""
    """The coined name of what the paper offers (`VLM-SubtleBench`); empty where it has none."""
    mismatch: Mismatch | None = None

    @property
    def body_start(self) -> int:
        """Offset in `text` at which the abstract begins."""
        return len(self.title) + 2

    @property
    def abstract(self) -> str:
        """The text after the title."""
        return self.text[self.body_start :]

    @property
    def content_hash(self) -> str:
        """Hex SHA-256 of all that is searched."""
        return hashlib.sha256("\x00".join((self.title, self.text, *self.links)).encode()).hexdigest()

    def to_dict(self) -> dict[str, Any]:
        """The entry as plain values, as `entries --json` prints it."""
        return asdict(self)

    def to_json(self) -> str:
        """The entry as one line of JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False)

    @staticmethod
    def from_json(text: str | bytes) -> "Entry":
        """Read what `to_json` wrote."""
        fields = orjson.loads(text)
        for name in ("authors", "topics", "links"):
            fields[name] = tuple(fields[name])
        if fields["mismatch"]:
            fields["mismatch"] = Mismatch(**fields["mismatch"])
        return Entry(**fields)


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of one entry's text."""

    key: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class PassageHit:
    """A passage with its score (0 to 1 within one search) and the ways it was found."""

    passage: Passage
    score: float
    found_by: tuple[FoundBy, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found by a search, with its best passages, best first; scores are 0 to 1."""

    entry: Entry
    score: float
    passages: tuple[PassageHit, ...]
