"""A subscription begins: terms, periods, trial, first invoice (facts 119-122).

https://docs.stripe.com/billing/subscriptions/overview, https://docs.stripe.com/billing/subscriptions/trials,
https://docs.stripe.com/billing/subscriptions/billing-cycle, https://docs.stripe.com/billing/subscriptions/backdating
"""

from __future__ import annotations

from typing import Any

from stripe_emulator.billing.invoices import drafting, finalizing, paying, subscription_invoices, totals
from stripe_emulator.billing.shared import automatic_call, event_buffer, prices
from stripe_emulator.billing.subscription_state import lifecycle, periods
from stripe_emulator.billing.subscriptions import expiration, items, proration, renewal, setup_intents
from stripe_emulator.billing.subscriptions import terms as common
from stripe_emulator.catalog import prices as catalog
from stripe_emulator.contract import CURRENT
from stripe_emulator.resource_kit.amounts import check_currency
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import card_error, invalid, missing_param

KIND = "subscription"
# From this API version on, `billing_mode` is flexible by default.
FLEXIBLE_SINCE = "2025-09-30"
# Maximum number of subscriptions of a customer that have not ended (fact 126).
MOST = 500
DAY = 86_400
LONGEST_TRIAL = 730
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
    common.check(call.account, subscription, terms)
    _check_count(call.account, customer)
    subscription["items"] = {"data": []}
    subscription_items = _items(call, subscription, terms)
    _set_times(call, subscription, subscription_items, terms)
    common.apply(call, subscription, terms)
    _set_cancel(subscription, subscription_items, terms)
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
        billing_mode=billing_mode(call, terms.get("billing_mode"), now),
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


def billing_mode(call: Call, params: dict[str, Any] | None, now: int) -> Object:
    """Flexible or classic (https://docs.stripe.com/billing/subscriptions/billing-mode)."""
    type = (params or {}).get("type") or ("flexible" if call.version >= FLEXIBLE_SINCE else "classic")
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
    """A customer is billed in one currency as long as it has subscriptions (https://docs.stripe.com/billing/customer)."""
    customer = account.get("customer", subscription["customer"])
    own = customer["currency"]
    if own not in (None, subscription["currency"]) and lifecycle.count_of(account, customer["id"]):
        message = (
            "You cannot combine currencies on a single customer. This customer has an active subscription, "
            f"subscription schedule, discount, quote, or invoice item with currency {own}"
        )
        raise invalid(message)


def _check_count(account: Account, customer: Object) -> None:
    if lifecycle.count_of(account, customer["id"]) >= MOST:
        message = f"Customer {customer['id']} already has the maximum {MOST} current subscriptions."
        raise invalid(message, code="customer_max_subscriptions")


def _set_times(call: Call, subscription: Object, subscription_items: list[Object], terms: dict[str, Any]) -> None:
    """Start, trial, anchor, and the first period of every item."""
    now = subscription["created"]
    if (since := terms.get("backdate_start_date")) is not None:
        if not 0 < since <= now:
            raise invalid("`backdate_start_date` must be in the past.", param="backdate_start_date")
        subscription["start_date"] = since
    until = trial_end(call, terms, subscription_items, now)
    if until is not None:
        subscription |= {"trial_start": now, "trial_end": until, "status": "trialing"}
    _set_anchor(subscription, subscription_items, terms, until or now)
    for item in subscription_items:
        start_item(subscription, item, now)


def start_item(subscription: Object, item: Object, now: int) -> None:
    """Set the first period of an item: until the end of the trial, else until the next boundary from the anchor."""
    trial = subscription["trial_end"]
    item["current_period_start"] = now
    if trial is not None and trial > now:
        item["current_period_end"] = trial
    else:
        interval, count = prices.interval_of(item["price"])
        item["current_period_end"] = periods.following(subscription["billing_cycle_anchor"], interval, count, now)


def trial_end(call: Call, terms: dict[str, Any], subscription_items: list[Object], now: int) -> int | None:
    """The end of the trial from `trial_end`, `trial_period_days` or, with `trial_from_plan`, the prices; None without a
    trial.
    """
    if terms.get("trial_end") is not None and terms.get("trial_period_days") is not None:
        raise invalid("You may only specify one of these parameters: trial_end, trial_period_days.", param="trial_end")
    if terms.get("trial_end") == "now":
        return None
    if terms.get("trial_end") is not None:
        until: int = common.check_future(terms["trial_end"], now, "trial_end")
        return until
    days = terms.get("trial_period_days")
    if days is None and terms.get("trial_from_plan"):
        days = max((item["price"]["recurring"]["trial_period_days"] or 0 for item in subscription_items), default=0)
    if days is not None and not 0 <= days <= LONGEST_TRIAL:
        message = f"Invalid trial_period_days: must be between 0 and {LONGEST_TRIAL}, got {days}."
        raise invalid(message, param="trial_period_days", code="parameter_invalid_integer")
    return now + days * DAY if days else None


def _set_anchor(subscription: Object, subscription_items: list[Object], terms: dict[str, Any], start_at: int) -> None:
    anchor = terms.get("billing_cycle_anchor")
    if (config := terms.get("billing_cycle_anchor_config")) is not None:
        if anchor is not None:
            raise invalid(
                "You may only specify one of these parameters: billing_cycle_anchor, billing_cycle_anchor_config.",
                param="billing_cycle_anchor_config",
            )
        anchor = _configured(config, start_at)
        subscription["billing_cycle_anchor_config"] = {
            name: config.get(name) for name in ("day_of_month", "hour", "minute", "month", "second")
        }
    if anchor is None:
        subscription["billing_cycle_anchor"] = start_at
        return
    interval, count = items.shortest(subscription_items)
    if anchor < start_at:
        raise invalid("`billing_cycle_anchor` must be in the future.", param="billing_cycle_anchor")
    if anchor > periods.add(start_at, interval, count):
        natural = periods.add(start_at, interval, count)
        message = (
            f"`billing_cycle_anchor` cannot be later than next natural billing date ({natural}) for plan: "
            f"{subscription_items[0]['price']['id']}"
        )
        raise invalid(message, param="billing_cycle_anchor")
    subscription["billing_cycle_anchor"] = anchor


def _configured(config: dict[str, int], now: int) -> int:
    for name, least, most in (
        ("day_of_month", 1, 31),
        ("month", 1, 12),
        ("hour", 0, 23),
        ("minute", 0, 59),
        ("second", 0, 59),
    ):
        if config.get(name) is not None and not least <= config[name] <= most:
            message = f"Invalid {name}: must be between {least} and {most}."
            raise invalid(message, param=f"billing_cycle_anchor_config[{name}]", code="parameter_invalid_integer")
    return periods.first_anchor(config, now)


def _set_cancel(subscription: Object, subscription_items: list[Object], terms: dict[str, Any]) -> None:
    now = subscription["created"]
    at = cancel_time(terms.get("cancel_at"), subscription_items, now)
    if terms.get("cancel_at_period_end"):
        at = max(item["current_period_end"] for item in subscription_items)
        subscription["cancel_at_period_end"] = True
    if at is not None:
        subscription |= {"cancel_at": at, "canceled_at": now}
        subscription["cancellation_details"]["reason"] = "cancellation_requested"


def cancel_time(cancel_at: int | str | None, subscription_items: list[Object], now: int) -> int | None:
    """`cancel_at` in seconds since 1970: as given, or the end of the first or last current period."""
    if isinstance(cancel_at, str):
        ends: list[int] = [item["current_period_end"] for item in subscription_items]
        return min(ends) if cancel_at == "min_period_end" else max(ends)
    return None if cancel_at is None else common.check_future(cancel_at, now, "cancel_at")


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
    found = [account.table("price").find(id) for id in ids if id]
    return any(catalog.amount_of(account, price, 1) > 0 for price in found if price is not None)


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


def _all_or_nothing(
    call: Call, subscription: Object, subscription_items: list[Object], terms: dict[str, Any]
) -> Object:
    """`error_if_incomplete`: undo a subscription that cannot be paid at once, and raise a 402 (fact 119)."""
    buffered = event_buffer.of(call)
    _begin(buffered, subscription, subscription_items, terms)
    if subscription["status"] not in ("incomplete", "past_due"):
        event_buffer.release(call, buffered)
        return subscription
    invoice = call.account.get("invoice", subscription["latest_invoice"])
    error = expiration.undo(buffered, subscription, invoice) or card_error(
        "subscription_payment_intent_requires_action", None, NEEDS_ACTION
    )
    event_buffer.release(call, buffered, billing=False)
    raise error
