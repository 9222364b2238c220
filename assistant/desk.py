"""What a report is written with: the papers, the search over them, and the model that may write."""

from collections.abc import Callable
from dataclasses import dataclass

from assistant.models.choose import WritingModel
from assistant.types import Answer
from vectorstore.library import Library
from vectorstore.retriever import Retriever
from vectorstore.stores.vectors import silent


@dataclass(frozen=True, slots=True)
class Desk:
    """All that stays the same from one report to the next."""

    library: Library
    retriever: Retriever
    choose_model: Callable[[Answer], tuple[WritingModel | None, Answer]]
    """Gives the model to write with, or None for the built-in writer, and the answer with its notices."""
    room: int
    """Tokens of papers that a call of a model is shown at most."""
    progress: Callable[[str, int, int], None] = silent
    """Told of long work."""
