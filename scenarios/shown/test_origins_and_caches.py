"""What browsers and caches are allowed: pages of another origin, scripts in the page, and answers that are kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from urllib.parse import urlsplit

import pytest

from harness import Buyer, Exchange, Failure, NotOffered, Shop, operation, tampering
from scenarios.misuse import nobody
from scenarios.steps import VISA, bought, equal, feature, outcome, scenario

pytestmark = [*feature("Browsers and caches"), pytest.mark.card(VISA)]

ELSEWHERE = "https://elsewhere.example"
PREFLIGHT = "OPTIONS"


@scenario("A page of another origin may not use a shopper's session", story="Another origin", severity="blocker")
@pytest.mark.quick
def test_another_origin(shop: Shop) -> None:
    """Asked as a browser asks in such a page's name, and before that with a preflight
    (https://fetch.spec.whatwg.org/#http-cors-protocol). What the answers allow is judged after every case."""
    ada, _, _ = bought(shop)
    for look in _looks(ada):
        for change in (_from_elsewhere, _preflight):
            with tampering.changing(change):
                _asked(look)


@scenario("A cookie that scripts can read opens nothing", story="Sessions", severity="blocker")
@pytest.mark.quick
def test_scripts_cannot_read_the_session(shop: Shop) -> None:
    """https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html#httponly-attribute"""
    ada, _, _ = bought(shop)
    ada.sign_in()
    thief = nobody(shop)
    for name, value in ada.adapter.http.cookies_in_reach_of_scripts.items():

        def with_cookie(sending: tampering.Sending, cookie: str = f"{name}={value}") -> tampering.Sending:
            return replace(sending, headers={**sending.headers, "Cookie": cookie})

        with tampering.changing(with_cookie):
            got = _asked(thief.orders)
        seen = [order.id for order in got] if isinstance(got, list) else []
        equal(seen, [], what=f"the orders that the cookie {name}, which scripts can read, gives")


@scenario("Pages are asked for again", story="Caches", severity="normal")
@pytest.mark.quick
def test_pages_are_asked_for_again(shop: Shop) -> None:
    """The first page, and those that the pages' promises name. How long they are kept is judged after every case."""
    visitor = shop.visitor()
    places = shop.adapter.pages.places.values() if shop.adapter.pages else ()
    client, found = visitor.adapter.http, False
    for path in dict.fromkeys(["/", *(urlsplit(place).path for place in places)]):
        with operation("page"):
            answer = outcome(partial(client.get, path))
        found |= isinstance(answer, Exchange) and answer.headers.get("content-type", "").startswith("text/html")
    if not found:
        raise NotOffered("pages")


def _looks(buyer: Buyer) -> list[Callable[[], object]]:
    """What she can look at, by reading alone."""
    looks: dict[str, Callable[[], object]] = {"orders": buyer.orders, "cart": buyer.cart}
    offered = [look for name, look in looks.items() if buyer.offers(name)]
    if not offered:
        raise NotOffered("orders or a cart to look at")
    return offered


def _asked(look: Callable[[], object]) -> object:
    """What came of it; None for an answer that the adapter cannot read."""
    try:
        return outcome(look)
    except Failure:
        return None


def _from_elsewhere(sending: tampering.Sending) -> tampering.Sending:
    return replace(sending, headers={**sending.headers, "Origin": ELSEWHERE})


def _preflight(sending: tampering.Sending) -> tampering.Sending:
    asked = {"Origin": ELSEWHERE, "Access-Control-Request-Method": sending.method}
    return replace(sending, method=PREFLIGHT, json=None, form=None, headers=asked)
