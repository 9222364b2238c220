"""Replies of a model drawn from sentences of real papers: what the families of true and false ones share.

Seeded: the same papers give the same replies.
"""

import json
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.grounding.ground import ground
from assistant.models.lines import JsonLines
from assistant.types import Brief, Draft, Language, Sentence
from assistant.writing.model import read_records
from vectorstore.text.passages import sentences_of
from vectorstore.types import Entry, Hit, Passage

SHOWN = 8
PLAIN = "The paper says so."


@dataclass(frozen=True, slots=True)
class Case:
    """A reply to a brief, and the family it belongs to."""

    family: str
    brief: Brief
    reply: str


@dataclass(frozen=True, slots=True)
class Source:
    """A sentence of an entry that is shown, and the entries shown with it and not."""

    brief: Brief
    entry: Entry
    quote: str
    others: tuple[Entry, ...]
    unshown: tuple[Entry, ...]
    draw: random.Random

    def word(self) -> str:
        """Return a word of an entry, of which the quote's own entry has none."""
        while True:
            word = self.draw.choice(re.findall(r"[a-z]{5,}", self.draw.choice(self.others).abstract))
            if word[:5] not in self.entry.text.lower():
                return str(word)


def whole(entries: Sequence[Entry]) -> Brief:
    """Return a brief that shows the abstracts of `entries` whole."""
    passages = [Passage(e.key, e.body_start, len(e.text), e.abstract) for e in entries]
    return Brief("What do they say?", "en", tuple(Hit(e, 1.0, ()) for e in entries), tuple(passages))


def sources(entries: Sequence[Entry], seed: int) -> Iterator[Source]:
    """Yield sentences of papers without end, each among other papers shown."""
    draw = random.Random(seed)
    sound = [entry for entry in entries if not entry.mismatch]
    while True:
        chosen = draw.sample(sound, SHOWN + 2)
        shown, unshown = chosen[:SHOWN], chosen[SHOWN:]
        quotes = [p.text for p in sentences_of(shown[0]) if len(p.text.split()) >= 8]
        if quotes:
            quote = draw.choice(quotes)
            yield Source(whole(shown), shown[0], quote, tuple(shown[1:]), tuple(unshown), draw)


def case(family: str, source: Source, reply: str) -> Case:
    """Return a case in the language of its sentence."""
    text = re.sub('[“"].*[”"]', "", str(json.loads(reply).get("text", "")))
    language: Language = "zh" if re.search("[\u3400-\u9fff]{2}", text) else "en"
    return Case(family, replace(source.brief, language=language), reply)


Mutation = Callable[[Source], str | None]
"""The reply, or None where this sentence does not lend itself to it."""
ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def in_english(number: int) -> str:
    """Return a number under 100 in words."""
    if number < 20:
        return ENGLISH[number]
    tens, ones = divmod(number, 10)
    return TENS[tens - 2] + (f"-{ENGLISH[ones]}" if ones else "")


def in_chinese(number: int) -> str:
    """Return a number under 100 in Chinese numerals."""
    tens, ones = divmod(number, 10)
    digits = "零一二三四五六七八九"
    return ("" if tens == 0 else "十" if tens == 1 else digits[tens] + "十") + (digits[ones] if ones else "")


def altered_digit(text: str, draw: random.Random) -> str | None:
    """Return `text` with one digit another, None where it has none."""
    places = [m.start() for m in re.finditer(r"(?<!\()\d", text)]
    if not places:
        return None
    at = draw.choice(places)
    other = draw.choice([digit for digit in "123456789" if digit != text[at]])
    return text[:at] + other + text[at + 1 :]


def cases(families: Mapping[str, Mutation], entries: Sequence[Entry], each: int, seed: int) -> Iterator[Case]:
    """Yield `each` different cases of every family, as far as the papers lend themselves to it."""
    for number, (family, mutation) in enumerate(families.items()):
        seen: set[str] = set()
        for source, _ in zip(sources(entries, seed + number), range(40 * each), strict=False):
            reply = mutation(source)
            if reply and reply not in seen:
                seen.add(reply)
                yield case(family, source, reply)
            if len(seen) == each:
                break


def shown(case: Case) -> list[Sentence]:
    """Return what of a reply comes through, read and checked as the product does."""
    drafts = read_records(JsonLines().feed(case.reply), answered=False)
    checked = [ground(draft, case.brief) for draft in drafts if isinstance(draft, Draft)]
    return [sentence for sentence in checked if isinstance(sentence, Sentence)]
