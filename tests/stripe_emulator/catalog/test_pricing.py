"""The arithmetic of prices, coupons and taxes: documented examples, and what must hold for every amount."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stripe_emulator.catalog import pricing

# https://docs.stripe.com/subscriptions/pricing-models/tiered-pricing
FONTS: list[dict[str, Any]] = [
    {"up_to": 5, "unit_amount": 700},
    {"up_to": 10, "unit_amount": 650},
    {"up_to": None, "unit_amount": 600},
]
AMOUNTS = st.integers(0, 10**9)
PERCENTS = st.integers(0, 1_000_000).map(lambda number: number / 10_000)


def tiered(mode: str, tiers: list[dict[str, Any]]) -> dict[str, Any]:
    """The terms of a tiered price."""
    return {"billing_scheme": "tiered", "tiers_mode": mode, "tiers": tiers}


@pytest.mark.parametrize(("quantity", "cost"), [(1, 700), (5, 3500), (6, 3900), (20, 12000), (25, 15000)])
def test_volume(quantity: int, cost: int) -> None:
    """The documented example: all units at the price of the tier that the quantity reaches."""
    assert pricing.amount(tiered("volume", FONTS), quantity) == cost


@pytest.mark.parametrize(("quantity", "cost"), [(0, 0), (1, 700), (5, 3500), (6, 4150), (20, 12750), (25, 15750)])
def test_graduated(quantity: int, cost: int) -> None:
    """The documented example: each unit at the price of its own tier."""
    assert pricing.amount(tiered("graduated", FONTS), quantity) == cost


def test_flat_amounts() -> None:
    """A flat amount comes once, with each tier that is reached; the first one whatever the quantity."""
    tiers: list[dict[str, Any]] = [
        {"up_to": 5, "flat_amount": 1000},
        {"up_to": None, "flat_amount": 200, "unit_amount": 10},
    ]
    assert [pricing.amount(tiered("graduated", tiers), quantity) for quantity in (0, 5, 6)] == [1000, 1000, 1210]
    assert [pricing.amount(tiered("volume", tiers), quantity) for quantity in (0, 5, 6)] == [1000, 1000, 260]


@pytest.mark.parametrize(
    ("decimal", "quantity", "cost"), [("0.5", 1, 1), ("0.5", 3, 2), ("0.05", 9, 0), ("1.005", 100, 101)]
)
def test_fractions_are_rounded_once(decimal: str, quantity: int, cost: int) -> None:
    """A line is rounded half up as a whole, not unit by unit."""
    assert pricing.amount({"unit_amount": None, "unit_amount_decimal": decimal}, quantity) == cost


@pytest.mark.parametrize(
    ("rounding", "quantity", "packages"), [("up", 10, 1), ("up", 11, 2), ("down", 19, 1), ("down", 9, 0)]
)
def test_packages(rounding: str, quantity: int, packages: int) -> None:
    """`transform_quantity` divides the quantity before it is priced."""
    terms = {"unit_amount": 300, "transform_quantity": {"divide_by": 10, "round": rounding}}
    assert pricing.amount(terms, quantity) == packages * 300


def test_a_quantity_may_have_decimals() -> None:
    """As invoice items take them."""
    assert pricing.amount({"unit_amount": 100}, Decimal("1.255")) == 126


@given(cuts=st.lists(st.integers(1, 50), min_size=1, max_size=4), units=st.lists(AMOUNTS, min_size=5, max_size=5),
       quantity=st.integers(0, 300))  # fmt: skip
def test_graduated_never_falls_and_adds_up(cuts: list[int], units: list[int], quantity: int) -> None:
    """One unit more never costs less, and costs exactly the unit amount of the tier that it falls into."""
    ends = [sum(cuts[: number + 1]) for number in range(len(cuts))]
    tiers: list[dict[str, Any]] = [
        {"up_to": end, "unit_amount": unit} for end, unit in zip([*ends, None], units, strict=False)
    ]
    terms = tiered("graduated", tiers)
    step = pricing.amount(terms, quantity + 1) - pricing.amount(terms, quantity)
    assert step == next(tier["unit_amount"] for tier in tiers if tier["up_to"] is None or quantity < tier["up_to"])


@given(unit=st.integers(0, 10**6), quantity=st.integers(0, 10**4))
def test_one_tier_is_the_flat_price(unit: int, quantity: int) -> None:
    """Graduated and volume with a single tier cost what a price per unit costs."""
    tiers = [{"up_to": None, "unit_amount": unit}]
    costs = {pricing.amount(tiered(mode, tiers), quantity) for mode in ("graduated", "volume")}
    assert costs == {pricing.amount({"unit_amount": unit}, quantity)} == {unit * quantity}


@pytest.mark.parametrize(
    ("coupon", "amount", "off"),
    [
        ({"percent_off": 25.5}, 1000, 255),
        ({"percent_off": 50}, 1, 1),
        ({"percent_off": 33.33}, 999, 333),
        ({"percent_off": 100}, 999, 999),
        ({"amount_off": 500, "currency": "usd"}, 2000, 500),
        ({"amount_off": 500, "currency": "usd"}, 300, 300),
        ({"amount_off": 500, "currency": "eur"}, 300, 0),
        ({"amount_off": 500, "currency": "eur", "currency_options": {"usd": {"amount_off": 200}}}, 300, 200),
        ({"percent_off": 10}, -100, 0),
    ],
)
def test_discounts(coupon: dict[str, Any], amount: int, off: int) -> None:
    """Percent of the amount, rounded half up, or an amount of its currency; never more than there is."""
    assert pricing.discount(coupon, amount, "usd") == off


@pytest.mark.parametrize(
    ("amount", "percent", "inclusive", "tax"),
    [(60000, 10, True, 5455), (60000, 10, False, 6000), (999, 8.875, False, 89), (1000, 0, True, 0), (50, 1, False, 1)],
)
def test_taxes(amount: int, percent: float, inclusive: bool, tax: int) -> None:
    """The documented example of 600 EUR and ten percent, and the halves."""
    assert pricing.tax(amount, percent, inclusive) == tax


@given(amount=AMOUNTS, percents=st.lists(PERCENTS, min_size=1, max_size=4))
def test_inclusive_taxes_stay_within(amount: int, percents: list[float]) -> None:
    """What is taxable and the taxes in it are the amount again."""
    taxable, taxes = pricing.taxes(amount, [(percent, True) for percent in percents])
    assert taxable + sum(taxes) == amount
    assert taxable >= 0


@given(amount=AMOUNTS, percent=PERCENTS)
def test_exclusive_and_inclusive_meet(amount: int, percent: float) -> None:
    """The tax on top of an amount is the tax within their sum, but for one unit of rounding."""
    tax = pricing.tax(amount, percent, inclusive=False)
    assert abs(pricing.tax(amount + tax, percent, inclusive=True) - tax) <= 1


@given(total=st.integers(-(10**9), 10**9), weights=st.lists(st.integers(0, 1000), min_size=1, max_size=8))
def test_spread_loses_nothing(total: int, weights: list[int]) -> None:
    """The parts are the total, each within one unit of its share."""
    parts = pricing.spread(total, weights)
    assert sum(parts) == total
    if any(weights):
        shares = [Fraction(total * weight, sum(weights)) for weight in weights]
        assert all(abs(part - share) <= 1 for part, share in zip(parts, shares, strict=True))
