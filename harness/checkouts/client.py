"""The connection that an adapter's methods speak through: it records every exchange and raises what went wrong."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from harness.checkouts.errors import Refused
from harness.core.exchange import Exchange
from harness.core.history import History
from harness.core.http import Http

# What the harness asks an adapter for just now, and facts of it: the history tells requests by these.
_NOW: ContextVar[tuple[str, dict[str, Any]]] = ContextVar("operation", default=("request", {}))


@dataclass(frozen=True)
class Sending:
    """What an adapter is about to send: a page's request, before a shopper who knows how changes it."""

    method: str
    path: str
    json: Any = None
    form: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


_CHANGE: ContextVar[Callable[[Sending], Sending] | None] = ContextVar("change", default=None)


@contextmanager
def changing(change: Callable[[Sending], Sending]) -> Iterator[None]:
    """While a shopper changes what the page sends: each request goes out as `change` answers it."""
    token = _CHANGE.set(change)
    try:
        yield
    finally:
        _CHANGE.reset(token)


def is_changing() -> bool:
    """Whether a shopper changes what the page sends just now."""
    return _CHANGE.get() is not None


_LAST: ContextVar[Exchange | None] = ContextVar("last", default=None)
_SILENT: ContextVar[bool] = ContextVar("silent", default=False)


@contextmanager
def silently() -> Iterator[None]:
    """While the harness looks for itself: what is asked is no part of the story that is told."""
    token = _SILENT.set(True)
    try:
        yield
    finally:
        _SILENT.reset(token)


@contextmanager
def operation(name: str, **facts: Any) -> Iterator[None]:
    """While an adapter's method of this name runs."""
    token, last = _NOW.set((name, facts)), _LAST.set(None)
    try:
        yield
    finally:
        _NOW.reset(token)
        _LAST.reset(last)


def last_answer() -> Exchange | None:
    """What the checkout answered last to the adapter's method that runs now; None before it asked anything."""
    return _LAST.get()


class Client:
    """One person's connection to the checkout, with the cookies of that person; no redirect is followed.

    `headers` go along with each request (`self.http.headers["Authorization"] = ...`).
    """

    def __init__(self, base: str, actor: str, history: History | None) -> None:
        self._http = Http(base, actor=actor, system="checkout", history=history)
        self._actor = actor
        self.headers: dict[str, str] = {}
        # The checkout's own id of this person, for the history.
        self.user_id: str | None = None

    @property
    def base(self) -> str:
        """The checkout's address, without a slash at the end."""
        return self._http.base

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies that this person has, by name."""
        return self._http.cookies

    @property
    def cookies_in_reach_of_scripts(self) -> dict[str, str]:
        """Those of them that a script in the shop's pages could read."""
        return self._http.cookies_in_reach_of_scripts

    def get(self, path: str, **options: Any) -> Exchange:
        """GET; `options` as of `send`."""
        return self.send("GET", path, **options)

    def post(self, path: str, json: Any = None, **options: Any) -> Exchange:
        """POST, with `json` or `form`; `options` as of `send`."""
        return self.send("POST", path, json=json, **options)

    def put(self, path: str, json: Any = None, **options: Any) -> Exchange:
        """PUT."""
        return self.send("PUT", path, json=json, **options)

    def patch(self, path: str, json: Any = None, **options: Any) -> Exchange:
        """PATCH."""
        return self.send("PATCH", path, json=json, **options)

    def delete(self, path: str, **options: Any) -> Exchange:
        """DELETE."""
        return self.send("DELETE", path, **options)

    def send(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Exchange:
        """Any request; Refused for a status of 400 or more, Lost when no answer came. `path` may be a whole URL."""
        answer = self.exchange(method, path, json=json, form=form, headers=headers)
        if answer.status >= HTTPStatus.BAD_REQUEST:
            raise self.refused(answer)
        return answer

    def exchange(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Exchange:
        """The same, whatever the status is."""
        name, facts = _NOW.get()
        sending, change = Sending(method, path, json, form, headers or {}), _CHANGE.get()
        if change is not None:
            sending = change(sending)
        answer = self._http.send(
            sending.method,
            sending.path,
            operation=name,
            json_body=sending.json,
            form=sending.form,
            headers={**self.headers, **sending.headers},
            silent=_SILENT.get(),
            user_id=self.user_id,
            **facts,
        )
        _LAST.set(answer)
        return answer

    def refused(self, answer: Exchange) -> Refused:
        """To raise where the answer itself, and not its status, says that it was not done: a form that is shown again,
        a way to the page on which one signs in."""
        return Refused(_NOW.get()[0], self._actor, answer)

    def close(self) -> None:
        """Forget this person's cookies."""
        self._http.close()
