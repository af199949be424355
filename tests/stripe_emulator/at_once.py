"""Many requests at the same moment: all connections are open before the first byte is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.own_loop import run
from tests.stripe_emulator.client import TIMEOUT_SECONDS, Account, encode


def at_once(
    account: Account,
    count: int,
    path: str,
    params: Mapping[str, Any] | None = None,
    *,
    idempotency_key: str | None = None,
) -> list[httpx.Response]:
    """The answers to that many identical POSTs with the secret key, each on a connection of its own."""
    headers = {"Authorization": f"Bearer {account.secret_key}", "Content-Type": "application/x-www-form-urlencoded"}
    if idempotency_key is not None:
        headers["Idempotency-Key"] = idempotency_key
    request = httpx.Request("POST", account.base + path, headers=headers, content=encode(params or {}))
    return run(asyncio.wait_for(_send(request, count), TIMEOUT_SECONDS))


async def _send(request: httpx.Request, count: int) -> list[httpx.Response]:
    place = urlsplit(str(request.url))
    opened = [await asyncio.open_connection(place.hostname, place.port) for _ in range(count)]
    lines = [
        f"{request.method} {place.path} HTTP/1.1",
        *(f"{name}: {value}" for name, value in request.headers.items()),
    ]
    whole = "\r\n".join([*lines, "Connection: close", "", ""]).encode() + request.content
    for _, writer in opened:
        writer.write(whole)
    answers = await asyncio.gather(*(reader.read() for reader, _ in opened))
    for _, writer in opened:
        writer.close()
    return [_read(answer, request) for answer in answers]


def _read(answer: bytes, request: httpx.Request) -> httpx.Response:
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    return httpx.Response(int(first.split()[1]), headers=headers, content=body, request=request)
