"""A PaymentIntent's way through its states: confirm, challenge, charge, capture, cancel (facts 47-63, 73-77)."""

from __future__ import annotations

from typing import Any

from stripe_emulator.cards.card_behaviour import CardBehaviour
from stripe_emulator.payments import charges, method_objects, next_actions, outcomes, payment_method_flows
from stripe_emulator.payments.authorizations import CANCELABLE, cancel, capture
from stripe_emulator.payments.checks import CONFIRMABLE, check_confirmable, check_method, check_type
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.wire.errors import StripeError, card_error, invalid

__all__ = [
    "CANCELABLE",
    "CONFIRMABLE",
    "cancel",
    "capture",
    "charge",
    "check_confirmable",
    "confirm",
    "fail",
    "settle_challenge",
]
AUTHENTICATION_FAILED = (
    "The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod "
    "to attempt to fulfill this PaymentIntent again."
)


def confirm(call: Call, intent: Object, params: dict[str, Any]) -> Object:
    """Pay: succeeded, authorized, or waiting for authentication; a decline is raised as a 402 (fact 48)."""
    check_confirmable(intent, call.publishable)
    check_method(call, intent, params)
    account = call.account
    method = method_objects.find(account, intent["payment_method"])
    method_objects.check_usable(account, method, intent["customer"])
    check_type(intent, method["type"])
    intent["last_payment_error"] = None
    if method["type"] != "card":
        return payment_method_flows.confirm(call, intent, method, params)
    behaviour = account.cards[method["id"]].behaviour
    if account.authenticated.pop(intent["id"], None) == method["id"]:
        return charge(call, intent, method, _after_challenge(behaviour), charges.PASSED)
    requested = _requests_three_d_secure(intent)
    if _needs_challenge(account, behaviour, method, requested, params.get("off_session", False)):
        return _challenge(call, intent, method, params)
    if behaviour.challenge == "lookup_error" and requested:
        return charge(call, intent, method, _after_challenge(behaviour), None)
    three_d_secure = (
        charges.FRICTIONLESS if behaviour.challenge == "frictionless" else charges.ATTEMPTED if requested else None
    )
    return charge(call, intent, method, method_objects.refusal_of(account, method), three_d_secure)


def charge(
    call: Call, intent: Object, method: Object, refusal: StripeError | None, three_d_secure: Object | None
) -> Object:
    """Capture or authorize with a card; raises the refusal with charge, intent and PaymentMethod (fact 14)."""
    emulator, account = call.emulator, call.account
    automatic = intent["capture_method"] != "manual"
    attempt = charges.charge(account, intent, method, refusal, three_d_secure, capture=automatic)
    if refusal is not None:
        intent["latest_charge"] = attempt["id"]
        error = refusal.having(charge=attempt["id"], payment_method=copy_of(method))
        fail(call, intent, error, attempt)
        raise error.having(payment_intent=copy_of(intent))
    if intent["setup_future_usage"] == "off_session" and three_d_secure is not None:
        account.set_up.add(method["id"])
    outcomes.succeed(emulator, account, call.emit, intent, method, attempt)
    return intent


def fail(call: Call, intent: Object, error: StripeError, failed_charge: Object | None) -> None:
    """Back to `requires_payment_method`, with the error in `last_payment_error` (facts 49, 63)."""
    outcomes.fail(call.emit, intent, error, failed_charge)


def settle_challenge(call: Call, intent: Object, passed: bool) -> Object:
    """The shopper passed or failed authentication; a decline is not raised, the intent has it."""
    account = call.account
    method = method_objects.find(account, intent["payment_method"])
    if not passed:
        error = invalid(AUTHENTICATION_FAILED, code="payment_intent_authentication_failure")
        fail(call, intent, error.having(payment_method=copy_of(method)), None)
        return intent
    if intent["next_action"]["type"] == "verify_with_microdeposits":
        payment_method_flows.mark_verified(account, method)
    if intent["confirmation_method"] == "manual":
        intent["status"], intent["next_action"] = "requires_confirmation", None
        account.authenticated[intent["id"]] = method["id"]
        return intent
    if method["type"] != "card":
        return payment_method_flows.authorized(call, intent, method)
    behaviour = account.cards[method["id"]].behaviour
    refusal = _after_challenge(behaviour) or method_objects.refusal_of(account, method)
    try:
        return charge(call, intent, method, refusal, charges.PASSED)
    except StripeError:
        return intent  # `fail` has put the error into the intent, where the browser finds it


def _requests_three_d_secure(intent: Object) -> bool:
    options = (intent["payment_method_options"] or {}).get("card") or {}
    return options.get("request_three_d_secure") in ("any", "challenge")


def _needs_challenge(
    account: Account, behaviour: CardBehaviour, method: Object, requested: bool, off_session: bool
) -> bool:
    if behaviour.challenge == "required":
        return True
    if behaviour.challenge == "required_unless_setup":
        set_up = behaviour.set_up or method["id"] in account.set_up
        return not (off_session and set_up)
    return behaviour.challenge == "optional" and requested


def _challenge(call: Call, intent: Object, method: Object, params: dict[str, Any]) -> Object:
    if params.get("off_session"):
        message = "Your card was declined. This transaction requires authentication."
        refusal = card_error("authentication_required", "authentication_required", message)
        return charge(call, intent, method, refusal, None)
    if params.get("error_on_requires_action"):
        message = "This payment required an authentication action to complete, but `error_on_requires_action` was set."
        refusal = card_error("authentication_required", None, message).having(payment_method=copy_of(method))
        fail(call, intent, refusal, None)
        raise refusal.having(payment_intent=copy_of(intent))
    intent["status"], intent["next_action"] = "requires_action", next_actions.challenge(call, intent)
    call.emit("payment_intent.requires_action", intent)
    return intent


def _after_challenge(behaviour: CardBehaviour) -> StripeError | None:
    decline = behaviour.after_challenge
    if decline is None:
        return None
    return card_error(decline.code, decline.decline_code, decline.message, decline.param)
