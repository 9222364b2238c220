"""Sentences and quotes that are true, retyped as models and people retype: each must be let through."""

import random
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from tests.families.replies import PLAIN, Case, Source, case, in_chinese, in_english, sources
from tests.support.answering import line
from vectorstore.text.passages import sentences_of
from vectorstore.types import Entry

Retyping = Callable[[str, random.Random], str]


def _wide(text: str, _: random.Random) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in text)


def _upper(text: str, _: random.Random) -> str:
    return "".join(c.upper() if len(c.upper()) == 1 else c for c in text)


def _spaced(text: str, draw: random.Random) -> str:
    return re.sub(" ", lambda _: draw.choice([" ", "  ", "\u00a0", "\n", "\t", "\u2009", "\u3000"]), text)


def _marks(text: str, draw: random.Random) -> str:
    quotes = {'"': "“”«»「", "“": '"«', "”": '"»', "'": "’‘`", "’": "'ʼ"}
    return "".join(
        draw.choice(quotes[c]) if c in quotes and c != "’" else "'" if c == "’" else c for c in text
    )


def _dashes(text: str, draw: random.Random) -> str:
    return re.sub("[-–—]", lambda _: draw.choice("-‐‑–—"), text)


def _hidden(text: str, draw: random.Random) -> str:
    at = sorted(draw.randrange(1, len(text)) for _ in range(3))
    return (
        text[: at[0]]
        + "\u200b"
        + text[at[0] : at[1]]
        + "\u2060"
        + text[at[1] : at[2]]
        + "\u00ad"
        + text[at[2] :]
    )


def _framed(text: str, draw: random.Random) -> str:
    marks = draw.choice(["“”", "「」", '""', "''", "‘’", "《》", "『』"])
    return marks[0] + text + marks[1]


def _closed(text: str, draw: random.Random) -> str:
    return text.rstrip(".") + draw.choice(["", ".", "。", ",", ";", "...", "…", "!", ":", " ."])


def _clause(text: str, draw: random.Random) -> str:
    edges = [m.start() for m in re.finditer(r"(?<=[a-z]) (?=[a-z])", text)]
    good = [(a, b) for a in edges for b in edges if len(text[a:b].split()) >= 5]
    start, end = draw.choice(good) if good else (0, len(text))
    return text[start:end].strip()


QUOTES: dict[str, Retyping] = {
    "as it stands": lambda text, _: text,
    "width": _wide,
    "letter case": _upper,
    "spaces": _spaced,
    "quote marks": _marks,
    "dashes": _dashes,
    "hidden characters": _hidden,
    "in quote marks": _framed,
    "punctuation at the end": _closed,
    "a clause of it": _clause,
    "decomposed letters": lambda text, _: unicodedata.normalize("NFD", text),
    "ligatures": lambda text, _: text.replace("fi", "ﬁ").replace("fl", "ﬂ"),
}


def _restated(source: Source) -> str | None:
    """A figure of the quote in another writing."""
    found = [m for m in re.finditer(r"(?<![\w.,/^-])\d{1,2}(?= [a-z]{4})", source.quote) if int(m[0]) > 1]
    if not found:
        return None
    number = int(source.draw.choice(found)[0])
    forms = [
        f"The number is {in_english(number)} here.",
        f"其数目为 {in_chinese(number)} 个。",
        f"共有 {number} 个。",
    ]
    return source.draw.choice(forms)


def _percent(source: Source) -> str | None:
    found = re.search(r"(?<![\w.–-])(\d+(?:\.\d+)?)%(?!–)", source.quote)
    if not found:
        return None
    forms = ["It states {} percent.", "It states {}%.", "文中给出 {}%。", "It states ({} %)."]
    return source.draw.choice(forms).replace("{}", found[1])


_NEGATIVE = re.compile(r"\b(?:not?|never|without|cannot|neither|nor|lack\w*|fail\w*|unable)\b")
SENTENCES: dict[str, Callable[[Source], str | None]] = {
    "the quote itself": lambda s: s.quote,
    "the quote framed": lambda s: f"{s.entry.name or 'The paper'} reports: “{s.quote}”",
    "the quote framed in Chinese": lambda s: f"{s.entry.name or '该文'} 指出：“{s.quote}”",
    "key in the text": lambda s: f"{s.quote} [{s.entry.key}]",
    "Markdown": lambda s: f"- **{s.entry.name or 'It'}**: {s.quote} 【{s.entry.key}】",
    "own name": lambda s: f"{s.entry.name} deals with this." if s.entry.name else None,
    "own name in Chinese": lambda s: f"{s.entry.name} 讨论了这个问题。" if s.entry.name else None,
    "a clause said again": lambda s: (
        # Cut off from its negation, a clause would say the opposite.
        None if _NEGATIVE.search(s.quote) else f"It says that {_clause(s.quote, s.draw)}."
    ),
    "recorded facts": lambda s: f"It is a {s.entry.kind} at {s.entry.venue} of {s.entry.year}.",
    "recorded facts in Chinese": lambda s: f"该文是 {s.entry.year} 年 {s.entry.venue} 的 {s.entry.kind}。",
    "figure in another writing": _restated,
    "percentage": _percent,
}


def cases(entries: Sequence[Entry], each: int, seed: int = 11) -> Iterator[Case]:
    """Yield `each` true cases of every family, as far as the papers lend themselves to it."""
    for number, (family, retype) in enumerate(QUOTES.items()):
        for source, _ in zip(sources(entries, seed + number), range(each), strict=False):
            quote = retype(source.quote, source.draw)
            yield case(f"quote: {family}", source, line(PLAIN, (source.entry.key, quote)))
    for number, (family, say) in enumerate(SENTENCES.items()):
        told = 0
        for source, _ in zip(sources(entries, seed + 50 + number), range(40 * each), strict=False):
            text = say(source)
            if text:
                told += 1
                yield case(f"text: {family}", source, line(text, (source.entry.key, source.quote)))
            if told == each:
                break
    for source, _ in zip(sources(entries, seed + 99), range(each), strict=False):
        both = [p.text for p in sentences_of(source.entry)][:2]
        draft = line(
            PLAIN,
            (source.draw.choice(["{}", "[{}]", "({})", " {} "]).format(source.entry.key), " ".join(both)),
        )
        yield case("quote: two sentences, key in brackets", source, draft)
