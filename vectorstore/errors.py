"""The errors a user of the project may meet; `assistant.errors` adds those of answering.

* PaperAssistantError        shown to the reader in one line, never as a traceback
  + LibraryError             the library cannot be opened, read or written
    - LibraryBusy            another process is writing to it
    - LibraryTooNew          a newer version of the program wrote it
  + SourceError              a source of papers cannot be read at all
  + EmbedderUnavailable      no embedding model: keyword search alone serves
"""


class PaperAssistantError(Exception):
    """Base of every error meant for a reader: says what was got, what was wanted and what to do."""


class LibraryError(PaperAssistantError):
    """The library cannot be opened, read or written."""


class LibraryBusy(LibraryError):
    """Another process holds the library's writer lock."""


class LibraryTooNew(LibraryError):
    """The library was written by a newer version of the program."""


class SourceError(PaperAssistantError):
    """A source of papers cannot be read at all."""


class EmbedderUnavailable(PaperAssistantError):
    """The embedding model is missing, damaged or out of reach."""
