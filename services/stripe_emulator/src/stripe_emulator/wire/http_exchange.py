"""A request as it came in and an answer as it goes out, as plain ASGI messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

from stripe_emulator.wire.errors import invalid

MAX_BODY = 1_000_000
# Headers of every response (fact 7).
CORS = (
    (b"access-control-allow-credentials", b"true"),
    (b"access-control-allow-methods", b"GET, HEAD, PUT, PATCH, POST, DELETE"),
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"Request-Id, Stripe-Manage-Version, Stripe-Should-Retry"),
    (b"access-control-max-age", b"300"),
    (b"cache-control", b"no-cache, no-store"),
)


@dataclass(slots=True)
class Answer:
    """A response: status, body (JSON unless `media_type` says otherwise) and its own headers."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    media_type: str = "application/json"

    async def send(self, send: Send) -> None:
        own = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in self.headers.items()]
        type = (b"content-type", self.media_type.encode("latin-1"))
        length = (b"content-length", b"%d" % len(self.body))
        start: Message = {"type": "http.response.start", "status": self.status, "headers": [type, *CORS, length, *own]}
        await send(start)
        await send({"type": "http.response.body", "body": self.body})


def headers_of(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def base_url(scope: Scope, headers: dict[str, str]) -> str:
    """Scheme, host and port by which the client reached the emulator."""
    host = headers.get("host")
    if not host:
        address, port = scope.get("server") or ("localhost", 80)
        host = f"{address}:{port}"
    return f"{scope.get('scheme', 'http')}://{host}"


async def body_of(receive: Receive) -> str:
    """The whole body as text; 413 for one that is too large, 400 for one that is not UTF-8."""
    message = await receive()
    body = _chunk(message)
    if message.get("more_body"):
        chunks, size = [body], len(body)
        while message.get("more_body"):
            message = await receive()
            chunks.append(_chunk(message))
            size += len(chunks[-1])
            if size > MAX_BODY:
                break
        body = b"".join(chunks)
    if len(body) > MAX_BODY:
        raise invalid(f"Invalid request: the body is larger than {MAX_BODY} bytes.", status=413)
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise invalid("Invalid request: the body is not UTF-8.") from error


async def close_connection(receive: Receive) -> None:
    """Cut the connection without a response, and wait until the server has noticed."""
    transport: Any = getattr(getattr(receive, "__self__", None), "transport", None)
    if transport is None:
        raise RuntimeError("the server does not show its transport: connections can be cut under uvicorn only")
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass


def _chunk(message: Message) -> bytes:
    if message["type"] == "http.disconnect":
        raise ClientDisconnect
    body: bytes = message.get("body", b"")
    return body
