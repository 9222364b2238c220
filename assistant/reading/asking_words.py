"""The words people use to talk about a request, a list, a reading or an audience, in both languages.

As against the words that name a subject. A word that may do either is in neither list: a frame around it
tells (`assistant.subject`). Knows nothing of the library.
"""

import re

_VERBS = """
ask brief collate collect compile concern cover describe discuss draft enumerate examine fetch gather
investigate involve list mention outline overview prepare propose provide publish recap recommend sketch
study summarise summarize survey tackle tell write wonder show give want need like wish hope know pull
dig deal find pick say introduce offer help look aim seek try devote pertain regard relate revolve appear
matter assemble condense boil skim browse catch mind wade sift google hear realise realize remind refer
cite elaborate enlighten educate walk bring dive zoom concentrate happen stand exist belong qualify
bother appreciate love prefer suppose guess think feel believe decide choose arrange organise organize
highlight emphasise emphasize speak argue warn
""".split()

_WORDS = """
people anybody nobody somebody folks persons please pls plz kindly thanks thank cheers hi hello hey dear
sorry assistant abstract abstracts article articles author authors bibliography briefing collection
colleague colleagues conference contribution contributions digest effort efforts entry entries essay
example examples grant grants handout homework idea ideas intro introduction item items journal lecture
lectures library line lines literature newsletter overview overviews page pages paper papers paragraph
paragraphs proposal publication publications research rundown roundup seminar sentence sentences summary
summaries synopsis talk talks thesis theses dissertation thing things topic topics tour walkthrough
writeup bullet bullets beginner newcomer layperson layman boss supervisor advisor adviser workshop
submission submissions write-up work works studies subject theme themes field area areas subfield portion
piece pieces stuff everything anything something nothing everyone anyone someone ones one brief briefly
short concise quick quickly complete comprehensive full fully detailed thorough relevant related recent
recently latest current currently existing available various different several main mainly key major
important interesting interested interest interests exactly specifically especially particularly
generally roughly basically mostly simply actually explicitly really kind sort kinds sorts regarding
concerning pertaining concerned respectively rest nutshell glance far date here there yet already only
just also curious keen keenly eager unsure new newest novel state-of-the-art curated going got get
getting let lets us me my mine our ours your yours we i you dealt told wrote written shown given brought
thought said sth smth sb asap urgent urgently today tomorrow tonight yesterday week weekend month monday
tuesday wednesday thursday friday saturday sunday morning afternoon evening deadline soon later now worth
worthwhile useful helpful reading readings read reads gist picks pick takeaway takeaways take-away
take-aways upshot lowdown low-down primer digestible round-up reminder opinion thoughts wondering happy
glad grateful appreciated possible possibly perhaps maybe preferably ideally hopefully afaik imo fyi btw
ok okay alright entire certain broadly widely commonly often usually typically primarily chiefly largely
purely strictly solely merely exclusively wrap wrapped anyway besides else otherwise instead appear
appears lot lots bunch handful couple few situation scene news newsworthy hot recent-years lately
nowadays team desk editor committee friend friends mum dad grandma professor prof phd msc postdoc
undergrad undergraduate journalist policy-maker policymaker lay nontechnical non-technical wording
bullet-point bullet-points chapter chapters slide-deck title titles heading headings project projects
assignment internship whatever whichever whoever together deliberately directly genuinely truly purposely
intentionally personally properly clearly entirely partly closely heavily actively
""".split()

WEAK = frozenset(
    """
    use uses used using test tests tested testing train trains trained training apply applies applied
    applying application applications method methods approach approaches technique techniques model
    models system systems solution solutions way ways strategy strategies problem problems question
    questions issue issues task tasks data setting settings framework frameworks architecture
    architectures algorithm algorithms pipeline pipelines build builds built building develop develops
    developed make makes made making improve improves improved improving improvement help helps helping
    handle handles handling cope copes coping solve solves solving fix fixes based rest rests rely relies
    work works working do does doing done know knows knowing thing evaluate evaluates evaluated
    evaluating evaluation assess assesses assessing compare compares compared comparing check checks
    result results performance good better best well hard hardly set sets enable enables enabling support
    supports allow allows target targets focus focuses focused focusing come comes take takes taking run
    runs need needs needed consider considers driven aware oriented text texts textual type types kind
    kinds form forms case cases part parts side role roles etc ai learning learn learns medical medicine
    clinical healthcare health care deep machine artificial intelligence study design designed
    analysis analyses analyze analyse analyzes analyses put puts putting rely relies relying
    """.split()
)
"""Words of the field that every paper may hold: a subject only where a request has no other.

`medical` names the subject where it stands alone, and none beside `ultrasound`.
"""

_ASKING_ZH = """
请问|请你|请|麻烦|帮我|帮忙|给我|替我|给出|给一份|给个|来一份|来一段|来个|能不能|能否|可不可以|可以|劳驾|谢谢|您好|你好|
我想要|我想|我要|我需要|我正在|我在|我们|我的|我|你们|你|您|想要|想了解|想知道|想看看|想看|想问|沾边|值得一读|对比一下|比较一下|值得读|值得看|值得关注|值得|有价值|感兴趣|兴趣|找找|找一下|找出|找一找|找|挑|推荐几篇|推荐一些|帮着|顺便|尽快|急用|明天|今天|下周|本周|周末|怎么办|如何办|吗|呢|吧|啊|呀|了解一下|了解|看看|
写一篇|写一段|写一份|写一个|写个|写一下|写|做一个|做一份|做个|做一下|总结一下|总结|梳理|概述|概括|综述|整理|归纳|盘点|回顾|汇总|介绍|
小结|列出来|列出|列一下|列举|列个|罗列|简述|简单说说|说说|讲讲|讲一讲|谈谈|聊聊|说明|讲了什么|讲什么|说了什么|讨论|讨论了|涉及|提到|
一下子|一下|一份|一篇|一段|一句话|几句话|几篇|几个|几项|若干|凡是|只要|只看|只|仅|
这个|这些|这几篇|这类|这种|这批|这块|这一块|这方面|此类|那些|那个|其中|里面|当中|这里|库里|库中|文献库|列表|清单|
方面|方向|领域|主题|子领域|范围|话题|板块|课题|一类|之类|等等|为了|旨在|致力于|要解决|解决了|解决|
最新|近期|近年来|近年|最近|目前|当前|现有|已有|现在|相关的|相关|有关|关于|围绕|针对|面向|属于|是关于|进展|现状|研究动态|最新动态|情况|
做法|思路|手段|办法|方法|技术路线|方案|成果|贡献|内容|要点|概况|全貌|脉络|
研究工作|研究|工作|论文|文章|文献|条目|作品|资料|成果|学者|作者|
都有哪些|有哪些|哪几篇|哪几个|哪些|哪一些|哪个|哪篇|有什么|是什么|什么样|什么|怎么样|怎么做|怎么|怎样|如何|为什么|多少|有没有|有无|是否|是不是|
分别|各自|各是|各有|各篇|每篇|它们|他们|都|
主要|重要|具体|明确|专门|详细|简要|简短|简单|全面|完整|系统地|系统性地|快速|大致|大概|主流|代表性|典型|
并且|并|还有|另外|此外|同时|然后|再|最好|尽量|尤其|特别是|特别|
准备|正在|打算|计划|汇报|报告会|组会|讲座|讲课|备课|开题|课程|学生|同事|老板|导师|师兄|师姐|实习生们|科普一下|通俗地|通俗|简单来说|一目了然|梗概|摘编|速览|速读|导读|清单式|读者|新人|初学者|外行|
处理|应对|对付|来自|取自|源自|出自|采用|运用|使用|利用|借助|依靠|依赖|聚焦|关注|探讨|考察|尝试|试图|希望|打交道|能用上|能用得上|用得上|用得着|能参考|可参考|参考|能借鉴|可借鉴|借鉴|里面|里头|
却是|是关于|做了|做|讲|的话|来看|而言|来说|有关于|出来|起来|下来|归到|归为|想|看|搞|弄
""".replace("\n", "").split("|")


def _inflected(verb: str) -> set[str]:
    stem = verb.removesuffix("e")
    doubled = verb + verb[-1]
    return {verb + "s", verb + "es", stem + "ing", stem + "ed", verb, doubled + "ing", doubled + "ed"} | (
        {verb[:-1] + "ies", verb[:-1] + "ied"} if verb.endswith("y") else set()
    )


ASKING = frozenset(_WORDS) | frozenset(form for verb in _VERBS for form in _inflected(verb))
"""English words, in lower case."""
ASKING_ZH = tuple(sorted(set(filter(None, _ASKING_ZH)), key=len, reverse=True))
"""Chinese words, the longest first."""

PART = re.compile(
    r"(?:training )?(?:data|datasets?|sets?|samples?)|size|scale|large|big|experiments?|architectures?|"
    "models?|(?:训练|测试|实验|评测)?(?:数据|数据集|集|样本)|规模|大小|实验|架构|结构|模型"
)
"""What every paper has as well; it may say so in other words of a question that the conversation leads to."""
# What every paper has, whether or not its abstract has the word: who asks for it asks what the paper says.
ASPECT = re.compile(
    r"architectures?|backbones?|main|key|core|central|before|earlier|previous(?:ly)?|prior|existing|missing|lack\w*|gaps?|"
    r"(?:measur|evaluat|assess|stud(?:y|i)|address|tackl|solv|aim|goal|purpose|problem|motivat|contribut|"
    r"novel|idea|approach|method|result|finding|conclu|outcome|achiev|challeng|bottleneck|barrier|difficult|obstacle|hurdle)\w*|"
    "架构|(?:骨干|主干)网络|(?:主要|核心|研究|关键)?(?:问题|目标|目的|方法|思路|想法|做法|贡献|创新|创新点|结果|结论|发现|动机|原理|内容|成果|瓶颈|难点|难题|挑战|困难|障碍)",
    re.IGNORECASE,
)


def every_paper_has(thing: str) -> bool:
    """Tell whether what is asked about is a part of any paper, and so no subject of its own."""
    return bool(ASPECT.fullmatch(thing) or PART.fullmatch(thing))
