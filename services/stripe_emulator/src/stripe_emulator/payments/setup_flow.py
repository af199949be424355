"""A SetupIntent's way through its states: a PaymentMethod is saved without being charged (facts 94, 95)."""

from __future__ import annotations

from typing import Any

from stripe_emulator.contract import CURRENT
from stripe_emulator.payments import mandates, method_objects, next_actions, payment_method_flows
from stripe_emulator.payments.checks import check_type
from stripe_emulator.payments.method_types import method_type
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.wire.errors import StripeError, card_error, invalid

# Each confirmation leaves a SetupAttempt (https://docs.stripe.com/api/setup_attempts).
ATTEMPT_DETAILS = "setup_attempt.payment_method_details"
OF_CARD = ("brand", "checks", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4", "wallet")
CONFIRMABLE = ("requires_payment_method", "requires_confirmation", "requires_action")
FAILED = (
    "The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod "
    "to attempt to fulfill this SetupIntent again."
)


def unexpected(message: str, intent: Object) -> StripeError:
    return invalid(message, code="setup_intent_unexpected_state", setup_intent=copy_of(intent))


def check_open(intent: Object, verb: str) -> None:
    """Refuse to confirm, update or cancel a SetupIntent that is done."""
    if intent["status"] not in CONFIRMABLE:
        raise unexpected(
            f"You cannot {verb} this SetupIntent because it has a status of {intent['status']}. Only a SetupIntent "
            f"with one of the following statuses may be {verb}ed: {', '.join(CONFIRMABLE)}.",
            intent,
        )


def confirm(call: Call, intent: Object, params: dict[str, Any]) -> Object:
    """Save a PaymentMethod: succeeded, or waiting for authentication; a refusal is raised as a 402."""
    if intent["payment_method"] is None:
        raise unexpected("You cannot confirm this SetupIntent because it's missing a payment method.", intent)
    method = method_objects.find(call.account, intent["payment_method"])
    method_objects.check_usable(call.account, method, intent["customer"])
    check_type(intent, method["type"])
    if "return_url" in params:
        call.account.return_urls[intent["id"]] = params["return_url"]
    intent["last_setup_error"] = None
    if method["type"] != "card":
        return _confirm_other(call, intent, method, params)
    _begin_attempt(call.account, intent, method)
    card = call.account.cards[method["id"]]
    decline = card.behaviour.attach_decline(card.cvc)
    if decline is not None:
        refusal = card_error(decline.code, decline.decline_code, decline.message, decline.param)
        error = refusal.having(payment_method=copy_of(method))
        fail(call, intent, error)
        raise error.having(setup_intent=copy_of(intent))
    if card.behaviour.challenge in ("required", "required_unless_setup") and not card.behaviour.set_up:
        return _require_action(call, intent, next_actions.challenge(call, intent))
    return succeed(call, intent, method)


def settle_challenge(call: Call, intent: Object, passed: bool) -> Object:
    """The shopper passed or failed authentication."""
    method = method_objects.find(call.account, intent["payment_method"])
    if passed:
        if intent["next_action"]["type"] == "verify_with_microdeposits":
            payment_method_flows.mark_verified(call.account, method)
        return succeed(call, intent, method)
    fail(call, intent, invalid(FAILED, code="setup_intent_authentication_failure", payment_method=copy_of(method)))
    return intent


def succeed(call: Call, intent: Object, method: Object) -> Object:
    """Mark the PaymentMethod set up, and save it to the customer, if any."""
    intent["status"], intent["next_action"] = "succeeded", None
    call.account.set_up.add(method["id"])
    _end_attempt(call.account, intent, "succeeded", None)
    if intent["customer"] and method["customer"] is None:
        method["customer"] = intent["customer"]
        call.emit("payment_method.attached", method)
    call.emit("setup_intent.succeeded", intent)
    return intent


def fail(call: Call, intent: Object, error: StripeError) -> None:
    """Back to `requires_payment_method`, with the error in `last_setup_error` (fact 95)."""
    intent["status"], intent["payment_method"], intent["next_action"] = "requires_payment_method", None, None
    intent["last_setup_error"] = error.fields()
    _end_attempt(call.account, intent, "failed", error.fields())
    call.emit("setup_intent.setup_failed", intent)


def _confirm_other(call: Call, intent: Object, method: Object, params: dict[str, Any]) -> Object:
    account, kind = call.account, method_type(method["type"])
    if kind.mandate:
        if not call.publishable and mandates.needs_one(account, method, params):
            message = f"This SetupIntent {mandates.REQUIRED}"
            raise invalid(message, param="mandate_data", setup_intent=copy_of(intent))
        id = mandates.of(account, method)
        intent["mandate"] = id or mandates.make(account, method, params.get("mandate_data"), None)["id"]
    action = None
    if kind.flow in ("redirect", "redirect_then_debit", "voucher", "wait"):
        action = next_actions.of_type(call, intent, method["type"])
    if method["type"] in ("us_bank_account", "acss_debit") and not payment_method_flows.is_verified(account, method):
        action = next_actions.microdeposits(call, intent)
    _begin_attempt(account, intent, method)
    return succeed(call, intent, method) if action is None else _require_action(call, intent, action)


def _require_action(call: Call, intent: Object, action: Object) -> Object:
    intent["status"], intent["next_action"] = "requires_action", action
    _end_attempt(call.account, intent, "requires_action", None)
    call.emit("setup_intent.requires_action", intent)
    return intent


def _begin_attempt(account: Account, intent: Object, method: Object) -> None:
    attempt = new(
        account,
        "setup_attempt",
        account.ids.new("setatt_"),
        attach_to_self=intent["attach_to_self"],
        created=account.clock(intent["customer"]).now(),
        customer=intent["customer"],
        flow_directions=intent["flow_directions"],
        on_behalf_of=intent["on_behalf_of"],
        payment_method=method["id"],
        payment_method_details=_attempt_details(method),
        setup_intent=intent["id"],
        status="processing",
        usage=intent["usage"],
    )
    account.add(attempt)
    intent["latest_attempt"] = attempt["id"]


def _end_attempt(account: Account, intent: Object, status: str, error: Object | None) -> None:
    """Set the result of the latest attempt."""
    latest = account.find(intent["latest_attempt"])
    if latest is not None:
        latest |= {"status": status, "setup_error": None if error is None else copy_of(error)}


def _attempt_details(method: Object) -> Object:
    type = method["type"]
    try:
        fields = CURRENT.part(f"{ATTEMPT_DETAILS}.{type}")
    except KeyError:
        return {"type": type}
    if type == "card":
        card = method["card"]
        fields.update({name: copy_of(card)[name] for name in OF_CARD}, network=card["brand"])
    return {type: fields, "type": type}
