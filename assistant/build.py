"""Puts the parts together: reads settings, returns a ready assistant. Only this file knows every part."""

from assistant.ask import Assistant
from assistant.settings import Settings, load_settings
from vectorstore.embedders.embedder import Embedder, find_weights
from vectorstore.errors import EmbedderUnavailable
from vectorstore.library import Library
from vectorstore.stores.vectors import Progress, silent


def open_assistant(settings: Settings | None = None, progress: Progress | None = None) -> Assistant:
    """Open an assistant over the library that the settings name; by default those of the environment.

    Raises:
        PaperAssistantError: a setting or the library cannot be used.
    """
    settings = settings or load_settings()
    return Assistant(open_library(settings, progress), settings)


def open_library(settings: Settings, progress: Progress | None = None) -> Library:
    """Open the library with the embedder that the settings name; if its weights are missing, without one.

    Raises:
        LibraryError: the library cannot be opened.
    """
    try:
        embedder = _choose_embedder(settings)
        missing = None
    except EmbedderUnavailable as error:
        embedder, missing = None, error
    library = Library(settings.home, embedder, progress or silent)
    if missing:
        library.without_embedder(missing)
    return library


def _choose_embedder(settings: Settings) -> Embedder | None:
    # Imported here, since each brings its own libraries and only one is used.
    if settings.embeddings == "none":
        return None
    provider, _, model = settings.embeddings.partition(":")
    if provider == "openai":
        from vectorstore.embedders.openai import openai_embeddings

        key = settings.openai_api_key.get_secret_value()
        return openai_embeddings(model, key, settings.openai_base_url or None)
    from vectorstore.embedders.onnx import Int8MiniLMEmbeddings, MiniLMEmbeddings

    local = Int8MiniLMEmbeddings if settings.embeddings == "built-in-int8" else MiniLMEmbeddings
    return local(find_weights(settings.home))
