"""Makes a question that leans on the conversation stand alone, by rules, in either language.

The papers last spoken of are recognised in the assistant's turns by key, by coined name or by place in the
library (`[18]`, `entry 13`, `条目 36`); the assistant itself never cites by place. Knows nothing of models.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.language import language_of, listed, say
from assistant.types import Turn
from vectorstore.analysis import content, terms
from vectorstore.name_table import NameTable
from vectorstore.types import Entry

_LEANS = re.compile(
    r"\b(?:these|those|both of them|this (?:one|paper|work|method|model|dataset|benchmark)|"
    r"that (?:one|paper|work)|the (?:former|latter|first|second|third|last)(?: one| paper)?)\b|"
    r"它|这篇|那篇|该(?:文|论文|方法|模型|数据集|工作|框架)|前者|后者|[前后]一篇|"
    r"第[一二三四五1-5](?:篇|个|种)|上述|刚才|这两|那两|这个(?:方法|模型|数据集|基准)",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\b(?:it|its|they|their|them|the same|the other)\b|其(?!他|中|它)|^\s*那", re.IGNORECASE
)
_FEW = 4
"""A pronoun in a question with more terms of its own than this stands for one of them."""
_GREETING = re.compile(
    r"\s*(?:thanks?|thank you|ok(?:ay)?|hi|hello|great|good|谢谢|好的?|你好|嗯)[\s.!。!]*", re.IGNORECASE
)
_ORDINALS = (
    (re.compile(r"\b(?:first|former)\b|前者|前一篇|第[一1](?:篇|个|种)", re.IGNORECASE), 0),
    (re.compile(r"\b(?:second)\b|第[二2两](?:篇|个|种)", re.IGNORECASE), 1),
    (re.compile(r"\b(?:third)\b|第[三3](?:篇|个|种)", re.IGNORECASE), 2),
    (re.compile(r"\b(?:fourth)\b|第[四4](?:篇|个|种)", re.IGNORECASE), 3),
    (re.compile(r"\b(?:last|latter)\b|后者|后一篇|最后一(?:篇|个)", re.IGNORECASE), -1),
)
_PLACE = re.compile(r"\[(\d{1,4})\]|\bentry\s+(\d{1,4})\b|条目\s*(\d{1,4})", re.IGNORECASE)
_KEY = re.compile(r"\[([a-z0-9][a-z0-9-]{2,})\]")
_SHORT = 2
"""A question with at most this many terms of its own cannot stand alone, unless it asks for papers anew."""
_ASKS_ANEW = re.compile(
    r"\b(?:which|what|who|list|show|how many|is there|are there|any|papers)\b|"
    r"论文|哪|多少|几篇|有没有|什么|列出",
    re.IGNORECASE,
)
_BRIEF = 6
"""A question with more terms of its own, and no word that refers to something, stands alone."""
_ASKS_FOR_PAPERS = re.compile(
    r"\b(?:which|what|any|list|find|how many)\b[^.?!]{0,20}\b(?:papers|works|studies)\b|"
    r"哪些|哪几|几篇|多少篇|有没有|列出",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question that stands alone, and the entries it refers back to."""

    question: str
    referred: tuple[str, ...] = ()


def stand_alone(
    question: str, history: Sequence[Turn], entries: Sequence[Entry], names: NameTable
) -> Standalone:
    """Return the question with what it refers to written out; unchanged where it leans on nothing.

    An ordinal picks from the last turn that named several papers; otherwise all of the last turn that named
    any are meant. A question that names a paper of its own is left alone.
    """
    if not history or names.find(question).own or not _leans(question):
        return Standalone(question)
    mentioned = [keys for turn in history if (keys := spoken_of(turn.content, entries, names))]
    if not mentioned:
        return Standalone(question)
    keys = _picked(question, mentioned)
    by_key = {entry.key: entry for entry in entries}
    return referring(question, [by_key[key] for key in keys])


def referring(question: str, entries: Sequence[Entry]) -> Standalone:
    """Return the question with the entries it refers to named behind it."""
    language = language_of(question)
    bracket = f" ({say(language, 'follow-up')} {listed(language, [called(entry) for entry in entries])})"
    return Standalone(question.rstrip() + bracket, tuple(entry.key for entry in entries))


def refers(question: str) -> bool:
    """Tell whether a word of the question plainly refers to something outside it."""
    return bool(_LEANS.search(question) or _PRONOUN.search(question))


def own_terms(question: str) -> set[str]:
    """Return the terms of a question beyond the words that refer to something else."""
    return set(terms(content(_PRONOUN.sub(" ", _LEANS.sub(" ", question)))))


def may_lean(question: str, names: NameTable) -> bool:
    """Tell whether a question may lean on what was said; a wider net than the rules act on."""
    if refers(question) or _GREETING.fullmatch(question) or names.find(question).own:
        return refers(question)
    return _leans(question) or (len(own_terms(question)) <= _BRIEF and not _ASKS_FOR_PAPERS.search(question))


def spoken_of(text: str, entries: Sequence[Entry], names: NameTable) -> list[str]:
    """Return the keys of the entries a turn speaks of, in order of mention."""
    known = {entry.key for entry in entries}
    found: list[tuple[int, str]] = [(m.start(), m[1]) for m in _KEY.finditer(text) if m[1] in known]
    for match in _PLACE.finditer(text):
        place = int(match[1] or match[2] or match[3])
        if 1 <= place <= len(entries):
            found.append((match.start(), entries[place - 1].key))
    if not found:
        found = list(enumerate(names.find(text).own))
    return list(dict.fromkeys(key for _, key in sorted(found)))


def called(entry: Entry) -> str:
    """Return what to call an entry; a title that may be another paper's would lead to that paper."""
    return entry.name or (entry.key if entry.mismatch else entry.title)


def _leans(question: str) -> bool:
    if _GREETING.fullmatch(question):
        return False
    if _LEANS.search(question):
        return True
    own = len(set(terms(content(question))))
    return own <= (_FEW if _PRONOUN.search(question) else _SHORT) and (
        _PRONOUN.search(question) is not None or not _ASKS_ANEW.search(question)
    )


def _picked(question: str, mentioned: Sequence[list[str]]) -> list[str]:
    """Return the entries meant: those of the ordinals in the question, else all last spoken of."""
    several = next((keys for keys in reversed(mentioned) if len(keys) > 1), [])
    places = [place for pattern, place in _ORDINALS if pattern.search(question) and place < len(several)]
    return [several[place] for place in places] or mentioned[-1]
