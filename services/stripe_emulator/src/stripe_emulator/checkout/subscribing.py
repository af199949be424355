"""Sessions that begin a subscription (https://docs.stripe.com/payments/subscriptions).

The subscription is made incomplete, so that a declined card or a failed challenge leaves the session open; its first
invoice is paid with the shopper's card, and then it is active and the session complete (facts 119, 122).
"""

from __future__ import annotations

from typing import Any

from stripe_emulator.checkout import customers, ending, lines
from stripe_emulator.checkout.internal_requests import ask, sellable
from stripe_emulator.checkout.session_state import Kept
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


def pay(call: Call, session: Object, kept: Kept, return_url: str) -> Object | None:
    """Subscribe; the intent as it is then, None when nothing was due. Raises the refusal."""
    assert kept.given is not None, "the page has asked the shopper"
    customer, method = customers.needed(call, session, kept), kept.given.payment_method
    assert customer is not None, "a subscription's session makes a customer"
    if method is not None and call.account.get("payment_method", method)["customer"] is None:
        ask(call, "POST", "/v1/payment_methods/{}/attach", {"customer": customer}, method)
    subscription = _subscription(call, session, kept, customer)
    if subscription["status"] in BEGUN and (method is None or subscription["pending_setup_intent"] is None):
        _begun(session, kept, subscription)
        return None
    return _confirm(call, kept, subscription, return_url)


def _subscription(call: Call, session: Object, kept: Kept, customer: str) -> Object:
    """The subscription of an earlier attempt, or a new one."""
    known = call.account.find(kept.subscription)
    if known is not None and known["status"] in ("incomplete", *BEGUN):
        return known
    with sellable(call.account, [line["price"]["id"] for line in kept.lines]):
        made = ask(call, "POST", "/v1/subscriptions", _params(session, kept, customer))
    kept.subscription = made["id"]

    setup = made["pending_setup_intent"]

    def told(type: str) -> None:
        ready = setup is None or type == "setup_intent.succeeded"
        if ready and made["status"] in BEGUN and session["status"] == "open":
            _begun(session, kept, made)

    call.account.watch(setup or made["id"], told)
    return made


def _begun(session: Object, kept: Kept, subscription: Object) -> None:
    session["subscription"], session["invoice"] = subscription["id"], subscription["latest_invoice"]
    ending.complete(session, kept, "paid" if session["amount_total"] else "no_payment_required")


def _params(session: Object, kept: Kept, customer: str) -> dict[str, Any]:
    data = kept.params.get("subscription_data") or {}
    recurring = [line for line in kept.lines if line["price"]["recurring"]]
    once = [line for line in kept.lines if not line["price"]["recurring"]]
    return {
        **{name: data.get(name) for name in PASSED_ON},
        "customer": customer,
        "items": [_item(line, kept) for line in recurring],
        "add_invoice_items": [_item(line, kept) for line in once] or None,
        "automatic_tax": {"enabled": True} if session["automatic_tax"]["enabled"] else None,
        "default_payment_method": kept.given.payment_method if kept.given and not session["amount_total"] else None,
        "discounts": _discounts(session) or None,
        "payment_behavior": "default_incomplete",
        "payment_settings": {"save_default_payment_method": "on_subscription"},
    }


def _item(line: Object, kept: Kept) -> dict[str, Any]:
    rates = [rate["id"] for rate in kept.tax_rates[line["id"]]]
    item: dict[str, Any] = {"price": line["price"]["id"]}
    if not lines.metered(line["price"]):
        item["quantity"] = line["quantity"]
    return {**item, "tax_rates": rates} if rates else item


def _discounts(session: Object) -> list[dict[str, str]]:
    return [{name: id for name, id in one.items() if id} for one in session["discounts"]]


def _confirm(call: Call, kept: Kept, subscription: Object, return_url: str) -> Object | None:
    """Pay the first invoice, or set the card up for later ones where nothing is due yet."""
    assert kept.given is not None, "the page has asked the shopper"
    params = {"payment_method": kept.given.payment_method, "return_url": return_url}
    setup = subscription["pending_setup_intent"]
    kept.waiting = setup or intent_of(call.account, subscription)["id"]
    path = "/v1/setup_intents/{}/confirm" if setup else "/v1/payment_intents/{}/confirm"
    return ask(call, "POST", path, params, kept.waiting)


def intent_of(account: Account, subscription: Object) -> Object:
    """The PaymentIntent of the latest invoice (fact 124)."""
    for payment in account.each("invoice_payment", invoice=subscription["latest_invoice"]):
        if payment["is_default"]:
            return account.get("payment_intent", payment["payment"]["payment_intent"])
    raise LookupError(f"no payment of {subscription['latest_invoice']}")
