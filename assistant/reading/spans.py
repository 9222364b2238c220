"""Which parts of a question have been read, and the clause a place of it stands in."""

import re

_BREAK = re.compile(
    r"[,.;:!?，。；：？！()（）](?!\S*\.)|(?<!\ball )(?<!thing )\bbut\b|(?<!not )(?<!n't )\byet\b|"
    r"\b(?:while|whereas|although|and (?:which|that|who)|plus)\b|"
    r"但是?|而且|并且|(?<!进)而(?!非)|却|只是",
    re.IGNORECASE,
)


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


def clause_before(text: str, at: int) -> str:
    """Return what stands before a place in the same clause."""
    return _BREAK.split(text[:at])[-1]
