"""https://docs.stripe.com/api/payment_methods: create, retrieve, update, list, attach, detach."""

from __future__ import annotations

from stripe_emulator import payment_method_objects as methods
from stripe_emulator.account import Object
from stripe_emulator.endpoint import Call, Endpoint
from stripe_emulator.errors import invalid
from stripe_emulator.paging import page
from stripe_emulator.params import LIST, METADATA, Param, any_hash, hash_of, integer, merge_metadata, one_of, text

UPDATE_CARD = {"exp_month": Param(integer), "exp_year": Param(integer), "networks": Param(any_hash)}


def create(call: Call) -> Object:
    """A PaymentMethod from card details; a publishable key may do this."""
    return methods.keep(call.account, methods.from_data(call.account, call.params))


def retrieve(call: Call) -> Object:
    """One PaymentMethod."""
    return call.account.get("payment_method", call.path["id"])


def update(call: Call) -> Object:
    """Change billing details, expiry and metadata."""
    method, params = retrieve(call), call.params
    if "billing_details" in params:
        method["billing_details"] = methods.billing_details({**method["billing_details"], **params["billing_details"]})
    if "metadata" in params:
        method["metadata"] = merge_metadata(method["metadata"], params["metadata"])
    method["card"].update(params.get("card", {}))
    if "allow_redisplay" in params:
        method["allow_redisplay"] = params["allow_redisplay"]
    call.emit("payment_method.updated", method)
    return method


def list_all(call: Call) -> Object:
    """A customer's PaymentMethods."""
    saved = [method for method in call.account.all("payment_method") if method["customer"] is not None]
    return page(saved, call.params, call.url, customer="customer", type="type", allow_redisplay="allow_redisplay")


def list_of_customer(call: Call) -> Object:
    """The same, under the customer's path."""
    customer = call.account.get("customer", call.path["customer"], param="customer")
    saved = [method for method in call.account.all("payment_method") if method["customer"] == customer["id"]]
    return page(saved, call.params, call.url, type="type")


def attach(call: Call) -> Object:
    """Save to a customer; cards that are always declined fail here (fact 90)."""
    call.account.get("customer", call.params["customer"], param="customer", status=400)
    method = methods.resolve(call.account, call.path["id"], status=404)
    methods.attach(call.account, method, call.params["customer"])
    call.emit("payment_method.attached", method)
    return method


def detach(call: Call) -> Object:
    """Remove from its customer; it cannot be used again (fact 91)."""
    method = retrieve(call)
    if method["customer"] is None:
        raise invalid("The payment method you provided is not attached to a customer so detachment is impossible.")
    previous = {"customer": method["customer"]}
    method["customer"] = None
    call.account.spent.add(method["id"])
    call.emit("payment_method.detached", method, previous)
    return method


_LIST = LIST | {"customer": Param(text), "type": Param(text), "allow_redisplay": Param(text)}
_UPDATE = {
    "billing_details": Param(hash_of(methods.BILLING)),
    "card": Param(hash_of(UPDATE_CARD)),
    "metadata": METADATA,
    "allow_redisplay": Param(one_of("always", "limited", "unspecified")),
}
ENDPOINTS = (
    Endpoint("POST", "/v1/payment_methods", create, methods.DATA, publishable=True),
    Endpoint("GET", "/v1/payment_methods", list_all, _LIST),
    Endpoint("GET", "/v1/payment_methods/{id}", retrieve),
    Endpoint("POST", "/v1/payment_methods/{id}", update, _UPDATE),
    Endpoint("POST", "/v1/payment_methods/{id}/attach", attach, {"customer": Param(text, required=True)}),
    Endpoint("POST", "/v1/payment_methods/{id}/detach", detach),
    Endpoint("GET", "/v1/customers/{customer}/payment_methods", list_of_customer, LIST | {"type": Param(text)}),
)
