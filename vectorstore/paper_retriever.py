"""The search as LangChain's retriever, for chains; kept apart since LangChain's takes 0.2 s to import."""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from vectorstore.retriever import Retriever
from vectorstore.types import Hit


class PaperRetriever(BaseRetriever):
    """The library's search: one document an entry, its best quotes in the metadata."""

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
