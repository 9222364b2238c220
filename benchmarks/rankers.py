"""The lists that the search fuses, each alone, as rankings of entries."""

from collections.abc import Sequence

import numpy as np

from vectorstore.retriever import Retriever
from vectorstore.search.fuse import ask_lists
from vectorstore.search.question import read_question
from vectorstore.text.passages import key_of

DEPTH = 100


def lists_alone(retriever: Retriever, query: str) -> dict[str, list[str]]:
    """Return up to `DEPTH` keys of each list for a query; an entry stands at its best passage's place."""
    library = retriever.library
    assert library.embedder
    question = read_question(query, retriever.glossary, retriever.names())
    vector = np.asarray(library.embedder.embed_query(question.reading), np.float32)
    found = ask_lists(library.snapshot(), question.weights, vector, depth=2 * DEPTH)
    return {name: _entries(passages) for name, passages in found.items()}


def _entries(found: Sequence[tuple[str, float]]) -> list[str]:
    return list(dict.fromkeys(key_of(identifier) for identifier, _ in found))[:DEPTH]
