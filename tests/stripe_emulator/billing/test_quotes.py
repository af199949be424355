"""Quotes: offered, finalized, accepted or not (https://docs.stripe.com/quotes/overview)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stripe_emulator.billing.merchant import DAY, HOUR, MONTH, START, Merchant, lines
from tests.stripe_emulator.client import JSON, error_of, ok

QUOTES = "/v1/quotes"


def offered(merchant: Merchant, *prices: str, **params: Any) -> JSON:
    """A draft of one each."""
    items = [{"price": price} for price in prices]
    customer = params.pop("customer", None) or merchant.customer()
    return merchant.post(QUOTES, **{"customer": customer, "line_items": items, **params})


def accepted(merchant: Merchant, quote: JSON) -> JSON:
    """Finalized and accepted."""
    merchant.post(f"{QUOTES}/{quote['id']}/finalize")
    return merchant.post(f"{QUOTES}/{quote['id']}/accept")


def test_a_draft_has_its_amounts(merchant: Merchant) -> None:
    """Lines, a discount and a tax; what comes now and what comes again."""
    coupon = merchant.post("/v1/coupons", percent_off=10, duration="once")["id"]
    rate = merchant.post("/v1/tax_rates", display_name="VAT", percentage=20, inclusive=False)["id"]
    monthly, once = merchant.price(2000), merchant.one_time(500)
    quote = merchant.post(
        QUOTES,
        customer=merchant.customer(),
        line_items=[{"price": monthly, "quantity": 2}, {"price": once}],
        discounts=[{"coupon": coupon}],
        default_tax_rates=[rate],
        header="Gold for you",
    )
    assert (quote["status"], quote["currency"], quote["number"], quote["created"]) == ("draft", "usd", None, START)
    assert quote["expires_at"] == START + 30 * DAY
    assert (quote["amount_subtotal"], quote["amount_total"]) == (4500, 4860)
    details = quote["total_details"]
    assert (details["amount_discount"], details["amount_shipping"], details["amount_tax"]) == (450, 0, 810)
    whole = merchant.get(f"{QUOTES}/{quote['id']}", expand=["total_details.breakdown"])["total_details"]
    assert whole["breakdown"]["discounts"][0]["discount"]["source"] == {"coupon": coupon, "type": "coupon"}
    upfront, recurring = quote["computed"]["upfront"], quote["computed"]["recurring"]
    assert (upfront["amount_subtotal"], upfront["amount_total"]) == (4500, 4860)
    assert (recurring["amount_subtotal"], recurring["amount_total"], recurring["interval"]) == (4000, 4800, "month"), (
        "a coupon for once does not count again"
    )
    assert "line_items" not in quote
    page = merchant.get(f"{QUOTES}/{quote['id']}/line_items")["data"]
    names = ("amount_subtotal", "amount_discount", "amount_tax", "amount_total")
    assert [tuple(item[name] for name in names) for item in page] == [(4000, 400, 720, 4320), (500, 50, 90, 540)]
    expanded = ok(
        merchant.account.get(
            f"{QUOTES}/{quote['id']}", {"expand": ["line_items", "computed.upfront.line_items", "customer"]}
        )
    )
    assert [item["id"] for item in expanded["line_items"]["data"]] == [item["id"] for item in page]
    assert len(expanded["computed"]["upfront"]["line_items"]["data"]) == 2
    assert expanded["customer"]["object"] == "customer"
    assert merchant.get(f"/v1/coupons/{coupon}")["times_redeemed"] == 0, "an offer redeems nothing"


def test_accepted_it_becomes_a_subscription(merchant: Merchant) -> None:
    """With the terms that were offered, one-time lines on its first invoice."""
    coupon = merchant.post("/v1/coupons", percent_off=50, duration="forever")["id"]
    quote = offered(
        merchant,
        merchant.price(2000),
        merchant.one_time(500),
        discounts=[{"coupon": coupon}],
        subscription_data={"description": "Gold for a year", "metadata": {"plan": "gold"}},
    )
    done = accepted(merchant, quote)
    prefix = merchant.get(f"/v1/customers/{quote['customer']}")["invoice_prefix"]
    assert (done["status"], done["number"], done["invoice"]) == ("accepted", f"QT-{prefix}-0001-1", None)
    assert done["status_transitions"] == {"accepted_at": START, "canceled_at": None, "finalized_at": START}
    subscription = merchant.subscription(done["subscription"])
    assert (subscription["status"], subscription["description"], subscription["metadata"]) == (
        "active", "Gold for a year", {"plan": "gold"}
    )  # fmt: skip
    invoice = merchant.latest(subscription["id"])
    assert (invoice["subtotal"], invoice["total"], invoice["status"]) == (2500, 1250, "paid")
    assert merchant.get(f"/v1/coupons/{coupon}")["times_redeemed"] == 1
    assert merchant.happened("quote.created", "quote.finalized", "quote.accepted", "quote.canceled") == [
        "quote.created", "quote.finalized", "quote.accepted"
    ]  # fmt: skip
    merchant.advance(START + 30 * DAY)
    assert merchant.get(f"{QUOTES}/{quote['id']}")["status"] == "accepted", "what is accepted does not expire"


def test_without_anything_recurring_it_becomes_an_invoice(merchant: Merchant) -> None:
    """A draft that is finalized and charged by itself an hour later."""
    coupon = merchant.post("/v1/coupons", amount_off=100, currency="usd", duration="once")["id"]
    once = merchant.one_time(700)
    items = [{"price": once, "quantity": 3, "discounts": [{"coupon": coupon}]}]
    settings = {"footer": "Thanks"}
    quote = merchant.post(QUOTES, customer=merchant.customer(), line_items=items, invoice_settings=settings)
    assert quote["amount_total"] == 2000
    done = accepted(merchant, quote)
    assert (done["subscription"], done["computed"]["recurring"]) == (None, None)
    invoice = merchant.get(f"/v1/invoices/{done['invoice']}")
    assert (invoice["status"], invoice["billing_reason"], invoice["total"], invoice["footer"]) == (
        "draft", "quote_accept", 2000, "Thanks"
    )  # fmt: skip
    assert invoice["parent"] == {
        "quote_details": {"quote": quote["id"]}, "subscription_details": None, "type": "quote_details"
    }  # fmt: skip
    merchant.advance(START + 2 * HOUR)
    assert merchant.get(f"/v1/invoices/{done['invoice']}")["status"] == "paid"


def test_with_a_date_to_come_it_becomes_a_schedule(merchant: Merchant) -> None:
    """The subscription begins on the effective date, with its trial."""
    data = {"effective_date": START + 10 * DAY, "trial_period_days": 5, "metadata": {"a": "b"}}
    done = accepted(merchant, offered(merchant, merchant.price(2000), subscription_data=data))
    assert (done["subscription"], done["invoice"]) == (None, None)
    schedule = merchant.get(f"/v1/subscription_schedules/{done['subscription_schedule']}")
    (phase,) = schedule["phases"]
    assert (schedule["status"], phase["start_date"], phase["trial_end"], phase["metadata"]) == (
        "not_started", START + 10 * DAY, START + 15 * DAY, {"a": "b"}
    )  # fmt: skip
    merchant.advance(START + 10 * DAY)
    begun = merchant.get(f"/v1/subscription_schedules/{schedule['id']}")
    assert merchant.subscription(begun["subscription"])["status"] == "trialing"


def test_a_date_that_has_passed_is_ignored(merchant: Merchant) -> None:
    """The subscription begins at once."""
    data = {"effective_date": START + DAY}
    quote = offered(merchant, merchant.price(), subscription_data=data)
    merchant.post(f"{QUOTES}/{quote['id']}/finalize")
    merchant.advance(START + 2 * DAY)
    done = merchant.post(f"{QUOTES}/{quote['id']}/accept")
    assert (done["subscription_schedule"], merchant.subscription(done["subscription"])["created"]) == (
        None, START + 2 * DAY
    )  # fmt: skip


def test_a_trial_puts_off_what_recurs(merchant: Merchant) -> None:
    """The first invoice has the one-time lines only."""
    quote = offered(merchant, merchant.price(2000), merchant.one_time(500), subscription_data={"trial_period_days": 7})
    assert (quote["amount_total"], quote["computed"]["upfront"]["amount_total"]) == (2500, 500)
    path = f"{QUOTES}/{quote['id']}/computed_upfront_line_items"
    assert [item["amount_total"] for item in merchant.get(path)["data"]] == [500]
    done = accepted(merchant, quote)
    subscription = merchant.subscription(done["subscription"])
    assert (subscription["status"], merchant.latest(subscription["id"])["total"]) == ("trialing", 500)


def test_sent_invoices(merchant: Merchant) -> None:
    """`send_invoice` needs a due date, and no card."""
    account, customer, price = merchant.account, merchant.customer(None), merchant.price()
    given = {"customer": customer, "line_items": [{"price": price}], "collection_method": "send_invoice"}
    refused = error_of(account.post(QUOTES, given), 400)
    assert refused["param"] == "invoice_settings[days_until_due]"
    quote = offered(
        merchant,
        price,
        customer=customer,
        collection_method="send_invoice",
        invoice_settings={"days_until_due": 10},
    )
    subscription = merchant.subscription(accepted(merchant, quote)["subscription"])
    assert (subscription["status"], subscription["days_until_due"]) == ("active", 10)


def test_nobody_to_charge(merchant: Merchant) -> None:
    """Refused as a subscription would be; the quote stays open."""
    quote = offered(merchant, merchant.price(), customer=merchant.customer(None))
    merchant.post(f"{QUOTES}/{quote['id']}/finalize")
    refused = error_of(merchant.account.post(f"{QUOTES}/{quote['id']}/accept"), 400)
    assert refused["code"] == "resource_missing"
    assert merchant.get(f"{QUOTES}/{quote['id']}")["status"] == "open"


def test_it_expires(merchant: Merchant) -> None:
    """On its last day, as a draft or open."""
    draft = offered(merchant, merchant.price(), expires_at=START + 2 * DAY)
    quote = offered(merchant, merchant.price(), expires_at=START + DAY)
    merchant.post(f"{QUOTES}/{quote['id']}/finalize", expires_at=START + 3 * DAY)
    merchant.advance(START + 2 * DAY)
    assert merchant.get(f"{QUOTES}/{draft['id']}")["status"] == "canceled"
    assert merchant.get(f"{QUOTES}/{quote['id']}")["status"] == "open"
    merchant.post(f"{QUOTES}/{quote['id']}", expires_at=START + 5 * DAY)
    merchant.advance(START + 4 * DAY)
    assert merchant.get(f"{QUOTES}/{quote['id']}")["status"] == "open"
    merchant.advance(START + 5 * DAY)
    expired = merchant.get(f"{QUOTES}/{quote['id']}")
    assert (expired["status"], expired["status_transitions"]["canceled_at"]) == ("canceled", START + 5 * DAY)
    assert merchant.happened("quote.canceled") == ["quote.canceled"] * 2


def test_each_state_allows_its_own(merchant: Merchant) -> None:
    """A draft is not accepted, an open quote not finalized or changed, a canceled one nothing."""
    account = merchant.account
    quote = offered(merchant, merchant.price())
    path = f"{QUOTES}/{quote['id']}"
    assert error_of(account.post(f"{path}/accept"), 400)["type"] == "invalid_request_error"
    assert error_of(account.get(f"{path}/pdf"), 400)["type"] == "invalid_request_error"
    merchant.post(f"{path}/finalize")
    assert "status of open" in error_of(account.post(f"{path}/finalize"), 400)["message"]
    assert error_of(account.post(path, {"description": "Other"}), 400)["param"] == "description"
    assert merchant.post(path, metadata={"a": "b"})["metadata"] == {"a": "b"}
    assert merchant.post(f"{path}/cancel")["status"] == "canceled"
    for action in ("accept", "cancel", "finalize"):
        assert "status of canceled" in error_of(account.post(f"{path}/{action}"), 400)["message"]
    assert "status of canceled" in error_of(account.post(path, {"metadata": {"a": "c"}}), 400)["message"]


def test_what_a_quote_needs_to_be_finalized(merchant: Merchant) -> None:
    """A customer and a line."""
    account, price = merchant.account, merchant.price()
    nobody = merchant.post(QUOTES, line_items=[{"price": price}], test_clock=merchant.clock)
    path = f"{QUOTES}/{nobody['id']}"
    assert error_of(account.post(f"{path}/finalize"), 400)["param"] == "customer"
    customer = merchant.customer()
    assert merchant.post(path, customer=customer)["customer"] == customer
    assert error_of(account.post(path, {"customer": merchant.customer()}), 400)["param"] == "customer"
    assert accepted(merchant, nobody)["status"] == "accepted"
    empty = merchant.post(QUOTES, customer=customer)
    assert (empty["amount_total"], empty["currency"]) == (0, None)
    assert error_of(account.post(f"{QUOTES}/{empty['id']}/finalize"), 400)["param"] == "line_items"


def test_lines_change_while_it_is_a_draft(merchant: Merchant) -> None:
    """A line that is named keeps what is not given; one that is not named goes."""
    quote = offered(merchant, merchant.price(2000), merchant.one_time(500))
    path = f"{QUOTES}/{quote['id']}"
    first, _ = merchant.get(f"{path}/line_items")["data"]
    changed = merchant.post(path, line_items=[{"id": first["id"], "quantity": 3}])
    assert changed["amount_total"] == 6000
    (line,) = merchant.get(f"{path}/line_items")["data"]
    assert (line["id"], line["quantity"], line["price"]["id"]) == (first["id"], 3, first["price"]["id"])
    unknown = error_of(merchant.account.post(path, {"line_items": [{"id": "li_none"}]}), 400)
    assert unknown["param"] == "line_items[0][id]"
    data = {"currency": "usd", "product": merchant.product, "unit_amount": 900}
    assert merchant.post(path, line_items=[{"price_data": data}])["amount_total"] == 900


def test_a_clone_and_a_revision(merchant: Merchant) -> None:
    """The same offer again; a revision keeps the number and counts on."""
    quote = offered(merchant, merchant.price(2000), description="Gold")
    merchant.post(f"{QUOTES}/{quote['id']}/finalize")
    number = merchant.get(f"{QUOTES}/{quote['id']}")["number"]
    revision = merchant.post(QUOTES, from_quote={"quote": quote["id"], "is_revision": True})
    assert (revision["status"], revision["description"], revision["amount_total"]) == ("draft", "Gold", 2000)
    assert revision["from_quote"] == {"is_revision": True, "quote": quote["id"]}
    assert merchant.post(f"{QUOTES}/{revision['id']}/finalize")["number"] == f"{number[:-1]}2"
    clone = merchant.post(QUOTES, from_quote={"quote": quote["id"]}, expires_at=START + DAY)
    assert clone["expires_at"] == START + DAY
    assert merchant.post(f"{QUOTES}/{clone['id']}/finalize")["number"] == number.replace("-0001-", "-0002-")
    given = {"from_quote": {"quote": quote["id"]}, "description": "Other"}
    assert error_of(merchant.account.post(QUOTES, given), 400)["param"] == "description"


def test_paper(merchant: Merchant) -> None:
    """The PDF of an open quote."""
    quote = offered(merchant, merchant.price(2000), header="For Ada")
    number = merchant.post(f"{QUOTES}/{quote['id']}/finalize")["number"]
    answer = merchant.account.get(f"{QUOTES}/{quote['id']}/pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")
    assert number.encode() in answer.content
    assert b"Total: $20.00" in answer.content


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"expires_at": START}, "expires_at"),
        ({"customer": "cus_none"}, "customer"),
        ({"line_items": [{"price": "price_none"}]}, "line_items[0][price]"),
        ({"line_items": [{"quantity": 1}]}, "line_items[0][price]"),
        ({"discounts": [{"coupon": "none"}]}, "discounts[0][coupon]"),
        ({"discounts": [{}, {"coupon": ""}]}, "discounts[1][coupon]"),
        ({"default_tax_rates": ["txr_none"]}, "default_tax_rates[0]"),
        ({"subscription_data": {"trial_period_days": 0}}, "subscription_data[trial_period_days]"),
        ({"subscription_data": {"effective_date": "current_period_end"}}, "subscription_data[effective_date]"),
        ({"from_quote": {"quote": "qt_none"}, "customer": None}, "from_quote[quote]"),
    ],
)
def test_quotes_that_cannot_be(merchant: Merchant, params: JSON, param: str) -> None:
    """Refused by the parameter that is wrong."""
    given = {"customer": merchant.customer(), **params}
    sent = {name: value for name, value in given.items() if value is not None}
    assert error_of(merchant.account.post(QUOTES, sent), 400)["param"] == param
    assert merchant.get(QUOTES)["data"] == []


def test_two_currencies_are_no_offer(merchant: Merchant) -> None:
    """All lines of a quote are in one currency."""
    euros = merchant.price(currency="eur")
    given = {"customer": merchant.customer(), "line_items": [{"price": merchant.price()}, {"price": euros}]}
    assert error_of(merchant.account.post(QUOTES, given), 400)["param"] == "line_items[1][price]"


def test_lists_by_customer_and_status(merchant: Merchant) -> None:
    """Also by test clock."""
    first, second = (offered(merchant, merchant.price()) for _ in range(2))
    merchant.post(f"{QUOTES}/{second['id']}/cancel")
    assert [one["id"] for one in merchant.get(QUOTES, customer=first["customer"])["data"]] == [first["id"]]
    assert [one["id"] for one in merchant.get(QUOTES, status="canceled", test_clock=merchant.clock)["data"]] == [
        second["id"]
    ]
    assert len(merchant.get(QUOTES, test_clock=merchant.clock)["data"]) == 2


def test_what_recurs_is_billed_again_as_it_was_computed(merchant: Merchant) -> None:
    """The second invoice has the amount that the quote foretold."""
    quote = offered(merchant, merchant.price(2000), merchant.one_time(500))
    subscription = accepted(merchant, quote)["subscription"]
    merchant.advance(START + MONTH)
    invoice = merchant.latest(subscription)
    assert invoice["total"] == quote["computed"]["recurring"]["amount_total"] == 2000
    assert lines(invoice) == [(2000, "1 × Gold (at $20.00 / month)")]
