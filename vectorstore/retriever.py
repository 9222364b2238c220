"""The search a reader meets: a question in, ranked entries with their best passages out."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from vectorstore.errors import EmbedderUnavailable
from vectorstore.library import Library
from vectorstore.search.conditions import Facets, Filters
from vectorstore.search.fuse import SENTENCE_DEPTH, Found, ask_lists, fuse, keys_of
from vectorstore.search.question import Question, beyond_names, read_question
from vectorstore.search.ranking import Focus
from vectorstore.search.support import Support, weigh_support
from vectorstore.stores.store import SENTENCES, PassageVectors, Ranked, Snapshot, Vectors
from vectorstore.text.analysis import terms
from vectorstore.text.glossary import Glossary, load_glossary
from vectorstore.text.name_table import NameTable
from vectorstore.text.passages import sentences_of
from vectorstore.types import Entry, Hit, Passage, PassageHit

MAX_PASSAGES = 2
"""Passages of one entry in a search result."""
_NAMED_BONUS = 0.2
"""Added to the fused score of an entry whose own name the question mentions, if few entries mention it."""
_OWNERS = 3
"""A name that more entries than this mention (a gene's, a data set's) identifies none of them as well."""
_REFERRED_BONUS = 1.0
"""Added where the conversation speaks of the entry: it comes first."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a search is to go by beside its text."""

    referred: Collection[str] = ()
    """Keys of the entries that the conversation speaks of: they come first."""
    filters: Filters = field(default_factory=Filters)
    """Only entries that these admit are found."""
    also: Sequence[str] = ()
    """Other wordings, such as a translation: their terms are looked for too, below the asker's own."""
    without: Collection[str] = ()
    """Keys of entries that are not wanted."""


@dataclass(frozen=True, slots=True)
class Search:
    """A question as it was read, and the entries found for it."""

    question: Question
    hits: tuple[Hit, ...]
    support: Support
    notice: str = ""
    """What readers should know of this search; empty where all went well."""


class Retriever:
    """Searches a library; safe to use from several threads.

    Without a glossary given, the bundled one and the reader's own (`glossary.tsv` in the library) are used.
    """

    def __init__(self, library: Library, glossary: Glossary | None = None) -> None:
        self.library = library
        own = [path for path in [library.home / "glossary.tsv"] if path.is_file()]
        self.glossary = glossary or load_glossary(*own)
        for problem in self.glossary.problems:
            library.notice(problem)
        self._facets: tuple[int, Facets] | None = None

    def search(
        self,
        text: str,
        k: int = 10,
        passages: int = MAX_PASSAGES,
        scope: Scope | None = None,
    ) -> Search:
        """Return up to `k` entries, best first, each with up to `passages` sentences, best first.

        Entries that the scope refers to, those the question mentions by key, and those whose own name it and
        no other entry mentions come first; others with a name it mentions rank higher.

        Raises:
            LibraryError: the snapshot cannot be made or read.
        """
        snapshot, scope = self.library.snapshot(), scope or Scope()
        filters, without = scope.filters, scope.without
        question = read_question(text, self.glossary, snapshot.names, scope.also)
        keyed = ((key, self.library.get(key)) for key in question.named.keys if key not in without)
        referred = [*scope.referred, *(key for key, entry in keyed if entry and filters.admits(entry))]
        vector, notice = self.embed(question) if question.weights else (None, "")
        lists = self._lists(snapshot, question, vector, filters)
        found = [entry for entry in fuse(lists) if entry.key not in without]
        found += [Found(key) for key in referred if all(entry.key != key for entry in found)]
        bonus = self._named(snapshot, question) | dict.fromkeys(referred, _REFERRED_BONUS)
        most = max(bonus.values(), default=0.0)
        for entry in found:
            entry.score = (entry.score + bonus.get(entry.key, 0.0)) / (1 + most)
        highest = max((entry.score for entry in found), default=0.0)
        for entry in found:
            if entry.key in bonus and _mentions(snapshot, question.named.own.get(entry.key, "")) == 1:
                entry.score = highest
        best = sorted(found, key=lambda entry: (-entry.score, entry.key not in bonus, entry.key))[:k]
        rest = beyond_names(question, self.glossary)
        # Where sentences have no vectors of their own there is nothing to compare this one with.
        compared = vector is not None and snapshot.has_sentences
        focus_vector = (vector if rest is question else self.embed(rest)[0]) if compared else None
        hits = tuple(self._hits(snapshot, best, self._focus(snapshot, rest, focus_vector), passages))
        cosine = best[0].cosine if best and vector is not None else None
        top = hits[0].entry if hits else None
        closest = self._closest(snapshot, top, focus_vector) if top and focus_vector is not None else None
        support = weigh_support(snapshot, rest, top, cosine, closest)
        return Search(question, hits, support, notice)

    def rank_sentences(self, text: str, entries: Sequence[Entry]) -> dict[str, list[PassageHit]]:
        """Return the sentences of each of some entries, the nearest to a text first, by the entry's key.

        Raises:
            LibraryError: the snapshot cannot be made or read.
        """
        snapshot = self.library.snapshot()
        question = read_question(text, self.glossary, snapshot.names)
        return self._ranked(
            snapshot,
            entries,
            self._focus(snapshot, question, self.embed(question)[0] if snapshot.has_sentences else None),
        )

    def support(self, text: str, entry: Entry) -> Support:
        """Weigh what a text asks for against one entry, by its words alone."""
        snapshot = self.library.snapshot()
        question = read_question(text, self.glossary, snapshot.names)
        return weigh_support(snapshot, beyond_names(question, self.glossary), entry, None)

    def names(self) -> NameTable:
        """Return the coined names of the library as it is now."""
        return self.library.snapshot().names

    def facets(self) -> Facets:
        """Return the values of the recorded facts of the library as it is now."""
        generation = self.library.generation
        if self._facets is None or self._facets[0] != generation:
            self._facets = (generation, Facets.of(self.library.entries()))
        return self._facets[1]

    def vectors(self) -> PassageVectors | None:
        """Return the vectors of the library's entries, in their order; None where it has none."""
        return self.library.snapshot().vectors

    def _lists(
        self, snapshot: Snapshot, question: Question, vector: Vectors | None, filters: Filters | None
    ) -> dict[str, Ranked]:
        """Ask the store; of the entries found compare the sentences, where these have vectors."""
        lists = ask_lists(snapshot, question.weights, vector, filters)
        if vector is not None and snapshot.has_sentences and (vectors := snapshot.vectors):
            lists[SENTENCES] = vectors.nearest(SENTENCES, keys_of(lists), vector, SENTENCE_DEPTH)
        return lists

    def embed(self, question: Question) -> tuple[Vectors | None, str]:
        """Return the vector of a question; without one, why, unless there is no embedder anyway."""
        embedder = self.library.embedder
        reading = question.text if embedder and embedder.multilingual else question.reading
        if not embedder or not reading.strip():
            return None, ""
        try:
            return np.asarray(embedder.embed_query(reading), np.float32), ""
        except EmbedderUnavailable as error:
            return None, f"Searched by keywords alone: {error}"

    def _named(self, snapshot: Snapshot, question: Question) -> dict[str, float]:
        """Return what is added to the scores of the entries whose own names the question mentions."""
        bonus: dict[str, float] = {}
        for key, name in question.named.own.items():
            bonus[key] = _NAMED_BONUS * min(1.0, _OWNERS / max(1, _mentions(snapshot, name)))
        return bonus

    def _focus(self, snapshot: Snapshot, question: Question, vector: Vectors | None) -> Focus:
        held = (term for term in question.weights if snapshot.frequency(term))
        return Focus({t: question.weights[t] * snapshot.rarity(t) for t in held}, vector)

    def _hits(self, snapshot: Snapshot, found: Sequence[Found], focus: Focus, passages: int) -> Iterator[Hit]:
        scores = {one.key: one.score for one in found}
        entries = self.library.get_all(scores)
        ranked = self._ranked(snapshot, entries, focus)
        for entry in entries:
            yield Hit(entry, round(scores[entry.key], 6), tuple(ranked[entry.key][:passages]))

    def _closest(self, snapshot: Snapshot, entry: Entry, vector: Vectors) -> float | None:
        """Return the highest cosine similarity of an entry's sentences with a vector."""
        vectors = snapshot.vectors
        return (
            max(vectors.cosines(SENTENCES, [entry.key], vector).values(), default=None) if vectors else None
        )

    def _ranked(
        self, snapshot: Snapshot, entries: Sequence[Entry], focus: Focus
    ) -> dict[str, list[PassageHit]]:
        cosines: dict[str, float] = {}
        if focus.vector is not None and (vectors := snapshot.vectors):
            cosines = vectors.cosines(SENTENCES, [entry.key for entry in entries], focus.vector)
        return {
            entry.key: focus.rank(sentences_of(entry) or [_title_of(entry)], cosines) for entry in entries
        }


def _mentions(snapshot: Snapshot, name: str) -> int:
    """Return how many entries mention a name, counted by its rarest word."""
    return min(map(snapshot.frequency, terms(name)), default=0)


def _title_of(entry: Entry) -> Passage:
    return Passage(entry.key, 0, len(entry.title), entry.title)
