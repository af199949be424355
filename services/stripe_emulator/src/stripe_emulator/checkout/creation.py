"""Opening a session: by the API, by a payment link, or again after one that expired."""

from __future__ import annotations

from typing import Any

from stripe_emulator.billing.shared.automatic_call import by_itself
from stripe_emulator.catalog.prices import price_of
from stripe_emulator.checkout import amounts, discounts, fields, lifecycle, lines, rules, setup_mode, shipping
from stripe_emulator.checkout.session_state import SessionState, store
from stripe_emulator.resource_kit.amounts import check_currency
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.resource_kit.metadata import merge_metadata
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import missing_param

KIND = "checkout.session"
# Where the pages of sessions are, as behind checkout.stripe.com.
PATH = "/c/pay"
CONTACT = ("address", "business_name", "email", "individual_name", "name", "phone", "tax_exempt", "tax_ids")


def open_session(call: Call, params: dict[str, Any], **fixed: Any) -> Object:
    """A new session; `fixed` are fields that a payment link or a recovery sets."""
    account = call.account
    mode, ui_mode = _mode(params), rules.UI_MODES.get(params.get("ui_mode", ""), params.get("ui_mode", "hosted_page"))
    rules.check(params, mode, ui_mode)
    customer = account.resolve("customer", params["customer"], "customer") if "customer" in params else None
    now = account.clock(params.get("customer")).now()
    expires_at = params.get("expires_at", now + rules.A_DAY)
    rules.check_expiry(expires_at, now)
    rules.check_trial(params, now)
    state = SessionState(params, by_itself(call))
    currency = _sell(call, state, params, mode)
    rules.check_methods(params.get("payment_method_types") or (), currency)
    session = new(
        account,
        KIND,
        _id(account, mode, state),
        created=now,
        currency=currency,
        expires_at=expires_at,
        metadata=merge_metadata({}, params.get("metadata") or {}),
        status="open",
        **fields.of(params, mode, ui_mode),
    )
    session |= {"payment_status": "no_payment_required" if mode == "setup" else "unpaid", **fixed}
    session["customer_details"] = _known_details(session, customer)
    _address(account, session, state)
    if mode != "setup":
        _add_up(call, session, state)
    account.add(session)
    store(account, session, state)
    if mode == "setup":
        setup_mode.begin(call, session, state)
    lifecycle.plan(session, state)
    return session


def details(known: Object | None = None) -> Object:
    return {**dict.fromkeys(CONTACT), "tax_exempt": "none", **(known or {})}


def _mode(params: dict[str, Any]) -> str:
    mode: str | None = params.get("mode")
    if mode is None:
        raise missing_param("mode")
    return mode


def _sell(call: Call, state: SessionState, params: dict[str, Any], mode: str) -> str | None:
    """Make the lines; returns the currency of the session."""
    currency = check_currency(params["currency"]) if "currency" in params else None
    if mode == "setup":
        return currency
    if not params.get("line_items"):
        raise missing_param("line_items")
    for number, item in enumerate(params["line_items"]):
        add_line(call, state, item, f"line_items[{number}]", currency)
        currency = currency or state.lines[0]["currency"]
    rules.check_lines(state.lines, mode)
    for line in state.lines:
        free_while_trying(line, params)
    return currency


def add_line(call: Call, state: SessionState, params: dict[str, Any], path: str, currency: str | None) -> Object:
    rates = [
        call.account.resolve("tax_rate", id, f"{path}[tax_rates][{number}]")
        for number, id in enumerate(params.get("tax_rates") or ())
    ]
    line = lines.create(call, params, path, currency)
    state.tax_rates[line["id"]] = rates or _default_rates(call.account, state.params)
    state.lines.append(line)
    return line


def free_while_trying(line: Object, params: dict[str, Any]) -> None:
    """Set a recurring line to 0 during a trial."""
    if line["price"]["recurring"] and in_trial(params):
        line["amount_subtotal"] = 0


def in_trial(params: dict[str, Any]) -> bool:
    data = params.get("subscription_data") or {}
    return bool(data.get("trial_period_days") or data.get("trial_end"))


def _default_rates(account: Account, params: dict[str, Any]) -> list[Object]:
    ids = (params.get("subscription_data") or {}).get("default_tax_rates") or ()
    path = "subscription_data[default_tax_rates]"
    return [account.resolve("tax_rate", id, f"{path}[{number}]") for number, id in enumerate(ids)]


def _id(account: Account, mode: str, state: SessionState) -> str:
    """Recorded: `a1` before what has one line, `b1` before several, `c1` before a setup."""
    letter = "c" if mode == "setup" else "a" if len(state.lines) == 1 else "b"
    return f"cs_test_{letter}1{account.ids.letters(56)}"


def _known_details(session: Object, customer: Object | None) -> Object | None:
    if customer is not None:
        return details({"email": customer["email"], "tax_exempt": customer["tax_exempt"] or "none"})
    return details({"email": session["customer_email"]}) if session["customer_email"] else None


def _address(account: Account, session: Object, state: SessionState) -> None:
    if session["ui_mode"] == "hosted_page":
        session["url"] = f"{state.automatic_call.base_url}{PATH}/{session['id']}"
    else:
        session["client_secret"] = f"{session['id']}_secret_{account.ids.letters(40)}"


def _add_up(call: Call, session: Object, state: SessionState) -> None:
    session["optional_items"] = _optional(call, state.params) or None
    discounts.apply_given(call, session, state)
    shipping.offer(call, session, state, state.params.get("shipping_options"))
    amounts.compute(call.account, session, state)
    rules.check_total(session["amount_total"], session["currency"])


def _optional(call: Call, params: dict[str, Any]) -> list[Object]:
    offered = []
    for number, item in enumerate(params.get("optional_items") or ()):
        path = f"optional_items[{number}]"
        price = price_of(call, item, path)
        offered.append(
            {"adjustable_quantity": lines.adjustable(item, path), "price": price["id"], "quantity": item["quantity"]}
        )
    return offered
