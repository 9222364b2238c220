"""Answers out: the three jobs done for a reader, models, grounding, exports and checks.

For programs of your own, `from assistant import open_assistant` is the door. A name of `__all__` is loaded
when it is first asked for, so that importing one module of this package loads nothing heavy.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.ask import Assistant
    from assistant.build import open_assistant
    from assistant.types import Answer
    from vectorstore.paper_retriever import PaperRetriever

__all__ = ["Answer", "Assistant", "PaperRetriever", "open_assistant"]


def __getattr__(name: str) -> object:
    if name == "open_assistant":
        from assistant.build import open_assistant

        return open_assistant
    if name == "Assistant":
        from assistant.ask import Assistant

        return Assistant
    if name == "Answer":
        from assistant.types import Answer

        return Answer
    if name == "PaperRetriever":
        from vectorstore.paper_retriever import PaperRetriever

        return PaperRetriever
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
