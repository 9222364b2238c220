"""What every reader of a source hands over: records as read, and what could not be read.

Knows nothing of keys, cleaning or storage.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Record:
    """One paper as its source states it, not yet cleaned."""

    title: str
    abstract: str
    line: int
    authors: tuple[str, ...] = ()
    venue: str = ""
    year: int | None = None
    kind: str = ""
    topics: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    identifier: str = ""
    """The source's own key or identifier (a BibTeX key, a DOI), empty where it has none."""

    def to_json(self) -> str:
        """The record as one line of JSON, to be kept so that it can be cleaned again."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @staticmethod
    def from_json(text: str) -> "Record":
        """Read what `to_json` wrote."""
        fields = json.loads(text)
        lists = {name: tuple(fields[name]) for name in ("authors", "topics", "links")}
        return Record(**(fields | lists))

    @property
    def content_hash(self) -> str:
        """Hex SHA-256 of everything but the place in the source."""
        fields = asdict(self) | {"line": 0}
        return hashlib.sha256(json.dumps(fields, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of a source that could not be read; the rest goes in."""

    source: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.source}, line {self.line}: {self.message}"


def without_repeats(
    source: str, records: Sequence[Record], problems: Sequence[Problem]
) -> tuple[list[Record], list[Problem]]:
    """Keep the first of records with the same content; each repeat becomes a problem."""
    first: dict[str, Record] = {}
    repeats: list[Problem] = []
    for record in records:
        known = first.setdefault(record.content_hash, record)
        if known is not record:
            repeats.append(Problem(source, record.line, f"the same paper as in line {known.line}; left out"))
    return list(first.values()), sorted([*problems, *repeats], key=lambda problem: problem.line)
