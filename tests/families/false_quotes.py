"""Replies whose quotes are false, by families of mutation; each is so by construction."""

import json
import re
from collections.abc import Callable

from tests.families.replies import PLAIN, Mutation, Source, altered_digit
from tests.support.answering import line
from vectorstore.text.passages import sentences_of

HOMOGLYPHS = str.maketrans("aceopxyiABEKMHOPCTX", "асеорхуіАВЕКМНОРСТХ")


def _quoting(altered: Callable[[Source, list[str]], str | None]) -> Mutation:
    """Quote the words as `altered` leaves them, under a text that claims nothing itself."""

    def mutation(source: Source) -> str | None:
        quote = altered(source, source.quote.split())
        stands = quote and quote.strip(" .,;").lower() in source.entry.text.lower()
        return line(PLAIN, (source.entry.key, quote)) if quote and not stands else None

    return mutation


def _sub(pattern: str, other: str, text: str) -> str | None:
    found, count = re.subn(pattern, other, text, count=1)
    return found if count else None


def _without(words: list[str], at: int) -> str:
    return " ".join(words[:at] + words[at + 1 :])


def _cut_word(source: Source, words: list[str]) -> str | None:
    long = [i for i in range(2, len(words) - 3) if re.fullmatch(r"[A-Za-z]{5,}", words[i])]
    if not long:
        return None
    at = source.draw.choice(long)
    return " ".join([words[at][2:], *words[at + 1 :]]) if at < 4 else " ".join([*words[:at], words[at][:3]])


def _cut_number(source: Source, _: list[str]) -> str | None:
    found = [m for m in re.finditer(r"(?<!\S)\d[\d,.]*\d", source.quote) if m.start() > 30]
    return source.quote[: source.draw.choice(found).end() - 1] if found else None


JUNK_KEYS = (
    "1", "[1]", "[1,99]", "[1-3]", "1–3", "【1】", "（2）", "［3］", "①", "99", "entry 1", "条目 1",
    "paper-1", "../{key}", "{key}x", "x{key}", "{key},{other}", "{key} {other}",
    "[{key}][{other}]", "{key}/1",     "{key}#1", "",
)  # fmt: skip


def _junk_key(source: Source) -> str:
    key = source.draw.choice(JUNK_KEYS)
    return key.replace("{key}", source.entry.key).replace("{other}", source.others[0].key)


def _json_trick(source: Source) -> str:
    key, quote = source.entry.key, source.quote
    bad = source.word() + " " + quote
    escaped = "".join(f"\\u{ord(char):04x}" for char in quote)
    return source.draw.choice(
        [
            json.dumps({"text": PLAIN, "quotes": quote}),
            json.dumps({"text": PLAIN, "quotes": [[key, quote]]}),
            json.dumps({"text": PLAIN, "quotes": {key: quote}}),
            json.dumps({"text": PLAIN, "quotes": [{"key": [key], "quote": quote}]}),
            json.dumps({"text": PLAIN, "quotes": [{"key": key, "quote": [quote]}]}),
            json.dumps({"text": PLAIN, "supported": True, "citations": [{"key": key, "quote": quote}]}),
            json.dumps({"text": PLAIN, "quotes": [{"key": key, "quote": bad}], "verified": True}),
            json.dumps({"text": [PLAIN], "quotes": [{"key": key, "quote": quote}]}),
            f'{{"text": "{PLAIN}", "quotes": [{{"key": "{key}", "quote": "{key}"}}], "quotes": []}}',
            json.dumps({"text": PLAIN, "quotes": [{"key": key, "quote": escaped}]}),
            json.dumps({"sentences": [{"text": PLAIN, "quotes": [{"key": key, "quote": bad}]}]}),
        ]
    ) + "\n"  # fmt: skip


def _elsewhere(source: Source) -> str:
    other = source.draw.choice(source.others)
    return line(PLAIN, (other.key, source.quote))


def _unshown(source: Source) -> str:
    entry = source.draw.choice(source.unshown)
    return line(PLAIN, (entry.key, source.draw.choice(sentences_of(entry)).text))


def _two_ends(source: Source, words: list[str]) -> str:
    gap = source.draw.choice([" ... ", " … ", " [...] ", "…", "... ", " (…) ", " ", " …… "])
    return " ".join(words[:3]) + gap + " ".join(words[-3:])


def _sentences_apart(source: Source, words: list[str]) -> str | None:
    all_of_it = [p.text for p in sentences_of(source.entry)]
    return f"{all_of_it[0]} {all_of_it[2]}" if len(all_of_it) > 2 else None


QUOTES: dict[str, Mutation] = {
    "digit altered in the quote": _quoting(lambda s, _: altered_digit(s.quote, s.draw)),
    "sign or unit altered in the quote": _quoting(
        lambda s, _: _sub(r"[%≤≥±≈~$]|(?<=\d)[KMx×]\b", "", s.quote)
    ),
    "word replaced in the quote": _quoting(lambda s, w: s.quote.replace(s.draw.choice(w), s.word(), 1)),
    "word left out of the quote": _quoting(lambda s, w: _without(w, s.draw.randrange(1, len(w) - 1))),
    "word added to the quote": _quoting(lambda s, w: " ".join([*w[:3], s.word(), *w[3:]])),
    "words of the quote swapped": _quoting(lambda s, w: " ".join([*w[:2], w[3], w[2], *w[4:]])),
    "quote stitched with an ellipsis": _quoting(_two_ends),
    "sentences apart as one quote": _quoting(_sentences_apart),
    "quote that cuts a word": lambda s: (
        (q := _cut_word(s, s.quote.split())) and line(PLAIN, (s.entry.key, q))
    ),
    "quote that cuts a number": lambda s: (q := _cut_number(s, [])) and line(PLAIN, (s.entry.key, q)),
    "homoglyphs in the quote": _quoting(lambda s, _: s.quote.translate(HOMOGLYPHS)),
    "quote of another entry": _elsewhere,
    "quote of an entry not shown": _unshown,
    "key in no known form": lambda s: line(PLAIN, (_junk_key(s), s.quote)),
    "JSON tricks": _json_trick,
}
