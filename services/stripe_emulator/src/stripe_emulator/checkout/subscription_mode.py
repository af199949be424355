"""Sessions that begin a subscription (https://docs.stripe.com/payments/subscriptions).

The subscription is made incomplete, so that a declined card or a failed challenge leaves the session open; its first
invoice is paid with the shopper's card, and then it is active and the session complete (facts 119, 122).
"""

from __future__ import annotations

from typing import Any

from stripe_emulator.checkout import confirming, customers, lifecycle, lines
from stripe_emulator.checkout.internal_requests import internal_request, sellable
from stripe_emulator.checkout.session_state import SessionState
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Account, Object

BEGUN = ("active", "trialing")
PASSED_ON = (
    "application_fee_percent",
    "billing_cycle_anchor",
    "billing_cycle_anchor_config",
    "billing_mode",
    "default_tax_rates",
    "description",
    "invoice_settings",
    "metadata",
    "on_behalf_of",
    "pending_invoice_item_interval",
    "proration_behavior",
    "transfer_data",
    "trial_end",
    "trial_period_days",
    "trial_settings",
)


def pay(call: Call, session: Object, state: SessionState, how: dict[str, Any]) -> Object | None:
    """Subscribe: the intent afterwards, None when nothing was due. Raises the refusal."""
    assert state.shopper is not None, "the page has asked the shopper"
    customer, method = customers.needed(call, session, state), state.shopper.payment_method
    assert customer is not None, "a subscription's session makes a customer"
    if method is not None and call.account.get("payment_method", method)["customer"] is None:
        internal_request(call, "POST", "/v1/payment_methods/{}/attach", {"customer": customer}, method)
    subscription = _subscription(call, session, state, customer)
    if subscription["status"] in BEGUN and (method is None or subscription["pending_setup_intent"] is None):
        _begun(session, state, subscription)
        return None
    return _confirm(call, state, subscription, how)


def _subscription(call: Call, session: Object, state: SessionState, customer: str) -> Object:
    """The subscription of an earlier attempt, or a new one."""
    known = call.account.find(state.subscription)
    if known is not None and known["status"] in ("incomplete", *BEGUN):
        return known
    with sellable(call.account, [line["price"]["id"] for line in state.lines]):
        subscription = internal_request(call, "POST", "/v1/subscriptions", _params(session, state, customer))
    state.subscription = subscription["id"]

    setup = subscription["pending_setup_intent"]

    def follow(type: str) -> None:
        ready = setup is None or type == "setup_intent.succeeded"
        if ready and subscription["status"] in BEGUN and session["status"] == "open":
            _begun(session, state, subscription)

    call.account.watch(setup or subscription["id"], follow)
    if setup is None and subscription["status"] not in BEGUN:
        _follow_debit(call.account, session, state, subscription)
    return subscription


def _follow_debit(account: Account, session: Object, state: SessionState, subscription: Object) -> None:
    """Complete the session once the first payment is with the bank, and say later how it ended (fact 116)."""
    intent = intent_of(account, subscription)

    def follow(type: str) -> None:
        if type == "payment_intent.processing" or confirming.awaits_microdeposits(intent):
            _name(session, subscription)
            lifecycle.complete_delayed(session, state)
        elif state.delayed and type == "payment_intent.succeeded":
            lifecycle.paid_later(session, state)
        elif state.delayed and type == "payment_intent.payment_failed":
            lifecycle.failed_later(session, state)

    account.watch(intent["id"], follow)


def _name(session: Object, subscription: Object) -> None:
    session["subscription"], session["invoice"] = subscription["id"], subscription["latest_invoice"]


def _begun(session: Object, state: SessionState, subscription: Object) -> None:
    _name(session, subscription)
    lifecycle.complete(session, state, "paid" if session["amount_total"] else "no_payment_required")


def _params(session: Object, state: SessionState, customer: str) -> dict[str, Any]:
    data = state.params.get("subscription_data") or {}
    recurring = [line for line in state.lines if line["price"]["recurring"]]
    once = [line for line in state.lines if not line["price"]["recurring"]]
    return {
        **{name: data.get(name) for name in PASSED_ON},
        "customer": customer,
        "items": [_item(line, state) for line in recurring],
        "add_invoice_items": [_item(line, state) for line in once] or None,
        "automatic_tax": {"enabled": True} if session["automatic_tax"]["enabled"] else None,
        "default_payment_method": state.shopper.payment_method
        if state.shopper and not session["amount_total"]
        else None,
        "discounts": _discounts(session) or None,
        "payment_behavior": "default_incomplete",
        "payment_settings": {"save_default_payment_method": "on_subscription", **_types(session)},
    }


def _types(session: Object) -> dict[str, list[str]]:
    """The session's payment methods, for the invoices to come too (inferred); nothing where they are only cards."""
    types = list(session["payment_method_types"])
    return {} if types == ["card"] else {"payment_method_types": types}


def _item(line: Object, state: SessionState) -> dict[str, Any]:
    rates = [rate["id"] for rate in state.tax_rates[line["id"]]]
    item: dict[str, Any] = {"price": line["price"]["id"]}
    if not lines.metered(line["price"]):
        item["quantity"] = line["quantity"]
    return {**item, "tax_rates": rates} if rates else item


def _discounts(session: Object) -> list[dict[str, str]]:
    return [{name: id for name, id in one.items() if id} for one in session["discounts"]]


def _confirm(call: Call, state: SessionState, subscription: Object, how: dict[str, Any]) -> Object | None:
    """Pay the first invoice, or set the card up for later ones where nothing is due yet."""
    assert state.shopper is not None, "the page has asked the shopper"
    params = confirming.params(call.account, state.shopper.payment_method, how)
    setup = subscription["pending_setup_intent"]
    state.intent = setup or intent_of(call.account, subscription)["id"]
    path = "/v1/setup_intents/{}/confirm" if setup else "/v1/payment_intents/{}/confirm"
    return internal_request(call, "POST", path, params, state.intent)


def intent_of(account: Account, subscription: Object) -> Object:
    for payment in account.each("invoice_payment", invoice=subscription["latest_invoice"]):
        if payment["is_default"]:
            return account.get("payment_intent", payment["payment"]["payment_intent"])
    raise LookupError(f"no payment of {subscription['latest_invoice']}")
