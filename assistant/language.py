"""Which language a reader asked in, and every sentence the program itself says, in both.

Knows nothing of papers or models. A phrase is looked up by its name: `say("zh", "nearest")`.
"""

import re

from assistant.types import Language

_HAN = re.compile("[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z0-9-]*")

_PHRASES: dict[str, tuple[str, str]] = {
    "contribution": ("{name} sets out: “{quote}”", "{name} 提出:“{quote}”"),
    "result": ("{name} reports: “{quote}”", "{name} 报告:“{quote}”"),
    "gap": ("On the problem, {name} says: “{quote}”", "关于问题所在,{name} 写道:“{quote}”"),
    "plain": ("{name} says: “{quote}”", "{name} 写道:“{quote}”"),
    "further": ("Further: “{quote}”", "又写道:“{quote}”"),
    "more": ("It adds: “{quote}”", "文中还写道:“{quote}”"),
    "unnamed": ("the paper", "该文"),
    "links": ("Links recorded for {name}: {links}", "{name} 登记的链接:{links}"),
    "no links": ("No code or project link is recorded for {name}.", "{name} 没有登记代码或项目链接。"),
    "refusal": (
        "The papers in this library do not answer this question: {reason}",
        "本库中的论文没有回答这个问题:{reason}",
    ),
    "nearest": ("Nearest, though not an answer:", "最接近但并非答案的条目:"),
    "nothing near": (
        "nothing in them comes close to what is asked.",
        "没有论文谈到所问的内容。",
    ),
    "unknown names": ("no entry mentions {names}.", "没有任何条目提到 {names}。"),
    "nothing asked": (
        "it asks for nothing the papers could say. Ask what one says, which ones treat a subject, or for "
        "facts such as venue and code.",
        "没有提出论文能回答的问题。可以问某篇论文讲了什么、哪些论文研究某个主题,或会议、代码等信息。",
    ),
    "unclear": (
        "its conditions cannot be read with certainty (not, or, each, most); ask for one value at a time.",
        "其中的条件(不是、或、每个、最多)无法确定地理解,请一次只问一个条件。",
    ),
    "which paper": ("it does not say which paper is meant.", "没有说明问的是哪一篇论文。"),
    "not stated": ("{name} says nothing of: {asked}.", "{name} 的条目没有谈到:{asked}。"),
    "no authors": ("the library records no authors.", "库中没有登记作者信息。"),
    "count": ("{count} papers match.", "共有 {count} 篇。"),
    "listed": ("“{title}”: {facts}", "《{title}》:{facts}"),
    "count by": ("“{value}”: {count} papers.", "“{value}”:{count} 篇论文。"),
    "title": ("“{title}”", "《{title}》"),
    "told before": ("These match: {titles}.", "符合的有:{titles}。"),
    "none about": (
        "of the papers about {about} ({count}) none meets all of {filters}.",
        "与 {about} 有关的有 {count} 篇,没有一篇同时满足 {filters}。",
    ),
    "unread": (
        "the condition “{words}” cannot be read with certainty.",
        "其中的条件“{words}”无法确定地理解。",
    ),
    "left unread": (
        "“{words}” was not understood and is left out of account; the list meets the other conditions.",
        "没有理解“{words}”,列表没有考虑这一点,只满足其余条件。",
    ),
    "no match": ("no entry meets all of {filters}.", "没有条目同时满足 {filters}。"),
    "relaxed": (
        "no entry meets all of {filters}; without {dropped} there are {count}.",
        "没有条目同时满足 {filters};去掉 {dropped} 后有 {count} 篇。",
    ),
    "nothing left": (
        "no sentence written about it could be backed by a quote.",
        "写出的句子都找不到原文依据。",
    ),
    "model failed": (
        "The model failed ({reason}); the built-in writer answers instead.",
        "模型出错({reason}),改由内置写作器回答。",
    ),
    "model broke off": (
        "The model broke off ({reason}); its checked sentences are kept, the built-in writer completes them.",
        "模型中断({reason});已核对的句子保留,其余由内置写作器补全。",
    ),
    "led astray": (
        "The model gave no answer, but {where} holds text meant for models, so its word is not taken; the "
        "built-in writer answers instead.",
        "模型没有作答,但 {where} 含有写给模型的文字,因此不采信;改由内置写作器回答。",
    ),
    "mismatch": (
        "The source pairs the title and abstract of different papers in {key}{detail}; what is said here "
        "rests on its abstract.",
        "来源把不同论文的标题和摘要拼在了 {key} 里{detail};这里的内容以其摘要为准。",
    ),
    "mismatch title": (" (the title names {title}, the abstract does not)", "(标题提到 {title},摘要却没有)"),
    "mismatch abstract": (
        " (the abstract introduces {abstract}, which the title of {other} names)",
        "(摘要介绍的是 {abstract},而它的名字在 {other} 的标题里)",
    ),
    # Reports: a sentence of an abstract, or in Chinese the words of it that matter, by what they are about.
    "did": ("{name} sets out: “{quote}”", "{name} 的工作是:“{quote}”"),
    "does": ("{name} puts forward: “{quote}”", "{name} 所做的是:“{quote}”"),
    "sets out": ("{name} sets out {kind}: “{quote}”", "{name} 提出{kind}:“{quote}”"),
    "puts forward": ("{name} puts forward {kind}: “{quote}”", "{name} 给出{kind},即“{quote}”"),
    "contributes": ("{name} contributes {kind}: “{quote}”", "{name} 的贡献是{kind}:“{quote}”"),
    "faces": ("On the problem, {name} says: “{quote}”", "{name} 面对的问题是:“{quote}”"),
    "observes": ("{name} observes: “{quote}”", "{name} 指出:“{quote}”"),
    "notes": ("{name} notes: “{quote}”", "{name} 注意到:“{quote}”"),
    "starts from": ("{name} starts from this: “{quote}”", "{name} 的出发点是:“{quote}”"),
    "aims at": ("The starting point of {name} is this: “{quote}”", "{name} 针对的问题是:“{quote}”"),
    "background": ("{name} recalls: “{quote}”", "{name} 的背景是:“{quote}”"),
    "method": ("{name} works as follows: “{quote}”", "{name} 的做法是:“{quote}”"),
    "works": ("{name} explains: “{quote}”", "方法上,{name} 说明:“{quote}”"),
    "adds": ("{name} says: “{quote}”", "{name} 还写道:“{quote}”"),
    "resource": ("{name} says of its data: “{quote}”", "关于数据,{name} 说明:“{quote}”"),
    "holds": ("{name} says of its data: “{quote}”", "数据方面,{name} 写明:“{quote}”"),
    "finds": ("{name} finds: “{quote}”", "{name} 的结果是:“{quote}”"),
    "both offer": (
        "{name} and {other} each offer {kind}: “{quote}” and “{second}”",
        "{name} 与 {other} 各给出{kind}:前者是“{quote}”,后者是“{second}”",
    ),
    # Related work.
    "whereas": ("{said}, whereas {other}", "{said};而 {other}"),
    "related work": ("Related work", "相关工作"),
    "related refusal": (
        "This library has no related work for the draft: {reason}",
        "本库没有这份草稿的相关工作:{reason}",
    ),
    "nothing near draft": (
        "none of its papers comes near this draft.",
        "没有论文与这份草稿相近。",
    ),
    "draft differs": ("In the draft’s own words: “{difference}”", "草稿自己的说法:“{difference}”"),
    "draft shortened": (
        "Of the draft its title and abstract, or its first {characters} characters, were read.",
        "只读取了草稿的标题和摘要,或其开头 {characters} 个字符。",
    ),
    "draft short": (
        "The draft names a topic rather than a paper; a title or an abstract finds more.",
        "草稿只是一个主题,给出标题或摘要会更准确。",
    ),
    "draft elsewhere": (
        "The draft’s field hardly occurs in this library: these are the nearest papers, and others are "
        "likely to be missing.",
        "这份草稿的领域在本库中几乎没有论文:以下只是最接近的几篇,很可能还缺少别处的文献。",
    ),
    "farther": ("near, but less so than those cited: {reason}", "相近,但不如已引用的:{reason}"),
    "not near": ("not near enough to cite: {reason}", "不够相近,没有引用:{reason}"),
    "not written": (
        "no sentence written about it could be backed by a quote",
        "写出的句子找不到原文依据",
    ),
    "follow-up": ("about", "指"),
    "as in": ("as in “{question}”", "承接“{question}”"),
    "other than": ("other than {names}", "不含 {names}"),
    "comma": (", ", ","),
    "not supported": ("not supported: {reason}", "没有依据:{reason}"),
    "export map": ("Map", "分布图"),
    "export counts": (
        "{matched} papers belong here: {cited} cited, {left} left out.",
        "相关论文共 {matched} 篇:引用 {cited} 篇,未引用 {left} 篇。",
    ),
    "note": ("Note: {line}", "说明:{line}"),
    "export notices": ("Notes", "说明"),
    "export references": ("References", "参考文献"),
    # Reports: why an entry belongs to a subfield or not.
    "meets": ("meets {filters}", "符合 {filters}"),
    "all wanted": ("all are wanted", "要求包括全部"),
    "is named": ("it is named", "被点名"),
    "is labelled": ("it is filed under it", "归在这一主题下"),
    "mentions": ("mentions {things}", "谈到{things}"),
    "lacks": ("does not mention {things}", "没有谈到{things}"),
    "makes kind": ("contributes {kinds}", "贡献了{kinds}"),
    "makes no kind": ("does not contribute {kinds}", "没有贡献{kinds}"),
    "kind benchmark": ("a benchmark", "评测基准"),
    "kind dataset": ("a dataset", "数据集"),
    "kind survey": ("a survey", "综述"),
    "kind theory": ("theory", "理论"),
    "kind study": ("a study", "实证研究"),
    "kind tool": ("software", "软件工具"),
    "set aside": ("left out as asked: {thing}", "按要求排除:{thing}"),
    "not set aside": (
        "It cannot be told which papers to leave out as “{thing}”; none was.",
        "无法确定“{thing}”指哪些论文,没有据此排除。",
    ),
    "unheard": ("No paper mentions {things}.", "没有论文谈到{things}。"),
    "read as": ("“{word}” was read as “{meant}”.", "“{word}”按“{meant}”理解。"),
    "closeness": ("closeness {closeness}", "相近度 {closeness}"),
    "and then": ("; ", ";"),
    # Reports: the comparison.
    "column entry": ("Entry", "条目"),
    "column problem": ("Problem", "问题"),
    "column offer": ("Method or resource", "方法或资源"),
    "column data": ("Data and scale", "数据与规模"),
    "column figure": ("Main figure", "主要数字"),
    "column code": ("Code", "代码"),
    "cell not stated": ("not stated", "未说明"),
    # Reports: a summary.
    "summary head": ("Papers: {count}.", "论文 {count} 篇。"),
    "summary themes": ("Papers: {count}. Themes: {themes}.", "论文 {count} 篇。主题:{themes}。"),
    "theme of": ("{title} ({count})", "{title}({count})"),
    "one theme": ("The papers", "论文概览"),
    "other theme": ("Other work", "其他工作"),
    "table": ("Side by side", "横向对照"),
    "coverage": ("Coverage", "覆盖情况"),
    "coverage line": (
        "{matched} matched of {judged} judged; {cited} cited, {left} left out.",
        "判断 {judged} 篇,相关 {matched} 篇;引用 {cited} 篇,未引用 {left} 篇。",
    ),
    "figures": ("**In figures**", "**数字**"),
    "shared by": ("{names} {both} deal with {concept}.", "{names} {both}围绕{concept}展开。"),
    "shared": ("{count} of these papers deal with {concept}.", "这些工作中有 {count} 篇围绕{concept}展开。"),
    "are all": ("{names} {both} offer {kind}.", "{names} 给出的{both}是{kind}。"),
    "what differs": ("{parts}.", "这些工作中,{parts}。"),
    "offers one": ("{names} is {kind}", "{names} 是{kind}"),
    "offer each": ("{names} are {kind}", "{names} 是{kind}"),
    "left borderline": ("on the edge of it: {reason}", "处于边缘:{reason}"),
    "left beyond": (
        "beyond the {most} nearest, which is as many as a report cites: {reason}",
        "超出一份报告最多引用的 {most} 篇:{reason}",
    ),
    "left unquoted": ("none of its sentences could be quoted", "没有可以引用的句子"),
    "none belongs": ("no paper in this library is about it.", "本库没有这方面的论文。"),
    "no subfield": (
        "it names no subfield. Name a subject, or a label of the library{labels}.",
        "没有说出是哪个领域。请写出一个主题,或库中的一个标签{labels}。",
    ),
    "labels": (" ({labels})", "({labels})"),
    "summary refusal": ("There is nothing to summarise: {reason}", "没有可以总结的内容:{reason}"),
    "theme failed": (
        "The model failed ({reason}); the built-in writer writes the rest.",
        "模型出错({reason}),其余由内置写作器完成。",
    ),
    "calls planned": (
        "Calls of {model} planned: {calls}, with about {sent} tokens to send and {received} to receive; "
        "estimated cost: {cost}.",
        "计划调用 {model} {calls} 次,约发送 {sent} 个、接收 {received} 个词元;估计费用:{cost}。",
    ),
    "cost unknown": ("unknown", "未知"),
    "calls capped": (
        "Under the cap ({cap}) the built-in writer writes {without} of {sections} themes.",
        "在上限({cap})之内,{sections} 个主题中有 {without} 个由内置写作器完成。",
    ),
    "cap of calls": ("calls: {most}", "调用次数:{most}"),
    "cap unpriced": ("the model’s price is unknown", "模型价格未知"),
    "not yet": ("not written yet", "尚未写到"),
}


def language_of(text: str) -> Language:
    """Return the language to answer in: Chinese where it outweighs the Latin words of the question."""
    return "zh" if len(_HAN.findall(text)) > len(_LATIN_WORD.findall(text)) else "en"


def say(language: Language, phrase: str, **values: object) -> str:
    """Return a phrase in a language, its holes filled; braces inside the values stay as they are."""
    template = _PHRASES[phrase][language == "zh"]
    said = re.sub(r"\{(\w+)\}", lambda hole: str(values[hole[1]]), template)
    # The templates part Chinese from a Latin name by a space, which a Chinese name does not want.
    return said.replace(f"{_PHRASES['unnamed'][1]} ", _PHRASES["unnamed"][1])


def listed(language: Language, names: list[str]) -> str:
    """Return names as a list in running text."""
    if language == "zh":
        return "、".join(names)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""
