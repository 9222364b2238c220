"""The words of a sentence against its quotes: its language and script, boasts, and whether they share any.

Narrow rules with few false alarms: what a sentence means is beyond them. Each returns what is at fault,
empty where nothing is. Knows nothing of entries or models.
"""

import re
from collections.abc import Sequence

from assistant.grounding.figures import figures
from assistant.types import Language
from vectorstore.text.analysis import ENGLISH_STOPS, stem

_HAN = re.compile("[\u3400-\u9fff]")
_LETTERS = re.compile(r"[^\W\d_]+")
# Latin with its accents, phonetic letters, micro, Greek but for its capitals that look Latin, and Chinese.
_OWN = re.compile(
    "[A-Za-zªµºÀ-\u02af\u1e00-\u1effΓΔΘΛΞΠΣΦΨΩα-ξπ-ωϐ-ϵ\u2126\u212b\u210a-\u2138"
    "\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)
_QUOTED = re.compile('[“"「『《][^”"」』》]*[”"」』》]')
_WORD = re.compile(r"(?<!\w)[a-zà-ÿ]+(?!\w)")
_ENGLISH = frozenset(
    "the of a an and is are to in with for on by that it its from as was were this be or".split()
)
_OTHER = frozenset(
    "le la les des du une est et pour dans sur avec que qui cette pas der die das und ist nicht für ein "
    "eine den dem mit von zu auf el los las del es por para con este esta una il lo gli di è non per che "
    "questo questa o os um uma não em dos più más plus het een van niet".split()
)

# A claim of the first kind needs a word of the second in a quote.
_BOASTS = [
    (re.compile(said, re.I), re.compile(needed, re.I))
    for said, needed in (
        (
            r"\b(?:best|greatest|finest|unmatched|unrivall?ed|unparalleled|unprecedented|flawless|perfect|"
            r"sota|state[- ]of[- ]the[- ]art|world[- ]class|ground-?breaking|revolutionary|brilliant|"
            r"outstanding)\b|"
            "最好|最佳|最优秀|最强|最先进|最出色|最权威|史上|遥遥领先|无与伦比|无可比拟|完美|"
            "革命性|划时代|里程碑|顶尖|卓越",
            r"best|greatest|unmatched|unrival|unparallel|unprecedent|perfect|sota|state[- ]of|outperform|"
            r"surpass|superior|exceed|\bleading\b(?! to)|\btop\b|highest|\boptimal|breakthrough|outstanding|"
            "最|优|超|领先|突破",
        ),
        (
            r"\b(?:the|first and) only\b|唯一|独一无二",
            r"\bonly|\bsole|uniqu|first|\bno (?:other|prior|previous|existing)|唯一|仅|独",
        ),
        (
            r"\bfirst-ever|\bthe first (?:method|model|work|paper|benchmark|dataset|study|approach|system|"
            r"framework)\b|首个|首次|首创|全球第一",
            r"first|\bonly|\bsole|uniqu|novel|pioneer|\bno (?:prior|previous|existing)|previously un|"
            "explored|首|唯一|第一|仅",
        ),
        (
            r"\b(?:outperform|beat|surpass)(?:s|ed|ing)?\b|超越|优于|击败|胜过|超过了",
            r"outperform|beat|surpass|exceed|better|superior|improv|\bgain|state[- ]of|best|above|boost|"
            r"er than\b|more \w+ than|compar(?:ed|able|es)|lower|higher|优|超|胜|高于|提高|提升|更",
        ),
    )
]
# What tells a reader what to do.
_ADVICE = re.compile(
    r"\byou (?:should|must|ought|have to|need to)\b|\bplease\b|"
    "[你您](?:应该|应当|必须|务必|需要)|请(?:务必|您|你|访问|购买)",
    re.IGNORECASE,
)
# Stems of any report, which no paper need use of itself.
_REPORTING = frozenset(
    "accord address admit aim answer appear articl author availabl both call code come compar concern "
    "conclud consid contain contribut cover deal deliver demonstr describ discuss entry entri evid examin "
    "exist explor figur find focus follow found github here homepag includ investig involv item librari "
    "like link list method model notabl note number numb observ offer passag percent point poster present "
    "project propos provid publish quot everyon record refer regard relat releas report repositor research "
    "respect result said seek serv set state studi suggest target task them titl topic total treat turn "
    "ventur venue year".split()
)  # fmt: skip
_STEM = 5


def strange_letters(claim: str, quotes: Sequence[str]) -> str:
    """Return the first word in letters of neither language that no quote holds: spoofed or foreign."""
    for word in _LETTERS.findall(claim):
        if not _OWN.fullmatch(word) and not any(word in quote for quote in quotes):
            return str(word)
    return ""


def wrong_language(text: str, language: Language, exempt: Sequence[str]) -> bool:
    """Tell whether a sentence is plainly not in the language of the answer; what it quotes does not count."""
    for quoted in sorted(exempt, key=len, reverse=True):
        text = text.replace(quoted, " ")
    text = _QUOTED.sub(" ", text)
    han = len(_HAN.findall(text))
    words = _WORD.findall(text.lower())
    english = sum(word in _ENGLISH for word in words)
    if language == "zh":
        return not han and len(words) >= 5
    other = len({word for word in words if word in _OTHER})
    return han > len(words) or (other >= 2 and other > english)


def boast(claim: str, quotes: Sequence[str], shown: Sequence[str]) -> str:
    """Return a superlative or a victory that no quote speaks of.

    Where a sentence gives figures, it may take the word from elsewhere in the texts shown.
    """
    for said, needed in _BOASTS:
        for found in said.finditer(claim):
            word = "best" if found[0][0] == "最" else found[0].lower()
            literal = figures(claim) and any(word in text.lower() for text in shown)
            if not literal and not any(needed.search(quote) for quote in quotes):
                return found[0]
    return ""


def advice(claim: str, quotes: Sequence[str]) -> str:
    """Return the words that tell the reader what to do, where no quote has them."""
    found = _ADVICE.search(claim)
    return found[0] if found and not any(found[0].lower() in quote.lower() for quote in quotes) else ""


def shares_no_word(claim: str, witnesses: Sequence[str]) -> bool:
    """Tell whether no content word of an English sentence stands in its papers, where these are English.

    One that states a figure shares that.
    """
    shown = " ".join(witnesses).lower()
    if _HAN.search(claim) or figures(claim) or len(_HAN.findall(shown)) > len(re.findall("[a-z]+", shown)):
        return False
    words = [word for word in _WORD.findall(claim.lower()) if len(word) > 2 and word not in ENGLISH_STOPS]
    content = [word for word in stem(words) if not any(word.startswith(common) for common in _REPORTING)]
    return bool(content) and not any(re.search(rf"\b{re.escape(word[:_STEM])}", shown) for word in content)
