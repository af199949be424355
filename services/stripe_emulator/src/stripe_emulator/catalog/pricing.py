"""The arithmetic of prices, coupons and taxes: pure, exact, amounts in minor units.

Fractions of a minor unit come from decimal unit amounts, percentages and taxes. They are kept exact until an amount is
due, then rounded half up (https://docs.stripe.com/billing/subscriptions/decimal-amounts,
https://docs.stripe.com/tax/calculating).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

# The amounts of a price in one currency: `unit_amount`, `unit_amount_decimal`, `billing_scheme`, `tiers`,
# `tiers_mode`, `transform_quantity`.
Terms = Mapping[str, Any]
Quantity = int | Decimal
HUNDRED = 100


def rounded(value: Fraction) -> int:
    """The nearest integer; halves are rounded away from zero."""
    whole = abs(value.numerator) * 2 // value.denominator
    nearest = (whole + 1) // 2
    return nearest if value >= 0 else -nearest


def amount(terms: Terms, quantity: Quantity) -> int:
    """The price of a quantity, in minor units.

    Examples: 3 units at 0.5 are 2 (1.5 rounded half up); with `transform_quantity` of 10 rounded up, 11 are 2 units.
    """
    return rounded(exact_amount(terms, quantity))


def exact_amount(terms: Terms, quantity: Quantity) -> Fraction:
    """`amount` before it is rounded."""
    units = Fraction(quantity)
    transform = terms.get("transform_quantity")
    if transform:
        units = transformed(units, transform)
    if terms.get("billing_scheme") == "tiered":
        tiers = terms.get("tiers") or ()
        return _volume(tiers, units) if terms.get("tiers_mode") == "volume" else _graduated(tiers, units)
    return units * unit_amount(terms)


def unit_amount(terms: Terms) -> Fraction:
    """The price of one unit; 0 where the customer chooses (`custom_unit_amount`)."""
    return _decimal(terms, "unit_amount")


def transformed(units: Fraction, transform: Mapping[str, Any]) -> Fraction:
    """The number of packages that a quantity makes (https://docs.stripe.com/products-prices/pricing-models)."""
    packages = units / transform["divide_by"]
    whole = packages.numerator // packages.denominator
    return Fraction(whole + 1 if transform["round"] == "up" and packages != whole else whole)


def discount(coupon: Mapping[str, Any], amount: int, currency: str) -> int:
    """The discount of a coupon on an amount (minor units): at most the amount, 0 without terms for the currency.

    `coupon` may have `currency_options` (https://docs.stripe.com/billing/subscriptions/coupons).
    """
    if amount <= 0:
        return 0
    if coupon.get("percent_off") is not None:
        return min(amount, rounded(amount * percentage(coupon["percent_off"])))
    off = coupon["amount_off"] if coupon.get("currency") == currency else None
    option = (coupon.get("currency_options") or {}).get(currency)
    if off is None and option is not None:
        off = option["amount_off"]
    return min(amount, off or 0)


def tax(amount: int, percent: float, inclusive: bool) -> int:
    """The tax of one rate, in minor units: on top of the amount or, inclusive, the part of it that is tax."""
    return taxes(amount, [(percent, inclusive)])[1][0]


def taxes(amount: int, rates: Sequence[tuple[float, bool]]) -> tuple[int, list[int]]:
    """The taxable amount (without any tax) and the tax of each `(percentage, inclusive)` rate.

    Inclusive rates share what is in the amount; exclusive ones come on top of what is left without them
    (https://docs.stripe.com/tax/tax-rates).
    """
    included = sum((percentage(percent) for percent, inclusive in rates if inclusive), Fraction(0))
    net = Fraction(amount) / (1 + included)
    included_tax = amount - rounded(net)
    shares = iter(spread(included_tax, [percentage(percent) for percent, inclusive in rates if inclusive]))
    return amount - included_tax, [
        next(shares) if inclusive else rounded(net * percentage(percent)) for percent, inclusive in rates
    ]


def spread(total: int, weights: Sequence[Fraction | int]) -> list[int]:
    """Divide a total by weight into integers that add up to it; none is off by a whole unit."""
    whole = sum(weights, Fraction(0))
    if not whole:
        return [total if number == 0 else 0 for number in range(len(weights))]
    parts, taken, weight_so_far = [], 0, Fraction(0)
    for weight in weights:
        weight_so_far += weight
        until = rounded(total * weight_so_far / whole)
        parts.append(until - taken)
        taken = until
    return parts


def percentage(percent: float) -> Fraction:
    """A percentage as a part of one, by its digits: 8.875 is exactly 0.08875."""
    return Fraction(str(percent)) / HUNDRED


def _graduated(tiers: Sequence[Mapping[str, Any]], units: Fraction) -> Fraction:
    """Each tier for the units in it; the flat amount of each tier that is reached, the first one's always."""
    total, below = Fraction(0), Fraction(0)
    for number, tier in enumerate(tiers):
        if number and units <= below:
            break
        upper = units if tier["up_to"] is None else min(units, Fraction(tier["up_to"]))
        total += (upper - below) * _decimal(tier, "unit_amount") + _decimal(tier, "flat_amount")
        below = upper if tier["up_to"] is None else Fraction(tier["up_to"])
    return total


def _volume(tiers: Sequence[Mapping[str, Any]], units: Fraction) -> Fraction:
    """All units at the tier that the quantity falls into."""
    for tier in tiers:
        if tier["up_to"] is None or units <= tier["up_to"]:
            return units * _decimal(tier, "unit_amount") + _decimal(tier, "flat_amount")
    return Fraction(0)


def _decimal(terms: Terms, name: str) -> Fraction:
    """An amount with its fraction: from `<name>_decimal` where there is one."""
    digits = terms.get(f"{name}_decimal")
    return Fraction(digits if digits is not None else terms.get(name) or 0)
