"""The conversation, the status line and the fixed headings of the page as HTML.

Pure functions from the nouns of the assistant to strings; knows nothing of Gradio, of events, of how an
answer came about. Whatever came from a reader, a paper or a model is text: it is escaped whole, and only
the constructs listed at `prose` become elements. A message stays on one line, so that a Markdown renderer
takes it for one block of HTML and looks no further into it.
"""

import re
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

from assistant.types import Answer, Language
from page.cards import NEAREST, FindEntry, chip, evidence_html, outward, source_line
from page.filters import named
from page.jobs import JOBS, Job
from page.report import coverage_html, files_html, map_html, table_html, withheld_html
from page.talk import Exchange, Talk
from page.words import WORDS
from vectorstore.types import Entry

BRAND = '<h1>Paper Assistant <span lang="zh">论文助手</span></h1>'
EVIDENCE = '<h2>Evidence <span lang="zh">证据</span><a href="#chat">Back to the answer ↑</a></h2>'
ICON = (
    '<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 '
    "viewBox=%220 0 16 16%22%3E%3Crect width=%2216%22 height=%2216%22 rx=%223.5%22 fill=%22%231c5d78%22/%3E"
    '%3Cpath d=%22M4 5h8M4 8h8M4 11h5%22 stroke=%22white%22 stroke-width=%221.5%22/%3E%3C/svg%3E">'
)


def question_html(text: str, job: Job = "ask") -> str:
    """A reader's own words, line breaks kept, after the job they were given for where that is no question."""
    done = "" if job == "ask" else f'<p class="pa-job">{JOBS[job].label}</p>'
    return f'{done}<div class="pa-question" dir="auto">{_one_line(escape(text.strip()), "<br>")}</div>'


def messages(talk: Talk, find: FindEntry) -> list[dict[str, str]]:
    """A conversation as the chat takes it: each question and the reply to it."""
    return [
        {"role": role, "content": content}
        for exchange in talk
        for role, content in (
            ("user", question_html(exchange.question, exchange.job)),
            ("assistant", exchange_html(exchange, find)),
        )
    ]


def panel_html(talk: Talk, find: FindEntry) -> str:
    """The evidence of a conversation, after the map of its latest report."""
    answers = [exchange.answer for exchange in talk if exchange.answer]
    picture = map_html(answers[-1], find) if answers else ""
    return picture + evidence_html(answers, find)


def exchange_html(exchange: Exchange, find: FindEntry) -> str:
    """The reply to one question: an answer or a refusal, what was cited, what the reader must know."""
    answer = exchange.answer
    if answer is None:
        waiting = _progress("reading", "en") if exchange.running else ""
        return f'<div class="pa-answer">{waiting}{_one_line(_problem(exchange))}</div>'
    body = prose(answer.text.removesuffix(answer.appendix), find, _own_links(answer))
    kind = "pa-answer pa-refusal" if answer.abstained else "pa-answer"
    parts = [_read_as(answer) if exchange.job == "ask" else "", _filters(answer), _refusal_head(answer)]
    parts.append(f'<div class="pa-prose">{body}</div>' if body else "")
    if exchange.running:
        parts.append(_progress("writing" if body else "reading", answer.language))
    parts.append(_nearest(answer, find))
    if not exchange.running:
        parts += [table_html(answer, find), coverage_html(answer, find)]
    parts += [_references(answer), _notices(exchange), _problem(exchange)]
    if not exchange.running:
        parts += [withheld_html(answer), files_html(exchange), _foot(answer)]
    return f'<div class="{kind}" lang="{answer.language}">{_one_line("".join(parts))}</div>'


def prose(text: str, find: FindEntry, links: frozenset[str] = frozenset()) -> str:
    """Escaped prose, in which these alone become elements.

    Paragraphs, headings, lists, quoted lines and `**bold**`; `[key]` of an entry that exists, as a chip
    that leads to its card; and the addresses in `links`.
    """
    lines = [line.strip() for line in text.splitlines()]
    return "".join(
        _block(kind, [line for _, line in group], find, links)
        for kind, group in groupby(((_kind(line), line) for line in lines), key=lambda pair: pair[0])
    )


_MARKS = (
    ("h3", r"#\s+"),
    ("h4", r"#{2,6}\s+"),
    ("ul", r"[-*•]\s+"),
    ("ol", r"\d{1,3}[.)]\s+"),
    ("blockquote", r">\s?"),
)
_MARK = {kind: re.compile(mark) for kind, mark in _MARKS}
_INLINE = re.compile(
    r"\[(?P<key>[^\[\]\s]+)\]|\*\*(?P<bold>[^*]+)\*\*|(?P<url>https?://[^\s<>\[\]()（），。；、]+)"
)


def _kind(line: str) -> str:
    return next((kind for kind, mark in _MARK.items() if mark.match(line)), "p" if line else "")


def _block(kind: str, lines: list[str], find: FindEntry, links: frozenset[str]) -> str:
    if not kind:
        return ""
    bare = [_MARK[kind].sub("", line, count=1) if kind in _MARK else line for line in lines]
    inner = [_inline(line, find, links) for line in bare]
    if kind in ("h3", "h4"):
        return "".join(f"<{kind}>{line}</{kind}>" for line in inner)
    if kind in ("ul", "ol"):
        first = _MARK["ol"].match(lines[0])
        start = f' start="{re.split("[.)]", first[0])[0]}"' if first else ""
        return f"<{kind}{start}>" + "".join(f"<li>{line}</li>" for line in inner) + f"</{kind}>"
    return f"<{kind}>{'<br>'.join(inner)}</{kind}>"


def _inline(text: str, find: FindEntry, links: frozenset[str]) -> str:
    def element(match: re.Match[str]) -> str:
        if match["key"]:
            entry = find(match["key"])
            return chip(entry) if entry else escape(match[0])
        if match["bold"]:
            return f"<strong>{_inline(match['bold'], find, links)}</strong>"
        address = match["url"].rstrip(".,;:!?'\"：！？")
        if address not in links:
            return escape(match[0])
        return outward(address) + escape(match[0][len(address) :])

    pieces, end = [], 0
    for match in _INLINE.finditer(text):
        # Citations that follow on one another are parted, so that they are told apart and a line may break.
        between = " " if match["key"] and 0 < end == match.start() else escape(text[end : match.start()])
        pieces += [between, element(match)]
        end = match.end()
    return "".join(pieces) + escape(text[end:])


def _one_line(text: str, instead: str = " ") -> str:
    return instead.join(text.splitlines())


def _own_links(answer: Answer) -> frozenset[str]:
    return frozenset(link for reference in answer.references for link in reference.links)


def _progress(state: str, language: Language) -> str:
    return f'<p class="pa-progress" role="status">{WORDS[language][state]}</p>'


def _read_as(answer: Answer) -> str:
    """How a question that leaned on the conversation was understood, for the reader to change and resend."""
    read = answer.standalone_question.strip()
    if read in ("", answer.question.strip()):
        return ""
    words = WORDS[answer.language]
    text = f'<span class="pa-read" dir="auto">{_one_line(escape(read), "<br>")}</span>'
    button = f'<button type="button" class="pa-edit">{words["edit"]}</button>'
    return f'<p class="pa-read-as">{words["read"]} {text} {button}</p>'


def _filters(answer: Answer) -> str:
    chips = "".join(
        f"<li>{escape(named(name, value, answer.language))}</li>" for name, value in answer.filters.items()
    )
    label = WORDS[answer.language]["filters"]
    return f'<ul class="pa-filters" aria-label="{label}">{chips}</ul>' if chips else ""


def _refusal_head(answer: Answer) -> str:
    if not answer.abstained:
        return ""
    reason = f"<p>{escape(answer.reason)}</p>" if answer.reason and not answer.text else ""
    return f'<p class="pa-verdict">{WORDS[answer.language]["abstained"]}</p>{reason}'


def _nearest(answer: Answer, find: FindEntry) -> str:
    unsaid = [key for key in answer.nearest if f"[{key}]" not in answer.text]
    entries = [entry for key in unsaid if (entry := find(key))]
    if not answer.abstained or not entries:
        return ""
    items = "".join(f"<li>{chip(entry)} {escape(entry.title)}</li>" for entry in entries)
    heading = NEAREST[answer.language]
    return f'<section class="pa-references"><h5>{heading}</h5><ul>{items}</ul></section>'


def _references(answer: Answer) -> str:
    items = []
    for ref in answer.references:
        entry = Entry(ref.key, ref.title, ref.title, venue=ref.venue, year=ref.year, kind=ref.kind)
        links = "".join(f" {outward(link)}" for link in ref.links)
        warning = f'<p class="pa-warning" role="note">{escape(ref.warning)}</p>' if ref.warning else ""
        meta = f'<span class="pa-meta">{source_line(entry)}</span>'
        items.append(f"<li>{chip(entry)} {escape(ref.title)} {meta}{links}{warning}</li>")
    if not items:
        return ""
    heading = WORDS[answer.language]["references"]
    return f'<section class="pa-references"><h5>{heading}</h5><ul>{"".join(items)}</ul></section>'


def _notices(exchange: Exchange) -> str:
    answer = exchange.answer
    if answer is None:
        return ""
    said = {reference.warning for reference in answer.references}
    notices = [notice for notice in answer.notices if notice not in said]
    if exchange.stopped:
        notices.append(WORDS[answer.language]["stopped"])
    elif not (exchange.running or answer.complete or exchange.problem or notices):
        notices.append(WORDS[answer.language]["cut"])
    return "".join(f'<p class="pa-notice" role="note">{escape(notice)}</p>' for notice in notices)


def _problem(exchange: Exchange) -> str:
    return f'<p class="pa-problem" role="alert">{escape(exchange.problem)}</p>' if exchange.problem else ""


def _foot(answer: Answer) -> str:
    words = WORDS[answer.language]
    quotes = sum(len(sentence.citations) for sentence in answer.sentences)
    facts = [f"{quotes} {words['quotes' if quotes > 1 else 'quote']} {words['checked']}"] if quotes else []
    facts += [answer.model, f"{answer.seconds:.1f}\u00a0{words['seconds']}", *_spent(answer)]
    button = f'<button type="button" class="pa-copy">{words["copy"]}</button>'
    return f'<p class="pa-foot"><span>{escape(" · ".join(facts))}</span>{button}</p>'


def _spent(answer: Answer) -> Iterator[str]:
    """Tokens and cost, where a model wrote; what was not counted is marked as about right."""
    usage, words = answer.usage, WORDS[answer.language]
    if usage.prompt_tokens or usage.completion_tokens:
        about = "≈\u00a0" if usage.estimated else ""
        yield about + words["tokens"].format(f"{usage.prompt_tokens:,}", f"{usage.completion_tokens:,}")
        if usage.cost_usd is None:
            yield words["cost unknown"]
        elif usage.cost_usd:
            yield f"{about}${usage.cost_usd:.4f}"


def status_html(leaves: str = "", papers: int = 0, model: str = "", notices: Iterable[str] = ()) -> str:
    """One line: how many papers, which model writes, and what text `leaves` this machine."""
    facts = [f'<strong>{papers:,}</strong> papers <span lang="zh">篇论文</span>'] if papers else []
    if model == "built-in":
        facts.append('No model: built-in answers <span lang="zh">内置作答</span>')
    elif model:
        facts.append(f'Model <span lang="zh">模型</span>: {escape(model)}')
    items = "".join(f"<li>{fact}</li>" for fact in [*facts, escape(leaves)] if fact)
    standing = "".join(f'<p class="pa-notice" role="note">{escape(notice)}</p>' for notice in notices)
    return f'<ul class="pa-status">{items}</ul>{standing}'
