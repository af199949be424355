"""A customer's cash balance: money that came by bank transfer and is not spent yet.

https://docs.stripe.com/payments/customer-balance. The amounts by currency are kept in
`account.memory["cash_balance:<customer>"]`; whatever pays out of them or adds to them changes that hash.
"""

from __future__ import annotations

from typing import Any

from stripe_emulator.contract import CURRENT
from stripe_emulator.state.account import Account, Object

AMOUNTS = "cash_balance:"
SETTINGS = "cash_balance_settings:"
MERCHANT_DEFAULT = "merchant_default"
DEFAULT = {"reconciliation_mode": "automatic", "using_merchant_default": True}


def of_customer(account: Account, customer: str) -> Object:
    amounts: dict[str, int] = account.memory.get(f"{AMOUNTS}{customer}", {})
    return {
        **CURRENT.blank("cash_balance"),
        "available": {currency: amount for currency, amount in amounts.items() if amount} or None,
        "customer": customer,
        "settings": dict(account.memory.get(f"{SETTINGS}{customer}", DEFAULT)),
    }


def change_settings(account: Account, customer: str, params: dict[str, Any]) -> None:
    """Set who reconciles payments with transfers: Stripe (`automatic`) or the merchant (`manual`)."""
    mode = (params.get("settings") or {}).get("reconciliation_mode")
    if mode == MERCHANT_DEFAULT:
        account.memory.pop(f"{SETTINGS}{customer}", None)
    elif mode is not None:
        account.memory[f"{SETTINGS}{customer}"] = {"reconciliation_mode": mode, "using_merchant_default": False}
