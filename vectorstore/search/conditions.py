"""Conditions on the recorded facts of entries, and the values those facts take in a library.

Facts are what the ledger records: venue, year, kind, topic, author, name, title, links. Knows nothing of
questions or of indexes.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from fnmatch import translate
from functools import lru_cache
from urllib.parse import urlsplit

from vectorstore.types import Entry

_WHOLE = ("kind", "topic")
_PATTERN = ("name", "title", "link")
TEXTS = ("venue", "kind", "topic", "author", "name", "title", "link")
"""The facts that are text; each may be required (`kind`) and excluded (`not_kind`)."""
OR = " | "
"""Stands between the alternatives of one condition: `Oral | Spotlight`."""
_REPOSITORIES = (
    "github.com", "gitlab.com", "bitbucket.org", "huggingface.co", "hf.co", "codeberg.org", "gitee.com",
    "sourceforge.net", "modelscope.cn", "zenodo.org", "osf.io", "4open.science", "kaggle.com",
    "colab.research.google.com", "sr.ht",
)  # fmt: skip
_OWN_FORGE = re.compile(r"(?:git|gitlab|gitea)\.")


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions an entry must meet; an empty one admits all. Text is compared without case.

    A text condition may give alternatives, as in `Oral | Spotlight`. `name`, `title` and `link` are patterns,
    as in `*Bench`; `venue` and `author` match where they are a part of the fact, `kind` and `topic` whole.
    """

    venue: str = ""
    kind: str = ""
    topic: str = ""
    author: str = ""
    year_from: int | None = None
    year_to: int | None = None
    has_links: bool | None = None
    has_code: bool | None = None
    """A link to a code repository."""
    has_page: bool | None = None
    """A link to anything else, such as a project page."""
    min_links: int | None = None
    name: str = ""
    title: str = ""
    link: str = ""
    not_venue: str = ""
    not_kind: str = ""
    not_topic: str = ""
    not_author: str = ""
    not_name: str = ""
    not_title: str = ""
    not_link: str = ""
    not_year: int | None = None

    def __bool__(self) -> bool:
        return self != Filters()

    def admits(self, entry: Entry) -> bool:
        """Tell whether an entry meets every condition."""
        year = entry.year if entry.year is not None else -1
        return (
            (self.year_from is None or year >= self.year_from)
            and (self.year_to is None or -1 < year <= self.year_to)
            and (self.not_year is None or year != self.not_year)
            and (self.has_links is None or bool(entry.links) == self.has_links)
            and (self.min_links is None or len(entry.links) >= self.min_links)
            and (self.has_code is None or any(map(is_repository, entry.links)) == self.has_code)
            and (self.has_page is None or all(map(is_repository, entry.links)) != self.has_page)
            and all(
                any(map(matching(fact, wanted), map(str.lower, facts_of(entry, fact)))) == required
                for fact, wanted, required in self.texts()
            )
        )

    def texts(self) -> list[tuple[str, str, bool]]:
        """The conditions on text: the fact, its value, and whether it is required or excluded."""
        return _texts(self)

    def to_dict(self) -> dict[str, object]:
        """The conditions that are set, by name; one year alone is called `year`."""
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        if self.year_from is not None and self.year_from == self.year_to:
            found = {"year": found.pop("year_from"), **found, "year_to": None}
        return {name: value for name, value in found.items() if value not in ("", None)}

    def and_also(self, other: "Filters") -> "Filters":
        """These filters with the conditions of `other`, which win where both set one."""
        stated = {field.name: getattr(other, field.name) for field in fields(other)}
        return replace(self, **{name: value for name, value in stated.items() if value not in ("", None)})

    def without(self, name: str) -> "Filters":
        """The filters less one condition of `to_dict`."""
        if name == "year":
            return replace(self, year_from=None, year_to=None)
        return replace(self, **{name: getattr(Filters(), name)})


@lru_cache(maxsize=64)
def _texts(filters: Filters) -> list[tuple[str, str, bool]]:
    both = ((fact, getattr(filters, f"{no}{fact}"), not no) for fact in TEXTS for no in ("", "not_"))
    return [condition for condition in both if condition[1]]


def facts_of(entry: Entry, fact: str) -> tuple[str, ...]:
    """Return an entry's values of one of `TEXTS`."""
    match fact:
        case "topic":
            return entry.topics
        case "author":
            return entry.authors
        case "link":
            return entry.links
        case _:
            return (getattr(entry, fact),)


@lru_cache(maxsize=64)
def matching(fact: str, wanted: str) -> Callable[[str], bool]:
    """Return what tells whether a value of a fact, in lower case, is one of those wanted."""
    parts = [part for part in (part.strip().lower() for part in wanted.split(OR.strip())) if part]
    parts = parts or [wanted.lower()]
    if fact in _WHOLE:
        return lambda value: value in parts
    inner = [part[1:-1] for part in parts if re.fullmatch(r"\*[^*?\[\]]+\*", part)]
    if fact in _PATTERN and len(inner) < len(parts):
        pattern = re.compile("|".join(map(translate, parts)))
        return lambda value: pattern.match(value) is not None
    held = inner if fact in _PATTERN else parts
    if len(held) == 1:
        only = held[0]
        return lambda value: only in value
    return lambda value: any(part in value for part in held)


def is_repository(link: str) -> bool:
    """Tell whether a link leads to a repository of code, models or data, rather than to a page."""
    try:
        host = urlsplit(link if "//" in link else f"//{link}").hostname or ""
    except ValueError:  # as of `https://[x`
        return False
    known = any(host == name or host.endswith(f".{name}") for name in _REPOSITORIES)
    return known or _OWN_FORGE.match(host) is not None


_LABELS = 20
"""Topics of a small library that are few enough to be labels; of a large one, the square root of its size."""


@dataclass(frozen=True, slots=True)
class Facets:
    """The values of the recorded facts that a library holds, each under its lower-case form."""

    venues: dict[str, str]
    topics: dict[str, str]
    authors: dict[str, str]
    kinds: dict[str, str]
    years: frozenset[int]
    has_labels: bool = True
    """Its topics are few, a way to sort the entries; keywords of authors name a subject like other words."""

    @staticmethod
    def of(entries: Iterable[Entry]) -> "Facets":
        """Collect the facets of some entries."""
        venues: dict[str, str] = {}
        topics: dict[str, str] = {}
        authors: dict[str, str] = {}
        kinds: dict[str, str] = {}
        years: set[int] = set()
        count = 0
        for entry in entries:
            count += 1
            venues[entry.venue.lower()] = entry.venue
            kinds[entry.kind.lower()] = entry.kind
            topics |= {topic.lower(): topic for topic in entry.topics}
            authors |= {author.lower(): author for author in entry.authors}
            years |= {entry.year} if entry.year else set()
        few = len(topics) <= max(_LABELS, count**0.5)
        return Facets(venues, topics, authors, kinds, frozenset(years), few)
