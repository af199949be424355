"""`cancel_at` within a period: it ends there, and is charged or credited in proportion.

https://docs.stripe.com/api/subscriptions/create#create_subscription-cancel_at; the amounts of new subscriptions were
recorded (https://github.com/YumaInaura/YumaInaura/issues/2920): 1000 a month of 31 days, 20 days are 645.
"""

from __future__ import annotations

import pytest

from tests.stripe_emulator.billing.merchant import DAY, HOUR, MONTH, START, Merchant, lines

END = START + 20 * DAY


def end_of(merchant: Merchant, id: str) -> int:
    return int(merchant.subscription(id)["items"]["data"][0]["current_period_end"])


@pytest.mark.parametrize(("days", "total"), [(20, 645), (30, 968), (31, 1000)])
def test_a_new_subscription_pays_until_its_end(merchant: Merchant, days: int, total: int) -> None:
    """And not longer; nothing follows."""
    at = START + days * DAY
    subscription = merchant.subscribe(merchant.customer(), merchant.price(1000), cancel_at=at)
    invoice = merchant.latest(subscription["id"])
    assert (invoice["total"], invoice["status"], end_of(merchant, subscription["id"])) == (total, "paid", at)
    assert invoice["lines"]["data"][0]["period"] == {"start": START, "end": at}
    merchant.advance(at + HOUR)
    ended = merchant.subscription(subscription["id"])
    assert (ended["status"], ended["ended_at"], ended["latest_invoice"]) == ("canceled", at, invoice["id"])


def test_a_new_one_without_prorations_is_free(merchant: Merchant) -> None:
    subscription = merchant.subscribe(
        merchant.customer(), merchant.price(1000), cancel_at=END, proration_behavior="none"
    )
    assert merchant.latest(subscription["id"])["total"] == 0


@pytest.mark.parametrize("behavior", ["create_prorations", "none"])
def test_a_later_period_is_always_prorated(merchant: Merchant, behavior: str) -> None:
    """Ten days of the 29 of February."""
    at = START + MONTH + 10 * DAY
    subscription = merchant.subscribe(
        merchant.customer(), merchant.price(1000), cancel_at=at, proration_behavior=behavior
    )
    assert merchant.latest(subscription["id"])["total"] == 1000
    merchant.advance(START + MONTH + 2 * HOUR)
    assert (merchant.latest(subscription["id"])["total"], end_of(merchant, subscription["id"])) == (345, at)
    merchant.advance(at + HOUR)
    assert merchant.subscription(subscription["id"])["status"] == "canceled"


def test_what_is_cut_off_is_credited(merchant: Merchant) -> None:
    """To the customer's balance, when the subscription ends."""
    customer = merchant.customer()
    subscription = merchant.subscribe(customer, merchant.price(1000))["id"]
    merchant.post(f"/v1/subscriptions/{subscription}", cancel_at=END)
    (item,) = merchant.get("/v1/invoiceitems", customer=customer, pending=True)["data"]
    assert (item["amount"], item["period"]) == (-355, {"start": END, "end": START + MONTH})
    assert end_of(merchant, subscription) == END
    merchant.advance(END + 2 * HOUR)
    last = merchant.latest(subscription)
    assert (last["total"], [amount for amount, _ in lines(last)]) == (-355, [-355])
    assert merchant.get(f"/v1/customers/{customer}")["balance"] == -355


@pytest.mark.parametrize(("behavior", "credits"), [("none", 0), ("always_invoice", 0)])
def test_other_ways_to_prorate(merchant: Merchant, behavior: str, credits: int) -> None:
    """None at all, or invoiced at once."""
    customer = merchant.customer()
    subscription = merchant.subscribe(customer, merchant.price(1000))["id"]
    merchant.post(f"/v1/subscriptions/{subscription}", cancel_at=END, proration_behavior=behavior)
    assert len(merchant.get("/v1/invoiceitems", customer=customer, pending=True)["data"]) == credits
    assert merchant.get(f"/v1/customers/{customer}")["balance"] == (-355 if behavior == "always_invoice" else 0)


def test_an_end_that_is_taken_back(merchant: Merchant) -> None:
    """Credit and charge cancel each other out, and the period is whole again."""
    customer = merchant.customer()
    subscription = merchant.subscribe(customer, merchant.price(1000))["id"]
    path = f"/v1/subscriptions/{subscription}"
    merchant.post(path, cancel_at=END)
    merchant.post(path, cancel_at="")
    waiting = merchant.get("/v1/invoiceitems", customer=customer, pending=True)["data"]
    assert sorted(item["amount"] for item in waiting) == [-355, 355]
    assert end_of(merchant, subscription) == START + MONTH
    merchant.advance(START + MONTH + 2 * HOUR)
    assert merchant.latest(subscription)["total"] == 1000


def test_the_end_of_a_period_cuts_nothing(merchant: Merchant) -> None:
    """`cancel_at_period_end`, `max_period_end`, and a time within a trial, which was free."""
    customer = merchant.customer()
    for given in ({"cancel_at_period_end": True}, {"cancel_at": "max_period_end"}):
        subscription = merchant.subscribe(customer, merchant.price(1000))["id"]
        merchant.post(f"/v1/subscriptions/{subscription}", **given)
        assert end_of(merchant, subscription) == START + MONTH
    trial = merchant.subscribe(customer, merchant.price(1000), trial_period_days=25)["id"]
    merchant.post(f"/v1/subscriptions/{trial}", cancel_at=END)
    assert merchant.get("/v1/invoiceitems", customer=customer, pending=True)["data"] == []
    merchant.advance(END + HOUR)
    assert merchant.subscription(trial)["status"] == "canceled"
