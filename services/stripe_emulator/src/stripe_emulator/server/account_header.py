"""Which account a request is for: its key's own, as there is no Connect here.

Stripe takes the account in `Stripe-Account` (https://docs.stripe.com/connect/authentication), in `Stripe-Context`
(https://docs.stripe.com/context) and, from Stripe.js, in the parameter `_stripe_account`. A header that names another
account is refused: answering for the key's own account would mix up whose objects are whose.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stripe_emulator.money.bank_accounts import account_id
from stripe_emulator.state.account import Account
from stripe_emulator.wire.errors import invalid
from stripe_emulator.wire.keys import masked

ACCOUNT, CONTEXT = "stripe-account", "stripe-context"
OF_BROWSERS = "_stripe_account"


def check(headers: Mapping[str, str], params: Mapping[str, Any], account: Account) -> None:
    """403 `account_invalid`, in Stripe's words, for an account that is not the key's own.

    The code: https://docs.stripe.com/error-codes#account-invalid.
    """
    for named in (headers.get(ACCOUNT), headers.get(CONTEXT), params.get(OF_BROWSERS)):
        if named and named != account_id(account):
            message = (
                f"The provided key '{masked(_key(headers))}' does not have access to account '{str(named)[:80]}' (or "
                "that account does not exist). Application access may have been revoked."
            )
            raise invalid(message, code="account_invalid", status=403)


def _key(headers: Mapping[str, str]) -> str:
    return headers.get("authorization", "").rpartition(" ")[2]
