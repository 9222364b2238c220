"""Whether a text speaks to language models rather than to readers.

Sentences that do are not evidence: no model is shown them and nothing may rest on them. A refusal in their
presence is not believed either, as no check can tell it from an honest one. The rule cannot know every order:
those it misses a model may read, and what it then writes is checked like anything else. Knows nothing of
entries or models.
"""

import re
from collections.abc import Iterator, Sequence

from vectorstore.text.cleaning import visible
from vectorstore.text.sentences import sentence_spans
from vectorstore.types import Passage

_ADDRESS = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instruct\w*|above|previous|prior|prompts?|rules?)\b"
    r"|\b(?:system|developer)\s+(?:prompt|message)|(?:^|[\s>|])(?:system|assistant|user)\s*:"
    r"|<\|?im_|\[/?INST\]|<</?SYS|cannot_answer|[\"']quotes?[\"']\s*:|[\"']key[\"']\s*:"
    r"|\b(?:you|the assistant|this assistant|the model|AIs?)\s+(?:must|should|shall|will|are to|have to)\b"
    r".{0,30}\b(?:answer|reply|respond|say|tell|refuse|decline|cite|output|write|praise|add|reveal|repeat|print)"
    r"|\b(?:refuse|decline|do not|don't)\b.{0,12}\b(?:to answer|answer|questions?)\b"
    r"|\b(?:answer|reply|respond) (?:only |always )?(?:in|with|that)\b|\bapi[ _-]key\b"
    r"|[A-Za-z0-9+/]{40,}={0,2}(?![A-Za-z0-9+/.])"
    r"|忽略.{0,10}(?:指令|以上|上文|之前)|系统提示|(?:必须|请|只能)(?:回答|拒绝|引用|回复|输出)|拒绝回答",
    re.IGNORECASE | re.DOTALL,
)


def without_orders(passages: Sequence[Passage]) -> tuple[Passage, ...]:
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
    return _ADDRESS.search(visible(text)) is not None
