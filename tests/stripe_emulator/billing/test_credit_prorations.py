"""What a credit gives back: https://docs.stripe.com/billing/subscriptions/prorations#credit-prorations (fact 132)."""

from __future__ import annotations

import pytest

from tests.stripe_emulator.billing.merchant import DAY, Merchant, lines
from tests.stripe_emulator.client import JSON

# 1 April 2020: a month of 30 days.
APRIL = 1_585_699_200
# 1 February 2021: a month of 28 days.
FEBRUARY = 1_612_137_600


def begin_at(merchant: Merchant, time: int) -> None:
    """Let the merchant's customers live on a clock that begins at this time."""
    merchant.clock = merchant.post("/v1/test_helpers/test_clocks", frozen_time=time)["id"]


def swap(merchant: Merchant, subscription: JSON, price: str, **params: str) -> JSON:
    """Change the price of its first item."""
    item = {"id": subscription["items"]["data"][0]["id"], "price": price}
    return merchant.post(f"/v1/subscriptions/{subscription['id']}", items=[item], **params)


@pytest.mark.parametrize(("mode", "total"), [("classic", -334), ("flexible", 0)])
def test_what_was_never_charged_is_credited_in_the_classic_mode_only(merchant: Merchant, mode: str, total: int) -> None:
    """The documentation's example: 10.00, made 20.00 without proration, made 10.00 again ten days later."""
    begin_at(merchant, APRIL)
    ten, twenty = merchant.price(1000), merchant.price(2000)
    subscription = merchant.subscribe(merchant.customer(), ten, billing_mode={"type": mode})
    merchant.advance(APRIL + 10 * DAY)
    swap(merchant, subscription, twenty, proration_behavior="none")
    merchant.advance(APRIL + 20 * DAY)
    swap(merchant, subscription, ten, proration_behavior="always_invoice")
    assert merchant.latest(subscription["id"])["total"] == total


def test_a_fixed_discount_is_credited_by_the_share_of_each_item(merchant: Merchant) -> None:
    """The documentation's example: 5.00 off 10.00 and 20.00; the first half of the month is paid."""
    begin_at(merchant, FEBRUARY)
    coupon = merchant.post("/v1/coupons", amount_off=500, currency="usd", duration="once")["id"]
    customer = merchant.customer()
    items = [{"price": merchant.price(1000)}, {"price": merchant.price(2000)}]
    subscription = merchant.post("/v1/subscriptions", customer=customer, items=items, discounts=[{"coupon": coupon}])
    merchant.advance(FEBRUARY + 14 * DAY)
    merchant.delete(f"/v1/subscription_items/{subscription['items']['data'][0]['id']}")
    assert [one["amount"] for one in merchant.get("/v1/invoiceitems", customer=customer)["data"]] == [-417]


def test_the_last_of_several_charges_is_credited(merchant: Merchant) -> None:
    """Up, up again and down within one second: each credit is what the change before has charged."""
    begin_at(merchant, APRIL)
    customer = merchant.customer()
    subscription = merchant.subscribe(customer, merchant.price(1000))
    merchant.advance(APRIL + 15 * DAY)
    for amount, behavior in ((2000, "create_prorations"), (3000, "always_invoice"), (500, "create_prorations")):
        swap(merchant, subscription, merchant.price(amount), proration_behavior=behavior)
    amounts = [one["amount"] for one in merchant.get("/v1/invoiceitems", customer=customer)["data"]]
    assert amounts == [250, -1500, 1500, -1000, 1000, -500]


def test_an_unpaid_update_that_is_void_is_not_credited(merchant: Merchant) -> None:
    """A pending update that was voided charged nothing: the next change credits the first price."""
    begin_at(merchant, APRIL)
    customer = merchant.customer()
    subscription = merchant.subscribe(customer, merchant.price(1000))
    merchant.advance(APRIL + 15 * DAY)
    merchant.pay_with(customer, "pm_card_chargeCustomerFail")
    pending = {"proration_behavior": "always_invoice", "payment_behavior": "pending_if_incomplete"}
    waiting = swap(merchant, subscription, merchant.price(3000), **pending)
    merchant.post(f"/v1/invoices/{waiting['latest_invoice']}/void")
    swap(merchant, subscription, merchant.price(2000))
    waits = merchant.get("/v1/invoiceitems", customer=customer, pending=True)["data"]
    assert [one["amount"] for one in waits] == [1000, -500]


@pytest.mark.parametrize(("mode", "total", "waits"), [("flexible", 1600, []), ("classic", 1500, [100])])
def test_a_new_anchor_takes_what_waits(merchant: Merchant, mode: str, total: int, waits: list[int]) -> None:
    """With `always_invoice` only in the flexible mode (https://docs.stripe.com/billing/subscriptions/billing-mode/compare)."""
    begin_at(merchant, APRIL)
    customer = merchant.customer()
    subscription = merchant.subscribe(customer, merchant.price(3000), billing_mode={"type": mode})
    merchant.post("/v1/invoiceitems", customer=customer, amount=100, currency="usd")
    merchant.advance(APRIL + 15 * DAY)
    path = f"/v1/subscriptions/{subscription['id']}"
    merchant.post(path, billing_cycle_anchor="now", proration_behavior="always_invoice")
    assert merchant.latest(subscription["id"])["total"] == total
    items = merchant.get("/v1/invoiceitems", customer=customer, pending=True)["data"]
    assert [one["amount"] for one in items] == waits


@pytest.mark.parametrize("mode", ["classic", "flexible"])
def test_one_time_charges_of_an_update(merchant: Merchant, mode: str) -> None:
    """`always_invoice` bills them at once in the classic mode; in the flexible one they wait."""
    customer = merchant.customer()
    subscription = merchant.subscribe(customer, billing_mode={"type": mode})
    charges = [{"price": merchant.one_time(700)}]
    path = f"/v1/subscriptions/{subscription['id']}"
    merchant.post(path, add_invoice_items=charges, proration_behavior="always_invoice")
    waits = [one["amount"] for one in merchant.get("/v1/invoiceitems", customer=customer, pending=True)["data"]]
    billed = lines(merchant.latest(subscription["id"]))
    assert (waits, billed == [(700, "Gold")]) == (([], True) if mode == "classic" else ([700], False))
