"""https://docs.stripe.com/api/charges: create, capture, retrieve, update, list, and a charge's own refunds."""

from __future__ import annotations

from stripe_emulator.money import risk
from stripe_emulator.payments import direct_charges, refunds
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.changes import difference
from stripe_emulator.resource_kit.crud import change, lister, retriever
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.paging import list_object, page
from stripe_emulator.resource_kit.search import NUMERIC, TOKEN, Field, searcher
from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.wire.errors import invalid, no_such

KIND = "charge"
CHANGEABLE = ("description", "metadata", "receipt_email", "shipping", "transfer_group")


def _extent(charge: Object) -> str | None:
    """`refunded` as the search understands it: `true` in full, `false` in part, null not at all."""
    return None if not charge["amount_refunded"] else "true" if charge["refunded"] else "false"


# https://docs.stripe.com/search#query-fields-for-charges
SEARCHABLE = {
    "amount": NUMERIC,
    "billing_details.address.postal_code": TOKEN,
    "created": NUMERIC,
    "currency": TOKEN,
    "customer": TOKEN,
    "disputed": TOKEN,
    "metadata": TOKEN,
    "refunded": Field(TOKEN, _extent),
    "status": TOKEN,
    **{
        f"payment_method_details.{source}.{name}": TOKEN
        for source in ("card", "card_present", "interac_present")
        for name in ("brand", "exp_month", "exp_year", "fingerprint", "last4")
    },
}


def update(call: Call) -> Object:
    """Change a charge; the customer only where it has none."""
    charge, params = _charge(call), call.params
    customer = call.resolve("customer", "customer")
    if customer is not None and charge["customer"] not in (None, customer["id"]):
        raise invalid("You cannot change the customer of a charge that has one.", param="customer")
    before = copy_of(charge)
    change(charge, params, (*CHANGEABLE, "customer"))
    if "fraud_details" in params:
        report = {name: value for name, value in (params["fraud_details"] or {}).items() if value is not None}
        charge["fraud_details"] = {**charge["fraud_details"], **report}
    call.emit("charge.updated", charge, difference(before, charge))
    if charge["fraud_details"].get("user_report") == "safe":
        risk.close_review(call.emulator, call.account, charge, "approved")
    return charge


def capture(call: Call) -> Object:
    """Capture an authorized charge without a PaymentIntent."""
    return direct_charges.capture(call, _charge(call))


def refund(call: Call) -> Object:
    """Refund the charge; returns the refund."""
    return refunds.create(call, _charge(call), call.params)


def refund_of_first_api(call: Call) -> Object:
    """Refund the charge; returns the charge."""
    charge = _charge(call)
    refunds.create(call, charge, call.params)
    return charge


def list_refunds(call: Call) -> Object:
    return page(call, refunds.KIND, "charge", "payment_intent", charge=_charge(call)["id"])


def retrieve_refund(call: Call) -> Object:
    charge, refund = _charge(call), call.account.get(refunds.KIND, call.path["refund"])
    if refund["charge"] != charge["id"]:
        raise no_such(refunds.KIND, refund["id"])
    return refund


def update_refund(call: Call) -> Object:
    refund = retrieve_refund(call)
    return refunds.update(call, refund, change(refund, call.params, ("metadata",)))


def _charge(call: Call) -> Object:
    return call.account.get(KIND, call.path["id"])


def _refunds(account: Account, charge: Object) -> Object:
    return list_object(account.all(refunds.KIND, charge=charge["id"]), f"/v1/charges/{charge['id']}/refunds")


def _no_rule(account: Account, charge: Object) -> None:
    """No Radar rule decides here: null when expanded, absent otherwise (fact 66)."""


INCLUDED = {"refunds": _refunds, "outcome.rule": _no_rule}
_ID = "/v1/charges/{id}"
ENDPOINTS = (
    Endpoint("POST", "/v1/charges", direct_charges.create),
    Endpoint("GET", "/v1/charges", lister(KIND, "customer", "payment_intent", "transfer_group")),
    Endpoint("GET", "/v1/charges/search", searcher(KIND, SEARCHABLE)),
    Endpoint("GET", _ID, retriever(KIND)),
    Endpoint("POST", _ID, update),
    Endpoint("POST", f"{_ID}/capture", capture),
    Endpoint("POST", f"{_ID}/refund", refund_of_first_api),
    Endpoint("POST", f"{_ID}/refunds", refund),
    Endpoint("GET", f"{_ID}/refunds", list_refunds),
    Endpoint("GET", f"{_ID}/refunds/{{refund}}", retrieve_refund),
    Endpoint("POST", f"{_ID}/refunds/{{refund}}", update_refund),
)
