"""How long a session says that it lives: not for ever, and not a minute longer than it said."""

from __future__ import annotations

import base64
import binascii
import json
import re
import time
from collections.abc import Iterator

import pytest

from harness import Buyer, Failure, History, NotOffered, Refused, Rig, Shop, keep
from scenarios.steps import feature, outcome, scenario

pytestmark = feature("Clocks")

# NIST SP 800-63B, 4.1.3: whoever uses a service signs in again at least every thirty days.
LONGEST = 30 * 86400
# Some grant a few minutes to clocks that are apart.
GRACE = 600
JWT = re.compile(r"eyJ[A-Za-z0-9_-]+\.(eyJ[A-Za-z0-9_-]+)\.[A-Za-z0-9_-]+")


def seconds_left(buyer: Buyer) -> int:
    """How long the session lives, as it says itself: by the `exp` of a token that goes along (RFC 7519, 4.1.4), or the
    Max-Age of a cookie that no script may read (RFC 6265, 5.2.2); of several the longest. NotOffered without any."""
    client = buyer.adapter.http
    told = [*client.cookie_lives.values(), *_ends([*client.headers.values(), *client.cookies.values()])]
    if not told:
        raise NotOffered("a session that says how long it lives")
    return round(max(told))


def _ends(texts: list[str]) -> Iterator[float]:
    for payload in (found for text in texts for found in JWT.findall(text)):
        try:
            claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        except (ValueError, binascii.Error):
            continue
        if isinstance(claims, dict) and isinstance(claims.get("exp"), int | float):
            yield claims["exp"] - time.time()


def signed_in(shop: Shop) -> Buyer:
    """A shopper with an account."""
    ada = shop.shopper()
    if not ada.offers("sign_up"):
        raise NotOffered("sign_up")
    return ada


def looks(buyer: Buyer) -> object:
    """Something that only who signed in may see."""
    return buyer.orders() if buyer.offers("orders") else buyer.cart()


@scenario("A session ends within thirty days", story="Sessions")
@pytest.mark.quick
def test_a_session_does_not_live_for_ever(shop: Shop) -> None:
    seconds = seconds_left(signed_in(shop))
    if seconds > LONGEST:
        raise Failure(
            "session_lives_too_long",
            "A session lives longer than thirty days",
            let="Ada sign in",
            then=f"her session ends within {LONGEST} s",
            however=f"it says that it lives {seconds} s",
        )


@scenario("A session is refused after the time at which it said that it ends", story="Sessions", severity="blocker")
def test_a_session_ends_when_it_said(request: pytest.FixtureRequest, rig: Rig, history: History, seed: int) -> None:
    shop = keep(request, Shop(rig.stack, history, seed, request.node.nodeid))
    ada = signed_in(shop)
    seconds = seconds_left(ada)
    looks(ada)
    with rig.movable_clock() as clock, clock.ahead(seconds + GRACE):
        try:
            got = outcome(lambda: looks(ada))
        except Failure:  # an answer that is not the shop's own page any more: she is led elsewhere to sign in
            return
    if not isinstance(got, Refused):
        raise Failure(
            "session_outlives_its_word",
            "A session is good after the time at which it said that it ends",
            let=f"the checkout's clock be {seconds + GRACE} s ahead, with a session that is to live {seconds} s",
            then="it is refused",
            however=f"the shopper got {got!r:.200}",
        )
