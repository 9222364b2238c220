"""BM25 over entries with Tantivy: the keyword half of the search, derived from the ledger.

Texts come in and queries go out as the analyser's terms, so no query syntax exists: whatever a question
contains is text. Knows nothing of vectors, nor of what an entry is beyond its key and its texts.
"""

import math
from collections.abc import Iterable, Mapping
from pathlib import Path

import tantivy

from vectorstore.errors import LibraryError
from vectorstore.text.analysis import terms

_TEXT = "text"
"""One field for titles and abstracts: BM25 of both together finds better than the sum of two."""
_HEAP_BYTES = 64_000_000
_IDS = "ids.txt"
"""The passages' ids, a line each, in the order of the index's rows."""


class KeywordIndex:
    """An immutable index in a folder; build one with `build_keyword_index`.

    Raises:
        LibraryError: the folder holds no readable index.
    """

    def __init__(self, folder: Path) -> None:
        try:
            self._index = tantivy.Index.open(str(folder))
        except (ValueError, OSError) as error:
            raise LibraryError(f"The keyword index cannot be read: {error}") from error
        _register(self._index)
        self._searcher = self._index.searcher()
        try:
            self._ids = (folder / _IDS).read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise LibraryError(f"The keyword index cannot be read: {error}") from error

    def __len__(self) -> int:
        return self._searcher.num_docs

    def frequency(self, term: str) -> int:
        """Return the number of passages that hold `term`, as `analysis.terms` writes it."""
        return self._searcher.doc_freq(_TEXT, term)

    def rarity(self, term: str) -> float:
        """Return the inverse document frequency of `term`, as BM25 weighs it."""
        count = self.frequency(term)
        return math.log(1 + (len(self) - count + 0.5) / (count + 0.5))

    def search(self, weights: Mapping[str, float], limit: int) -> list[tuple[str, float]]:
        """Return up to `limit` (passage id, BM25 score), best first, for weighted terms."""
        clauses = [
            (tantivy.Occur.Should, tantivy.Query.boost_query(self._term(term), weight))
            for term, weight in weights.items()
        ]
        if not clauses:
            return []
        found = self._searcher.search(tantivy.Query.boolean_query(clauses), limit, count=False).hits
        # A column of numbers: reading each document for its id takes longer than the search.
        rows = self._searcher.fast_field_values("row", [address for _, address in found])
        return [(self._ids[int(row or 0)], score) for row, (score, _) in zip(rows, found, strict=True)]

    def _term(self, term: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._index.schema, _TEXT, term, "freq")


def build_keyword_index(folder: Path, documents: Iterable[tuple[str, str]]) -> None:
    """Write an index of (passage id, text) into the empty `folder`.

    Raises:
        LibraryError: it cannot be written.
    """
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("row", fast=True)
    builder.add_text_field(_TEXT, stored=False, tokenizer_name="terms", index_option="freq")
    try:
        index = tantivy.Index(builder.build(), path=str(folder))
        _register(index)
        writer = index.writer(_HEAP_BYTES, 1)
        ids: list[str] = []
        for identifier, text in documents:
            writer.add_document(tantivy.Document(row=len(ids), **{_TEXT: " ".join(terms(text))}))
            ids.append(identifier)
        (folder / _IDS).write_text("".join(f"{id_}\n" for id_ in ids), encoding="utf-8")
        writer.commit()
        writer.wait_merging_threads()
    except (ValueError, OSError) as error:
        raise LibraryError(f"The keyword index cannot be written: {error}") from error


def _register(index: tantivy.Index) -> None:
    """Terms arrive ready-made and joined by spaces."""
    index.register_tokenizer("terms", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
