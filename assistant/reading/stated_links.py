"""Reads what a question says of links: a code repository, a project page, either, both, or none.

Rules for both languages. A mention counts where words of having or lacking stand by it, so that `code
generation` and `open-source models` remain subjects. Knows nothing of entries.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.patterns import named, pattern
from assistant.reading.list_words import Blanks, blank, clause_before
from vectorstore.search.conditions import Filters

_SORTS = re.compile(
    "|".join(f"(?P<{name}>{noun.pattern})" for name, noun in named("list.links").items()), re.IGNORECASE
)
"""What a link is called; its sort is the first word of the group's name."""
_LACKS, _HAS = pattern("list.lacks").pattern, pattern("list.has").pattern
_CUES = re.compile(f"(?P<lacks>{_LACKS})|(?P<has>{_HAS})", re.IGNORECASE)
_GOVERNED, _OPENED = pattern("list.governed"), pattern("list.opened")
_LACKS_AFTER, _HAS_AFTER = pattern("list.lacks_after"), pattern("list.has_after")
_MANY, _ONLY, _OPTIONAL = pattern("list.many_links"), pattern("list.only"), pattern("list.optional")
_NO_NEGATION, _EITHER, _REST_OF = pattern("list.no_negation"), pattern("list.either"), pattern("list.rest_of")
_CODE = {"code", "repository"}
_NEAR = 30
"""Characters between a word of having or lacking and what is there or not, at most."""


@dataclass(frozen=True, slots=True)
class _Mention:
    sort: str
    start: int
    end: int
    has: bool
    only: bool
    joined: bool
    """`or` stands between it and the one before."""


def read_links(question: str) -> tuple[Filters, bool, str]:
    """Return the conditions on links, whether both those with and those without are asked for, and the rest.

    Code alone means any link, for sources record one field for both and a project page may hold the code;
    a repository, or code set against a page, means a repository.
    """
    blanks = Blanks(question)
    for optional in _OPTIONAL.finditer(question):
        noun = _SORTS.match(question, optional.end() + question[optional.end() :].startswith(" "))
        if noun:
            blanks.take(optional.start(), noun.end())
    text = blank(_NO_NEGATION, blanks.on(question))
    mentions, cued = [], False
    for mention, cues in _find_mentions(text):
        cued = cued or bool(cues)
        mentions.append(mention)
        for start, end in cues:
            blanks.take(start, end)
        blanks.take(mention.start, mention.end)
    for many in _MANY.finditer(question):
        blanks.take(*many.span())
    if not mentions or not cued:
        return Filters(), False, question
    rest = blanks.on(question)
    both = {m.sort for m in mentions if m.has} & {m.sort for m in mentions if not m.has}
    if both or _REST_OF.search(rest):
        return Filters(), True, blank(_REST_OF, rest)
    found = _make_filters(mentions)
    if found.get("has_links") is not False:
        for many in _MANY.finditer(question):
            found = found.without("has_links").and_also(Filters.of(min_links=3 if any(many.groups()) else 2))
    return found, False, rest


def _find_mentions(text: str) -> Iterator[tuple[_Mention, list[tuple[int, int]]]]:
    """Yield each mention of a link, and where the words of having or lacking by it stand."""
    found = list(_SORTS.finditer(text))
    for at, noun in enumerate(found):
        sort = str(noun.lastgroup).split("_")[0]
        # What stands before the mention before this one speaks of that one, and of this one with it.
        before = clause_before(text, noun.start())
        offset = noun.start() - len(before)
        has, cues = _read_polarity(before)
        spans = [(offset + start, offset + end) for start, end in cues]
        following = found[at + 1].start() if at + 1 < len(found) else len(text)
        after = text[noun.end() : following]
        lacks_after = _LACKS_AFTER.match(after)
        if lacks_after and (following == len(text) or re.search(r"[,.;?!,。;?!()()]", after)):
            has = False
            spans.append((noun.end(), noun.end() + lacks_after.end()))
        elif has_after := _HAS_AFTER.match(after):
            spans.append((noun.end(), noun.end() + has_after.end()))
        elif _OPENED.match(noun.group()):
            spans.append(noun.span())
        joined = at > 0 and _EITHER.match(text, found[at - 1].end(), noun.start()) is not None
        only = _ONLY.search(before) is not None
        yield _Mention(sort, noun.start(), noun.end(), has, only, joined), spans


def _read_polarity(before: str) -> tuple[bool, list[tuple[int, int]]]:
    """Return whether the words before a mention say that it is there, and where those that tell stand."""
    has = True
    spans: list[tuple[int, int]] = []
    for cue in _CUES.finditer(before):
        gap = before[spans[-1][1] : cue.start()] if spans else ""
        governed = bool(spans) and (not gap.strip() if has else _GOVERNED.fullmatch(gap) is not None)
        spans = [*spans, cue.span()] if governed else [cue.span()]
        has = not cue["lacks"] and (has or not governed)
    near = bool(spans) and len(before) - spans[-1][1] <= _NEAR
    return (has, spans) if near else (True, [])


def _make_filters(mentions: list[_Mention]) -> Filters:
    """Return the conditions that the mentions of a question put together."""
    has = {mention.sort for mention in mentions if mention.has}
    lacks = {mention.sort for mention in mentions if not mention.has}
    if not has:
        lacking = "has_page" if lacks == {"page"} else "has_code" if lacks == {"repository"} else "has_links"
        return Filters.of(**{lacking: False})
    only = any(mention.only for mention in mentions)
    code, page = not has.isdisjoint(_CODE), "page" in has
    if code and page and any(mention.joined for mention in mentions):
        return Filters.of(has_links=True)
    # Code alone may be any link, unless it is set against a page.
    strict = only or "repository" in has or "page" in has | lacks
    no_code = not lacks.isdisjoint(_CODE) or (only and page)
    no_page = "page" in lacks or (only and code)
    has_code = (strict or None) if code else False if no_code else None
    has_page = True if page else False if no_page else None
    return Filters.of(has_code=has_code, has_page=has_page, has_links=None if has_code or has_page else True)
