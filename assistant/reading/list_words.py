"""The words a question about the list is put in, which name no subject; what they leave is what it is about.

Also marks what of a question has been read. Knows nothing of conditions or of the library.
"""

import re

from assistant.patterns import pattern, source, words
from vectorstore.text.analysis import content, terms

_ASKING = frozenset(terms(" ".join(words("list.asking"))))
_FILLING = _ASKING | frozenset(terms(" ".join(words("list.filling"))))
_OFFERING = frozenset(terms(" ".join(words("list.offering"))))
_OFFERED, _FRAMES = pattern("list.offered"), pattern("list.frames")
_FRAME_AT_END = re.compile("^(?:{0})+|(?:{0})+$".format(source("zh", "list.frame")))
_TOTAL, _POLITE, _BACK = pattern("list.total"), pattern("list.polite"), pattern("list.back")
_PLAIN, _BREAK = pattern("list.plain"), pattern("list.break")
_ASIDE = re.compile(r"[(（][^()（）]*[)）]")
_SENTENCE = re.compile(r"[.?!;,](?=\s|$)|[。?!;，。？！；,](?=[\u3400-\u9fff])|[，。？！；]")
_PARTICLES_BEFORE = "在是不为用有无没未了些跟与和对把做及被从就叫标收挂放留写也还"
_PARTICLES_AFTER = "下上中里内有是了些在类也还与和"
_AFTER_LETTER = re.compile(r"(?<=\b[A-Za-z])\s+(?=[\u3400-\u9fff])")
"""The space in `B 超`, which is one word."""
_EDGE = re.compile(r"^[\W_]+|[\W_]+$")


class Blanks:
    """The parts of a text that have been read."""

    def __init__(self, text: str) -> None:
        self._read = [False] * len(text)

    def take(self, start: int, end: int) -> None:
        """Mark a part as read."""
        self._read[start:end] = [True] * (end - start)

    def on(self, text: str) -> str:
        """Return a text of the same length with spaces where it has been read."""
        return "".join(" " if read else char for char, read in zip(text, self._read, strict=True))


def blank(found: re.Pattern[str], text: str) -> str:
    """Return a text of the same length with spaces where a pattern is found."""
    return found.sub(lambda match: " " * len(match.group()), text)


def clause_before(text: str, at: int) -> str:
    """Return what stands before a place in the same clause."""
    return _BREAK.split(text[:at])[-1]


def names_a_subject(text: str, generic: bool = True) -> bool:
    """Tell whether words are left once those of asking for a list are taken out.

    With `generic` false, words that what a paper offers is called by (`benchmark`) are no subject either.
    """
    text = _POLITE.sub(" ", _TOTAL.sub(" ", text))
    return _any_left(text, _FILLING) if generic else _any_left(_OFFERED.sub(" ", text), _FILLING | _OFFERING)


def _any_left(text: str, known: frozenset[str]) -> bool:
    left = content(_FRAMES.sub(" ", _AFTER_LETTER.sub("", text)))
    found = (
        word.lstrip(_PARTICLES_BEFORE).rstrip(_PARTICLES_AFTER) for word in re.findall(r"\w[\w.+-]*", left)
    )
    # One Chinese character alone is a left-over of the rules, not a subject.
    return any(len(word) > 1 and set(terms(word)) - known for word in found)


def subject_left(text: str) -> str:
    """Return what a question is about once its conditions are blank; empty where that is no subject."""
    if not names_a_subject(text):
        return ""
    text = _POLITE.sub(" ", _TOTAL.sub(" ", text))
    for less in (_ASIDE, _BACK):
        shorter = less.sub(" ", text)
        text = shorter if names_a_subject(shorter) else text
    kept = filter(names_a_subject, _SENTENCE.split(text))
    return " ".join(filter(None, map(_trim, kept)))


def _trim(sentence: str) -> str:
    """Cut the words of asking off both ends, and the commonest from within."""
    found = re.findall(r"[\u3400-\u9fff]+|[^\s\u3400-\u9fff]+", _PLAIN.sub(" ", sentence))
    found = [
        word for one in found if _EDGE.sub("", word := _FRAME_AT_END.sub("", _FRAME_AT_END.sub("", one)))
    ]
    named = [at for at, word in enumerate(found) if _any_left(word, _ASKING)]
    return _EDGE.sub("", " ".join(found[named[0] : named[-1] + 1])) if named else ""
