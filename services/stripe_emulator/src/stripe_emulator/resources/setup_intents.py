"""https://docs.stripe.com/api/setup_intents: create, retrieve, update, confirm, cancel, list."""

from __future__ import annotations

from stripe_emulator import payment_method_objects as methods
from stripe_emulator import setup_flow as flow
from stripe_emulator.account import Object
from stripe_emulator.endpoint import Call, Endpoint
from stripe_emulator.payment_intent_params import check_url
from stripe_emulator.publishable import find_with_secret
from stripe_emulator.standard import change, lister, new

KIND = "setup_intent"


def create(call: Call) -> Object:
    """A SetupIntent, confirmed at once with `confirm=true`."""
    account, params = call.account, call.params
    call.named("customer", "customer")
    id = account.ids.new("seti_")
    intent = new(
        account,
        KIND,
        id,
        attach_to_self=params.get("attach_to_self", False),
        automatic_payment_methods=params.get("automatic_payment_methods"),
        client_secret=f"{id}_secret_{account.ids.letters(35)}",
        created=account.clock(params.get("customer")).now(),
        customer=params.get("customer"),
        payment_method_options={
            "card": {"mandate_options": None, "network": None, "request_three_d_secure": "automatic"},
        },
        payment_method_types=["card"],
        status="requires_payment_method",
        usage=params.get("usage", "off_session"),
    )
    _apply(call, intent)
    account.add(intent)
    call.emit("setup_intent.created", intent)
    return flow.confirm(call, intent, params) if params.get("confirm") else intent


def retrieve(call: Call) -> Object:
    """One SetupIntent; with a publishable key only together with its client secret (fact 69)."""
    return find_with_secret(call, KIND, "SetupIntent")


def update(call: Call) -> Object:
    """Change what is given."""
    intent = retrieve(call)
    flow.check_open(intent, "update")
    call.named("customer", "customer")
    _apply(call, intent)
    return intent


def confirm(call: Call) -> Object:
    """Save the card."""
    intent = retrieve(call)
    flow.check_open(intent, "confirm")
    _apply(call, intent)
    return flow.confirm(call, intent, call.params)


def cancel(call: Call) -> Object:
    """Cancel for ever."""
    intent = retrieve(call)
    flow.check_open(intent, "cancel")
    intent |= {"status": "canceled", "next_action": None, "cancellation_reason": call.params.get("cancellation_reason")}
    call.emit("setup_intent.canceled", intent)
    return intent


def _apply(call: Call, intent: Object) -> None:
    params, method = call.params, None
    customer = params.get("customer", intent["customer"])
    if params.get("return_url") is not None:
        check_url(params["return_url"], "return_url")
    if "payment_method" in params:
        method = methods.resolve(call.account, params["payment_method"])
        methods.check_usable(call.account, method, customer)
    elif "payment_method_data" in params:
        method = methods.keep(
            call.account, methods.from_data(call.account, params["payment_method_data"], "payment_method_data")
        )
    change(intent, params, ("description", "payment_method_types", "metadata"))
    intent["customer"] = customer
    if method is not None:
        intent["payment_method"], intent["status"], intent["next_action"] = method["id"], "requires_confirmation", None


_ID = "/v1/setup_intents/{id}"
ENDPOINTS = (
    Endpoint("POST", "/v1/setup_intents", create),
    Endpoint("GET", "/v1/setup_intents", lister(KIND, "customer", "payment_method", "attach_to_self")),
    Endpoint("GET", _ID, retrieve, publishable=True),
    Endpoint("POST", _ID, update),
    Endpoint("POST", f"{_ID}/confirm", confirm, publishable=True),
    Endpoint("POST", f"{_ID}/cancel", cancel),
)
