"""One analyser for both languages: stemmed Latin words and Chinese bigrams, for texts and for questions.

Case, width, hyphens and thousands separators do not matter; digits keep their units. Knows nothing of
entries; `keyword_index` stores what comes out here.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import chain, pairwise

import tantivy

from vectorstore.text.words import alternatives, read_words

ANALYSIS_VERSION = 2

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_LETTER = rf"[^\W_{_HAN}]"
_NUMBER = rf"\d[\d,]*(?:\.\d+)?(?:%|[kKmM](?![a-zA-Z]))?(?!{_LETTER})"
_TOKEN = re.compile(rf"[{_HAN}]+|{_NUMBER}|{_LETTER}+(?:['’.+&-]{_LETTER}+)*")
_KIND = re.compile(rf"(?P<cjk>[{_HAN}]+)|(?P<number>{_NUMBER})|(?P<word>.+)")
_DASHES = re.compile("[\u2010-\u2015\u2212]")

ENGLISH_STOPS = frozenset(read_words("english_stops"))
_CHINESE_STOPS = re.compile(alternatives("chinese_stops"))


@lru_cache(maxsize=1)
def _stemmer() -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    return builder.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.stemmer("english")).build()


def stem(words: list[str]) -> list[str]:
    """Return the English stem of each word (Snowball, as Tantivy ships it), in order."""
    return [_stemmer().analyze(word)[0] for word in words]


def _fold(text: str) -> str:
    if text.isascii():
        return text.lower()
    text = re.sub(r"(?<=\d)(?=[⁰¹²³⁴-⁹])", "^", text)  # 10⁷ is not 107
    return _DASHES.sub("-", unicodedata.normalize("NFKC", text)).lower()


def terms(text: str) -> list[str]:
    """Return the terms `text` is indexed under, in order.

    A compound such as `SurvHTE-Bench` yields itself joined (`survhtebench`) and its parts; a figure yields
    itself with and without its unit; a run of Chinese yields its overlapping pairs.
    """
    return list(chain.from_iterable(map(_terms_of, _TOKEN.findall(_fold(text)))))


@lru_cache(maxsize=1 << 16)
def _terms_of(token: str) -> tuple[str, ...]:
    kind = _KIND.fullmatch(token)
    assert kind
    if kind.lastgroup == "word":
        return tuple(stem(_forms(token)))
    return tuple(_pairs(token) if kind.lastgroup == "cjk" else _figures(token))


def question_terms(question: str) -> list[str]:
    """Return the terms to search for: those of the content words, and neighbours joined, without repeats.

    `survhte bench` also asks for `survhtebench`: a term nobody uses costs nothing.
    """
    folded = _fold(question)
    found = terms(content(question))
    words = re.findall(r"[^\W_]+", re.sub(r"[\u3400-\u9fff]", " ", folded))
    joined = [a + b for a, b in pairwise(words) if len(a + b) > 4]
    joined += ["".join(trio) for trio in zip(words, words[1:], words[2:], strict=False)]
    return list(dict.fromkeys(found + stem(joined)))


def content(question: str) -> str:
    """Return `question` without the words that carry no topic, in either language."""
    folded = _CHINESE_STOPS.sub(" ", _fold(question))
    return re.sub(
        r"[a-z][a-z'’]*(?![\w-])", lambda m: " " if m[0].replace("’", "'") in ENGLISH_STOPS else m[0], folded
    )


def _forms(word: str) -> list[str]:
    if word.isalnum():
        return [word]
    parts = [part for part in re.split(r"['’.+&-]", word) if part]
    if parts[1:] == ["s"]:
        return parts[:1]
    return ["".join(parts), *(part for part in parts if len(part) > 1)]


def _figures(number: str) -> list[str]:
    plain = number.replace(",", "")
    bare = plain.rstrip("%km")
    return [plain] if bare == plain else [plain, bare]


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]
