"""One HTTP exchange as a value, and the recording client that every actor of a test speaks through."""

import json
import shlex
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus, urlencode

from harness.core import transport
from harness.core.case_deadline import seconds_left
from harness.core.causes import timed_out
from harness.core.failure import Failure
from harness.core.history import History
from harness.core.masking import mask
from harness.core.recorder import SHOWN_CHARACTERS, Recorder

SHOWN_HEADERS = ("content-type", "idempotency-key", "stripe-signature", "authorization")


class ConnectionLost(Failure):
    """No answer came: the caller does not know whether the request took effect.

    `timed_out` when it did not come in time; else the connection was refused, or broke.
    """

    timed_out = False


@dataclass(frozen=True)
class Exchange:
    """A request and its answer, as sent and received. Everything shown (`curl`, `told`) is masked."""

    method: str
    url: str
    request_headers: Mapping[str, str]
    request_body: str
    status: int
    headers: Mapping[str, str]
    text: str
    elapsed_ms: float

    def json(self) -> Any:
        """The answer's JSON; Failure when it is none."""
        try:
            return json.loads(self.text)
        except ValueError as error:
            raise Failure(
                "not_json",
                f"{self.method} {mask(self.url)} did not answer JSON",
                then="the body is JSON",
                however=f"{error}: {mask(self.text)[:200]!r}",
                exchange=self,
            ) from error

    def curl(self) -> str:
        """The request as a shell command, without secrets."""
        words = ["curl", "-X", self.method, mask(self.url)]
        for name, value in self.request_headers.items():
            if name.lower() in SHOWN_HEADERS:
                words += ["-H", f"{name}: {mask(value)}"]
        if self.request_body:
            words += ["-d", mask(_readable(self.request_body, self.request_headers))]
        return " ".join(shlex.quote(word) for word in words)

    def told(self) -> str:
        """The request as curl and the response, without secrets."""
        return f"{self.curl()}\n-> {self.status} in {self.elapsed_ms:.0f} ms\n{mask(self.text)[:SHOWN_CHARACTERS]}"

    def expect(self, *statuses: int) -> "Exchange":
        """Itself when the status is one of these; Failure with curl and response otherwise."""
        if self.status in statuses:
            return self
        allowed = " or ".join(str(status) for status in statuses)
        raise Failure(
            "unexpected_status",
            f"{self.method} {self._path()} answered {self.status} instead of {allowed}",
            let=f"{self.method} {mask(self.url)}",
            then=f"the status is {allowed}",
            however=f"it is {self.status}: {mask(self.text)[:300]}",
            exchange=self,
        )

    def problem(self) -> dict[str, Any]:
        """The RFC 9457 problem of an error answer; Failure when the answer is not one."""
        kind = self.headers.get("content-type", "")
        if self.status < 400 or not kind.startswith("application/problem+json"):
            raise Failure(
                "not_a_problem",
                f"{self.method} {self._path()} did not answer problem details",
                then="the status is 4xx or 5xx and the content type application/problem+json",
                however=f"the status is {self.status} and the content type {kind or 'absent'}",
                exchange=self,
            )
        body: dict[str, Any] = self.json()
        return body

    def _path(self) -> str:
        return mask("/" + self.url.split("://", 1)[-1].partition("/")[2].partition("?")[0])


class Http:
    """The client of one actor, with cookies of its own; with a history it records what passes (see `Recorder`).

    Its connections are the process's (see `harness.core.transport`).
    """

    def __init__(self, base: str, *, actor: str, system: str, history: History | None = None) -> None:
        self.base, self.actor, self.system = base.rstrip("/"), actor, system
        self._recorder = Recorder(actor, system, history)
        self._cookies = transport.Cookies()

    def send(
        self,
        method: str,
        path: str,
        *,
        operation: str,
        json_body: Any = None,
        form: Mapping[str, str] | None = None,
        data: str | bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        **facts: Any,
    ) -> Exchange:
        """One exchange, no status check, no redirect followed; ConnectionLost when no answer came.

        `facts` join the recorded events. `path` may be a whole URL. `timeout` is in seconds for the whole call; without
        one it has the time that its case has.
        """
        body, kind = _encode(json_body, form, data)
        sent = {**({"Content-Type": kind} if kind else {}), **(headers or {})}
        url = path if "://" in path else self.base + path
        invoke = self._recorder.asked(operation, Exchange(method, url, sent, _text(body), 0, {}, "", 0.0), facts)
        began, seconds = time.perf_counter(), seconds_left() if timeout is None else timeout
        try:
            answer = transport.send(method, url, body, {**self._cookies.header(url), **sent}, seconds)
        except transport.HTTPError as error:
            self._recorder.lost(operation, type(error).__name__, invoke, facts)
            raise self._lost(method, url, error) from error
        elapsed = (time.perf_counter() - began) * 1000
        self._cookies.keep(url, answer)
        exchange = Exchange(method, url, sent, _text(body), answer.status, answer.headers, _text(answer.data), elapsed)
        self._recorder.answered(operation, exchange, invoke, facts)
        return exchange

    def close(self) -> None:
        """Forget what this actor was given to keep; the connections stay, for the next one."""
        self._cookies = transport.Cookies()

    def _lost(self, method: str, url: str, error: transport.HTTPError) -> ConnectionLost:
        lost = ConnectionLost(
            "connection_lost",
            f"{method} {mask(url)} got no answer",
            let=f"{self.actor} asked the {self.system}",
            then="an answer comes",
            however=mask(f"{type(error).__name__}: {error}"),
        )
        lost.timed_out = timed_out(error)
        return lost


def _encode(json_body: Any, form: Mapping[str, str] | None, data: str | bytes | None) -> tuple[bytes | None, str]:
    if json_body is not None:
        return json.dumps(json_body).encode(), "application/json"
    if form is not None:
        return urlencode(form).encode(), "application/x-www-form-urlencoded"
    return (data.encode() if isinstance(data, str) else data), ""


def _text(body: bytes | None) -> str:
    return (body or b"").decode("utf-8", errors="replace")


def _readable(body: str, headers: Mapping[str, str]) -> str:
    kind = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
    return unquote_plus(body) if kind.endswith("x-www-form-urlencoded") else body
