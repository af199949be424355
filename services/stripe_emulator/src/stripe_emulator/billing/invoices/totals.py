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
# The reason of a tax that a rate of the merchant's own gave.
BY_HAND = "not_available"


@dataclass
class _Working:
    """A line while it is worked on: what is left of its amount, what was taken off, its taxes."""

    line: Object
    left: int
    off: list[Object] = field(default_factory=list)
    before_invoice: int = 0
    taxes: list[Object] = field(default_factory=list)

    def take(self, discount: str, amount: int) -> None:
        self.left -= amount
        self.off.append({"amount": amount, "discount": discount})


def compute(account: Account, invoice: Object) -> None:
    """Write all amounts of an invoice and its lines anew."""
    working = [_Working(line, line["amount"]) for line in invoice["lines"]["data"]]
    for one in working:
        for discount in one.line["discounts"]:
            _discount(account, discount, [one], invoice["currency"])
        one.before_invoice = one.left
    for discount in invoice["discounts"]:
        _discount(account, discount, working, invoice["currency"])
    reason = EXEMPT.get(invoice["customer_tax_exempt"] or "none")
    for one in working:
        one.taxes = _taxes(lookups.tax_rates_of(account, one.line, invoice), one.left, reason)
        _write_line(one)
    invoice["lines"]["total_count"] = len(working)
    _write_totals(account, invoice, working)
    settle_due(invoice, balance_of(account, invoice))


def balance_of(account: Account, invoice: Object) -> int:
    """The customer's balance, which counts for invoices in its own currency: negative when there is credit."""
    customer = account.find(invoice["customer"]) or {}
    other = customer.get("currency") not in (None, invoice["currency"])
    return 0 if other else int(customer.get("balance") or 0)


def settle_due(invoice: Object, balance: int) -> int:
    """Write what is due of a total with a balance before it; the balance that would be left is answered.

    What is too little to be charged is added to the balance instead.
    """
    owed: int = invoice["total"] + balance
    least = MINIMUM.get(invoice["currency"]) or UNITS_OF_50_CENTS.get(invoice["currency"], 1)
    due = owed if owed >= least else 0
    invoice["starting_balance"] = balance
    invoice["amount_due"] = due
    invoice["amount_remaining"] = max(0, due - invoice["amount_paid"])
    return owed - due


def _write_line(one: _Working) -> None:
    one.line["discount_amounts"] = one.off
    one.line["pretax_credit_amounts"] = [dict(off, type="discount") for off in one.off]
    one.line["taxes"] = one.taxes
    one.line["subtotal"] = one.line["amount"]


def _write_totals(account: Account, invoice: Object, working: Sequence[_Working]) -> None:
    exclusive = sum(tax["amount"] for one in working for tax in one.taxes if tax["tax_behavior"] == "exclusive")
    inclusive = sum(tax["amount"] for one in working for tax in one.taxes if tax["tax_behavior"] == "inclusive")
    shipping = (invoice["shipping_cost"] or {}).get("amount_total", 0)
    subtotal = sum(one.before_invoice for one in working)
    net = sum(_without_inclusive(account, invoice, one) for one in working)
    invoice["subtotal"], invoice["subtotal_excluding_tax"] = subtotal, net
    invoice["total"] = sum(one.left for one in working) + exclusive + shipping
    invoice["total_excluding_tax"] = invoice["total"] - exclusive - inclusive
    invoice["amount_shipping"] = shipping
    invoice["total_discount_amounts"] = _by([off for one in working for off in one.off], lambda off: (off["discount"],))
    invoice["total_pretax_credit_amounts"] = [dict(off, type="discount") for off in invoice["total_discount_amounts"]]
    invoice["total_taxes"] = _by(
        [tax for one in working for tax in one.taxes],
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


def _discount(account: Account, discount: str, working: Sequence[_Working], currency: str) -> None:
    """Take a discount off these lines: a percentage of their sum, or an amount spread over them by their share."""
    coupon = coupon_of(account, {"id": discount})
    taking = [one for one in working if one.line["discountable"] and one.left > 0 and _covers(coupon, one)]
    off = pricing.discount(coupon, sum(one.left for one in taking), currency)
    for one, amount in zip(taking, pricing.spread(off, [one.left for one in taking]), strict=True):
        one.take(discount, amount)


def _covers(coupon: Object, one: _Working) -> bool:
    products = (coupon["applies_to"] or {}).get("products")
    details = (one.line["pricing"] or {}).get("price_details") or {}
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


def _without_inclusive(account: Account, invoice: Object, one: _Working) -> int:
    rates = [rate for rate in lookups.tax_rates_of(account, one.line, invoice) if rate["inclusive"]]
    reason = EXEMPT.get(invoice["customer_tax_exempt"] or "none")
    inside: int = sum(tax["amount"] for tax in _taxes(rates, one.before_invoice, reason))
    return one.before_invoice - inside
