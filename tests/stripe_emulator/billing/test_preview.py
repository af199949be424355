"""What an invoice would be: https://docs.stripe.com/api/invoices/create_preview."""

from __future__ import annotations

from tests.stripe_emulator.billing.merchant import MONTH, START, Merchant, lines
from tests.stripe_emulator.client import error_of, ok

PREVIEW = "/v1/invoices/create_preview"
BEFORE_BASIL = {"Stripe-Version": "2023-10-16"}


def counts(merchant: Merchant) -> list[int]:
    """How much of everything there is."""
    paths = ("/v1/invoices", "/v1/invoiceitems", "/v1/subscriptions", "/v1/events", "/v1/payment_intents")
    return [len(merchant.get(path, limit=100)["data"]) for path in paths]


def test_the_next_renewal(merchant: Merchant) -> None:
    """With what waits; nothing of it stays."""
    customer = merchant.customer()
    subscription = merchant.subscribe(customer)
    merchant.post("/v1/invoiceitems", customer=customer, amount=300, currency="usd", description="More")
    before, whole = counts(merchant), merchant.subscription(subscription["id"])
    preview = merchant.post(PREVIEW, subscription=subscription["id"])
    assert preview["id"].startswith("upcoming_in_")
    assert (preview["status"], preview["billing_reason"], preview["total"]) == ("draft", "upcoming", 1800)
    assert lines(preview) == [(1500, "1 × Gold (at $15.00 / month)"), (300, "More")]
    assert preview["created"] == START + MONTH
    assert (counts(merchant), merchant.subscription(subscription["id"])) == (before, whole)


def test_a_change_that_is_only_thought_of(merchant: Merchant) -> None:
    """Its prorations on the next invoice, or on one of its own."""
    subscription = merchant.subscribe(merchant.customer())
    merchant.advance(START + MONTH // 2)
    before = counts(merchant)
    item = {"id": subscription["items"]["data"][0]["id"], "price": merchant.price(3000)}
    before[3] = len(merchant.get("/v1/events", limit=100)["data"])
    details = {"items": [item], "proration_date": START + MONTH // 2}
    later = merchant.post(PREVIEW, subscription=subscription["id"], subscription_details=details)
    assert [line["amount"] for line in later["lines"]["data"]] == [3000, -750, 1500]
    assert later["parent"]["subscription_details"]["subscription_proration_date"] == START + MONTH // 2
    at_once = merchant.post(
        PREVIEW,
        subscription=subscription["id"],
        subscription_details={**details, "proration_behavior": "always_invoice"},
    )
    assert [line["amount"] for line in at_once["lines"]["data"]] == [-750, 1500]
    canceled = merchant.post(PREVIEW, subscription=subscription["id"], subscription_details={"cancel_now": True})
    assert [line["amount"] for line in canceled["lines"]["data"]] == [-750]
    assert counts(merchant) == before
    assert merchant.subscription(subscription["id"])["status"] == "active"


def test_a_subscription_that_is_not_there_yet(merchant: Merchant) -> None:
    """For a customer, or for somebody described."""
    off = merchant.post("/v1/coupons", percent_off=10, duration="once")["id"]
    details = {"items": [{"price": merchant.price(2000), "quantity": 2}]}
    somebody = {"address": {"country": "US"}}
    preview = merchant.post(
        PREVIEW, customer_details=somebody, subscription_details=details, discounts=[{"coupon": off}]
    )
    assert (preview["subtotal"], preview["total"]) == (4000, 3600)
    assert merchant.get(f"/v1/coupons/{off}")["times_redeemed"] == 0
    known = merchant.post(PREVIEW, customer=merchant.customer(None), subscription_details=details)
    assert known["total"] == 4000


def test_items_that_are_only_thought_of(merchant: Merchant) -> None:
    """`invoice_items`."""
    customer = merchant.customer()
    preview = merchant.post(PREVIEW, customer=customer, invoice_items=[{"amount": 700, "currency": "usd"}])
    assert preview["total"] == 700


def test_nothing_upcoming_is_an_error(merchant: Merchant) -> None:
    """404 `invoice_upcoming_none`; and without anybody 400."""
    customer = merchant.customer()
    nothing = merchant.account.post(PREVIEW, {"customer": customer}, headers=BEFORE_BASIL)
    assert error_of(nothing, 404)["code"] == "invoice_upcoming_none"
    subscription = merchant.subscribe(customer)["id"]
    merchant.post(f"/v1/subscriptions/{subscription}", cancel_at_period_end=True)
    error_of(merchant.account.post(PREVIEW, {"subscription": subscription}), 404)
    merchant.delete(f"/v1/subscriptions/{subscription}")
    error_of(merchant.account.post(PREVIEW, {"subscription": subscription}), 404)
    error_of(merchant.account.post(PREVIEW), 400)


def test_a_customer_alone_has_no_preview_since_basil(merchant: Merchant) -> None:
    """https://github.com/stripe/stripe-node/issues/2347; before, it was the next one of its subscriptions."""
    customer = merchant.customer()
    subscription = merchant.subscribe(customer)["id"]
    for params in ({"customer": customer}, {"customer": customer, "subscription_details": {"cancel_now": True}}):
        assert error_of(merchant.account.post(PREVIEW, params), 400)["message"] == (
            "You must provide at least one of: `subscription`, `schedule`, `subscription_details.items`, "
            "`schedule_details.phases`, `invoice_items`."
        )
    before = merchant.account.post(PREVIEW, {"customer": customer}, headers=BEFORE_BASIL)
    assert before.json()["total"] == merchant.post(PREVIEW, subscription=subscription)["total"] == 1500


def test_the_subscription_of_a_deleted_customer_has_no_next_invoice(merchant: Merchant) -> None:
    """The subscription stays retrievable, its customer is gone (fact 93): 400 that names the customer."""
    customer = merchant.customer()
    subscription = merchant.subscribe(customer)["id"]
    ok(merchant.account.delete(f"/v1/customers/{customer}"))
    params = {"subscription": subscription, "invoice_items": [{"amount": 2000}]}
    error = error_of(merchant.account.post("/v1/invoices/create_preview", params), 400)
    assert (error["code"], error["param"]) == ("resource_missing", "customer")
