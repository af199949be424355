"""Payment links: how they look, the sessions that they open (https://docs.stripe.com/payment-links)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stripe_emulator.checkout import amounts, creation, discounts
from stripe_emulator.checkout.internal_requests import sellable
from stripe_emulator.checkout.session_state import state_of
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import StripeError

# Where links are, as behind buy.stripe.com.
PATH = "/b"
MEMORY, CODES = "payment_links", "payment_links.codes"
COPIED = (
    "automatic_tax",
    "billing_address_collection",
    "consent_collection",
    "custom_fields",
    "custom_text",
    "metadata",
    "name_collection",
    "optional_items",
    "payment_method_options",
    "payment_method_types",
    "phone_number_collection",
    "shipping_address_collection",
    "submit_type",
    "tax_id_collection",
)
OF_MODE = {
    "payment": ("customer_creation", "invoice_creation", "payment_intent_data", "shipping_options"),
    "subscription": ("payment_method_collection", "subscription_data"),
}
# A `client_reference_id` in a link's address (https://docs.stripe.com/payment-links/url-parameters).
REFERENCE = re.compile(r"[A-Za-z0-9_-]{1,200}")


@dataclass
class LinkState:
    """What is stored for a link beside its object: its current parameters and its lines."""

    params: dict[str, Any]
    lines: list[Object]


def store(account: Account, link: Object, code: str, state: LinkState) -> None:
    account.memory.setdefault(MEMORY, {})[link["id"]] = state
    account.memory.setdefault(CODES, {})[code] = link["id"]


def link_state(account: Account, link: Object) -> LinkState:
    state: LinkState = account.memory[MEMORY][link["id"]]
    return state


def by_code(account: Account, code: str) -> Object | None:
    """The link of the code in its URL."""
    return account.find(account.memory.get(CODES, {}).get(code))


def mode_of(lines: list[Object]) -> str:
    """`subscription` when a line recurs, else `payment`."""
    return "subscription" if any(line["price"]["recurring"] for line in lines) else "payment"


def open_session(call: Call, link: Object, query: Mapping[str, str]) -> Object:
    """A session of a link; `query` are the parameters of its URL."""
    state = link_state(call.account, link)
    after_completion = link["after_completion"]
    with sellable(call.account, [line["price"]["id"] for line in state.lines]):
        session = creation.open_session(call, _params(call, state, after_completion, query), payment_link=link["id"])
    state_of(call.account, session).after_completion = after_completion
    code = query.get("prefilled_promo_code")
    if code and session["allow_promotion_codes"]:
        _promote(call, session, code)
    return session


def _params(call: Call, state: LinkState, after_completion: Object, query: Mapping[str, str]) -> dict[str, Any]:
    mode = mode_of(state.lines)
    params = {name: state.params[name] for name in (*COPIED, *OF_MODE[mode]) if state.params.get(name) is not None}
    params["mode"] = mode
    params["line_items"] = [
        {
            "price": line["price"]["id"],
            "quantity": line["quantity"],
            "adjustable_quantity": line["adjustable_quantity"],
        }
        for line in state.lines
    ]
    redirect = after_completion["redirect"] or {}
    params["success_url"] = redirect.get("url") or f"{call.base_url}{creation.PATH}/{{CHECKOUT_SESSION_ID}}"
    if state.params.get("allow_promotion_codes"):
        params["allow_promotion_codes"] = True
    email = query.get("locked_prefilled_email") or query.get("prefilled_email")
    if email:
        params["customer_email"] = email
    if REFERENCE.fullmatch(query.get("client_reference_id", "")):
        params["client_reference_id"] = query["client_reference_id"]
    return params


def _promote(call: Call, session: Object, code: str) -> None:
    """Apply the promotion code of the URL; one that cannot be used is ignored."""
    session_state = state_of(call.account, session)
    try:
        discounts.by_code(call, session, session_state, code)
    except StripeError:
        return
    amounts.compute(call.account, session, session_state)
