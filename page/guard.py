"""What stands between the page and the network: who may ask for it, and what it may load and run.

An ASGI wrapper that knows nothing of what it serves. A request must name this machine: by an address, as
localhost, or by a name it was told; a page of another site that has its own name point here is refused,
and so is one that sends its reader's browser here. Every response forbids framing and guessing of types;
an HTML one may run the scripts it was served with, each marked with a nonce of that response, and load
nothing from another host.
"""

import ipaddress
import secrets
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
}
_POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


class Guard:
    """Wraps an application; `names` are the host names besides localhost under which it may be asked for."""

    def __init__(self, app: ASGIApp, names: Iterable[str] = ()) -> None:
        self._app = app
        self._names = frozenset(name.lower() for name in names) | {"localhost"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection: refuse it, or pass it on and watch what comes back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self._refusal(headers.get("host", ""), headers.get("origin"))
        if refusal:
            await PlainTextResponse(refusal, status_code=400)(scope, receive, send)
            return
        if "text/html" in headers.get("accept", ""):
            scope = _uncompressed(scope)
        await self._app(scope, receive, _Sender(send))

    def _refusal(self, host: str, origin: str | None) -> str:
        if not self._is_ours(_name_of("//" + host)):
            return f"The host {host[:100]!r} is not one this page is served under; open it as localhost.\n"
        if origin and urlsplit(origin).netloc != host and _name_of(origin) not in self._names:
            return f"Requests from {origin[:100]!r} are not answered; open the page itself.\n"
        return ""

    def _is_ours(self, name: str) -> bool:
        return name in self._names or _is_address(name)


class _Sender:
    """Adds the headers, and to an HTML response the nonce, on the way out."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._nonce = secrets.token_urlsafe(16)
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        """Pass on one message of the response."""
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update({**_HEADERS, "content-security-policy": _POLICY.format(nonce=self._nonce)})
            if headers.get("content-type", "").startswith("text/html"):
                self._start = message
                return
        elif self._start is not None:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._send_html(self._start)
            return
        await self._send(message)

    async def _send_html(self, start: Message) -> None:
        body = self._body.replace(b"<script", f'<script nonce="{self._nonce}"'.encode())
        MutableHeaders(scope=start)["content-length"] = str(len(body))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})


def _uncompressed(scope: Scope) -> Scope:
    kept = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
    return {**scope, "headers": kept}


def _name_of(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
