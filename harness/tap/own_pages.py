"""What the tap answers itself, below `/_tap/`: `health`, `requests`, `findings`, `har`, and `reset` by POST.

`?account=` keeps what was sent with one key; accounts are named by `reading.account_of`. `?about=` keeps the requests
that hold one of these texts (with commas), in their path, their body or their answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

from harness.tap.recorded.exchange import Exchange
from harness.tap.ring_buffer import Ring

PREFIX = "/_tap/"
Json = dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """Which requests: those of an account, and those that are about one of these; all without."""

    account: str
    about: tuple[bytes, ...]

    @classmethod
    def of(cls, query: str) -> Wanted:
        """What a query names."""
        given = {name: values[0] for name, values in parse_qs(query).items()}
        return cls(given.get("account", ""), tuple(text.encode() for text in given.get("about", "").split(",") if text))

    def has(self, exchange: Exchange) -> bool:
        """Whether it is one of them; looked for in what passed, for reading every request takes long."""
        from harness.tap.recorded.reading import Reading

        texts = (exchange.target, exchange.body.data, exchange.answer.data)
        told = not self.about or any(word in text for word in self.about for text in texts)
        return told and (not self.account or Reading(exchange).account == self.account)


class OwnPages:
    """The pages over one ring; what understands and judges requests is imported when it is first asked for."""

    def __init__(self, ring: Ring, upstream: str) -> None:
        self._ring, self._upstream = ring, upstream
        self._pages: dict[tuple[str, str], Callable[[Wanted], Json | str]] = {
            ("GET", "health"): self._health,
            ("GET", "requests"): self._requests,
            ("GET", "findings"): self._findings,
            ("GET", "har"): self._har,
            ("POST", "reset"): self._reset,
        }

    def __call__(self, method: str, target: str) -> bytes:
        """The whole answer to one request, as bytes."""
        url = urlsplit(target)
        name = url.path.removeprefix(PREFIX)
        page = self._pages.get((method, name))
        if page is None:
            known = ", ".join(f"{one} {PREFIX}{path}" for one, path in self._pages)
            return _answer(HTTPStatus.NOT_FOUND, {"error": f"expected one of {known}; got {method} {url.path}"})
        try:
            return _answer(HTTPStatus.OK, page(Wanted.of(url.query)))
        except Exception as error:  # noqa: BLE001  whatever broke, whoever asks is told, and the relay goes on
            return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, {"error": f"{type(error).__name__}: {error}"})

    def _health(self, _: Wanted) -> Json:
        return {"status": "ok", "upstream": self._upstream, **self._counts()}

    def _requests(self, wanted: Wanted) -> Json:
        from harness.tap.recorded.reading import Reading

        return {**self._counts(), "requests": [Reading(one).document() for one in self._of(wanted)]}

    def _findings(self, wanted: Wanted) -> Json:
        from harness.tap.judgement import judge
        from harness.tap.recorded.reading import Reading

        return {**self._counts(), **judge([Reading(one) for one in self._of(wanted)])}

    def _har(self, wanted: Wanted) -> str:
        from harness.tap.har import har

        return har(self._of(wanted), self._upstream)

    def _reset(self, _: Wanted) -> Json:
        before = self._counts()
        self._ring.clear()
        return before

    def _of(self, wanted: Wanted) -> list[Exchange]:
        return [one for one in self._ring.all() if wanted.has(one)]

    def _counts(self) -> Json:
        ring = self._ring
        return {"recorded": ring.total - ring.dropped, "dropped": ring.dropped, "unread_connections": ring.unread}


def _answer(status: HTTPStatus, content: Json | str) -> bytes:
    """An answer as JSON: of an object, or text that is JSON already."""
    body = (content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)).encode()
    head = f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    return f"{head}\r\n\r\n".encode() + body
