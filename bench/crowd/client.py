"""An asyncio client of about a millisecond of CPU a purchase: one kept connection, requests as ready bytes."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
# After that a connection is opened anew before a request: servers close those that nobody uses (uvicorn after 5 s).
IDLE_SECONDS = 2.0


class NoAnswer(Exception):
    """A connection was refused, or ended before the whole answer."""


@dataclass(frozen=True)
class Answer:
    """A status and its JSON."""

    status: int
    json: Any


class Connection:
    """To one server, for one shopper; opened by the first request."""

    def __init__(self, url: str) -> None:
        self._where, self._used = urlsplit(url), 0.0
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send(
        self, method: str, path: str, token: str = "", *, json_body: Any = None, form: Mapping[str, str] | None = None
    ) -> Answer:
        """Ask and read the whole answer; NoAnswer when there is none. Nothing is tried again."""
        body = urlencode(form).encode() if form is not None else b"" if json_body is None else _json(json_body)
        kind = "application/json" if form is None else "application/x-www-form-urlencoded"
        head = f"{method} {path} HTTP/1.1\r\nHost: {self._where.netloc}\r\nContent-Type: {kind}\r\n"
        head += f"Content-Length: {len(body)}\r\n" + (f"Authorization: Bearer {token}\r\n" if token else "")
        try:
            return await self._exchange(f"{head}\r\n".encode() + body)
        except (OSError, EOFError) as error:
            self.close()
            raise NoAnswer(f"{method} {path}: {type(error).__name__}: {error}") from error

    def close(self) -> None:
        """Close the connection."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def _exchange(self, whole: bytes) -> Answer:
        if time.monotonic() - self._used > IDLE_SECONDS:
            self.close()
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._where.hostname, self._where.port)
        reader, writer = self._streams
        writer.write(whole)
        head = await reader.readuntil(b"\r\n\r\n")
        found = _LENGTH.search(head)
        body = await reader.readexactly(int(found[1]) if found else 0)
        self._used = time.monotonic()
        return Answer(int(head[9:12]), json.loads(body) if body else None)


def _json(body: Any) -> bytes:
    return json.dumps(body).encode()
