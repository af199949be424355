"""A customer's balance: what it owes (positive) or has to its credit (negative), and the transactions that moved it.

https://docs.stripe.com/billing/customer/balance. `customer["balance"]` is the balance, in `customer["currency"]`.
"""

from __future__ import annotations

from typing import Any

from stripe_emulator.catalog.checks import MAX_AMOUNT
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import invalid

KIND = "customer_balance_transaction"
# The currency of a balance whose customer has none yet.
DEFAULT_CURRENCY = "usd"


def move(account: Account, customer: Object, amount: int, currency: str, type: str, **fields: Any) -> Object:
    """Add `amount` (minor units; negative: credit) to a customer's balance; the caller sends `customer.updated`.

    400 for a currency other than the customer's (its first transaction or payment sets it), and beyond twelve digits.
    """
    own = customer["currency"] or currency
    if currency != own:
        message = f"The customer's balance is kept in {own}; an amount in {currency} cannot be added to it."
        raise invalid(message, param="currency")
    balance = (customer["balance"] or 0) + amount
    if max(abs(amount), abs(balance)) > MAX_AMOUNT:
        raise invalid(f"A balance may have at most 12 digits; this makes it {balance}.", "amount", "amount_too_large")
    customer["balance"], customer["currency"] = balance, own
    transaction = new(
        account,
        KIND,
        account.ids.new("cbtxn_"),
        amount=amount,
        created=account.clock(customer["id"]).now(),
        currency=currency,
        customer=customer["id"],
        ending_balance=balance,
        type=type,
        **fields,
    )
    return account.add(transaction)
