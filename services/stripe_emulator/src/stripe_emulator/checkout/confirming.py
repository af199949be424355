"""What every mode of a session sends when it confirms an intent, and what it may have to wait for."""

from __future__ import annotations

from typing import Any

from stripe_emulator.state.account import Account, Object

# Paying on the page is the shopper's consent to a debit (https://docs.stripe.com/payments/sepa-debit).
ONLINE = {"type": "online", "online": {"ip_address": "127.0.0.1", "user_agent": "Checkout"}}


def params(account: Account, method: str | None, how: dict[str, Any]) -> dict[str, Any]:
    """The parameters of a confirmation with this PaymentMethod and with those of `how`, such as the `return_url`."""
    known = account.find(method) or {"type": "card"}
    consent = {} if known["type"] == "card" else {"mandate_data": {"customer_acceptance": dict(ONLINE)}}
    return {"payment_method": method, **how, **consent}


def awaits_microdeposits(intent: Object) -> bool:
    """Whether the shopper is done with the page, and two amounts on the bank's statement are left to be told.

    That the session is complete then is inferred: the amounts arrive after days, and a session is open for one.
    """
    return bool(intent["next_action"] and intent["next_action"]["type"] == "verify_with_microdeposits")
