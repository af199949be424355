"""From whatever id a shop tells to its PaymentIntents: each kind of id, as Stripe's own SDK makes the objects."""

from __future__ import annotations

from typing import Any

import pytest

from harness.core.failure import Failure
from harness.stripe.resolver import Resolver
from harness.stripe.view import StripeView

PRICE = {"currency": "usd", "unit_amount": 500, "product_data": {"name": "Tea"}}
MONTHLY = {"currency": "usd", "unit_amount": 900, "recurring": {"interval": "month"}}
CARD = "pm_card_visa"


@pytest.fixture
def resolver(view: StripeView) -> Resolver:
    """It reads what the tests make."""
    return Resolver(view)


def _stripe(view: StripeView) -> Any:
    return view.client.v1


def paid(view: StripeView, **fields: Any) -> Any:
    """An intent that is paid with a card."""
    given = {
        "amount": 500,
        "currency": "usd",
        "payment_method": CARD,
        "confirm": True,
        "return_url": "https://s.example",
    }
    return _stripe(view).payment_intents.create({**given, **fields})


def session(view: StripeView, **fields: Any) -> Any:
    """A Checkout Session that nobody paid yet."""
    items = [{"price_data": PRICE, "quantity": 1}]
    given = {"mode": "payment", "line_items": items, "success_url": "https://shop.example/paid"}
    return _stripe(view).checkout.sessions.create({**given, **fields})


def subscription(view: StripeView) -> Any:
    """A subscription whose first invoice is paid."""
    stripe = _stripe(view)
    customer = stripe.customers.create({"payment_method": CARD, "invoice_settings": {"default_payment_method": CARD}})
    product = stripe.products.create({"name": "Tea each month"})
    price = stripe.prices.create({**MONTHLY, "product": product.id})
    return stripe.subscriptions.create({"customer": customer.id, "items": [{"price": price.id}]})


def test_an_intent_is_itself(resolver: Resolver) -> None:
    assert resolver.intent_ids("pi_whatever") == ["pi_whatever"]


def test_a_charge_has_one(view: StripeView, resolver: Resolver) -> None:
    intent = paid(view)
    assert resolver.intent_ids(intent.latest_charge) == [intent.id]


def test_a_session_that_nobody_paid_has_none(view: StripeView, resolver: Resolver) -> None:
    assert resolver.intent_ids(session(view).id) == []


def test_a_subscription_and_its_invoice_have_that_of_the_first_payment(view: StripeView, resolver: Resolver) -> None:
    made = subscription(view)
    (intent,) = view.recent("payment_intents")
    assert intent["status"] == "succeeded"
    assert resolver.intent_ids(made.latest_invoice) == [intent["id"]]
    assert resolver.intent_ids(made.id) == [intent["id"]]


@pytest.mark.parametrize("where", [{"metadata": {"order": "order-7"}}, {"receipt_email": "order-7"}])
def test_an_own_id_is_found_on_intents_oldest_first(
    view: StripeView, resolver: Resolver, where: dict[str, Any]
) -> None:
    if "receipt_email" in where:
        where = {"receipt_email": "order-7@shop.example"}
    word = next(iter(where.values()))
    word = word if isinstance(word, str) else word["order"]
    first, second = paid(view, **where), paid(view, **where)
    paid(view, metadata={"order": "order-77"})
    assert resolver.intent_ids(word) == [first.id, second.id]


@pytest.mark.parametrize("where", [{"client_reference_id": "order-7"}, {"metadata": {"order": "order-7"}}])
def test_an_own_id_is_found_on_sessions(view: StripeView, resolver: Resolver, where: dict[str, Any]) -> None:
    mine, other = session(view, **where), session(view, client_reference_id="order-8")
    found = resolver.sessions_named_after({"order-7"})
    assert [one["id"] for one in found] == [mine.id]
    assert resolver.session(other.id)["client_reference_id"] == "order-8"
    assert resolver.intent_ids("order-7") == []


def test_what_nobody_wrote_down_leads_nowhere(view: StripeView, resolver: Resolver) -> None:
    paid(view)
    assert resolver.intent_ids("order-9") == []


def test_what_stripe_does_not_know_is_a_failure(resolver: Resolver) -> None:
    with pytest.raises(Failure, match="404"):
        resolver.intent_ids("cs_test_nowhere")


def saved(view: StripeView, number_of: str) -> tuple[str, str, str]:
    """A customer, what saved a card, and the saved card."""
    customer = _stripe(view).customers.create({}).id
    how = {"confirm": True, "return_url": "https://s.example", "usage": "off_session"}
    setup = _stripe(view).setup_intents.create({"customer": customer, "payment_method": number_of, **how})
    return customer, setup.id, setup.payment_method


def charge(view: StripeView, customer: str, method: str) -> Any:
    """An off-session payment; declined, too."""
    import stripe

    try:
        return paid(view, customer=customer, payment_method=method, off_session=True)
    except stripe.CardError as error:
        return getattr(error.error, "payment_intent", None)


@pytest.mark.parametrize("card", [CARD, "pm_card_chargeCustomerFail"])
def test_a_saved_card_has_all_that_was_to_be_paid_with_it(view: StripeView, resolver: Resolver, card: str) -> None:
    """Of what saved it and of itself; declined charges too, and nothing of another card."""
    customer, setup, method = saved(view, card)
    assert resolver.intent_ids(setup) == []
    ids = [charge(view, customer, method).id for _ in range(2)]
    paid(view)
    assert resolver.intent_ids(setup) == resolver.intent_ids(method) == ids


def test_a_session_that_saved_a_card_has_what_was_paid_with_it(view: StripeView, resolver: Resolver) -> None:
    fields = {"mode": "setup", "currency": "usd", "success_url": "https://shop.example/saved"}
    assert resolver.intent_ids(_stripe(view).checkout.sessions.create(fields).id) == []
