"""What a request wants left out: `leave the image-based ones out`, `not the general models but ...`.

Closed frames in both languages; a negation outside them says nothing here (`without labels` names a subject).
"""

import re

from assistant.patterns import pattern


def without_exclusions(request: str) -> tuple[str, list[str]]:
    """Return a request without the phrases that say what to leave out, and what they name, in order."""
    named: list[str] = []

    def take(match: re.Match[str]) -> str:
        named.append(next(filter(None, match.groups())).strip())
        return " "

    return pattern("request.excludes").sub(take, request), named
