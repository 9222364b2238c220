"""What a request wants left out: `leave the image-based ones out`, `not the general models but ...`.

Rules for both languages over closed frames; a negation outside them says nothing here (`without labels` names
a subject). Knows nothing of the library.
"""

import re

from vectorstore.text.paper_words import ANY_PAPERS, PAPERS_ZH

_END = (
    r"(?=\s*(?:[,.;:()!?\n]|$|\b(?:but|and (?:say|tell|give|list|summari[sz]e|then)|please|instead|"
    rf"(?:stuff|ones?|{ANY_PAPERS}) (?:about|on))\b))"
)
_THING = r"(?P<{}>[^,.;:()!?\n]{{2,80}}?)"
_PAPERS = rf"(?:ones?|{ANY_PAPERS}|studies|stuff|part|kind)"
_FRAMES = (
    rf"\b(?:leav(?:e|ing)|keep(?:ing)?|filter(?:ing)?|tak(?:e|ing)|rul(?:e|ing)|weed(?:ing)?)\s+out\s+{_THING}{_END}",
    rf"\b(?:leav(?:e|ing)|keep(?:ing)?|filter(?:ing)?|tak(?:e|ing)|set(?:ting)?|put(?:ting)?)\s+{_THING}\s+"
    r"(?:out|aside|away)\b",
    rf"\b(?:except(?:ing)?(?:\s+for)?|excluding|exclude|apart from|other than|aside from|but not|and not|"
    rf"not including|not counting|minus|save for|but no)\s+{_THING}{_END}",
    rf"\b(?:do not|don't|don’t|please don't)\s+(?:include|want|list|show|need|cover|consider|count|"
    rf"care about)\s+{_THING}{_END}",
    rf"(?:^|[.;,!?]\s*|\b(?:and|but|please)\s+)(?:ignor(?:e|ing)|skip(?:ping)?|omit(?:ting)?|drop(?:ping)?)\s+"
    rf"{_THING}{_END}",
    rf"\bwithout\s+(?:the|any)\s+{_THING}\s+{_PAPERS}\b",
    rf"\b(?:no|nothing (?:on|about))\s+{_THING}(?:\s+{_PAPERS})?\s*,?\s*(?:please|thanks)\b",
    rf"(?:^|[.;,!?]\s*)(?:and\s+)?no\s+{_THING}\s+{_PAPERS}\b",
    r"\b(?P<{}>[\w-]+(?:\s+[\w-]+){{0,2}}?)\s+(?:excluded|excepted|aside)\b",
    rf"\bnot\s+(?:just\s+|the\s+|about\s+|on\s+|only\s+)?{_THING}\s*,?\s*but\s+(?:rather\s+|only\s+)?",
    # Behind a comma `not` leaves out; in `knowing when not to answer` it does not.
    r"[,;–—]\s*(?:and |but )?not\s+(?!only|just|merely|simply|necessarily)(?:the\s+|about\s+|on\s+)?"
    rf"{_THING}{_END}",
    rf"\b(?:rather than|instead of|as opposed to)\s+{_THING}{_END}",
)
_THING_ZH = "(?P<{}>[^,。;:!?、\\n]{{1,24}}?)"
_END_ZH = "(?=[,。;:!?\\n]|$|\\)|但|而)"
_OF = f"(?:的)?(?:{PAPERS_ZH}|工作|研究|那些|部分|内容|一类|那几篇|的)*"
_FRAMES_ZH = (
    f"(?:除了|除去|除开|除)(?!了?解){_THING_ZH}(?:之外|以外|外){_OF}(?![,\\s]*(?:还|也))",
    f"除了?{_THING_ZH}[,]?(?=(?:全部|其余|其他|剩下|都|总结|列出))",
    f"不(?:要|想要|想看|需要)?(?:包括|包含|含|算|考虑|涉及|列|提|收录|看|要){_THING_ZH}{_OF}{_END_ZH}",
    f"不要{_THING_ZH}{_OF}{_END_ZH}",
    "不(?:包括|包含|涉及)(?P<{}>[^,。;:!?、的\\n]{{1,12}}?)的",
    f"(?:排除|去掉|剔除|略去|略过|跳过|忽略|撇开|抛开|刨去){_THING_ZH}{_OF}{_END_ZH}",
    f"(?:把|将){_THING_ZH}{_OF}(?:排除|去掉|剔除|除外|略去|跳过)(?:掉|在外)?",
    f"{_THING_ZH}{_OF}(?:一概|一律|统统|通通|全都|全部|都)(?:不要|不看|不算|不用|不需要|除外)",
    f"对{_THING_ZH}(?:不感兴趣|没兴趣|不关心){_END_ZH}",
    f"不关心{_THING_ZH}{_OF}{_END_ZH}",
    f"{_THING_ZH}{_OF}(?:除外|不算在内|不算|不要|就不用了|不用列|不在内)",
    f"不是{_THING_ZH}[,]?而是",
    f"而(?:不是|非){_THING_ZH}{_OF}{_END_ZH}",
)


def _compiled(frames: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(frame.format(f"t{at}") for at, frame in enumerate(frames)), re.IGNORECASE)


_EXCLUDES = _compiled((*_FRAMES, *_FRAMES_ZH))


def without_exclusions(request: str) -> tuple[str, list[str]]:
    """Return a request without the phrases that say what to leave out, and what they name, in order."""
    named: list[str] = []

    def taken(match: re.Match[str]) -> str:
        named.append(next(value for value in match.groupdict().values() if value).strip())
        return " "

    return _EXCLUDES.sub(taken, request), named
