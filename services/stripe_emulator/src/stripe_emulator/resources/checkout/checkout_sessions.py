"""https://docs.stripe.com/api/checkout/sessions: create, retrieve, update, list, line items, expire."""

from __future__ import annotations

from stripe_emulator.checkout import creation, lifecycle, updates
from stripe_emulator.checkout.session_state import state_of
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import retriever
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.paging import list_object, page, page_of
from stripe_emulator.state.account import Account, Object

KIND = "checkout.session"
FILTERS = ("customer", "customer_account", "payment_intent", "payment_link", "status", "subscription")


def create(call: Call) -> Object:
    return creation.open_session(call, call.params)


def update(call: Call) -> Object:
    """Change metadata; in an open session also lines, shipping and collected information."""
    return updates.update(call, _find(call))


def list_all(call: Call) -> Object:
    email = (call.params.get("customer_details") or {}).get("email")

    def matches(session: Object) -> bool:
        return email is None or (session["customer_details"] or {}).get("email") == email

    return page(call, KIND, *FILTERS, where=matches, judged=("customer_details",))


def line_items(call: Call) -> Object:
    return page_of(state_of(call.account, _find(call)).lines, call)


def expire(call: Call) -> Object:
    return lifecycle.expire(call, _find(call))


def _find(call: Call) -> Object:
    return call.account.get(KIND, call.path["id"], param="session")


def _lines(account: Account, session: Object) -> Object:
    return list_object(state_of(account, session).lines, f"/v1/checkout/sessions/{session['id']}/line_items")


_ID = "/v1/checkout/sessions/{id}"
INCLUDED = {"line_items": _lines}
ENDPOINTS = (
    Endpoint("POST", "/v1/checkout/sessions", create),
    Endpoint("GET", "/v1/checkout/sessions", list_all),
    Endpoint("GET", _ID, retriever(KIND)),
    Endpoint("POST", _ID, update),
    Endpoint("GET", f"{_ID}/line_items", line_items),
    Endpoint("POST", f"{_ID}/expire", expire),
)
