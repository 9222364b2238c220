"""Cuts text into sentences and packs them into passages; pure, knows nothing of entries or storage.

Spans are (start, end) offsets of characters in the text, the end exclusive, without outer spaces.
"""

import re
from collections.abc import Callable, Sequence

from vectorstore.text.words import alternatives

Span = tuple[int, int]

SPLITTING_VERSION = 1

# What an end begins with is looked for first: a set of characters is found three times as quickly.
_END = re.compile(
    r"(?=[.!?…。！？；;\n])"
    r"(?:[.!?…]+[\"'”’)\]]*(?=\s|$)|[。！？；]+[”’」』）]*|(?<=[\u4e00-\u9fff])[?!;]+|\n+)"
)
_ABBREVIATION = re.compile(
    rf"(?:\b(?:{alternatives('abbreviations')})|\b[A-Z](?:\.[A-Z])*|\b[a-z]\.[a-z])\.[\"'”’)\]]*$",
    re.IGNORECASE,
)


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Return the sentences of `text[start:end]`, English or Chinese, in order.

    A full stop ends a sentence only before a space, and not after an abbreviation or an initial, nor before
    a lower-case word.
    """
    stop = len(text) if end is None else end
    spans: list[Span] = []
    begin = start
    for match in _END.finditer(text, start, stop):
        if match.group()[0] in ".…" and not _ends_sentence(text, begin, match.end(), stop):
            continue
        _append(spans, text, begin, match.end())
        begin = match.end()
    _append(spans, text, begin, stop)
    return spans


def _ends_sentence(text: str, begin: int, end: int, stop: int) -> bool:
    following = text[end : end + 12].lstrip()[:1] if end < stop else ""
    if following.islower():
        return False
    match = _ABBREVIATION.search(text, max(begin, end - 12), end)
    return match is None


def _append(spans: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    if piece.strip():
        spans.append((start + left, start + len(piece.rstrip())))


def pack(
    text: str, sentences: Sequence[Span], budget: int, count: Callable[[list[str]], list[int]]
) -> list[Span]:
    """Pack sentences into passages of at most `budget` tokens, as `count` counts them.

    A sentence above the budget becomes a passage of its own; the embedder cuts it off.
    """
    if not sentences:
        return []
    lengths = count([text[start:end] for start, end in sentences])
    packed: list[Span] = []
    begin, total = sentences[0][0], 0
    last = begin
    for (start, end), length in zip(sentences, lengths, strict=True):
        if total and total + length > budget:
            packed.append((begin, last))
            begin, total = start, 0
        total += length
        last = end
    packed.append((begin, last))
    return packed
