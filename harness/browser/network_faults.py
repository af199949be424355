"""Trouble on the way between a browser and Stripe: requests that are held up, and answers that are lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Route

    from harness.browser.window import Window

# What pays: the confirmation by Stripe.js, or the form of Stripe's own page.
CONFIRM = re.compile(r"/v1/payment_(?:intents|pages)/[^/]+/confirm$|/c/pay/cs_[^/?#]+$")
# Stripe.js, wherever the page has it from: https://docs.stripe.com/sdks/stripejs-versioning.
SCRIPT = re.compile(r"/(?:v3/?|[a-z]+/stripe\.js)$")
# Addresses: a glob or a regular expression.
Where = str | re.Pattern[str]


class Met:
    """The requests that met the trouble."""

    def __init__(self, window: Window, what: str) -> None:
        self._window, self._what = window, what
        self.routes: list[Route] = []

    def wait(self) -> None:
        """Wait until one has; Failure when none comes."""
        self._window.until(lambda: bool(self.routes), f"{self._what} to be on its way")

    def end(self) -> None:
        """Break off what is held up still; nobody waits for it any more."""
        for route in self.routes:
            self._window.traffic.abort(route)

    def go_on(self) -> None:
        """Let those that are held up go on."""
        while self.routes:
            self.routes.pop().fallback()


@contextmanager
def held_up(window: Window, where: Where, what: str) -> Iterator[Met]:
    """Requests to these addresses wait until they may `go_on`."""
    met = Met(window, what)
    try:
        with _routed(window, where, lambda route: met.routes.append(route)):
            yield met
    finally:
        met.end()


@contextmanager
def cut(window: Window, where: Where, what: str) -> Iterator[Met]:
    """Requests to these addresses go nowhere."""
    met = Met(window, what)

    def break_off(route: Route) -> None:
        window.traffic.abort(route)
        met.routes.append(route)

    with _routed(window, where, break_off):
        yield met


@contextmanager
def answer_lost(window: Window, where: Where, what: str, *, with_error: bool = True) -> Iterator[Met]:
    """Requests to these addresses take effect, but no answer comes back: an error, or without `with_error` silence."""
    met = Met(window, what)

    def lose(route: Route) -> None:
        window.traffic.lose(route)
        if with_error:
            window.traffic.abort(route)
        met.routes.append(route)

    try:
        with _routed(window, where, lose):
            yield met
    finally:
        met.end()


@contextmanager
def _routed(window: Window, where: Where, taken: Callable[[Route], None]) -> Iterator[None]:
    def met(route: Route) -> None:
        if where is CONFIRM and route.request.method != "POST":  # looking at Stripe's page is not paying
            route.fallback()
        else:
            taken(route)

    window.context.route(where, met)
    try:
        yield
    finally:
        window.context.unroute(where, met)
