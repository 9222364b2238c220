"""What a reader may narrow the papers by: the choices a library gives, and what was chosen as `Filters`.

Pure functions on entries and plain values; knows nothing of Gradio and of how filters are applied.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from assistant.types import Language
from page.words import CONDITIONS
from vectorstore.search.conditions import Filters
from vectorstore.types import Entry

Choice = tuple[str, str | int]
"""What is shown, and the value it stands for."""
Facets = tuple[str, str, int, bool]
"""A chosen kind, topic and year, and whether only papers with a link; the values of any admit all."""

ANY_KIND: Choice = ("Any kind · 类别", "")
ANY_TOPIC: Choice = ("Any topic · 主题", "")
ANY_YEAR: Choice = ("Any year · 年份", 0)


def choices(entries: Iterable[Entry]) -> tuple[list[Choice], list[Choice], list[Choice]]:
    """The kinds, the topics and the years of some entries, each after the choice of any and with its count.

    Kinds and topics come most frequent first, years latest first.
    """
    found = list(entries)
    years = Counter(entry.year for entry in found if entry.year)
    dated = [_choice(year, years[year]) for year in sorted(years, reverse=True)]
    kinds = _by_frequency([entry.kind] for entry in found)
    topics = _by_frequency(entry.topics for entry in found)
    return [ANY_KIND, *kinds], [ANY_TOPIC, *topics], [ANY_YEAR, *dated]


def _by_frequency(values: Iterable[Sequence[str]]) -> list[Choice]:
    # Filters compare without case, so what differs in case alone is one choice.
    shown: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for several in values:
        named = {value.lower(): value for value in several if value}
        shown = named | shown
        counts.update(named.keys())
    return [_choice(shown[value], count) for value, count in counts.most_common()]


def _choice(value: str | int, count: int) -> Choice:
    return f"{value} ({count:,})", value


def chosen(kind: str, topic: str, year: int, linked: bool) -> Filters:
    """The filters of chosen facets."""
    return Filters.of(kind=kind, topic=topic, year=year or None, has_links=linked or None)


def named(name: str, value: object, language: Language) -> str:
    """One condition of `Filters.to_dict` in words."""
    if name.startswith("not_"):
        return CONDITIONS[language]["not"].format(named(name.removeprefix("not_"), value, language))
    words = CONDITIONS[language].get(name.replace("has_", "no_") if value is False else name)
    return words.format(value) if words else f"{name}: {value}"
