"""Adding a session up: discount over the lines, taxes of each line, shipping; exact, in minor units.

The same order as on an invoice: the discount comes off before taxes, a percentage is taken of the sum and spread over
the lines (https://docs.stripe.com/payments/checkout/discounts,
https://docs.stripe.com/payments/checkout/use-manual-tax-rates).
"""

from __future__ import annotations

from stripe_emulator.catalog import pricing
from stripe_emulator.checkout import discounts
from stripe_emulator.checkout.session_state import SessionState
from stripe_emulator.resource_kit import on_demand
from stripe_emulator.state.account import Account, Object, copy_of


def compute(account: Account, session: Object, state: SessionState) -> None:
    """Compute all amounts of a session and of its lines, in minor units."""
    off = _discounts(account, session, state)
    taxes: list[Object] = []
    for line, less in zip(state.lines, off, strict=True):
        taxes += _write(account, line, state, less)
    shipping = session["shipping_cost"] = _shipping(state)
    taxes += shipping["taxes"] if shipping else []
    session["amount_subtotal"] = sum(line["amount_subtotal"] for line in state.lines)
    session["amount_total"] = sum(line["amount_total"] for line in state.lines) + (
        shipping["amount_total"] if shipping else 0
    )
    session["total_details"] = {
        "amount_discount": sum(off),
        "amount_shipping": shipping["amount_subtotal"] if shipping else 0,
        "amount_tax": sum(tax["amount"] for tax in taxes),
    }
    breakdown = {
        "discounts": [{"amount": sum(off), "discount": copy_of(state.discount)}] if state.discount else [],
        "taxes": _by_rate(taxes),
    }
    on_demand.keep(account, session["id"], on_demand.BREAKDOWN, breakdown)


def _discounts(account: Account, session: Object, state: SessionState) -> list[int]:
    """The discount of each line, in minor units."""
    amounts = [line["amount_subtotal"] for line in state.lines]
    coupon = discounts.terms(account, state)
    if coupon is None:
        return [0] * len(amounts)
    covered = [
        amount if discounts.covers(coupon, line) else 0 for amount, line in zip(amounts, state.lines, strict=True)
    ]
    off = pricing.discount(coupon, sum(covered), session["currency"])
    return pricing.spread(off, covered) if off else [0] * len(amounts)


def _write(account: Account, line: Object, state: SessionState, off: int) -> list[Object]:
    """Write the amounts of a line; returns its taxes, which it shows only when expanded."""
    rates = state.tax_rates.get(line["id"], [])
    after_discount = line["amount_subtotal"] - off
    taxes = taxes_of(after_discount, rates)
    on_top = sum(tax["amount"] for tax in taxes if not tax["rate"]["inclusive"])
    discounted = [{"amount": off, "discount": copy_of(state.discount)}] if state.discount and off else []
    on_demand.keep(account, line["id"], "taxes", taxes)
    on_demand.keep(account, line["id"], "discounts", discounted)
    line["amount_discount"], line["amount_tax"] = off, sum(tax["amount"] for tax in taxes)
    line["amount_total"] = after_discount + on_top
    return taxes


def taxes_of(amount: int, rates: list[Object]) -> list[Object]:
    """The taxes of an amount, one object for each rate."""
    if not rates:
        return []
    net, parts = pricing.taxes(amount, [(rate["percentage"], rate["inclusive"]) for rate in rates])
    return [
        {"amount": part, "rate": copy_of(rate), "taxability_reason": None, "taxable_amount": net}
        for part, rate in zip(parts, rates, strict=True)
    ]


def _shipping(state: SessionState) -> Object | None:
    rate = state.shipping_rate
    if rate is None:
        return None
    amount = state.shipping_amount
    return {
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "shipping_rate": rate["id"],
        "taxes": [],
    }


def _by_rate(taxes: list[Object]) -> list[Object]:
    added: dict[str, Object] = {}
    for tax in taxes:
        known = added.get(tax["rate"]["id"])
        if known is None:
            added[tax["rate"]["id"]] = copy_of(tax)
        else:
            known["amount"] += tax["amount"]
            known["taxable_amount"] += tax["taxable_amount"]
    return list(added.values())
