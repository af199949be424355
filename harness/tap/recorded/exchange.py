"""One request and what came of it, as it passed: raw, and bounded in size."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

Headers = list[tuple[bytes, bytes]]
# Bytes kept of a body; all of it is passed on.
MOST_SENT, MOST_ANSWERED = 256 * 1024, 64 * 1024
# About what an exchange takes in memory beside its texts.
OVERHEAD = 1024
# How a connection ended before the answer did: by the backend in three ways, or by the checkout; or what came on it
# was no HTTP, and then nobody knows what the answer said.
REFUSED, RESET, CLOSED, LEFT, UNREAD = "refused", "reset", "closed", "left", "unread"


@dataclass(slots=True)
class Body:
    """The beginning of a body and the size of all of it."""

    most: int
    data: bytearray = field(default_factory=bytearray)
    size: int = 0

    @property
    def whole(self) -> bool:
        """Whether all of it was kept."""
        return self.size == len(self.data)

    def add(self, piece: bytes) -> None:
        """Take the next piece, as much of it as there is room for."""
        self.size += len(piece)
        self.data += piece[: max(0, self.most - len(self.data))]


@dataclass(slots=True)
class Exchange:
    """A request, its answer, and when. `broken` says how the connection ended when no whole answer came.

    `complete` says that the request came to the end that its head announced; what was `cut` before it said less than
    was meant, and Stripe never acts on it.
    """

    method: str
    target: bytes
    version: str
    headers: Headers
    began: float = field(default_factory=time.time)
    body: Body = field(default_factory=lambda: Body(MOST_SENT))
    status: int = 0
    answer_headers: Headers = field(default_factory=list)
    answer: Body = field(default_factory=lambda: Body(MOST_ANSWERED))
    # Seconds until the answer began.
    wait: float = 0.0
    # Seconds until it ended.
    elapsed: float = 0.0
    broken: str = ""
    complete: bool = False
    # Whether more came after the answer than its head announced, and before another request.
    surplus: bool = False
    # Its place among all that were recorded.
    number: int = 0
    start: float = field(default_factory=time.perf_counter)

    @property
    def cut(self) -> bool:
        """Whether the request ended before its announced end."""
        return not self.complete

    @property
    def readable(self) -> bool:
        """Whether all of the request's body came and was kept: only then do its parameters say what was meant."""
        return self.complete and self.body.whole

    def remarks(self) -> list[str]:
        """How the exchange is not a whole request with its whole answer; empty for the usual one."""
        problems = [f"connection {self.broken}"] if self.broken else []
        problems += [f"the request was cut: {_came(self.headers, self.body)}"] if self.cut else []
        problems += (
            [f"the answer was cut: {_came(self.answer_headers, self.answer)}"] if self.broken and self.status else []
        )
        return problems + (["more came after the answer than was announced"] if self.surplus else [])

    @property
    def weight(self) -> int:
        """About how many bytes of memory it takes."""
        heads = sum(len(name) + len(value) for name, value in (*self.headers, *self.answer_headers))
        return OVERHEAD + len(self.target) + heads + len(self.body.data) + len(self.answer.data)

    def answer_begins(self, status: int, headers: Headers) -> None:
        """The head of the answer is here."""
        self.status, self.answer_headers, self.wait = status, headers, time.perf_counter() - self.start

    def ends(self, broken: str = "") -> None:
        """The answer is complete, or the connection is gone."""
        self.elapsed, self.broken = time.perf_counter() - self.start, broken


def header(headers: Headers, name: str) -> str:
    """The first header of that name, empty without one."""
    wanted = name.lower().encode()
    return next((value.decode("latin-1") for key, value in headers if key.lower() == wanted), "")


def _came(headers: Headers, body: Body) -> str:
    announced = header(headers, "Content-Length")
    return (
        f"{body.size} of {announced} bytes of its body came" if announced else f"{body.size} bytes came without an end"
    )
