"""A PaymentIntent's way through its states: confirm, challenge, charge, capture, cancel (facts 47-63, 73-77)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from stripe_emulator import aftermath, charging
from stripe_emulator import payment_method_objects as methods
from stripe_emulator.account import Account, Object, shown
from stripe_emulator.card_behaviour import CardBehaviour
from stripe_emulator.endpoint import Call
from stripe_emulator.errors import StripeError, card_error, invalid, unexpected_state
from stripe_emulator.events import emit
from stripe_emulator.world import World

CANCELABLE = ("requires_payment_method", "requires_capture", "requires_confirmation", "requires_action", "processing")
CONFIRMABLE = ("requires_payment_method", "requires_confirmation", "requires_action")
AUTHENTICATION_FAILED = (
    "The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod "
    "to attempt to fulfill this PaymentIntent again."
)


def confirm(call: Call, intent: Object, params: dict[str, Any]) -> Object:
    """Try to pay: succeeded, held, or asks for a challenge; a decline is raised as a 402 (fact 48)."""
    check_confirmable(intent, call.publishable)
    if intent["payment_method"] is None:
        raise unexpected_state(_no_method(intent), shown(intent))
    _check_return_url(call, intent, params)
    account = call.account
    method = account.get("payment_method", intent["payment_method"])
    methods.check_usable(account, method, intent["customer"])
    intent["last_payment_error"] = None
    behaviour = account.cards[method["id"]].behaviour
    if account.authenticated.pop(intent["id"], None) == method["id"]:
        return charge(call, intent, method, _after_challenge(behaviour), charging.PASSED)
    asked = _three_d_secure_asked(intent)
    if _needs_challenge(account, behaviour, method, asked, params.get("off_session", False)):
        return _challenge(call, intent, method, params)
    if behaviour.challenge == "lookup_error" and asked:
        return charge(call, intent, method, _after_challenge(behaviour), None)
    seen = charging.FRICTIONLESS if behaviour.challenge == "frictionless" else charging.ATTEMPTED if asked else None
    return charge(call, intent, method, methods.refusal_of(account, method), seen)


def charge(
    call: Call, intent: Object, method: Object, refusal: StripeError | None, three_d_secure: Object | None
) -> Object:
    """Take the money, hold it, or raise the refusal with charge, PaymentIntent and PaymentMethod in it (fact 14)."""
    automatic = intent["capture_method"] != "manual"
    made = charging.charge(call.account, intent, method, refusal, three_d_secure, capture=automatic)
    intent["latest_charge"], intent["next_action"] = made["id"], None
    if refusal is not None:
        refused = refusal.having(charge=made["id"], payment_method=shown(method))
        fail(call, intent, refused, made)
        raise refused.having(payment_intent=shown(intent))
    if not automatic:
        intent["status"], intent["amount_capturable"] = "requires_capture", intent["amount"]
        world, account = call.world, call.account
        until = made["payment_method_details"]["card"]["capture_before"]
        account.clock(intent["customer"]).at(until, lambda: expire(world, account, intent))
    else:
        intent["status"], intent["amount_received"] = "succeeded", intent["amount"]
    _remember(call, intent, method, three_d_secure)
    call.emit("charge.succeeded", made)
    call.emit("payment_intent.succeeded" if automatic else "payment_intent.amount_capturable_updated", intent)
    if automatic:
        aftermath.follow(call.world, call.account, made)
    return intent


def fail(call: Call, intent: Object, error: StripeError, failed_charge: Object | None) -> None:
    """Back to requires_payment_method, with the error told in `last_payment_error` (facts 49, 63)."""
    intent["status"], intent["payment_method"], intent["next_action"] = "requires_payment_method", None, None
    intent["last_payment_error"] = error.fields()
    if failed_charge is not None:
        call.emit("charge.failed", failed_charge)
    call.emit("payment_intent.payment_failed", intent)


def settle_challenge(call: Call, intent: Object, passed: bool) -> Object:
    """The shopper has answered the 3D Secure challenge; never raises for a decline, the intent tells it."""
    method = call.account.get("payment_method", intent["payment_method"])
    if not passed:
        error = invalid(AUTHENTICATION_FAILED, code="payment_intent_authentication_failure")
        fail(call, intent, error.having(payment_method=shown(method)), None)
        return intent
    if intent["confirmation_method"] == "manual":
        intent["status"], intent["next_action"] = "requires_confirmation", None
        call.account.authenticated[intent["id"]] = method["id"]
        return intent
    behaviour = call.account.cards[method["id"]].behaviour
    refusal = _after_challenge(behaviour) or methods.refusal_of(call.account, method)
    try:
        return charge(call, intent, method, refusal, charging.PASSED)
    except StripeError:
        return intent  # `fail` has told it in the intent; the shopper's browser learns it from there


def capture(call: Call, intent: Object, amount: int | None) -> Object:
    """Take a held amount, all or less; the rest is released (facts 74-76)."""
    if intent["status"] != "requires_capture":
        raise unexpected_state(
            f"This PaymentIntent could not be captured because it has a status of {intent['status']}. Only a "
            "PaymentIntent with one of the following statuses may be captured: requires_capture.",
            shown(intent),
        )
    taken = intent["amount_capturable"] if amount is None else amount
    if taken > intent["amount_capturable"]:
        message = (
            f"The payment could not be captured because the requested capture amount ({taken}) is greater than the "
            f"amount you can capture for this PaymentIntent ({intent['amount_capturable']})."
        )
        raise invalid(message, param="amount_to_capture", code="amount_too_large")
    if taken < 1:
        raise invalid("This value must be greater than or equal to 1.", param="amount_to_capture",
                      code="parameter_invalid_integer")  # fmt: skip
    held = call.account.get("charge", intent["latest_charge"])
    held |= {"captured": True, "amount_captured": taken, "amount_refunded": held["amount"] - taken}
    intent |= {"status": "succeeded", "amount_capturable": 0, "amount_received": taken}
    call.emit("charge.captured", held)
    call.emit("payment_intent.succeeded", intent)
    aftermath.follow(call.world, call.account, held)
    return intent


def cancel(call: Call, intent: Object, reason: str | None) -> Object:
    """Cancel for ever; a hold is released (facts 53, 54)."""
    if intent["status"] not in CANCELABLE:
        raise unexpected_state(
            f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}. Only a PaymentIntent "
            f"with one of the following statuses may be canceled: {', '.join(CANCELABLE)}.",
            shown(intent),
        )
    if intent["status"] == "requires_capture":
        call.emit("charge.refunded", _release(call.account, intent))
    _end(call.account, intent, reason)
    call.emit("payment_intent.canceled", intent)
    return intent


def expire(world: World, account: Account, intent: Object) -> None:
    """Cancel what was held and not captured in time (fact 77)."""
    if intent["status"] == "requires_capture":
        emit(world, account, "charge.expired", _release(account, intent))
        _end(account, intent, "automatic")
        emit(world, account, "payment_intent.canceled", intent)


def _release(account: Account, intent: Object) -> Object:
    """The charge of a hold, given back to the card (fact 54)."""
    held = account.get("charge", intent["latest_charge"])
    held |= {"refunded": True, "amount_refunded": held["amount"]}
    return held


def _end(account: Account, intent: Object, reason: str | None) -> None:
    intent |= {
        "status": "canceled",
        "canceled_at": account.now(),
        "cancellation_reason": reason,
        "amount_capturable": 0,
        "next_action": None,
    }


def check_confirmable(intent: Object, publishable: bool) -> None:
    if intent["status"] == "succeeded":
        message = "it has already succeeded after being previously confirmed."
        raise unexpected_state(f"You cannot confirm this PaymentIntent because {message}", shown(intent))
    if intent["status"] not in CONFIRMABLE:
        raise unexpected_state(
            f"You cannot confirm this PaymentIntent because it has a status of {intent['status']}. Only "
            "a PaymentIntent with one of the following statuses may be confirmed: requires_confirmation, "
            "requires_action.",
            shown(intent),
        )
    if publishable and intent["confirmation_method"] == "manual":
        message = (
            "You cannot confirm this PaymentIntent with a publishable key because its `confirmation_method` is "
            "`manual`. Please confirm it with your secret key."
        )
        raise invalid(message, code="payment_intent_invalid_parameter")


def _no_method(intent: Object) -> str:
    owned = f" attached to the customer {intent['customer']}" if intent["customer"] else ""
    return (
        "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the "
        f"PaymentIntent with a payment method{owned} and then confirm it again, or confirm it again directly with a "
        "payment method or ConfirmationToken."
    )


def _check_return_url(call: Call, intent: Object, params: dict[str, Any]) -> None:
    automatic = intent["automatic_payment_methods"] or {}
    if call.publishable or not automatic.get("enabled") or automatic.get("allow_redirects") == "never":
        return
    if call.account.return_urls.get(intent["id"]) is None and "return_url" not in params:
        message = (
            "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of "
            "these payment methods might redirect your customer off of your page, you must provide a `return_url`. If "
            "you don't want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to "
            "`true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and "
            "Payment Intents."
        )
        raise invalid(message, payment_intent=shown(intent))


def _three_d_secure_asked(intent: Object) -> bool:
    options = (intent["payment_method_options"] or {}).get("card") or {}
    return options.get("request_three_d_secure") in ("any", "challenge")


def _needs_challenge(
    account: Account, behaviour: CardBehaviour, method: Object, asked: bool, off_session: bool
) -> bool:
    if behaviour.challenge == "required":
        return True
    if behaviour.challenge == "required_unless_setup":
        set_up = behaviour.set_up or method["id"] in account.set_up
        return not (off_session and set_up)
    return behaviour.challenge == "optional" and asked


def _challenge(call: Call, intent: Object, method: Object, params: dict[str, Any]) -> Object:
    if params.get("off_session"):
        message = "Your card was declined. This transaction requires authentication."
        refusal = card_error("authentication_required", "authentication_required", message)
        return charge(call, intent, method, refusal, None)
    if params.get("error_on_requires_action"):
        message = "This payment required an authentication action to complete, but `error_on_requires_action` was set."
        refusal = card_error("authentication_required", None, message).having(payment_method=shown(method))
        fail(call, intent, refusal, None)
        raise refusal.having(payment_intent=shown(intent))
    url = (
        f"{call.base_url}/_localstack/stripe/three_d_secure/{intent['id']}"
        f"?client_secret={quote(intent['client_secret'])}&account={quote(call.account.name)}"
    )
    return_url = call.account.return_urls.get(intent["id"])
    if return_url is None:
        action = {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect", "stripe_js": url}}
    else:
        action = {"type": "redirect_to_url", "redirect_to_url": {"return_url": return_url, "url": url}}
    intent["status"], intent["next_action"] = "requires_action", action
    call.emit("payment_intent.requires_action", intent)
    return intent


def _after_challenge(behaviour: CardBehaviour) -> StripeError | None:
    decline = behaviour.after_challenge
    if decline is None:
        return None
    return card_error(decline.code, decline.decline_code, decline.message, decline.param)


def _remember(call: Call, intent: Object, method: Object, three_d_secure: Object | None) -> None:
    """What a success means for the PaymentMethod: saved, set up, or spent (facts 91, 92)."""
    account = call.account
    if intent["setup_future_usage"] == "off_session" and three_d_secure is not None:
        account.set_up.add(method["id"])
    if method["customer"] is not None:
        return
    if intent["customer"] and intent["setup_future_usage"]:
        method["customer"] = intent["customer"]
        call.emit("payment_method.attached", method)
    else:
        account.spent.add(method["id"])
