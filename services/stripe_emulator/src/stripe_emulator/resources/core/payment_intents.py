"""https://docs.stripe.com/api/payment_intents: every operation."""

from __future__ import annotations

from stripe_emulator.payments import (
    authorizations,
    bank_transfers,
    checks,
    confirmation_tokens,
    flow,
    intent_changes,
    intent_params,
    microdeposits,
)
from stripe_emulator.resource_kit.amounts import check_amount, check_currency
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import lister
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.paging import list_object, page_of
from stripe_emulator.resource_kit.publishable import find_with_secret
from stripe_emulator.resource_kit.search import NUMERIC, TOKEN, searcher
from stripe_emulator.state.account import Account, Object

KIND = intent_changes.KIND
SEARCHABLE = {
    "amount": NUMERIC,
    "created": NUMERIC,
    "currency": TOKEN,
    "customer": TOKEN,
    "metadata": TOKEN,
    "status": TOKEN,
}


def create(call: Call) -> Object:
    params = call.params
    currency = check_currency(params["currency"])
    check_amount(params["amount"], currency)
    intent_params.check(params)
    intent_params.check_confirming(params)
    call.resolve("customer", "customer")
    intent = intent_changes.make(call, params["amount"], currency)
    call = confirmation_tokens.unfold(call, intent)
    intent_changes.apply(call, intent)
    call.account.add(intent)
    call.emit("payment_intent.created", intent)
    return _confirm(call, intent) if params.get("confirm") else intent


def retrieve(call: Call) -> Object:
    """One PaymentIntent; with a publishable key only together with its client secret (fact 68)."""
    return _find(call)


def update(call: Call) -> Object:
    """Change a PaymentIntent; the amount only before the confirmation (fact 56)."""
    intent, params = _find(call), call.params
    if "amount" in params or "currency" in params:
        checks.check_amount_change(intent, params)
    if intent["status"] not in flow.CONFIRMABLE:
        checks.check_method_stays(intent, params)
    intent_params.check(params)
    call.resolve("customer", "customer")
    intent_changes.apply(call, intent)
    intent["last_payment_error"] = None
    return intent


def confirm(call: Call) -> Object:
    intent = _find(call)
    if call.publishable:
        checks.check_publishable(call, intent)
    flow.check_confirmable(intent, call.publishable)
    intent_params.check(call.params)
    call = confirmation_tokens.unfold(call, intent)
    checks.check_amount_to_confirm(intent, call.params)
    intent_changes.apply(call, intent)
    return _confirm(call, intent)


def capture(call: Call) -> Object:
    return flow.capture(call, _find(call), call.params.get("amount_to_capture"), call.params)


def cancel(call: Call) -> Object:
    return flow.cancel(call, _find(call), call.params.get("cancellation_reason"))


def increment_authorization(call: Call) -> Object:
    return authorizations.increment(call, _find(call), call.params["amount"])


def apply_customer_balance(call: Call) -> Object:
    return bank_transfers.apply_on_request(call, _find(call))


def verify_microdeposits(call: Call) -> Object:
    return microdeposits.verify_payment(call, _find(call))


def list_line_items(call: Call) -> Object:
    return page_of(intent_changes.line_items_of(call.account, _find(call)), call)


def _line_items(account: Account, intent: Object) -> Object:
    url = f"/v1/payment_intents/{intent['id']}/amount_details_line_items"
    return list_object(intent_changes.line_items_of(account, intent), url)


def _find(call: Call) -> Object:
    return find_with_secret(call, KIND, "PaymentIntent")


def _confirm(call: Call, intent: Object) -> Object:
    checks.check_mandate(call, intent)
    return flow.confirm(call, intent, call.params)


INCLUDED = {"amount_details.line_items": _line_items}
_ID = "/v1/payment_intents/{id}"
ENDPOINTS = (
    Endpoint("POST", "/v1/payment_intents", create),
    Endpoint("GET", "/v1/payment_intents", lister(KIND, "customer", "customer_account")),
    Endpoint("GET", "/v1/payment_intents/search", searcher(KIND, SEARCHABLE)),
    Endpoint("GET", _ID, retrieve, publishable=True),
    Endpoint("POST", _ID, update, guard=checks.check_not_of_checkout),
    Endpoint("POST", f"{_ID}/confirm", confirm, publishable=True, guard=checks.check_not_of_checkout),
    Endpoint("POST", f"{_ID}/capture", capture),
    Endpoint("POST", f"{_ID}/cancel", cancel, guard=checks.check_not_of_checkout),
    Endpoint("POST", f"{_ID}/increment_authorization", increment_authorization),
    Endpoint("POST", f"{_ID}/apply_customer_balance", apply_customer_balance),
    Endpoint("POST", f"{_ID}/verify_microdeposits", verify_microdeposits, publishable=True),
    Endpoint("GET", f"{_ID}/amount_details_line_items", list_line_items),
)
