"""Serves the page on this machine: finds the port, says the address, runs the server.

Knows nothing of the page, which is handed in.
"""

import errno
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING, Any

from assistant.errors import PortTaken

if TYPE_CHECKING:
    from assistant.ask import Assistant

DEFAULT_PORT = 7860
CreateApp = Callable[["Assistant", Sequence[str]], Any]
"""Makes the page around an assistant, served under the host names given."""
LoadPage = Callable[[], CreateApp]
_TRIES = 100


def serve_page(
    open_assistant: Callable[[], "Assistant"],
    load_page: LoadPage,
    host: str,
    port: int | None,
    tell: Callable[[str], None],
) -> None:
    """Serve until stopped; `tell` is given the address and where the library lives.

    Raises:
        PortTaken: the port asked for is in use; only the default moves on to the next free one.
    """
    # Before all that takes seconds: a taken port should be said at once.
    bound = _bind(host, port)
    assistant = open_assistant()
    # While the page is imported, so that the first answer need not wait for the embedding model to load.
    Thread(target=assistant.warm_up, daemon=True).start()
    import uvicorn

    create_app = load_page()
    address, chosen = bound.getsockname()[:2]
    if port is None and chosen != DEFAULT_PORT:
        tell(f"Port {DEFAULT_PORT} is taken; using {chosen}.")
    shown = "127.0.0.1" if address in ("0.0.0.0", "::") else address
    name, leaving = assistant.model_line()
    tell(f"{len(assistant.library.entries())} papers in {assistant.library.home}; model: {name}. {leaving}")
    tell(
        f"Paper Assistant is at http://{f'[{shown}]' if ':' in shown else shown}:{chosen}  (Ctrl+C stops it)"
    )
    # Made inside the server's event loop, where Gradio expects to be; an open tab may not hold up Ctrl+C.
    config = uvicorn.Config(
        lambda: create_app(assistant, (host,)),
        factory=True,
        log_level="warning",
        timeout_graceful_shutdown=1,
    )
    # The server has stopped in good order when it passes Ctrl+C on.
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[bound])


def _bind(host: str, port: int | None) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    candidates = [port] if port else range(DEFAULT_PORT, DEFAULT_PORT + _TRIES)
    for candidate in candidates:
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
            listener.listen(128)
            return listener
        except OSError as error:
            listener.close()
            reason = error.strerror
            if error.errno != errno.EADDRINUSE:
                break
    tried = (
        f"Port {candidate}"
        if candidate == candidates[0]
        else f"Every port from {DEFAULT_PORT} to {candidate}"
    )
    raise PortTaken(f"{tried} on {host} cannot be used ({reason}). Choose another with --host or --port.")
