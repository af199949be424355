"""Checkout Sessions that begin a subscription (facts 118-122)."""

from __future__ import annotations

from tests.stripe_emulator.checkout.checkout_shop import (
    card,
    complete,
    confirm,
    lines_of,
    monthly,
    open_session,
    price,
    session_of,
)
from tests.stripe_emulator.client import Account, error_of, ok


def test_a_subscription_begins(account: Account) -> None:
    """Paid at once: an active subscription, a paid invoice, a saved card, a customer of what was given."""
    session = open_session(account, mode="subscription", subscription_data={"metadata": {"plan": "gold"}})
    assert (session["customer_creation"], session["payment_method_collection"]) == ("always", "always")
    done = complete(account, session)
    assert (done["status"], done["payment_status"], done["payment_intent"]) == ("complete", "paid", None)
    subscription = ok(account.get(f"/v1/subscriptions/{done['subscription']}"))
    assert (subscription["status"], subscription["metadata"]) == ("active", {"plan": "gold"})
    assert subscription["customer"] == done["customer"]
    method = ok(account.get(f"/v1/payment_methods/{subscription['default_payment_method']}"))
    assert method["customer"] == done["customer"]
    invoice = ok(account.get(f"/v1/invoices/{done['invoice']}"))
    assert (invoice["status"], invoice["amount_paid"]) == ("paid", session["amount_total"])
    types = {event["type"] for event in account.events()}
    assert types >= {
        "customer.created", "customer.subscription.created", "invoice.paid", "invoice.payment_succeeded",
        "payment_intent.succeeded", "payment_method.attached", "checkout.session.completed",
    }  # fmt: skip
    assert len(account.events("checkout.session.completed")) == 1


def test_one_time_prices_are_on_the_first_invoice(account: Account) -> None:
    """The SDK: "on the initial invoice only"; both come to what the session says."""
    items = [{"price": monthly(account), "quantity": 2}, {"price": price(account, 250), "quantity": 1}]
    session = open_session(account, mode="subscription", line_items=items)
    assert session["amount_total"] == 2050
    done = complete(account, session)
    assert ok(account.get(f"/v1/invoices/{done['invoice']}"))["total"] == 2050
    assert len(ok(account.get(f"/v1/subscriptions/{done['subscription']}"))["items"]["data"]) == 1


def test_a_declined_card_begins_nothing(account: Account) -> None:
    """The session stays open; with the next card the one subscription becomes active."""
    session = open_session(account, mode="subscription")
    error_of(confirm(account, session["id"], payment_method=card(account, "tok_chargeCustomerFail")), 402)
    waiting = session_of(account, session["id"])
    assert (waiting["status"], waiting["subscription"]) == ("open", None)
    done = complete(account, session)
    listed = ok(account.get("/v1/subscriptions", {"customer": done["customer"]}))["data"]
    assert [(one["id"], one["status"]) for one in listed] == [(done["subscription"], "active")]


def test_a_challenge_before_it_begins(account: Account) -> None:
    """Active once the bank's page is passed."""
    session = open_session(account, mode="subscription")
    waiting = ok(confirm(account, session["id"], payment_method=card(account, "tok_threeDSecure2Required")))
    assert waiting["status"] == "open"
    action = account.events("payment_intent.requires_action")[0]["data"]["object"]["next_action"]
    account.http.post(action["redirect_to_url"]["url"], data={"outcome": "succeed"})
    done = session_of(account, session["id"])
    assert (done["status"], done["payment_status"]) == ("complete", "paid")
    assert ok(account.get(f"/v1/subscriptions/{done['subscription']}"))["status"] == "active"


def test_a_trial(account: Account) -> None:
    """Nothing is due today, and the card is kept for later (fact 122)."""
    session = open_session(account, mode="subscription", subscription_data={"trial_period_days": 14})
    assert session["amount_total"] == 0
    done = complete(account, session)
    assert (done["status"], done["payment_status"]) == ("complete", "no_payment_required")
    subscription = ok(account.get(f"/v1/subscriptions/{done['subscription']}"))
    assert subscription["status"] == "trialing"
    assert subscription["default_payment_method"] is not None
    assert account.events("payment_intent.succeeded") == []


def test_a_trial_without_a_card(account: Account) -> None:
    """`payment_method_collection=if_required` (https://docs.stripe.com/payments/checkout/free-trials)."""
    session = open_session(
        account, mode="subscription", subscription_data={"trial_period_days": 14},
        payment_method_collection="if_required", customer_email="jenny@example.com",
    )  # fmt: skip
    done = ok(confirm(account, session["id"]))
    assert (done["status"], done["payment_status"]) == ("complete", "no_payment_required")
    assert ok(account.get(f"/v1/customers/{done['customer']}"))["email"] == "jenny@example.com"


def test_a_price_made_for_the_session(account: Account) -> None:
    """`price_data` with `recurring`: the subscription has the very price."""
    data = {"currency": "usd", "unit_amount": 700, "product_data": {"name": "Gold"}, "recurring": {"interval": "month"}}
    session = open_session(account, mode="subscription", line_items=[{"price_data": data, "quantity": 1}])
    line = lines_of(account, session["id"])[0]
    done = complete(account, session)
    items = ok(account.get(f"/v1/subscriptions/{done['subscription']}"))["items"]["data"]
    assert [item["price"]["id"] for item in items] == [line["price"]["id"]]
    assert ok(account.get(f"/v1/prices/{line['price']['id']}"))["active"] is False


def test_a_discount_is_the_subscriptions(account: Account) -> None:
    """Redeemed once, and the first invoice is what the session said."""
    coupon = ok(account.post("/v1/coupons", {"percent_off": 25, "duration": "forever"}))["id"]
    session = open_session(account, mode="subscription", discounts=[{"coupon": coupon}])
    assert session["amount_total"] == 675
    done = complete(account, session)
    assert ok(account.get(f"/v1/invoices/{done['invoice']}"))["amount_paid"] == 675
    assert ok(account.get(f"/v1/coupons/{coupon}"))["times_redeemed"] == 1


def test_an_invoice_of_a_payment(account: Account) -> None:
    """`invoice_creation`: the same lines and total, paid with the session's PaymentIntent, and a customer for it."""
    session = open_session(
        account, invoice_creation={"enabled": True, "invoice_data": {"description": "Thank you"}},
        line_items=[{"price": price(account), "quantity": 2}, {"price": price(account, 250), "quantity": 1}],
    )  # fmt: skip
    done = complete(account, session)
    invoice = ok(account.get(f"/v1/invoices/{done['invoice']}", {"expand": ["payments"]}))
    assert (invoice["status"], invoice["total"], invoice["amount_paid"]) == ("paid", 3250, 3250)
    assert (invoice["customer"], invoice["description"]) == (done["customer"], "Thank you")
    paying = [one["payment"]["payment_intent"] for one in invoice["payments"]["data"] if one["status"] == "paid"]
    assert paying == [done["payment_intent"]]
    assert len(account.events("charge.succeeded")) == 1
