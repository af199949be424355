"""What scenarios say of people who want more than they may: others' things, what is not there, prices of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from harness import Buyer, Failure, NotOffered, Product, Refused, Shop
from scenarios.steps import assert_charged, equal, paid_at_stripe, refused, rightly

Answer = TypeVar("Answer")
NOT_SIGNED_IN = "a visitor who did not sign in"
REDIRECTS = (301, 302, 303, 307, 308)


def stranger(shop: Shop, name: str = "Mallory") -> Buyer:
    """Another shopper with an account of her own; NotOffered in a shop without accounts, where nothing is anybody's."""
    person = shop.shopper(name)
    if not person.offers("sign_up"):
        raise NotOffered("sign_up")
    return person


def nobody(shop: Shop) -> Buyer:
    """Somebody who did not sign in, in a shop that has accounts."""
    person = shop.visitor()
    if not person.offers("sign_up"):
        raise NotOffered("sign_up")
    return person


def refused_or_ignored(shop: Shop, call: Callable[[], Answer], what: str) -> Answer | Refused:
    """What came of a call that a shop may refuse or do without any effect; the effect is for the case to judge.

    A shop whose contract promises a refusal must refuse, and none may fall over.
    """
    if what in shop.adapter.refusals:
        return refused(shop, call, what)
    try:
        return call()
    except Refused as refusal:
        return rightly(shop, refusal, what)


def given_to_nobody(shop: Shop, call: Callable[[], Answer]) -> Answer | None:
    """What somebody who did not sign in got; None where the shop refused, or sent the visitor elsewhere to sign in."""
    try:
        got = refused_or_ignored(shop, call, NOT_SIGNED_IN)
    except Failure as broken:
        # An adapter made for pages that are there need not understand a redirect to the page for signing in.
        if getattr(broken.exchange, "status", None) not in REDIRECTS:
            raise
        return None
    return None if isinstance(got, Refused) else got


def cannot_be_bought(shop: Shop, buyer: Buyer, product: Product | str, quantity: int, what: str) -> None:
    """The shop lets nobody pay for it: it refuses to put it into the cart, or at the latest to begin a payment."""

    def wanted() -> object:
        buyer.add(product, quantity)
        return buyer.begin()

    refused(shop, wanted, what)


def charged_as_without(shop: Shop, product: Product, what: str, *, refuses: bool = False, **tampering: object) -> None:
    """Whoever begins to pay with fields of her own pays the product's price as if they were not there, or is refused
    and can pay as usual then. With `refuses`, nothing but a refusal will do."""
    buyer = shop.shopper()
    buyer.add(product)
    ask = refused if refuses else refused_or_ignored
    begun = ask(shop, lambda: buyer.begin(**tampering), what)
    told = (shop.cost(product), product.currency)
    for intent in shop.money.intents_of(buyer.key, *buyer.payments):
        equal((intent["amount"], intent["currency"]), told, what=f"the intent at Stripe after {what}")
    payment = buyer.begin() if isinstance(begun, Refused) else begun
    paid_at_stripe(buyer, payment)
    assert_charged(shop, payment, *told)
