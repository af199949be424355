"""https://docs.stripe.com/api/payment_methods: create, retrieve, update, list, attach, detach."""

from __future__ import annotations

from stripe_emulator import payment_method_objects as methods
from stripe_emulator.account import Object
from stripe_emulator.endpoint import Call, Endpoint
from stripe_emulator.errors import invalid, missing_param
from stripe_emulator.paging import page
from stripe_emulator.standard import change, retriever

KIND = "payment_method"


def create(call: Call) -> Object:
    """A PaymentMethod from card details; a publishable key may do this."""
    return methods.keep(call.account, methods.from_data(call.account, call.params))


def update(call: Call) -> Object:
    """Change billing details, expiry and metadata."""
    method, params = call.account.get(KIND, call.path["id"]), call.params
    previous = change(method, params, ("metadata", "allow_redisplay"))
    if "billing_details" in params:
        previous["billing_details"] = method["billing_details"]
        method["billing_details"] = methods.billing_details({**method["billing_details"], **params["billing_details"]})
    card = params.get("card") or {}
    method["card"] |= {name: value for name, value in card.items() if name != "networks"}
    method["card"]["networks"] |= card.get("networks") or {}
    call.emit("payment_method.updated", method, previous)
    return method


def list_all(call: Call) -> Object:
    """A customer's PaymentMethods."""
    return page(call, KIND, "customer", "type", "allow_redisplay", where=lambda method: method["customer"] is not None)


def list_of_customer(call: Call) -> Object:
    """The same, under the customer's path."""
    customer = call.account.get("customer", call.path["customer"], param="customer")
    return page(call, KIND, "type", "allow_redisplay", customer=customer["id"])


def attach(call: Call) -> Object:
    """Save to a customer; cards that are always declined fail here (fact 90)."""
    if call.named("customer", "customer") is None:
        raise missing_param("customer")
    method = methods.resolve(call.account, call.path["id"], status=404)
    methods.attach(call.account, method, call.params["customer"])
    call.emit("payment_method.attached", method)
    return method


def detach(call: Call) -> Object:
    """Remove from its customer; it cannot be used again (fact 91)."""
    method = call.account.get(KIND, call.path["id"])
    if method["customer"] is None:
        raise invalid("The payment method you provided is not attached to a customer so detachment is impossible.")
    previous = {"customer": method["customer"]}
    method["customer"] = None
    call.account.spent.add(method["id"])
    call.emit("payment_method.detached", method, previous)
    return method


ENDPOINTS = (
    Endpoint("POST", "/v1/payment_methods", create, publishable=True),
    Endpoint("GET", "/v1/payment_methods", list_all),
    Endpoint("GET", "/v1/payment_methods/{id}", retriever(KIND)),
    Endpoint("POST", "/v1/payment_methods/{id}", update),
    Endpoint("POST", "/v1/payment_methods/{id}/attach", attach),
    Endpoint("POST", "/v1/payment_methods/{id}/detach", detach),
    Endpoint("GET", "/v1/customers/{customer}/payment_methods", list_of_customer),
)
