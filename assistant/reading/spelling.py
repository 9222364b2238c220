"""Typing errors in a request: a word that nobody knows is read as the one known word that is nearest to it.

Works on Latin-script words alone; knows nothing of entries.
"""

import difflib
import re
from collections.abc import Callable, Collection

_WORD = re.compile(r"(?<![\w-])[A-Za-z][a-z]{5,}(?![\w-])")
_LIKE = 0.86
"""Share of matching characters from which on one word may be another mistyped; `overveiw` has 0.875."""


def corrected(
    text: str, is_known: Callable[[str], bool], vocabulary: Collection[str]
) -> tuple[str, dict[str, str]]:
    """Return a text with its mistyped words put right, and what was read for each of them.

    Args:
        text: as it was typed.
        is_known: tells whether a word, in lower case, is one.
        vocabulary: lower-case words that may have been meant.
    """
    read: dict[str, str] = {}

    def right(match: re.Match[str]) -> str:
        word = match.group().lower()
        if is_known(word):
            return match.group()
        like = [other for other in vocabulary if other[0] == word[0] and abs(len(other) - len(word)) <= 2]
        nearest = difflib.get_close_matches(word, like, n=1, cutoff=_LIKE)
        if nearest:
            read[match.group()] = nearest[0]
        return nearest[0] if nearest else match.group()

    return _WORD.sub(right, text), read
