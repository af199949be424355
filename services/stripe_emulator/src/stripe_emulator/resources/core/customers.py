"""https://docs.stripe.com/api/customers: create, retrieve, update, delete, list."""

from __future__ import annotations

from stripe_emulator.billing import clocks
from stripe_emulator.billing.customer_deletion import delete_customer
from stripe_emulator.billing.subscription_state import lifecycle
from stripe_emulator.catalog import cash_balances, customer_terms, discounts, tax_ids
from stripe_emulator.catalog.checks import of_path
from stripe_emulator.payments import legacy_sources, method_objects
from stripe_emulator.resource_kit import references
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.changes import difference
from stripe_emulator.resource_kit.crud import change, lister, new, not_deleted, retriever
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.paging import list_object
from stripe_emulator.resource_kit.search import NUMERIC, STRING, TOKEN, searcher
from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.wire.errors import no_such

KIND = "customer"
CHANGEABLE = (
    "address",
    "business_name",
    "description",
    "email",
    "individual_name",
    "metadata",
    "name",
    "phone",
    "preferred_locales",
    "shipping",
    "tax_exempt",
)
SEARCHABLE = {"created": NUMERIC, "email": STRING, "metadata": TOKEN, "name": STRING, "phone": STRING}


def create(call: Call) -> Object:
    """A customer; with `payment_method`, that method is attached to it."""
    account, params = call.account, call.params
    customer_terms.check(call, None)
    clock = params.get("test_clock")
    if clock is not None:
        clocks.attach(account, clock)
    customer = new(
        account,
        KIND,
        account.ids.new("cus_"),
        balance=0,
        created=account.test_clocks.get(clock or "", account.time).now(),
        delinquent=False,
        invoice_prefix=account.ids.letters(8).upper(),
        invoice_settings={
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        next_invoice_sequence=1,
        preferred_locales=[],
        tax_exempt="none",
        test_clock=clock,
    )
    method = None
    if "payment_method" in params:
        method = method_objects.resolve(account, params["payment_method"])
        method_objects.attach(account, method, customer["id"])
    _apply(call, customer, method)
    source = legacy_sources.source_of(call)
    if source is not None:
        legacy_sources.check_attachable(account, source)
        customer["default_source"] = source["id"]
    account.add(customer)
    changes = customer_terms.apply(call, customer)
    call.emit("customer.created", customer)
    changes.emit(call)
    if source is not None:
        legacy_sources.attach(call, customer, source)
    if method is not None:
        call.emit("payment_method.attached", method)
    return customer


def update(call: Call) -> Object:
    customer = not_deleted(call, KIND)
    customer_terms.check(call, customer)
    source = legacy_sources.source_of(call)
    before = copy_of(customer)
    _apply(call, customer)
    legacy_sources.change_default(call, customer, source)
    changes = customer_terms.apply(call, customer)
    call.emit("customer.updated", customer, difference(before, customer))
    changes.emit(call)
    return customer


def delete(call: Call) -> Object:
    """Delete a customer; it stays retrievable as a stub (fact 46)."""
    return delete_customer(call, not_deleted(call, KIND))


def delete_discount(call: Call) -> Object:
    customer = of_path(call, KIND, "customer")
    discount = discounts.take_from_customer(call, customer)
    if discount is None:
        raise no_such("discount", customer["id"], "customer")
    return {**discount, "deleted": True}


def cash_balance(account: Account, customer: Object) -> Object:
    """The expanded `cash_balance`."""
    return cash_balances.of_customer(account, customer["id"])


def subscriptions(account: Account, customer: Object) -> Object:
    """The expanded `subscriptions`: those that have not ended."""
    current = [one for one in account.each("subscription", customer=customer["id"]) if lifecycle.not_ended(one)]
    return list_object([copy_of(one) for one in current], f"/v1/customers/{customer['id']}/subscriptions")


def invoice_credit_balance(_: Account, customer: Object) -> Object:
    """The expanded `invoice_credit_balance`: what is owed or credited, in minor units by currency."""
    return {customer["currency"]: customer["balance"]} if customer["currency"] and customer["balance"] else {}


def tax(_: Account, customer: Object) -> Object:
    """The expanded `tax`: no location without a country, and none in which this account collects taxes.

    https://docs.stripe.com/api/customers/object#customer_object-tax
    """
    address = (customer["shipping"] or {}).get("address") or customer["address"] or {}
    source = "shipping_destination" if (customer["shipping"] or {}).get("address") else "billing_address"
    if not address.get("country"):
        return {"automatic_tax": "unrecognized_location", "ip_address": None, "location": None, "provider": "stripe"}
    location = {"country": address["country"], "source": source, "state": address.get("state")}
    return {"automatic_tax": "not_collecting", "ip_address": None, "location": location, "provider": "stripe"}


def _apply(call: Call, customer: Object, new_method: Object | None = None) -> None:
    change(customer, call.params, CHANGEABLE)
    settings = call.params.get("invoice_settings") or {}
    if "default_payment_method" in settings:
        method, param = settings["default_payment_method"], "invoice_settings[default_payment_method]"
        if new_method is not None and method == call.params["payment_method"]:
            method = new_method["id"]
        elif method is not None:
            references.method_of_customer(call.account, method, customer["id"], param)
        customer["invoice_settings"]["default_payment_method"] = method


ENDPOINTS = (
    Endpoint("POST", "/v1/customers", create),
    Endpoint("GET", "/v1/customers", lister(KIND, "email", "test_clock", clock_filters=("test_clock",))),
    Endpoint("GET", "/v1/customers/search", searcher(KIND, SEARCHABLE)),
    Endpoint("GET", "/v1/customers/{id}", retriever(KIND)),
    Endpoint("POST", "/v1/customers/{id}", update),
    Endpoint("DELETE", "/v1/customers/{id}", delete),
    Endpoint("DELETE", "/v1/customers/{customer}/discount", delete_discount),
)
INCLUDED = {
    "cash_balance": cash_balance,
    "invoice_credit_balance": invoice_credit_balance,
    "subscriptions": subscriptions,
    "tax": tax,
    "tax_ids": tax_ids.of_customer,
}
