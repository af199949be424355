"""An invoice's amounts: lines, minus discounts, plus taxes, with the customer's balance.

https://docs.stripe.com/invoicing/overview, https://docs.stripe.com/tax/invoicing/tax-rates,
https://docs.stripe.com/billing/customer/balance. Discounts of a line come before those of the invoice, taxes after
both, on each line; an inclusive rate is taken out of the amount, an exclusive one is put on top.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from stripe_emulator.billing.invoices import lookups
from stripe_emulator.catalog import pricing
from stripe_emulator.catalog.coupon_terms import coupon_of
from stripe_emulator.resource_kit.amounts import MINIMUM, UNITS_OF_50_CENTS
from stripe_emulator.state.account import Account, Object

EXEMPT = {"exempt": "customer_exempt", "reverse": "reverse_charge"}
# `taxability_reason` of taxes from the merchant's own tax rates.
BY_HAND = "not_available"


@dataclass
class _LineTotals:
    """A line while it is worked on: what is left of its amount, what was taken off, its taxes."""

    line: Object
    remaining: int
    discounts: list[Object] = field(default_factory=list)
    before_invoice: int = 0
    taxes: list[Object] = field(default_factory=list)

    def take(self, discount: str, amount: int) -> None:
        self.remaining -= amount
        self.discounts.append({"amount": amount, "discount": discount})


def compute(account: Account, invoice: Object) -> None:
    """Write all amounts of an invoice and its lines anew."""
    totals = [_LineTotals(line, line["amount"]) for line in invoice["lines"]["data"]]
    for entry in totals:
        for discount in entry.line["discounts"]:
            _discount(account, discount, [entry], invoice["currency"])
        entry.before_invoice = entry.remaining
    for discount in invoice["discounts"]:
        _discount(account, discount, totals, invoice["currency"])
    reason = EXEMPT.get(invoice["customer_tax_exempt"] or "none")
    for entry in totals:
        entry.taxes = _taxes(lookups.tax_rates_of(account, entry.line, invoice), entry.remaining, reason)
        _write_line(entry)
    invoice["lines"]["total_count"] = len(totals)
    _write_totals(account, invoice, totals)
    settle_due(invoice, balance_of(account, invoice))


def balance_of(account: Account, invoice: Object) -> int:
    """The customer's balance in minor units (negative: credit); 0 for an invoice in another currency."""
    customer = account.find(invoice["customer"]) or {}
    other = customer.get("currency") not in (None, invoice["currency"])
    return 0 if other else int(customer.get("balance") or 0)


def settle_due(invoice: Object, balance: int) -> int:
    """Set the amount due from the total and the balance; returns the balance afterwards, in minor units.

    An amount that is too small to charge is added to the balance instead.
    """
    owed: int = invoice["total"] + balance
    least = MINIMUM.get(invoice["currency"]) or UNITS_OF_50_CENTS.get(invoice["currency"], 1)
    due = owed if owed >= least else 0
    invoice["starting_balance"] = balance
    invoice["amount_due"] = due
    invoice["amount_remaining"] = max(0, due - invoice["amount_paid"])
    return owed - due


def _write_line(entry: _LineTotals) -> None:
    entry.line["discount_amounts"] = entry.discounts
    entry.line["pretax_credit_amounts"] = [dict(off, type="discount") for off in entry.discounts]
    entry.line["taxes"] = entry.taxes
    entry.line["subtotal"] = entry.line["amount"]


def _write_totals(account: Account, invoice: Object, totals: Sequence[_LineTotals]) -> None:
    exclusive = sum(tax["amount"] for entry in totals for tax in entry.taxes if tax["tax_behavior"] == "exclusive")
    inclusive = sum(tax["amount"] for entry in totals for tax in entry.taxes if tax["tax_behavior"] == "inclusive")
    shipping = (invoice["shipping_cost"] or {}).get("amount_total", 0)
    subtotal = sum(entry.before_invoice for entry in totals)
    net = sum(_without_inclusive(account, invoice, entry) for entry in totals)
    invoice["subtotal"], invoice["subtotal_excluding_tax"] = subtotal, net
    invoice["total"] = sum(entry.remaining for entry in totals) + exclusive + shipping
    invoice["total_excluding_tax"] = invoice["total"] - exclusive - inclusive
    invoice["amount_shipping"] = shipping
    invoice["total_discount_amounts"] = _by(
        [off for entry in totals for off in entry.discounts], lambda off: (off["discount"],)
    )
    invoice["total_pretax_credit_amounts"] = [dict(off, type="discount") for off in invoice["total_discount_amounts"]]
    invoice["total_taxes"] = _by(
        [tax for entry in totals for tax in entry.taxes],
        lambda tax: (tax["tax_rate_details"]["tax_rate"], tax["tax_behavior"]),
    )


def _by(parts: list[Object], key: object) -> list[Object]:
    """The parts added up by a key, in the order in which the keys first appear."""
    assert callable(key)
    added: dict[tuple[str, ...], Object] = {}
    for part in parts:
        known = added.get(key(part))
        if known is None:
            added[key(part)] = dict(part)
        else:
            for name in ("amount", "taxable_amount"):
                if name in part:
                    known[name] += part[name]
    return list(added.values())


def _discount(account: Account, discount: str, totals: Sequence[_LineTotals], currency: str) -> None:
    """Take a discount off these lines: a percentage of their sum, or an amount spread over them by their share."""
    coupon = coupon_of(account, {"id": discount})
    discounted = [
        entry for entry in totals if entry.line["discountable"] and entry.remaining > 0 and _covers(coupon, entry)
    ]
    off = pricing.discount(coupon, sum(entry.remaining for entry in discounted), currency)
    for entry, amount in zip(discounted, pricing.spread(off, [entry.remaining for entry in discounted]), strict=True):
        entry.take(discount, amount)


def _covers(coupon: Object, entry: _LineTotals) -> bool:
    products = (coupon["applies_to"] or {}).get("products")
    details = (entry.line["pricing"] or {}).get("price_details") or {}
    return not products or details.get("product") in products


def _taxes(rates: Sequence[Object], amount: int, reason: str | None) -> list[Object]:
    base, amounts = pricing.taxes(amount, [(rate["percentage"] or 0, rate["inclusive"]) for rate in rates])
    return [
        {
            "amount": 0 if reason else tax,
            "tax_behavior": "inclusive" if rate["inclusive"] else "exclusive",
            "tax_rate_details": {"tax_rate": rate["id"]},
            "taxability_reason": reason or BY_HAND,
            "taxable_amount": amount if reason else base,
            "type": "tax_rate_details",
        }
        for rate, tax in zip(rates, amounts, strict=True)
    ]


def _without_inclusive(account: Account, invoice: Object, entry: _LineTotals) -> int:
    rates = [rate for rate in lookups.tax_rates_of(account, entry.line, invoice) if rate["inclusive"]]
    reason = EXEMPT.get(invoice["customer_tax_exempt"] or "none")
    inclusive_tax: int = sum(tax["amount"] for tax in _taxes(rates, entry.before_invoice, reason))
    return entry.before_invoice - inclusive_tax
