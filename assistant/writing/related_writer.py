"""The built-in writer of related work: frames what was planned, as a paragraph; needs no model.

A writer like the others: its drafts pass the same grounding. Knows nothing of how entries are chosen.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.grounding.ground import ground
from assistant.models.choose import BUILT_IN
from assistant.papers.contribution import kind_offered
from assistant.types import Brief, Draft, Sentence
from assistant.writing.framing import Framer
from assistant.writing.plan import Planned

_LONGEST_JOINED = 340
"""Characters of a sentence that sets two papers side by side, at most."""


class SectionWriter:
    """Writes one theme: each planned sentence framed, some two set side by side.

    Args:
        planned: the sentences, in reading order.
        framer: frames all sentences of the report.
        heading: stands before the first sentence.
        joins: the first sentence goes on in a paragraph that another writer began.
    """

    name = BUILT_IN

    def __init__(self, planned: Sequence[Planned], framer: Framer, heading: str, joins: bool) -> None:
        self._planned = planned
        self._framer = framer
        self._heading = heading
        self._joins = joins

    def write(self, brief: Brief) -> Iterator[Draft]:
        """Yield the drafts of the section, as one paragraph."""
        self._framer.begin()
        drafts = [self._framed(one) for one in self._planned]
        at = 0
        while at < len(drafts):
            pair = self._beside(drafts, at, brief)
            draft = pair or drafts[at]
            yield replace(draft, lead_in=self._heading if at == 0 else "", joins=self._joins or at > 0)
            at += 2 if pair else 1

    def _framed(self, one: Planned) -> Draft:
        framed = self._framer.frame(one.entry, one.quote, one.role, one.only)
        return Draft(framed.text, tuple((one.entry.key, quote) for quote in framed.quotes))

    def _beside(self, drafts: Sequence[Draft], at: int, brief: Brief) -> Draft | None:
        """Return a sentence and the next as one, where they are short and offer different kinds of thing."""
        one, other, *rest = (*self._planned[at : at + 3], None)
        if one is None or other is None or one.entry.key == other.entry.key:
            return None
        goes_on = rest and rest[0] and rest[0].entry.key == other.entry.key
        if goes_on or one.role != "contribution" or other.role != "contribution":
            return None
        kinds = {kind_offered(one.quote, "en"), kind_offered(other.quote, "en")}
        text = self._framer.both(one.entry, one.quote, other.entry, other.quote)
        if not text and len(kinds - {""}) == 2:
            text = self._framer.contrast(drafts[at].text, other.entry, drafts[at + 1].text)
            text = text if len(text) <= _LONGEST_JOINED else ""
        if not text:
            return None
        draft = Draft(text, (*drafts[at].quotes, *drafts[at + 1].quotes))
        return draft if isinstance(ground(draft, brief), Sentence) else None
