"""A PaymentIntent as its parameters write it: made on creation, changed by update and confirm (facts 51-59, 79)."""

from __future__ import annotations

from typing import Any

from stripe_emulator.payments import checks, intent_params, method_objects, method_options
from stripe_emulator.resource_kit.amounts import check_currency
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.resource_kit.metadata import merge_metadata
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import missing_param

KIND = "payment_intent"
# Where an account keeps the line items of each PaymentIntent, which the object itself does not have.
LINES = "payment_intent:line_items"
COPIED = (
    "application_fee_amount",
    "capture_method",
    "description",
    "excluded_payment_method_types",
    "on_behalf_of",
    "receipt_email",
    "setup_future_usage",
    "shipping",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_group",
)


def make(call: Call, amount: int, currency: str) -> Object:
    """A new PaymentIntent of `amount` minor units with Stripe's defaults; not stored yet."""
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
        automatic_payment_methods=_automatic(call),
        capture_method="automatic_async",
        client_secret=f"{id}_secret_{account.ids.letters(25)}",
        confirmation_method=params.get("confirmation_method", "automatic"),
        created=account.clock(params.get("customer")).now(),
        currency=currency,
        payment_method_options={"card": dict(method_options.CARD)},
        payment_method_types=["card"],
        status="requires_payment_method",
    )


def apply(call: Call, intent: Object) -> None:
    """Write the parameters of the call into an intent; everything is checked before anything is written."""
    params, account = call.params, call.account
    customer = params.get("customer", intent["customer"])
    currency = check_currency(params["currency"]) if "currency" in params else intent["currency"]
    types = params.get("payment_method_types")
    checks.check_customer_stays(intent, params)
    if types is not None:
        intent_params.check_types(types, currency)
    intent_params.check_descriptor_of(intent["payment_method_types"] if types is None else types, params)
    transfer = _transfer(intent, params)
    method = _method(call, customer)
    if method is not None:
        checks.check_allowed(intent, method["type"], params)
    metadata = merge_metadata(intent["metadata"], params["metadata"]) if "metadata" in params else intent["metadata"]
    for name in COPIED:
        if name in params:
            intent[name] = params[name]
    intent |= {"currency": currency, "customer": customer, "metadata": metadata}
    if "amount" in params:
        intent["amount"] = params["amount"]
    if types is not None and types != intent["payment_method_types"]:
        intent |= {"payment_method_types": types, "payment_method_options": method_options.blank(types)}
    if params.get("payment_method_options"):
        method_options.apply(intent, params["payment_method_options"])
    if "return_url" in params:
        account.return_urls[intent["id"]] = params["return_url"]
    _apply_details(call, intent)
    intent["transfer_data"] = transfer
    if method is not None:
        _set_method(call, intent, method)
    elif "payment_method" in params and params["payment_method"] is None:
        intent |= {"payment_method": None, "status": "requires_payment_method", "next_action": None}


def line_items_of(account: Account, intent: Object) -> list[Object]:
    items: list[Object] = account.memory.get(LINES, {}).get(intent["id"], [])
    return items


def _automatic(call: Call) -> Object | None:
    """On unless the request names its types, since 2023-08-16 (fact 58)."""
    params = call.params
    automatic = params.get("automatic_payment_methods")
    if automatic is None and ("payment_method_types" in params):
        return None
    return {"allow_redirects": "always", **(automatic or {"enabled": True})}


def _apply_details(call: Call, intent: Object) -> None:
    params = call.params
    if "amount_details" in params:
        details = params["amount_details"] or {}
        intent["amount_details"] = intent_params.amount_details(details)
        lines = intent_params.line_items(call.account, details.get("line_items") or [])
        call.account.memory.setdefault(LINES, {})[intent["id"]] = lines
    if "payment_details" in params:
        details = params["payment_details"] or {}
        names = ("customer_reference", "order_reference")
        intent["payment_details"] = {name: details.get(name) for name in names} if details else None


def _transfer(intent: Object, params: dict[str, Any]) -> Object | None:
    """`transfer_data` with its changes; an amount needs a destination."""
    transfer = {**(intent["transfer_data"] or {}), **(params.get("transfer_data") or {})}
    if transfer and not transfer.get("destination"):
        raise missing_param("transfer_data[destination]")
    return {name: transfer.get(name) for name in ("amount", "destination")} if transfer else None


def _set_method(call: Call, intent: Object, method: Object) -> None:
    account, id = call.account, method["id"]
    if account.find(id) is None:
        account.add(method)
    if intent["payment_method"] != id:
        account.authenticated.pop(intent["id"], None)
        intent["payment_method"] = id
    if intent["status"] in ("requires_payment_method", "requires_action"):
        intent["status"], intent["next_action"] = "requires_confirmation", None


def _method(call: Call, customer: str | None) -> Object | None:
    params, account = call.params, call.account
    if params.get("payment_method") is not None:
        method = method_objects.resolve(account, params["payment_method"])
        method_objects.check_usable(account, method, customer)
        return method
    if "payment_method_data" in params:
        return method_objects.from_data(account, params["payment_method_data"], "payment_method_data")
    return None
