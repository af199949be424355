"""Card digits stay in the frames: not in the shop's page, its messages, its requests, its server."""

from __future__ import annotations

import re

from tests.stripe_js.shop import CARD, SPLIT, Shop

CVC, EXPIRY = "987", "11 / 43"
SECRETS = (CARD, "4242 4242 4242 4242", CVC, "11 / 43", "1143")
# Three digits stand in many an id by chance; as a value they stand alone.
ALONE = r"(?<![\w.])%s(?!\w)"


def test_the_payment_element(shop: Shop) -> None:
    """From typing to the answer."""
    shop.open().with_payment(shop.account.intent())
    shop.frame().locator("[name=number]").press_sequentially(CARD)
    shop.fill(CARD, EXPIRY, CVC)
    done = shop.run("stripe.confirmPayment({elements, redirect: 'if_required'})")
    assert done["paymentIntent"]["status"] == "succeeded"
    check(shop)


def test_split_elements(shop: Shop) -> None:
    """Frames of one origin tell each other past the shop's page."""
    shop.open().with_card(*SPLIT)
    for type, name, value in zip(SPLIT, ("number", "expiry", "cvc"), (CARD, EXPIRY, CVC), strict=True):
        shop.frame(type).locator(f"[name={name}]").fill(value)
    assert shop.run("stripe.createToken(cardNumber)")["token"]["card"]["last4"] == "4242"
    check(shop)


def check(shop: Shop) -> None:
    """Nothing of the card anywhere but in the requests of the stand-in's frames to the API."""
    assert shop.heard(), "the frames have spoken"
    places = {
        "messages": "\n".join(shop.heard()),
        "page": shop.page.content(),
        "window": shop.run("Object.values(window.events || []).map((event) => JSON.stringify(event)).join()"),
        "urls": "\n".join(request.url for request in shop.requests),
        "requests of the page": "\n".join(
            f"{request.url} {request.post_data}" for request in shop.requests if request.frame == shop.page.main_frame
        ),
    }
    found = [f"{one} in {name}" for name, text in places.items() for one in SECRETS if re.search(ALONE % one, text)]
    assert found == []
    carriers = [request for request in shop.requests if CARD in (request.post_data or "")]
    assert len(carriers) == 1, "the card is sent once"
    assert "/js.stripe.com/v1/" in carriers[0].url
    assert carriers[0].frame.name.startswith("__privateStripeController")
