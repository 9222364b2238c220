"""A document as Word's .docx, by python-docx: real headings, a real table, fonts for both languages."""

from io import BytesIO

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm, Length, Pt
from docx.styles.style import ParagraphStyle
from docx.table import _Row
from docx.text.paragraph import Paragraph as WordParagraph

from assistant.exports.document import Document, Part, Source, keys_of, shares
from assistant.exports.reference_style import style_reference
from assistant.exports.text import one_line
from assistant.language import say

_LATIN, _EAST_ASIAN = "Times New Roman", "SimSun"
"""Fonts that Word has, or replaces by their like, on every system."""
_KEY_WIDTH = Cm(3)
_STYLES = ("Normal", "Title", "Heading 1", "Heading 2", "List Bullet")


def write(document: Document) -> bytes:
    """Return the document."""
    word = docx.Document()
    _prepare(word, document)
    word.add_heading(one_line(document.title), 0)
    for line in filter(None, (document.opening, *document.refused_lines)):
        word.add_paragraph(one_line(line))
    for part in document.parts:
        _part(word, part)
    if document.account:
        _coverage(word, document)
    if document.answer.notices:
        word.add_heading(say(document.language, "export notices"), 1)
        for line in document.answer.notices:
            word.add_paragraph(one_line(line), "List Bullet")
    if document.sources:
        word.add_heading(say(document.language, "export references"), 1)
        for source in document.sources:
            _reference(word, source)
    if document.answer.table:
        _table(word, document)
    buffer = BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def _prepare(word: WordDocument, document: Document) -> None:
    properties = word.core_properties
    properties.title, properties.author, properties.comments = one_line(document.title)[:255], "", ""
    properties.language = "zh-CN" if document.language == "zh" else "en-US"
    for name in _STYLES:
        style = word.styles[name]
        assert isinstance(style, ParagraphStyle)
        style.font.name = _LATIN
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        # The template's headings ask for the theme's fonts, which would win over the names.
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), _EAST_ASIAN)
    word.styles["Normal"].font.size = Pt(11)


def _part(word: WordDocument, part: Part) -> None:
    if part.title:
        word.add_heading(one_line(part.title), 1)
    for paragraph in part.paragraphs:
        if paragraph.lead_in:
            lead_in = word.add_paragraph()
            lead_in.paragraph_format.keep_with_next = True
            _run(lead_in, paragraph.lead_in, bold=True)
        text = word.add_paragraph()
        for sentence in paragraph.sentences:
            marks = "".join(f"[{key}]" for key in keys_of(sentence.citations))
            _run(text, f"{one_line(sentence.text)} {marks}".rstrip() + " ")


def _run(paragraph: WordParagraph, text: str, bold: bool = False, italic: bool = False) -> None:
    run = paragraph.add_run(one_line(text) + (" " if text.endswith(" ") else ""))
    run.bold, run.italic = bold or None, italic or None


def _coverage(word: WordDocument, document: Document) -> None:
    word.add_heading(say(document.language, "coverage"), 1)
    word.add_paragraph(document.account)
    for key, title, reason in document.left_out:
        word.add_paragraph(one_line(f"[{key}] {title} — {reason}"), "List Bullet")


def _reference(word: WordDocument, source: Source) -> None:
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.left_indent = Cm(0.8)
    paragraph.paragraph_format.first_line_indent = Cm(-0.8)
    paragraph.add_run(f"[{one_line(source.reference.key)}] ")
    for piece in style_reference(source):
        paragraph.add_run(piece.text).italic = piece.emphasis or None
    for quote in source.quotes:
        quoted = word.add_paragraph()
        quoted.paragraph_format.left_indent = Cm(1.6)
        quoted.paragraph_format.space_after = Pt(3)
        quoted.add_run(f"“{one_line(quote)}”").font.size = Pt(9)


def _table(word: WordDocument, document: Document) -> None:
    """Add the table on pages of its own, broadside, with a heading row that repeats."""
    found = document.answer.table
    assert found is not None
    section = word.add_section()
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    section.left_margin = section.right_margin = Cm(1.5)
    word.add_heading(say(document.language, "table"), 1)
    table = word.add_table(0, len(found.columns), "Table Grid")
    table.autofit = False
    room = section.page_width - section.left_margin - section.right_margin - _KEY_WIDTH
    widths = [_KEY_WIDTH, *(Length(round(room * share)) for share in shares(found))]
    for texts in (found.columns, *found.rows):
        row = table.add_row()
        _mark(row, "w:cantSplit")
        for cell, text, width in zip(row.cells, texts, widths, strict=False):
            cell.width = width
            run = cell.paragraphs[0].add_run(one_line(text))
            run.bold, run.font.size = texts is found.columns or None, Pt(8)
    _mark(table.rows[0], "w:tblHeader")


def _mark(row: _Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))
