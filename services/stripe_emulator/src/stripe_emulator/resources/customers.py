"""https://docs.stripe.com/api/customers: create, retrieve, update, delete, list."""

from __future__ import annotations

from stripe_emulator import payment_method_objects as methods
from stripe_emulator.account import Object
from stripe_emulator.endpoint import Call, Endpoint
from stripe_emulator.errors import no_such
from stripe_emulator.paging import page
from stripe_emulator.params import (
    LIST,
    METADATA,
    Param,
    Spec,
    any_hash,
    hash_of,
    list_of,
    merge_metadata,
    one_of,
    text,
)

FIELDS = ("description", "email", "name", "phone", "business_name", "individual_name")
SHIPPING: Spec = {
    "address": Param(hash_of(methods.ADDRESS), unset=True),
    "name": Param(text),
    "phone": Param(text, unset=True),
    "carrier": Param(text),
    "tracking_number": Param(text),
}


def create(call: Call) -> Object:
    """A customer; with `payment_method`, that card is saved to it."""
    customer: Object = {
        "id": call.account.ids.new("cus_"),
        "object": "customer",
        "address": None,
        "balance": 0,
        "created": call.account.now(),
        "currency": None,
        "default_source": None,
        "delinquent": False,
        "discount": None,
        **dict.fromkeys(FIELDS),
        "invoice_prefix": call.account.ids.letters(8).upper(),
        "invoice_settings": {
            "custom_fields": None, "default_payment_method": None, "footer": None, "rendering_options": None,
        },
        "livemode": False,
        "metadata": {},
        "next_invoice_sequence": 1,
        "preferred_locales": [],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
    }  # fmt: skip
    method = None
    if "payment_method" in call.params:
        method = methods.resolve(call.account, call.params["payment_method"])
        methods.attach(call.account, method, customer["id"])
    _apply(customer, call)
    call.account.add(customer)
    call.emit("customer.created", customer)
    if method is not None:
        call.emit("payment_method.attached", method)
    return customer


def retrieve(call: Call) -> Object:
    """One customer; a deleted one stays retrievable as a stub (fact 46)."""
    return call.account.get("customer", call.path["id"])


def update(call: Call) -> Object:
    """Change what is given."""
    customer = _living(call)
    before = {name: customer[name] for name in call.params if name in customer}
    _apply(customer, call)
    changed = {name: value for name, value in before.items() if customer[name] != value}
    call.emit("customer.updated", customer, changed)
    return customer


def delete(call: Call) -> Object:
    """Delete for ever; its PaymentMethods are detached (fact 93)."""
    customer = _living(call)
    call.emit("customer.deleted", customer)
    for method in call.account.all("payment_method"):
        if method["customer"] == customer["id"]:
            method["customer"] = None
            call.account.spent.add(method["id"])
    stub = {"id": customer["id"], "object": "customer", "deleted": True}
    customer.clear()
    customer.update(stub)
    return customer


def list_all(call: Call) -> Object:
    """Customers that are not deleted, newest first."""
    living = [customer for customer in call.account.all("customer") if not customer.get("deleted")]
    return page(living, call.params, call.url, email="email")


def _living(call: Call) -> Object:
    customer = retrieve(call)
    if customer.get("deleted"):
        raise no_such("customer", call.path["id"])
    return customer


def _apply(customer: Object, call: Call) -> None:
    params = call.params
    for name in (*FIELDS, "address", "shipping", "tax_exempt", "preferred_locales"):
        if name in params:
            customer[name] = params[name]
    if "metadata" in params:
        customer["metadata"] = merge_metadata(customer["metadata"], params["metadata"])
    if "default_payment_method" in (settings := params.get("invoice_settings", {})):
        method = settings["default_payment_method"]
        if method is not None:
            call.account.get("payment_method", method, param="invoice_settings[default_payment_method]", status=400)
        customer["invoice_settings"]["default_payment_method"] = method


_UPDATE: Spec = {
    **{name: Param(text, unset=True) for name in FIELDS},
    "address": Param(hash_of(methods.ADDRESS), unset=True),
    "shipping": Param(hash_of(SHIPPING), unset=True),
    "metadata": METADATA,
    "preferred_locales": Param(list_of(text)),
    "tax_exempt": Param(one_of("none", "exempt", "reverse"), unset=True),
    "tax": Param(any_hash),
    "invoice_settings": Param(
        hash_of(
            {
                "default_payment_method": Param(text, unset=True),
                "custom_fields": Param(any_hash, unset=True),
                "footer": Param(text, unset=True),
                "rendering_options": Param(any_hash, unset=True),
            }
        )
    ),
}
ENDPOINTS = (
    Endpoint("POST", "/v1/customers", create, {**_UPDATE, "payment_method": Param(text)}),
    Endpoint("GET", "/v1/customers", list_all, LIST | {"email": Param(text)}),
    Endpoint("GET", "/v1/customers/{id}", retrieve),
    Endpoint("POST", "/v1/customers/{id}", update, _UPDATE),
    Endpoint("DELETE", "/v1/customers/{id}", delete),
)
