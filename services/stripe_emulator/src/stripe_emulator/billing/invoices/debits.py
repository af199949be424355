"""What was last charged for the time of a subscription item.

In the flexible billing mode a credit gives a part of that back, whatever the item costs now; what was never charged is
never credited (https://docs.stripe.com/billing/subscriptions/prorations#credit-prorations).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from stripe_emulator.billing.subscription_state import consequences
from stripe_emulator.catalog import pricing
from stripe_emulator.state.account import Account, Object

# Key of `account.memory`: the latest charges of each subscription item, as references to lines and invoice items.
MEMORY = "billing.debits"
# References that are kept of an item: those of undone and pending updates may have to be passed over.
KEPT = 8


@dataclass(frozen=True, slots=True)
class Debit:
    """An amount in minor units, discounts taken off, for a time in seconds since 1970."""

    amount: int
    start: int
    end: int

    def rest(self, at: int) -> int:
        """The part of the amount that is for the time from `at` on."""
        length = self.end - self.start
        return pricing.rounded(self.amount * min(Fraction(self.end - at, length), Fraction(1))) if length > 0 else 0


def remember_line(account: Account, line: Object, invoice: Object) -> None:
    """Remember a line that charges a period of a subscription item; other lines are passed over."""
    details = (line["parent"] or {}).get("subscription_item_details")
    if details is not None and details["invoice_item"] is None:
        _remember(account, details["subscription_item"], {"invoice": invoice["id"], "line": line["id"]})


def remember_item(account: Account, subscription_item: str, invoice_item: Object) -> None:
    """Remember an invoice item that charges the remaining time of a subscription item."""
    _remember(account, subscription_item, {"invoice_item": invoice_item["id"]})


def last(account: Account, subscription_item: str, at: int) -> Debit | None:
    """The last charge for a time that includes `at` or is still ahead of it; None where nothing was charged."""
    for reference in reversed(account.memory.get(MEMORY, {}).get(subscription_item, ())):
        debit = _debit(account, reference)
        if debit is not None and debit.end > at:
            return debit
    return None


def _remember(account: Account, subscription_item: str, reference: dict[str, str]) -> None:
    references: dict[str, list[dict[str, str]]] = account.memory.setdefault(MEMORY, {})
    references[subscription_item] = [*references.get(subscription_item, ()), reference][-KEPT:]


def _debit(account: Account, reference: dict[str, str]) -> Debit | None:
    if "invoice_item" in reference:
        item = account.find(reference["invoice_item"])
        if item is None or (item["invoice"] is not None and not _counts(account, item["invoice"])):
            return None
        return Debit(item["amount"], item["period"]["start"], item["period"]["end"])
    if not _counts(account, reference["invoice"]):
        return None
    invoice = account.get("invoice", reference["invoice"])
    line = next((line for line in invoice["lines"]["data"] if line["id"] == reference["line"]), None)
    if line is None:
        return None
    off = sum(discount["amount"] for discount in line["discount_amounts"])
    return Debit(line["amount"] - off, line["period"]["start"], line["period"]["end"])


def _counts(account: Account, id: str) -> bool:
    """Whether an invoice is or may be paid: not void, not undone, and of no update that still waits for its payment."""
    invoice = account.find(id)
    return invoice is not None and invoice["status"] != "void" and not consequences.waits(account, invoice)
