"""A quote is finalized, and accepted: a subscription, a schedule of one, or an invoice (https://docs.stripe.com/quotes/overview)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stripe_emulator.billing import clocks
from stripe_emulator.billing.invoices import drafting, finalizing
from stripe_emulator.billing.quotes import discounts, drafts, expiry, lines
from stripe_emulator.billing.schedules import definition
from stripe_emulator.billing.shared import discounts as billing_discounts
from stripe_emulator.billing.shared import prices
from stripe_emulator.billing.subscription_state import periods
from stripe_emulator.billing.subscriptions import creation
from stripe_emulator.catalog.prices import AGREED
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import invalid

DAY = 86_400
# Key of `account.memory`: the base of each quote's number, and its revision.
NUMBERS = "quotes.numbers"
Terms = dict[str, Any]


def finalize(call: Call, quote: Object, expires_at: int | None) -> Object:
    """Open a draft: it gets its number and can be accepted."""
    account = call.account
    if quote["status"] != "draft":
        raise invalid(f"You can only finalize a quote that is a draft. This one has a status of {quote['status']}.")
    if quote["customer"] is None:
        raise invalid("A quote needs a customer before it can be finalized.", param="customer")
    if not lines.of(account, quote):
        raise invalid("A quote needs at least one line item before it can be finalized.", param="line_items")
    customer = account.resolve("customer", quote["customer"], "customer")
    if expires_at is not None:
        quote["expires_at"] = expiry.check(account, quote, expires_at)
    quote["number"], quote["status"] = _number(account, quote, customer), "open"
    quote["status_transitions"]["finalized_at"] = expiry.now(account, quote)
    expiry.plan(call, quote)
    call.emit("quote.finalized", quote)
    return quote


def accept(call: Call, quote: Object) -> Object:
    """Accept an open quote: make the subscription, the schedule or the invoice that it offered."""
    account = call.account
    if quote["status"] != "open":
        raise invalid(f"You can only accept a quote with a status of open. This one has a status of {quote['status']}.")
    customer = account.resolve("customer", quote["customer"], "customer")
    offered, now = lines.of(account, quote), expiry.now(account, quote)
    if not any(line.recurring for line in offered):
        quote["invoice"] = _invoice(call, quote, customer, offered)["id"]
    elif (quote["subscription_data"]["effective_date"] or 0) > now:
        quote["subscription_schedule"] = _schedule(call, quote, customer, offered)["id"]
    else:
        clocks.check_room(account, customer)
        quote["subscription"] = creation.start(call, customer, _subscription(account, quote, offered))["id"]
    quote["status"] = "accepted"
    quote["status_transitions"]["accepted_at"] = now
    expiry.plan(call, quote)
    call.emit("quote.accepted", quote)
    return quote


def _number(account: Account, quote: Object, customer: Object) -> str:
    """QT, the customer's prefix, the quote's sequence, the revision."""
    numbers: dict[str, tuple[str, int]] = account.memory.setdefault(NUMBERS, {})
    source = quote["from_quote"] or {"is_revision": False}
    if source["is_revision"] and source["quote"] in numbers:
        base, revision = numbers[source["quote"]]
        numbers[quote["id"]] = base, revision + 1
    else:
        sequences: dict[str, int] = account.memory.setdefault("quotes.sequences", {})
        sequences[customer["id"]] = sequences.get(customer["id"], 0) + 1
        numbers[quote["id"]] = f"QT-{customer['invoice_prefix']}-{sequences[customer['id']]:04}", 1
    base, revision = numbers[quote["id"]]
    return f"{base}-{revision}"


def _invoice(call: Call, quote: Object, customer: Object, offered: Sequence[lines.Line]) -> Object:
    """A draft that is finalized by itself about an hour later."""
    account = call.account
    settings = quote["invoice_settings"]
    terms = _common(account, quote) | {
        "auto_advance": True,
        "custom_fields": settings["custom_fields"],
        "description": settings["description"],
        "footer": settings["footer"],
        "issuer": settings["issuer"],
    }
    invoice = drafting.draft(call, customer, terms, currency=quote["currency"], reason="quote_accept")
    invoice["parent"] = {
        "quote_details": {"quote": quote["id"]},
        "subscription_details": None,
        "type": "quote_details",
    }
    for number, line in enumerate(offered):
        path = f"line_items[{number}]"
        line_item = drafting.charge(call, invoice, _item(line), path)
        discount_params = discounts.as_params(line.discounts)
        line_item["discounts"] = billing_discounts.create(
            call, discount_params, path, currency=quote["currency"], customer=customer["id"], invoice=invoice["id"]
        )
    drafting.store(call, invoice)
    finalizing.plan(call, invoice)
    return invoice


def _subscription(account: Account, quote: Object, offered: Sequence[lines.Line]) -> Terms:
    data = quote["subscription_data"]
    terms = _common(account, quote) | _recurring(quote, offered)
    terms["billing_mode"] = {"type": data["billing_mode"]["type"], "flexible": data["billing_mode"]["flexible"] or {}}
    terms["currency"] = quote["currency"]
    if data["trial_period_days"] is not None:
        terms["trial_period_days"] = data["trial_period_days"]
    return terms


def _schedule(call: Call, quote: Object, customer: Object, offered: Sequence[lines.Line]) -> Object:
    start = quote["subscription_data"]["effective_date"]
    phase = _common(call.account, quote) | _recurring(quote, offered) | {"currency": quote["currency"]}
    days_until_due = phase.pop("days_until_due", None)
    if days_until_due is not None:
        phase["invoice_settings"] = {**phase["invoice_settings"], "days_until_due": days_until_due}
    days = quote["subscription_data"]["trial_period_days"]
    if days is not None:
        first = next(line.item["price"] for line in offered if line.recurring)
        phase["trial_end"] = start + days * DAY
        phase["end_date"] = max(phase["trial_end"], periods.add(start, *prices.interval_of(first)))
    return definition.make(
        call,
        customer,
        {"billing_mode": quote["subscription_data"]["billing_mode"], "phases": [phase], "start_date": start},
    )


def _common(account: Account, quote: Object) -> Terms:
    terms: Terms = {
        "automatic_tax": {name: quote["automatic_tax"][name] for name in ("enabled", "liability")},
        "collection_method": quote["collection_method"],
        "default_tax_rates": list(quote["default_tax_rates"]),
        "discounts": discounts.as_params(drafts.discounts_of(account, quote)),
        "on_behalf_of": quote["on_behalf_of"],
    }
    if quote["collection_method"] == "send_invoice":
        terms["days_until_due"] = quote["invoice_settings"]["days_until_due"]
    return terms


def _recurring(quote: Object, offered: Sequence[lines.Line]) -> Terms:
    settings, data = quote["invoice_settings"], quote["subscription_data"]
    return {
        "add_invoice_items": [_item(line) for line in offered if not line.recurring],
        "application_fee_percent": quote["application_fee_percent"],
        "description": data["description"],
        "invoice_settings": {name: settings[name] for name in ("custom_fields", "description", "footer", "issuer")},
        "items": [_item(line, discounted=True) for line in offered if line.recurring],
        "metadata": dict(data["metadata"]),
    }


def _item(line: lines.Line, *, discounted: bool = False) -> Terms:
    terms: Terms = {
        "price": line.item["price"]["id"],
        "tax_rates": [rate["id"] for rate in line.tax_rates],
        AGREED: True,
    }
    if line.item["quantity"] is not None:
        terms["quantity"] = line.item["quantity"]
    if discounted:
        terms["discounts"] = discounts.as_params(line.discounts)
    return terms
