"""Loaded at the start of any Python that has this folder on its path: no way out, and every attempt noted."""

import os
import sys
from pathlib import Path

_WAYS_OUT = {
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.sendmsg": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
}


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event not in _WAYS_OUT:
        return
    address = arguments[_WAYS_OUT[event]]
    host = address[0] if isinstance(address, tuple) else address if event.startswith("socket.get") else None
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    if name in ("localhost", "::1", "0.0.0.0", "::") or name.startswith("127."):
        return
    with Path(os.environ["ATTEMPTS"]).open("a", encoding="utf-8") as notes:
        notes.write(f"{event} {name}\n")
    raise ConnectionRefusedError(f"{name} is out of reach")


sys.addaudithook(_note)
