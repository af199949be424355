"""The amounts of a quote: lines, minus discounts, plus taxes; now, and each time it recurs.

https://docs.stripe.com/api/quotes/object#quote_object-computed. The same order as on an invoice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from stripe_emulator.billing.quotes.lines import Line
from stripe_emulator.billing.shared import prices
from stripe_emulator.catalog import prices as catalog_prices
from stripe_emulator.catalog import pricing
from stripe_emulator.catalog.coupon_terms import coupon_of
from stripe_emulator.resource_kit import on_demand
from stripe_emulator.state.account import Account, Object, copy_of

# Selects the coupons that are applied.
Counts = Callable[[Object], bool]
DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}


@dataclass
class LineTotals:
    """The amounts of one line in minor units: `remaining` is what is left after its discounts."""

    line: Line
    subtotal: int
    remaining: int
    discounts: list[Object] = field(default_factory=list)
    taxes: list[Object] = field(default_factory=list)


def compute(account: Account, quote: Object, lines: Sequence[Line], discounts: Sequence[Object]) -> None:
    """Write all amounts of a quote and its lines."""
    rates = [account.table("tax_rate").find(id) for id in quote["default_tax_rates"] or ()]
    default = [rate for rate in rates if rate is not None]
    whole = _totals(account, lines, discounts, default, lambda coupon: True)
    for entry in whole:
        _write(account, entry)
    quote |= _sums(whole)
    trial = quote["subscription_data"]["trial_period_days"]
    now = [entry for entry in whole if not (trial and entry.line.recurring)]
    again = [line for line in lines if line.recurring]
    forever = _totals(account, again, discounts, default, lambda coupon: coupon["duration"] == "forever")
    quote["computed"] = {"recurring": _recurring(forever), "upfront": _sums(now)}
    for way, totals in (("", whole), ("computed.recurring.", forever), ("computed.upfront.", now)):
        on_demand.keep(account, quote["id"], f"{way}{on_demand.BREAKDOWN}", _breakdown(totals))


def upfront(quote: Object, lines: Sequence[Line]) -> list[Object]:
    """The line items of the first invoice: recurring ones are left out during a trial."""
    trial = quote["subscription_data"]["trial_period_days"]
    return [line.item for line in lines if not (trial and line.recurring)]


def _totals(
    account: Account, lines: Sequence[Line], discounts: Sequence[Object], default: Sequence[Object], counts: Counts
) -> list[LineTotals]:
    totals = [LineTotals(line, amount, amount) for line in lines for amount in (_cost(account, line),)]
    for entry in totals:
        for discount in entry.line.discounts:
            _take(account, discount, [entry], counts)
    for discount in discounts:
        _take(account, discount, totals, counts)
    for entry in totals:
        entry.taxes = _taxes(entry.line.tax_rates or default, entry.remaining)
    return totals


def _cost(account: Account, line: Line) -> int:
    price = line.item["price"]
    if prices.is_metered(price):
        return 0
    return catalog_prices.amount_of(account, price, line.item["quantity"] or 0, line.item["currency"])


def _take(account: Account, discount: Object, totals: Sequence[LineTotals], counts: Counts) -> None:
    coupon = coupon_of(account, discount)
    if not counts(coupon):
        return
    products = (coupon.get("applies_to") or {}).get("products") or ()
    discounted = [entry for entry in totals if not products or entry.line.item["price"]["product"] in products]
    if not discounted:
        return
    remaining = [entry.remaining for entry in discounted]
    off = pricing.discount(coupon, sum(remaining), discounted[0].line.item["currency"])
    for entry, amount in zip(discounted, pricing.spread(off, remaining), strict=True):
        if amount:
            entry.remaining -= amount
            entry.discounts.append({"amount": amount, "discount": copy_of(discount)})


def _taxes(rates: Sequence[Object], amount: int) -> list[Object]:
    base, amounts = pricing.taxes(amount, [(rate["percentage"] or 0, rate["inclusive"]) for rate in rates])
    return [
        {"amount": tax, "rate": copy_of(rate), "taxability_reason": None, "taxable_amount": base}
        for rate, tax in zip(rates, amounts, strict=True)
    ]


def _write(account: Account, entry: LineTotals) -> None:
    entry.line.item |= {
        "amount_discount": sum(off["amount"] for off in entry.discounts),
        "amount_subtotal": entry.subtotal,
        "amount_tax": sum(tax["amount"] for tax in entry.taxes),
        "amount_total": entry.remaining + _on_top(entry.taxes),
    }
    on_demand.keep(account, entry.line.item["id"], "discounts", entry.discounts)
    on_demand.keep(account, entry.line.item["id"], "taxes", entry.taxes)


def _sums(totals: Sequence[LineTotals]) -> Object:
    off = [off for entry in totals for off in entry.discounts]
    taxes = [tax for entry in totals for tax in entry.taxes]
    return {
        "amount_subtotal": sum(entry.subtotal for entry in totals),
        "amount_total": sum(entry.remaining for entry in totals) + _on_top(taxes),
        "total_details": {
            "amount_discount": sum(one["amount"] for one in off),
            "amount_shipping": 0,
            "amount_tax": sum(tax["amount"] for tax in taxes),
        },
    }


def _breakdown(totals: Sequence[LineTotals]) -> Object:
    """What the totals of discounts and taxes are made of."""
    off = [off for entry in totals for off in entry.discounts]
    taxes = [tax for entry in totals for tax in entry.taxes]
    return {"discounts": _by(off, "discount"), "taxes": _by(taxes, "rate")}


def _recurring(totals: Sequence[LineTotals]) -> Object | None:
    if not totals:
        return None
    every = [prices.interval_of(entry.line.item["price"]) for entry in totals]
    interval, count = min(every, key=lambda one: DAYS[one[0]] * one[1])
    return {**_sums(totals), "interval": interval, "interval_count": count}


def _on_top(taxes: Iterable[Object]) -> int:
    return sum(tax["amount"] for tax in taxes if not tax["rate"]["inclusive"])


def _by(parts: Iterable[Object], of: str) -> list[Object]:
    added: dict[str, Object] = {}
    for part in parts:
        known = added.get(part[of]["id"])
        if known is None:
            added[part[of]["id"]] = copy_of(part)
            continue
        known["amount"] += part["amount"]
        if "taxable_amount" in part:
            known["taxable_amount"] += part["taxable_amount"]
    return list(added.values())
