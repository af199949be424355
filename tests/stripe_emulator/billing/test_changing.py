"""Subscriptions change: https://docs.stripe.com/billing/subscriptions/prorations, /cancel, /pending-updates."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stripe_emulator.billing.merchant import DAY, HOUR, MONTH, START, Merchant, lines
from tests.stripe_emulator.client import JSON, error_of

HALF = START + MONTH // 2


def begun(merchant: Merchant, card: str = "pm_card_visa", **params: Any) -> tuple[str, JSON]:
    """A customer and a subscription half a month old."""
    customer = merchant.customer(card)
    subscription = merchant.subscribe(customer, **params)
    merchant.advance(HALF)
    return customer, subscription


def item_of(subscription: JSON) -> str:
    """The id of its first item."""
    return str(subscription["items"]["data"][0]["id"])


def test_an_upgrade_waits_for_the_next_invoice(merchant: Merchant) -> None:
    """Half of the old price back, half of the new one on top, with the next period."""
    customer, subscription = begun(merchant)
    dear = merchant.price(3000)
    item = {"id": item_of(subscription), "price": dear}
    changed = merchant.post(f"/v1/subscriptions/{subscription['id']}", items=[item])
    assert changed["items"]["data"][0]["price"]["id"] == dear
    assert changed["items"]["data"][0]["plan"]["id"] == dear
    assert changed["latest_invoice"] == subscription["latest_invoice"]
    debit, credit = merchant.get("/v1/invoiceitems", customer=customer, pending=True)["data"]
    assert (credit["amount"], credit["description"]) == (-750, "Unused time on Gold after 16 Jan 2020")
    assert (debit["amount"], debit["description"]) == (1500, "Remaining time on Gold after 16 Jan 2020")
    assert debit["period"] == credit["period"] == {"start": HALF, "end": START + MONTH}
    assert (credit["proration"], credit["discountable"]) == (True, False)
    assert credit["parent"]["subscription_details"] == {
        "subscription": subscription["id"], "subscription_item": item_of(subscription)
    }  # fmt: skip
    credited = credit["proration_details"]["credited_items"]["invoice_line_item_details"]
    assert credited["invoice"] == subscription["latest_invoice"]
    previous = merchant.told("customer.subscription.updated")["previous_attributes"]
    assert previous["items"]["data"][0]["price"]["unit_amount"] == 1500
    merchant.advance(START + MONTH + HOUR)
    invoice = merchant.latest(subscription["id"])
    assert lines(invoice) == [
        (3000, "1 × Gold (at $30.00 / month)"), (-750, "Unused time on Gold after 16 Jan 2020"),
        (1500, "Remaining time on Gold after 16 Jan 2020"),
    ]  # fmt: skip
    assert invoice["amount_paid"] == 3750


def test_always_invoice_bills_at_once(merchant: Merchant) -> None:
    """Only what the change is worth."""
    customer, subscription = begun(merchant)
    merchant.post("/v1/invoiceitems", customer=customer, amount=100, currency="usd")
    item = {"id": item_of(subscription), "quantity": 3}
    changed = merchant.post(
        f"/v1/subscriptions/{subscription['id']}", items=[item], proration_behavior="always_invoice"
    )
    invoice = merchant.get(f"/v1/invoices/{changed['latest_invoice']}")
    assert lines(invoice) == [
        (-750, "Unused time on Gold after 16 Jan 2020"), (2250, "Remaining time on 3 × Gold after 16 Jan 2020")
    ]  # fmt: skip
    assert (invoice["status"], invoice["billing_reason"], invoice["amount_paid"]) == (
        "paid", "subscription_update", 1500
    )  # fmt: skip


def test_no_proration_no_amount(merchant: Merchant) -> None:
    """`none`: the new price counts from the next period on."""
    customer, subscription = begun(merchant)
    item = {"id": item_of(subscription), "price": merchant.price(3000)}
    merchant.post(f"/v1/subscriptions/{subscription['id']}", items=[item], proration_behavior="none")
    assert merchant.get("/v1/invoiceitems", customer=customer)["data"] == []
    merchant.advance(START + MONTH + HOUR)
    assert merchant.latest(subscription["id"])["amount_paid"] == 3000


def test_a_proration_date_is_taken_at_its_word(merchant: Merchant) -> None:
    """Within the current period."""
    customer, subscription = begun(merchant)
    path, item = f"/v1/subscriptions/{subscription['id']}", {"id": item_of(subscription), "quantity": 2}
    error = error_of(merchant.account.post(path, {"items": [item], "proration_date": START - 1}), 400)
    assert error["param"] == "proration_date"
    merchant.post(path, items=[item], proration_date=START)
    amounts = [one["amount"] for one in merchant.get("/v1/invoiceitems", customer=customer)["data"]]
    assert amounts == [3000, -1500]


def test_another_interval_is_billed_at_once(merchant: Merchant) -> None:
    """Flexible: the anchor stays (recorded by pay-rails); classic: the new period begins now."""
    yearly = merchant.price(36500, "year")
    _, flexible = begun(merchant)
    classic = merchant.subscribe(merchant.customer(), billing_mode={"type": "classic"})
    merchant.advance(HALF + 5 * DAY)
    for subscription, total in ((flexible, None), (classic, 36500)):
        item = {"id": item_of(subscription), "price": yearly}
        changed = merchant.post(f"/v1/subscriptions/{subscription['id']}", items=[item])
        invoice = merchant.get(f"/v1/invoices/{changed['latest_invoice']}")
        period = changed["items"]["data"][0]
        assert invoice["status"] == "paid"
        if total is None:
            assert period["current_period_end"] == START + 366 * DAY
        else:
            assert changed["billing_cycle_anchor"] == HALF + 5 * DAY
            assert invoice["lines"]["data"][0]["amount"] == total


def test_items_come_and_go(merchant: Merchant) -> None:
    """Added and removed with their prorations; the last one stays."""
    customer, subscription = begun(merchant)
    extra = merchant.post("/v1/subscription_items", subscription=subscription["id"], price=merchant.price(3100))
    assert (extra["current_period_start"], extra["current_period_end"]) == (HALF, START + MONTH)
    listed = merchant.get("/v1/subscription_items", subscription=subscription["id"])["data"]
    assert [one["id"] for one in listed] == [item_of(subscription), extra["id"]]
    assert merchant.get(f"/v1/subscription_items/{extra['id']}") == extra
    changed = merchant.post(f"/v1/subscription_items/{extra['id']}", quantity=2, metadata={"a": "b"})
    assert (changed["quantity"], changed["metadata"]) == (2, {"a": "b"})
    path = f"/v1/subscription_items/{extra['id']}"
    assert merchant.delete(path) == {"id": extra["id"], "object": "subscription_item", "deleted": True}
    error_of(merchant.account.get(path), 404)
    amounts = [one["amount"] for one in merchant.get("/v1/invoiceitems", customer=customer)["data"]]
    assert amounts == [-3100, 3100, -1550, 1550]
    error_of(merchant.account.delete(f"/v1/subscription_items/{item_of(subscription)}"), 400)


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"price": "price_none"}, "price"),
        ({"quantity": -1}, "quantity"),
        ({"tax_rates": ["txr_none"]}, "tax_rates[0]"),
    ],
)
def test_a_wrong_item_is_refused(merchant: Merchant, params: dict[str, Any], param: str) -> None:
    """By the names of its own parameters."""
    subscription = merchant.subscribe(merchant.customer())
    error = error_of(merchant.account.post(f"/v1/subscription_items/{item_of(subscription)}", params), 400)
    assert error["param"] == param


def test_a_new_anchor_begins_a_new_period(merchant: Merchant) -> None:
    """`billing_cycle_anchor=now`: the unused half back, a whole month from now."""
    _, subscription = begun(merchant)
    changed = merchant.post(f"/v1/subscriptions/{subscription['id']}", billing_cycle_anchor="now")
    assert changed["billing_cycle_anchor"] == HALF
    invoice = merchant.latest(subscription["id"])
    assert lines(invoice) == [
        (1500, "1 × Gold (at $15.00 / month)"), (-750, "Unused time on Gold after 16 Jan 2020")
    ]  # fmt: skip


def test_a_new_anchor_in_the_newest_version(merchant: Merchant) -> None:
    """A hash since 2026-09-30: https://docs.stripe.com/changelog/endive/2026-09-30/polymorphic-billing-cycle-anchor."""
    _, subscription = begun(merchant)
    endive = {"Stripe-Version": "2026-10-28.endive"}
    now = {"billing_cycle_anchor": {"type": "now"}, "proration_behavior": "none"}
    preview = {"subscription": subscription["id"], "subscription_details": now}
    shown = merchant.account.post("/v1/invoices/create_preview", preview, headers=endive).json()
    assert [line["period"]["start"] for line in shown["lines"]["data"]] == [HALF]
    path = f"/v1/subscriptions/{subscription['id']}"
    assert merchant.account.post(path, now, headers=endive).json()["billing_cycle_anchor"] == HALF
    assert lines(merchant.latest(subscription["id"])) == [(1500, "1 × Gold (at $15.00 / month)")]
    kept = merchant.account.post(path, {"billing_cycle_anchor": {"type": "unchanged"}}, headers=endive).json()
    assert kept["billing_cycle_anchor"] == HALF


def test_a_downgrade_credits_the_customer(merchant: Merchant) -> None:
    """Invoiced at once it owes less than nothing: the credit is the customer's, and pays the next invoice."""
    customer, subscription = begun(merchant)
    item = {"id": item_of(subscription), "price": merchant.price(500)}
    merchant.post(f"/v1/subscriptions/{subscription['id']}", items=[item], proration_behavior="always_invoice")
    invoice = merchant.latest(subscription["id"])
    assert (invoice["total"], invoice["amount_due"], invoice["status"], invoice["ending_balance"]) == (
        -500, 0, "paid", -500
    )  # fmt: skip
    assert merchant.get(f"/v1/customers/{customer}")["balance"] == -500
    merchant.advance(START + MONTH + HOUR)
    nothing = merchant.latest(subscription["id"])
    assert (nothing["total"], nothing["starting_balance"], nothing["amount_due"], nothing["ending_balance"]) == (
        500, -500, 0, 0
    )  # fmt: skip


def test_a_failed_change_is_past_due(merchant: Merchant) -> None:
    """`allow_incomplete`: changed, and past due until paid."""
    customer, subscription = begun(merchant)
    merchant.pay_with(customer, "pm_card_chargeCustomerFail")
    item = {"id": item_of(subscription), "quantity": 3}
    changed = merchant.post(
        f"/v1/subscriptions/{subscription['id']}", items=[item], proration_behavior="always_invoice"
    )
    assert (changed["status"], changed["items"]["data"][0]["quantity"]) == ("past_due", 3)


def test_a_failed_change_can_be_refused(merchant: Merchant) -> None:
    """`error_if_incomplete`: 402, and nothing has changed."""
    customer, subscription = begun(merchant)
    merchant.pay_with(customer, "pm_card_chargeCustomerFail")
    before = merchant.subscription(subscription["id"])
    answer = merchant.account.post(
        f"/v1/subscriptions/{subscription['id']}",
        {
            "items": [{"id": item_of(subscription), "quantity": 3}],
            "proration_behavior": "always_invoice",
            "payment_behavior": "error_if_incomplete",
        },
    )
    assert error_of(answer, 402)["code"] == "card_declined"
    assert merchant.subscription(subscription["id"]) == before
    assert merchant.get("/v1/invoiceitems", customer=customer)["data"] == []
    assert merchant.happened("customer.subscription.updated") == []


@pytest.mark.parametrize("paid", [True, False])
def test_a_pending_update_waits_for_its_payment(merchant: Merchant, paid: bool) -> None:
    """`pending_if_incomplete`: applied once paid, forgotten after 23 hours."""
    customer, subscription = begun(merchant)
    merchant.pay_with(customer, "pm_card_chargeCustomerFail")
    path = f"/v1/subscriptions/{subscription['id']}"
    item = {"id": item_of(subscription), "quantity": 3}
    waiting = merchant.post(
        path, items=[item], proration_behavior="always_invoice", payment_behavior="pending_if_incomplete"
    )
    assert (waiting["status"], waiting["items"]["data"][0]["quantity"]) == ("active", 1)
    assert waiting["pending_update"]["expires_at"] == HALF + 23 * HOUR
    assert waiting["pending_update"]["subscription_items"][0]["quantity"] == 3
    if paid:
        method = merchant.pay_with(customer, "pm_card_visa")
        merchant.post(f"/v1/invoices/{waiting['latest_invoice']}/pay", payment_method=method)
        event, quantity = "customer.subscription.pending_update_applied", 3
    else:
        merchant.advance(HALF + 23 * HOUR)
        event, quantity = "customer.subscription.pending_update_expired", 1
        assert merchant.latest(subscription["id"])["status"] == "void"
    now = merchant.subscription(subscription["id"])
    assert (now["pending_update"], now["items"]["data"][0]["quantity"]) == (None, quantity)
    assert merchant.happened(event) == [event]


def test_metadata_and_payer_are_changed_with_previous_attributes(merchant: Merchant) -> None:
    """And nothing is billed."""
    customer = merchant.customer()
    subscription = merchant.subscribe(customer, metadata={"a": "1"})
    own = merchant.post("/v1/payment_methods/pm_card_mastercard/attach", customer=customer)["id"]
    changed = merchant.post(
        f"/v1/subscriptions/{subscription['id']}", metadata={"b": "2"}, default_payment_method=own, description="Mine"
    )
    assert (changed["metadata"], changed["default_payment_method"]) == ({"a": "1", "b": "2"}, own)
    previous = merchant.told("customer.subscription.updated")["previous_attributes"]
    assert previous == {"default_payment_method": None, "description": None, "metadata": {"b": None}}
    assert changed["latest_invoice"] == subscription["latest_invoice"]


def test_a_cancellation_at_the_end_can_be_taken_back(merchant: Merchant) -> None:
    """`cancel_at_period_end`: updated, then deleted at the end (fact 122)."""
    subscription = merchant.subscribe(merchant.customer())
    path = f"/v1/subscriptions/{subscription['id']}"
    ending = merchant.post(path, cancel_at_period_end=True, cancellation_details={"comment": "Too dear"})
    assert (ending["cancel_at_period_end"], ending["cancel_at"], ending["canceled_at"]) == (True, START + MONTH, START)
    assert ending["cancellation_details"] == {
        "comment": "Too dear", "feedback": None, "feedback_option": None, "reason": "cancellation_requested"
    }  # fmt: skip
    again = merchant.post(path, cancel_at_period_end=False)
    assert (again["cancel_at"], again["canceled_at"], again["status"]) == (None, None, "active")
    merchant.post(path, cancel_at_period_end=True)
    merchant.advance(START + MONTH)
    ended = merchant.subscription(subscription["id"])
    assert (ended["status"], ended["ended_at"], ended["canceled_at"]) == ("canceled", START + MONTH, START)
    assert merchant.happened("customer.subscription.deleted") == ["customer.subscription.deleted"]
    assert merchant.latest(subscription["id"])["billing_reason"] == "subscription_create"


def test_it_can_end_at_a_time(merchant: Merchant) -> None:
    """`cancel_at`, as a time or as the end of a period."""
    subscription = merchant.subscribe(merchant.customer())
    path = f"/v1/subscriptions/{subscription['id']}"
    assert merchant.post(path, cancel_at="max_period_end")["cancel_at"] == START + MONTH
    assert merchant.post(path, cancel_at="")["cancel_at"] is None
    merchant.post(path, cancel_at=START + 10 * DAY)
    merchant.advance(START + 10 * DAY)
    assert merchant.subscription(subscription["id"])["ended_at"] == START + 10 * DAY


def test_canceled_at_once_it_is_over(merchant: Merchant) -> None:
    """Terminal: no second cancel, no change but metadata (fact 122)."""
    _, subscription = begun(merchant)
    path = f"/v1/subscriptions/{subscription['id']}"
    ended = merchant.delete(path, cancellation_details={"feedback": "unused"})
    assert (ended["status"], ended["canceled_at"], ended["ended_at"]) == ("canceled", HALF, HALF)
    assert ended["cancellation_details"]["reason"] == "cancellation_requested"
    assert ended["cancellation_details"]["feedback"] == "unused"
    assert error_of(merchant.account.delete(path), 404)["code"] == "resource_missing"
    error_of(merchant.account.post(path, {"cancel_at_period_end": True}), 400)
    assert merchant.post(path, metadata={"a": "b"})["metadata"] == {"a": "b"}
    merchant.advance(START + MONTH + DAY)
    assert merchant.latest(subscription["id"])["id"] == subscription["latest_invoice"]


def test_canceled_with_proration_the_rest_is_credited(merchant: Merchant) -> None:
    """`prorate` and `invoice_now`: a last invoice over the unused half."""
    customer, subscription = begun(merchant)
    merchant.delete(f"/v1/subscriptions/{subscription['id']}", prorate=True, invoice_now=True)
    invoice = merchant.latest(subscription["id"])
    assert lines(invoice) == [(-750, "Unused time on Gold after 16 Jan 2020")]
    assert merchant.get(f"/v1/customers/{customer}")["balance"] == -750


def test_canceled_while_incomplete_its_invoice_is_void(merchant: Merchant) -> None:
    """Nothing is owed."""
    subscription = merchant.subscribe(merchant.customer("pm_card_chargeCustomerFail"))
    merchant.delete(f"/v1/subscriptions/{subscription['id']}")
    assert merchant.latest(subscription["id"])["status"] == "void"


def test_a_deleted_customer_has_no_subscriptions(merchant: Merchant) -> None:
    """They are canceled at once (fact 93)."""
    customer = merchant.customer()
    subscription = merchant.subscribe(customer)
    merchant.delete(f"/v1/customers/{customer}")
    assert merchant.subscription(subscription["id"])["status"] == "canceled"


def test_classic_migrates_to_flexible(merchant: Merchant) -> None:
    """And not back."""
    subscription = merchant.subscribe(merchant.customer(), billing_mode={"type": "classic"})
    assert subscription["billing_mode"] == {"flexible": None, "type": "classic"}
    path = f"/v1/subscriptions/{subscription['id']}/migrate"
    migrated = merchant.post(path, billing_mode={"type": "flexible"})
    assert migrated["billing_mode"]["type"] == "flexible"
    error_of(merchant.account.post(path, {"billing_mode": {"type": "flexible"}}), 400)
