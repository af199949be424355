"""What passes between a window's pages and the checkout and Stripe: sent on, and written into the history.

https://js.stripe.com is answered by the stack's stand-in, which a shop kept for people names itself (STRIPE_JS_BASE).
Every answer is in the history before the page has it, so that whoever sees the page's reaction can read what caused it.
"""

import json
import re
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import APIResponse, BrowserContext, Error, Route

from harness.browser import operations
from harness.browser.operations import CHECKOUT, STRIPE, Operation
from harness.core.case_deadline import seconds_left
from harness.core.exchange import Exchange
from harness.core.history import History
from harness.core.masking import mask
from harness.core.recorder import Recorder

if TYPE_CHECKING:
    from harness.stack.base.stack import Stack

STRIPE_JS = "https://js.stripe.com"
LOOPBACK = r"(?:127\.0\.0\.1|localhost|\[::1\])"
# Everybody whom the pages of a shop have no reason to ask: neither this machine nor Stripe.js.
FOREIGN = re.compile(
    rf"^(?!data:|blob:|about:|https?://{LOOPBACK}(?::\d+)?(?:[/?#]|$)|{re.escape(STRIPE_JS)}/)", re.IGNORECASE
)


@dataclass(frozen=True)
class RecordedRequest:
    """An answer that a page of the window got."""

    operation: str
    exchange: Exchange


class Traffic:
    """The exchanges of one window, oldest first; `refused` are the foreign addresses that its pages asked for."""

    def __init__(self, stack: "Stack", actor: str, history: History) -> None:
        self.recorded: list[RecordedRequest] = []
        self.refused: list[str] = []
        self.user_id = ""
        self._stack = stack
        self._stripe_js = _at_stripe_js(stack.stripe_url)
        self._pens = {CHECKOUT: Recorder(actor, CHECKOUT, history), STRIPE: Recorder("stripe.js", STRIPE, history)}

    def watch(self, context: BrowserContext) -> None:
        """Take everything that the window's pages ask from now on."""
        context.route(FOREIGN, self._refuse)
        context.route(self._stripe_js, self._pass)
        context.route(re.compile(f"^{re.escape(self._stack.checkout_url)}/api/"), self._pass)

    def of(self, *names: str, since: int = 0) -> list[Exchange]:
        """The answers to these operations, oldest first, from the `since`-th of all answers on."""
        return [one.exchange for one in self.recorded[since:] if one.operation in names]

    def lose(self, route: Route) -> None:
        """Send a request on as always, and lose its answer: nobody in the browser knows whether it took effect."""
        self._send(route, lost=True)

    def abort(self, route: Route) -> None:
        """Break a request off; whoever asked may have gone already."""
        with suppress(Error):
            route.abort()

    def _pass(self, route: Route) -> None:
        """Send a request on and hand its answer to the page."""
        try:
            if (answer := self._send(route)) is not None:
                route.fulfill(response=answer)
        except Error:  # the page that asked has gone on meanwhile
            self.abort(route)

    def _send(self, route: Route, *, lost: bool = False) -> APIResponse | None:
        """The answer to a request, both recorded; None when none came, or none is to come."""
        request = route.request
        system, url, path = self._found(request.url)
        operation = operations.of(system, request.method, path)
        if operation is None:
            return route.fetch(url=url, max_redirects=0)
        sent, facts = (request.headers, request.post_data or ""), self._facts(system, operation, route)
        pen, name = self._pens[system], operation.name
        invoke = pen.request_sent(name, Exchange(request.method, url, *sent, 0, {}, "", 0.0), facts)
        began = time.perf_counter()
        try:
            answer = route.fetch(url=url, max_redirects=0, timeout=seconds_left() * 1000)
            elapsed = (time.perf_counter() - began) * 1000
            exchange = Exchange(request.method, url, *sent, answer.status, answer.headers, answer.text(), elapsed)
        except Error as error:
            pen.lost(name, type(error).__name__, invoke, facts)
            self.abort(route)
            return None
        if lost:
            pen.lost(name, "the answer was lost on its way to the browser", invoke, facts)
            return None
        pen.answered(name, exchange, invoke, facts)
        self.recorded.append(RecordedRequest(name, exchange))
        return answer

    def _found(self, url: str) -> tuple[str, str, str]:
        """Whose an address is, where the stack has it, and its path there as js.stripe.com or the checkout names it."""
        if at_stripe_js := self._stripe_js.match(url):
            there = at_stripe_js[1]
            return STRIPE, f"{self._stack.stripe_url}/js.stripe.com{there}", urlsplit(there).path
        return CHECKOUT, url, urlsplit(url).path

    def _facts(self, system: str, operation: Operation, route: Route) -> dict[str, Any]:
        """What the judges and the reports want to know of a request."""
        request, body = route.request, _body(route.request.post_data)
        named = {name: body[name] for name in ("payment_intent_id", "outcome") if isinstance(body.get(name), str)}
        if system == STRIPE:
            return {**named, **operation.facts}
        known = self.user_id if "authorization" in request.headers else None
        return {"user_id": known or None, **named, **operation.facts}

    def _refuse(self, route: Route) -> None:
        self.refused.append(mask(route.request.url))
        self.abort(route)


def _at_stripe_js(stripe_url: str) -> re.Pattern[str]:
    """Addresses of Stripe.js, at its own home or at the stack's stand-in, by any name of this machine; group 1 is the
    rest. The browser's driver reads it as JavaScript."""
    stack = urlsplit(stripe_url)
    port = f":{stack.port}" if stack.port else ""
    return re.compile(
        rf"^(?:{re.escape(STRIPE_JS)}|https?://{LOOPBACK}{port}{re.escape(stack.path)}/js\.stripe\.com)(/.*)"
    )


def _body(text: str | None) -> dict[str, Any]:
    """What a request carried, JSON or a form; empty when it is neither."""
    try:
        body = json.loads(text or "")
    except ValueError:
        return dict(parse_qsl(text or ""))
    return body if isinstance(body, dict) else {}
