"""https://docs.stripe.com/api/setup_intents: create, retrieve, update, confirm, cancel, list."""

from __future__ import annotations

from stripe_emulator import payment_method_objects as methods
from stripe_emulator import setup_flow as flow
from stripe_emulator.account import Object
from stripe_emulator.endpoint import Call, Endpoint
from stripe_emulator.paging import page
from stripe_emulator.params import (
    LIST,
    METADATA,
    Param,
    Spec,
    any_hash,
    boolean,
    hash_of,
    list_of,
    merge_metadata,
    one_of,
    text,
)
from stripe_emulator.payment_intent_params import METHOD_TYPES, return_url
from stripe_emulator.publishable import find_with_secret


def create(call: Call) -> Object:
    """A SetupIntent, confirmed at once with `confirm=true`."""
    account, params = call.account, call.params
    if "customer" in params:
        account.get("customer", params["customer"], param="customer", status=400)
    id = account.ids.new("seti_")
    intent: Object = {
        "id": id,
        "object": "setup_intent",
        "application": None,
        "attach_to_self": params.get("attach_to_self", False),
        "automatic_payment_methods": params.get("automatic_payment_methods"),
        "cancellation_reason": None,
        "client_secret": f"{id}_secret_{account.ids.letters(35)}",
        "created": account.now(),
        "customer": params.get("customer"),
        "description": None,
        "flow_directions": None,
        "last_setup_error": None,
        "latest_attempt": None,
        "livemode": False,
        "mandate": None,
        "metadata": {},
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": {
            "card": {"mandate_options": None, "network": None, "request_three_d_secure": "automatic"},
        },
        "payment_method_types": ["card"],
        "single_use_mandate": None,
        "status": "requires_payment_method",
        "usage": params.get("usage", "off_session"),
    }  # fmt: skip
    _apply(call, intent)
    account.add(intent)
    call.emit("setup_intent.created", intent)
    return flow.confirm(call, intent, params) if params.get("confirm") else intent


def retrieve(call: Call) -> Object:
    """One SetupIntent; with a publishable key only together with its client secret (fact 69)."""
    return find_with_secret(call, "setup_intent", "SetupIntent")


def update(call: Call) -> Object:
    """Change what is given."""
    intent = retrieve(call)
    flow.check_open(intent, "update")
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


def list_all(call: Call) -> Object:
    """SetupIntents, newest first."""
    filters = {name: name for name in FILTERS}
    return page(call.account.all("setup_intent"), call.params, call.url, **filters)


def _apply(call: Call, intent: Object) -> None:
    params, method = call.params, None
    customer = params.get("customer", intent["customer"])
    if "payment_method" in params:
        method = methods.resolve(call.account, params["payment_method"])
        methods.check_usable(call.account, method, customer)
    elif "payment_method_data" in params:
        method = methods.keep(
            call.account, methods.from_data(call.account, params["payment_method_data"], "payment_method_data")
        )
    for name in ("description", "payment_method_types"):
        if name in params:
            intent[name] = params[name]
    if "metadata" in params:
        intent["metadata"] = merge_metadata(intent["metadata"], params["metadata"])
    intent["customer"] = customer
    if method is not None:
        intent["payment_method"], intent["status"], intent["next_action"] = method["id"], "requires_confirmation", None


_METHOD: Spec = {
    "payment_method": Param(text),
    "payment_method_data": Param(hash_of(methods.DATA)),
    "payment_method_options": Param(any_hash),
}
_UPDATE: Spec = {
    **_METHOD,
    "customer": Param(text),
    "description": Param(text, unset=True),
    "metadata": METADATA,
    "payment_method_types": Param(list_of(one_of(*METHOD_TYPES))),
}
_CONFIRM: Spec = {
    **_METHOD,
    "client_secret": Param(text),
    "mandate_data": Param(any_hash),
    "return_url": Param(return_url),
    "use_stripe_sdk": Param(boolean),
}
_CREATE: Spec = {
    **_UPDATE,
    "attach_to_self": Param(boolean),
    "automatic_payment_methods": Param(any_hash),
    "confirm": Param(boolean),
    "mandate_data": Param(any_hash),
    "return_url": Param(return_url),
    "usage": Param(one_of("off_session", "on_session")),
    "use_stripe_sdk": Param(boolean),
}
_CANCEL: Spec = {"cancellation_reason": Param(one_of("abandoned", "duplicate", "requested_by_customer"))}
FILTERS = {
    "customer": Param(text),
    "payment_method": Param(text),
    "attach_to_self": Param(boolean),
}
_ID = "/v1/setup_intents/{id}"
ENDPOINTS = (
    Endpoint("POST", "/v1/setup_intents", create, _CREATE),
    Endpoint("GET", "/v1/setup_intents", list_all, LIST | FILTERS),
    Endpoint("GET", _ID, retrieve, {"client_secret": Param(text)}, publishable=True),
    Endpoint("POST", _ID, update, _UPDATE),
    Endpoint("POST", f"{_ID}/confirm", confirm, _CONFIRM, publishable=True),
    Endpoint("POST", f"{_ID}/cancel", cancel, _CANCEL),
)
