"""Subscriptions begin: https://docs.stripe.com/billing/subscriptions/overview (facts 118-121)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stripe_emulator.billing.merchant import DAY, HOUR, MONTH, START, Merchant, lines
from tests.stripe_emulator.client import error_of

BILLED = (
    "customer.subscription.created", "customer.subscription.updated", "invoice.created", "invoice.finalized",
    "invoice.paid", "invoice.payment_succeeded", "invoice.payment_failed", "invoice.payment_action_required",
    "payment_intent.created", "payment_intent.succeeded", "payment_intent.payment_failed", "charge.succeeded",
    "charge.failed", "invoice_payment.paid",
)  # fmt: skip


def test_a_card_that_pays_makes_it_active(merchant: Merchant) -> None:
    """One item, one month, one paid invoice with its payment."""
    customer = merchant.customer()
    subscription = merchant.subscribe(customer, metadata={"plan": "gold"})
    item = subscription["items"]["data"][0]
    assert (subscription["status"], subscription["billing_cycle_anchor"]) == ("active", START)
    assert (item["current_period_start"], item["current_period_end"], item["quantity"]) == (START, START + MONTH, 1)
    assert subscription["billing_mode"]["type"] == "flexible"
    invoice = merchant.latest(subscription["id"], expand=["payments", "confirmation_secret"])
    assert (invoice["status"], invoice["billing_reason"], invoice["amount_paid"], invoice["attempt_count"]) == (
        "paid", "subscription_create", 1500, 1
    )  # fmt: skip
    assert lines(invoice) == [(1500, "1 × Gold (at $15.00 / month)")]
    assert invoice["parent"]["subscription_details"] == {
        "metadata": {"plan": "gold"},
        "subscription": subscription["id"],
    }
    prefix = merchant.get(f"/v1/customers/{customer}")["invoice_prefix"]
    assert invoice["number"] == f"{prefix}-0001"
    (payment,) = invoice["payments"]["data"]
    assert (payment["status"], payment["amount_paid"], payment["is_default"]) == ("paid", 1500, True)
    intent = merchant.account.retrieve(payment["payment"]["payment_intent"])
    assert (intent["status"], intent["description"], intent["setup_future_usage"]) == (
        "succeeded", "Subscription creation", "off_session"
    )  # fmt: skip
    assert intent["payment_details"]["order_reference"] == invoice["id"]
    assert invoice["confirmation_secret"] == {"client_secret": intent["client_secret"], "type": "payment_intent"}
    assert merchant.happened(*BILLED) == [
        "invoice.created", "invoice.finalized", "payment_intent.created", "charge.succeeded",
        "payment_intent.succeeded", "invoice_payment.paid", "invoice.paid", "invoice.payment_succeeded",
        "customer.subscription.created",
    ]  # fmt: skip
    assert merchant.get(f"/v1/customers/{customer}")["currency"] == "usd"


def test_a_declined_card_leaves_it_incomplete_for_23_hours(merchant: Merchant) -> None:
    """`allow_incomplete`: open and incomplete, then void and incomplete_expired (facts 119, 120)."""
    subscription = merchant.subscribe(merchant.customer("pm_card_chargeCustomerFail"))
    assert subscription["status"] == "incomplete"
    invoice = merchant.latest(subscription["id"])
    assert (invoice["status"], invoice["attempt_count"], invoice["next_payment_attempt"]) == ("open", 1, None)
    assert "invoice.payment_failed" in merchant.happened(*BILLED)
    merchant.advance(START + 23 * HOUR - 1)
    assert merchant.subscription(subscription["id"])["status"] == "incomplete"
    merchant.advance(START + 23 * HOUR)
    ended = merchant.subscription(subscription["id"])
    assert (ended["status"], ended["ended_at"]) == ("incomplete_expired", START + 23 * HOUR)
    assert merchant.latest(subscription["id"])["status"] == "void"
    assert merchant.account.retrieve(merchant.intent(invoice["id"]))["status"] == "canceled"
    updated = merchant.told("customer.subscription.updated")
    assert updated["previous_attributes"]["status"] == "incomplete"


def test_paying_within_23_hours_makes_it_active(merchant: Merchant) -> None:
    """With another card, by the invoice."""
    customer = merchant.customer("pm_card_chargeCustomerFail")
    subscription = merchant.subscribe(customer)
    method = merchant.post("/v1/payment_methods/pm_card_visa/attach", customer=customer)["id"]
    invoice = merchant.post(f"/v1/invoices/{subscription['latest_invoice']}/pay", payment_method=method)
    assert (invoice["status"], invoice["attempt_count"]) == ("paid", 2)
    assert merchant.subscription(subscription["id"])["status"] == "active"
    merchant.advance(START + 2 * DAY)
    assert merchant.subscription(subscription["id"])["status"] == "active"


def test_default_incomplete_waits_for_the_browser(merchant: Merchant) -> None:
    """Nothing is charged; Stripe.js confirms with the invoice's secret, and the card is kept if that was asked for."""
    customer = merchant.customer(None)
    subscription = merchant.subscribe(
        customer,
        payment_behavior="default_incomplete",
        payment_settings={"save_default_payment_method": "on_subscription"},
        expand=["latest_invoice.confirmation_secret"],
    )
    assert subscription["status"] == "incomplete"
    secret = subscription["latest_invoice"]["confirmation_secret"]["client_secret"]
    intent = secret.partition("_secret_")[0]
    card = {"type": "card", "card": {"token": "tok_visa"}}
    answer = merchant.account.browser(
        "POST", f"/v1/payment_intents/{intent}/confirm",
        {"client_secret": secret, "payment_method_data": card, "return_url": "https://shop.example"},
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    active = merchant.subscription(subscription["id"])
    assert active["status"] == "active"
    method = merchant.account.retrieve(intent)["payment_method"]
    assert active["default_payment_method"] == method
    assert merchant.get(f"/v1/payment_methods/{method}")["customer"] == customer
    previous = merchant.told("customer.subscription.updated")["previous_attributes"]
    assert previous == {"default_payment_method": None, "status": "incomplete"}


def test_a_challenge_leaves_it_incomplete_until_it_is_passed(merchant: Merchant) -> None:
    """A card that needs authentication: requires_action, then active (fact 119)."""
    subscription = merchant.subscribe(merchant.customer("pm_card_threeDSecure2Required"))
    assert subscription["status"] == "incomplete"
    intent = merchant.account.retrieve(merchant.intent(subscription["latest_invoice"]))
    assert intent["status"] == "requires_action"
    assert "invoice.payment_action_required" in merchant.happened(*BILLED)
    url = intent["next_action"]["use_stripe_sdk"]["stripe_js"]
    merchant.account.http.post(url, content="outcome=succeed")
    assert merchant.subscription(subscription["id"])["status"] == "active"
    assert merchant.latest(subscription["id"])["status"] == "paid"


@pytest.mark.parametrize(
    ("card", "code"),
    [
        ("pm_card_chargeCustomerFail", "card_declined"),
        ("pm_card_threeDSecure2Required", "subscription_payment_intent_requires_action"),
    ],
)
def test_error_if_incomplete_leaves_nothing(merchant: Merchant, card: str, code: str) -> None:
    """402, no subscription, no invoice (fact 119)."""
    customer = merchant.customer(card)
    answer = merchant.account.post(
        "/v1/subscriptions",
        {"customer": customer, "items": [{"price": merchant.price()}], "payment_behavior": "error_if_incomplete"},
    )
    error = error_of(answer, 402)
    assert (error["type"], error["code"]) == ("card_error", code)
    for path in ("/v1/subscriptions", "/v1/invoices", "/v1/invoice_payments"):
        params = {} if path.endswith("payments") else {"customer": customer}
        assert merchant.get(path, **params)["data"] == [], path
    assert merchant.happened("customer.subscription.created", "invoice.created") == []


def test_error_if_incomplete_starts_what_can_be_paid(merchant: Merchant) -> None:
    """As any other subscription."""
    assert merchant.subscribe(merchant.customer(), payment_behavior="error_if_incomplete")["status"] == "active"
    assert "customer.subscription.created" in merchant.happened(*BILLED)


def test_nobody_to_charge_is_refused(merchant: Merchant) -> None:
    """400 `resource_missing` without a param, and nothing is made (fact 21); what is free needs nobody."""
    customer = merchant.customer(None)
    answer = merchant.account.post("/v1/subscriptions", {"customer": customer, "items": [{"price": merchant.price()}]})
    error = error_of(answer, 400)
    assert (error["code"], error.get("param")) == ("resource_missing", None)
    assert error["message"].startswith("This customer has no attached payment source or default payment method.")
    assert merchant.get("/v1/invoices", customer=customer)["data"] == []
    free = merchant.subscribe(customer, merchant.price(0))
    assert (free["status"], merchant.latest(free["id"])["status"]) == ("active", "paid")


def test_the_subscriptions_own_card_comes_first(merchant: Merchant) -> None:
    """Before the customer's default (payment-method priority)."""
    customer = merchant.customer("pm_card_chargeCustomerFail")
    own = merchant.post("/v1/payment_methods/pm_card_visa/attach", customer=customer)["id"]
    subscription = merchant.subscribe(customer, default_payment_method=own)
    assert (subscription["status"], subscription["default_payment_method"]) == ("active", own)
    intent = merchant.account.retrieve(merchant.intent(subscription["latest_invoice"]))
    assert intent["payment_method"] == own


def test_one_time_prices_and_what_waits_are_on_the_first_invoice(merchant: Merchant) -> None:
    """`add_invoice_items` and pending invoice items."""
    customer = merchant.customer()
    merchant.post("/v1/invoiceitems", customer=customer, amount=300, currency="usd", description="Earlier")
    subscription = merchant.subscribe(customer, add_invoice_items=[{"price": merchant.one_time(700), "quantity": 2}])
    invoice = merchant.latest(subscription["id"])
    assert lines(invoice) == [(1500, "1 × Gold (at $15.00 / month)"), (1400, "Gold"), (300, "Earlier")]
    assert invoice["amount_paid"] == 3200
    assert merchant.get("/v1/invoiceitems", customer=customer, pending=True)["data"] == []


def test_an_anchor_cuts_the_first_period_short(merchant: Merchant) -> None:
    """From 1 January to the 11th: ten of 31 days, and the whole month from there."""
    anchor = START + 10 * DAY
    subscription = merchant.subscribe(merchant.customer(), merchant.price(3100), billing_cycle_anchor=anchor)
    assert subscription["items"]["data"][0]["current_period_end"] == anchor
    assert merchant.latest(subscription["id"])["amount_paid"] == 1000
    merchant.advance(anchor + 2 * HOUR)
    assert merchant.latest(subscription["id"])["amount_paid"] == 3100
    free = merchant.subscribe(
        merchant.customer(), merchant.price(3100), billing_cycle_anchor=START + 20 * DAY, proration_behavior="none"
    )
    assert merchant.latest(free["id"])["amount_due"] == 0


def test_a_backdated_subscription_bills_the_time_before(merchant: Merchant) -> None:
    """Half of the month before, and this one."""
    since = START - 31 * DAY
    subscription = merchant.subscribe(merchant.customer(), merchant.price(3100), backdate_start_date=since)
    invoice = merchant.latest(subscription["id"])
    assert subscription["start_date"] == since
    assert [line["amount"] for line in invoice["lines"]["data"]] == [3100, 3100]


def test_send_invoice_is_active_and_has_time_to_pay(merchant: Merchant) -> None:
    """Draft, an hour later sent, past due after its due date, active again once paid."""
    customer = merchant.customer(None)
    subscription = merchant.subscribe(customer, collection_method="send_invoice", days_until_due=3)
    assert subscription["status"] == "active"
    draft = merchant.latest(subscription["id"])
    assert (draft["status"], draft["due_date"], draft["automatically_finalizes_at"]) == (
        "draft", START + 3 * DAY, START + HOUR
    )  # fmt: skip
    merchant.advance(START + 2 * HOUR)
    assert merchant.latest(subscription["id"])["status"] == "open"
    assert merchant.happened("invoice.sent") == ["invoice.sent"]
    merchant.advance(START + 4 * DAY)
    assert merchant.subscription(subscription["id"])["status"] == "past_due"
    assert merchant.happened("invoice.overdue") == ["invoice.overdue"]
    paid = merchant.post(f"/v1/invoices/{draft['id']}/pay", paid_out_of_band=True)
    assert (paid["status"], paid["amount_paid_off_stripe"], paid["amount_remaining"]) == ("paid", 1500, 0)
    assert merchant.subscription(subscription["id"])["status"] == "active"


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"customer": None}, "customer"),
        ({"items": None}, "items"),
        ({"items": [{"price": "price_none"}]}, "items[0][price]"),
        ({"items": [{"quantity": 1}]}, "items[0][price]"),
        ({"items": [{"price": "dear", "quantity": 10**12}]}, "quantity"),
        ({"items": [{"price": "dear", "quantity": -1}]}, "items[0][quantity]"),
        ({"collection_method": "send_invoice"}, "days_until_due"),
        ({"days_until_due": 3}, "days_until_due"),
        ({"trial_end": START - 1}, "trial_end"),
        ({"trial_period_days": 800}, "trial_period_days"),
        ({"billing_cycle_anchor": START + 60 * DAY}, "billing_cycle_anchor"),
        ({"billing_cycle_anchor": START - DAY}, "billing_cycle_anchor"),
        ({"backdate_start_date": START + DAY}, "backdate_start_date"),
        ({"cancel_at": START - DAY}, "cancel_at"),
        ({"default_payment_method": "pm_none"}, "default_payment_method"),
        ({"discounts": [{"coupon": "none"}]}, "discounts[0][coupon]"),
        ({"default_tax_rates": ["txr_none"]}, "default_tax_rates[0]"),
    ],
)
def test_what_no_subscription_can_be_is_refused(merchant: Merchant, params: dict[str, Any], param: str) -> None:
    """400 with the path of the parameter, and nothing is made."""
    customer = merchant.customer()
    given: dict[str, Any] = {"customer": customer, "items": [{"price": merchant.price()}], **params}
    for item in given["items"] or ():
        item |= {"price": merchant.price()} if item.get("price") == "dear" else {}
    sent = {name: value for name, value in given.items() if value is not None}
    error = error_of(merchant.account.post("/v1/subscriptions", sent), 400)
    assert error["param"] == param, error
    assert merchant.get("/v1/subscriptions", customer=customer)["data"] == []


def test_one_price_once_and_one_currency(merchant: Merchant) -> None:
    """The same price twice, a one-time price, another currency, an inactive price."""
    customer, price = merchant.customer(), merchant.price()
    euro = merchant.price(currency="eur")
    inactive = merchant.price()
    merchant.post(f"/v1/prices/{inactive}", active=False)
    for items in (
        [{"price": price}, {"price": price}],
        [{"price": price}, {"price": euro}],
        [{"price": merchant.one_time(100)}],
        [{"price": inactive}],
    ):
        error_of(merchant.account.post("/v1/subscriptions", {"customer": customer, "items": items}), 400)
    merchant.subscribe(customer)
    error = error_of(
        merchant.account.post("/v1/subscriptions", {"customer": customer, "items": [{"price": euro}]}), 400
    )
    assert error["message"].startswith("You cannot combine currencies on a single customer.")


def test_classic_subscriptions_have_one_interval(merchant: Merchant) -> None:
    """The flexible billing mode mixes them, each item with its period."""
    customer = merchant.customer()
    items = [{"price": merchant.price()}, {"price": merchant.price(100, "week")}]
    answer = merchant.account.post(
        "/v1/subscriptions", {"customer": customer, "items": items, "billing_mode": {"type": "classic"}}
    )
    error_of(answer, 400)
    mixed = merchant.post("/v1/subscriptions", customer=customer, items=items)
    assert [item["current_period_end"] for item in mixed["items"]["data"]] == [START + MONTH, START + 7 * DAY]
    merchant.advance(START + 8 * DAY)
    assert lines(merchant.latest(mixed["id"])) == [(100, "1 × Gold (at $1.00 / week)")]


def test_lists_are_filtered(merchant: Merchant) -> None:
    """By customer, status, price; canceled ones only when asked for."""
    customer, price = merchant.customer(), merchant.price()
    first, second = merchant.subscribe(customer, price)["id"], merchant.subscribe(customer)["id"]
    merchant.delete(f"/v1/subscriptions/{second}")

    def found(**params: object) -> list[str]:
        return [one["id"] for one in merchant.get("/v1/subscriptions", test_clock=merchant.clock, **params)["data"]]

    assert found(customer=customer) == [first]
    assert found(customer=customer, status="all") == [second, first]
    assert found(status="canceled") == found(status="ended") == [second]
    assert found(price=price, status="all") == [first]
    assert found(current_period_end={"gte": START + MONTH}) == [first]
    assert found(current_period_end={"lt": START + MONTH}) == []
    assert found(collection_method="send_invoice") == []
    expanded = merchant.get(f"/v1/customers/{customer}", expand=["subscriptions"])
    assert [one["id"] for one in expanded["subscriptions"]["data"]] == [first]
