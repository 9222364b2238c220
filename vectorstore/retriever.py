"""The search a reader meets: a question in, ranked entries with their best passages out.

`PaperRetriever` is LangChain's `BaseRetriever` over the library, for chains; `Retriever.search` gives the
project's own hits.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from vectorstore.analysis import terms
from vectorstore.chroma_index import Vectors
from vectorstore.entry_vectors import EntryVectors
from vectorstore.errors import EmbedderUnavailable
from vectorstore.filtered import FilteredSearch
from vectorstore.filters import Facets, Filters
from vectorstore.glossary import Glossary, load_glossary
from vectorstore.indexes import Indexes
from vectorstore.library import Library
from vectorstore.name_table import NameTable
from vectorstore.passages import sentences_of
from vectorstore.questions import Question, beyond_names, read_question
from vectorstore.ranking import Focus
from vectorstore.search import Found, fuse, lists_of
from vectorstore.support import Support, support_of
from vectorstore.types import Entry, Hit, Passage, PassageHit

_WORDINGS = Path(__file__).parent / "data" / "wordings.tsv"
MAX_PASSAGES = 2
"""Passages of one entry in a search result."""
_NAMED_BONUS = 0.2
"""Added to the fused score of an entry whose own name the question mentions, if few entries mention it."""
_OWNERS = 3
"""A name that more entries than this mention (a gene's, a data set's) identifies none of them as well."""
_ALL = Filters()
_REFERRED_BONUS = 1.0
"""Added where the conversation speaks of the entry: it comes first."""


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
        self._own = [path for path in [library.home / "glossary.tsv"] if path.is_file()]
        self.glossary = glossary or load_glossary(*self._own)
        self._wide = glossary
        for problem in self.glossary.problems:
            library.notice(problem)
        self._facets: tuple[int, Facets] | None = None
        self._filters: tuple[Indexes, FilteredSearch] | None = None
        self._vectors: tuple[Indexes, EntryVectors] | None = None

    def search(
        self,
        text: str,
        k: int = 10,
        passages: int = MAX_PASSAGES,
        referred: Collection[str] = (),
        filters: Filters | None = None,
        also: Sequence[str] = (),
        without: Collection[str] = (),
    ) -> Search:
        """Return up to `k` entries, best first, each with up to `passages` sentences, best first.

        Entries in `referred`, which the conversation speaks of, and those the question mentions by key come
        first; those whose own name it mentions rank higher. Only entries that `filters` admit are found, and
        none in `without`. `also` are other wordings of the question, such as a translation: their terms are
        looked for too, below the asker's own.

        Raises:
            LibraryError: the indexes cannot be made or read.
        """
        indexes = self.library.indexes()
        question = read_question(text, self.glossary, indexes.names, also)
        keyed = ((key, self.library.get(key)) for key in question.named.keys if key not in without)
        referred = [*referred, *(key for key, entry in keyed if entry and (filters or _ALL).admits(entry))]
        vector, notice = self.embed(question) if question.weights else (None, "")
        if filters:
            lists = self._filtered(indexes).lists(question.weights, vector, filters)
        else:
            lists = lists_of(indexes, question.weights, vector)
        found = [entry for entry in fuse(lists) if entry.key not in without]
        found += [Found(key) for key in referred if all(entry.key != key for entry in found)]
        bonus = self._named(indexes, question) | dict.fromkeys(referred, _REFERRED_BONUS)
        most = max(bonus.values(), default=0.0)
        for entry in found:
            entry.score = (entry.score + bonus.get(entry.key, 0.0)) / (1 + most)
        best = sorted(found, key=lambda entry: (-entry.score, entry.key not in bonus, entry.key))[:k]
        rest = beyond_names(question, self.glossary)
        # Where sentences have no vectors of their own there is nothing to compare this one with.
        compared = vector is not None and indexes.has_sentences
        focus_vector = (vector if rest is question else self.embed(rest)[0]) if compared else None
        hits = tuple(self._hits(best, self._focus(indexes, rest, focus_vector), passages))
        cosine = best[0].cosine if best and vector is not None else None
        top = hits[0].entry if hits else None
        closest = self._closest(top, focus_vector) if top and focus_vector is not None else None
        support = support_of(indexes.keyword, rest, top, cosine, closest)
        return Search(question, hits, support, notice)

    def rank_sentences(self, text: str, entries: Sequence[Entry]) -> dict[str, list[PassageHit]]:
        """Return the sentences of each of some entries, the nearest to a text first, by the entry's key.

        Raises:
            LibraryError: the indexes cannot be made or read.
        """
        indexes = self.library.indexes()
        question = read_question(text, self.glossary, indexes.names)
        return self._ranked(
            entries,
            self._focus(indexes, question, self.embed(question)[0] if indexes.has_sentences else None),
        )

    def support(self, text: str, entry: Entry) -> Support:
        """Weigh what a text asks for against one entry, by its words alone."""
        indexes = self.library.indexes()
        question = read_question(text, self.glossary, indexes.names)
        return support_of(indexes.keyword, beyond_names(question, self.glossary), entry, None)

    def wide_glossary(self) -> Glossary:
        """Return the glossary with further wordings, in which people name a subject in passing."""
        if self._wide is None:
            self._wide = load_glossary(_WORDINGS, *self._own)
        return self._wide

    def names(self) -> NameTable:
        """Return the coined names of the library as it is now."""
        return self.library.indexes().names

    def facets(self) -> Facets:
        """Return the values of the recorded facts of the library as it is now."""
        generation = self.library.generation
        if self._facets is None or self._facets[0] != generation:
            self._facets = (generation, Facets.of(self.library.entries()))
        return self._facets[1]

    def vectors(self) -> EntryVectors | None:
        """Return the vectors of the library's entries, in their order; None where it has none."""
        indexes = self.library.indexes()
        if indexes.dense is None:
            return None
        if self._vectors is None or self._vectors[0] is not indexes:
            self._vectors = (indexes, EntryVectors(indexes, [e.key for e in self.library.entries()]))
        return self._vectors[1]

    def _filtered(self, indexes: Indexes) -> FilteredSearch:
        if self._filters is None or self._filters[0] is not indexes:
            self._filters = (indexes, FilteredSearch(indexes, self.library.entries()))
        return self._filters[1]

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

    def _named(self, indexes: Indexes, question: Question) -> dict[str, float]:
        """Return what is added to the scores of the entries whose own names the question mentions."""
        bonus: dict[str, float] = {}
        for key, name in question.named.own.items():
            spread = min(map(indexes.keyword.frequency, terms(name)), default=1)
            bonus[key] = _NAMED_BONUS * min(1.0, _OWNERS / max(1, spread))
        return bonus

    def _focus(self, indexes: Indexes, question: Question, vector: Vectors | None) -> Focus:
        held = (term for term in question.weights if indexes.keyword.frequency(term))
        return Focus({t: question.weights[t] * indexes.keyword.rarity(t) for t in held}, vector)

    def _hits(self, found: Sequence[Found], focus: Focus, passages: int) -> Iterator[Hit]:
        entries = [(one, entry) for one in found if (entry := self.library.get(one.key))]
        ranked = self._ranked([entry for _, entry in entries], focus)
        for one, entry in entries:
            yield Hit(entry, round(one.score, 6), tuple(ranked[entry.key][:passages]))

    def _closest(self, entry: Entry, vector: Vectors) -> float | None:
        """Return the highest cosine similarity of an entry's sentences with a vector."""
        vectors = self.library.stored_vectors([piece.text for piece in sentences_of(entry)])
        return max((float(found @ vector) for found in vectors.values()), default=None)

    def _ranked(self, entries: Sequence[Entry], focus: Focus) -> dict[str, list[PassageHit]]:
        pieces = {entry.key: sentences_of(entry) or [_title_of(entry)] for entry in entries}
        texts = [piece.text for some in pieces.values() for piece in some]
        vectors = self.library.stored_vectors(texts) if focus.vector is not None else {}
        return {key: focus.rank(some, vectors) for key, some in pieces.items()}


def _title_of(entry: Entry) -> Passage:
    return Passage(entry.key, 0, len(entry.title), entry.title)


class PaperRetriever(BaseRetriever):
    """The search as LangChain's retriever: one document an entry, its best quotes in the metadata."""

    retriever: Retriever
    k: int = 10
    model_config = ConfigDict(arbitrary_types_allowed=True)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [_document(hit) for hit in self.retriever.search(query, self.k).hits]


def _document(hit: Hit) -> Document:
    entry = hit.entry
    quotes = [{"quote": p.passage.text, "start": p.passage.start, "end": p.passage.end} for p in hit.passages]
    metadata = {"key": entry.key, "title": entry.title, "score": hit.score, "passages": quotes}
    return Document(page_content=entry.text, metadata=metadata, id=entry.key)
