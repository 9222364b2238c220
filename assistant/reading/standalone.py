"""A question that stands alone: what it refers to, what it leaves aside, what to search for."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.language import language_of, listed, say
from assistant.reading.conversation import called
from assistant.reading.leaning import bare
from assistant.reading.pointing import EXCEPT, plain
from vectorstore.text.analysis import content, terms
from vectorstore.text.name_table import NameTable
from vectorstore.types import Entry


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question that stands alone, and the entries it refers back to."""

    question: str
    referred: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    """The entries it leaves aside."""
    words: str = ""
    """What to search for, where that is not the question itself."""

    @property
    def sought(self) -> str:
        """What to search for."""
        return self.words or self.question


def referring(question: str, entries: Sequence[Entry]) -> Standalone:
    """Return the question with the entries it refers to named behind it."""
    language = language_of(question)
    names = [called(entry) for entry in entries]
    words = bare(plain(question))
    words = words if terms(content(words)) else f"{words} {' '.join(names)}"
    bracket = f" ({say(language, 'follow-up')} {listed(language, names)})"
    return Standalone(question.rstrip() + bracket, tuple(entry.key for entry in entries), words=words)


def excluding(question: str, names: NameTable) -> Standalone:
    """Return a question as it is, less the papers it names only to leave them aside (`besides MCal`)."""
    for match in EXCEPT.finditer(plain(question)):
        named = names.find(match["en"] or match["zh"])
        if named.own and not terms(content(named.rest)):
            words = question[: match.start()] + " " + question[match.end() :]
            return Standalone(question, without=tuple(named.own), words=words)
    return Standalone(question)
