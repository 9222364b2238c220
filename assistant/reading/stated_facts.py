"""Reads what a question says of kind, topic, venue, year, author and name: required, excluded, alternatives.

Rules for both languages. Knows nothing of entries but the values their facts take.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.patterns import pattern
from assistant.reading.list_words import Blanks, blank, clause_before, names_a_subject
from vectorstore.search.conditions import OR, Facets, Filters

_KINDS = {
    "Oral": pattern("list.oral"),
    "Poster": pattern("list.poster"),
    "Spotlight": pattern("list.spotlight"),
}
_BEFORE_LABEL, _AFTER_LABEL = pattern("list.before_label"), pattern("list.after_label")
_FIELD = pattern("list.field")
_EXCLUDED, _EXCLUDED_AFTER = pattern("list.excluded"), pattern("list.excluded_after")
_NEVER_NEGATES = pattern("list.never_negates")
_QUOTES = r"[\s\"'“”‘’「」『』()()]"
_ALTERNATIVE = re.compile(rf"{_QUOTES}*(?:(?:{pattern('list.joins').pattern}){_QUOTES}*)+", re.IGNORECASE)
_YEAR, _NAME = pattern("list.year"), pattern("list.name")
_LATIN_WORD = re.compile(r"[^\W\u3400-\u9fff]+(?:[.'’+&-][^\W\u3400-\u9fff]+)*")
_LONGEST = 6
"""Words of the longest topic, venue or author looked for."""


@dataclass(frozen=True, slots=True)
class _Stated:
    """A value a question states for a fact."""

    value: str
    start: int
    end: int
    required: bool


class FactReader:
    """Reads the facts a question states, one kind of fact after another; `rest` is what has not been read."""

    def __init__(self, question: str, facets: Facets) -> None:
        self._facets = facets
        self._text = blank(_NEVER_NEGATES, question)
        self._blanks = Blanks(question)
        self.filters = Filters()
        self.clash = False
        """It states values that the filters cannot hold together."""

    @property
    def rest(self) -> str:
        """The question without what has been read."""
        return self._blanks.on(self._text)

    def read(self) -> None:
        """Read everything but links."""
        self._name()
        self._set("kind", list(self._kinds()))
        self._set("topic", list(self._topics()))
        self._year()
        self._set("venue", list(self._values(self._facets.venues)))
        self._set("author", list(self._values(self._facets.authors)))

    def _kinds(self) -> Iterator[_Stated]:
        rest = self.rest
        for kind, names in _KINDS.items():
            for match in names.finditer(rest):
                non = match.group().strip().lower().startswith("non")
                yield self._stated(
                    self._facets.kinds.get(kind.lower(), kind), match.start(), match.end(), non
                )

    def _topics(self) -> Iterator[_Stated]:
        """Find labels: called one by the words around them, or standing alone where there are labels."""
        rest = self.rest
        found = list(self._values(self._facets.topics))
        bare = Blanks(rest)
        for one in found:
            bare.take(one.start, one.end)
        alone = self._facets.has_labels and not names_a_subject(bare.on(rest))
        yield from (one for one in found if alone or self._is_label(rest, one))

    def _is_label(self, rest: str, one: _Stated) -> bool:
        if _FIELD.match(rest, one.end):
            return False
        before, after = rest[max(0, one.start - 40) : one.start], rest[one.end :]
        return bool(_BEFORE_LABEL.search(before) or _AFTER_LABEL.match(after))

    def _values(self, values: Mapping[str, str]) -> Iterator[_Stated]:
        rest = self.rest
        taken: list[tuple[int, int]] = []
        for value in _find_values(rest, values):
            for match in re.finditer(
                rf"(?<!\w){re.escape(value)}(?!\w)" if value.isascii() else re.escape(value), rest, re.I
            ):
                if not any(match.start() < end and start < match.end() for start, end in taken):
                    taken.append(match.span())
                    yield self._stated(value, match.start(), match.end())

    def _stated(self, value: str, start: int, end: int, excluded: bool = False) -> _Stated:
        before = clause_before(self.rest, start)
        excluded = excluded or _EXCLUDED.search(before) is not None
        excluded = excluded or _EXCLUDED_AFTER.match(self._text, end) is not None
        return _Stated(value, start, end, not excluded)

    def _set(self, fact: str, stated: Sequence[_Stated]) -> None:
        """Make conditions of the values stated for a fact; those next to each other are alternatives."""
        sides: dict[bool, list[_Stated]] = {True: [], False: []}
        last: _Stated | None = None
        for one in sorted(stated, key=lambda one: one.start):
            listed = last is not None and _ALTERNATIVE.fullmatch(self.rest[last.end : one.start]) is not None
            if listed and last and not last.required:
                one = replace(one, required=False)
            side = sides[one.required]
            if side and not listed and one.required and one.value not in [other.value for other in side]:
                self.clash = True
            side.append(one)
            last = one
        for one in stated:
            self._take(one)
        values = {
            required: list(dict.fromkeys(one.value for one in side)) for required, side in sides.items()
        }
        self.clash = self.clash or not set(values[True]).isdisjoint(values[False])
        found = {fact: OR.join(values[True]), f"not_{fact}": OR.join(values[False])}
        self.filters = self.filters.and_also(Filters.of(**found))

    def _take(self, one: _Stated) -> None:
        """Mark a value as read, with the words that exclude it."""
        before = clause_before(self._text[: one.start], one.start)
        negated = _EXCLUDED.search(before)
        start = one.start - (len(before) - negated.start() if negated and not one.required else 0)
        after = _EXCLUDED_AFTER.match(self._text, one.end)
        self._blanks.take(start, after.end() if after else one.end)

    def _year(self) -> None:
        for match in _YEAR.finditer(self.rest):
            first, last = _read_years(match.group())
            # A venue before a year is left to be read as one.
            venue = re.match(r"[A-Z]{3,}\s*", match.group())
            one = self._stated("", match.start() + (venue.end() if venue else 0), match.end())
            if one.required:
                self.clash = self.clash or any(one.fact == "year" for one in self.filters.conditions)
                self.filters = self.filters.and_also(Filters.of(year_from=first, year_to=last))
            else:
                self.clash = self.clash or first != last
                self.filters = self.filters.and_also(Filters.of(not_year=first))
            self._take(one)

    def _name(self) -> None:
        rest = self.rest
        match = _NAME.search(rest)
        if match is None:
            return
        start, end = match.span(match.lastindex or 0)
        before = rest[match.start() : start]
        said = f"{before} {rest[end : match.end()]}"
        ends, starts = pattern("list.ends").search(said), pattern("list.starts").search(said)
        shape = "*{}" if ends else "{}*" if starts else "*{}*"
        one = self._stated(shape.format(rest[start:end]), match.start(), match.end())
        if _EXCLUDED.search(before):
            one = replace(one, required=False)
        self._set("title" if pattern("list.title").search(said) else "name", [one])


def _read_years(said: str) -> tuple[int | None, int | None]:
    """Return the first year and the last that some words admit; None for no bound."""
    numbers = [int(number) for number in re.findall(r"\d{4}", said)]
    first, last = numbers[0], numbers[-1]
    if pattern("list.since").search(said):
        return first, None
    if pattern("list.after").search(said):
        return first + 1, None
    if pattern("list.until").search(said):
        return None, last
    if pattern("list.before").search(said):
        return None, last - 1
    return first, last


def _find_values(question: str, values: Mapping[str, str]) -> list[str]:
    """Return the values that stand in a question, longest first, without trying each of a great many."""
    words = [match.span() for match in _LATIN_WORD.finditer(question)]
    spans = {
        question[words[i][0] : words[min(i + size, len(words)) - 1][1]].lower()
        for i in range(len(words))
        for size in range(1, _LONGEST + 1)
    }
    found = {values[span] for span in spans if len(span) > 2 and span in values}
    # Chinese has no spaces to cut at.
    found |= {value for value in values.values() if not value.isascii() and value in question}
    return sorted(found, key=len, reverse=True)
