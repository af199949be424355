"""What a Checkout Session comes to: lines, discount, taxes, shipping, exact to the last minor unit."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stripe_emulator.checkout.checkout_shop import complete, lines_of, open_session, price, try_open
from tests.stripe_emulator.client import JSON, Account, error_of, ok


def items(account: Account, *amounts: int, **more: Any) -> list[JSON]:
    """One of each of these prices."""
    return [{"price": price(account, amount), "quantity": 1, **more} for amount in amounts]


def coupon(account: Account, **terms: Any) -> str:
    """A coupon."""
    return str(ok(account.post("/v1/coupons", {"duration": "once", **terms}))["id"])


def rate(account: Account, percentage: float, inclusive: bool = False) -> str:
    """A tax rate."""
    params = {"display_name": "VAT", "percentage": percentage, "inclusive": inclusive}
    return str(ok(account.post("/v1/tax_rates", params))["id"])


def shipping(name: str, amount: int) -> JSON:
    """A shipping option made inline."""
    fixed = {"amount": amount, "currency": "usd"}
    return {"shipping_rate_data": {"display_name": name, "type": "fixed_amount", "fixed_amount": fixed}}


def test_a_percentage_is_taken_of_the_sum(account: Account) -> None:
    """A third off three lines of 1.00, and no cent is lost."""
    given = {"line_items": items(account, 100, 100, 100), "discounts": [{"coupon": coupon(account, percent_off=33.5)}]}
    session = open_session(account, **given)
    assert (session["amount_subtotal"], session["amount_total"]) == (300, 199)
    assert session["total_details"]["amount_discount"] == 101
    lines = lines_of(account, session["id"])
    assert sum(line["amount_discount"] for line in lines) == 101
    assert all(line["amount_total"] == 100 - line["amount_discount"] for line in lines)
    assert session["discounts"] == [{"coupon": given["discounts"][0]["coupon"], "promotion_code": None}]


def test_an_amount_off_is_spread_over_the_lines(account: Account) -> None:
    """By their share."""
    off = coupon(account, amount_off=1000, currency="usd")
    session = open_session(account, line_items=items(account, 1000, 2000, 333), discounts=[{"coupon": off}])
    assert session["amount_total"] == 2333
    shares = [line["amount_discount"] for line in lines_of(account, session["id"])]
    assert sum(shares) == 1000
    assert shares == [300, 600, 100]


def test_a_coupon_for_some_products(account: Account) -> None:
    """`applies_to`: the other line costs what it costs."""
    sold = items(account, 1000, 1000)
    product = ok(account.get(f"/v1/prices/{sold[0]['price']}"))["product"]
    half = coupon(account, percent_off=50, applies_to={"products": [product]})
    session = open_session(account, line_items=sold, discounts=[{"coupon": half}])
    assert [line["amount_total"] for line in lines_of(account, session["id"])] == [500, 1000]


def test_exclusive_and_inclusive_taxes(account: Account) -> None:
    """On top of what is left after the discount, or a part of it, rounded per line."""
    sold = [
        {"price": price(account, 1999), "quantity": 1, "tax_rates": [rate(account, 7.5)]},
        {"price": price(account, 1000), "quantity": 1, "tax_rates": [rate(account, 20, inclusive=True)]},
    ]
    session = open_session(account, line_items=sold, discounts=[{"coupon": coupon(account, percent_off=10)}])
    first, second = lines_of(account, session["id"])
    assert (first["amount_discount"], first["amount_tax"], first["amount_total"]) == (200, 135, 1934)
    assert (second["amount_discount"], second["amount_tax"], second["amount_total"]) == (100, 150, 900)
    path = f"/v1/checkout/sessions/{session['id']}"
    lines = ok(account.get(f"{path}/line_items", {"expand": ["data.taxes"]}))["data"]
    assert lines[1]["taxes"][0]["taxable_amount"] == 750
    assert session["amount_total"] == 2834
    assert session["total_details"]["amount_tax"] == 285
    assert "breakdown" not in session["total_details"], "only when expanded"
    taxes = ok(account.get(path, {"expand": ["total_details.breakdown"]}))["total_details"]["breakdown"]["taxes"]
    assert [(tax["amount"], tax["rate"]["percentage"]) for tax in taxes] == [(135, 7.5), (150, 20)]


def test_shipping(account: Account) -> None:
    """The first option is chosen until the shopper chooses; it is no part of the subtotal."""
    session = open_session(account, shipping_options=[shipping("Ground", 500), shipping("Air", 1500)])
    assert (session["amount_subtotal"], session["amount_total"]) == (1500, 2000)
    assert session["total_details"]["amount_shipping"] == 500
    assert session["shipping_cost"]["shipping_rate"] == session["shipping_options"][0]["shipping_rate"]
    path = f"/v1/checkout/sessions/{session['id']}"
    assert ok(account.post(path, {"shipping_options": [shipping("Air", 1500)]}))["amount_total"] == 3000
    assert ok(account.post(path, {"shipping_options": ""}))["shipping_cost"] is None
    assert account.retrieve(complete(account, session)["payment_intent"])["amount"] == 1500


def test_quantities_and_decimals(account: Account) -> None:
    """7 at 0.333 of a cent is 2 cents; what is charged is the sum of the lines."""
    fine = price(account, None, unit_amount_decimal="33.3")
    session = open_session(account, line_items=[{"price": fine, "quantity": 7}])
    assert session["amount_total"] == 233
    assert account.retrieve(complete(account, session)["payment_intent"])["amount"] == 233


def test_another_currency_of_the_price(account: Account) -> None:
    """`currency_options`: the session says which."""
    both = price(account, 1000, currency_options={"eur": {"unit_amount": 900}})
    session = open_session(account, currency="eur", line_items=[{"price": both, "quantity": 2}])
    assert (session["currency"], session["amount_total"]) == ("eur", 1800)
    wrong = error_of(try_open(account, currency="gbp", line_items=[{"price": both, "quantity": 2}]), 400)
    assert wrong["param"] == "line_items[0]"


@pytest.mark.parametrize(("currency", "amount", "total"), [("jpy", 500, 1000), ("kwd", 5120, 10240)])
def test_currencies_without_and_with_three_decimals(account: Account, currency: str, amount: int, total: int) -> None:
    """Facts 35, 36: minor units all the way."""
    session = open_session(account, line_items=[{"price": price(account, amount, currency), "quantity": 2}])
    assert session["amount_total"] == total
    assert complete(account, session)["payment_status"] == "paid"


def test_a_redemption_counts_when_the_session_completes(account: Account) -> None:
    """Not when it opens; a coupon that is used up is refused."""
    once = coupon(account, percent_off=50, max_redemptions=1)
    session = open_session(account, discounts=[{"coupon": once}])
    assert ok(account.get(f"/v1/coupons/{once}"))["times_redeemed"] == 0
    complete(account, session)
    assert ok(account.get(f"/v1/coupons/{once}"))["times_redeemed"] == 1
    assert error_of(try_open(account, discounts=[{"coupon": once}]), 400)["param"] == "discounts[0][coupon]"
    expand = {"expand": ["total_details.breakdown"]}
    done = ok(account.get(f"/v1/checkout/sessions/{session['id']}", expand))
    discount = done["total_details"]["breakdown"]["discounts"][0]
    assert (discount["amount"], discount["discount"]["checkout_session"]) == (750, session["id"])


def test_a_promotion_code(account: Account) -> None:
    """Given by the shop in `discounts`."""
    promotion = {"type": "coupon", "coupon": coupon(account, percent_off=20)}
    code = ok(account.post("/v1/promotion_codes", {"promotion": promotion, "code": "SUMMER"}))["id"]
    session = open_session(account, discounts=[{"promotion_code": code}])
    assert session["discounts"] == [{"coupon": None, "promotion_code": code}]
    assert session["amount_total"] == 1200


def test_automatic_tax_comes_to_nothing_here(account: Account) -> None:
    """There are no tax registrations: the location is asked for, and then it is complete."""
    session = open_session(account, automatic_tax={"enabled": True})
    assert session["automatic_tax"]["status"] == "requires_location_inputs"
    assert session["total_details"]["amount_tax"] == 0
    assert complete(account, session)["automatic_tax"]["status"] == "complete"
