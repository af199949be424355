"""A subscription begins: terms, periods, trial, first invoice (facts 119-122).

https://docs.stripe.com/billing/subscriptions/overview, https://docs.stripe.com/billing/subscriptions/trials,
https://docs.stripe.com/billing/subscriptions/billing-cycle, https://docs.stripe.com/billing/subscriptions/backdating
"""

from __future__ import annotations

from typing import Any

from stripe_emulator.billing.invoices import drafting, finalizing, lookups, paying, subscription_invoices, totals
from stripe_emulator.billing.shared import automatic_call, event_buffer, prices
from stripe_emulator.billing.subscription_state import lifecycle
from stripe_emulator.billing.subscriptions import dates, expiration, items, proration, renewal, setup_intents
from stripe_emulator.billing.subscriptions import terms as subscription_terms
from stripe_emulator.catalog import prices as catalog_prices
from stripe_emulator.catalog.coupon_terms import coupon_of
from stripe_emulator.contract import CURRENT
from stripe_emulator.resource_kit.amounts import check_currency
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import StripeError, card_error, invalid, missing_param

KIND = "subscription"
# Maximum number of subscriptions of a customer that have not ended (fact 126).
MOST = 500
NEEDS_ACTION = (
    "Payment for this subscription requires additional user action before it can be completed successfully. Payment "
    "can be completed using the PaymentIntent associated with `subscription.latest_invoice`. For more details see: "
    "https://stripe.com/docs/billing/subscriptions/overview#requires-action"
)


def start(call: Call, customer: Object, terms: dict[str, Any], *, schedule: str | None = None) -> Object:
    """A new subscription; `terms` as POST /v1/subscriptions takes them, without `customer`.

    Its first invoice is finalized and paid as `payment_behavior` says: `allow_incomplete` by default. A subscription of
    a `schedule` (its id) is active at once; its first invoice stays a draft for about an hour.
    """
    subscription = _blank(call, customer, terms)
    subscription["schedule"] = schedule
    subscription_terms.check(call.account, subscription, terms)
    _check_count(call.account, customer)
    subscription["items"] = {"data": []}
    subscription_items = _items(call, subscription, terms)
    dates.set_times(call, subscription, subscription_items, terms)
    subscription_terms.apply(call, subscription, terms)
    dates.set_cancel(subscription, subscription_items, terms)
    if terms.get("payment_behavior") == "error_if_incomplete":
        return _all_or_nothing(call, subscription, subscription_items, terms)
    return _begin(call, subscription, subscription_items, terms)


def _blank(call: Call, customer: Object, terms: dict[str, Any]) -> Object:
    account = call.account
    now = automatic_call.now(call, customer)
    return new(
        account,
        KIND,
        account.ids.new("sub_"),
        automatic_tax={**CURRENT.part("subscription.automatic_tax"), "enabled": False},
        billing_cycle_anchor=now,
        billing_mode=billing_mode(terms.get("billing_mode"), now),
        cancel_at_period_end=False,
        cancellation_details={"comment": None, "feedback": None, "feedback_option": None, "reason": None},
        collection_method="charge_automatically",
        created=now,
        currency="usd",
        customer=customer["id"],
        default_tax_rates=[],
        invoice_settings={**CURRENT.part("subscription.invoice_settings"), "issuer": {"type": "self"}},
        managed_payments={"enabled": False},
        payment_settings={**CURRENT.part("subscription.payment_settings"), "save_default_payment_method": "off"},
        start_date=now,
        status="incomplete",
        test_clock=customer["test_clock"],
        trial_settings={"end_behavior": {"missing_payment_method": "create_invoice"}},
    )


def billing_mode(params: dict[str, Any] | None, now: int) -> Object:
    """Flexible by default, or classic (https://docs.stripe.com/billing/subscriptions/billing-mode)."""
    type = (params or {}).get("type", "flexible")
    if type == "classic":
        return {"flexible": None, "type": "classic"}
    chosen = ((params or {}).get("flexible") or {}).get("proration_discounts", "included")
    return {"flexible": {"proration_discounts": chosen}, "type": "flexible", "updated_at": now}


def _items(call: Call, subscription: Object, terms: dict[str, Any]) -> list[Object]:
    items_params = terms.get("items")
    if not items_params:
        raise missing_param("items")
    subscription_items = [
        items.create(call, subscription, one, f"items[{number}]") for number, one in enumerate(items_params)
    ]
    subscription["currency"] = check_currency(terms.get("currency") or subscription_items[0]["price"]["currency"])
    _check_currency(call.account, subscription)
    items.check(call.account, subscription, subscription_items, "items")
    return subscription_items


def _check_currency(account: Account, subscription: Object) -> None:
    """A customer is billed in one currency as long as something in another is there
    (https://docs.stripe.com/billing/customer).
    """
    customer = account.get("customer", subscription["customer"])
    own = _other_currency(account, customer, subscription["currency"])
    if own is not None:
        message = (
            "You cannot combine currencies on a single customer. This customer has an active subscription, "
            f"subscription schedule, discount, quote, or invoice item with currency {own}"
        )
        raise invalid(message)


def _other_currency(account: Account, customer: Object, currency: str) -> str | None:
    """The currency of a subscription, an invoice item that waits or a discount that the customer has in another one."""
    own: str | None = customer["currency"]
    if own not in (None, currency) and lifecycle.count_of(account, customer["id"]):
        return own
    waiting = [one for one in account.each("invoiceitem", customer=customer["id"]) if one["invoice"] is None]
    off = customer["discount"] and coupon_of(account, customer["discount"])
    fixed = [off] if off and off["amount_off"] is not None and currency not in (off["currency_options"] or {}) else []
    return next((one["currency"] for one in (*waiting, *fixed) if one["currency"] != currency), None)


def _check_count(account: Account, customer: Object) -> None:
    if lifecycle.count_of(account, customer["id"]) >= MOST:
        message = f"Customer {customer['id']} already has the maximum {MOST} current subscriptions."
        raise invalid(message, code="customer_max_subscriptions")


def _begin(call: Call, subscription: Object, subscription_items: list[Object], terms: dict[str, Any]) -> Object:
    """Store and bill a new subscription, then send its events."""
    account = call.account
    being_created: set[str] = account.memory.setdefault(lifecycle.BEING_CREATED, set())
    invoice = _first_invoice(call, subscription, subscription_items, terms)
    _check_payer(account, subscription, invoice, terms)
    being_created.add(subscription["id"])
    account.add(subscription)
    lifecycle.count(account, subscription, 1)
    items.put(account, subscription, subscription_items)
    _add_charges(call, invoice, terms)
    subscription_invoices.store(call, subscription, invoice)
    _collect(call, subscription, invoice, terms)
    being_created.discard(subscription["id"])
    call.emit("customer.subscription.created", subscription)
    if subscription["status"] == "incomplete":
        expiration.plan(call, subscription, invoice)
    renewal.plan(call, subscription)
    return subscription


def _first_invoice(call: Call, subscription: Object, subscription_items: list[Object], terms: dict[str, Any]) -> Object:
    now = subscription["created"]
    invoice = subscription_invoices.draft(
        call, subscription, [], reason="subscription_create", period=(now, now), waiting=False
    )
    free = terms.get("proration_behavior") == "none"
    for item in subscription_items:
        line = drafting.put(call.account, invoice, subscription_invoices.line(call, subscription, item))
        period = item["current_period_start"], item["current_period_end"]
        if free and subscription_invoices.part(subscription, item, *period) != 1:
            line["amount"] = line["subtotal"] = 0
    if subscription["start_date"] < now and not free and subscription["status"] != "trialing":
        _bill_past(call, subscription, subscription_items, invoice)
    return invoice


def _bill_past(call: Call, subscription: Object, subscription_items: list[Object], invoice: Object) -> None:
    """Bill the time since `backdate_start_date`, in whole intervals from that date and a part of one."""
    since, now = subscription["start_date"], subscription["created"]
    for item in subscription_items:
        interval, count = prices.interval_of(item["price"])
        line = subscription_invoices.line(call, subscription, item)
        line["amount"] = line["subtotal"] = proration.elapsed(
            call.account, subscription, item, since, now, interval, count
        )
        line["period"] = {"end": now, "start": since}
        drafting.put(call.account, invoice, line)


def _check_payer(account: Account, subscription: Object, invoice: Object, terms: dict[str, Any]) -> None:
    """Refuse a subscription that has nobody to charge, unless it may wait for a payment method (fact 21)."""
    if subscription["collection_method"] != "charge_automatically" or subscription["schedule"] is not None:
        return
    if terms.get("payment_behavior") == "default_incomplete":
        return
    customer = account.get("customer", subscription["customer"])
    if paying.payer_of(account, subscription, customer) is not None:
        return
    totals.compute(account, invoice)
    if invoice["amount_due"] > 0 or _charged(account, terms, invoice["currency"]):
        raise invalid(paying.NO_PAYER, code="resource_missing")


def _charged(account: Account, terms: dict[str, Any], currency: str) -> bool:
    ids = [one.get("price") for one in terms.get("add_invoice_items") or ()]
    price_objects = [account.table("price").find(id) for id in ids if id]
    return any(catalog_prices.amount_of(account, price, 1) > 0 for price in price_objects if price is not None)


def _add_charges(call: Call, invoice: Object, terms: dict[str, Any]) -> None:
    drafting.add(call, invoice, terms.get("add_invoice_items") or (), "add_invoice_items")
    parent = invoice["parent"]["subscription_details"]["subscription"]
    drafting.take_waiting(call.account, invoice, parent)


def _collect(call: Call, subscription: Object, invoice: Object, terms: dict[str, Any]) -> None:
    trialing = subscription["status"] == "trialing"
    if subscription["collection_method"] == "send_invoice" or subscription["schedule"] is not None:
        subscription["status"] = "trialing" if trialing else "active"
        if invoice["total"] > 0:
            finalizing.plan(call, invoice)
            return
    finalizing.finalize(call, invoice)
    if trialing and invoice["status"] == "paid":
        subscription["status"] = "trialing"
        if terms.get("payment_behavior") == "default_incomplete":
            setup_intents.open_setup(call, subscription)
        return
    if invoice["status"] == "paid":
        subscription["status"] = "active"
    elif terms.get("payment_behavior") != "default_incomplete":
        paying.try_to_pay(call, invoice)


def refusal_of(call: Call, subscription: Object, invoice: Object) -> StripeError:
    """The refusal of a payment that was not made: the decline, nobody to charge, or a required authentication."""
    declined = expiration.as_raised(lookups.intent_of(call.account, invoice) or {})
    if declined is not None:
        return declined
    if paying.payer(call.account, invoice) is None:
        return invalid(paying.NO_PAYER, code="resource_missing")
    return card_error("subscription_payment_intent_requires_action", None, NEEDS_ACTION)


def _all_or_nothing(
    call: Call, subscription: Object, subscription_items: list[Object], terms: dict[str, Any]
) -> Object:
    """`error_if_incomplete`: undo a subscription that cannot be paid at once, and raise a 402 (fact 119)."""
    owner = expiration.remember_customer(call, subscription["customer"])
    buffered = event_buffer.of(call)
    _begin(buffered, subscription, subscription_items, terms)
    if subscription["status"] not in ("incomplete", "past_due"):
        event_buffer.release(call, buffered)
        return subscription
    invoice = call.account.get("invoice", subscription["latest_invoice"])
    error = refusal_of(call, subscription, invoice)
    expiration.undo(buffered, subscription, invoice, owner)
    event_buffer.release(call, buffered, billing=False)
    raise error
