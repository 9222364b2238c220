"""Conditions on the recorded facts of entries, for one entry and for a library's columns at once.

Facts are what the ledger records: venue, year, kind, topic, author, name, title, links. Knows nothing of
questions or of indexes.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fnmatch import translate
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from vectorstore.types import Entry

Op = Literal["is", "not", "from", "to", "has", "least"]
Value = str | int | bool
Mask = NDArray[np.bool_]

TEXTS = ("venue", "kind", "topic", "author", "name", "title", "link")
"""The facts that are text. A condition on one may give alternatives, as in `Oral | Spotlight`. On `kind` and
`topic` they match whole, on `venue` and `author` as a part; the others are patterns, as in `*Bench`."""
_WHOLE, _PATTERN = ("kind", "topic"), ("name", "title", "link")
OR = " | "
"""Stands between the alternatives of one condition."""
_NAMES: dict[str, tuple[str, Op]] = {
    **{fact: (fact, "is") for fact in TEXTS[:4]},
    "year_from": ("year", "from"),
    "year_to": ("year", "to"),
    "has_links": ("links", "has"),
    "has_code": ("code", "has"),
    "has_page": ("page", "has"),
    "min_links": ("links", "least"),
    **{fact: (fact, "is") for fact in TEXTS[4:]},
    **{f"not_{fact}": (fact, "not") for fact in TEXTS},
    "not_year": ("year", "not"),
}
"""The names of conditions in JSON, in the order they are shown in; `code` is a link to a repository, `page`
any other."""
_REPOSITORIES = (
    "github.com", "gitlab.com", "bitbucket.org", "huggingface.co", "hf.co", "codeberg.org", "gitee.com",
    "sourceforge.net", "modelscope.cn", "zenodo.org", "osf.io", "4open.science", "kaggle.com",
    "colab.research.google.com", "sr.ht",
)  # fmt: skip
_OWN_FORGE = re.compile(r"(?:git|gitlab|gitea)\.")


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on a fact: `Condition("kind", "is", "Oral")`, `Condition("year", "from", 2024)`."""

    fact: str
    op: Op
    value: Value

    @property
    def name(self) -> str:
        """Its name in JSON, such as `not_kind`."""
        return next(name for name, (fact, op) in _NAMES.items() if (fact, op) == (self.fact, self.op))

    def holds(self, found: Any) -> Any:  # noqa: ANN401  (a number or a column of them, and so is the answer)
        """Tell whether a number, or each of a column, meets the condition; an unknown year is -1."""
        match self.op:
            case "from" | "least":
                return found >= self.value
            case "to":
                return (found > -1) & (found <= self.value)
            case "not":
                return found != self.value
            case _:
                return (found > 0) == self.value


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions that an entry must meet, all of them; none admit all. Text is compared without case."""

    conditions: tuple[Condition, ...] = ()

    @staticmethod
    def of(**stated: Value | None) -> "Filters":
        """Return conditions by their names in JSON: `Filters.of(kind="Oral", not_topic="NLP", year=2026)`.

        None and empty text state nothing.

        Raises:
            KeyError: there is no condition of that name.
        """
        if "year" in stated:
            year = stated.pop("year")
            stated |= {"year_from": year, "year_to": year}
        found = {name: (*_NAMES[name], value) for name, value in stated.items() if value not in ("", None)}
        return Filters(tuple(Condition(*found[name]) for name in _NAMES if name in found))

    def get(self, name: str) -> Value | None:
        """The value of one condition by its name in JSON; None where it is not stated."""
        return next((condition.value for condition in self.conditions if condition.name == name), None)

    def __bool__(self) -> bool:
        return bool(self.conditions)

    def admits(self, entry: Entry) -> bool:
        """Tell whether an entry meets every condition."""
        return all(
            _text_holds(condition, entry)
            if condition.fact in TEXTS
            else bool(condition.holds(_number_of(entry, condition.fact)))
            for condition in self.conditions
        )

    def to_dict(self) -> dict[str, Value]:
        """The conditions by their names in JSON; one year alone is called `year`."""
        found = {condition.name: condition.value for condition in self.conditions}
        if "year_from" in found and found["year_from"] == found.get("year_to"):
            return {"year": found.pop("year_from"), **{n: v for n, v in found.items() if n != "year_to"}}
        return found

    def and_also(self, other: "Filters") -> "Filters":
        """These filters with the conditions of `other`, which win where both set one."""
        return Filters.of(**{one.name: one.value for one in (*self.conditions, *other.conditions)})

    def without(self, name: str) -> "Filters":
        """The filters less one condition of `to_dict`."""
        gone = ("year_from", "year_to") if name == "year" else (name,)
        return Filters(tuple(condition for condition in self.conditions if condition.name not in gone))


def _text_holds(condition: Condition, entry: Entry) -> bool:
    matches = matching(condition.fact, str(condition.value))
    return any(matches(value.lower()) for value in facts_of(entry, condition.fact)) == (condition.op == "is")


def _number_of(entry: Entry, fact: str) -> int:
    match fact:
        case "year":
            return entry.year if entry.year is not None else -1
        case "code":
            return any(map(is_repository, entry.links))
        case "page":
            return not all(map(is_repository, entry.links))
        case _:
            return len(entry.links)


class FactTable:
    """The facts of some entries as columns, so that a filter is a few array operations at any size."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.rows = {entry.key: row for row, entry in enumerate(entries)}
        self._numbers = {
            fact: np.array([_number_of(entry, fact) for entry in entries], np.int32)
            for fact in ("year", "links", "code", "page")
        }
        self._texts = {fact: _by_value([facts_of(entry, fact) for entry in entries]) for fact in TEXTS}

    def mask(self, filters: Filters) -> Mask:
        """Return which entries meet every condition, one boolean an entry."""
        mask = np.ones(len(self.rows), np.bool_)
        for condition in filters.conditions:
            if condition.fact in TEXTS:
                mask &= self._holding(condition) == (condition.op == "is")
            else:
                mask &= condition.holds(self._numbers[condition.fact])
        return mask

    def _holding(self, condition: Condition) -> Mask:
        mask = np.zeros(len(self.rows), np.bool_)
        matches = matching(condition.fact, str(condition.value))
        for value, where in self._texts[condition.fact].items():
            if matches(value):
                mask[where] = True
        return mask


def _by_value(values: Sequence[tuple[str, ...]]) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = defaultdict(list)
    for row, found in enumerate(values):
        for value in found:
            rows[value.lower()].append(row)
    return dict(rows)


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
