"""References as the ledger has them, and what is said of an entry whose title and abstract do not match.

Pure; no model has a say here.
"""

from collections.abc import Sequence

from assistant.language import say
from assistant.types import Language, Reference
from vectorstore.types import Entry


def reference(entry: Entry, language: Language) -> Reference:
    """Return an entry as the reference list shows it."""
    return Reference(
        key=entry.key,
        title=entry.title,
        venue=entry.venue,
        year=entry.year,
        links=entry.links,
        kind=entry.kind,
        topics=entry.topics,
        warning=mismatch_warning(entry, language),
    )


def mismatch_warning(entry: Entry, language: Language) -> str:
    """Return the warning that stands beside every use of a crossed entry; empty for all others."""
    found = entry.mismatch
    if found is None:
        return ""
    if found.title_name:
        detail = say(language, "mismatch title", title=found.title_name)
    else:
        detail = say(language, "mismatch abstract", abstract=found.abstract_name, other=found.other_key)
    return say(language, "mismatch", key=entry.key, detail=detail)


def nearest_lines(entries: Sequence[Entry], language: Language) -> str:
    """Return the nearest entries of a refusal as a list; empty where there are none."""
    lines = [f"- {entry.key if entry.mismatch else entry.title} [{entry.key}]" for entry in entries]
    return "\n".join((say(language, "nearest"), "", *lines)) if lines else ""
