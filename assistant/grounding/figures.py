"""The numbers a text states, read alike in digits, English words and Chinese numerals.

`40K`, `40,000`, `4 万` and `forty thousand` are one figure; `18`, `18%` and `18 个百分点` are three.
Knows nothing of entries, quotes or models.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from assistant.grounding.notation import plain_figures

_PERCENT, _POINTS, _TIMES = "%", "percentage points", "times"

# Spellings of a unit, the canonical one first.
_UNITS = (
    (_POINTS, "percentage points?", "个?百分点", "pp"),
    (_PERCENT, "%", "percent", "per cent"),
    (_TIMES, "times", "fold", "x", "×", "倍"),
    ("ms", "ms", "milliseconds?", "毫秒"),
    ("s", "s", "secs?", "seconds?", "秒"),
    ("min", "mins?", "minutes?", "分钟"),
    ("h", "h", "hrs?", "hours?", "个?小时"),
    ("d", "days?", "天"),
    ("wk", "weeks?", "周"),
    ("mo", "months?", "个月"),
    ("y", "years?", "年", "岁"),
    ("mm", "mm", "millimet(?:er|re)s?", "毫米"),
    ("cm", "cm", "centimet(?:er|re)s?", "厘米"),
    ("m", "m", "met(?:er|re)s?", "米"),
    ("km", "km", "kilomet(?:er|re)s?", "公里"),
    ("um", "[µμu]m", "微米"),
    ("kg", "kg", "kilograms?", "公斤", "千克"),
    ("g", "g", "grams?", "克"),
    ("mg", "mg", "milligrams?", "毫克"),
    ("ml", "m[lL]", "毫升"),
    ("Hz", "Hz", "hertz", "赫兹"),
    ("kHz", "kHz"),
    ("KB", "KB"),
    ("MB", "MB"),
    ("GB", "GB"),
    ("TB", "TB"),
    ("th", "st", "nd", "rd", "th"),
    ("°C", "°C", "℃", "摄氏度"),
)
_UNIT_OF = [(re.compile("|".join(spellings)), unit) for unit, *spellings in _UNITS]
_SPELLINGS = sorted((form for _, *spellings in _UNITS for form in spellings), key=len, reverse=True)
# A Latin unit ends with its word; a Chinese one is followed by anything.
_UNIT = rf"(?:[ -]?(?P<unit>{'|'.join(_SPELLINGS)})(?![A-Za-z]))?"

_SCALES = {
    "K": 10**3, "k": 10**3, "M": 10**6, "B": 10**9, "hundred": 100, "thousand": 10**3, "million": 10**6,
    "billion": 10**9, "百": 100, "千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8,
}  # fmt: skip
_SCALE = r"(?:[ -]?(?P<scale>thousand|million|billion|hundred|百万|千万|[百千万亿]|[KkMB](?![A-Za-z])))?"
_DIGITS = re.compile(
    r"(?<![A-Za-z\d])(?P<sign>(?<![\w%)])-)?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"(?:\^\{{?(?P<power>[+-]?\d+)\}}?)?{_SCALE}{_UNIT}"
)
# A word that holds both letters and digits is a name (`GPT-5.2`, `3D`), unless it reads as a figure (`40K`).
_NAME = re.compile(
    r"[A-Za-z][A-Za-z\d]*(?:[-.+][A-Za-z\d]+)*|(?<![\d.,])\d+(?:[.,]\d+)*[A-Za-z][A-Za-z\d]*(?:-[A-Za-z\d]+)*"
)
_RANGE = re.compile(r" ?(?:[-~至到]|to\b) ?")

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
)
_WORDS = {word: value for value, word in enumerate([*_ONES.split(), "seventeen", "eighteen", "nineteen"])}
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS |= {word: 10 * value for value, word in enumerate(_TENS, 2)}
_NUMBER_WORD = (
    rf"(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))}|hundred|thousand|million|billion|dozen)"
)
_SPOKEN = re.compile(
    rf"\b(?:a )?(?P<words>{_NUMBER_WORD}(?:(?:[ -]| and ){_NUMBER_WORD})*)\b(?!-shot){_UNIT}", re.I
)
_SPOKEN_FRACTION = re.compile(
    r"\b(?P<over>one|two|three|four|five|a)[ -](?P<under>third|quarter|fifth|tenth)s?\b", re.I
)
_UNDER = {"third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_MULTIPLES = (
    (re.compile(r"\b(?:twice|doubl(?:es|ed|ing|e(?= the\b))|twofold)\b|翻倍|翻一番", re.I), Fraction(2)),
    (re.compile(r"\b(?:tripl(?:es|ed|ing|e(?= the\b))|threefold)\b", re.I), Fraction(3)),
)
_HALF = re.compile(r"\bhalf\b|一半|半数", re.I)
_VAGUE = (
    (re.compile(r"\bdozens\b|[数几]十", re.I), 10),
    (re.compile(r"\bhundreds\b|[数几上成]百(?!分)", re.I), 100),
    (re.compile(r"\btens of thousands\b|[数几上成]万", re.I), 10**4),
    (re.compile(r"(?<!tens of )\bthousands\b|[数几上成]千(?!上万)", re.I), 10**3),
    (re.compile(r"\bmillions\b|[数几上]百万", re.I), 10**6),
)

_CHINESE_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CHINESE_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_HAN = re.compile("[\u3400-\u9fff]")
_NUMERAL = f"[{''.join([*_CHINESE_DIGITS, *_CHINESE_SCALES])}]+"
_MEASURE = (
    "个|种|类|项|篇|张|例|名|位|组|条|家|幅|套|步|层|点|年|月|日|天|周|小时|分钟|秒|倍|轮|级|阶|折|万|阶段|方面|"
    "部分|大|只|道|份|段|款|所|台|座|场|人|维度|模态|任务|领域|数据集|基准|模型|方法|问题|挑战"
)
_CHINESE = re.compile(rf"(?P<numeral>{_NUMERAL})(?:分之(?P<over>{_NUMERAL}))?{_UNIT}")
_PAPERS = re.compile(
    r"[ -]?(?:papers?|entries|studies|works|articles|approaches|methods|benchmarks|datasets|models|systems|"
    r"frameworks)\b| ?(?:篇|项(?:工作|研究)|个(?:条目|基准|数据集|方法|模型|系统|框架))"
)
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
        """Tell whether a reading is among those `stated`; a bare number is content with any unit."""
        return any(
            reading in stated or (not reading[1] and any(_lends(reading[0], other) for other in stated))
            for reading in self.readings
        )


def _lends(value: Fraction, other: Reading) -> bool:
    return other[0] == value and other[1] not in (_PERCENT, _POINTS)


def figures(text: str) -> list[Figure]:
    """Return every figure `text` states; `text` is unified (`quotes.unify`)."""
    text = _without_names(plain_figures(text))
    found: list[Figure] = []
    for reader in (_fractions, _digits, _spoken, _chinese, _idioms):
        for start, end, readings in reader(text):
            shown = text[start:end].strip()
            counts_papers = _PAPERS.match(text, end) is not None
            around = text[max(0, start - 40) : start], text[end : end + 80]
            found.append(Figure(shown, frozenset(readings), counts_papers, *around))
            text = text[:start] + "\0" * (end - start) + text[end:]
    return found


def readings(texts: list[str]) -> frozenset[Reading]:
    """Return all that the figures of `texts` may mean."""
    return frozenset(reading for text in texts for figure in figures(text) for reading in figure.readings)


def is_figure(word: str) -> bool:
    """Tell whether a word of letters and digits states a figure (`40K`, `5ms`, `3rd`) and is no name."""
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
    return next(unit for pattern, unit in _UNIT_OF if pattern.fullmatch(written))


Found = Iterator[tuple[int, int, set[Reading]]]


def _digits(text: str) -> Found:
    for match in list(_DIGITS.finditer(text)):
        value = Fraction(match["digits"].replace(",", ""))
        if match["power"] and abs(int(match["power"])) <= 30:
            value **= int(match["power"])
        value *= _SCALES.get(match["scale"] or "", 1) * (-1 if match["sign"] else 1)
        readings = {(value, _unit(match, value))}
        # The first end of a range shares the unit of the second: `54.9-57.2%`.
        to = _RANGE.match(text, match.end())
        second = _DIGITS.match(text, to.end()) if to else None
        if second and second["unit"] and not match["unit"]:
            readings.add((value, _unit(second, value)))
        yield match.start(), match.end(), readings


def _spoken(text: str) -> Found:
    for match in list(_SPOKEN.finditer(text)):
        words = re.split(r"[ -]", match["words"].lower())
        if words == ["one"] and not match["unit"]:
            continue  # a pronoun far more often than a number
        value = Fraction(_value_of_words(words))
        yield match.start(), match.end(), {(value, _unit(match, value))}


def _value_of_words(words: list[str]) -> int:
    total, current = 0, 0
    for word in words:
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
        yield match.start(), match.end(), {(Fraction(over, _UNDER[match["under"].lower()]), "")}


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
        return numeral not in "一零〇百千万亿" and (unit is not None or re.match(_MEASURE, rest) is not None)
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
    for match in list(_HALF.finditer(text)):
        yield match.start(), match.end(), {(Fraction(1, 2), ""), (Fraction(50), _PERCENT)}
    for pattern, value in _MULTIPLES:
        for match in list(pattern.finditer(text)):
            yield match.start(), match.end(), {(value, _TIMES)}
    for pattern, size in _VAGUE:
        for match in list(pattern.finditer(text)):
            yield match.start(), match.end(), {(Fraction(size), "about")}
