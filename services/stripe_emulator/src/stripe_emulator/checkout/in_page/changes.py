"""What the shopper changes on the shop's own page: quantities, promotion codes, shipping."""

from __future__ import annotations

from typing import Any

from stripe_emulator.checkout import amounts, confirmation, creation, discounts, lines, shipping
from stripe_emulator.checkout.session_state import SessionState, state_of
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import invalid


def change(call: Call, session: Object) -> None:
    """One change of an open session; 400 for what it does not allow, in our words where none of Stripe's are known."""
    confirmation.check_open(session)
    state, params = state_of(call.account, session), call.params
    if "updated_line_item_quantity" in params:
        _set_quantity(call, state, params["updated_line_item_quantity"])
    if "code" in params:
        _set_code(call, session, state, params["code"])
    if "shipping_rate" in params:
        _choose_rate(call, session, state, params["shipping_rate"])
    if session["mode"] != "setup":
        amounts.compute(call.account, session, state)


def _set_quantity(call: Call, state: SessionState, wanted: dict[str, Any]) -> None:
    line = next((one for one in state.lines if one["id"] == wanted["line_item_id"]), None)
    if line is None:
        message = f"No such line item: '{wanted['line_item_id'][:200]}'"
        raise invalid(message, param="updated_line_item_quantity[line_item_id]", code="resource_missing")
    before = line["quantity"]
    lines.set_quantity(call.account, line, wanted["quantity"])
    if line["quantity"] == before != wanted["quantity"]:
        message = "This quantity cannot be chosen."
        raise invalid(message, param="updated_line_item_quantity[quantity]")
    creation.free_while_trying(line, state.params)


def _set_code(call: Call, session: Object, state: SessionState, code: str | None) -> None:
    if not session["allow_promotion_codes"]:
        message = "Promotion codes need `allow_promotion_codes` on the Checkout Session."
        raise invalid(message, param="code")
    if code is None:
        discounts.remove(session, state)
    else:
        discounts.by_code(call, session, state, code)


def _choose_rate(call: Call, session: Object, state: SessionState, rate: str) -> None:
    if rate not in [option["shipping_rate"] for option in session["shipping_options"] or ()]:
        raise invalid(f"No such shipping option: '{rate[:200]}'", param="shipping_rate", code="resource_missing")
    shipping.choose(call, session, state, rate)
