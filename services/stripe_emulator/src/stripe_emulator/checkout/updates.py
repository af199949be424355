"""Changes of a session by the shop (https://docs.stripe.com/payments/checkout/dynamically-update-line-items)."""

from __future__ import annotations

from typing import Any

from stripe_emulator.checkout import amounts, confirmation, creation, lines, rules, shipping
from stripe_emulator.checkout.fields import KIND, full_hash
from stripe_emulator.checkout.session_state import SessionState, state_of
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.metadata import merge_metadata
from stripe_emulator.state.account import Object, copy_of
from stripe_emulator.wire.errors import StripeError, invalid

ADDRESS = ("city", "country", "line1", "line2", "postal_code", "state")
WHILE_OPEN = ("line_items", "shipping_options", "collected_information")


def update(call: Call, session: Object) -> Object:
    """Update a session: metadata at any time, the rest while it is open."""
    params, state = call.params, state_of(call.account, session)
    if any(name in params for name in WHILE_OPEN):
        confirmation.check_open(session)
    if "line_items" in params:
        _sell(call, session, state, params["line_items"])
    if "shipping_options" in params:
        if session["mode"] != "payment":
            message = f"You can not pass `shipping_options` in `{session['mode']}` mode."
            raise invalid(message, param="shipping_options")
        shipping.offer(call, session, state, params["shipping_options"])
    if "collected_information" in params:
        _collect(session, params["collected_information"])
    if session["mode"] != "setup":
        amounts.compute(call.account, session, state)
    if "metadata" in params:
        session["metadata"] = merge_metadata(session["metadata"], params["metadata"])
    return session


def _sell(call: Call, session: Object, state: SessionState, items: list[dict[str, Any]]) -> None:
    """Replace the lines: those named by id are changed, those not named are removed."""
    if session["mode"] == "setup":
        raise invalid("You can not pass `line_items` in `setup` mode.", param="line_items")
    known = {line["id"]: line for line in state.lines}
    new_state = SessionState(state.params, state.automatic_call)
    for number, item in enumerate(items):
        path = f"line_items[{number}]"
        if item.get("id") is None:
            line = creation.add_line(call, new_state, item, path, session["currency"])
        elif item["id"] not in known:
            raise invalid(f"No such line item: '{item['id'][:200]}'", param=f"{path}[id]", code="resource_missing")
        else:
            line = _changed(call, state, new_state, known[item["id"]], item, path)
        creation.free_while_trying(line, state.params)
    rules.check_lines(new_state.lines, session["mode"])
    previous = state.lines, state.tax_rates
    state.lines, state.tax_rates = new_state.lines, new_state.tax_rates
    amounts.compute(call.account, session, state)
    try:
        rules.check_total(session["amount_total"], session["currency"])
    except StripeError:
        state.lines, state.tax_rates = previous
        amounts.compute(call.account, session, state)
        raise


def _changed(
    call: Call, state: SessionState, new_state: SessionState, line: Object, item: dict[str, Any], path: str
) -> Object:
    changed = copy_of(line)
    if item.get("price") or item.get("price_data"):
        quantity = {"quantity": line["quantity"], **item}
        changed |= {
            name: value
            for name, value in lines.create(call, quantity, path, line["currency"]).items()
            if name in ("price", "description", "quantity", "amount_subtotal")
        }
    elif "quantity" in item:
        changed["quantity"] = lines.quantity_of(item, line["price"], path)
        lines.cost(call.account, changed)
    if "adjustable_quantity" in item:
        changed["adjustable_quantity"] = lines.adjustable(item, path)
    if "metadata" in item:
        changed["metadata"] = merge_metadata(changed["metadata"] or {}, item["metadata"])
    rates = state.tax_rates[line["id"]]
    if "tax_rates" in item:
        ids = item["tax_rates"] or ()
        rates = [call.account.resolve("tax_rate", id, f"{path}[tax_rates][{at}]") for at, id in enumerate(ids)]
    new_state.tax_rates[line["id"]] = rates
    new_state.lines.append(changed)
    return changed


def _collect(session: Object, information: dict[str, Any]) -> None:
    """Shipping details that the shop's own form collected."""
    details = information.get("shipping_details")
    if details is not None:
        collected = session["collected_information"] or full_hash(f"{KIND}.collected_information", {})
        address = {name: details["address"].get(name) for name in ADDRESS}
        session["collected_information"] = {
            **collected,
            "shipping_details": {"address": address, "name": details["name"]},
        }
