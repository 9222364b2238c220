"""The numbers a text states, read alike in digits, English words and Chinese numerals.

`40K`, `40,000`, `4 万` and `forty thousand` are one figure; `18`, `18%` and `18 个百分点` are three.
Number words and units are data (`grounding.units` and others). Knows nothing of entries or quotes.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from assistant.patterns import named, pattern, words

_PERCENT, _POINTS, _TIMES = "%", "percentage points", "times"
# Signs that are a number of their own: circled, fractions, letter-like digits, numerals of contracts.
_SIGNS = re.compile(
    "[¼-¾\u2150-\u215e\u2460-\u249b\u24ea-\u24ff\u2776-\u2793\u3220-\u3229\u3280-\u3289"
    "\U0001d7ce-\U0001d7ff壹贰貳叁參肆伍陆陸柒捌玖拾]"
)
_EXPONENTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")


def _longest_first(forms: Iterable[str]) -> str:
    return "|".join(sorted(forms, key=len, reverse=True))


def _values(name: str) -> dict[str, int]:
    """Return the number that stands beside each word of a list: `thousand:3`."""
    return {word: int(value) for word, _, value in (pair.partition(":") for pair in words(name))}


# A Latin unit ends with its word; a Chinese one is followed by anything.
_UNIT = rf"(?:[ -]?(?P<unit>{pattern('grounding.units').pattern})(?![A-Za-z]))?"
_SCALES = {word: 10**zeros for word, zeros in _values("grounding.scales").items()}
_LETTER_SCALES = {"K": 10**3, "k": 10**3, "M": 10**6, "B": 10**9}
_SCALE = rf"(?:[ -]?(?P<scale>{_longest_first(_SCALES)}|[KkMB](?![A-Za-z])))?"
_DIGITS = re.compile(
    r"(?<![A-Za-z\d])(?P<sign>(?<![\w%)])-)?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"(?:\^\{{?(?P<power>[+-]?\d+)\}}?)?{_SCALE}{_UNIT}"
)
# A word that holds both letters and digits is a name (`GPT-5.2`, `3D`), unless it reads as a figure (`40K`).
_NAME = re.compile(
    r"[A-Za-z][A-Za-z\d]*(?:[-.+][A-Za-z\d]+)*|(?<![\d.,])\d+(?:[.,]\d+)*[A-Za-z][A-Za-z\d]*(?:-[A-Za-z\d]+)*"
)
_RANGE = re.compile(r" ?(?:[-~至到]|to\b) ?")

_WORDS = {word: value for value, word in enumerate(words("grounding.ones"))}
_WORDS |= {word: 10 * value for value, word in enumerate(words("grounding.tens"), 2)}
_NUMBER_WORD = f"(?:{_longest_first([*_WORDS, *filter(str.isascii, _SCALES), 'dozen'])})"
_SPOKEN = re.compile(
    rf"\b(?:a )?(?P<words>{_NUMBER_WORD}(?:(?:[ -]| and ){_NUMBER_WORD})*)\b(?!-shot){_UNIT}", re.I
)
_PARTS = _values("grounding.parts")
_SPOKEN_FRACTION = re.compile(
    rf"\b(?P<over>{'|'.join(words('grounding.shares'))})[ -](?P<under>{'|'.join(_PARTS)})s?\b", re.I
)
_CHINESE_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CHINESE_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_HAN = re.compile("[\u3400-\u9fff]")
_NUMERAL = f"[{''.join([*_CHINESE_DIGITS, *_CHINESE_SCALES])}]+"
_MEASURE = re.compile("|".join(words("grounding.measures")))
_CHINESE = re.compile(rf"(?P<numeral>{_NUMERAL})(?:分之(?P<over>{_NUMERAL}))?{_UNIT}")
Reading = tuple[Fraction, str]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number as a text states it: the words themselves and all they may mean as (value, unit)."""

    shown: str
    readings: frozenset[Reading]
    counts_papers: bool = False
    before: str = ""
    after: str = ""
    """What stands on either side of it."""

    def stands_in(self, stated: frozenset[Reading]) -> bool:
        """Tell whether a reading is among those `stated`; a bare number matches one with a unit."""
        return any(
            reading in stated or (not reading[1] and any(_lends(reading[0], other) for other in stated))
            for reading in self.readings
        )


def _lends(value: Fraction, other: Reading) -> bool:
    return other[0] == value and other[1] not in (_PERCENT, _POINTS)


def plain_figures(text: str) -> str:
    """Return `text` with LaTeX signs dropped, exponents written `10^7` and dimensions `3D`."""
    text = _SIGNS.sub(_in_digits, re.sub(r"[$\\]", "", text))
    text = re.sub(r"(?<=\d)[⁰¹²³⁴-⁹⁺⁻]+", lambda power: "^" + power.group().translate(_EXPONENTS), text)
    text = re.sub(
        r"(?<=[A-Za-z])\^?([⁰¹²³⁴-⁹]+|\^\d)",
        lambda power: power.group().strip("^").translate(_EXPONENTS),
        text,
    )
    for short, said in named("grounding.dimensions").items():
        text = said.sub(short, text)
    return text


def _in_digits(sign: re.Match[str]) -> str:
    value = Fraction(unicodedata.numeric(sign.group(), 0)).limit_denominator(100)
    if unicodedata.decimal(sign.group(), None) is not None:
        return str(value)
    return f" {value} "


def figures(text: str) -> list[Figure]:
    """Return every figure `text` states; `text` is unified (`quotes.unify`)."""
    text = _without_names(plain_figures(text))
    found: list[Figure] = []
    for reader in (_fractions, _digits, _spoken, _chinese, _idioms):
        for start, end, readings in reader(text):
            shown = text[start:end].strip()
            counts_papers = pattern("grounding.papers").match(text, end) is not None
            around = text[max(0, start - 40) : start], text[end : end + 80]
            found.append(Figure(shown, frozenset(readings), counts_papers, *around))
            text = text[:start] + "\0" * (end - start) + text[end:]
    return found


def readings(texts: list[str]) -> frozenset[Reading]:
    """Return all that the figures of `texts` may mean."""
    return frozenset(reading for text in texts for figure in figures(text) for reading in figure.readings)


def is_figure(word: str) -> bool:
    """Tell whether a word of letters and digits is a figure (`40K`, `5ms`, `3rd`) and not a name."""
    return _DIGITS.fullmatch(word) is not None


def _without_names(text: str) -> str:
    def blank(match: re.Match[str]) -> str:
        word = match.group()
        named = any(map(str.isdigit, word)) and _DIGITS.fullmatch(word) is None
        return "\0" * len(word) if named else word

    return _NAME.sub(blank, text)


def _unit(match: re.Match[str], value: Fraction) -> str:
    written = match["unit"]
    if not written or (written == "年" and value >= 1000):
        return ""
    return next(unit for unit, spelled in named("grounding.units").items() if spelled.fullmatch(written))


Found = Iterator[tuple[int, int, set[Reading]]]


def _digits(text: str) -> Found:
    for match in list(_DIGITS.finditer(text)):
        value = Fraction(match["digits"].replace(",", ""))
        if match["power"] and abs(int(match["power"])) <= 30:
            value **= int(match["power"])
        value *= (_SCALES | _LETTER_SCALES).get(match["scale"] or "", 1) * (-1 if match["sign"] else 1)
        readings = {(value, _unit(match, value))}
        # The first end of a range shares the unit of the second: `54.9-57.2%`.
        to = _RANGE.match(text, match.end())
        second = _DIGITS.match(text, to.end()) if to else None
        if second and second["unit"] and not match["unit"]:
            readings.add((value, _unit(second, value)))
        yield match.start(), match.end(), readings


def _spoken(text: str) -> Found:
    for match in list(_SPOKEN.finditer(text)):
        spoken = re.split(r"[ -]", match["words"].lower())
        if spoken == ["one"] and not match["unit"]:
            continue  # a pronoun far more often than a number
        value = Fraction(_value_of_words(spoken))
        yield match.start(), match.end(), {(value, _unit(match, value))}


def _value_of_words(spoken: list[str]) -> int:
    total, current = 0, 0
    for word in spoken:
        if word in _WORDS:
            current += _WORDS[word]
        elif word == "dozen":
            current = 12 * max(current, 1)
        elif word == "hundred":
            current = 100 * max(current, 1)
        elif word != "and":
            total += _SCALES[word] * max(current, 1)
            current = 0
    return total + current


def _fractions(text: str) -> Found:
    for match in list(_SPOKEN_FRACTION.finditer(text)):
        over = _WORDS.get(match["over"].lower(), 1)
        yield match.start(), match.end(), {(Fraction(over, _PARTS[match["under"].lower()]), "")}


def _chinese(text: str) -> Found:
    for match in list(_CHINESE.finditer(text)):
        numeral, over = match["numeral"], match["over"]
        if over:
            under, value = _value_of_numeral(numeral), _value_of_numeral(over)
            part = Fraction(value or 0, under or 1)
            yield match.start(), match.end(), {(part * 100, _PERCENT)} if numeral == "百" else {(part, "")}
        elif _counts(numeral, text[match.end("numeral") :], match["unit"]) or _alone(match, text):
            amount = _value_of_numeral(numeral)
            if amount is not None:
                value_read = Fraction(amount)
                yield match.start(), match.end(), {(value_read, _unit(match, value_read))}


def _counts(numeral: str, rest: str, unit: str | None) -> bool:
    """Tell a number from the same characters inside a word (`统一`, `十分`, `二者`)."""
    if len(numeral) == 1:
        return numeral not in "一零〇百千万亿" and (unit is not None or _MEASURE.match(rest) is not None)
    if all(char in _CHINESE_DIGITS for char in numeral):
        return len(numeral) >= 3
    return not (numeral.startswith("万") or (numeral == "千万" and rest[:1] in "别不要"))


def _alone(match: re.Match[str], text: str) -> bool:
    """Tell whether a numeral stands outside any Chinese word (`（七）`, `LLaMA 五`)."""
    return not _HAN.match(text, match.end()) and not _HAN.match(text, max(0, match.start() - 1))


def _value_of_numeral(numeral: str) -> int | None:
    if all(char in _CHINESE_DIGITS for char in numeral):
        return int("".join(str(_CHINESE_DIGITS[char]) for char in numeral))
    total, section, digit = 0, 0, 0
    for char in numeral:
        scale = _CHINESE_SCALES.get(char)
        if scale is None:
            digit = _CHINESE_DIGITS[char]
        elif scale < 10**4:
            section += scale * (digit or 1)
            digit = 0
        else:
            total = (total + section + digit or 1) * scale
            section = digit = 0
    return total + section + digit


def _idioms(text: str) -> Found:
    for match in list(pattern("grounding.half").finditer(text)):
        yield match.start(), match.end(), {(Fraction(1, 2), ""), (Fraction(50), _PERCENT)}
    for table, unit in (("grounding.multiples", _TIMES), ("grounding.vague", "about")):
        for value, said in named(table).items():
            for match in list(said.finditer(text)):
                yield match.start(), match.end(), {(Fraction(value), unit)}
