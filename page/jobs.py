"""The three jobs a reader may give, and what the page says of each in both languages.

Plain values; knows nothing of Gradio and of how a job is done.
"""

from dataclasses import dataclass
from typing import Literal, get_args

Job = Literal["ask", "summarize", "related-work"]

MOST_CALLS = 24
"""What the cap on the calls of a report starts from: as many as the longest one takes."""


@dataclass(frozen=True, slots=True)
class JobWords:
    """How one job is offered: its name, the hint in the empty box, and what stands there before it."""

    label: str
    hint: str
    heading: str
    promise: str
    promise_zh: str
    examples: tuple[str, ...]

    @property
    def welcome(self) -> str:
        """What stands in an empty conversation, as HTML."""
        return (
            f'<div class="pa-welcome"><h2>{self.heading}</h2><p>{self.promise}</p>'
            f'<p lang="zh">{self.promise_zh}</p></div>'
        )


JOBS: dict[Job, JobWords] = {
    "ask": JobWords(
        "Ask · 提问",
        "Ask the papers · 输入问题",
        "Ask the papers",
        "Every sentence of an answer quotes the paper it comes from.",
        "向论文提问：答案的每一句都附有原文引文。",
        (
            "What does VLM-SubtleBench measure?",
            "Which papers work with EEG recordings, and what does each contribute?",
            "How can a model refuse when the clinical evidence is not enough?",
            "有哪些论文提出了医学大模型的评测基准？",
            "SurvHTE-Bench 解决了什么问题？",
            "ECG 基础模型在不同临床任务上的表现如何？",
        ),
    ),
    "summarize": JobWords(
        "Summarise · 综述",
        "A subfield · 研究方向",
        "Summarise a subfield",
        "Every paper that belongs to it is cited, or listed with the reason why it is not.",
        "综述一个方向：相关论文要么被引用，要么列出未引用的理由。",
        (
            "survival analysis",
            "foundation models for ECG and EEG",
            "agents for clinical diagnosis",
            "医学影像分割",
            "医学大模型的评测基准",
            "隐私与联邦学习",
        ),
    ),
    "related-work": JobWords(
        "Related work · 相关工作",
        "Your abstract · 您的摘要",
        "Draft a related-work section",
        "Paragraphs by theme for your title or abstract, every sentence cited. Shift+Enter: a new line.",
        "按主题写成段落，每一句都有引用。Shift+Enter 换行。",
        (
            "Learning when not to answer: calibrated refusal for clinical questions. Language models answer "
            "even where the record does not hold the answer. We train a model to abstain when the evidence "
            "is insufficient.",
            "A self-supervised foundation model for EEG and ECG that transfers across hospitals, montages "
            "and recording lengths, for seizure detection and arrhythmia diagnosis.",
            "删失数据下的个体化治疗效应估计。我们提出一种生存分析方法，在多中心电子病历上估计异质性治疗效应。",
            "面向医学影像的视觉语言模型评测：我们构建一个细粒度推理基准，检验模型能否区分细微的病灶差异。",
        ),
    ),
}
assert set(JOBS) == set(get_args(Job))
