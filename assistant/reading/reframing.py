"""Puts another subject into the frame of an earlier question: `the same for MRI`, `那脑电呢?`.

What gives way is what stands behind the same preposition, else the words that tell papers apart best and
are nearest in meaning to the new ones. Knows nothing of the conversation.
"""

import re

import numpy as np

from assistant.reading.pointing import plain
from vectorstore.retriever import Retriever
from vectorstore.search.question import read_question
from vectorstore.stores.store import Vectors
from vectorstore.text.analysis import ENGLISH_STOPS, content

_WORD = re.compile(r"[^\W\u3400-\u9fff]+(?:['’.+&-][^\W\u3400-\u9fff]+)*")
_HAN = re.compile("[\u3400-\u9fff]+")
_FRAME = frozenset(
    """
    benchmark benchmarks dataset datasets data model models method methods approach approaches system systems
    framework tool tools agent agents designed developed trained proposed compare compares compared evaluate
    evaluates evaluated evaluation test tests tested measure measures survey study studies build builds new
    """.split()
)
"""Words of the frame: what is asked for, of whatever subject."""
_FRAME_ZH = re.compile(
    "基准|数据集|模型|方法|系统|框架|工具|智能体|评测|评估|测评|测试|比较|专门|训练|设计|提出|做|用|针对"
)

Span = tuple[int, int]


def reframed(question: str, subject: str, preposition: str, retriever: Retriever) -> str:
    """Return the question with its subject replaced; empty where it shows none."""
    spans = _spans(question, retriever)
    if not spans:
        return ""
    behind = [span for span in spans if _preposition(question, span) == preposition] if preposition else []
    start, end = behind[-1] if behind else _nearest(question, spans, subject, retriever)
    return f"{question[:start]}{subject}{question[end:]}"


def _spans(question: str, retriever: Retriever) -> list[Span]:
    """Return where the question's runs of content stand, words of the frame left out, in order."""
    text = plain(question)
    spans: list[Span] = []
    for match in _WORD.finditer(text):
        word = match.group().lower()
        if word in ENGLISH_STOPS or word in _FRAME:
            continue
        if spans and text[spans[-1][1] : match.start()].isspace():
            spans[-1] = spans[-1][0], match.end()
        else:
            spans.append(match.span())
    for concept in retriever.glossary.matches_in(text):
        name = text[concept.start : concept.end]
        if _HAN.search(name) and content(name).strip() and not _FRAME_ZH.fullmatch(name):
            if spans and spans[-1][1] == concept.start:
                spans[-1] = spans[-1][0], concept.end
            else:
                spans.append((concept.start, concept.end))
    return sorted(spans)


def _preposition(question: str, span: Span) -> str:
    """Return the word before a span, any article passed over."""
    before = re.search(r"(\w+)\s+(?:(?:the|an?)\s+)?$", question[: span[0]].lower())
    return before[1] if before else ""


def _nearest(question: str, spans: list[Span], subject: str, retriever: Retriever) -> Span:
    """Return the span that is rarest and nearest in meaning; of equals the last."""
    wanted = _vector(subject, retriever)

    def near(span: Span) -> float:
        vector = _vector(question[span[0] : span[1]], retriever)
        return float(np.dot(wanted, vector)) if wanted is not None and vector is not None else 0.0

    def fits(span: Span) -> float:
        held = retriever.search(question[span[0] : span[1]], 1).support.held
        return held * (1.0 + near(span))

    start, end = max(reversed(spans), key=fits)
    # Words around a concept may belong to the frame: the verb in `reconstructs ECG`.
    inside = [
        (start + match.start, start + match.end)
        for match in retriever.glossary.matches_in(question[start:end])
    ]
    return max([(start, end), *inside], key=near)


def _vector(text: str, retriever: Retriever) -> Vectors | None:
    return retriever.embed(read_question(text, retriever.glossary, retriever.names()))[0]
