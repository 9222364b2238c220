"""The evidence beside a conversation as HTML: one card for each entry, its quotes marked.

Pure functions from entries and answers to strings; knows nothing of Gradio and of how a conversation is
shown. Whatever came from a paper or a model is text: it is escaped whole, and only an entry's own http(s)
addresses become links.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from urllib.parse import quote, urlsplit

from assistant.types import Answer, Citation, Language
from vectorstore.types import Entry

FindEntry = Callable[[str], Entry | None]
Span = tuple[int, int]

NEAREST: dict[Language, str] = {"en": "Nearest, not an answer", "zh": "最接近的条目，并非答案"}
LONG_TEXT = 4000
"""Characters above which a card shows the surroundings of its quotes instead of the whole text."""
MOST_LEFT_OUT = 50
"""Cards shown of the entries that belong to a report and are not cited."""
_EARLIER = 'Earlier in this conversation · <span lang="zh">此前引用</span>'
_LEFT_OUT = 'Belong here, not cited · <span lang="zh">相关但未引用</span>'
MARGIN = 400
"""Characters shown on each side of a quote in a long text."""


def chip(entry: Entry) -> str:
    """A citation: the entry's key, leading to its card."""
    title = escape(entry.title)
    return f'<a class="pa-chip" href="#{_anchor(entry.key)}" title="{title}">{escape(entry.key)}</a>'


def outward(link: str) -> str:
    """A link out of the page, or plain text where it is not an http(s) address."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return escape(link)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return escape(link)
    shown = (parts.netloc + parts.path).rstrip("/")
    attributes = f'class="pa-link" href="{escape(link)}" target="_blank" rel="noopener noreferrer"'
    return f"<a {attributes}>{escape(shown)}</a>"


def evidence_html(answers: Sequence[Answer], find: FindEntry) -> str:
    """The latest answer's entries with their quotes marked, then those of the answers before it."""
    if not answers:
        return _EMPTY_EVIDENCE
    latest = answers[-1]
    shown = _cited(latest) or list(latest.nearest)
    warnings = {ref.key: ref.warning for answer in answers for ref in answer.references}
    cards = list(_cards(shown, [latest], warnings, find))
    heading = f"<h3>{NEAREST[latest.language]}</h3>" if latest.abstained and cards else ""
    left = [key for key in left_out(latest) if key not in shown]
    before = dict.fromkeys(
        key for answer in answers[-2::-1] for key in (*_cited(answer), *answer.nearest, *left_out(answer))
    )
    earlier = list(_cards([key for key in before if key not in (*shown, *left)], answers, warnings, find))
    body = "".join(cards) or ("" if earlier else _EMPTY_EVIDENCE)
    folds = _fold(_LEFT_OUT, list(_cards(left, [], warnings, find))) + _fold(_EARLIER, earlier)
    return heading + body + folds


_EMPTY_EVIDENCE = (
    '<p class="pa-empty">The passages an answer quotes appear here, in their abstracts.'
    '<br><span lang="zh">回答所引的原句会在这里显示于摘要之中。</span></p>'
)


def _cited(answer: Answer) -> list[str]:
    """Keys in the order they were cited; the references come only with the end of an answer."""
    cited = (citation.key for sentence in answer.sentences for citation in sentence.citations)
    return list(dict.fromkeys([*(reference.key for reference in answer.references), *cited]))


def left_out(answer: Answer) -> list[str]:
    """The entries that belong to a report and are not cited, as far as they have a card."""
    return [left.key for left in answer.coverage.left_out[:MOST_LEFT_OUT]] if answer.coverage else []


def _fold(summary: str, cards: list[str]) -> str:
    if not cards:
        return ""
    head = f"<summary>{summary} ({len(cards)})</summary>"
    return f'<details class="pa-earlier">{head}{"".join(cards)}</details>'


def _cards(
    keys: Iterable[str], answers: Sequence[Answer], warnings: dict[str, str], find: FindEntry
) -> Iterator[str]:
    quoted = [c for answer in answers for sentence in answer.sentences for c in sentence.citations]
    for key in keys:
        entry = find(key)
        if entry:
            yield card(entry, [c for c in quoted if c.key == key], warnings.get(key, ""))


def card(entry: Entry, citations: Sequence[Citation] = (), warning: str = "") -> str:
    """One entry: what it is, where it leads, and its text with the quotes marked."""
    spans = spans_of(entry, citations)
    title = marked(entry.text, spans, 0, len(entry.title))
    rows = [
        f'<p class="pa-source"><span class="pa-key">{escape(entry.key)}</span> {source_line(entry)}</p>',
        f'<h3 dir="auto">{title}</h3>',
        f'<p class="pa-authors">{escape(", ".join(entry.authors))}</p>' if entry.authors else "",
        f'<p class="pa-warning" role="note">{escape(warning)}</p>' if warning else "",
        f'<p class="pa-abstract" dir="auto">{_abstract(entry, spans)}</p>',
        _tail(entry),
    ]
    name = f'id="{_anchor(entry.key)}" data-key="{escape(entry.key)}"'
    return f'<article class="pa-card" {name} tabindex="-1">{"".join(rows)}</article>'


def spans_of(entry: Entry, citations: Iterable[Citation]) -> list[Span]:
    """Where the quotes stand in the entry's text, in order, overlapping and touching ones joined.

    A quote that does not stand at its offsets (the entry has changed since) is left out.
    """
    found = sorted((c.start, c.end) for c in citations if c.quote and entry.text[c.start : c.end] == c.quote)
    joined: list[Span] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def marked(text: str, spans: Iterable[Span], start: int, end: int) -> str:
    """`text[start:end]` escaped, the parts of it within `spans` (ordered, disjoint) in `<mark>`."""
    pieces, at = [], start
    for first, last in spans:
        first, last = max(first, start), min(last, end)
        if first < last:
            pieces += [escape(text[at:first]), f"<mark>{escape(text[first:last])}</mark>"]
            at = last
    return "".join(pieces) + escape(text[at:end])


def _abstract(entry: Entry, spans: list[Span]) -> str:
    start, end = entry.body_start, len(entry.text)
    if end - start <= LONG_TEXT:
        return marked(entry.text, spans, start, end)
    quotes = [span for span in spans if span[1] > start] or [(start, start + MARGIN)]
    windows: list[Span] = []
    for first, last in quotes:
        first, last = max(start, first - MARGIN), min(end, last + MARGIN)
        if windows and first <= windows[-1][1]:
            windows[-1] = (windows[-1][0], last)
        else:
            windows.append((first, last))
    shown = " … ".join(marked(entry.text, spans, first, last) for first, last in windows)
    return ("… " if windows[0][0] > start else "") + shown + (" …" if windows[-1][1] < end else "")


def source_line(entry: Entry) -> str:
    """Venue, year and kind, whichever are known."""
    year = str(entry.year) if entry.year and str(entry.year) not in entry.venue else ""
    place = " ".join(part for part in (entry.venue, year) if part)
    return escape("\u00a0· ".join(part for part in (place, entry.kind) if part))


def _tail(entry: Entry) -> str:
    topics = "".join(f"<li>{escape(topic)}</li>" for topic in entry.topics)
    links = "".join(f"<li>{outward(link)}</li>" for link in entry.links)
    topic_list = f'<ul class="pa-topics" aria-label="Topics">{topics}</ul>' if topics else ""
    return topic_list + (f'<ul class="pa-links" aria-label="Links">{links}</ul>' if links else "")


def _anchor(key: str) -> str:
    return "entry-" + quote(key, safe="")
