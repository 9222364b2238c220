"""The words by which a question leans on the conversation, in both languages.

Patterns, and what can be told from them alone; knows nothing of the library or of what was said.
"""

import re

from assistant.reading.pointing import KINDS, KINDS_ZH, OPENING, POINTS, REST
from vectorstore.text.analysis import content, terms
from vectorstore.text.paper_words import ANY_PAPERS, PAPERS

GREETING = re.compile(
    r"\s*(?:thanks?|thank you|ok(?:ay)?|hi|hello|great|good|谢谢|好的?|你好|嗯)[\s.!。]*", re.IGNORECASE
)
REFERS = re.compile(
    rf"\b(?:these|those)\s+(?:two|three|four|ones|{KINDS}s|studies)\b|"
    r"\b(?:both|either|neither|each|one) of them\b|"
    r"\b(?:which|any|one|some|all|both|none|either|neither|each) of the (?:two|three|four|five)\b|"
    r"\b(?:number|point|item|paper|option)\s+(?:one|two|three|four|five|[1-5])\b|#[1-5](?!\d)|"
    r"\bthe (?:1st|2nd|3rd|4th|5th)\b|[两三四五][篇个](?:里面?|中|当中|之中)|"
    rf"\bthis (?:one|{KINDS})\b|"
    rf"(?:^|[,;:.?!(]\s*|\b(?:of|in|on|for|with|by|to|is|does|did|about|from|was|and|or|but|has|can|than|at|do|are|"
    rf"were|under|use|uses)\s+)that (?:one|{KINDS})\b|\bthe (?:former|latter)\b|"
    r"\bthe (?:first|second|third|fourth|fifth|last)(?:\s+(?:one|two|three|paper|study|work|entry)\b|"
    r"(?=\s*[^\w\s]|\s*$|\s+(?:is|was|does|did|has|have|had|can|use|uses|also|say|says)\b))|"
    rf"[这那](?:篇|项|套|款)|这几?[篇个项](?={KINDS_ZH}|[^\u4e00-\u9fff]|$)|[这那]个{KINDS_ZH}|"
    rf"这些|该{KINDS_ZH}|前者|后者|[前后]一[篇个项款]|第[一二三四五1-5][篇个种项款条点]|最后[一那]?[篇个项]|上述|刚才|这两|那两|"
    r"[这那]几[篇个]|[这那](?:一?部分|一[块点步])|[前后]面[这那一]?[篇个项种]",
    re.IGNORECASE,
)
"""Words that plainly mean something said before."""
PRONOUN = re.compile(
    r"\b(?:it|its|they|their|them|the same|the other|"
    r"(?:these|those)(?!\s+(?:who|that|which|with|of|in)\b))\b|"
    r"它|其(?!他|中|它|余|实)|他们|^\s*那(?!些)|[这那][两二三四五六七八九十几\d]+(?:个|种|类|条|项|步|点)",
    re.IGNORECASE,
)
_EXPLETIVE = re.compile(
    r"\bit(?:\s+(?:is|was|be))?\s+(?:possible|hard\w*|easy|easier|better|worth|safe|true|likely|necessary|"
    r"important|useful|feasible|the case)\b|\bit\s+(?:take|takes)\b",
    re.IGNORECASE,
)
_THEN = re.compile(r"^\s*那(?![两二三四五六七八九十几\d])")
_FRONTED = re.compile(
    r"^\W*(?:(?:and|but|so|ok|then)\W+)*(?:which|what|how|whose|who|why|where|when|at|on|in|from|for|to|by|with)\b"
    r"[^,.;:?!]*\b(?:do|does|did|is|are|was|were|can|could|has|have|had|will|would|should|might)\s*$",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\bthe (?:authors?|team|researchers|project|paper|study|experiments?)\b|\bin (?:there|it)\b|"
    r"作者|文中|文里|团队|该项目|项目(?=在|的|主页|地址|链接)|里面",
    re.IGNORECASE,
)
"""What every paper has: `the authors` are those of the paper spoken of."""
TOPIC = re.compile(
    r"\b(?:in|on|of|for|with|under|within|along|from|about)\s+(?:(?:that|this|those|these)(?:\s+(?:very\s+)?same)?|the\s+(?:very\s+)?same)\s+"
    r"(?:setting|topic|subject|theme|area|field|domain|lines?|vein|scenario|context|direction|kind|sort|type|"
    r"nature|spirit)\b|\bthe same (?:setting|topic|subject|"
    r"theme|area|field|domain|line|vein|problem|task|scenario|"
    r"context|direction|kind|sort|type|data|modality)\b|"
    rf"\b(?:something|anything|someone|anyone|ones?|{ANY_PAPERS})\s+(?:similar|comparable|"
    r"like (?:it|that|this|those|these))\b|"
    rf"\bsimilar (?:ones?|{ANY_PAPERS}|studies)\b|"
    r"(?:同样|相同|同一|一样)的?(?:个|种|类)?(?:场景|设置|设定|领域|方向|主题|话题|任务|方面|背景|条件|情境|数据)(?:[下里上中])?|"
    r"[这那该](?:种|类|个|一)?(?:场景|设置|领域|方向|主题|话题|方面|情境)(?:[下里上中])?|类似的?|相似的?|同类的?",
    re.IGNORECASE,
)
"""Words that mean the subject spoken of rather than a paper."""
ANOTHER = re.compile(
    r"\b(?:anything|anyone|what|who|something|someone) else\b|"
    rf"\b(?:another|other|further) (?:one|ones|{KINDS}s?|studies)\b|"
    rf"\bmore (?:of (?:that|those|these)|{PAPERS})\b|"
    r"\b(?:any|are there|which|what) others\b|"
    rf"还有没有|还有(?:别的|其他|其它)的?|还有(?:哪|什么)(?:些|篇|个)?{KINDS_ZH}|(?:别的|其他|其它|另外)的?{KINDS_ZH}|"
    r"有没有(?:别的|其他|其它)",
    re.IGNORECASE,
)
"""Words that ask for a further paper."""
_INDEFINITE = re.compile(
    r"\b(?:something|anything|someone|anyone|any|is there|are there|which|what|who|another|"
    r"others?|more|else)\b|"
    r"有没有|还有|哪|别的|其他|有什么|有人|谁",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"\b(?:it|its|they|their)\b|它", re.IGNORECASE)
_TALK = re.compile(
    r"\b(?:remind me|again|(?:(?:could|can) you )?(?:please )?(?:expand|elaborate)(?: on)?|"
    r"by the way|incidentally|one more (?:thing|question)|(?:you|we|i) (?:just )?"
    r"(?:said|mentioned|named|listed|cited|discussed|talked about|spoke of|asked(?: about)?|meant)|"
    r"to be (?:clear|sure)|in your (?:answer|reply))\b|"
    r"提醒我一下|顺便(?:再)?(?:问|说)?(?:一下|一句)?|再(?:问|确认)一下|还?想(?:再)?问(?:一下)?|[你我](?:刚才|刚刚)?(?:问|说|提)到?的",
    re.IGNORECASE,
)
"""Talk about the conversation itself."""
_NOT_A_THING = r"(?!\s*(?:how|what|which|why|who|whose|when|where|is|are|does|do|did|can)\b)"
_SAME = re.compile(
    OPENING + r"(?:(?:ask\s+)?(?:the\s+)?same(?:\s+(?:question|thing|again))?[\s,]*(?:but\s+|only\s+)?"
    r"(?P<p>for|with|in|on|about|of)\s+(?P<en>[^,.;:?!]{1,60}?)(?:\s*,?\s*(?:instead|then|please|too))*\s*[?.!]*$|"
    r"(?P<en_>[^,.;:?!]{1,40}),\s*(?:the\s+)?same question\s*[?.!]*$|"
    r"(?:(?:换成|换作|换到|改成)|同样的?问题[,: ]*(?:换成|换作|问|放在|对于?)?)"
    r"(?P<zh>[^,。?!;]{1,16}?)的?(?:呢|的话|上)?(?:[,]\s*(?:还是)?(?:同样|一样)的?问题?)?\s*[?。.]*$|"
    r"(?P<zh_>[^,。?!;]{1,12})[,]\s*(?:还是)?(?:同样|一样)的?问题?\s*[?。.]*$)",
    re.IGNORECASE,
)
_AND = re.compile(
    r"^\s*(?:(?:ok(?:ay)?|right|well|now|so|then|thanks|(?:in|by) contrast|similarly|likewise)[\s,.!]*)*"
    r"(?:(?:and\s+|but\s+)?(?:what|how)\s+(?:about|of)|and|but|or)\s+(?:(?P<p>for|with|in|on|from|against)\s+)?"
    + _NOT_A_THING
    + r"(?P<en>[^,.;:?!]{1,60}?)(?:\s+(?:instead|then|please|now|too))*\s*[?.!]*$|"
    r"^\s*(?:那么?|而|至于|然后|还有|如果是?|要是)?(?P<zh>[^,。?!;]{1,16}?)(?:方面|领域|那边)?的?(?:的话)?"
    r"(?:呢|怎么样|又如何)\s*[?。.]*$",
    re.IGNORECASE,
)


ALSO = re.compile(
    r"^\s*(?:and|but|so|then)\s+(?:for|in|on|with|about)\s+(?P<en>[^,.;:?!]{1,60}),\s*"
    r"(?=.*\b(?:also|too|as well|same|similar(?:ly)?|likewise)\b)|"
    r"^\s*(?:那么?|而|但)(?:对于?|在|说到)?(?P<zh>[^,。?!;]{1,16}?)(?:来说|方面|领域|[里上中呢])*,(?=.*(?:也|同样|一样))",
    re.IGNORECASE,
)
"""A further subject, named in one of the groups, of which the same is asked in a question of its own."""
ASKS_ANEW = re.compile(
    r"\b(?:which|what|who|list|show|how many|is there|are there|any|papers)\b|"
    r"论文|哪|多少|几篇|有没有|什么|列出",
    re.IGNORECASE,
)
ASKS_FOR_ANY = re.compile(
    r"\b(?:is|are) there\b|\bany(?:thing|one)?\b|\bwhat else\b|有没有|还有|有什么|有哪", re.IGNORECASE
)
ASKS_FOR_A_PAPER = re.compile(
    rf"\b(?:which|what|any|is there an?|find (?:an?|the)|who has)\s+(?:other\s+)?{KINDS}s?\b|"
    r"哪一?[篇个项]|有没有",
    re.IGNORECASE,
)
ASKS_FOR_PAPERS = re.compile(
    rf"\b(?:which|what|any|list|find|how many)\b[^.?!]{{0,20}}\b(?:{PAPERS}|studies)\b|"
    r"哪些|哪几|(?:几|多少)篇(?!(?:系统|文献)?综述|报告|病历|评论)|有没有|列出",
    re.IGNORECASE,
)


def new_subject(question: str) -> tuple[str, str, bool] | None:
    """Return the subject a question puts in the place of the last one's; None where it does no such thing.

    With it the preposition before it, or '', and whether it is said outright (`Same question for ...`).
    """
    for pattern, outright in ((_SAME, True), (_AND, False)):
        match = pattern.search(question)
        if match:
            found = match.groupdict()
            subject = next(filter(None, (found[name] for name in found if name != "p")), "").strip()
            if subject:
                return subject, (found.get("p") or "").lower(), outright
    return None


def asks_for_another(question: str) -> bool:
    """Tell whether a question asks for a further paper, by the subject spoken of or by `other` and `else`."""
    topic, another = TOPIC.search(question), ANOTHER.search(question)
    if not (topic or another) or not _INDEFINITE.search(question):
        return False
    return not _SUBJECT.search(question[: topic.start()] if topic else question)


def opens_with_pronoun(question: str) -> bool:
    """Tell whether a pronoun stands before anything that it could mean."""
    before = _before_pronoun(question)
    return before is not None and not terms(content(before))


def means_outside(question: str) -> bool:
    """Tell whether a pronoun, or a part every paper has, is likely to mean something outside the question.

    `When a model forgets, how is it mended?` says itself what it means; of `Which scans do they use?` the
    things asked for stand before the pronoun, and it means none of them.
    """
    before = _before_pronoun(question)
    if before is not None and (_FRONTED.match(before) or not terms(content(before))):
        return True
    # In Chinese a clause before it may name what it means; a phrase seldom does.
    phrase = before is not None and "它" in question and not re.search("[,。;?!]", before)
    return phrase or _PART.search(question) is not None


def _before_pronoun(question: str) -> str | None:
    for pattern in (_EXPLETIVE, _THEN):
        question = pattern.sub(lambda match: " " * len(match.group()), question)
    pronoun = PRONOUN.search(question)
    return question[: pronoun.start()] if pronoun else None


def bare(question: str) -> str:
    """Return a question without the words that only refer to something else."""
    for pattern in (*(pattern for pattern, _ in POINTS), REST, REFERS, PRONOUN, _PART, _TALK):
        question = pattern.sub(" ", question)
    return question
