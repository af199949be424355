"""Discounts and taxes on invoices: https://docs.stripe.com/billing/subscriptions/coupons, https://docs.stripe.com/tax/invoicing."""

from __future__ import annotations

from typing import Any

from tests.stripe_emulator.billing.merchant import HOUR, MONTH, START, Merchant
from tests.stripe_emulator.client import JSON


def coupon(merchant: Merchant, **params: Any) -> str:
    """The id of a new coupon."""
    return str(merchant.post("/v1/coupons", **params)["id"])


def rate(merchant: Merchant, percentage: float, inclusive: bool) -> str:
    """The id of a new tax rate."""
    params = {"display_name": "VAT", "percentage": percentage, "inclusive": inclusive}
    return str(merchant.post("/v1/tax_rates", **params)["id"])


def invoiced(merchant: Merchant, items: list[dict[str, Any]], customer: str | None = None, **params: Any) -> JSON:
    """A draft over some items."""
    customer = customer or merchant.customer()
    for item in items:
        merchant.post("/v1/invoiceitems", customer=customer, currency="usd", **item)
    return merchant.post("/v1/invoices", customer=customer, pending_invoice_items_behavior="include", **params)


def test_a_percentage_off_the_whole_invoice(merchant: Merchant) -> None:
    """Spread over the lines, none of it lost."""
    off = coupon(merchant, percent_off=10, duration="once")
    invoice = invoiced(merchant, [{"amount": 333}, {"amount": 333}, {"amount": 333}], discounts=[{"coupon": off}])
    assert (invoice["subtotal"], invoice["total"]) == (999, 899)
    (total,) = invoice["total_discount_amounts"]
    assert total == {"amount": 100, "discount": invoice["discounts"][0]}
    assert sorted(line["discount_amounts"][0]["amount"] for line in invoice["lines"]["data"]) == [33, 33, 34]


def test_a_discount_of_an_item_is_in_the_subtotal(merchant: Merchant) -> None:
    """As recorded: subtotal after, the line's amount before it."""
    off = coupon(merchant, percent_off=50, duration="once")
    invoice = invoiced(merchant, [{"amount": 1900, "discounts": [{"coupon": off}]}])
    (line,) = invoice["lines"]["data"]
    assert (line["amount"], line["subtotal"], invoice["subtotal"], invoice["total"]) == (1900, 1900, 950, 950)
    assert line["discount_amounts"] == [{"amount": 950, "discount": line["discounts"][0]}]
    assert invoice["discounts"] == []
    assert invoice["total_discount_amounts"] == line["discount_amounts"]


def test_an_amount_off_takes_no_more_than_there_is(merchant: Merchant) -> None:
    """And nothing off what is not discountable or a credit."""
    off = coupon(merchant, amount_off=1000, currency="usd", duration="once")
    items = [{"amount": 600}, {"amount": 5000, "discountable": False}, {"amount": -100}]
    invoice = invoiced(merchant, items, discounts=[{"coupon": off}])
    assert (invoice["subtotal"], invoice["total"]) == (5500, 4900)


def test_a_coupon_can_be_for_some_products_only(merchant: Merchant) -> None:
    """`applies_to`."""
    other = merchant.post("/v1/products", name="Silver")["id"]
    off = coupon(merchant, percent_off=50, duration="once", applies_to={"products": [other]})
    items = [
        {"pricing": {"price": merchant.one_time(1000)}},
        {"pricing": {"price": merchant.one_time(400, product=other)}},
    ]
    assert invoiced(merchant, items, discounts=[{"coupon": off}])["total"] == 1200


def test_taxes_on_top_and_within(merchant: Merchant) -> None:
    """Exclusive rates add to the total, inclusive ones are a part of it; after discounts."""
    on_top, within = rate(merchant, 20, False), rate(merchant, 25, True)
    off = coupon(merchant, percent_off=50, duration="once")
    invoice = invoiced(
        merchant,
        [{"amount": 2000}, {"amount": 1000, "tax_rates": [within]}],
        default_tax_rates=[on_top],
        discounts=[{"coupon": off}],
    )
    assert (invoice["subtotal"], invoice["total"], invoice["total_excluding_tax"]) == (3000, 1700, 1400)
    assert invoice["subtotal_excluding_tax"] == 2800
    top, inside = sorted(invoice["total_taxes"], key=lambda tax: -tax["amount"])
    assert (top["amount"], top["tax_behavior"], top["taxable_amount"]) == (200, "exclusive", 1000)
    assert (inside["amount"], inside["tax_behavior"], inside["taxable_amount"]) == (100, "inclusive", 400)
    assert top["tax_rate_details"] == {"tax_rate": on_top}


def test_an_exempt_customer_pays_no_tax(merchant: Merchant) -> None:
    """`tax_exempt`."""
    customer = merchant.customer(tax_exempt="exempt")
    invoice = invoiced(merchant, [{"amount": 1000}], customer, default_tax_rates=[rate(merchant, 20, False)])
    assert invoice["total"] == 1000
    assert invoice["total_taxes"][0]["taxability_reason"] == "customer_exempt"


def test_a_subscription_is_discounted_as_long_as_the_coupon_lasts(merchant: Merchant) -> None:
    """`once`: the first invoice; `repeating`: its months."""
    once = coupon(merchant, percent_off=50, duration="once")
    months = coupon(merchant, amount_off=500, currency="usd", duration="repeating", duration_in_months=1)
    first = merchant.subscribe(merchant.customer(), discounts=[{"coupon": once}])
    second = merchant.subscribe(merchant.customer(), merchant.price(interval="week"), discounts=[{"coupon": months}])
    assert first["discounts"] == []
    assert merchant.latest(first["id"])["amount_paid"] == 750
    assert len(second["discounts"]) == 1
    assert merchant.latest(second["id"])["amount_paid"] == 1000
    assert merchant.happened("customer.discount.created", "customer.discount.deleted") == [
        "customer.discount.created", "customer.discount.deleted", "customer.discount.created"
    ]  # fmt: skip
    for week in range(1, 6):
        merchant.advance(START + week * 7 * 86_400 + HOUR)
    assert merchant.latest(first["id"])["amount_paid"] == 1500
    assert merchant.latest(second["id"])["amount_paid"] == 1500
    assert merchant.subscription(second["id"])["discounts"] == []


def test_the_customers_own_discount_counts_where_there_is_no_other(merchant: Merchant) -> None:
    """And a promotion code makes a discount too."""
    customer = merchant.customer()
    off = coupon(merchant, percent_off=10, duration="forever")
    code = merchant.post("/v1/promotion_codes", promotion={"type": "coupon", "coupon": off})["id"]
    merchant.post(f"/v1/customers/{customer}", coupon=off)
    assert merchant.latest(merchant.subscribe(customer)["id"])["amount_paid"] == 1350
    half = coupon(merchant, percent_off=50, duration="forever")
    own = merchant.subscribe(customer, discounts=[{"coupon": half}], expand=["discounts"])
    assert own["discounts"][0]["source"]["coupon"] == half
    assert merchant.latest(own["id"])["amount_paid"] == 750
    coded = merchant.subscribe(customer, discounts=[{"promotion_code": code}], expand=["discounts"])
    assert coded["discounts"][0]["promotion_code"] == code
    stub = merchant.delete(f"/v1/subscriptions/{coded['id']}/discount")
    assert stub["deleted"] is True
    assert merchant.subscription(coded["id"])["discounts"] == []


def test_taxes_and_discounts_of_a_subscription(merchant: Merchant) -> None:
    """Of its items, else its defaults; prorations carry the discount in them."""
    subscription = merchant.subscribe(
        merchant.customer(),
        merchant.price(1000),
        default_tax_rates=[rate(merchant, 10, False)],
        discounts=[{"coupon": coupon(merchant, percent_off=50, duration="forever")}],
    )
    invoice = merchant.latest(subscription["id"])
    assert (invoice["subtotal"], invoice["total_excluding_tax"], invoice["total"]) == (1000, 500, 550)
    merchant.advance(START + MONTH // 2)
    item = {"id": subscription["items"]["data"][0]["id"], "quantity": 2}
    merchant.post(f"/v1/subscriptions/{subscription['id']}", items=[item], proration_behavior="always_invoice")
    changed = merchant.latest(subscription["id"])
    assert [line["amount"] for line in changed["lines"]["data"]] == [-250, 500]
    assert changed["total"] == 275
