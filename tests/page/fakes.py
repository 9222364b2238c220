"""A small real assistant for the page's tests: five entries, answers and reports told by words asked."""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import cast

from assistant.ask import Assistant
from assistant.errors import QuestionError
from assistant.types import (
    UNCAPPED,
    Answer,
    Cap,
    Citation,
    Coverage,
    Dropped,
    Language,
    LeftOut,
    MapPoint,
    Reference,
    Section,
    Sentence,
    Table,
    Turn,
    Usage,
)
from tests.support.clock import ENDLESS
from vectorstore.library import Library
from vectorstore.search.conditions import Filters
from vectorstore.stores.vectors import Progress, silent
from vectorstore.types import Entry

ALL = Filters()
SECRET = "sk-sentinel-4711"
PLANNED = "Calls of openai:small planned: 4; estimated cost: $0.0100."
HOSTILE = (
    "<script>window.pwned=1</script><img src=x onerror='window.pwned=1'> ![x](http://evil.example/leak.png) "
    "[go](javascript:window.pwned=1) <iframe srcdoc='<script>parent.pwned=1</script>'></iframe> "
    "<a href='javascript:window.pwned=1'>x</a> <form action='http://evil.example'><input></form> "
    "<div style='position:fixed;inset:0'>cover</div> `code` $$x$$ </div></div><svg onload=window.pwned=1> "
    "${window.pwned=1} {{window.pwned=1}}"
)


def _entry(key: str, title: str, abstract: str, topic: str, *links: str, kind: str = "Poster") -> Entry:
    text = f"{title}\n\n{abstract}"
    return Entry(key, title, text, (), "ICLR 2026", 2026, kind, (topic,), links, "digest", "")


ENTRIES = (
    _entry(
        "vlm-subtlebench-2026",
        "VLM-SubtleBench:VLM 距离人类级细微比较推理还有多远?",
        "The ability to distinguish subtle differences between visually similar images is essential "
        "for diverse domains such as industrial anomaly detection, medical imaging, and aerial "
        "surveillance. While comparative reasoning benchmarks for vision-language models (VLMs) have "
        "recently emerged, they primarily focus on images with large, salient differences and fail to"
        " capture the nuanced reasoning required for real-world applications. In this work, we "
        "introduce VLM-SubtleBench, a benchmark designed to evaluate VLMs on subtle comparative "
        "reasoning. Our benchmark covers ten difference types—Attribute, State, Emotion, Temporal, "
        "Spatial, Existence, Quantity, Quality, Viewpoint, and Action—and curate paired "
        "question–image sets reflecting these fine-grained variations.",
        "clinical NLP",
    ),
    _entry(
        "d24fad-2026",
        "面向少样本异常检测的双重蒸馏",
        "Anomaly detection is a critical task in computer vision with profound implications for "
        "medical imaging, where identifying pathologies early can directly impact patient outcomes. "
        "We introduce D24FAD, a novel dual distillation framework for few-shot anomaly detection that"
        " identifies anomalies in previously unseen tasks using only a small number of normal "
        "reference images.",
        "clinical prediction",
        "https://github.com/ttttqz/D24FAD",
    ),
    _entry(
        "iclr-2026-5b1c9e",
        "去中心化注意力错失中心信号:重新思考医学时间序列 Transformer",
        "Accurate analysis of medical time series (MedTS) data, such as electroencephalography (EEG) "
        "and electrocardiography (ECG), plays a pivotal role in healthcare applications, including "
        "the diagnosis of brain and heart diseases. To bridge this gap, we propose CoTAR, a "
        "centralized module that replaces decentralized attention.",
        "clinical prediction",
        "https://github.com/Levi-Ackman/TeCh",
        kind="Oral",
    ),
    _entry(
        "iclr-2026-90aa17",
        "超越分类准确率:Neural-MedBench 与深层推理基准的必要性",
        "Epilepsy affects over 50 million people worldwide, and one-third of patients suffer "
        "drug-resistant seizures where surgery offers the best chance of seizure freedom. Here we "
        "present Omni-iEEG, a large-scale, pre-surgical iEEG resource comprising 302 patients and 178"
        " hours of recordings.",
        "trustworthy medical AI",
    ),
    _entry(
        "hostile-2026",
        f"A title {HOSTILE}",
        f"An abstract {HOSTILE} which goes on.",
        HOSTILE,
        "javascript:alert(1)",
    ),
)
BY_KEY = {entry.key: entry for entry in ENTRIES}

QUOTES = {
    "vlm-subtlebench-2026": "we introduce VLM-SubtleBench, a benchmark designed to evaluate VLMs on subtle "
    "comparative reasoning",
    "d24fad-2026": "We introduce D24FAD, a novel dual distillation framework for few-shot anomaly detection",
    "iclr-2026-5b1c9e": "we propose CoTAR, a centralized module that replaces decentralized attention",
    "iclr-2026-90aa17": "Here we present Omni-iEEG, a large-scale, pre-surgical iEEG resource",
    "hostile-2026": HOSTILE,
}
WARNING = "The title names Neural-MedBench, the abstract Omni-iEEG: they seem to belong to different papers."


class FakeLibrary:
    """The five entries."""

    notices: tuple[str, ...] = ()

    def entries(self) -> Sequence[Entry]:
        return ENTRIES

    def get(self, key: str) -> Entry | None:
        return BY_KEY.get(key)


class FakeAssistant(Assistant):
    """Answers from the five entries; `asked` and `closed` say what the page did with it.

    To a question with "held" in it the first sentence comes once `go_on` is set.
    """

    def __init__(self) -> None:
        self.library = cast(Library, FakeLibrary())
        self.asked: list[tuple[str, tuple[Turn, ...], str]] = []
        self.reported: list[tuple[str, str, str]] = []
        self.filters: list[Filters] = []
        self.caps: list[Cap] = []
        self.closed: list[str] = []
        self.go_on = threading.Event()

    def model_choices(self) -> list[str]:
        return ["auto", "built-in", "openai:small"]

    def model_line(self, model: str = "auto") -> tuple[str, str]:
        if model == "openai:small":
            return model, "The question and the passages found are sent to api.example.org."
        return "built-in", "Nothing leaves this machine."

    def stream(
        self, question: str, history: Sequence[Turn] = (), model: str = "auto", filters: Filters = ALL
    ) -> Iterator[Answer]:
        self.asked.append((question, tuple(history), model))
        self.filters.append(filters)
        read = f"{question} (about D24FAD)" if history and "its" in question else question
        try:
            for answer in _answers(question):
                found = {**answer.filters, **filters.to_dict()}
                yield replace(answer, standalone_question=read, filters=found)
        finally:
            self.closed.append(question)

    def summarize(
        self,
        subfield: str,
        model: str = "auto",
        filters: Filters = ALL,
        cap: Cap = UNCAPPED,
        progress: Progress = silent,
    ) -> Iterator[Answer]:
        self.reported.append(("summarize", subfield, model))
        yield from self._reports(subfield, model, filters, cap)

    def related_work(
        self, draft: str, model: str = "auto", filters: Filters = ALL, cap: Cap = UNCAPPED
    ) -> Iterator[Answer]:
        self.reported.append(("related-work", draft, model))
        yield from self._reports(draft, model, filters, cap)

    def _reports(self, asked: str, model: str, filters: Filters, cap: Cap) -> Iterator[Answer]:
        self.filters.append(filters)
        self.caps.append(cap)
        planned = (PLANNED,) if model == "openai:small" else ()
        for answer in _reports(asked):
            yield replace(answer, notices=(*planned, *answer.notices))
            if "held" in asked:
                self.go_on.wait(ENDLESS)


def _answers(question: str) -> Iterator[Answer]:
    language: Language = "zh" if any(ord(letter) > 0x2E80 for letter in question) else "en"
    empty = Answer(question, question, language, seconds=0.1)
    if "empty-handed" in question:
        raise QuestionError("The question has no word to search for; name a method, a task or a paper.")
    if "weather" in question or "天气" in question:
        yield refusal(empty)
        return
    keys = [key for word, key in _WORDS.items() if word.lower() in question.lower()] or list(BY_KEY)[:2]
    slow = 0.15 if "slow" in question else 0.02
    yield empty
    answer = empty
    for count in range(1, len(keys) * (round(ENDLESS / slow) if "slow" in question else 1) + 1):
        answer = grown(answer, keys[(count - 1) % len(keys)])
        yield answer
        time.sleep(slow)
        if "explode" in question:
            raise RuntimeError(f"401 for {SECRET}")
    yield replace(answer, complete=True, notices=NOTICES if "fallback" in question else ())


def _reports(asked: str) -> Iterator[Answer]:
    for answer in _answers(asked):
        yield answer
    if not answer.abstained:
        yield report(answer)


def report(answer: Answer) -> Answer:
    """The answer as a report, a section an entry; the entries that it does not cite are left out of it."""
    cited = tuple(reference.key for reference in answer.references)
    rest = tuple(LeftOut(key, f"Says too little of {key}.") for key in BY_KEY if key not in cited)
    points = tuple(MapPoint(key, 0.2 * place, 0.5, place) for place, key in enumerate(cited))
    rows = tuple((key, QUOTES[key], "not stated", *BY_KEY[key].links[:1]) for key in cited)
    appendix = "## Side by side\n\n| Entry |\n| --- |\n\n## Coverage\n\n- as lines"
    return replace(
        answer,
        text=f"{answer.text}\n\n{appendix}",
        appendix=appendix,
        coverage=Coverage((*cited, *(left.key for left in rest)), cited, rest),
        sections=tuple(Section(f"On {BY_KEY[key].title}", (place,)) for place, key in enumerate(cited)),
        table=Table(("Entry", "Problem", "Data", "Code"), rows),
        map=points,
        dropped=(Dropped("It cures <b>everything</b>.", "“cures” stands in none of its quotes."),),
        usage=Usage(1234, 56, 0.0123, estimated=True),
    )


_WORDS = {
    "SubtleBench": "vlm-subtlebench-2026",
    "anomal": "d24fad-2026",
    "异常": "d24fad-2026",
    "EEG": "iclr-2026-5b1c9e",
    "epilepsy": "iclr-2026-90aa17",
    "hostile": "hostile-2026",
}
NOTICES = ("The model stopped replying; the built-in writer finished this answer.",)


def grown(answer: Answer, key: str) -> Answer:
    """The answer with one more sentence, on that entry."""
    entry, quote = BY_KEY[key], QUOTES[key]
    start = entry.text.index(quote)
    lead = "论文指出：" if answer.language == "zh" else "The paper states: "
    sentence = Sentence(f"{lead}“{quote}”.", (Citation(key, quote, start, start + len(quote)),))
    reference = Reference(
        key,
        entry.title,
        entry.venue,
        entry.year,
        entry.links,
        entry.kind,
        entry.topics,
        WARNING if "90aa17" in key else "",
    )
    references = answer.references if reference in answer.references else (*answer.references, reference)
    return replace(
        answer,
        text=f"{answer.text}\n\n{sentence.text} [{key}]".strip(),
        sentences=(*answer.sentences, sentence),
        references=references,
        filters={"year": 2026} if "2026" in answer.question else {},
        dropped=(Dropped("A claim.", "no quote"),) if "dropped" in answer.question else (),
    )


def refusal(answer: Answer) -> Answer:
    """No answer, and the two nearest entries."""
    text = "这些论文没有讨论它。" if answer.language == "zh" else "None of the papers speaks of this."
    return replace(
        answer, abstained=True, reason=text, text=text, nearest=tuple(list(BY_KEY)[:2]), complete=True
    )
