"""What Checkout, invoices and subscriptions call: the price that an item names or makes, amounts, offers, discounts."""

from __future__ import annotations

from typing import Any

import pytest

from stripe_emulator.catalog import coupon_terms, discounts, prices, pricing, products, shipping_rates
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.resource_kit.emulator import Emulator
from stripe_emulator.resources.products import coupons, promotion_codes
from stripe_emulator.state.account import Account, Object
from stripe_emulator.versions.rendering import view
from stripe_emulator.wire.errors import StripeError

PATH = "items[0]"
EUR = {"eur": {"unit_amount": 400, "tax_behavior": "inclusive"}}


def asked(account: Account, world: Emulator, **params: Any) -> Call:
    """A request with these parameters, as a handler gets it."""
    return Call(world, account, params, {}, False, "req_1", None, "http://127.0.0.1", "/v1/x")


@pytest.fixture
def world() -> Emulator:
    """An emulator without a server."""
    return Emulator(endpoints=(), view=view, seed=1)


@pytest.fixture
def account(world: Emulator) -> Account:
    """One account of it, whose time stands still."""
    account = world.account("a")
    account.time.freeze(1_800_000_000)
    return account


@pytest.fixture
def call(account: Account, world: Emulator) -> Call:
    """A request."""
    return asked(account, world)


def mug(call: Call, **params: Any) -> Object:
    """A price of a new product."""
    product = products.create(call, {"name": "Mug"})
    return prices.create(call, {"currency": "usd", "unit_amount": 500, **params}, product["id"])


def refusal(call: Call, item: Object, path: str = PATH, **wanted: Any) -> StripeError:
    """The error of an item that names no good price."""
    with pytest.raises(StripeError) as raised:
        prices.price_of(call, item, path, **wanted)
    assert raised.value.status == 400
    return raised.value


def test_a_named_price(call: Call) -> None:
    """By `price`, or by the older `plan`."""
    price = mug(call, recurring={"interval": "month"})
    assert prices.price_of(call, {"price": price["id"]}, PATH) is price
    assert prices.price_of(call, {"plan": price["id"], "price_data": None}, "", type="recurring") is price


def test_refused_items(call: Call) -> None:
    """The path of the parameter, and Stripe's words."""
    once, gone = mug(call), mug(call, active=False)
    missing = refusal(call, {"price": "price_x"})
    assert (missing.code, missing.param, missing.message) == (
        "resource_missing", "items[0][price]", "No such price: 'price_x'",
    )  # fmt: skip
    inactive = refusal(call, {"price": gone["id"]})
    assert (inactive.param, inactive.message) == (
        "items[0][price]", "The price specified is inactive. This field only accepts active prices.",
    )  # fmt: skip
    other = refusal(call, {"price": once["id"]}, "", type="recurring")
    assert (other.param, (other.message or "").split(" but ")[0]) == (
        "price", "The price specified is set to `type=one_time`",
    )  # fmt: skip
    assert refusal(call, {}).param == "items[0][price]"
    both = {"price": once["id"], "price_data": {"currency": "usd", "unit_amount": 5, "product": once["product"]}}
    assert refusal(call, both).message == "You may only specify one of these parameters: price, price_data."


@pytest.mark.parametrize(
    ("data", "param"),
    [
        ({"product": "prod_x"}, "items[0][price_data][product]"),
        ({"currency": "xyz"}, "items[0][price_data][currency]"),
        ({"unit_amount": -5}, "items[0][price_data][unit_amount]"),
        ({"unit_amount_decimal": "a"}, "items[0][price_data][unit_amount]"),
        ({"recurring": {"interval": "year", "interval_count": 4}}, "items[0][price_data][recurring][interval_count]"),
        ({"product_data": {"name": "x"}}, "items[0][price_data][product]"),
    ],
)
def test_refused_inline_prices(call: Call, data: Object, param: str) -> None:
    """The whole path of what is wrong, and nothing is made."""
    product = products.create(call, {"name": "Mug"})
    given = {"currency": "usd", "unit_amount": 5, "product": product["id"], **data}
    assert refusal(call, {"price_data": given}).param == param
    assert len(call.account.table("price")) == 0
    assert len(call.account.table("product")) == 1


def test_an_inline_price(call: Call) -> None:
    """It serves once: it is inactive, and so is a product made with it."""
    data = {"currency": "usd", "unit_amount": 5, "product_data": {"name": "Cup", "images": ["https://a.example"]}}
    price = prices.price_of(call, {"price_data": data}, PATH, type="one_time")
    product = call.account.get("product", price["product"])
    assert (price["active"], product["active"], product["name"]) == (False, False, "Cup")
    told = [event["type"] for event in call.account.all("event")][::-1]
    assert told == ["product.created", "price.created"]


def test_amounts(call: Call) -> None:
    """In each currency that the price has."""
    price = mug(call, currency_options=EUR, transform_quantity={"divide_by": 2, "round": "up"})
    assert prices.amount_of(call.account, price, 3) == 1000
    assert prices.amount_of(call.account, price, 3, "eur") == 800
    assert prices.terms(call.account, price, "eur")["tax_behavior"] == "inclusive"
    for quantity, currency, param in ((3, "gbp", "currency"), (10**12, "usd", "quantity")):
        with pytest.raises(StripeError) as raised:
            prices.amount_of(call.account, price, quantity, currency)
        assert (raised.value.status, raised.value.param) == (400, param)


def test_a_deleted_plan_still_has_its_terms(call: Call) -> None:
    """For the subscriptions that keep it."""
    price = mug(call, recurring={"interval": "month"})
    call.account.remove(price)
    assert prices.amount_of(call.account, price, 2) == 1000


def test_offers(call: Call, account: Account, world: Emulator) -> None:
    """A coupon, or a promotion code with what it demands."""
    coupon = coupons.create(asked(account, world, amount_off=500, currency="usd", applies_to=None))
    rules = {"minimum_amount": 2000, "minimum_amount_currency": "usd", "first_time_transaction": True}
    code = promotion_codes.create(asked(account, world, coupon=coupon["id"], restrictions=rules))
    offer = discounts.offer_of(call, {"promotion_code": code["id"]}, "discounts[0]", customer="cus_1")
    assert (offer.coupon, offer.promotion_code) == (coupon, code)

    def refused(amount: int) -> str | None:
        with pytest.raises(StripeError) as raised:
            discounts.check_restrictions(
                account, offer, "discounts[0]", customer="cus_1", amount=amount, currency="usd"
            )
        return raised.value.message

    assert "2000" in (refused(1999) or "")
    discounts.check_restrictions(account, offer, "discounts[0]", customer="cus_1", amount=2000, currency="usd")
    account.add(new(account, "charge", "ch_1", customer="cus_1", paid=True))
    assert refused(2000) == (
        "This promotion code cannot be redeemed because the associated customer has prior transactions."
    )


def test_a_discount_of_a_subscription(call: Call, account: Account, world: Emulator) -> None:
    """It counts, it keeps its terms, and it says how long it lasts."""
    given = {"percent_off": 25.5, "duration": "repeating", "duration_in_months": 3}
    coupon = coupons.create(asked(account, world, **given))
    offer = discounts.offer_of(call, {"coupon": coupon["id"]})
    discount = discounts.redeem(call, offer, customer="cus_1", start=account.now(), subscription="sub_1")
    assert (discount["subscription"], discount["end"]) == ("sub_1", discounts.months_later(account.now(), 3))
    assert coupon["times_redeemed"] == 1
    account.remove(coupon)
    assert pricing.discount(coupon_terms.coupon_of(account, discount), 1000, "usd") == 255


def test_shipping(call: Call) -> None:
    """What a shipping rate costs in the currency of a payment."""
    amount = {"amount": 5, "currency": "usd", "currency_options": {"eur": {"amount": 4}}}
    rate = shipping_rates.create(call, {"display_name": "Post", "fixed_amount": amount}, "shipping_rate_data")
    costs = [shipping_rates.amount_of(call.account, rate, currency) for currency in ("usd", "eur", "gbp")]
    assert costs == [5, 4, None]
