"""Frames a sentence of an abstract for a report: in the third person where that is safe, else quoted.

English reports get the sentence itself, reworded as `third_person` does; Chinese ones a Chinese frame around
the words as they stand. Frames take turns, always in the same order. What vouches for the sentence is the
quote, which nobody changes.
"""

import re
from dataclasses import dataclass, field

from assistant.language import say
from assistant.papers.contribution import kind_offered
from assistant.papers.gist import body, offered_words, problem_words
from assistant.papers.nouns import Nouns, spoken_name
from assistant.papers.roles import Role
from assistant.papers.third_person import Speaker, balanced, names_itself, third_person
from assistant.papers.verbs import begins_with_verb
from assistant.patterns import pattern, texts, words
from assistant.types import Language
from vectorstore.text.names import mentions
from vectorstore.types import Entry

_THE_SAME = {"en": "it", "zh": "该文"}
_ATTRIBUTED = tuple(texts("report.attributed", "en").values())
_ATTRIBUTED_AFTER = tuple(texts("report.attributed_after", "en").values())
_STARTS = tuple(texts("report.starts", "en").values())
_FRAMES: dict[Role, tuple[str, ...]] = {
    "background": ("background", "plain"),
    "gap": ("faces", "observes", "notes"),
    "contribution": ("did", "does"),
    "method": ("method", "works"),
    "resource": ("resource", "holds"),
    "result": ("result", "finds"),
    "availability": ("plain",),
}
_OF_A_KIND = ("sets out", "puts forward", "contributes")
_LINKED = "puts forward"
_ALONE = ("starts from", "aims at")
_TO_THIS_END = pattern("report.to_this_end")
_LONGEST_OF_TWO = 240
"""Characters of the words quoted of a paper where a sentence quotes two."""
_FUNCTION_WORDS = frozenset(words("report.function_words"))


@dataclass(frozen=True, slots=True)
class Framed:
    """A sentence ready to be grounded; `reworded` where it is not a frame around a quote."""

    text: str
    reworded: bool
    quotes: tuple[str, ...]
    """What it rests on: the sentence, and the title where it calls the paper by that."""


@dataclass(slots=True)
class Framer:
    """Frames the sentences of one report in reading order; no frame follows itself."""

    language: Language
    nouns: Nouns
    _last: str = ""
    _problem: str = ""
    _kind: str = ""
    _linked: bool = False
    _turns: dict[str, int] = field(default_factory=dict)

    def frame(self, entry: Entry, quote: str, role: Role, only: bool = False) -> Framed:
        """Return `quote`, a sentence of the entry, framed by its role in the abstract.

        `only`: it is a problem, and the abstract does not say what the paper offers.
        """
        answers = self._problem == entry.key
        # Behind `the authors of Alpha note that scans wait`, `it` might be anything.
        again = self._last == entry.key and not (answers and role != "gap" and self.language == "en")
        self._last = entry.key
        self._problem = entry.key if role == "gap" else ""
        name = spoken_name(entry, quote)
        noun = _THE_SAME[self.language] if again else name or self.nouns.of(entry)
        if self.language == "en":
            reworded = self._reworded(entry, quote, role, name, noun, only)
            if reworded:
                return Framed(reworded, True, (quote,))
        elif only and not again and entry.mismatch is None:
            noun = f"《{entry.title}》"
        kind = kind_offered(quote, self.language) if role == "contribution" else ""
        frames = _ALONE if only else _OF_A_KIND if kind else _FRAMES[role]
        if role == "method" and not names_itself(quote):
            frames = ("adds", "plain")
        phrase = frames[self._turn(frames[0]) % len(frames)]
        words = self._words(quote, role, name)
        link = "" if again or self.language == "en" else self._link(kind)
        if link:
            phrase = _LINKED
            noun = f"{noun} {link}" if noun[-1].isascii() else f"{noun}{link}"
        text = self._say(phrase, noun, quote=words, kind=kind)
        if self.language == "zh" and answers and role == "contribution" and _TO_THIS_END.match(quote):
            text = f"为此,{text}"
        quotes = (quote, entry.title) if noun.startswith(f"《{entry.title}》") else (quote,)
        return Framed(_capital(text, name), False, quotes)

    def both(self, one: Entry, quote: str, other: Entry, second: str) -> str:
        """Return the contributions of two papers that offer the same kind of thing as one Chinese sentence.

        Empty where they do not, or the words of one are long.
        """
        kinds = {kind_offered(text, self.language) for text in (quote, second)}
        names = [spoken_name(entry, text) for entry, text in ((one, quote), (other, second))]
        words = [
            self._words(text, "contribution", name) for text, name in zip((quote, second), names, strict=True)
        ]
        fits = self.language == "zh" and all(len(piece) <= _LONGEST_OF_TWO for piece in words)
        if not fits or not all(names) or len(kinds) > 1 or "" in kinds:
            return ""
        self._last = ""
        return self._say(
            "both offer", names[0], other=names[1], kind=kinds.pop(), quote=words[0], second=words[1]
        )

    def _say(self, phrase: str, noun: str, **values: str) -> str:
        text = say(self.language, phrase, name=noun, **values)
        text = text if noun[-1].isascii() else text.replace(f"{noun} ", noun)
        # Words quoted out of the middle of a sentence do not end the one they stand in.
        ended = self.language == "en" or text.rstrip("”")[-1] in ".?!。"
        return text if ended else f"{text}。"

    def _link(self, kind: str) -> str:
        """Return the Chinese word that sets a kind of thing beside the one before, never twice on end."""
        before, self._kind = self._kind, kind
        self._linked = bool(kind and before) and not self._linked
        return ("也" if kind == before else "则") if self._linked else ""

    def _words(self, quote: str, role: Role, name: str) -> str:
        """Return what is quoted of a sentence: in Chinese the words that matter, else all of it."""
        if self.language == "en" or role not in ("contribution", "gap"):
            return quote
        words = offered_words(body(quote)) if role == "contribution" else problem_words(body(quote))
        return re.sub(rf"\A{re.escape(name)}, (?=an? |the )", "", words) if name else words

    def contrast(self, said: str, other: Entry, said_of_other: str) -> str:
        """Return two framed sentences as one that sets their papers side by side.

        Empty where the second does not begin with its paper.
        """
        noun = "" if other.name else self.nouns.given(other)
        if not (other.name and said_of_other.startswith(other.name)):
            if not noun or not said_of_other.lower().startswith(noun):
                return ""
            said_of_other = noun + said_of_other[len(noun) :]
        return say(self.language, "whereas", said=said.rstrip(".。"), other=said_of_other)

    def begin(self) -> None:
        """A new paragraph begins: the next sentence names its paper again."""
        self._last = self._kind = ""

    def _turn(self, name: str) -> int:
        self._turns[name] = self._turns.get(name, -1) + 1
        return self._turns[name]

    def _reworded(self, entry: Entry, quote: str, role: Role, name: str, noun: str, only: bool) -> str:
        again = noun == _THE_SAME["en"]
        authors = "its authors" if again else f"the authors of {noun}"
        said = third_person(quote, Speaker(noun, authors, name))
        if not said:
            return ""
        if only:
            frame = _STARTS[self._turn("starts") % len(_STARTS)]
            said = _lowered(said, entry).removesuffix(".")
            return frame.format(noun=noun, Noun=_capital(noun, name), said=said)
        told = (name and mentions(said, name)) or (not again and noun.lower() in said.lower())
        if told or (again and names_itself(quote)):
            return _with_pronoun(said, name) if again else said
        if role in ("gap", "background"):
            inside = _lowered(said, entry).removesuffix(".")
            frames = _ATTRIBUTED if inside[0] != said[0] else _ATTRIBUTED_AFTER
            frame = frames[self._turn("attributed") % len(frames)]
            said = frame.format(authors=authors, Authors=_capital(authors, ""), said=inside)
        elif not again:
            said = f"In {noun}, {_lowered(said, entry)}"
        return said if balanced(said) else ""


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
