"""A SetupIntent's way through its states: a card is saved without being charged (facts 94, 95)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from stripe_emulator import payment_method_objects as methods
from stripe_emulator.account import Object, shown
from stripe_emulator.endpoint import Call
from stripe_emulator.errors import StripeError, card_error, invalid

CONFIRMABLE = ("requires_payment_method", "requires_confirmation", "requires_action")
FAILED = (
    "The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod "
    "to attempt to fulfill this SetupIntent again."
)


def unexpected(message: str, intent: Object) -> StripeError:
    """The SetupIntent's status forbids the request."""
    return invalid(message, code="setup_intent_unexpected_state", setup_intent=shown(intent))


def check_open(intent: Object, verb: str) -> None:
    """Refuse to confirm or cancel what is done."""
    if intent["status"] not in CONFIRMABLE:
        raise unexpected(
            f"You cannot {verb} this SetupIntent because it has a status of {intent['status']}. Only a SetupIntent "
            f"with one of the following statuses may be {verb}ed: {', '.join(CONFIRMABLE)}.",
            intent,
        )


def confirm(call: Call, intent: Object, params: dict[str, Any]) -> Object:
    """Save the card: succeeded, or asks for a challenge; a refusal is raised as a 402 with the SetupIntent."""
    if intent["payment_method"] is None:
        raise unexpected("You cannot confirm this SetupIntent because it's missing a payment method.", intent)
    method = call.account.get("payment_method", intent["payment_method"])
    methods.check_usable(call.account, method, intent["customer"])
    intent["last_setup_error"] = None
    card = call.account.cards[method["id"]]
    decline = card.behaviour.attach_decline(card.cvc)
    if decline is not None:
        refusal = card_error(decline.code, decline.decline_code, decline.message, decline.param)
        refused = refusal.having(payment_method=shown(method))
        fail(call, intent, refused)
        raise refused.having(setup_intent=shown(intent))
    if card.behaviour.challenge in ("required", "required_unless_setup") and not card.behaviour.set_up:
        return _challenge(call, intent, params)
    return succeed(call, intent, method)


def settle_challenge(call: Call, intent: Object, passed: bool) -> Object:
    """The shopper has answered the challenge."""
    method = call.account.get("payment_method", intent["payment_method"])
    if passed:
        return succeed(call, intent, method)
    fail(call, intent, invalid(FAILED, code="setup_intent_authentication_failure", payment_method=shown(method)))
    return intent


def succeed(call: Call, intent: Object, method: Object) -> Object:
    """The card is set up, and saved when there is a customer."""
    intent["status"], intent["next_action"] = "succeeded", None
    call.account.set_up.add(method["id"])
    if intent["customer"] and method["customer"] is None:
        method["customer"] = intent["customer"]
        call.emit("payment_method.attached", method)
    call.emit("setup_intent.succeeded", intent)
    return intent


def fail(call: Call, intent: Object, error: StripeError) -> None:
    """Back to requires_payment_method, with the error told in `last_setup_error` (fact 95)."""
    intent["status"], intent["payment_method"], intent["next_action"] = "requires_payment_method", None, None
    intent["last_setup_error"] = error.fields()
    call.emit("setup_intent.setup_failed", intent)


def _challenge(call: Call, intent: Object, params: dict[str, Any]) -> Object:
    account, return_url = call.account, params.get("return_url")
    account.return_urls[intent["id"]] = return_url
    url = (
        f"{call.base_url}/_localstack/stripe/three_d_secure/{intent['id']}"
        f"?client_secret={quote(intent['client_secret'])}&account={quote(account.name)}"
    )
    if return_url is None:
        action = {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect", "stripe_js": url}}
    else:
        action = {"type": "redirect_to_url", "redirect_to_url": {"return_url": return_url, "url": url}}
    intent["status"], intent["next_action"] = "requires_action", action
    call.emit("setup_intent.requires_action", intent)
    return intent
