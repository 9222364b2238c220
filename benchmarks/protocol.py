"""JSON lines against an inline form, both damaged as careless models damage what they write.

python -m benchmarks.protocol [--each N] [--seed N] [--model NAME]

Replies of three sentences (tests/families/damaged_replies.py), the middle one true or false, in both forms,
every second sentence damaged, read in pieces and checked as the product checks them. "Lost" are true
sentences not shown with just the quotes they had, "false" those shown that nobody wrote or that are false by
construction. The inline form is a sentence in plain prose, followed by its quotes:

MCal corrects this bias. [[mcal-2026: "a post-hoc method that corrects this bias"]]
"""

import argparse
import random
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from assistant.models.lines import JsonLines
from assistant.models.tokens import TokenCounter, token_counter
from assistant.types import Draft
from tests.families.damaged_replies import DAMAGES, INLINE, JSON, Reply, damaged, drafts_of, judged, replies
from vectorstore.library import Library
from vectorstore.text.sentences import sentence_spans

PIECE = 4
"""Characters that come at a time, about a token."""
_MARK = "[\"“”„＂'‘’]"
_KEY = r"[(\[ ]*[\w.\-]+ ?[)\]]?"
_SHUT = r"(?:\]\]+|】】+|］］+)"
# The key comes first or last; the quote ends at brackets, or at a mark that ends its line.
_CITATION = re.compile(
    rf"(?:\[{{1,3}}|【{{1,3}}|［{{1,3}})\s*(?:"
    rf"(?P<key>{_KEY})\s*[:：]?\s*{_MARK}(?P<quote>.+?)"
    rf"(?:{_MARK}?\s*[,，]?\s*{_SHUT}|{_MARK}\s*[\]】］]?[^\S\n]*(?=\n|$)|{_MARK}\s*[\]】］]?\s*(?=[\[【［]{{2}}|\[[\w.\-]+:))"
    rf"|(?P<bare_key>{_KEY})\s*[:：]\s*(?P<bare_quote>[^\"“\[\]\s][^\[\]\n]+?){_MARK}?\s*(?:{_SHUT}|[\]】］]?(?=\n))"
    rf"|{_MARK}(?P<first>[^\n]+?){_MARK}\s*[:：]\s*(?P<last_key>[\w.\-]+)\s*(?:{_SHUT}|[\]】］]?(?=\n))"
    r")[\]】］]*",
    re.DOTALL,
)
_OPENING = re.compile(r"[\[【［]")
_THOUGHTS = re.compile(r"<(think|thinking|thought|reasoning)>.*?</\1>", re.DOTALL)


class InlineForm:
    """The drafts of a growing text."""

    def __init__(self) -> None:
        self._text = ""

    def feed(self, piece: str) -> list[Draft]:
        """Return the drafts that `piece` completes."""
        self._text += piece
        return self._read(last=False)

    def close(self) -> list[Draft]:
        """Return the draft that the end completes."""
        return self._read(last=True)

    def _read(self, last: bool) -> list[Draft]:
        drafts: list[Draft] = []
        self._text = _THOUGHTS.sub("", self._text)
        if not last and re.match(r"\s*<(?:$|[a-z]{1,9}(?:>|$))", self._text):
            return drafts
        while found := self._next(last):
            draft, self._text = found
            drafts.append(draft)
        return drafts

    def _next(self, last: bool) -> tuple[Draft, str] | None:
        """Return the draft the text begins with and the rest; None while it may go on."""
        said, quotes, at = "", list[tuple[str, str]](), 0
        while found := _CITATION.search(self._text, at):
            if found.end() == len(self._text) and not last:
                return None
            between = self._text[at : found.start()]
            if quotes and not _goes_on(between):
                break
            said += between if not quotes or re.search(r"\w", between) else ""
            key = found["key"] or found["bare_key"] or found["last_key"]
            quotes.append((key, found["quote"] or found["bare_quote"] or found["first"]))
            at = found.end()
        rest = self._text[at:].lstrip(" \n.。,，;；")
        may_go_on = (
            not rest or (_OPENING.match(rest) and not found) or ("\n" not in rest and rest[0].islower())
        )
        if not quotes or (may_go_on and not last):
            return None
        return Draft(_sentence(said), tuple(quotes)), rest


def _goes_on(between: str) -> bool:
    """Tell whether what stands between two citations belongs to the sentence of the first."""
    words = between.strip(" \n\t,，;；.。")
    return not words or (words[0].islower() and "\n" not in between.strip())


def _sentence(said: str) -> str:
    """Return the last sentence of what stands before the citations: what is not cited is not taken."""
    said = re.split(r"(?<=[.!?。！？:：)\]】）])\s*\n", re.sub(r"```\w*", "", said).strip())[-1]
    said = said.replace("\n", " ")
    spans = sentence_spans(said)
    starts = [start for start, end in spans if not re.match(r"[\[【(（]", said[start:end])]
    return said[starts[-1] :].strip() if starts else said


class JsonForm:
    """The drafts of a growing text in JSON lines."""

    def __init__(self) -> None:
        self._lines = JsonLines()

    def feed(self, piece: str) -> list[Draft]:
        """Return the drafts that `piece` completes."""
        return drafts_of(self._lines.feed(piece))

    def close(self) -> list[Draft]:
        """Return the draft that the end completes."""
        return drafts_of(self._lines.close())


Reader = Callable[[], JsonForm | InlineForm]


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description="JSON lines against an inline form, damaged alike.")
    parser.add_argument("--each", type=int, default=4, help="replies of a family")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--model", default="gpt-4", help="whose tokens are counted")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder), None)
        told = list(replies(library.entries(), options.each, options.seed))
        library.close()
    print(f"{sum(reply.is_true for reply in told)} true and {sum(not reply.is_true for reply in told)} false")
    counter = token_counter(options.model)
    for form, reader in ((JSON, JsonForm), (INLINE, InlineForm)):
        texts = ["\n".join(map(form, reply.drafts)) for reply in told]
        whole = sum(map(counter, texts)) / len(told)
        first = sum(_first(text, reader, counter) for text in texts) / len(told)
        print(f"{reader.__name__}: {whole:.0f} tokens a reply, {first:.0f} to its first sentence")
    print(f"(tokens: {counter.name})")
    print("\n| damage | JSON lines: lost | false | inline: lost | false |\n|---|---|---|---|---|")
    for damage in DAMAGES:
        cells = [_measured(damage, told, reader, options.seed) for reader in (JsonForm, InlineForm)]
        print(f"| {damage} | {' | '.join(cells)} |")


def _first(text: str, reader: Reader, counter: TokenCounter) -> int:
    form = reader()
    read = next((end for end in range(1, len(text)) if form.feed(text[end - 1 : end])), len(text))
    return counter(text[:read])


def _measured(damage: str, told: list[Reply], reader: Reader, seed: int) -> str:
    draw = random.Random(seed)
    tried = lost = false = 0
    for reply in told:
        text, written = damaged(damage, reply, reader is JsonForm, draw)
        form = reader()
        pieces = (text[start : start + PIECE] for start in range(0, len(text), PIECE))
        drafts = [draft for piece in pieces for draft in form.feed(piece)] + form.close()
        found = judged(reply, written, drafts)
        tried, lost, false = tried + found[0], lost + found[1], false + found[2]
    return f"{100 * lost / tried:.1f} % | {false}"


if __name__ == "__main__":
    main()
