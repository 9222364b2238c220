"""Texts made plain: a model's sentence without markup, what a model may read without orders to it.

A sentence becomes one line without citation markers, images or list bullets; its links are kept as bare
addresses for the grounding to judge. Sentences of a paper or a conversation that speak to models (prompt
injection) are not evidence: no model sees them and nothing may rest on them. A refusal in their presence is
not believed either, as no check can tell it from an honest one. The rule cannot know every order: a model may
read those it misses, and what it then writes is checked like all else. Knows nothing of quotes.
"""

import re
from collections.abc import Collection, Iterator, Sequence

from assistant.patterns import pattern
from vectorstore.text.cleaning import visible
from vectorstore.text.sentences import sentence_spans
from vectorstore.types import Passage

LINK = re.compile(
    r"(?:[A-Za-z][A-Za-z0-9+.\-]*://|www\.|(?:javascript|data|vbscript|mailto|file):(?=\S)"
    r"|(?<![\w@.\-])(?:[\w\-]+\.)+(?:com|org|net|io|ai|dev|cn|edu|gov|co|me|app|info|xyz|ru|uk|de)(?=/))"
    r"[^\s<>\"'`，。；：、（）【】()\[\]|]*",
    re.IGNORECASE | re.ASCII,
)
_MARKDOWN_LINK = re.compile(r"(!?)\[([^\[\]]*)\]\(\s*<?([^\s()<>]*(?:\([^\s()]*\)[^\s()]*)?)>?[^()]*\)")
_AUTOLINK = re.compile(r"<((?:https?|mailto|javascript|data):[^<>\s]*)>", re.I)
_TAG = re.compile(r"</?[A-Za-z!?][^<>]*>")
_UNCLOSED_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_BRACKETED = re.compile(r"([\[【［〔(（])([^\[\]【】［］〔〕()（）]{1,300})([\]】］〕)）])")
_KEY_LIKE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
_NUMBERED = re.compile(r"\d{1,3}(?:[-–]\d{1,3})?")
_BULLET = re.compile(r"^(?:[-*+•>]\s+|#{1,6}\s+|\d{1,2}[.)、]\s*(?=\D)|```\w*\s*)+")


def plain_sentence(text: str, keys: Collection[str]) -> str:
    """Return `text` as one line of plain, visible words, without citation markers of `keys` and positions."""
    text = _BULLET.sub("", re.sub(r"\s+", " ", visible(text)).strip())
    while True:
        stripped = _TAG.sub("", _AUTOLINK.sub(r"\1", _MARKDOWN_LINK.sub(_label_and_address, text)))
        stripped = _BRACKETED.sub(lambda match: _without_markers(match, keys), stripped)
        if stripped == text:
            break
        text = stripped
    text = _UNCLOSED_TAG.sub("< ", text).replace("![", "[")
    text = re.sub(r"\s+([.,;:!?](?:\s|$)|[。，；：！？、])", r"\1", text)
    return re.sub(r"\s{2,}", " ", text).strip()


def _label_and_address(match: re.Match[str]) -> str:
    image, label, address = match.groups()
    if image or not LINK.match(address):
        return label
    return address if label.strip() in ("", address) else f"{label} {address}"


def _without_markers(match: re.Match[str], keys: Collection[str]) -> str:
    square = match[1] not in "(（"
    parts = [part.strip("@#^*_`").lower() for part in re.split(r"[,;，；、\s]+", match[2]) if part]
    if parts and all(part in keys for part in parts):
        return ""
    marker = all(part in keys or _NUMBERED.fullmatch(part) or _KEY_LIKE.fullmatch(part) for part in parts)
    return "" if square and parts and marker else match.group()


def same_link(one: str, other: str) -> bool:
    """Tell whether two addresses are the same but for scheme, letter case of the host and a closing slash."""
    return _bare(one) == _bare(other)


def _bare(link: str) -> str:
    rest = re.sub(r"^https?://(?:www\.)?|^www\.", "", link.strip().rstrip(".,;:!?*_"), flags=re.I).rstrip("/")
    host, slash, path = rest.partition("/")
    return host.lower() + slash + path


def drop_orders(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Return what is left of passages without the sentences that speak to models."""
    return tuple(
        piece
        for passage in passages
        for piece in (_pieces(passage) if speaks_to_models(passage.text) else (passage,))
    )


def _pieces(passage: Passage) -> Iterator[Passage]:
    for start, end in sentence_spans(passage.text, 0):
        if not speaks_to_models(passage.text[start:end]):
            at = passage.start + start
            yield Passage(passage.key, at, passage.start + end, passage.text[start:end])


def speaks_to_models(text: str) -> bool:
    """Tell whether `text` gives orders to a model, poses as a part of its prompt or hides words in a code."""
    return pattern("grounding.orders").search(visible(text)) is not None
