"""What a request for a report is about: the request without the words that only ask for one.

Rules for both languages; knows nothing of the library.
"""

import re

from vectorstore.glossary import Glossary

_NOUNS = r"(?:papers?|works?|research|literature|studies|study|publications?|entries|efforts|articles)"
_ASKING = re.compile(
    r"\b(?:please|could you|can you|would you|i(?:'d| would) like|i (?:need|want)|help me|show me|give me|"
    r"write(?: me)?|tell me|let me know)\b|"
    r"\b(?:(?:an?|the)\s+)?(?:(?:short|brief|concise|quick|complete|full)\s+)?"
    r"(?:literature\s+)?(?:overview|summary|survey|review|synthesis|report|digest)\s+(?:of|on|about)\b|"
    r"\b(?:summari[sz]e|survey|review|cover|outline|describe)\b|"
    r"\b(?:what|which|how much|how many)\s+(?:\w+\s+)?(?:has|have|had)\s+been\s+"
    r"(?:done|published|written|said)\b|\bwhat(?:'s| is| are)\s+(?:there|known|being done|new)\b|"
    r"\bwhat do(?:es)? (?:we|they|the \w+) (?:know|say)\b|"
    rf"\b(?:what|which|all|any|every|recent|existing|current|related)\s+{_NOUNS}\b|\b{_NOUNS}\b|"
    r"\b(?:deal(?:s|ing)? with|address(?:es|ing)?|investigat(?:es?|ing)|stud(?:y|ies|ying)|look(?:s|ing)? at|"
    r"tak(?:es?|ing)|ask(?:s|ing)? whether|mak(?:es?|ing) sure(?: that)?)\b|"
    r"\b(?:anything|everything|something|those|ones)\b|\bi\.\s?e\.|\be\.\s?g\.|\betc\b\.?|"
    r"\bas (?:an? )?inputs?\b",
    re.IGNORECASE,
)
_ASKING_ZH = re.compile(
    r"是关于|请|麻烦|帮我|给我|帮忙|写一[篇段份]|做一个|总结|梳理|概述|概括|综述|整理|归纳|盘点|回顾|汇总|介绍|一下|"
    r"(?:这?个|这些)?(?:方面|方向|领域|主题|子领域)|(?:最新|近期|现有|相关|有关)的?|进展|现状|做法|"
    r"研究工作|研究|工作|论文|文章|文献|都?有哪些|哪些|关于|有什么|怎么样|分别|有没有"
)
_LEADING = re.compile(
    r"^[\s.,;:]*(?:(?:an?|on|of|or|and|about|in|that|which|with|for|to|the|into|by|is|are)\b[\s,]*)+",
    re.IGNORECASE,
)
_EDGES = " \t\n.,;:?!。,、:;?!“”\"'的做了在对于和与"


def subject_of(request: str, glossary: Glossary | None = None) -> str:
    """Return what a request is about: `the work on sepsis` is about `sepsis`; empty where nothing is left.

    A word that is part of a longer name in the glossary (`systematic review`) asks for nothing.
    """
    names = [(match.start, match.end) for match in glossary.matches_in(request)] if glossary else []

    def blank(match: re.Match[str]) -> str:
        start, end = match.span()
        inside = any(a <= start and end <= b and b - a > end - start for a, b in names)
        return match.group() if inside else " " * (end - start)

    left = _ASKING_ZH.sub(blank, _ASKING.sub(blank, request))
    return _LEADING.sub("", re.sub(r"\s+", " ", left)).strip(_EDGES)
