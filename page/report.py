"""What an answer comes with beside its text, as HTML.

A report's comparison of its papers, its account of what it covers and its map; what was withheld from an
answer; the files it can be had as. Pure functions; whatever came from a paper or a model is escaped.
"""

from html import escape
from itertools import zip_longest

from assistant.exports.map_picture import map_svg
from assistant.language import say
from assistant.types import Answer, Table
from page.cards import FindEntry, chip, left_out, outward
from page.downloads import RECEIPT, address, offered
from page.talk import Exchange
from page.words import WORDS

_NAMES = {"md": "Markdown", "tex": "LaTeX", "bib": "BibTeX", "csl.json": "CSL-JSON"}
_NAMED = {"docx": "word", "svg": "map", RECEIPT: "receipt"}
_PREVIEWED = ("md", "tex")


def table_html(answer: Answer, find: FindEntry) -> str:
    """A report's comparison of its papers; it scrolls inside itself where the screen is narrow."""
    if not answer.table or not answer.table.rows:
        return ""
    caption = f"<h4>{say(answer.language, 'table')}</h4>"
    return f'{caption}<div class="pa-table" tabindex="0">{_table(answer.table, answer, find)}</div>'


def _table(table: Table, answer: Answer, find: FindEntry) -> str:
    links = {link for reference in answer.references for link in reference.links}
    absent = say(answer.language, "cell not stated")

    def cell(text: str) -> str:
        words = text.split()
        if words and all(word in links for word in words):
            return " ".join(map(outward, words))
        return escape(text) if text not in ("", absent) else f'<span class="pa-absent">{absent}</span>'

    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in table.columns)
    rows = "".join(
        f'<tr><th scope="row">{_chip(key, find)}</th>'
        + "".join(f"<td>{cell(text)}</td>" for text, _ in zip_longest(cells, table.columns[1:], fillvalue=""))
        + "</tr>"
        for key, *cells in filter(None, table.rows)
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def coverage_html(answer: Answer, find: FindEntry) -> str:
    """How many papers belong to a report, and each of those it does not cite with the reason, in a fold."""
    coverage = answer.coverage
    if coverage is None or not coverage.matched:
        return ""
    counts = {"matched": len(coverage.matched), "cited": len(coverage.cited), "left": len(coverage.left_out)}
    said = WORDS[answer.language]["covered"].format(**counts)
    if not coverage.left_out:
        return f'<p class="pa-coverage">{said}</p>'
    carded = set(left_out(answer))
    items = "".join(
        f"<li>{_titled(left.key, find, left.key in carded)} <em>{escape(left.reason)}</em></li>"
        for left in coverage.left_out
    )
    return f'<details class="pa-coverage"><summary>{said}</summary><ul>{items}</ul></details>'


def withheld_html(answer: Answer) -> str:
    """The sentences that failed their checks, struck through, with the reasons, for whoever asks to see."""
    if not answer.dropped:
        return ""
    said = WORDS[answer.language]["withheld"].format(len(answer.dropped))
    items = "".join(
        f"<li><s>{escape(dropped.text)}</s> <em>{escape(dropped.reason)}</em></li>"
        for dropped in answer.dropped
    )
    return f'<details class="pa-withheld"><summary>{said}</summary><ul>{items}</ul></details>'


def files_html(exchange: Exchange) -> str:
    """What a finished answer can be downloaded as, and previews that fill when they are opened."""
    answer = exchange.answer
    if answer is None or not (exchange.finished and exchange.ticket):
        return ""
    words = WORDS[answer.language]
    files = {suffix: _NAMES.get(suffix) or words[_NAMED[suffix]] for suffix in offered(answer)}
    links = "".join(
        f'<li><a class="pa-file" href="{escape(address(exchange, suffix))}" download>{name}</a></li>'
        for suffix, name in files.items()
    )
    previews = "".join(
        f'<details class="pa-preview pa-of-{suffix}">'
        f'<summary>{words["preview"].format(files[suffix])}</summary><pre tabindex="0"></pre></details>'
        for suffix in _PREVIEWED
        if suffix in files and not answer.abstained
    )
    return f'<div class="pa-files"><span>{words["download"]}</span><ul>{links}</ul>{previews}</div>'


def map_html(answer: Answer, find: FindEntry) -> str:
    """The papers of a report by their nearness, coloured by its sections.

    For the panel beside the conversation: inside a message, Gradio's sanitiser takes `viewBox` from an SVG.
    """
    if not answer.map:
        return ""
    titles = {point.key: entry.title for point in answer.map if (entry := find(point.key))}
    headings = [section.title for section in answer.sections]
    picture = map_svg(answer.map, headings, titles, answer.language, alone=False)
    heading, note = say(answer.language, "export map"), WORDS[answer.language]["near"]
    summary = f"<summary>{heading}</summary>"
    return f'<details class="pa-map" open lang="{answer.language}">{summary}{picture}<p>{note}</p></details>'


def _titled(key: str, find: FindEntry, carded: bool) -> str:
    entry = find(key)
    title = f" {escape(entry.title)}" if entry else ""
    return (_chip(key, find) if carded else escape(key)) + title


def _chip(key: str, find: FindEntry) -> str:
    entry = find(key)
    return chip(entry) if entry else escape(key)
