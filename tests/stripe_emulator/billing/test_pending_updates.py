"""Updates that wait for their payment, or are undone: https://docs.stripe.com/billing/subscriptions/pending-updates."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stripe_emulator.billing.merchant import DAY, HOUR, MONTH, START, Merchant
from tests.stripe_emulator.client import JSON, error_of

PENDING = {"proration_behavior": "always_invoice", "payment_behavior": "pending_if_incomplete"}
UPDATED = "customer.subscription.updated"


def failing(merchant: Merchant, at: int = START + DAY, **params: Any) -> tuple[str, JSON]:
    """A customer whose card fails since a time, and the subscription that was paid before."""
    customer = merchant.customer()
    subscription = merchant.subscribe(customer, **params)
    merchant.advance(at)
    merchant.pay_with(customer, "pm_card_chargeCustomerFail")
    return customer, subscription


def more(merchant: Merchant, subscription: JSON, quantity: int = 3, **params: Any) -> JSON:
    """Change the quantity of its item, if that is paid."""
    item = {"id": subscription["items"]["data"][0]["id"], "quantity": quantity}
    return merchant.post(f"/v1/subscriptions/{subscription['id']}", items=[item], **PENDING, **params)


def test_no_event_tells_of_a_change_that_is_not_made(merchant: Merchant) -> None:
    """`customer.subscription.updated` shows the pending update, and the items as they stay."""
    _, subscription = failing(merchant)
    more(merchant, subscription)
    assert merchant.happened(UPDATED) == [UPDATED]
    data = merchant.told(UPDATED)
    assert data["object"]["items"]["data"][0]["quantity"] == 1
    assert data["previous_attributes"] == {"latest_invoice": subscription["latest_invoice"], "pending_update": None}


def test_a_change_that_is_paid_at_once_was_never_pending(merchant: Merchant) -> None:
    """One event, with the change."""
    subscription = merchant.subscribe(merchant.customer())
    merchant.advance(START + DAY)
    changed = more(merchant, subscription)
    assert (changed["pending_update"], changed["items"]["data"][0]["quantity"]) == (None, 3)
    assert merchant.happened(UPDATED, "customer.subscription.pending_update_applied") == [UPDATED]
    previous = merchant.told(UPDATED)["previous_attributes"]
    assert set(previous) == {"items", "latest_invoice"}


@pytest.mark.parametrize(
    ("at", "expires"), [(START + MONTH - HOUR, START + MONTH), (START + DAY, START + DAY + 23 * HOUR)]
)
def test_it_expires_with_the_period_at_the_latest(merchant: Merchant, at: int, expires: int) -> None:
    """Within 23 hours, or when the period is over."""
    _, subscription = failing(merchant, at, price=merchant.price(900_00))
    assert more(merchant, subscription)["pending_update"]["expires_at"] == expires


def test_it_expires_with_its_trial_at_the_latest(merchant: Merchant) -> None:
    """An hour before the trial ends there is an hour to pay."""
    _, subscription = failing(merchant, START + DAY - HOUR, trial_period_days=1)
    path = f"/v1/subscriptions/{subscription['id']}"
    waiting = merchant.post(path, trial_end="now", **PENDING)
    assert (waiting["status"], waiting["pending_update"]["expires_at"]) == ("trialing", START + DAY)


def test_a_void_invoice_cancels_it(merchant: Merchant) -> None:
    """That is how it is canceled."""
    _, subscription = failing(merchant)
    waiting = more(merchant, subscription)
    merchant.post(f"/v1/invoices/{waiting['latest_invoice']}/void")
    after = merchant.subscription(subscription["id"])
    assert (after["pending_update"], after["items"]["data"][0]["quantity"]) == (None, 1)
    assert len(merchant.happened("customer.subscription.pending_update_expired")) == 1


def test_another_one_takes_its_place(merchant: Merchant) -> None:
    """The first invoice is void; paying the second makes the second change."""
    customer, subscription = failing(merchant)
    first = more(merchant, subscription)["latest_invoice"]
    second = more(merchant, subscription, 2)
    assert merchant.get(f"/v1/invoices/{first}")["status"] == "void"
    assert second["pending_update"]["subscription_items"][0]["quantity"] == 2
    method = merchant.pay_with(customer, "pm_card_visa")
    merchant.post(f"/v1/invoices/{second['latest_invoice']}/pay", payment_method=method)
    assert merchant.subscription(subscription["id"])["items"]["data"][0]["quantity"] == 2


def test_it_renews_by_its_new_interval_once_it_is_paid(merchant: Merchant) -> None:
    """Weekly from now on, not at the end of the year that was paid."""
    customer, subscription = failing(merchant, price=merchant.price(36500, "year"))
    item = {"id": subscription["items"]["data"][0]["id"], "price": merchant.price(900_00, "week")}
    path = f"/v1/subscriptions/{subscription['id']}"
    waiting = merchant.post(path, items=[item], billing_cycle_anchor="now", **PENDING)
    assert waiting["pending_update"] is not None
    method = merchant.pay_with(customer, "pm_card_visa")
    merchant.post(f"/v1/invoices/{waiting['latest_invoice']}/pay", payment_method=method)
    merchant.advance(START + 8 * DAY + HOUR)
    assert merchant.latest(subscription["id"])["billing_reason"] == "subscription_cycle"


def test_its_metadata_waits_too(merchant: Merchant) -> None:
    """Merged when it is paid (https://docs.stripe.com/changelog/dahlia/2026-05-27/pending-subscription-update-metadata)."""
    customer, subscription = failing(merchant, metadata={"a": "1"})
    waiting = more(merchant, subscription, metadata={"b": "2"})
    assert (waiting["metadata"], waiting["pending_update"]["metadata"]) == ({"a": "1"}, {"b": "2"})
    method = merchant.pay_with(customer, "pm_card_visa")
    merchant.post(f"/v1/invoices/{waiting['latest_invoice']}/pay", payment_method=method)
    assert merchant.subscription(subscription["id"])["metadata"] == {"a": "1", "b": "2"}


@pytest.mark.parametrize(
    ("params", "version", "param"),
    [
        ({"description": "x"}, None, "description"),
        ({"cancel_at_period_end": False}, None, "cancel_at_period_end"),
        ({"automatic_tax": {"enabled": False}}, None, "automatic_tax"),
        ({"metadata": {"a": "b"}}, "2023-10-16", "metadata"),
    ],
)
def test_what_cannot_wait_is_refused(merchant: Merchant, params: JSON, version: str | None, param: str) -> None:
    """By name, with Stripe's words."""
    subscription = merchant.subscribe(merchant.customer())
    headers = {"Stripe-Version": version} if version else None
    path, terms = f"/v1/subscriptions/{subscription['id']}", {**PENDING, **params}
    error = error_of(merchant.account.post(path, terms, headers=headers), 400)
    assert (error["param"], f"`{param}` is not supported" in error["message"]) == (param, True)


def test_what_waited_before_a_refused_change_still_waits(merchant: Merchant) -> None:
    """`error_if_incomplete` takes back its own items only, and the customer owes nothing."""
    customer, subscription = failing(merchant)
    merchant.post("/v1/invoiceitems", customer=customer, amount=100, currency="usd")
    terms = {"billing_cycle_anchor": "now", "payment_behavior": "error_if_incomplete"}
    error_of(merchant.account.post(f"/v1/subscriptions/{subscription['id']}", terms), 402)
    waits = merchant.get("/v1/invoiceitems", customer=customer)["data"]
    assert [(one["amount"], one["invoice"]) for one in waits] == [(100, None)]
    assert merchant.get(f"/v1/customers/{customer}")["delinquent"] is False
    merchant.pay_with(customer, "pm_card_visa")
    merchant.advance(START + MONTH + HOUR)
    assert merchant.latest(subscription["id"])["amount_paid"] == 1600


def test_what_waited_before_a_refused_subscription_still_waits(merchant: Merchant) -> None:
    """The same for one that is not made."""
    customer = merchant.customer("pm_card_chargeCustomerFail")
    merchant.post("/v1/invoiceitems", customer=customer, amount=100, currency="usd")
    terms = {
        "customer": customer, "items": [{"price": merchant.price()}], "payment_behavior": "error_if_incomplete"
    }  # fmt: skip
    error_of(merchant.account.post("/v1/subscriptions", terms), 402)
    assert [one["amount"] for one in merchant.get("/v1/invoiceitems", customer=customer)["data"]] == [100]
    assert merchant.get(f"/v1/customers/{customer}")["delinquent"] is False


def test_without_a_payer_a_change_is_refused_as_such(merchant: Merchant) -> None:
    """`error_if_incomplete` with nobody to charge is no authentication that is required."""
    customer = merchant.customer()
    subscription = merchant.subscribe(customer)
    merchant.post(f"/v1/payment_methods/{merchant.pay_with(customer, 'pm_card_visa')}/detach")
    terms = {"billing_cycle_anchor": "now", "proration_behavior": "none", "payment_behavior": "error_if_incomplete"}
    error = error_of(merchant.account.post(f"/v1/subscriptions/{subscription['id']}", terms), 400)
    assert error["code"] == "resource_missing"


def test_a_refused_change_changes_nothing(merchant: Merchant) -> None:
    """Not even what stands before the wrong item."""
    subscription = merchant.subscribe(merchant.customer())
    path = f"/v1/subscriptions/{subscription['id']}"
    terms = {"metadata": {"a": "b"}, "description": "x", "items": [{"id": "si_none", "quantity": 2}]}
    error_of(merchant.account.post(path, terms), 400)
    assert merchant.subscription(subscription["id"]) == subscription


def test_an_end_with_the_period_follows_the_period(merchant: Merchant) -> None:
    """`cancel_at_period_end` with a period that begins now."""
    subscription = merchant.subscribe(merchant.customer(), merchant.price(interval="week"))
    path = f"/v1/subscriptions/{subscription['id']}"
    merchant.advance(START + 2 * DAY)
    ending = merchant.post(path, cancel_at_period_end=True, billing_cycle_anchor="now")
    assert ending["cancel_at"] == START + 9 * DAY == ending["items"]["data"][0]["current_period_end"]


def test_the_trial_of_a_price_is_taken(merchant: Merchant) -> None:
    """`trial_from_plan`, and not together with `trial_end`."""
    recurring = {"interval": "month", "trial_period_days": 5}
    price = merchant.price(3000, recurring=recurring)
    subscription = merchant.subscribe(merchant.customer())
    path = f"/v1/subscriptions/{subscription['id']}"
    terms = {"items": [{"id": subscription["items"]["data"][0]["id"], "price": price}], "trial_from_plan": True}
    refused = error_of(merchant.account.post(path, {**terms, "trial_end": "now"}), 400)
    assert refused["param"] == "trial_from_plan"
    assert merchant.post(path, **terms)["trial_end"] == START + 5 * DAY


def test_a_preview_plans_nothing(merchant: Merchant) -> None:
    """The preview of a change leaves no job behind, and the subscription renews as it was."""
    customer = merchant.customer()
    subscription = merchant.subscribe(customer)
    details = {"items": [{"id": subscription["items"]["data"][0]["id"], "quantity": 3}], "billing_cycle_anchor": "now"}
    merchant.advance(START + DAY)
    preview = merchant.post(
        "/v1/invoices/create_preview", subscription=subscription["id"], subscription_details=details
    )
    assert preview["total"] == 4500 - 1452
    merchant.advance(START + MONTH + HOUR)
    assert merchant.latest(subscription["id"])["amount_paid"] == 1500
