"""Scores answers on cases whose right entries are known. Asks, opens and prints nothing.

Metrics: recall@k and reciprocal rank of the first right entry, recall and precision of the cited entries
(Gao et al., 2023: attribution), refusals where the papers do not answer, exactness of the quotes.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

RANKED = frozenset({"single", "number", "false_premise"})
"""Kinds whose questions one entry answers: their hits are ranked."""
UNANSWERABLE = "unanswerable"
OVER_ALL = ("all", "answered")
"""Groups beside the kinds: what is measured of every answer, and the share of cases that have one."""

Json = Mapping[str, Any]
Scores = dict[str, dict[str, float]]
"""A mean by metric, and `n`, the number of values of the metric that has most, by group of cases."""
Measure = tuple[str, float]


@dataclass(frozen=True, slots=True)
class Case:
    """A question with the keys of the entries that answer it; citing a neutral one is not judged."""

    id: str
    question: str
    kind: str = "single"
    lang: str = "en"
    task: str = "ask"
    gold: frozenset[str] = frozenset()
    neutral: frozenset[str] = frozenset()
    must_mention: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Miss:
    """A case that went wrong, and in what way."""

    id: str
    question: str
    faults: tuple[str, ...]


def score(
    cases: Sequence[Case], answers: Sequence[Json | None], texts: Mapping[str, str]
) -> tuple[Scores, list[Miss]]:
    """Return the means by kind, by kind and language and over all answers, and the cases that went wrong.

    Args:
        cases: what was asked.
        answers: one a case, as `--json` gives it; None where there is none.
        texts: the text of each entry, by key.
    """
    values: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    misses: list[Miss] = []
    for case, answer in zip(cases, answers, strict=True):
        measures = list(_measure_case(case, answer))
        for group in (case.kind, f"{case.kind}/{case.lang}"):
            for name, value in measures:
                values[group][name].append(value)
        if case.kind == UNANSWERABLE:
            values[f"{case.kind}/{_subkind(case)}"]["refused"].append(float(_abstained(answer)))
        for name, value in _measure_answer(case, answer, texts) if answer else ():
            values["all"][name].append(value)
        values["answered"]["share"].append(float(answer is not None))
        if faults := tuple(_describe_faults(case, answer, dict(measures))):
            misses.append(Miss(case.id, case.question, faults))
    scores: Scores = {
        group: {name: round(fmean(found), 3) for name, found in measured.items()}
        | {"n": max(map(len, measured.values()))}
        for group, measured in values.items()
    }
    return scores, misses


def _measure_case(case: Case, answer: Json | None) -> Iterator[Measure]:
    """Yield the measures of one case against its gold."""
    cited = cited_keys(answer)
    if case.kind == UNANSWERABLE:
        yield "refused", float(_abstained(answer))
    else:
        yield "kept", float(answer is not None and not _abstained(answer))
    if case.kind in RANKED:
        rank = first_rank(case.gold, hit_keys(answer))
        yield "R@1", float(rank == 1)
        yield "R@5", float(rank is not None and rank <= 5)
        yield "MRR", 1 / rank if rank else 0.0
    if case.gold and case.kind != UNANSWERABLE:
        yield "cited", float(case.gold <= cited)
    if case.must_mention:
        yield "mention", float(all(mentions(wording(answer), wanted) for wanted in case.must_mention))
    if case.gold:
        yield "recall", len(case.gold & cited) / len(case.gold)
        yield "precision", precision(case.gold, cited - case.neutral)
    if case.kind == "metadata":
        yield "exact", float(cited - case.neutral == case.gold)


def _measure_answer(case: Case, answer: Json, texts: Mapping[str, str]) -> Iterator[Measure]:
    """Yield the measures of an answer that need no gold."""
    for citation in _citations(answer):
        yield "quotes exact", float(is_exact(citation, texts))
    if not _abstained(answer):
        said = _supported(answer)
        yield "sentences", len(said)
        yield "characters", sum(len(sentence["text"]) for sentence in said)
        yield "longest quote", max((len(c.get("quote") or "") for c in _citations(answer)), default=0)
        for sentence in said:
            if is_claim(sentence["text"]):
                yield "own citation", float(bool(sentence.get("citations")))
    if case.task != "ask":
        yield "accounted", float(is_accounted(answer.get("coverage") or {}))


def first_rank(gold: frozenset[str], ranked: Sequence[str]) -> int | None:
    """Return the rank, from 1, of the first right key; None if there is none."""
    return next((rank for rank, key in enumerate(ranked, 1) if key in gold), None)


def precision(gold: frozenset[str], cited: frozenset[str]) -> float:
    """Return the share of the cited keys that are right; 0 if nothing is cited."""
    return len(gold & cited) / len(cited) if cited else 0.0


def mentions(text: str, wanted: str) -> bool:
    """Tell whether `text` holds `wanted`, whatever the letter case, widths, dashes and thousands separators.

    A figure inside a longer one does not count.
    """
    needle = _fold(wanted)
    before = r"(?<!\d)" if needle[:1].isdigit() else ""
    after = r"(?!\d)" if needle[-1:].isdigit() else ""
    return re.search(before + re.escape(needle) + after, _fold(text)) is not None


def is_exact(citation: Json, texts: Mapping[str, str]) -> bool:
    """Tell whether the entry's text holds the quote at its offsets."""
    quote = citation.get("quote") or ""
    text = texts.get(citation["key"], "")
    return bool(quote) and text[citation.get("start", -1) : citation.get("end", -1)] == quote


def is_claim(sentence: str) -> bool:
    """Tell whether a sentence is long enough to need a citation: 50 characters, or 15 in Chinese."""
    return len(sentence) >= 50 or len(re.findall("[\u4e00-\u9fff]", sentence)) >= 15


def is_accounted(coverage: Json) -> bool:
    """Tell whether a report cites each entry that belongs to it, or leaves it out with a reason."""
    matched = set(coverage.get("matched") or ())
    left_out = {left["key"] for left in coverage.get("left_out") or () if left.get("reason")}
    return bool(matched) and matched <= {*(coverage.get("cited") or ()), *left_out}


def hit_keys(answer: Json | None) -> list[str]:
    """Return the distinct keys of the hits, best first."""
    return list(dict.fromkeys(hit["key"] for hit in (answer or {}).get("hits") or ()))


def cited_keys(answer: Json | None) -> frozenset[str]:
    """Return the keys that supported sentences cite."""
    return frozenset(citation["key"] for citation in _citations(answer))


def wording(answer: Json | None) -> str:
    """Return the text of an answer without its citation marks, and its quotes."""
    text = re.sub(r"\[[^\]]*\]", " ", (answer or {}).get("text") or "")
    return " ".join([text, *(citation.get("quote") or "" for citation in _citations(answer))])


def _supported(answer: Json | None) -> list[Json]:
    return [s for s in (answer or {}).get("sentences") or () if s.get("supported", True)]


def _citations(answer: Json | None) -> list[Json]:
    return [citation for sentence in _supported(answer) for citation in sentence.get("citations") or ()]


def _abstained(answer: Json | None) -> bool:
    return bool(answer and answer.get("abstained"))


def _subkind(case: Case) -> str:
    return next((kind for kind in ("off-topic", "near miss") if case.note.startswith(kind)), "other")


def _fold(text: str) -> str:
    text = re.sub("[\u2010-\u2015\u2212]", "-", unicodedata.normalize("NFKC", text).lower())
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text).translate(str.maketrans("", "", "$^"))
    return re.sub(r"\s+", " ", text)


def _describe_faults(case: Case, answer: Json | None, measured: Mapping[str, float]) -> Iterator[str]:
    """Yield what went wrong with a case, in words."""
    if answer is None:
        yield "no answer"
    if measured.get("refused") == 0:
        yield "not refused"
    if measured.get("kept") == 0:
        yield "refused"
    if measured.get("R@1") == 0:
        yield f"rank {first_rank(case.gold, hit_keys(answer)) or 'none'}"
    if measured.get("cited") == 0 or measured.get("exact") == 0:
        yield f"cited {sorted(cited_keys(answer))}, wanted {sorted(case.gold)}"
    if measured.get("mention") == 0:
        lacking = [wanted for wanted in case.must_mention if not mentions(wording(answer), wanted)]
        yield f"lacks {lacking}"
