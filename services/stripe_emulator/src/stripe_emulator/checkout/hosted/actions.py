"""What the buttons of the page other than Pay do: promotion codes, quantities, shipping, optional items."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from stripe_emulator.checkout import amounts, creation, discounts, lines, shipping
from stripe_emulator.checkout.hosted.form_data import Incomplete
from stripe_emulator.checkout.hosted.methods import Texts
from stripe_emulator.checkout.session_state import SessionState
from stripe_emulator.resource_kit.amounts import decimals
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import StripeError

MOST = 10**12


def update(call: Call, session: Object, state: SessionState, values: Texts) -> None:
    """Take over what was chosen: quantities, an amount of one's own, the shipping rate."""
    if session["mode"] == "setup":
        return
    for line in state.lines:
        quantity = values.get(f"quantity-{line['id']}", "")
        if quantity.isascii() and quantity.isdigit() and len(quantity) < len(str(MOST)):
            lines.set_quantity(call.account, line, int(quantity))
        _own_amount(call, line, values.get(f"amount-{line['id']}"))
        creation.free_while_trying(line, state.params)
    shipping.choose(call, session, state, values.get("shipping_rate") or (state.shipping_rate or {}).get("id"))
    amounts.compute(call.account, session, state)


def act(call: Call, session: Object, state: SessionState, action: str, values: Texts) -> None:
    """Press one of the other buttons; raises what is wrong."""
    if action == "promotion" and session["allow_promotion_codes"]:
        try:
            discounts.by_code(call, session, state, values.get("promotionCode", ""))
        except StripeError as error:
            raise Incomplete({"promotionCode": error.message or discounts.NO_SUCH_CODE}) from error
    elif action == "remove_promotion" and session["allow_promotion_codes"]:
        discounts.remove(session, state)
    elif action.startswith("add:"):
        _add(call, session, state, action.removeprefix("add:"))
    if session["mode"] != "setup":
        amounts.compute(call.account, session, state)


def _add(call: Call, session: Object, state: SessionState, price: str) -> None:
    for number, item in enumerate(session["optional_items"] or ()):
        if item["price"] == price and price not in state.optional:
            allowed = item["adjustable_quantity"]
            line_params = {"price": price, "quantity": item["quantity"], "adjustable_quantity": allowed}
            line = creation.add_line(call, state, line_params, f"optional_items[{number}]", session["currency"])
            creation.free_while_trying(line, state.params)
            state.optional[price] = line["id"]


def _own_amount(call: Call, line: Object, text: str | None) -> None:
    """Set the amount that the shopper entered for a `custom_unit_amount`, within the price's limits."""
    custom = line["price"]["custom_unit_amount"]
    if custom is None or not text:
        return
    try:
        amount = int(Decimal(text.strip()).scaleb(decimals(line["currency"])))
    except (InvalidOperation, ValueError, OverflowError):
        raise Incomplete({f"amount-{line['id']}": "Enter an amount."}) from None
    if not (custom["minimum"] or 0) <= amount <= (custom["maximum"] or MOST):
        raise Incomplete({f"amount-{line['id']}": "This amount cannot be chosen."})
    lines.cost(call.account, line, amount)
