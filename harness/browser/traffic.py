"""What passes between a window's pages and the checkout and Stripe: sent on, and written into the history.

js.stripe.com, checkout.stripe.com and buy.stripe.com are answered by the stack's Stripe, so that pages name them as
they do in production; a shop kept for people names the stand-in itself (STRIPE_JS_BASE). Every answer is in the history
before the page has it, so that whoever sees the page's reaction can read what caused it.
"""

import json
import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import APIResponse, BrowserContext, Error, Route

from harness.browser import operations
from harness.browser.operations import BEGIN, CHECKOUT, OTHER, SAVE_CARD, STRIPE, Operation
from harness.checkouts import Payment
from harness.core.case_deadline import seconds_left
from harness.core.exchange import Exchange
from harness.core.history import History
from harness.core.hosts import LINKS_HOST, path_of_stripes_page
from harness.core.masking import mask
from harness.core.recorder import Recorder

if TYPE_CHECKING:
    from harness.stack.base.stack import Stack

# Stripe's hosts that a browser goes to, and where the stack's Stripe has what they have.
STRIPES_HOSTS = {"js.stripe.com": "/js.stripe.com", "checkout.stripe.com": "", "buy.stripe.com": ""}
LOOPBACK = r"(?:127\.0\.0\.1|localhost|\[::1\])"
# Everybody whom the pages of a shop have no reason to ask: neither this machine nor Stripe.
OF_STRIPE = rf"https://(?:{'|'.join(map(re.escape, STRIPES_HOSTS))})"
FOREIGN = re.compile(
    rf"^(?!data:|blob:|about:|https?://{LOOPBACK}(?::\d+)?(?:[/?#]|$)|{OF_STRIPE}/)",
    re.IGNORECASE,
)
# What pages look like: it is not looked at, which would cost every picture a way through this process.
STATIC = r"\.(?:css|js|mjs|map|png|jpe?g|gif|webp|avif|svg|ico|woff2?|ttf|otf)(?:[?#]|$)"
# Of the stack's Stripe, by its own address: Stripe.js and the pages that Stripe shows.
STRIPES_PATHS = r"/(?:js\.stripe\.com|c/pay|b|_localstack/stripe/three_d_secure)/"
# A payment that somebody was told of.
INTENTS_SECRET = re.compile(r"\b((?:pi|cs)_[A-Za-z0-9_]+?)_secret_[A-Za-z0-9]+")
SETUPS_SECRET = re.compile(r"\bseti_[A-Za-z0-9_]+?_secret_[A-Za-z0-9]+")
SESSIONS_PAGE = re.compile(r"/c/pay/(cs_[A-Za-z0-9_]+)")
ON_STRIPES_PAGES = ("hosted_page", "challenge")
SEE_OTHER = (301, 302, 303)
# A redirect that is followed by the browser itself is one that nobody here hears of.
ONWARD = "<!doctype html><title>…</title><script>location.replace({})</script>"


@dataclass(frozen=True)
class RecordedRequest:
    """An answer that a page of the window got."""

    system: str
    operation: str
    exchange: Exchange
    payment_intent_id: str = ""


class Traffic:
    """The exchanges of one window, oldest first; `refused` are the foreign addresses that its pages asked for.

    `operation_of` is the adapter's name for a request; `told` hears of every payment that an answer tells of.
    """

    def __init__(
        self,
        stack: "Stack",
        actor: str,
        history: History,
        operation_of: Callable[[str, str], str | None] | None = None,
        told: Callable[[Payment], None] | None = None,
    ) -> None:
        self.recorded: list[RecordedRequest] = []
        self.refused: list[str] = []
        self.user_id = ""
        self._stack, self._name, self._told = stack, operation_of, told
        self._at_stripe = _at_stripe(stack.stripe_url)
        self._pens = {CHECKOUT: Recorder(actor, CHECKOUT, history), STRIPE: Recorder("stripe.js", STRIPE, history)}

    def watch(self, context: BrowserContext) -> None:
        """Take everything that the window's pages ask from now on."""
        context.route(FOREIGN, self._refuse)
        context.route(re.compile(rf"^{re.escape(self._stack.checkout_url)}(?:/|$)(?!.*{STATIC})"), self._pass)
        context.route(self._at_stripe, self._pass)

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
                self._answer(route, answer)
        except Error:  # the page that asked has gone on meanwhile
            self.abort(route)

    def _answer(self, route: Route, answer: APIResponse) -> None:
        onward = answer.headers.get("location")
        if onward and answer.status in SEE_OTHER and route.request.is_navigation_request():
            # `<` as JavaScript writes it: the address is no part of the page
            address = json.dumps(onward).replace("<", "\\u003c")
            route.fulfill(content_type="text/html; charset=utf-8", body=ONWARD.format(address))
        else:
            route.fulfill(response=answer)

    def _send(self, route: Route, *, lost: bool = False) -> APIResponse | None:
        """The answer to a request, both recorded; None when none came, or none is to come."""
        request = route.request
        system, url, path = self._found(request.url)
        operation = self._operation(system, route, path)
        if operation is None:
            return route.fetch(url=url, max_redirects=0)
        sent, facts = (request.headers, _text(request.post_data_buffer)), self._facts(system, operation, route)
        pen, name = self._pens[system], operation.name
        invoke = pen.request_sent(name, Exchange(request.method, url, *sent, 0, {}, "", 0.0), facts)
        began = time.perf_counter()
        try:
            answer = route.fetch(url=url, max_redirects=0, timeout=seconds_left() * 1000)
            elapsed = (time.perf_counter() - began) * 1000
            text = _text(answer.body())
        except Error as error:
            pen.lost(name, type(error).__name__, invoke, facts)
            self.abort(route)
            return None
        if lost:
            pen.lost(name, "the answer was lost on its way to the browser", invoke, facts)
            return None
        exchange = Exchange(request.method, url, *sent, answer.status, answer.headers, text, elapsed)
        if system == CHECKOUT and name == OTHER:  # by an adapter that names nothing
            name = _begins(text) or name
        pen.answered(name, exchange, invoke, facts)
        self.recorded.append(RecordedRequest(system, name, exchange, str(facts.get("payment_intent_id") or "")))
        self._tell(f"{url}\n{text}\n{answer.headers.get('location', '')}", name)
        return answer

    def _operation(self, system: str, route: Route, path: str) -> Operation | None:
        request = route.request
        if system == STRIPE:
            return operations.at_stripe(request.method, path)
        if request.resource_type not in operations.RECORDED_TYPES:
            return None
        name = self._name(request.method, path) if self._name else None
        return operations.at_checkout(name, path, _text(request.post_data_buffer))

    def _tell(self, text: str, operation: str) -> None:
        """Of every payment that is named in an answer: whoever has its secret, or its page, can pay it."""
        if self._told is None:
            return
        if operation not in ON_STRIPES_PAGES:  # there it is the session that is paid, not the intent in it
            for found in INTENTS_SECRET.finditer(text):
                self._told(Payment(found[1], client_secret=found[0]))
        for found in SESSIONS_PAGE.finditer(text.replace("\\/", "/")):  # as PHP writes JSON
            self._told(Payment(found[1], url=f"{self._stack.stripe_url}{found[0]}"))

    def _found(self, url: str) -> tuple[str, str, str]:
        """Whose an address is, where the stack has it, and its path there as Stripe or the checkout names it."""
        stripe = self._at_stripe.match(url)
        if stripe is None:
            return CHECKOUT, url, urlsplit(url).path
        host = urlsplit(url).hostname or ""
        there = STRIPES_HOSTS.get(host, "") + (path_of_stripes_page(url) if host == LINKS_HOST else stripe[1])
        return STRIPE, self._stack.stripe_url + there, urlsplit(there).path.removeprefix(STRIPES_HOSTS["js.stripe.com"])

    def _facts(self, system: str, operation: Operation, route: Route) -> dict[str, Any]:
        """What the judges and the reports want to know of a request."""
        request, body = route.request, _body(_text(route.request.post_data_buffer))
        named = {name: body[name] for name in ("payment_intent_id", "outcome") if isinstance(body.get(name), str)}
        if system == STRIPE:
            return {**named, **operation.facts}
        known = self.user_id if {"authorization", "cookie"} & set(request.headers) else None
        return {"user_id": known or None, **named, **operation.facts}

    def _refuse(self, route: Route) -> None:
        self.refused.append(mask(route.request.url))
        self.abort(route)


def _begins(text: str) -> str:
    """What an answer of the checkout begins: a page is given the secret where it begins to pay, or to save a card."""
    if INTENTS_SECRET.search(text):
        return BEGIN
    return SAVE_CARD if SETUPS_SECRET.search(text) else ""


def _at_stripe(stripe_url: str) -> re.Pattern[str]:
    """Addresses of Stripe's pages and of Stripe.js, at their own home or at the stack's, by any name of this machine;
    group 1 is the rest. The browser's driver reads it as JavaScript."""
    stack = urlsplit(stripe_url)
    port = f":{stack.port}" if stack.port else ""
    return re.compile(rf"^(?:{OF_STRIPE}|https?://{LOOPBACK}{port}{re.escape(stack.path)}(?={STRIPES_PATHS}))(/.*)")


def _text(body: bytes | None) -> str:
    return (body or b"").decode("utf-8", errors="replace")


def _body(text: str) -> dict[str, Any]:
    """What a request carried, JSON or a form; empty when it is neither."""
    try:
        body = json.loads(text)
    except ValueError:
        return dict(parse_qsl(text))
    return body if isinstance(body, dict) else {}
