"""A document as Markdown: CommonMark with GitHub's tables, citations as `[key]`."""

from collections.abc import Iterator

from assistant.exports.document import Document, Part, Source, keys_of
from assistant.exports.reference_style import Piece, style_reference
from assistant.exports.text import address, is_address, markdown
from assistant.language import say
from assistant.types import Sentence


def write(document: Document, name: str) -> str:
    """Return the document; the picture it shows is `name.svg`, beside it."""
    return "\n\n".join(filter(None, _blocks(document, name))) + "\n"


def _blocks(document: Document, name: str) -> Iterator[str]:
    language = document.language
    yield f"# {markdown(document.title)}"
    yield markdown(document.opening)
    # A refusal is the assistant's own Markdown, but names titles: its lines are kept, as text.
    yield "\n\n".join(markdown(line.removeprefix("- ")) for line in document.refused_lines)
    for part in document.parts:
        yield from _part(part)
    if document.answer.table:
        yield f"## {say(language, 'table')}"
        yield _table(document)
    if document.answer.map:
        heading = say(language, "export map")
        yield f"## {heading}"
        yield f"![{heading}](<{address(name)}.svg>)"
    if document.account:
        yield f"## {say(language, 'coverage')}"
        yield document.account
        yield "\n".join(
            f"- [{markdown(key)}] {markdown(title)} — {markdown(reason)}"
            for key, title, reason in document.left_out
        )
    if document.answer.notices:
        yield f"## {say(language, 'export notices')}"
        yield "\n".join(f"- {markdown(line)}" for line in document.answer.notices)
    if document.sources:
        yield f"## {say(language, 'export references')}"
        yield "\n".join(_reference(source) for source in document.sources)


def _part(part: Part) -> Iterator[str]:
    if part.title:
        yield f"## {markdown(part.title)}"
    for paragraph in part.paragraphs:
        if paragraph.lead_in:
            yield f"**{markdown(paragraph.lead_in)}**"
        yield " ".join(_sentence(sentence) for sentence in paragraph.sentences)


def _sentence(sentence: Sentence) -> str:
    marks = "".join(f"[{markdown(key)}]" for key in keys_of(sentence.citations))
    return f"{markdown(sentence.text)} {marks}".rstrip()


def _table(document: Document) -> str:
    table = document.answer.table
    assert table is not None
    rows = [[f"[{markdown(row[0])}]", *map(_cell, row[1:])] for row in table.rows if row]
    lines = [[markdown(column) for column in table.columns], ["---"] * len(table.columns), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(text: str) -> str:
    return f"<{address(text)}>" if is_address(text) else markdown(text)


def _reference(source: Source) -> str:
    lines = [f"- [{markdown(source.reference.key)}] {''.join(map(_piece, style_reference(source)))}"]
    return "\n".join([*lines, *(f"  - “{markdown(quote)}”" for quote in source.quotes)])


def _piece(piece: Piece) -> str:
    if piece.link:
        return f"<{piece.text}>"
    bare = piece.text.strip()
    marked = markdown(bare)
    # Spaces at its ends stay outside of the stars, and are lost to nobody.
    return piece.text.replace(bare, f"*{marked}*" if piece.emphasis else marked) if bare else piece.text
