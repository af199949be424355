"""The left half of the page: what is bought and what it comes to."""

from __future__ import annotations

from html import escape

from stripe_emulator.checkout import lines
from stripe_emulator.checkout.creation import in_trial
from stripe_emulator.checkout.hosted.html import field
from stripe_emulator.checkout.session_state import SessionState
from stripe_emulator.resource_kit import on_demand
from stripe_emulator.resource_kit.amounts import decimals, display
from stripe_emulator.state.account import Account, Object

# The page's script submits changes at once; this button is for browsers without it.
UPDATE = "<noscript><button form='checkout' name='action' value='update'>Update total</button></noscript>"
VERBS = {"book": "Book", "donate": "Donate", "pay": "Pay", "subscribe": "Subscribe"}
MODE_VERBS = {"payment": "Pay", "setup": "Save card", "subscription": "Subscribe"}


def summary(account: Account, session: Object, state: SessionState, code: str = "", errors: str | None = None) -> str:
    """Heading, total, lines and promotion code; `code` is what was typed there, `errors` its error."""
    if session["mode"] == "setup":
        return '<p class="total">Save your payment details<small>Nothing is charged today.</small></p>'
    rows = "".join(_row(line) for line in state.lines)
    update = UPDATE if "data-update" in rows or session["shipping_options"] else ""
    offered = "".join(_offered(account, session, state, item) for item in session["optional_items"] or ())
    return (
        f"{_heading(session, state)}<table><caption class='hidden'>Order summary</caption>"
        f"<tbody>{rows}{offered}</tbody><tfoot>{_foot(session, state)}</tfoot></table>"
        f"{update}{_promotion(session, state, code, errors)}"
    )


def pay_label(session: Object, state: SessionState) -> str:
    if session["mode"] == "subscription" and in_trial(state.params):
        return "Start trial"
    if session["mode"] == "payment" and session["amount_total"] == 0:
        return "Complete order"
    return VERBS.get(session["submit_type"] or "", MODE_VERBS[session["mode"]])


def price_words(line: Object) -> str:
    """`$5.00 each`, `$15.00 / month`."""
    price = line["price"]
    unit, recurring = price["unit_amount"], price["recurring"]
    each = display(unit, price["currency"]) if unit is not None else ""
    if recurring is None:
        return f"{each} each" if each and (line["quantity"] or 0) > 1 else ""
    every, count = recurring["interval"], recurring["interval_count"]
    period = every if count == 1 else f"{count} {every}s"
    return f"{each} / {period}" if each else f"billed by usage every {period}"


def _heading(session: Object, state: SessionState) -> str:
    total = escape(display(session["amount_total"], session["currency"]))
    under = "due today" if session["mode"] == "subscription" else ""
    if in_trial(state.params):
        days = (state.params["subscription_data"] or {}).get("trial_period_days")
        under = f"due today, {days} days free" if days else "due today, free trial"
    first = state.lines[0]["description"] if len(state.lines) == 1 else ""
    return f'<p class="soft">{escape(first)}</p><p class="total" data-testid="total">{total}<small>{under}</small></p>'


def _row(line: Object) -> str:
    amount = escape(display(line["amount_subtotal"], line["currency"]))
    words = f"<small>{escape(price_words(line))}</small>"
    quantity = f"<small>Qty {line['quantity']}</small>" if (line["quantity"] or 1) != 1 else ""
    allowed, custom = line["adjustable_quantity"], line["price"]["custom_unit_amount"]
    if allowed and allowed["enabled"]:
        quantity = field(
            f"quantity-{line['id']}",
            f"Quantity of {line['description']}",
            str(line["quantity"]),
            type="number",
            form="checkout",
            min=str(allowed["minimum"] or 0),
            max=str(allowed["maximum"] or 99),
            data_update="",
        )
    if custom is not None:
        places = decimals(line["currency"])
        value = f"{line['amount_subtotal'] / 10**places:.{places}f}" if line["amount_subtotal"] else ""
        quantity = field(
            f"amount-{line['id']}",
            f"Amount for {line['description']}",
            value,
            inputmode="decimal",
            form="checkout",
            placeholder="0.00",
            data_update="",
        )
    return f"<tr><th scope='row'>{escape(line['description'])}{words}{quantity}</th><td>{amount}</td></tr>"


def _offered(account: Account, session: Object, state: SessionState, item: Object) -> str:
    """An optional item that is not in the order yet."""
    if item["price"] in state.optional:
        return ""
    price = account.get("price", item["price"])
    name = lines.name_of(account, price)
    cost = escape(display(price["unit_amount"] or 0, session["currency"]))
    return (
        f"<tr><th scope='row'>{escape(name)}<small>Optional</small></th><td>{cost} "
        f"<button form='checkout' name='action' value='add:{escape(item['price'])}'>Add</button></td></tr>"
    )


def _foot(session: Object, state: SessionState) -> str:
    details, currency = session["total_details"], session["currency"]
    rows = [("Subtotal", session["amount_subtotal"], "")]
    if state.offer is not None:
        rows.append((_discount_words(state), -details["amount_discount"], ""))
    if session["shipping_cost"] and state.shipping_rate:
        rows.append((f"Shipping ({state.shipping_rate['display_name']})", details["amount_shipping"], ""))
    breakdown = on_demand.kept(state.automatic_call.account, session["id"], on_demand.BREAKDOWN)
    for tax in breakdown["taxes"]:
        rate = tax["rate"]
        words = f"{rate['display_name']} ({rate['percentage']:g}%{' inclusive' if rate['inclusive'] else ''})"
        rows.append((words, tax["amount"], ""))
    rows.append(
        ("Total due today" if session["mode"] == "subscription" else "Total due", session["amount_total"], "due")
    )
    return "".join(
        f"<tr class='{kind}'><th scope='row'>{escape(words)}</th><td>{escape(_signed(amount, currency))}</td></tr>"
        for words, amount, kind in rows
    )


def _signed(amount: int, currency: str) -> str:
    return f"-{display(-amount, currency)}" if amount < 0 else display(amount, currency)


def _discount_words(state: SessionState) -> str:
    assert state.offer is not None, "asked only where there is one"
    code, coupon = state.offer.promotion_code, state.offer.coupon
    return str(code["code"] if code else coupon["name"] or "Discount")


def _promotion(session: Object, state: SessionState, code: str, errors: str | None) -> str:
    if not session["allow_promotion_codes"]:
        return ""
    if state.offer is not None:
        button = "<button class='link' form='checkout' name='action' value='remove_promotion'>Remove</button>"
        return f"<p>{escape(_discount_words(state))} {button}</p>"
    code_field = field("promotionCode", "Promotion code", code, errors, form="checkout", autocomplete="off")
    button = "<button form='checkout' name='action' value='promotion'>Apply</button>"
    return f"<div class='with-button'>{code_field}{button}</div>"
