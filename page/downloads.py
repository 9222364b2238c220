"""The files a reader may take away of a finished answer, made when asked for and kept nowhere.

A file is served under the ticket of its exchange, which nobody can guess, for as long as the conversation
that holds the exchange lasts. Knows nothing of Gradio and of how each format is written.
"""

import re
from collections.abc import Sequence
from weakref import WeakValueDictionary

from starlette.responses import PlainTextResponse, Response

from assistant.checks.receipts import receipt_bytes
from assistant.exports import FORMATS, export
from assistant.types import Answer
from page.talk import Exchange
from vectorstore.types import Entry

RECEIPT = "receipt.json"
_EXPORTS = {format.replace("-", "."): format for format in FORMATS}
"""The format of each file's suffix."""
_LONGEST_STEM = 40
_GONE = (
    "This file is gone: its conversation has ended, or the page was started anew. Please ask again.\n"
    "文件已失效：对话已结束或页面已重启，请重新提问。\n"
)


def offered(answer: Answer) -> list[str]:
    """The suffixes of the files that an answer can be had as."""
    if answer.coverage is None or answer.abstained:
        return ["md", RECEIPT]
    return [suffix for suffix in _EXPORTS if suffix != "svg" or answer.map] + [RECEIPT]


def address(exchange: Exchange, suffix: str) -> str:
    """Where a file of an exchange is had, relative to the page."""
    return f"download/{exchange.ticket}/{stem(exchange)}.{suffix}"


def stem(exchange: Exchange) -> str:
    """The file name without its suffix, in letters that LaTeX and every file system take."""
    words = re.sub("[^a-z0-9]+", "-", exchange.question.lower())[:_LONGEST_STEM].strip("-")
    return "-".join(filter(None, (exchange.job, words)))


class Shelf:
    """The finished exchanges by ticket. It keeps none of them alive: with a conversation its files go."""

    def __init__(self) -> None:
        self._exchanges: WeakValueDictionary[str, Exchange] = WeakValueDictionary()

    def keep(self, exchange: Exchange) -> None:
        """Serve the files of an exchange from now on, if it came to its end."""
        if exchange.finished:
            self._exchanges[exchange.ticket] = exchange

    def response(self, ticket: str, name: str, entries: Sequence[Entry]) -> Response:
        """The file of that name, or a word that it is gone."""
        exchange = self._exchanges.get(ticket)
        if exchange and exchange.answer:
            start = stem(exchange)
            for suffix in offered(exchange.answer):
                if name == f"{start}.{suffix}":
                    return _file(exchange.answer, entries, suffix, start)
        return PlainTextResponse(_GONE, status_code=404)


def _file(answer: Answer, entries: Sequence[Entry], suffix: str, start: str) -> Response:
    if suffix == RECEIPT:
        content, kind = receipt_bytes(answer), "application/json"
    else:
        content, kind = export(answer, entries, _EXPORTS[suffix], start), FORMATS[_EXPORTS[suffix]]
    headers = {
        "content-disposition": f'attachment; filename="{start}.{suffix}"',
        "cache-control": "no-store",
    }
    return Response(content, media_type=kind, headers=headers)
