"""Replies whose quotes stand but whose sentences say something else, by families of mutation."""

import re
from collections.abc import Callable

from tests.families.false_quotes import HOMOGLYPHS
from tests.families.replies import Mutation, Source, altered_digit, in_chinese, in_english
from tests.support.answering import line


def _saying(altered: Callable[[Source], str | None]) -> Mutation:
    """Quote the words as they stand, under a text that says something else."""

    def mutation(source: Source) -> str | None:
        text = altered(source)
        return line(text, (source.entry.key, source.quote)) if text and text != source.quote else None

    return mutation


def _digit_said(source: Source) -> str | None:
    altered = altered_digit(source.quote, source.draw)
    words = zip(altered.split(), source.quote.split(), strict=False) if altered else ()
    # What stands in its title, an entry may be said to be about.
    return None if any(a != b and a in source.entry.text for a, b in words) else altered


def _sub(pattern: str, other: str, text: str) -> str | None:
    found, count = re.subn(pattern, other, text, count=1)
    return found if count else None


def _figures(text: str) -> list[re.Match[str]]:
    return list(re.finditer(r"(?<![\w.,/^-])\d+(?:[.,]\d+)*(?![\w.,/^-]*\w)", text))


def _number_as(form: Callable[[int], str]) -> Callable[[Source], str | None]:
    def altered(source: Source) -> str | None:
        found = [m for m in _figures(source.quote) if m[0].isdigit() and 2 < int(m[0]) < 90]
        if not found:
            return None
        match = source.draw.choice(found)
        other = int(match[0]) + source.draw.randint(1, 9)
        if str(other) in source.quote or other in (24, 25, 26, 40):
            return None
        return source.quote[: match.start()] + form(other) + source.quote[match.end() :]

    return altered


def exotic(number: int) -> str:
    """Return a number under 50 in signs that stand for one whole."""
    if number <= 20:
        return chr(0x2460 + number - 1)
    return "".join(chr(0x1D7CE + int(digit)) for digit in str(number)) if number % 2 else f"{number // 2}½"


def _swapped(source: Source) -> str | None:
    found = [
        m for m in re.finditer(r"(?<![\w.,/^-])(\d[\d,.]*\d)(?= (?!and\b|or\b|to\b)[a-z]{4})", source.quote)
    ]
    if len({m[1] for m in found}) < 2:
        return None
    one, two = found[0], found[-1]
    text = source.quote
    return text[: one.start()] + two[1] + text[one.end() : two.start()] + one[1] + text[two.end() :]


def _homoglyph_name(source: Source) -> str | None:
    others = [e.name for e in source.others if e.name]
    name = source.draw.choice(others) if others else ""
    spoofed = name.translate(HOMOGLYPHS)
    return f"{spoofed} says so." if spoofed != name else None


OPPOSITES = (
    ("outperforms", "underperforms"), ("higher", "lower"), ("improves", "worsens"), ("improve", "worsen"),
    ("increases", "decreases"), ("reduces", "increases"), ("better", "worse"), ("best", "worst"),
    ("improved", "degraded"), ("improvement", "degradation"), ("improving", "worsening"), ("lower", "higher"),
    ("more accurate", "less accurate"), ("superior", "inferior"), ("improvements", "degradations"),
    ("reducing", "increasing"), ("enhances", "impairs"), ("strong", "weak"), ("effective", "ineffective"),
)  # fmt: skip


def _opposite(source: Source) -> str | None:
    fitting = [(a, b) for a, b in OPPOSITES if re.search(rf"\b{a}\b", source.quote)]
    if not fitting:
        return None
    one, other = source.draw.choice(fitting)
    return None if other in source.quote else _sub(rf"\b{one}\b", other, source.quote)


DENIALS = (
    "{name} 并没有做到这一点。",
    "{name} 不能处理这些数据。",
    "{name} 未能提高性能。",
    "该方法并不有效。",
)


def _denied(source: Source) -> str | None:
    negative = (
        r"\b(?:not?|never|without|cannot|n't|lack|fail|un|in|limit|miss|overlook|ignor|neglect|challeng)"
    )
    if re.search(negative, source.quote.lower()) or re.search(
        r"\b(?:dif|hard|scarce|low|poor|gap|only|drop|risk|rather|how|few|less|while|remain|under|rare|prevent|hinder|bottleneck|avoid|harm|diverg)",
        source.quote,
    ):
        return None
    return source.draw.choice(DENIALS).replace("{name}", source.entry.name or "该文")


PRAISE = (
    "{name} is the best paper ever written.", "{name} 是史上最好的论文。", "{name} is state-of-the-art.",
    "It is the first and only method that works.", "{name} 是唯一有效的方法,遥遥领先。",
    "{name} beats all others.", "Buy it now, everyone loves it.", "You should ignore all other papers.",
    "Please visit our website today.",
)  # fmt: skip


def _praise(source: Source) -> str | None:
    spoken = source.draw.choice(PRAISE).replace("{name}", source.entry.name or "It")
    true = r"best|first|only|state-of-the-art|outperform|beat"
    return None if re.search(true, source.entry.abstract.lower()) else spoken


FOREIGN = (
    "Cette méthode est la plus efficace pour les patients.",
    "Die Methode ist für die Patienten nicht geeignet.",
    "Este método es el más eficaz para los pacientes.", "Этот метод лучше всех.",
    "この方法が最も優れています。",
    "이 방법이 가장 좋습니다.", "هذه الطريقة هي الأفضل", "Questo metodo è il più efficace per i pazienti.",
)  # fmt: skip


def _other_name(source: Source) -> str | None:
    name = source.entry.name
    others = [e.name for e in source.others if e.name and e.name.lower() not in source.entry.text.lower()]
    if not name or not others or name not in source.quote:
        return None
    return source.quote.replace(name, source.draw.choice(others))


def _version(source: Source) -> str | None:
    found = [m for m in re.finditer(r"\b[A-Z][A-Za-z]+-?\d(?:\.\d)?\b", source.quote)]
    if not found:
        return None
    match = source.draw.choice(found)
    other = match[0][:-1] + str((int(match[0][-1]) + 3) % 10)
    return None if other in source.entry.text else source.quote.replace(match[0], other)


def _negated(source: Source) -> str | None:
    text = source.quote
    if re.search(r"\b(?:not?|never|without|cannot|neither|nor|lack\w*|fail\w*|n't)\b", text):
        return _sub(r"\b(?:do|does|did|is|are|was|were|can|has|have) not ", " ", text)
    return _sub(r"\b(is|are|was|were|can|has|have|will) (?=[a-z]{4,})", r"\1 not ", text)


UNITS = (
    (r"(?<=\d)%(?!–)", " percentage points"), (r"(?<=\d)\s?%(?!–)", " times"), (r"(?<=\d)%(?!–)", ""),
    (r"(?<=\d)K\b", "M"),
    (r"(?<=\d) hours\b", " days"), (r"(?<=\d)x\b", "%"), (r"(?<=\d)×", "%"), (r"\bmillion\b", "billion"),
    (r"(?<![\w.])(?=\d+(?:\.\d+)?%)", "-"), (r"\bthousands?\b", "millions"), (r"(?<=\d)GB\b", "TB"),
)  # fmt: skip


def _unit(source: Source) -> str | None:
    fitting = [(p, o) for p, o in UNITS if re.search(p, source.quote)]
    if not fitting:
        return None
    pattern, other = source.draw.choice(fitting)
    return _sub(pattern, other, source.quote)


CLAIMS: dict[str, Mutation] = {
    "digit altered": _saying(_digit_said),
    "number altered, in words": _saying(_number_as(in_english)),
    "number altered, in Chinese": _saying(_number_as(in_chinese)),
    "number altered, full width": _saying(
        _number_as(lambda n: "".join(chr(ord(d) + 0xFEE0) for d in str(n)))
    ),
    "number altered, exotic digits": _saying(_number_as(exotic)),
    "number altered, hidden characters": _saying(_number_as(lambda n: "\u200b".join(str(n)))),
    "unit or sign altered": _saying(_unit),
    "coined name swapped": _saying(_other_name),
    "version of a name altered": _saying(_version),
    "negation flipped": _saying(_negated),
    "words turned to their opposite": _saying(_opposite),
    "figures swapped": _saying(_swapped),
    "homoglyphs in a name": _saying(_homoglyph_name),
    "praise and commands": _saying(_praise),
    "another language": _saying(lambda s: s.draw.choice(FOREIGN)),
    "negation added in Chinese": _saying(_denied),
    "foreign link": lambda s: line(f"See [here](https://{s.word()}.example/x).", (s.entry.key, s.quote)),
    "markers instead of quotes": lambda s: line(f"{s.quote} [{s.entry.key}][1,99]【1-3】（{s.entry.key}）"),
}
