"""Answers as files to go on with: Markdown, LaTeX, Word, BibTeX, CSL-JSON and the map as SVG.

The one door of the package. Pure: bytes out, nothing is written. Heavy imports are inside the functions.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.errors import ExportError
from assistant.types import Answer
from vectorstore.types import Entry

if TYPE_CHECKING:
    from assistant.exports.document import Document

FORMATS = {
    "md": "text/markdown",
    "tex": "application/x-tex",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "bib": "application/x-bibtex",
    "csl-json": "application/vnd.citationstyles.csl+json",
    "svg": "image/svg+xml",
}
"""Each format and its media type; the format is also the file's suffix, but for `csl-json`."""


def export(
    answer: Answer, entries: Sequence[Entry], format: str, name: str = "references", title: str = ""
) -> bytes:
    """Return an answer in a format.

    Args:
        answer: a complete one, of any job; a refusal says so in every format.
        entries: the ledger's, from which authors and the titles of entries left out come.
        format: one of `FORMATS`.
        name: of the files beside this one: LaTeX reads `name.bib`, Markdown shows `name.svg`.
        title: the document's; else the answer's heading, or what was asked.

    Raises:
        ExportError: there is no such format.
    """
    if format not in FORMATS:
        raise ExportError(f"Got the format {format!r}; wanted one of {', '.join(FORMATS)}.")
    from assistant.exports.document import document

    written = _written(document(answer, entries, title), format, name)
    return written if isinstance(written, bytes) else written.encode()


def _written(doc: "Document", format: str, name: str) -> str | bytes:
    from assistant.exports import bibliography, latex, map_picture, markdown, word

    match format:
        case "md":
            return markdown.write(doc, name)
        case "tex":
            return latex.write(doc, name)
        case "docx":
            return word.write(doc)
        case "bib":
            return bibliography.bibtex(doc.sources)
        case "csl-json":
            return bibliography.csl_json(doc.sources)
        case _:
            headings = [section.title for section in doc.answer.sections]
            return map_picture.map_svg(doc.answer.map, headings, doc.titles, doc.language)
