"""What became of a session's attempts to pay: the intent that waits for the shopper, the error of the last one."""

from __future__ import annotations

from collections.abc import Iterator

from stripe_emulator.checkout.session_state import state_of
from stripe_emulator.state.account import Account, Object

# What Stripe's pages say in place of the API's words after a failed 3D Secure.
AUTHENTICATION_FAILED = (
    "We are unable to authenticate your payment method. Please choose a different payment method and try again."
)


def waiting(account: Account, session: Object) -> Object | None:
    """The intent that requires an action of the shopper."""
    return next((intent for intent in _intents(account, session) if intent["status"] == "requires_action"), None)


def by_card(account: Account, session: Object) -> bool:
    """Whether that intent waits for 3D Secure, not for a redirect to a bank or a wallet."""
    method = account.find((waiting(account, session) or {}).get("payment_method")) or {}
    return bool(method.get("type") == "card")


def last_error(account: Account, session: Object) -> str:
    """The error of the last attempt, in words for the shopper; empty where there is none."""
    for intent in _intents(account, session):
        error = intent.get("last_payment_error") or intent.get("last_setup_error")
        if error:
            failed = str(error.get("code")).endswith("authentication_failure")
            return AUTHENTICATION_FAILED if failed else str(error["message"])
    return ""


def _intents(account: Account, session: Object) -> Iterator[Object]:
    for id in (session["payment_intent"], session["setup_intent"], state_of(account, session).intent):
        intent = account.find(id)
        if intent is not None:
            yield intent
