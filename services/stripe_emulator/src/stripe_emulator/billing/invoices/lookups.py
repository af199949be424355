"""What belongs to an invoice: its payments, the items and tax rates of its lines. It imports nothing that acts."""

from __future__ import annotations

from stripe_emulator.state.account import Account, Object

# Key of `account.memory`: the invoice payment of each PaymentIntent.
BY_INTENT = "billing.payment_by_intent"
# Key of `account.memory`: the tax rates of each line; the object only has the resulting taxes.
TAX_RATES = "billing.line_tax_rates"


def payments_of(account: Account, invoice: Object) -> list[Object]:
    """The payments of an invoice, newest first."""
    return account.all("invoice_payment", invoice=invoice["id"])


def payment_by(account: Account, intent: str) -> Object | None:
    """The invoice payment that is made with a PaymentIntent."""
    return account.find(account.memory.get(BY_INTENT, {}).get(intent))


def intent_of(account: Account, invoice: Object) -> Object | None:
    """The default PaymentIntent of an invoice; None for a draft and where nothing was due."""
    for payment in payments_of(account, invoice):
        if payment["is_default"]:
            return account.find(payment["payment"]["payment_intent"])
    return None


def item_of(line: Object) -> str | None:
    """The invoice item that a line came from."""
    parent = line["parent"] or {}
    details = parent.get("invoice_item_details") or parent.get("subscription_item_details") or {}
    id: str | None = details.get("invoice_item")
    return id


def tax_rates_of(account: Account, line: Object, invoice: Object) -> list[Object]:
    """The tax rates that apply to a line: its own, else its invoice's."""
    own = [account.find(id) for id in account.memory.get(TAX_RATES, {}).get(line["id"], ())]
    return [rate for rate in own if rate is not None] or invoice["default_tax_rates"]
