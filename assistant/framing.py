"""Frames a sentence of an abstract for a report: in the third person where that is safe, else quoted.

English reports get the sentence itself, reworded as `third_person` does; Chinese ones a Chinese frame around
the words as they stand. Frames take turns, always in the same order. What vouches for the sentence is the
quote, which nobody changes.
"""

import re
from dataclasses import dataclass, field

from assistant.contribution import kind_offered
from assistant.language import say
from assistant.roles import Role
from assistant.third_person import Speaker, balanced, names_itself, third_person
from assistant.types import Language
from assistant.verbs import begins_with_verb
from vectorstore.names import mentions
from vectorstore.types import Entry

_UNNAMED = {
    "en": ("one study", "another study", "a further study"),
    "zh": ("一项研究", "另一项研究", "还有一项研究"),
}
_THE_SAME = {"en": "it", "zh": "该文"}
_ATTRIBUTED = (
    "As {authors} note, {said}.",
    "{Authors} point out that {said}.",
    "{Authors} observe that {said}.",
)
_ATTRIBUTED_AFTER = (
    "{said}, as {authors} note.",
    "{said}, {authors} point out.",
    "{said}, {authors} observe.",
)
"""For a sentence whose first word may be a name and keeps its capital."""
_FRAMES: dict[Role, tuple[str, ...]] = {
    "background": ("background", "plain"),
    "gap": ("gap", "observes"),
    "contribution": ("sets out", "puts forward", "contributes"),
    "method": ("method", "works"),
    "resource": ("resource",),
    "result": ("result", "finds"),
    "availability": ("plain",),
}
_FUNCTION_WORDS = frozenset(
    """
    a an the this that these those in on at by for from with without while although though despite given as
    existing current recent most many some several all both prior previous such their its when where under
    accurate conventional traditional unlike using to if because since among across through there it they
    effective one each however only even after before during between
    """.split()
)


@dataclass(frozen=True, slots=True)
class Framed:
    """A sentence ready to be grounded; `reworded` where it is not a frame around a quote."""

    text: str
    reworded: bool


@dataclass(slots=True)
class Framer:
    """Frames the sentences of one report in reading order; no frame follows itself."""

    language: Language
    _last: str = ""
    _turns: dict[str, int] = field(default_factory=dict)
    _nouns: dict[str, str] = field(default_factory=dict)

    def frame(self, entry: Entry, quote: str, role: Role) -> Framed:
        """Return `quote`, a sentence of the entry, framed by its role in the abstract."""
        again = self._last == entry.key
        self._last = entry.key
        name = spoken_name(entry, quote)
        noun = _THE_SAME[self.language] if again else name or self._noun(entry.key)
        reworded = self._reworded(entry, quote, role, name, noun) if self.language == "en" else ""
        if reworded:
            return Framed(reworded, True)
        kind = kind_offered(quote, self.language) if role == "contribution" else ""
        frames = _FRAMES[role] if kind or role != "contribution" else ("contribution",)
        text = say(self.language, frames[self._turn(role) % len(frames)], name=noun, quote=quote, kind=kind)
        if not noun[-1].isascii():
            text = text.replace(f"{noun} ", noun)
        return Framed(_capital(text, name), False)

    def contrast(self, said: str, other: Entry, said_of_other: str) -> str:
        """Return two framed sentences as one that sets their papers side by side.

        Empty where the second does not begin with its paper.
        """
        noun = self._nouns.get(other.key, "")
        if not (other.name and said_of_other.startswith(other.name)):
            if not noun or not said_of_other.lower().startswith(noun):
                return ""
            said_of_other = noun + said_of_other[len(noun) :]
        return say(self.language, "whereas", said=said.removesuffix("."), other=said_of_other)

    def begin(self) -> None:
        """A new paragraph begins: the next sentence names its paper again."""
        self._last = ""

    def _noun(self, key: str) -> str:
        """Return what a paper without a name is called; it keeps the noun it got first."""
        nouns = _UNNAMED[self.language]
        return self._nouns.setdefault(key, nouns[min(len(self._nouns), len(nouns) - 1)])

    def _turn(self, name: str) -> int:
        self._turns[name] = self._turns.get(name, -1) + 1
        return self._turns[name]

    def _reworded(self, entry: Entry, quote: str, role: Role, name: str, noun: str) -> str:
        again = noun == _THE_SAME["en"]
        authors = "its authors" if again else f"the authors of {noun}"
        said = third_person(quote, Speaker(noun, authors, name))
        if not said:
            return ""
        if names_itself(quote) or (name and mentions(said, name)):
            return _with_pronoun(said, name) if again else said
        if role in ("gap", "background"):
            inside = _lowered(said, entry).removesuffix(".")
            frames = _ATTRIBUTED if inside[0] != said[0] else _ATTRIBUTED_AFTER
            frame = frames[self._turn("attributed") % len(frames)]
            said = frame.format(authors=authors, Authors=_capital(authors, ""), said=inside)
        elif not again:
            said = f"In {noun}, {_lowered(said, entry)}"
        return said if balanced(said) else ""


def spoken_name(entry: Entry, quote: str) -> str:
    """Return the name to speak of an entry by; of a crossed one only what its own abstract says there."""
    if entry.mismatch is None:
        return entry.name
    name = entry.mismatch.abstract_name
    return name if name and mentions(quote, name) else ""


def _with_pronoun(said: str, name: str) -> str:
    """Put `It` for the name at the start, where a verb follows."""
    rest = said.removeprefix(f"{name} ") if name else said
    return f"It {rest}" if rest != said and begins_with_verb(rest) else said


def _lowered(said: str, entry: Entry) -> str:
    """Return a sentence to stand inside another: its first word in lower case unless it is a name."""
    first = re.match(r"[A-Z][a-z]*(?![\w-]*[A-Z\d])", said)
    if first is None:
        return said
    word = first.group().lower()
    common = (
        word in _FUNCTION_WORDS
        or word.endswith("ing")
        or re.search(rf"(?<![\w-]){word}(?![\w])", entry.text) is not None
    )
    return word + said[first.end() :] if common else said


def _capital(text: str, name: str) -> str:
    return text if name and text.startswith(name) else text[:1].upper() + text[1:]
