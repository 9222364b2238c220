"""Replies in JSON lines, and in an inline form tried beside them, damaged as careless models damage them.

The inline form: a sentence in plain prose, after it `[[key: "quote"]]` for each quote.
"""

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.grounding.ground import ground
from assistant.models.lines import JsonLines
from assistant.types import Brief, Draft, Dropped, Sentence
from assistant.writing.model import read_records
from tests.families.false_claims import CLAIMS
from tests.families.false_quotes import QUOTES
from tests.families.replies import cases, whole
from tests.families.true_replies import cases as true_cases
from vectorstore.text.passages import sentences_of
from vectorstore.types import Entry

String = Callable[[str, str], str]
"""How a form writes some words that are its text, its key or its quote."""


def _json(words: str, _: str) -> str:
    return json.dumps(words, ensure_ascii=False)


def _raw(words: str, role: str) -> str:
    return words if role == "text" else f'"{words}"' if role == "quote" else words


@dataclass(frozen=True, slots=True)
class Form:
    """How a sentence is written."""

    line: str = '{"text": %(text)s, "quotes": [%(quotes)s]}'
    quote: str = '{"key": %(key)s, "quote": %(quote)s}'
    string: String = _json
    join: str = ", "

    def __call__(self, draft: Draft) -> str:
        """Return a sentence in this form."""
        pairs = [{"key": self.string(k, "key"), "quote": self.string(q, "quote")} for k, q in draft.quotes]
        quotes = self.join.join(self.quote % pair for pair in pairs)
        return self.line % {"text": self.string(draft.text, "text"), "quotes": quotes}


JSON, INLINE = Form(), Form("%(text)s %(quotes)s", "[[%(key)s: %(quote)s]]", _raw, " ")


def _marked(marks: str) -> String:
    return lambda words, _: marks[0] + words + marks[1]


def _quotes_only(string: String) -> String:
    """Leave the sentence and the key bare, as the inline form has them."""
    return lambda words, role: string(words, role) if role == "quote" else words


def _cut(role: str, piece: slice) -> String:
    """Leave out a mark of the strings of one role."""
    return lambda words, found: _json(words, found)[piece if found == role else slice(None)]


def _broken(words: str) -> str:
    """Break a line at the space nearest the middle."""
    at = words.rfind(" ", 0, len(words) // 2)
    return words if at < 0 else words[:at] + "\n" + words[at + 1 :]


def _inline(quote: str = "[[%(key)s: %(quote)s]]", string: String = _raw, join: str = " ") -> Form:
    return Form("%(text)s" + join + "%(quotes)s", quote, string, join)


_LINE, _QUOTE, _BARE = JSON.line, JSON.quote, _marked("  ")
_IN_SINGLE = (JSON.line.replace('"', "'"), JSON.quote.replace('"', "'"))
_IN_CURLY = (re.sub('"(.*?)"', r"“\1”", JSON.line), re.sub('"(.*?)"', r"“\1”", JSON.quote))
_LONG = (
    '{\n  "text": %(text)s,\n  "quotes": [\n    %(quotes)s\n  ]\n}',
    '{\n      "key": %(key)s,\n      "quote": %(quote)s\n    }',
)
SLIPS: dict[str, tuple[Form, Form]] = {
    "none": (JSON, INLINE),
    "last bracket missing": (Form(_LINE[:-1]), _inline("[[%(key)s: %(quote)s]")),
    "all closing brackets missing": (Form(_LINE[:-2], _QUOTE[:-1]), _inline("[[%(key)s: %(quote)s")),
    "inner bracket missing": (Form(quote=_QUOTE[:-1]), _inline("[%(key)s: %(quote)s]]")),
    "closing bracket doubled": (Form(_LINE + "}"), _inline("[[%(key)s: %(quote)s]]]")),
    "opening bracket doubled": (Form("{" + _LINE + "}"), _inline("[[[%(key)s: %(quote)s]]")),
    "closing mark of the quote missing": (
        Form(string=_cut("quote", slice(-1))),
        _inline('[[%(key)s: "%(quote)s]]', _BARE),
    ),
    "opening mark of the quote missing": (
        Form(string=_cut("quote", slice(1, None))),
        _inline('[[%(key)s: %(quote)s"]]', _BARE),
    ),
    "end of the sentence missing": (
        Form(string=_cut("text", slice(-1))),
        _inline(string=lambda words, role: words.rstrip(".。") if role == "text" else _raw(words, role)),
    ),
    "no marks around names; around quotes": (
        Form(_LINE.replace('"', ""), _QUOTE.replace('"', "")),
        _inline(string=_BARE),
    ),
    "marks inside not escaped": (Form(string=_marked('""')), INLINE),
    "backslashes not escaped": (Form(string=lambda w, role: _json(w, role).replace(r"\\", "\\")), INLINE),
    "single marks": (Form(*_IN_SINGLE, _marked("''")), _inline(string=_quotes_only(_marked("''")))),
    "curly marks": (Form(*_IN_CURLY, _marked("“”")), _inline(string=_quotes_only(_marked("“”")))),
    "full-width punctuation": (
        Form(
            "｛“text”：%(text)s，“quotes”：［%(quotes)s］｝",
            "｛“key”：%(key)s，“quote”：%(quote)s｝",
            join="，",
        ),
        _inline("【【%(key)s：%(quote)s】】", _quotes_only(_marked("“”"))),
    ),
    "trailing commas": (Form(_LINE[:-2] + ",],}", _QUOTE[:-1] + ",}"), _inline("[[%(key)s: %(quote)s,]],")),
    "separators missing": (
        Form(_LINE.replace(",", ""), _QUOTE.replace(",", "")),
        _inline("[[%(key)s %(quote)s]]"),
    ),
    "other order": (
        Form('{"quotes": [%(quotes)s], "text": %(text)s}', '{"quote": %(quote)s, "key": %(key)s}'),
        _inline("[[%(quote)s: %(key)s]]"),
    ),
    "over several lines": (Form(*_LONG, join=",\n    "), _inline(join="\n")),
    "line break in a string": (
        Form(string=lambda words, role: f'"{_broken(_json(words, role)[1:-1])}"'),
        _inline(string=lambda words, role: _raw(words if role == "key" else _broken(words), role)),
    ),
}
"""What goes wrong in a sentence, and how it then looks in each form."""

Around = Callable[[list[str], bool], str]
AROUND: dict[str, Around] = {
    "code fence": lambda lines, is_json: "\n".join(["```json" if is_json else "```", *lines, "```"]),
    "preamble and remark": lambda lines, _: "\n".join(
        ["Here is the answer:", *lines, "", "I hope it helps!"]
    ),
    "preamble on the same line": lambda lines, _: "Sure! " + "\n".join(lines),
    "thoughts": lambda lines, _: "\n".join(["<think>", "Perhaps", lines[1], "</think>", "", *lines]),
    "numbered": lambda lines, _: "".join(f"{number}. {line}\n" for number, line in enumerate(lines, 1)),
    "an array; bullets": lambda lines, is_json: (
        f"[{', '.join(lines)}]" if is_json else "".join(f"- {line}\n" for line in lines)
    ),
    "one object; one paragraph": lambda lines, is_json: (
        f'{{"answer": [{", ".join(lines)}]}}' if is_json else " ".join(lines)
    ),
}
"""What goes wrong around the sentences."""
CUT = "cut anywhere"
DAMAGES = (*SLIPS, *AROUND, CUT)
ODD = (
    'so-called "gap" and', "in [0, 1]", "over {a, b} by", r"of \gamma_{t} and", '"soft", "hard" or',
    "models' own", '"a": "b"',
)  # fmt: skip
"""What quotes hold that JSON has signs for."""

Shown = Counter[tuple[str, tuple[tuple[str, str], ...]]]
"""The words of sentences, and of their quotes by key; punctuation at the ends of quotes is not told apart."""


@dataclass(frozen=True, slots=True, eq=False)
class Reply:
    """Three sentences on what a brief shows; where it is not true, the one in the middle may not be shown."""

    brief: Brief
    drafts: tuple[Draft, Draft, Draft]
    is_true: bool
    checked: dict[Draft, Sentence | Dropped]

    def shown(self, drafts: Sequence[Draft]) -> Shown:
        """Return what a reader sees of some drafts; each is checked once, as most forms give the same."""
        for draft in drafts:
            if draft not in self.checked:
                self.checked[draft] = ground(draft, self.brief)
        found = [self.checked[draft] for draft in drafts]
        kept = [sentence for sentence in found if isinstance(sentence, Sentence)]
        return Counter(
            (_words(one.text), tuple((c.key, _words(c.quote)) for c in one.citations)) for one in kept
        )

    def true(self) -> list[Draft]:
        """Return the drafts that should be shown."""
        return [draft for place, draft in enumerate(self.drafts) if self.is_true or place != 1]


def _words(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip()


def replies(entries: Sequence[Entry], each: int, seed: int) -> Iterator[Reply]:
    """Yield `each` replies around a sentence of every family of true and false ones."""
    draw = random.Random(seed)
    families = {name: family for name, family in (QUOTES | CLAIMS).items() if name != "JSON tricks"}
    true, false = true_cases(entries, each, seed), cases(families, entries, each, seed)
    for is_true, found in ((True, true), (False, false)):
        for case in found:
            (draft,) = drafts_of(JsonLines().feed(case.reply))
            papers = list(case.brief.entries.values())
            one, two = (sentences_of(paper) for paper in papers[1:3])
            first = Draft(one[0].text, ((papers[1].key, one[0].text), (papers[1].key, one[1].text)))
            brief, last = case.brief, Draft(two[1].text, ((papers[2].key, two[1].text),))
            if is_true and draw.random() < 0.5:
                brief, last = _with_odd_signs(brief, last, draw)
            yield Reply(brief, (first, draft, last), is_true, {})


def _with_odd_signs(brief: Brief, draft: Draft, draw: random.Random) -> tuple[Brief, Draft]:
    """Put signs that JSON uses into a sentence and the paper it is from."""
    words = draft.text.split(" ")
    at = draw.randrange(1, len(words))
    text = " ".join([*words[:at], draw.choice(ODD), *words[at:]])
    papers = [replace(paper, text=paper.text.replace(draft.text, text)) for paper in brief.entries.values()]
    return replace(whole(papers), language=brief.language), Draft(text, ((draft.quotes[0][0], text),))


def damaged(damage: str, reply: Reply, is_json: bool, draw: random.Random) -> tuple[str, int]:
    """Return a reply with about every second sentence damaged, and how many sentences stand in it whole."""
    sound, hurt = (JSON, INLINE)[not is_json], SLIPS.get(damage, (JSON, INLINE))[not is_json]
    lines = [draw.choice((sound, hurt))(draft) for draft in reply.drafts]
    if damage in AROUND:
        return AROUND[damage](lines, is_json), len(lines)
    text = "\n".join(lines)
    if damage != CUT:
        return text, len(lines)
    cut = draw.randrange(len(text))
    ends = [len("\n".join(lines[: count + 1])) for count in range(len(lines))]
    return text[:cut], sum(end <= cut for end in ends)


def judged(reply: Reply, written: int, drafts: Sequence[Draft]) -> tuple[int, int, int]:
    """Return how many sentences should be shown, are lost, and are shown though they should not be.

    Only the first `written` have come in full; any may be shown by a part of their quotes.
    """
    wanted = reply.shown([draft for draft in reply.true() if draft in reply.drafts[:written]])
    parts = [Draft(d.text, quotes) for d in reply.true() for quotes in (d.quotes, d.quotes[:1], d.quotes[1:])]
    shown = reply.shown(drafts)
    return wanted.total(), (wanted - shown).total(), len(shown.keys() - reply.shown(parts).keys())


def drafts_of(objects: Sequence[dict[str, object]]) -> list[Draft]:
    """Return the drafts among the objects of a reply."""
    return [record for record in read_records(list(objects), False) if isinstance(record, Draft)]
