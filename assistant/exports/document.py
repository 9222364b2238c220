"""An answer as a document of headings, paragraphs and lists, which every format then sets in its own way.

Pure. Says nothing that the answer and the ledger do not say.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.language import say
from assistant.references import reference
from assistant.types import Answer, Citation, Language, Reference, Sentence, Table
from vectorstore.types import Entry

_MOST_TITLE = 120
_CITED = re.compile(r"\[[^\[\]\s]+\]")
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
    heading, opening = _head(answer)
    return Document(title or heading or _asked(answer), opening, answer, _parts(answer), sources, titles)


def _head(answer: Answer) -> tuple[str, str]:
    """Return the heading that the text begins with, and the plain lines before its first sentence."""
    first = answer.text.find(answer.sentences[0].text) if answer.sentences else 0
    lines = [line for line in answer.text[: max(0, first)].splitlines() if line.strip()]
    heading = lines[0].removeprefix("# ") if lines and lines[0].startswith("# ") else ""
    plain = (line for line in lines if not _HEADING.match(line) and not _LEAD_IN.fullmatch(line))
    return heading, " ".join(plain)


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
    paragraphs = _paragraphs(answer)
    if not answer.sections:
        return (Part("", tuple(_joined(paragraphs))),) if paragraphs else ()
    parts = [
        Part(section.title, tuple(_joined([paragraphs[i] for i in section.sentences if i < len(paragraphs)])))
        for section in answer.sections
    ]
    sectioned = {i for section in answer.sections for i in section.sentences}
    rest = [paragraph for i, paragraph in enumerate(paragraphs) if i not in sectioned]
    # What stands before the first heading comes first; nothing is left out because no section has it.
    return (Part("", tuple(_joined(rest))), *parts) if rest else tuple(parts)


@dataclass(frozen=True, slots=True)
class _Placed:
    sentence: Sentence
    opens: bool
    lead_in: str


def _paragraphs(answer: Answer) -> list[_Placed]:
    """Return each sentence with whether it opens a paragraph, as `text` has it, and the line before it."""
    placed: list[_Placed] = []
    at = 0
    for sentence in answer.sentences:
        found = answer.text.find(sentence.text, at)
        gap = answer.text[at:found] if found >= 0 else "\n"
        at = found + len(sentence.text) if found >= 0 else at
        placed.append(_Placed(sentence, "\n" in gap, _lead_in(gap)))
    return placed


def _lead_in(gap: str) -> str:
    """Return the last line in bold of what stands between two sentences, without its stars."""
    lines = [_CITED.sub("", line).strip() for line in gap.splitlines()]
    bold = [match for line in lines if not _HEADING.match(line) and (match := _LEAD_IN.fullmatch(line))]
    return "".join(bold[-1].groups()) if bold else ""


def _joined(placed: Sequence[_Placed]) -> list[Paragraph]:
    paragraphs: list[Paragraph] = []
    for item in placed:
        if paragraphs and not item.opens:
            last = paragraphs[-1]
            paragraphs[-1] = replace(last, sentences=(*last.sentences, item.sentence))
        else:
            paragraphs.append(Paragraph((item.sentence,), item.lead_in))
    return paragraphs


def keys_of(citations: Sequence[Citation]) -> list[str]:
    """Return the keys cited, each once."""
    return list(dict.fromkeys(citation.key for citation in citations))


def shares(table: Table) -> list[float]:
    """Return the part of the width that each column but the first should have, by how much stands in it."""
    columns = list(zip(table.columns, *table.rows, strict=False))[1:]
    needs = [max(6.0, sum(map(len, column)) / len(column)) ** 0.5 for column in columns]
    return [need / sum(needs) for need in needs]
