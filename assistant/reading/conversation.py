"""Which entries a conversation speaks of, turn by turn.

They are recognised by key, by coined name or by place in the library (`[18]`, `entry 13`, `条目 36`); the
assistant itself never cites by place.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.types import Turn
from vectorstore.text.name_table import NameTable
from vectorstore.types import Entry

_PLACE = re.compile(r"\[(\d{1,4})\]|\bentry\s+(\d{1,4})\b|条目\s*(\d{1,4})", re.IGNORECASE)
_KEY = re.compile(r"\[([a-z0-9][a-z0-9-]{2,})\]")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its answer, as far as they speak of entries."""

    question: str
    keys: tuple[str, ...]
    """Of the entries the answer speaks of; where it speaks of none, those of the question."""
    asked_of: tuple[str, ...]
    """Of the entries the question itself speaks of."""


def read_exchanges(history: Sequence[Turn], entries: Sequence[Entry], names: NameTable) -> list[Exchange]:
    """Return the exchanges that speak of any entry, oldest first."""
    found: list[Exchange] = []
    question = ""
    asked_of: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    for turn in (*history, Turn("user", "")):
        if turn.role == "user":
            if answered or asked_of:
                found.append(Exchange(question, answered or asked_of, asked_of))
            question, answered = turn.content, ()
            asked_of = tuple(find_entries(question, entries, names))
        else:
            answered = tuple(find_entries(turn.content, entries, names)) or answered
    return found


def find_entries(text: str, entries: Sequence[Entry], names: NameTable) -> list[str]:
    """Return the keys of the entries a turn speaks of, in order of mention."""
    found: list[tuple[int, str]] = [(m.start(), m[1]) for m in _KEY.finditer(text) if names.has_key(m[1])]
    for match in _PLACE.finditer(text):
        place = int(match[1] or match[2] or match[3])
        if 1 <= place <= len(entries):
            found.append((match.start(), entries[place - 1].key))
    if not found:
        found = list(enumerate(names.find(text).own))
    return list(dict.fromkeys(key for _, key in sorted(found)))


def call_entry(entry: Entry) -> str:
    """Return what to call an entry; a title that may be another paper's would lead to that paper."""
    return entry.name or (entry.key if entry.mismatch else entry.title)
