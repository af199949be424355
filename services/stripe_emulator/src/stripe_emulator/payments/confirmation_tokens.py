"""ConfirmationTokens: what a shopper has entered, on its way to the server (https://docs.stripe.com/api/confirmation_tokens)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from stripe_emulator.payments import method_objects
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.wire.errors import invalid, missing_param
from stripe_emulator.wire.urls import check_return

# Key of `account.memory`: the PaymentMethod of each token, stored as an object once the token is used.
METHODS = "confirmation_token:methods"
LIFETIME = 12 * 3600
CARRIED = ("mandate_data", "return_url", "setup_future_usage")
PREVIEWED = ("allow_redisplay", "billing_details", "customer", "customer_account")


def create(call: Call) -> Object:
    """A token of a PaymentMethod, or of the data for one."""
    account, params = call.account, call.params
    if "payment_method_data" in params:
        method = method_objects.from_data(account, params["payment_method_data"], "payment_method_data")
    elif "payment_method" in params:
        method = method_objects.resolve(account, params["payment_method"])
    else:
        raise missing_param("payment_method_data")
    check_return(params.get("return_url"), "return_url")
    token = new(
        account,
        "confirmation_token",
        account.ids.new("ctoken_"),
        expires_at=account.now() + LIFETIME,
        mandate_data=_mandate(params.get("mandate_data")),
        payment_method_options=_options(params),
        payment_method_preview=_preview(method),
        return_url=params.get("return_url"),
        setup_future_usage=params.get("setup_future_usage"),
        shipping=_shipping(params.get("shipping")),
        use_stripe_sdk=call.publishable,
    )
    account.memory.setdefault(METHODS, {})[token["id"]] = method
    return account.add(token)


def unfold(call: Call, intent: Object) -> Call:
    """The call with the parameters of its ConfirmationToken instead of the token; 400 for a used or expired one."""
    params = call.params
    id = params.get("confirmation_token")
    if id is None:
        return call
    for name in ("payment_method", "payment_method_data"):
        if name in params:
            message = f"You may only specify one of these parameters: {name}, confirmation_token."
            raise invalid(message, param="confirmation_token")
    account = call.account
    token = account.get("confirmation_token", id, param="confirmation_token", status=400)
    used = token["payment_intent"] or token["setup_intent"]
    if used is not None and used != intent["id"]:
        raise invalid(f"The ConfirmationToken {id} has already been used for {used}.", param="confirmation_token")
    if token["expires_at"] is not None and token["expires_at"] <= account.now():
        raise invalid(f"The ConfirmationToken {id} has expired.", param="confirmation_token")
    token[intent["object"]] = intent["id"]
    token["expires_at"] = None
    method = _method_of(account, id)
    carried: dict[str, Any] = {name: token[name] for name in CARRIED if token[name] is not None}
    if token["shipping"] is not None and intent["object"] == "payment_intent":
        carried["shipping"] = token["shipping"]
    rest = {name: value for name, value in params.items() if name != "confirmation_token"}
    return replace(call, params={**carried, **rest, "payment_method": method["id"]})


def _method_of(account: Account, id: str) -> Object:
    method: Object = account.memory[METHODS][id]
    return method if account.find(method["id"]) is not None else account.add(method)


def _preview(method: Object) -> Object:
    type = method["type"]
    fields = {name: method[name] for name in PREVIEWED} | {"type": type}
    return fields if type == "custom" else fields | {type: copy_of(method[type])}


def _mandate(data: dict[str, Any] | None) -> Object | None:
    if data is None:
        return None
    acceptance = data.get("customer_acceptance") or {}
    online = acceptance.get("online")
    online_fields = (
        None if online is None else {"ip_address": online.get("ip_address"), "user_agent": online.get("user_agent")}
    )
    return {"customer_acceptance": {"online": online_fields, "type": acceptance.get("type", "online")}}


def _options(params: dict[str, Any]) -> Object | None:
    card = (params.get("payment_method_options") or {}).get("card")
    return None if card is None else {"card": {"cvc_token": None, "installments": card.get("installments")}}


def _shipping(params: dict[str, Any] | None) -> Object | None:
    if params is None:
        return None
    return {
        "address": dict.fromkeys(method_objects.ADDRESS) | (params.get("address") or {}),
        "name": params["name"],
        "phone": params.get("phone"),
    }
