r"""A document as LaTeX for XeLaTeX, with `\cite` and the `.bib` beside it.

Its body holds plain text and common commands alone, to be pasted into a paper of one's own. One font with
Chinese and Latin letters sets it all; letters that the font lacks come from a second one, and what neither
has is shown as its code point, so that nothing is lost.
"""

import unicodedata
from collections.abc import Iterator
from importlib.resources import files

from assistant.exports.bibliography import bibtex
from assistant.exports.document import Document, Paragraph, Part, keys_of, shares
from assistant.exports.palette import COLOURS, colour
from assistant.exports.text import address, is_address, latex, latex_key, one_line
from assistant.language import say

_PREAMBLE = (files("assistant") / "data" / "preamble.tex").read_text(encoding="utf-8")
"""What stands before the letters that a document has, and before its title."""
_OPENING = r"""\makeatother
\title{TITLE}
\author{}
\date{}
\begin{document}
\maketitle
"""
_CHINESE = (("\u3000", "\u30ff"), ("\u3400", "\u9fff"), ("\uff00", "\uffef"))
_RIGHT_TO_LEFT = ("R", "AL")


def write(document: Document, name: str) -> str:
    """Return the document; its references are read from `name.bib`."""
    body = "\n".join(_body(document, name))
    opening = _OPENING.replace("TITLE", latex(document.title))
    letters = _letters(opening + body + bibtex(document.sources))
    return _PREAMBLE.replace("NAME", name) + letters + opening + body


def _letters(text: str) -> str:
    """Return the commands that look, one by one, whether the font has the letters seldom met in one."""
    codes: dict[str, list[str]] = {r"\inspare": [], r"\inreverse": [], "": []}
    for char in sorted(set(text)):
        if char.isascii() or any(low <= char <= high for low, high in _CHINESE):
            continue
        codes[_sort(char)].append(f"{ord(char):04X}")
    invisible = "".join(rf"\defineletter{{{code}}}{{}}" for code in codes.pop(""))
    return (
        invisible
        + "\n"
        + "".join(f"\\letters{command}{{{','.join(found)}}}\n" for command, found in codes.items() if found)
    )


def _sort(char: str) -> str:
    # Joiners, marks of direction and variants are no letters: nothing shows of them.
    if unicodedata.category(char) == "Cf" or "\ufe00" <= char <= "\ufe0f":
        return ""
    return r"\inreverse" if unicodedata.bidirectional(char) in _RIGHT_TO_LEFT else r"\inspare"


def _body(document: Document, name: str) -> Iterator[str]:
    language = document.language
    yield from (latex(line) + "\n" for line in (document.opening, *document.refused_lines) if line)
    for part in document.parts:
        yield from _part(part)
    if document.answer.table:
        yield from _table(document)
    if document.answer.map:
        yield from _map(document)
    if document.account:
        yield rf"\section*{{{say(language, 'coverage')}}}"
        yield document.account + "\n"
        left_out = document.left_out
        yield from _list([f"[{latex(key)}] {latex(title)} --- {latex(why)}" for key, title, why in left_out])
    if document.answer.notices:
        yield rf"\section*{{{say(language, 'export notices')}}}"
        yield from _list([latex(line) for line in document.answer.notices])
    if document.sources:
        yield rf"\renewcommand{{\refname}}{{{say(language, 'export references')}}}"
        yield "\\bibliographystyle{unsrtnat}"
        yield rf"\bibliography{{{name}}}"
    yield "\\end{document}\n"


def _part(part: Part) -> Iterator[str]:
    if part.title:
        yield rf"\section*{{{latex(part.title)}}}"
    for paragraph in part.paragraphs:
        yield from _paragraph(paragraph)


def _paragraph(paragraph: Paragraph) -> Iterator[str]:
    """Yield the sentences, a line each, and under them, as comments, what they rest on."""
    if paragraph.lead_in:
        yield rf"\noindent\textbf{{{latex(paragraph.lead_in)}}}\par\nobreak"
    for sentence in paragraph.sentences:
        keys = ",".join(map(latex_key, keys_of(sentence.citations)))
        yield latex(sentence.text) + (rf"~\cite{{{keys}}}" if keys else "")
        for citation in sentence.citations:
            if one_line(citation.quote) not in one_line(sentence.text):
                yield f"%   {latex_key(citation.key)}: {one_line(citation.quote)}"
    yield ""


def _list(items: list[str]) -> Iterator[str]:
    if items:
        yield r"\begin{itemize}"
        yield from (rf"  \item {{}}{item}" for item in items)
        yield r"\end{itemize}"


def _table(document: Document) -> Iterator[str]:
    table = document.answer.table
    assert table is not None
    yield r"\begin{landscape}"
    yield rf"\section*{{{say(document.language, 'table')}}}"
    yield r"\footnotesize\setlength{\tabcolsep}{4pt}\setlength{\LTleft}{0pt}"
    # Of the line, the number takes 0.05, and each gap between two columns about 0.013.
    room = 0.95 - 0.013 * len(table.columns)
    widths = "".join(
        rf">{{\raggedright\arraybackslash}}p{{{room * share:.3f}\linewidth}}" for share in shares(table)
    )
    columns = r"p{0.05\linewidth}" + widths
    yield rf"\begin{{longtable}}{{@{{}}{columns}@{{}}}}"
    yield r"\toprule"
    yield " & ".join(map(latex, table.columns)) + r" \\"
    yield r"\midrule\endhead"
    yield r"\bottomrule\endfoot"
    for row in table.rows:
        yield " & ".join((rf"\cite{{{latex_key(row[0])}}}", *map(_cell, row[1:]))) + r" \\\addlinespace"
    yield r"\end{longtable}"
    yield r"\end{landscape}"


def _cell(text: str) -> str:
    return rf"\url{{{address(text)}}}" if is_address(text) else latex(text)


def _map(document: Document) -> Iterator[str]:
    """Yield the map with the papers' numbers in the colours of their sections."""
    yield rf"\section*{{{say(document.language, 'export map')}}}"
    yield from (rf"\definecolor{{theme{i}}}{{HTML}}{{{code.lstrip('#')}}}" for i, code in enumerate(COLOURS))
    yield r"\noindent\setlength{\unitlength}{\linewidth}\footnotesize"
    yield r"\begin{picture}(1,0.6)\put(0,0){\framebox(1,0.6){}}"
    numbered = {source.reference.key for source in document.sources}
    for point in document.answer.map:
        if point.key not in numbered:
            continue
        cited = rf"\textbf{{\cite{{{latex_key(point.key)}}}}}"
        x, y = 0.04 + 0.92 * point.x, 0.03 + 0.54 * point.y
        yield rf"\put({x:.3f},{y:.3f}){{\makebox(0,0){{\color{{theme{colour(point.section)}}}{cited}}}}}"
    yield r"\end{picture}"
    yield ""
    for i, section in enumerate(document.answer.sections):
        if any(point.section == i for point in document.answer.map):
            yield rf"\noindent\textcolor{{theme{colour(i)}}}{{\rule{{1ex}}{{1ex}}}} {latex(section.title)}\\"
