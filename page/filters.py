"""What a reader may narrow the papers by: the choices a library gives, and what was chosen as `Filters`.

Pure functions on entries and plain values; knows nothing of Gradio and of how filters are applied.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from assistant.types import Language
from vectorstore.search.conditions import Filters
from vectorstore.types import Entry

Choice = tuple[str, str | int]
"""What is shown, and the value it stands for."""
Facets = tuple[str, str, int, bool]
"""A chosen kind, topic and year, and whether only papers with a link; the values of any admit all."""

ANY_KIND: Choice = ("Any kind · 类别", "")
ANY_TOPIC: Choice = ("Any topic · 主题", "")
ANY_YEAR: Choice = ("Any year · 年份", 0)

_NAMES: dict[Language, dict[str, str]] = {
    "en": {
        "venue": "Venue: {}",
        "kind": "Kind: {}",
        "topic": "Topic: {}",
        "author": "Author: {}",
        "year": "Year: {}",
        "year_from": "From {}",
        "year_to": "Up to {}",
        "has_links": "With code or project link",
        "no_links": "Without code or project link",
        "has_code": "With a code repository",
        "no_code": "Without a code repository",
        "has_page": "With a project page",
        "no_page": "Without a project page",
        "min_links": "At least {} links",
        "name": "Name: {}",
        "title": "Title: {}",
        "link": "Link: {}",
        "not": "Not: {}",
    },
    "zh": {
        "venue": "会议：{}",
        "kind": "类别：{}",
        "topic": "主题：{}",
        "author": "作者：{}",
        "year": "年份：{}",
        "year_from": "{} 年起",
        "year_to": "至 {} 年",
        "has_links": "附代码或项目链接",
        "no_links": "无代码或项目链接",
        "has_code": "有代码仓库",
        "no_code": "无代码仓库",
        "has_page": "有项目主页",
        "no_page": "无项目主页",
        "min_links": "至少 {} 个链接",
        "name": "名称：{}",
        "title": "标题：{}",
        "link": "链接：{}",
        "not": "排除：{}",
    },
}


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
        return _NAMES[language]["not"].format(named(name.removeprefix("not_"), value, language))
    words = _NAMES[language].get(name.replace("has_", "no_") if value is False else name)
    return words.format(value) if words else f"{name}: {value}"
