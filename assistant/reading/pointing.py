"""The words by which a question moves about in a conversation: opens, goes back, picks, leaves aside.

Patterns for both languages; knows nothing of the library or of what was said.
"""

import re

from vectorstore.text.paper_words import PAPERS_ZH

KINDS = (
    r"(?:paper|work|study|article|benchmark|dataset|data ?set|method|model|system|framework|approach|"
    r"suite|corpus|"
    r"tool|network|survey|project|agent)"
)
KINDS_ZH = f"(?:{PAPERS_ZH}|工作|研究|方法|模型|数据集|基准|系统|框架|项目|网络|团队|套件|智能体|评测)"
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
OPENING = (
    r"^\s*(?:(?:(?:ok(?:ay)?|right|well|now|so|and|but|then|thanks?(?: you)?|great|alright|actually|sorry|"
    r"(?:in|by) contrast|similarly|likewise|conversely)\b|"
    r"好的?|行吧?|嗯|谢谢|那么?|对了|然后)[\s,.!。、]*)*"
)
_BREAK = r"\s*(?:[,:;.?!。–—]+|\s-+\s|$)\s*"

FRESH = re.compile(
    OPENING + r"(?:(?:(?:let'?s|let us|let me|can we|i(?:'d| would) like to|i want to|to|time to)\s+)?"
    r"(?:chang|switch)(?:e|ing)?\s+(?:(?:the|to an?(?:other)?(?: new| different)?)\s+)?"
    r"(?:subject|topic|gears|direction)s?(?:\s+(?:now|then|completely|entirely|a bit))*|"
    r"(?:an?\s+)?(?:(?:completely|totally|quite|entirely|very|whole)\s+)?"
    r"(?:new|different|another|separate|unrelated|fresh)\s+(?:subject|topic|question|matter|thing|area)"
    r"(?:\s+(?:now|then|entirely|altogether|please))*|"
    r"(?:on|(?:moving|turning) (?:on )?to|now for)\s+(?:an?\s+)?(?:\w+ )?"
    r"(?:different|another|unrelated|new|other)\s+"
    r"(?:note|subject|topic|question|matter)(?:\s+now)?|"
    r"(?:for\s+)?something\s+(?:completely\s+)?(?:else|different|new)(?:\s+(?:entirely|now|then))*|"
    r"unrelated(?: to that)?|moving on|next (?:topic|question|subject)|"
    r"forget (?:all )?(?:about )?(?!the (?:first|second|third|last|\w+ one))[^,;:.?!]{1,30}|"
    r"(?:我们|咱们)?来?换(?:个|一个|下|一下)?(?:话题|问题|主题|方向|领域|别的)(?:吧|了|来问|问)?|"
    r"(?:再|另外|我)?想?(?:问|说|聊|看)(?:一)?(?:个|点)?(?:别的|其他的?|另一个|不相关的|无关的|新的)"
    r"(?:问题|话题|事情?|方向)?|(?:下|另)一个(?:话题|问题|主题)|新的?(?:话题|问题|主题)|题外话|"
    r"(?:先)?不(?:说|聊|谈)这个了?)" + _BREAK,
    re.IGNORECASE,
)
"""Words that open a new subject."""
BACK = re.compile(
    OPENING + r"(?:(?:(?:let'?s|let us|let me|can we|could we|i(?:'d| would) like to|i want to|to)\s+)?"
    r"(?:(?:go|going|come|coming|get|getting|circle|circling|turn|turning|jump|jumping|switch|switching)\s+)?"
    r"(?:back to|return(?:ing)? to|revisit(?:ing)?)\s+(?P<en>[^,:;.?!–—]{1,80}?)|"
    r"(?:先|再|还是|让我们|我们|咱们)*(?:说|聊|谈|讲|看|问|转|绕|倒)?回(?:到|去|头)?(?:再)?(?:来)?(?:说|看|聊|谈|讲|问)?"
    r"(?:一下)?(?P<zh>[^,。:;?!]{1,24}?)|"
    r"(?:about|as for|regarding|concerning|on)\s+(?P<about>(?:your|my|the|what)\b[^,:;.?!–—]{1,60}?)|"
    r"(?:关于|至于|对于)(?P<zh_about>[^,。:;?!]{1,24}?))" + _BREAK,
    re.IGNORECASE,
)
"""Words that go back to something said, named in one of the groups."""

FIRST, EARLIER, LATEST, JUST = 0, -2, -1, -3
POINTS = (
    (
        re.compile(
            r"\b(?:the\s+)?(?:very\s+)?first\s+(?:thing|question|topic|subject|point|answer|paper|one|work|study)\s+"
            r"(?:that\s+)?(?:i|we|you)\s+\w+(?:\s+(?:you\s+)?(?:about|for|of|with))?|"
            r"\b(?:my|your|our)\s+(?:very\s+)?(?:first|initial|original|opening)\s+"
            r"(?:question|answer|point|topic|one|paper|query|request|example)\b|"
            r"\bthe\s+(?:initial|original|opening)\s+(?:question|topic|one|paper)\b|"
            r"\bwhat\s+(?:i|we)\s+(?:first\s+\w+(?:\s+(?:about|with))?|"
            r"(?:asked|started|began)(?:\s+(?:about|with|you))*\s+(?:first|at first|initially))|"
            r"\b(?:what|the \w+)\s+(?:i|we|you)\s+\w+(?:\s+(?:about|with|of))?\s+(?:first\b|initially|"
            r"(?:at|from|in)\s+the\s+(?:very\s+)?(?:start|beginning|outset))|"
            r"(?:我们?)?(?:最开始|一开始|最初|最先|开头|起初|最早)的?时?候?我?(?:问|说|提|聊|讲|谈)?(?:到|过|起|及)?的?"
            rf"[那这]?(?:个|篇|项|种)?(?:问题|话题|{KINDS_ZH})?|"
            rf"我?的?第一个(?:问题|话题)(?:里|中)?(?:问|说|提)?到?的?[那这]?(?:个|篇)?{KINDS_ZH}?",
            re.IGNORECASE,
        ),
        FIRST,
    ),
    (
        re.compile(
            rf"\b(?:the|that|your)\s+(?:earlier|previous|preceding)\s+(?:one|question|topic|answer|point|paper)\b|"
            rf"\bthe\s+(?:one|{KINDS})\s+(?:before(?:\s+(?:that|this|last))?|(?:(?:you|we|i)\s+)?\w+\s+"
            r"(?:earlier|before|previously))\b|"
            r"(?:前面|之前|先前|早先|早前)(?:你|我|我们)?(?:问|说|提|聊|讲|谈)(?:到|过|起|及)?过?的?[那这]?"
            rf"(?:个|篇|项|种)?{KINDS_ZH}?|上上个|上一(?:个(?:问题|话题|回答)?|篇)",
            re.IGNORECASE,
        ),
        EARLIER,
    ),
    (
        re.compile(
            r"\byour\s+(?:very\s+)?(?:last|latest|final|most recent)\s+(?:point|answer|suggestion|reply|"
            r"response|remark|example|recommendation|statement|one|paper)\b|"
            r"\bthe\s+(?:latest|most recent)\s+(?:one|paper)\b|"
            r"(?:后面|后来|最后|后边)(?:你|我|我们)?(?:问|说|提|聊|讲|谈|介绍|推荐)(?:到|过|起|及)?的?[那这]?"
            rf"(?:个|篇|项|种)?(?:问题|话题|{KINDS_ZH})?",
            re.IGNORECASE,
        ),
        LATEST,
    ),
    (
        re.compile(
            r"\bwhat\s+(?:you|we)\s+just\s+\w+|\b(?:(?:you|we)\s+)?just\s+(?:mentioned|named|said|cited|discussed)\b|"
            r"(?:刚才|刚刚|方才|上面)(?:你|我|我们)?(?:问|说|提|聊|讲|谈|介绍|推荐)(?:到|过|起|及)?的?[那这]?"
            rf"(?:个|篇|项|种)?(?:问题|话题|{KINDS_ZH})?",
            re.IGNORECASE,
        ),
        JUST,
    ),
)
"""Places in the conversation, and which exchange each means."""


def _nth(words: str, number: str, digit: int, zh: str) -> re.Pattern[str]:
    numbered = rf"\b(?:number|point|item|paper|option|no\.)\s+(?:{number}|{digit})\b|#{digit}(?!\d)"
    return re.compile(rf"\b(?:{words})\b|{numbered}|第[{zh}{digit}][篇个种项款条点]", re.IGNORECASE)


ORDINALS = (
    (_nth("first|former|1st", "one", 1, "一"), 0),
    (_nth("second|2nd", "two", 2, "二两"), 1),
    (_nth("third|3rd", "three", 3, "三"), 2),
    (_nth("fourth|4th", "four", 4, "四"), 3),
    (_nth("fifth|5th", "five", 5, "五"), 4),
    (re.compile(r"前者|前(?:一|面[这那一]?)[篇个项款种]"), 0),
    (
        re.compile(
            r"\b(?:last|latter)\b|后者|后(?:一|面[这那一]?)[篇个项款种]|最后[一那]?[篇个项]", re.IGNORECASE
        ),
        -1,
    ),
)
"""Places in a list."""
EXCEPT = re.compile(
    r"(?:(?:^|[,.;:!?(]\s*)(?:but\s+)?not\s+(?=the\b|that\b|[A-Z])|"
    r"\b(?:other than|apart from|aside from|besides|"
    r"except(?:ing)?(?: for)?|excluding|leav(?:e|ing) (?:out|aside)|ignor(?:e|ing)|skip(?:ping)?|never mind|"
    r"forget(?: about)?|drop(?:ping)?)\s+)(?P<en>[^,;:.?!)–—]{1,60}?)(?=\s*(?:[,;:.?!)–—]|$)|\s-\s)|"
    r"(?:(?:^|[,。;:!?(])(?:不要|不是|不看|不用|不考虑|先不管|别管)|不算|不含|除了|除去|除开|除|排除|去掉|跳过|撇开|抛开)"
    r"\s*(?P<zh>[^,。:;?!)]{1,24}?)(?:以外|之外|外)?(?=[,。:;?!)]|$)",
    re.IGNORECASE,
)
"""What a question leaves aside, named in one of the groups."""
REST = re.compile(
    r"\b(?:of\s+)?the (?:other (?:one|two|three|four|paper|work|study)|"
    r"others|rest|remaining (?:one|two|three|ones|papers?))\b|"
    r"(?:另外?|其余|剩下|余下)的?[那这]?(?:一|两|二|三|几)?(?:个|篇|项)(?:里面?|中)?|其余的?|剩下的|余下的",
    re.IGNORECASE,
)
SEVERAL = (
    (re.compile(r"\bfirst two\b|前[两二](?:篇|个|项)", re.IGNORECASE), slice(0, 2)),
    (re.compile(r"\bfirst three\b|前三(?:篇|个|项)", re.IGNORECASE), slice(0, 3)),
    (re.compile(r"\blast two\b|后[两二](?:篇|个|项)", re.IGNORECASE), slice(-2, None)),
)
_TELLING = r"(?:(?!same|other|first|second|third|last|former|latter)[\w-]+\s+){1,4}"
DESCRIBED = re.compile(
    rf"\bthe\s+{_TELLING}one\b|(?:^|[,;:.?!(]\s*|\b(?:of|in|on|for|with|by|to|is|does|did|about|from|has|can)\s+)"
    rf"that\s+{_TELLING}(?:one|{KINDS})\b|"
    r"\b(?:the|that)\s+one\s+(?:on|about|with|for|that|which|from|of)\s+[\w -]{3,40}|"
    rf"[^,。?!;:的]{{1,10}}的?那[篇个项]|[那这][篇个项][^,。?!;:的]{{1,10}}(?:的(?:{KINDS_ZH})?|{KINDS_ZH})",
    re.IGNORECASE,
)
"""A paper told by what it is about: `the one on fMRI`."""


def plain(question: str) -> str:
    """Return a question with its full-width punctuation in half width, each character in its place."""
    return question.translate(_HALF_WIDTH)
