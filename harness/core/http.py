"""The recording HTTP client that every actor of a test speaks through."""

import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from harness.core import transport
from harness.core.case_deadline import seconds_left
from harness.core.causes import timed_out
from harness.core.exchange import Exchange
from harness.core.failure import Failure
from harness.core.history import History
from harness.core.masking import mask
from harness.core.recorder import Recorder


class ConnectionLost(Failure):
    """No answer came: the caller does not know whether the request took effect.

    `timed_out` when it did not come in time; else the connection was refused, or broke.
    """

    timed_out = False


class Http:
    """The client of one actor, with cookies of its own; with a history it records what passes (see `Recorder`).

    Its connections are the process's (see `harness.core.transport`).
    """

    def __init__(self, base: str, *, actor: str, system: str, history: History | None = None) -> None:
        self.base, self.actor, self.system = base.rstrip("/"), actor, system
        self._recorder, self._silent = Recorder(actor, system, history), Recorder(actor, system, None)
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
        silent: bool = False,
        **facts: Any,
    ) -> Exchange:
        """One exchange, no status check, no redirect followed; ConnectionLost when no answer came.

        `facts` join the recorded events. `path` may be a whole URL. `timeout` is in seconds for the whole call; without
        one it has the time that its case has. What is `silent` is not recorded.
        """
        body, kind = _encode(json_body, form, data)
        sent = {**({"Content-Type": kind} if kind else {}), **(headers or {})}
        url = path if "://" in path else self.base + path
        recorder = self._silent if silent else self._recorder
        invoke = recorder.request_sent(operation, Exchange(method, url, sent, _text(body), 0, {}, "", 0.0), facts)
        began, seconds = time.perf_counter(), seconds_left() if timeout is None else timeout
        try:
            answer = transport.send(method, url, body, {**self._cookies.header(url), **sent}, seconds)
        except transport.HTTPError as error:
            recorder.lost(operation, type(error).__name__, invoke, facts)
            raise self._lost(method, url, error) from error
        elapsed = (time.perf_counter() - began) * 1000
        self._cookies.keep(url, answer)
        exchange = Exchange(method, url, sent, _text(body), answer.status, answer.headers, _text(answer.data), elapsed)
        recorder.answered(operation, exchange, invoke, facts)
        return exchange

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies that this actor was given, by name."""
        return self._cookies.by_name()

    @property
    def cookies_in_reach_of_scripts(self) -> dict[str, str]:
        """Those of them that a script in the shop's pages could read."""
        return self._cookies.in_reach_of_scripts()

    def close(self) -> None:
        """Forget what this actor was given to keep; the connections stay, for the next one."""
        self._cookies = transport.Cookies()

    def _lost(self, method: str, url: str, error: transport.HTTPError) -> ConnectionLost:
        lost = ConnectionLost(
            "connection_lost",
            f"{method} {mask(url)} got no answer",
            let=f"{self.actor} send a request to {'Stripe' if self.system == 'stripe' else 'the checkout'}",
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
