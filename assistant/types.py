"""The nouns of an answer: frozen records without services, and their JSON form."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, Protocol

from assistant.trace import UNTRACED, Trace
from vectorstore.types import Entry, Hit, Passage

Language = Literal["en", "zh"]

_OF_REPORTS = frozenset({"coverage", "sections", "table", "map"})
_NOT_TOLD = ("title", "opening", "appendix", "paragraphs", "trace")
"""Fields that the JSON leaves out: its `text` and `sections` say the same."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the conversation so far."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Citation:
    """An exact quote of an entry: `entry.text[start:end] == quote`."""

    key: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence as a writer proposes it, before anyone has checked it.

    `quotes` pairs a key with the words claimed to stand in that entry.
    """

    text: str
    quotes: tuple[tuple[str, str], ...]
    lead_in: str = ""
    """A line to stand before the sentence; it claims nothing about a paper."""
    joins: bool = False
    """It goes on in the paragraph of the sentence before it, where that has been kept."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A writer's word that the evidence does not answer the question; it takes the place of the drafts."""

    reason: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A claim of the answer; `supported` only where every check of the grounding passed."""

    text: str
    citations: tuple[Citation, ...]
    supported: bool = True


@dataclass(frozen=True, slots=True)
class Dropped:
    """A drafted sentence that failed its checks, and why."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A cited entry as the reference list shows it; built from the ledger, never from a model."""

    key: str
    title: str
    venue: str
    year: int | None
    links: tuple[str, ...]
    kind: str = ""
    topics: tuple[str, ...] = ()
    warning: str = ""
    """Said beside every answer that cites an entry whose title and abstract contradict each other."""


@dataclass(frozen=True, slots=True)
class RankedHit:
    """A retrieved entry's key and score, best first in `Answer.hits`."""

    key: str
    score: float


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens sent and received; `cost_usd` is 0 for models on this machine, None where unknown."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: float | None = 0.0
    estimated: bool = False
    """True where tokens were estimated rather than counted."""

    def __add__(self, other: "Usage") -> "Usage":
        """What both used together; the cost is unknown where one is."""
        known = self.cost_usd is not None and other.cost_usd is not None
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            (self.cost_usd or 0.0) + (other.cost_usd or 0.0) if known else None,
            self.estimated or other.estimated,
        )


@dataclass(frozen=True, slots=True)
class Cap:
    """What a report may ask of a model at most: calls, and US dollars by the estimate; None is no bound."""

    calls: int | None = None
    cost_usd: float | None = None


UNCAPPED = Cap()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An entry that belongs to a subfield and is not cited, and why."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """A report's account of the entries that belong to it: each is cited, or left out with a reason."""

    matched: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of a report and the places of its sentences in `Answer.sentences`."""

    title: str
    sentences: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that run on, by their places in `Answer.sentences`.

    `lead_in` holds the lines before them, as the text has them; they claim nothing about a paper.
    """

    sentences: tuple[int, ...]
    lead_in: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A comparison of entries, one a row; the first cell is the entry's key, the others quotes or a dash."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class MapPoint:
    """An entry's place on the map of a subfield, 0 to 1 each way, and the section (from 0) it belongs to."""

    key: str
    x: float
    y: float
    section: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What the reader gets, from every writer alike. It grows while streaming; `complete` closes it.

    `coverage`, `sections`, `table` and `map` are those of reports; an answer to a question has none.
    """

    question: str
    standalone_question: str
    language: Language
    abstained: bool = False
    reason: str | None = None
    title: str = ""
    """A report's heading, and `opening` the line under it."""
    opening: str = ""
    appendix: str = ""
    """The end of a report's text, with its table and its account as lines."""
    text: str = ""
    sentences: tuple[Sentence, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    references: tuple[Reference, ...] = ()
    hits: tuple[RankedHit, ...] = ()
    complete: bool = False
    notices: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()
    filters: Mapping[str, Any] = field(default_factory=dict)
    dropped: tuple[Dropped, ...] = ()
    coverage: Coverage | None = None
    sections: tuple[Section, ...] = ()
    table: Table | None = None
    map: tuple[MapPoint, ...] = ()
    model: str = "built-in"
    usage: Usage = Usage()
    seconds: float = 0.0
    trace: Trace = field(default=UNTRACED, compare=False, repr=False)
    """How it came about, for its receipt."""

    def to_json(self) -> dict[str, Any]:
        """The answer as the `--json` contract gives it; what belongs to reports stands only in theirs."""
        # The trace may hold every entry of the library; it is not copied only to be left out.
        fields = asdict(replace(self, trace=UNTRACED))
        for name in _NOT_TOLD:
            del fields[name]
        return fields if self.coverage else {name: fields[name] for name in fields if name not in _OF_REPORTS}


@dataclass(frozen=True, slots=True)
class Brief:
    """All a writer may use: the question, its language and the evidence shown to it.

    `hits` are the entries shown, best first. `evidence` holds the passages shown, grouped by entry in
    the order of `hits`; an entry's title is shown with its first passage. Nothing else may be quoted.
    """

    question: str
    language: Language
    hits: tuple[Hit, ...]
    evidence: tuple[Passage, ...]
    history: tuple[Turn, ...] = ()
    named: tuple[str, ...] = ()
    """Keys of the entries whose own name the question mentions, or which it refers back to."""
    about: str = ""
    """What the entries must be about, where the question also puts conditions on them."""

    @property
    def entries(self) -> dict[str, Entry]:
        """The entries shown, by key."""
        return {hit.entry.key: hit.entry for hit in self.hits}


class Writer(Protocol):
    """Turns a brief into drafts, one sentence at a time, as early as it can."""

    name: str

    def write(self, brief: Brief) -> Iterator[Draft | Refusal | None]:
        """Yield drafts in reading order, or one refusal; None where a writer that waits has nothing yet.

        Raises:
            ModelError: the model failed, before or in the middle of its reply.
        """
        ...
