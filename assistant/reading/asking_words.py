"""The words people use to talk about a request, a list, a reading or an audience, in both languages.

As against the words that name a subject. A word that may do either is in neither list: a frame around it
tells (`assistant.reading.subject`). Knows nothing of the library.
"""

from assistant.patterns import pattern, words


def every_paper_has(thing: str) -> bool:
    """Tell whether what is asked about is a part of any paper, and so no subject of its own."""
    return bool(ASPECT.fullmatch(thing) or PART.fullmatch(thing))


def _inflected(verb: str) -> set[str]:
    stem = verb.removesuffix("e")
    doubled = verb + verb[-1]
    return {verb + "s", verb + "es", stem + "ing", stem + "ed", verb, doubled + "ing", doubled + "ed"} | (
        {verb[:-1] + "ies", verb[:-1] + "ied"} if verb.endswith("y") else set()
    )


ASKING = frozenset(words("request.asking", "en")).union(*map(_inflected, words("request.asking_verbs")))
"""English words, in lower case."""
ASKING_ZH = tuple(sorted(words("request.asking", "zh"), key=len, reverse=True))
"""Chinese words, the longest first."""
WEAK = frozenset(words("request.weak"))
"""Words of the field that every paper may hold: a subject only where a request has no other.

`medical` names the subject where it stands alone, and none beside `ultrasound`.
"""
PART = pattern("answerable.part")
"""What every paper has; it may say so in other words of a question that the conversation leads to."""
ASPECT = pattern("answerable.aspect")
"""What every paper has, with the word or without: who asks for it asks what the paper says."""
