"""Checks a receipt against the library, offline.

Each quote must still stand at its offsets, and each sentence must pass the same grounding as when it was
written. Knows nothing of how a receipt is made or printed.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.checks.receipts import FORMAT, program_version, seal_of, sha256_of
from assistant.grounding.ground import ground, shown_spans
from assistant.references import reference
from assistant.types import Brief, Draft, Dropped, Language
from prompts import PromptError, load_prompt
from vectorstore.errors import PaperAssistantError
from vectorstore.types import Entry, Hit, Passage

LARGEST = 64_000_000
"""Bytes of a receipt that are read; one with a hundred citations has about 100,000."""

_LONGEST_LINE = 400

FindEntry = Callable[[str], Entry | None]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True)


class _Span(_Part):
    key: str
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]


class _Citation(_Span):
    quote: str


class _Passage(_Span):
    sha256: str


class _Sentence(_Part):
    text: str
    citations: list[_Citation]
    supported: bool


class _Reference(_Part):
    key: str
    title: str
    venue: str
    year: int | None
    links: list[str]


class _Answer(_Part):
    question: str
    language: Language
    text: str
    sentences: list[_Sentence]
    references: list[_Reference]


class Receipt(_Part):
    """A receipt as read from a file; the seal alone covers the fields that are not read."""

    receipt: int
    program: str
    answer: _Answer
    prompts: dict[str, str]
    entries: dict[str, str]
    passages: list[_Passage]
    seal: str
    broken_seal: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a receipt that no longer holds, or was altered."""

    kind: str
    """`seal`, `entry`, `passage`, `quote`, `sentence` or `reference`."""
    where: str
    """A key, or the place of a sentence from 1."""
    message: str

    def __str__(self) -> str:
        return one_line(f"{self.kind} {self.where}".rstrip() + f": {self.message}")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check of a receipt found, and how much it checked; `notes` are not faults."""

    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    entries: int
    sentences: int
    quotes: int

    @property
    def holds(self) -> bool:
        """True where nothing was found."""
        return not self.findings


def read_receipt(path: Path) -> Receipt:
    """Return the receipt in a file.

    Raises:
        PaperAssistantError: the file cannot be read, or holds no receipt that this version knows.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise PaperAssistantError(f"{path} cannot be read: {error.strerror}.") from error
    if len(content) > LARGEST:
        raise PaperAssistantError(f"{path} is no receipt: it has more than {LARGEST:,} bytes.")
    try:
        fields = json.loads(content)
        receipt = Receipt.model_validate(fields)
        broken = seal_of(fields) != receipt.seal
    except ValidationError as error:
        fault = error.errors(include_input=False)[0]
        where = ".".join(map(str, fault["loc"])) or "its outermost value"
        raise PaperAssistantError(one_line(f"{path} is no receipt: {where}: {fault['msg']}.")) from None
    except (ValueError, RecursionError) as error:
        raise PaperAssistantError(f"{path} is no receipt: it is not whole JSON.") from error
    if receipt.receipt != FORMAT:
        raise PaperAssistantError(
            f"{path} is a receipt of format {receipt.receipt}; this version reads format {FORMAT}."
        )
    return receipt.model_copy(update={"broken_seal": broken})


def one_line(text: str) -> str:
    """Return text from a stranger's file as one short line that a terminal cannot take for a command."""
    shown = "".join(char if char.isprintable() else "\ufffd" for char in text)
    return shown if len(shown) <= _LONGEST_LINE else f"{shown[:_LONGEST_LINE]} …"


def verify(receipt: Receipt, find: FindEntry) -> Verdict:
    """Check a receipt against the entries that `find` gives by key."""
    check = _Check(receipt, find)
    sentences = receipt.answer.sentences
    return Verdict(
        findings=tuple(check.run()),
        notes=tuple(_compare_program(receipt)),
        entries=len(check.keys),
        sentences=len(sentences),
        quotes=sum(len(sentence.citations) for sentence in sentences),
    )


class _Check:
    """One receipt beside the library as it is now."""

    def __init__(self, receipt: Receipt, find: FindEntry) -> None:
        self.receipt = receipt
        cited = [c.key for sentence in receipt.answer.sentences for c in sentence.citations]
        self.keys = list(dict.fromkeys([*receipt.entries, *cited]))
        self.found = {key: entry for key in self.keys if (entry := find(key))}
        self.same = {
            key for key, entry in self.found.items() if entry.content_hash == receipt.entries.get(key)
        }
        self.shown: dict[str, list[Passage]] = defaultdict(list)

    def run(self) -> Iterator[Finding]:
        """Yield what does not hold, the receipt's own faults first."""
        if self.receipt.broken_seal:
            yield Finding("seal", "", "the receipt was altered after it was written")
        for key in self.keys:
            yield from self._check_entry(key)
        for passage in self.receipt.passages:
            yield from self._check_passage(passage)
        for key, pieces in self.shown.items():
            self.shown[key] = _join(self.found[key], pieces)
        for place, sentence in enumerate(self.receipt.answer.sentences, 1):
            yield from self._check_sentence(str(place), sentence)
            if (sentence.text in self.receipt.answer.text) != sentence.supported:
                wanted = "lacks it" if sentence.supported else "holds it, though it is not supported"
                yield Finding("sentence", str(place), f"the answer's text {wanted}")
        for listed in self.receipt.answer.references:
            yield from self._check_reference(listed)

    def _check_entry(self, key: str) -> Iterator[Finding]:
        if key not in self.found:
            yield Finding("entry", key, "it is not in this library")
        elif key not in self.receipt.entries:
            yield Finding("entry", key, "the receipt cites it and has no record of its content")
        elif key not in self.same:
            yield Finding("entry", key, "its title, text or links have changed since")

    def _check_passage(self, passage: _Passage) -> Iterator[Finding]:
        """Count a passage as shown if the library has it as recorded; of a changed entry, count all text."""
        key, start, end = passage.key, passage.start, passage.end
        entry = self.found.get(key)
        if entry and key not in self.same:
            start, end = entry.body_start, len(entry.text)
        text = entry.text[start:end] if entry else ""
        if key in self.same and sha256_of(text) != passage.sha256:
            yield Finding("passage", key, f"characters {start} to {end} are not what was shown")
        elif key not in self.receipt.entries:
            yield Finding("passage", key, "the receipt has no record of the content of its entry")
        elif entry:
            self.shown[key].append(Passage(key, start, end, text))

    def _check_sentence(self, place: str, sentence: _Sentence) -> Iterator[Finding]:
        if not sentence.supported:
            return
        citations = {(c.key, c.quote, c.start, c.end): c for c in sentence.citations}.values()
        faults = [fault for citation in citations for fault in self._check_quote(place, citation)]
        yield from faults
        entries = {c.key: self.found[c.key] for c in citations if c.key in self.found}
        if faults or len(entries) < len({citation.key for citation in citations}):
            return  # the fault found says why the sentence cannot stand
        draft = Draft(sentence.text, tuple((c.key, c.quote) for c in citations))
        checked = ground(draft, self._brief_of(list(entries.values())))
        if isinstance(checked, Dropped):
            yield Finding("sentence", place, checked.reason)
        elif checked.text != sentence.text:
            yield Finding("sentence", place, "it holds markup that no answer has")

    def _check_quote(self, place: str, citation: _Citation) -> Iterator[Finding]:
        entry = self.found.get(citation.key)
        if entry is None:
            return
        where = f"{place} [{citation.key}]"
        start, end = citation.start, citation.end
        if not citation.quote or entry.text[start:end] != citation.quote:
            at = entry.text.find(citation.quote) if citation.quote else -1
            moved = f"it stands at {at} to {at + len(citation.quote)}"
            now = moved if at >= 0 else "the entry has no such words"
            yield Finding("quote", where, f"it does not stand at {start} to {end}; {now}")
            return
        spans = [(0, len(entry.title)), *((p.start, p.end) for p in self.shown.get(entry.key, ()))]
        if not any(low <= start and end <= high for low, high in spans):
            yield Finding("quote", where, "it does not stand in what was shown of the entry")

    def _brief_of(self, entries: list[Entry]) -> Brief:
        evidence = tuple(piece for entry in entries for piece in self.shown.get(entry.key, ()))
        hits = tuple(Hit(entry, 1.0, ()) for entry in entries)
        return Brief(self.receipt.answer.question, self.receipt.answer.language, hits, evidence)

    def _check_reference(self, listed: _Reference) -> Iterator[Finding]:
        if listed.key not in self.keys:
            yield Finding("reference", listed.key, "no sentence cites it")
        elif entry := self.found.get(listed.key):
            now = reference(entry, self.receipt.answer.language)
            said = (listed.title, listed.venue, listed.year, tuple(listed.links))
            if said != (now.title, now.venue, now.year, now.links):
                yield Finding("reference", listed.key, "it is not what the library records")


def _join(entry: Entry, pieces: list[Passage]) -> list[Passage]:
    """Return the passages of an entry, neighbours and repetitions joined."""
    spans = shown_spans(entry, Brief("", "en", (), tuple(pieces)))
    return [Passage(entry.key, start, end, entry.text[start:end]) for start, end in spans]


def _compare_program(receipt: Receipt) -> Iterator[str]:
    """Yield how the prompts and the program differ from those that wrote the receipt."""
    for name, digest in receipt.prompts.items():
        try:
            now = load_prompt(name).sha256 if name.isidentifier() else ""
        except PromptError:
            now = ""
        if now != digest:
            yield one_line(f"The prompt {name!r} is {'another now' if now else 'no longer there'}.")
    own = f"paper-assistant {program_version()}"
    if receipt.program != own:
        yield one_line(f"It was written by {receipt.program!r}; this is {own}.")
