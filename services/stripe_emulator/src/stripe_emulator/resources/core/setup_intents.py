"""https://docs.stripe.com/api/setup_intents: create, retrieve, update, confirm, cancel, verify, list."""

from __future__ import annotations

from stripe_emulator.payments import (
    checks,
    confirmation_tokens,
    intent_params,
    mandates,
    method_objects,
    method_options,
    microdeposits,
    setup_flow,
)
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import change, lister, new
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.publishable import find_with_secret
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import invalid
from stripe_emulator.wire.urls import check_return

KIND = "setup_intent"
CHANGEABLE = ("attach_to_self", "description", "excluded_payment_method_types", "flow_directions", "metadata")
# On creation only with `confirm=true` (https://docs.stripe.com/api/setup_intents/create).
CONFIRMING = ("confirmation_token", "mandate_data", "return_url", "single_use")
CARD: Object = {"mandate_options": None, "network": None, "request_three_d_secure": "automatic"}
DEFAULTS = {**method_options.DEFAULTS, "card": CARD}
# Types that SetupIntents have options for.
OPTIONED = frozenset(
    (
        "acss_debit",
        "amazon_pay",
        "bacs_debit",
        "bizum",
        "card",
        "card_present",
        "klarna",
        "link",
        "paypal",
        "payto",
        "pix",
        "sepa_debit",
        "upi",
        "us_bank_account",
    )
)


def create(call: Call) -> Object:
    account, params = call.account, call.params
    call.resolve("customer", "customer")
    _check_confirming(call)
    id = account.ids.new("seti_")
    intent = new(
        account,
        KIND,
        id,
        attach_to_self=False,
        automatic_payment_methods=_automatic(call),
        client_secret=f"{id}_secret_{account.ids.letters(35)}",
        created=account.clock(params.get("customer")).now(),
        customer=params.get("customer"),
        on_behalf_of=params.get("on_behalf_of"),
        payment_method_options={"card": dict(CARD)},
        payment_method_types=["card"],
        status="requires_payment_method",
        usage=params.get("usage", "off_session"),
    )
    call = confirmation_tokens.unfold(call, intent)
    _apply(call, intent)
    account.add(intent)
    call.emit("setup_intent.created", intent)
    return _confirm(call, intent) if params.get("confirm") else intent


def retrieve(call: Call) -> Object:
    """One SetupIntent; with a publishable key only together with its client secret (fact 69)."""
    return find_with_secret(call, KIND, "SetupIntent")


def update(call: Call) -> Object:
    intent = retrieve(call)
    setup_flow.check_open(intent, "update")
    call.resolve("customer", "customer")
    _apply(call, intent)
    return intent


def confirm(call: Call) -> Object:
    intent = retrieve(call)
    setup_flow.check_open(intent, "confirm")
    call = confirmation_tokens.unfold(call, intent)
    _apply(call, intent)
    return _confirm(call, intent)


def cancel(call: Call) -> Object:
    intent = retrieve(call)
    setup_flow.check_open(intent, "cancel")
    intent |= {"status": "canceled", "next_action": None, "cancellation_reason": call.params.get("cancellation_reason")}
    call.emit("setup_intent.canceled", intent)
    return intent


def verify_microdeposits(call: Call) -> Object:
    return microdeposits.verify_setup(call, retrieve(call))


def _confirm(call: Call, intent: Object) -> Object:
    intent = setup_flow.confirm(call, intent, call.params)
    single = call.params.get("single_use")
    if single is not None and intent["payment_method"] is not None and intent["status"] == "succeeded":
        method = method_objects.find(call.account, intent["payment_method"])
        mandate = mandates.make(call.account, method, call.params.get("mandate_data"), dict(single))
        intent["single_use_mandate"] = mandate["id"]
    return intent


def _automatic(call: Call) -> Object | None:
    automatic = call.params.get("automatic_payment_methods")
    return None if automatic is None else {"allow_redirects": "always", **automatic}


def _check_confirming(call: Call) -> None:
    if not call.params.get("confirm"):
        for name in CONFIRMING:
            if name in call.params:
                message = f"You cannot set `{name}` when creating a SetupIntent without `confirm=true`."
                raise invalid(message, param=name)


def _apply(call: Call, intent: Object) -> None:
    params, method, account = call.params, None, call.account
    customer = params.get("customer", intent["customer"])
    checks.check_customer_stays(intent, params)
    check_return(params.get("return_url"), "return_url")
    types = params.get("payment_method_types")
    if types is not None:
        intent_params.check_types(types, None)
    if params.get("payment_method") is not None:
        method = method_objects.resolve(account, params["payment_method"])
        method_objects.check_usable(account, method, customer)
    elif "payment_method_data" in params:
        data = params["payment_method_data"]
        method = method_objects.store(account, method_objects.from_data(account, data, "payment_method_data"))
    if method is not None:
        checks.check_allowed(intent, method["type"], params)
    change(intent, params, CHANGEABLE)
    intent["customer"] = customer
    if types is not None and types != intent["payment_method_types"]:
        intent |= {"payment_method_types": types, "payment_method_options": _options(types)}
    if params.get("payment_method_options"):
        method_options.apply(intent, params["payment_method_options"], DEFAULTS)
        intent["payment_method_options"].get("upi", {}).pop("setup_future_usage", None)  # taken, never shown
    if method is not None:
        if account.find(method["id"]) is None:
            account.add(method)
        intent["payment_method"], intent["status"], intent["next_action"] = method["id"], "requires_confirmation", None


def _options(types: list[str]) -> Object:
    return {type: dict(DEFAULTS.get(type, {})) for type in types if type in OPTIONED}


_ID = "/v1/setup_intents/{id}"
ENDPOINTS = (
    Endpoint("POST", "/v1/setup_intents", create),
    Endpoint(
        "GET", "/v1/setup_intents", lister(KIND, "customer", "customer_account", "payment_method", "attach_to_self")
    ),
    Endpoint("GET", _ID, retrieve, publishable=True),
    Endpoint("POST", _ID, update, guard=checks.check_not_of_checkout),
    Endpoint("POST", f"{_ID}/confirm", confirm, publishable=True, guard=checks.check_not_of_checkout),
    Endpoint("POST", f"{_ID}/cancel", cancel, guard=checks.check_not_of_checkout),
    Endpoint("POST", f"{_ID}/verify_microdeposits", verify_microdeposits, publishable=True),
)
