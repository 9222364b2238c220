"""The errors of answering; their base is `vectorstore.errors.PaperAssistantError`.

* PaperAssistantError
  + QuestionError            the question cannot be answered as it stands (empty, too long)
  + ModelError               the writing model failed; the built-in writer takes over
  + CapReached               a model may not be called again in this run
  + PortTaken                the port asked for is in use
  + ExportError              an answer cannot be written in that format, or to that file
"""

from vectorstore.errors import PaperAssistantError


class QuestionError(PaperAssistantError):
    """The question cannot be answered as it stands; the message says what to change."""


class ModelError(PaperAssistantError):
    """The writing model failed; the message is plain, names no key and is safe to show."""


class CapReached(PaperAssistantError):
    """A model may not be called again in this run. Not a `ModelError`: nothing may write in its place."""


class PortTaken(PaperAssistantError):
    """The port asked for is in use."""


class ExportError(PaperAssistantError):
    """An answer cannot be written in the format, or to the file, that was asked for."""
