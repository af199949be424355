"""A request to an ASGI app in this process, without a socket between."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Scope


class ConnectionCut(Exception):
    """The app closed the connection without an answer."""


async def request(
    app: ASGIApp, method: str, base_url: str, path: str, *, query: str, body: bytes, headers: Mapping[str, str]
) -> tuple[int, bytes]:
    """Status and body of the response; `path` is decoded, `query` is not, header names are lower-case."""
    base = urlsplit(base_url)
    sent = {"host": base.netloc, "content-length": str(len(body)), **headers}
    scope: Scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": base.scheme,
        "root_path": "",
        "path": path,
        "query_string": query.encode("latin-1"),
        "server": (base.hostname, base.port),
        "client": None,
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in sent.items()],
    }
    wire = _Wire(body)
    await app(scope, wire.receive, wire.send)
    if wire.cut:
        raise ConnectionCut
    return wire.status, wire.body


class _Wire:
    """Both directions of one exchange, with a transport that faults may abort."""

    def __init__(self, body: bytes) -> None:
        self._incoming: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
        self.transport, self.cut, self.status, self.body = self, False, 0, b""

    def abort(self) -> None:
        self.cut = True

    async def receive(self) -> Message:
        """The request, then `http.disconnect`."""
        return self._incoming.pop() if self._incoming else {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        self.status = message.get("status", self.status)
        self.body += message.get("body", b"")
