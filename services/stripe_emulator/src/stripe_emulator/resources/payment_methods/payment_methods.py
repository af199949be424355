"""https://docs.stripe.com/api/payment_methods: create, retrieve, update, list, attach, detach."""

from __future__ import annotations

from stripe_emulator.money import bank_accounts
from stripe_emulator.payments import method_objects
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.changes import difference
from stripe_emulator.resource_kit.crud import change
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.paging import page
from stripe_emulator.state.account import Object, copy_of
from stripe_emulator.wire.errors import invalid, missing_param, no_such

KIND = "payment_method"
FILTERS = ("customer", "customer_account", "type", "allow_redisplay")
CHANGEABLE_TYPES = ("card", "payto", "us_bank_account")


def create(call: Call) -> Object:
    """A PaymentMethod from its details; a publishable key may do this. With `payment_method`, a copy of a saved one."""
    account, params = call.account, call.params
    if params.get("payment_method") is not None and "type" not in params:
        original = method_objects.find(account, params["payment_method"])
        copy = copy_of(original) | {"id": account.ids.new("pm_"), "customer": None, "created": account.now()}
        if original["id"] in account.cards:
            account.cards[copy["id"]] = account.cards[original["id"]]
        bank_accounts.remember(account, copy["id"], bank_accounts.recall(account, original["id"]))
        return account.add(copy)
    return method_objects.store(account, method_objects.from_data(account, params))


def retrieve(call: Call) -> Object:
    """One PaymentMethod; a legacy card or source is seen as one."""
    return method_objects.find(call.account, call.path["id"], status=404)


def update(call: Call) -> Object:
    method, params = method_objects.find(call.account, call.path["id"], status=404), call.params
    before = copy_of(method)
    change(method, params, ("metadata", "allow_redisplay"))
    if "billing_details" in params:
        method["billing_details"] = method_objects.billing_details(
            {**method["billing_details"], **params["billing_details"]}
        )
    for type in CHANGEABLE_TYPES:
        if params.get(type):
            _update_type(method, type, params[type])
    call.emit("payment_method.updated", method, difference(before, method))
    return method


def list_all(call: Call) -> Object:
    return page(call, KIND, *FILTERS, where=lambda method: method["customer"] is not None)


def list_of_customer(call: Call) -> Object:
    customer = call.account.get("customer", call.path["customer"], param="customer")
    return page(call, KIND, "type", "allow_redisplay", customer=customer["id"])


def retrieve_of_customer(call: Call) -> Object:
    customer = call.account.get("customer", call.path["customer"], param="customer")
    method = method_objects.find(call.account, call.path["id"], status=404)
    if method["customer"] != customer["id"]:
        raise no_such("PaymentMethod", method["id"], "payment_method")
    return method


def attach(call: Call) -> Object:
    """Save to a customer; cards that are always declined fail here (fact 90)."""
    if call.resolve("customer", "customer") is None:
        raise missing_param("customer")
    method = method_objects.resolve(call.account, call.path["id"], status=404)
    method_objects.attach(call.account, method, call.params["customer"])
    call.emit("payment_method.attached", method)
    return method


def detach(call: Call) -> Object:
    """Remove from its customer; it cannot be used again (fact 91)."""
    method = method_objects.find(call.account, call.path["id"], status=404)
    if method["customer"] is None:
        raise invalid("The payment method you provided is not attached to a customer so detachment is impossible.")
    previous = {"customer": method["customer"]}
    method["customer"] = None
    call.account.spent.add(method["id"])
    call.emit("payment_method.detached", method, previous)
    return method


def _update_type(method: Object, type: str, params: Object) -> None:
    if method["type"] != type:
        message = f"You cannot update the `{type}` of a PaymentMethod of type `{method['type']}`."
        raise invalid(message, param=type)
    for name, value in params.items():
        if name == "networks":
            method[type]["networks"] = {**method[type]["networks"], "preferred": (value or {}).get("preferred")}
        elif name in method[type]:
            method[type][name] = value


ENDPOINTS = (
    Endpoint("POST", "/v1/payment_methods", create, publishable=True),
    Endpoint("GET", "/v1/payment_methods", list_all),
    Endpoint("GET", "/v1/payment_methods/{id}", retrieve),
    Endpoint("POST", "/v1/payment_methods/{id}", update),
    Endpoint("POST", "/v1/payment_methods/{id}/attach", attach),
    Endpoint("POST", "/v1/payment_methods/{id}/detach", detach),
    Endpoint("GET", "/v1/customers/{customer}/payment_methods", list_of_customer),
    Endpoint("GET", "/v1/customers/{customer}/payment_methods/{id}", retrieve_of_customer),
)
