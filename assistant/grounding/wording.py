"""The words of a sentence against its quotes: its language, its script, praise, advice, and any it shares.

Narrow rules with few false alarms: what a sentence means is beyond them. Each returns what is at fault,
empty where nothing is. Knows nothing of entries or models.
"""

import re
from collections.abc import Sequence

from assistant.grounding.figures import figures
from assistant.patterns import pattern, words
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
# What praises, and the table of what a quote must say for it to stand.
_BOASTS = (
    ("grounding.best", "grounding.says_best"),
    ("grounding.only", "grounding.says_only"),
    ("grounding.first", "grounding.says_first"),
    ("grounding.beats", "grounding.says_beats"),
)
_STEM = 5


def find_strange_letters(claim: str, quotes: Sequence[str]) -> str:
    """Return the first word in letters of another script that no quote holds: spoofed or foreign."""
    for word in _LETTERS.findall(claim):
        if not _OWN.fullmatch(word) and not any(word in quote for quote in quotes):
            return str(word)
    return ""


def is_wrong_language(text: str, language: Language, exempt: Sequence[str]) -> bool:
    """Tell whether a sentence is clearly not in the answer's language; what it quotes does not count."""
    for quoted in sorted(exempt, key=len, reverse=True):
        text = text.replace(quoted, " ")
    text = _QUOTED.sub(" ", text)
    han = len(_HAN.findall(text))
    latin = _WORD.findall(text.lower())
    english = sum(word in words("grounding.english") for word in latin)
    if language == "zh":
        return not han and len(latin) >= 5
    other = len({word for word in latin if word in words("grounding.foreign")})
    return han > len(latin) or (other >= 2 and other > english)


def find_boast(claim: str, quotes: Sequence[str], shown: Sequence[str]) -> str:
    """Return a superlative or a claim of winning that no quote supports.

    A sentence with figures may take the word from anywhere in the texts shown.
    """
    for said, needed in _BOASTS:
        for found in pattern(said).finditer(claim):
            word = "best" if found[0][0] == "最" else found[0].lower()
            literal = figures(claim) and any(word in text.lower() for text in shown)
            if not literal and not any(pattern(needed).search(quote) for quote in quotes):
                return found[0]
    return ""


def find_advice(claim: str, quotes: Sequence[str]) -> str:
    """Return the words that tell the reader what to do, where no quote has them."""
    found = pattern("grounding.advice").search(claim)
    return found[0] if found and not any(found[0].lower() in quote.lower() for quote in quotes) else ""


def shares_no_word(claim: str, witnesses: Sequence[str]) -> bool:
    """Tell whether no content word of an English sentence stands in its papers, where these are English.

    A sentence with a figure is left to the check of figures.
    """
    shown = " ".join(witnesses).lower()
    if _HAN.search(claim) or figures(claim) or len(_HAN.findall(shown)) > len(re.findall("[a-z]+", shown)):
        return False
    said = [word for word in _WORD.findall(claim.lower()) if len(word) > 2 and word not in ENGLISH_STOPS]
    content = [word for word in stem(said) if not word.startswith(words("grounding.reporting"))]
    return bool(content) and not any(re.search(rf"\b{re.escape(word[:_STEM])}", shown) for word in content)
