"""Papers as BibTeX and CSL-JSON, from the ledger's records alone.

pybtex reads names and writes BibTeX; citeproc-py (0.11) spoils Chinese names and, without an
author, says the title twice.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

from pybtex.database import BibliographyData, Entry, Person
from pybtex.database.output.bibtex import Writer

from assistant.exports.document import Source
from assistant.exports.text import address, latex, latex_key, one_line
from assistant.language import language_of

HEADER = "% From the records of the library; no model wrote any of it.\n\n"
# "First Last" or "Last, First"; everything else, an institution say, is one name whole.
_NAME = re.compile(
    r"(?!.*\b(?:and|others)\b)[^\s,{}\\]+(?: [^\s,{}\\]+)*(?:, [^,{}\\]*[^\s,{}\\])?", re.IGNORECASE
)


class _Writer(Writer):  # type: ignore[misc]  # pybtex has no types
    def _encode(self, text: str) -> str:
        # The fields are LaTeX already, and addresses must stay as they are: it would escape both once more.
        return text


def bibtex(sources: Iterable[Source]) -> str:
    """Return a BibTeX file: keys as they are, titles in braces so that no style changes their letters."""
    entries = {latex_key(source.reference.key): _entry(source) for source in sources}
    return HEADER + str(_Writer(encoding="utf-8").to_string(BibliographyData(entries)))


def _entry(source: Source) -> Entry:
    found = source.reference
    title = latex(found.title)
    # A brace before a backslash would be one of BibTeX's "special characters", whose letters it changes.
    fields = {"title": f"{{{'{}' if title.startswith(chr(92)) else ''}{title}}}"}
    if found.venue:
        fields["booktitle"] = f"{{{latex(found.venue)}}}"
    fields["year"] = str(found.year or "")
    fields["url"] = address(found.links[0]) if found.links else ""
    fields["note"] = ". ".join(
        (*filter(None, (latex(found.kind),)), *(rf"\url{{{address(link)}}}" for link in found.links[1:]))
    )
    fields["annote"] = latex(found.warning)
    fields["keywords"] = ", ".join(map(latex, found.topics))
    fields["langid"] = "chinese" if language_of(found.title) == "zh" else "english"
    names = [name for author in source.authors if (name := one_line(author))]
    return Entry(
        "inproceedings" if found.venue else "misc",
        fields={name: value for name, value in fields.items() if value},
        persons={"author": [person(name) for name in names]} if names else {},
    )


def person(name: str) -> Person:
    """Return an author as pybtex has it; what is no plain personal name is kept whole."""
    return Person(latex(name) if _NAME.fullmatch(name) else f"{{{latex(name)}}}")


def name_in_full(name: str) -> str:
    """Return an author as plain text, first names first; what is no plain personal name is kept whole."""
    if not _NAME.fullmatch(name):
        return name
    parts = Person(name)
    names = [*parts.first_names, *parts.middle_names, *parts.prelast_names, *parts.last_names]
    return ", ".join(filter(None, (" ".join(names), " ".join(parts.lineage_names))))


def csl_json(sources: Iterable[Source]) -> str:
    """Return the papers as CSL-JSON, which reference managers and citation processors read."""
    return json.dumps([_csl(source) for source in sources], ensure_ascii=False, indent=2) + "\n"


def _csl(source: Source) -> dict[str, Any]:
    found = source.reference
    fields: dict[str, Any] = {
        "id": found.key,
        "type": "paper-conference" if found.venue else "document",
        "title": one_line(found.title),
        "language": language_of(found.title),
        "container-title": one_line(found.venue),
        "author": [_csl_name(name) for author in source.authors if (name := one_line(author))],
        "issued": {"date-parts": [[found.year]]} if found.year else None,
        "genre": one_line(found.kind),
        "keyword": ", ".join(map(one_line, found.topics)),
        "URL": address(found.links[0]) if found.links else "",
        "note": one_line(" ".join((*found.links[1:], found.warning))),
    }
    return {name: value for name, value in fields.items() if value}


def _csl_name(name: str) -> dict[str, str]:
    if not _NAME.fullmatch(name):
        return {"literal": name}
    person = Person(name)
    given = " ".join((*person.first_names, *person.middle_names))
    family = " ".join((*person.prelast_names, *person.last_names, *person.lineage_names))
    return {"family": family, "given": given} if given else {"family": family}
