"""https://docs.stripe.com/api/payment_intents: create, retrieve, update, confirm, capture, cancel, list."""

from __future__ import annotations

from typing import Any

from stripe_emulator import payment_flow as flow
from stripe_emulator import payment_intent_params as params_of
from stripe_emulator import payment_method_objects as methods
from stripe_emulator.account import Object, shown
from stripe_emulator.amounts import check_amount, check_currency
from stripe_emulator.endpoint import Call, Endpoint
from stripe_emulator.errors import invalid, unexpected_state
from stripe_emulator.metadata import merge_metadata
from stripe_emulator.publishable import find_with_secret
from stripe_emulator.search import NUMERIC, TOKEN, searcher
from stripe_emulator.standard import lister, new

KIND = "payment_intent"
COPIED = (
    "capture_method", "description", "receipt_email", "setup_future_usage", "shipping", "statement_descriptor",
    "statement_descriptor_suffix", "transfer_group", "payment_method_types", "excluded_payment_method_types",
)  # fmt: skip
SEARCHABLE = {
    "amount": NUMERIC, "created": NUMERIC, "currency": TOKEN, "customer": TOKEN, "metadata": TOKEN, "status": TOKEN,
}  # fmt: skip
AUTOMATIC_SINCE = "2023-08-16"


def create(call: Call) -> Object:
    """A PaymentIntent, confirmed at once with `confirm=true`."""
    params = call.params
    currency = check_currency(params["currency"])
    check_amount(params["amount"], currency)
    params_of.check(params)
    params_of.check_confirming(params)
    call.named("customer", "customer")
    intent = _blank(call, params["amount"], currency)
    _apply(call, intent)
    call.account.add(intent)
    call.emit("payment_intent.created", intent)
    return flow.confirm(call, intent, params) if params.get("confirm") else intent


def retrieve(call: Call) -> Object:
    """One PaymentIntent; with a publishable key only together with its client secret (fact 68)."""
    return _find(call)


def update(call: Call) -> Object:
    """Change what is given; the amount only while nothing is paid (fact 56)."""
    intent, params = _find(call), call.params
    if "amount" in params or "currency" in params:
        _check_amount_change(intent, params)
    if intent["status"] not in flow.CONFIRMABLE:
        _check_method_stays(intent, params)
    params_of.check(params)
    call.named("customer", "customer")
    _apply(call, intent)
    intent["last_payment_error"] = None
    return intent


def confirm(call: Call) -> Object:
    """Try to pay; see `payment_flow.confirm`."""
    intent = _find(call)
    if call.publishable:
        _check_publishable(call, intent)
    flow.check_confirmable(intent, call.publishable)
    params_of.check(call.params)
    _apply(call, intent)
    return flow.confirm(call, intent, call.params)


def capture(call: Call) -> Object:
    """Take a held amount."""
    return flow.capture(call, _find(call), call.params.get("amount_to_capture"))


def cancel(call: Call) -> Object:
    """Cancel for ever."""
    return flow.cancel(call, _find(call), call.params.get("cancellation_reason"))


def _find(call: Call) -> Object:
    return find_with_secret(call, KIND, "PaymentIntent")


def _blank(call: Call, amount: int, currency: str) -> Object:
    account, params = call.account, call.params
    id = account.ids.payment()
    return new(
        account,
        KIND,
        id,
        amount=amount,
        amount_capturable=0,
        amount_details={"tip": {}},
        amount_received=0,
        application_fee_amount=params.get("application_fee_amount"),
        automatic_payment_methods=_automatic(call),
        capture_method="automatic",
        client_secret=f"{id}_secret_{account.ids.letters(25)}",
        confirmation_method=params.get("confirmation_method", "automatic"),
        created=account.clock(params.get("customer")).now(),
        currency=currency,
        payment_method_options={
            "card": {
                "installments": None,
                "mandate_options": None,
                "network": None,
                "request_three_d_secure": "automatic",
            }
        },
        payment_method_types=["card"],
        status="requires_payment_method",
    )


def _automatic(call: Call) -> Object | None:
    """On unless the request names its types, since 2023-08-16 (fact 58)."""
    given = call.params.get("automatic_payment_methods")
    if given is None and ("payment_method_types" in call.params or call.version < AUTOMATIC_SINCE):
        return None
    return {"allow_redirects": "always", **(given or {"enabled": True})}


def _apply(call: Call, intent: Object) -> None:
    """Write the given parameters into the intent; all that can be refused is refused before anything is written."""
    params, account = call.params, call.account
    customer = params.get("customer", intent["customer"])
    method = _method(call, customer)
    for name in COPIED:
        if name in params:
            intent[name] = params[name]
    if "amount" in params:
        intent["amount"] = params["amount"]
    if "currency" in params:
        intent["currency"] = check_currency(params["currency"])
    intent["customer"] = customer
    if "metadata" in params:
        intent["metadata"] = merge_metadata(intent["metadata"], params["metadata"])
    if card := (params.get("payment_method_options") or {}).get("card"):
        intent["payment_method_options"]["card"].update(card)
    if "return_url" in params:
        account.return_urls[intent["id"]] = params["return_url"]
    if method is not None:
        account.add(method) if account.find(method["id"]) is None else None
        account.authenticated.pop(intent["id"], None) if intent["payment_method"] != method["id"] else None
        intent["payment_method"] = method["id"]
        if intent["status"] in ("requires_payment_method", "requires_action"):
            intent["status"], intent["next_action"] = "requires_confirmation", None


def _method(call: Call, customer: str | None) -> Object | None:
    params, account = call.params, call.account
    if "payment_method" in params:
        method = methods.resolve(account, params["payment_method"])
        methods.check_usable(account, method, customer)
        return method
    if "payment_method_data" in params:
        return methods.from_data(account, params["payment_method_data"], "payment_method_data")
    return None


def _check_amount_change(intent: Object, params: dict[str, Any]) -> None:
    if intent["status"] not in flow.CONFIRMABLE:
        raise unexpected_state(
            f"This PaymentIntent's amount could not be updated because it has a status of {intent['status']}. You may "
            "only update the amount of a PaymentIntent with one of the following statuses: "
            f"{', '.join(flow.CONFIRMABLE)}.",
            shown(intent),
        )
    currency = check_currency(params["currency"] if "currency" in params else intent["currency"])
    check_amount(params["amount"] if "amount" in params else intent["amount"], currency)


def _check_method_stays(intent: Object, params: dict[str, Any]) -> None:
    for name in ("payment_method", "payment_method_data"):
        if name in params:
            raise unexpected_state(
                f"You cannot update this PaymentIntent's `{name}` because it has a status of {intent['status']}. You "
                "may only update it with one of the following statuses: "
                f"{', '.join(flow.CONFIRMABLE)}.",
                shown(intent),
            )


def _check_publishable(call: Call, intent: Object) -> None:
    for name in params_of.SECRET_ONLY:
        if name in call.params:
            message = f"You cannot use the `{name}` parameter with a publishable key. Please use your secret key."
            raise invalid(message, param=name, code="secret_key_required")
    wanted = call.params.get("setup_future_usage", intent["setup_future_usage"])
    if wanted != intent["setup_future_usage"] and (intent["setup_future_usage"], wanted) != (
        "on_session",
        "off_session",
    ):
        message = "A publishable key may only change `setup_future_usage` from `on_session` to `off_session`."
        raise invalid(message, param="setup_future_usage")


_ID = "/v1/payment_intents/{id}"
ENDPOINTS = (
    Endpoint("POST", "/v1/payment_intents", create),
    Endpoint("GET", "/v1/payment_intents", lister(KIND, "customer")),
    Endpoint("GET", "/v1/payment_intents/search", searcher(KIND, SEARCHABLE)),
    Endpoint("GET", _ID, retrieve, publishable=True),
    Endpoint("POST", _ID, update),
    Endpoint("POST", f"{_ID}/confirm", confirm, publishable=True),
    Endpoint("POST", f"{_ID}/capture", capture),
    Endpoint("POST", f"{_ID}/cancel", cancel),
)
