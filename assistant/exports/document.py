"""An answer as a document of headings, paragraphs and lists, which every format then sets in its own way.

Pure. Says nothing that the answer and the ledger do not say.
"""

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from assistant.language import say
from assistant.references import reference
from assistant.types import Answer, Citation, Language, Reference, Sentence, Table
from vectorstore.types import Entry

_MOST_TITLE = 120
_HEADING, _LEAD_IN = re.compile(r"#{1,6}\s"), re.compile(r"\*\*(.+)\*\*(.*)")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that run on; `lead_in` is a line before them that claims nothing about a paper."""

    sentences: tuple[Sentence, ...]
    lead_in: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, empty for an answer to a question, and its paragraphs."""

    title: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A paper of the reference list: its record, its authors and what was quoted from it."""

    reference: Reference
    authors: tuple[str, ...]
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """An answer ready to be set: `sources` holds every paper cited, in text or table, in that order."""

    title: str
    opening: str
    """A line under the title that claims nothing about a paper, such as how many there are; often empty."""
    answer: Answer
    parts: tuple[Part, ...]
    sources: tuple[Source, ...]
    titles: Mapping[str, str]
    """Titles of all entries given and of all cited, by key."""

    @property
    def language(self) -> Language:
        """The language of the answer, in which headings are said."""
        return self.answer.language

    @property
    def refused_lines(self) -> list[str]:
        """What a refusal says, line by line; empty for an answer."""
        text = "" if self.answer.sentences else self.answer.text
        return [line for line in text.splitlines() if line.strip()]

    @property
    def account(self) -> str:
        """How many entries belong, are cited and left out; empty where none belongs."""
        found = self.answer.coverage
        if not found or not found.matched:
            return ""
        counts = {"matched": len(found.matched), "cited": len(found.cited), "left": len(found.left_out)}
        return say(self.language, "export counts", **counts)

    @property
    def left_out(self) -> list[tuple[str, str, str]]:
        """The key, the title and the reason of each entry left out."""
        found = self.answer.coverage.left_out if self.answer.coverage else ()
        return [(item.key, self.titles.get(item.key, ""), item.reason) for item in found]


def document(answer: Answer, entries: Sequence[Entry], title: str = "") -> Document:
    """Return the document of an answer.

    Args:
        answer: a complete one.
        entries: the ledger's; those that the answer names and which are missing here have no authors.
        title: the document's; else the heading of the answer's text, or the first line of what was asked, cut
            where that is a whole abstract.
    """
    by_key = {entry.key: entry for entry in entries}
    sources = tuple(_source(found, by_key, answer) for found in _cited(answer, by_key))
    titles = {entry.key: entry.title for entry in entries}
    titles |= {source.reference.key: source.reference.title for source in sources}
    return Document(
        title or answer.title or _asked(answer), _opening(answer), answer, _parts(answer), sources, titles
    )


def _opening(answer: Answer) -> str:
    """Return the plain lines before the first sentence, as of a report or of a list that is empty in part."""
    lead_in = answer.paragraphs[0].lead_in if answer.paragraphs else ""
    lines = [line for line in lead_in.splitlines() if line.strip()]
    plain = (line for line in lines if not _HEADING.match(line) and not _LEAD_IN.fullmatch(line))
    return " ".join(filter(None, (answer.opening, *plain)))


def _asked(answer: Answer) -> str:
    """Return what was asked as a title: the first line of a draft, or the question as it stands alone."""
    first = " ".join(answer.question.strip().partition("\n")[0].split())
    whole = " ".join((answer.standalone_question or answer.question).split())
    line = first if whole.startswith(first) else whole
    return line if len(line) <= _MOST_TITLE else line[: _MOST_TITLE - 1].rstrip() + "…"


def _cited(answer: Answer, by_key: Mapping[str, Entry]) -> list[Reference]:
    """Return the answer's references, and those of entries that only its table has."""
    found = {item.key: item for item in answer.references}
    rows = answer.table.rows if answer.table else ()
    for key in (row[0] for row in rows if row):
        if key not in found and key in by_key:
            found[key] = reference(by_key[key], answer.language)
    return list(found.values())


def _source(found: Reference, by_key: Mapping[str, Entry], answer: Answer) -> Source:
    cited = (c for sentence in answer.sentences for c in sentence.citations if c.key == found.key)
    # A list of records quotes titles, which the reference list gives anyway.
    quotes = tuple(dict.fromkeys(c.quote for c in cited if c.quote != found.title))
    return Source(found, by_key[found.key].authors if found.key in by_key else (), quotes)


def _parts(answer: Answer) -> tuple[Part, ...]:
    sectioned = {place for section in answer.sections for place in section.sentences}
    rest = set(range(len(answer.sentences))) - sectioned
    # What stands before the first heading comes first; nothing is left out because no section has it.
    parts = [Part("", _paragraphs(answer, rest))] if rest else []
    return (*parts, *(Part(one.title, _paragraphs(answer, set(one.sentences))) for one in answer.sections))


def _paragraphs(answer: Answer, places: Container[int]) -> tuple[Paragraph, ...]:
    """Return the paragraphs that the sentences at some places make."""
    found = []
    for paragraph in answer.paragraphs:
        sentences = tuple(answer.sentences[place] for place in paragraph.sentences if place in places)
        if sentences:
            found.append(Paragraph(sentences, _lead_in(paragraph.lead_in)))
    return tuple(found)


def _lead_in(lines: str) -> str:
    """Return the last line in bold, without its stars."""
    shown = [line.strip() for line in lines.splitlines() if not _HEADING.match(line)]
    bold = [match for line in shown if (match := _LEAD_IN.fullmatch(line))]
    return "".join(bold[-1].groups()) if bold else ""


def keys_of(citations: Sequence[Citation]) -> list[str]:
    """Return the keys cited, each once."""
    return list(dict.fromkeys(citation.key for citation in citations))


def shares(table: Table) -> list[float]:
    """Return the part of the width that each column but the first should have, by how much stands in it."""
    columns = list(zip(table.columns, *table.rows, strict=False))[1:]
    needs = [max(6.0, sum(map(len, column)) / len(column)) ** 0.5 for column in columns]
    return [need / sum(needs) for need in needs]
