"""The words a question about the list is put in, which name no subject; what they leave is what it is about.

Rules for both languages. Knows nothing of conditions or of the library.
"""

import re

from vectorstore.text.analysis import content, terms
from vectorstore.text.paper_words import ANY_PAPERS, PAPERS, PAPERS_ZH

_ASKING = frozenset(
    terms(
        "paper entry digest list everything topic theme label tag category website site webpage homepage "
        "url repository repo github gitlab come include provide release publicly available availability "
        "venue year one work article title oral poster spotlight deal publish study research publication "
        "submission belong give tell full complete entire whole overall altogether catalogue inventory "
        "both besides two three four five six seven eight nine ten fifty instead accepted among curious "
        "interested thanks hello sheet bibliography"
    )
)
"""Never part of a subject."""
_ALSO = _ASKING | frozenset(
    terms(
        "public open source mark class classify group heading section track belong fall sit sort carry "
        "bear assign point host post leave omit lack miss skip respective type status call own coin end "
        "start begin attach accompany share offer supply contain appear actual current wonder curate hold "
        "store index set material print enumerate outside rest except exclude bucket single marked say "
        "state lot sum add ask accept present live reside lie item literature hand down across whatsoever "
        "anywhere whatever wherever qualify satisfy meet fit match sole bring record reference database "
        "collection library presentation code link project page count number kind total check name "
        "conference remaining file exist"
    )
)
"""No subject by themselves, and yet they may be part of one (`missing data`, `object tracking`)."""
_GENERIC = frozenset(terms("method model approach system framework benchmark dataset resource suite"))
_GENERIC_ZH = re.compile("系统|方法|模型|框架|基准|数据集|评测集|资源")
"""What a paper may offer: a subject only where nothing else says which papers are meant."""
_ASKING_ZH = (
    f"(?:{PAPERS_ZH})(?:里面?|中|当中|之中|里头)?(?:都|均|是|就|有)*|可以|能够|"
    "都?有哪些|都?有哪几篇?|涉及|针对|列出来?|列一下|列全|列清楚?|列一列|列举|所有|全部|哪些|哪[一几]?[篇条项份个]?|几[篇条项份个]|多少|数一数|数一下|说一下|说说|看看|"
    "查一下|查查|找一下|找找|找出来?|找到|想知道|我想|想看|帮我|帮忙|麻烦|请问|请|告诉我?|给我|收录了?|收了|收进|库里|库中|本库|文献库|知识库|"
    "总共|一共|合计|共有|同时|两个|两者|二者|里头|里面|当中|之中|里边|其中|其余|其他|其它|剩下的?|剩余|另外|还有|以外|之外|除了?|目前|当前|"
    "而且|并且|以及|或者|但是|是否|有没有|有无|没有|分别|各自|不光|不仅|不只|还给|给了|给出|没给|只有|仅有|任何|任意|相关|有关|关于|"
    "的|了|吗|呢|篇"
)
_WORDS_ZH = re.compile(
    f"{_ASKING_ZH}|工作|研究|主题|标签|类别|分类|标为|标记为?|标注为?|标的|归为|归在|归到|归入|归类|划入|属于|挂在|放在|代码|源码|项目|链接|"
    "主页|仓库|开源|口头报告|口头|海报|墙报|数据库里|列表|清单|名单|附带|附上|附|带有|带|下面|底下|会议|年份|提供|公开|放出|数量|总数|统计|全都|"
    "完整|二类|两类|[这那]?一?类|[这那]?一?栏|名字|名称|结尾|开头|现在|这批|这些|这份|那些|这个|摘要|登记|注明|写明|写了|对应|怎么|入选|接收|"
    "接受|录用|中了|形式|类型|种类|作为|身份|页面|网页|网站|官网|网址|地址|什么|自己|本身|不是|且|又|都|均|占比|比例|唯一|数据链接|满足|符合|条件"
)
_CUT_ZH = re.compile(f"^(?:{_ASKING_ZH})+|(?:{_ASKING_ZH})+$")
_ASIDE = re.compile(r"[(（][^()（）]*[)）]")
_TOTAL = re.compile(
    r"\b(?:of|among|amongst|out of|across|in|from)\s+(?:all\s+)?(?:(?:the|these|those|our|your)\s+)?"
    rf"(?:\d+|\w+ty-?\w*|two|both|all)\s+(?:\w+\s+)?(?:{PAPERS}|items)\b|"
    rf"(?:这|在|全部|库里|所有)*\s*\d+\s*(?:篇|个|条)\s*(?:{PAPERS_ZH})?\s*(?:里面?|中|当中|之中|里头)?",
    re.IGNORECASE,
)
_POLITE = re.compile(
    r"\b(?:please|thanks?(?: you)?|could you|can you|would you|i(?:['’]d| would) like(?: to (?:know|"
    r"see|have))?|"
    r"i (?:need|want)(?: to (?:know|see|have))?|i(?:['’]m| am) (?:looking for|interested in|after|"
    r"curious|wondering)|"
    r"i wonder|i (?:only |just |really |mostly )?care about|(?:i|we) (?:mainly |mostly )?(?:work|"
    r"deal) (?:with|on|in)|(?:i|we) study|"
    r"help me(?: find)?|show me|"
    r"give me|tell me|let me know|at all|in total|in all|all of them|name them|list them|which are they|"
    r"what are they|which ones|how many)\b",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"\b(?:such|these|those|this (?:kind|sort|type) of|that (?:kind|sort|type) of)\s+(?:\w+s|data)\b|"
    r"(?:这类|这种|此类|这些|该类)(?:图像|数据|方法|任务|论文|切片|信号)?",
    re.IGNORECASE,
)
"""Refers to what the question has said before."""
_PLAIN = re.compile(
    r"\b(?:which|what|whose|list|all|any|every|are there|is there|of them|among them|"
    rf"{ANY_PAPERS}|ones|studies|research|label(?:led|ed)|tagged)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.?!;,](?=\s|$)|[。?!;，。？！；,](?=[\u3400-\u9fff])|[，。？！；]")
_LEFT_ZH, _RIGHT_ZH = (
    "在是不为用有无没未了些跟与和对把做及被从就叫标收挂放留写也还",
    "下上中里内有是了些在类也还与和",
)
_LETTER = re.compile(r"(?<=\b[A-Za-z])\s+(?=[\u3400-\u9fff])")
"""The space in `B 超`, which is one word."""
_EDGE = re.compile(r"^[\W_]+|[\W_]+$")


def names_a_subject(text: str, generic: bool = True) -> bool:
    """Tell whether words are left once those of asking for a list are taken out.

    With `generic` false, words that what a paper offers is called by (`benchmark`) are no subject either.
    """
    return _any_left(_POLITE.sub(" ", _TOTAL.sub(" ", text)), _ALSO if generic else _ALSO | _GENERIC)


def _any_left(text: str, known: frozenset[str]) -> bool:
    text = _LETTER.sub("", text)
    left = content(_WORDS_ZH.sub(" ", text if _GENERIC.isdisjoint(known) else _GENERIC_ZH.sub(" ", text)))
    words = (word.lstrip(_LEFT_ZH).rstrip(_RIGHT_ZH) for word in re.findall(r"\w[\w.+-]*", left))
    # One Chinese character alone is a left-over of the rules, not a subject.
    return any(len(word) > 1 and set(terms(word)) - known for word in words)


def subject_left(text: str) -> str:
    """Return what a question is about once its conditions are blank; empty where that is no subject."""
    if not names_a_subject(text):
        return ""
    text = _POLITE.sub(" ", _TOTAL.sub(" ", text))
    for less in (_ASIDE, _BACK):
        shorter = less.sub(" ", text)
        text = shorter if names_a_subject(shorter) else text
    kept = filter(names_a_subject, _SENTENCE.split(text))
    return " ".join(filter(None, map(_trimmed, kept)))


def _trimmed(sentence: str) -> str:
    """Cut the words of asking off both ends, and the commonest from within."""
    words = re.findall(r"[\u3400-\u9fff]+|[^\s\u3400-\u9fff]+", _PLAIN.sub(" ", sentence))
    words = [word for one in words if _EDGE.sub("", word := _CUT_ZH.sub("", _CUT_ZH.sub("", one)))]
    while words and not _any_left(words[0], _ASKING):
        words = words[1:]
    while words and not _any_left(words[-1], _ASKING):
        words = words[:-1]
    return _EDGE.sub("", " ".join(words))
