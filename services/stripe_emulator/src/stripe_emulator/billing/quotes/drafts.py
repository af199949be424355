"""A quote is made, changed, cloned (https://docs.stripe.com/api/quotes/create)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stripe_emulator.billing import clocks
from stripe_emulator.billing.invoices import drafting
from stripe_emulator.billing.quotes import amounts, discounts, expiry, lines
from stripe_emulator.billing.subscriptions import creation
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.resource_kit.metadata import merge_metadata
from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.wire.errors import invalid, missing_param

KIND = "quote"
COPIED = (
    "application_fee_amount",
    "application_fee_percent",
    "collection_method",
    "description",
    "footer",
    "header",
    "on_behalf_of",
)
CLONED = (
    *COPIED,
    "automatic_tax",
    "currency",
    "customer",
    "default_tax_rates",
    "discounts",
    "invoice_settings",
    "metadata",
    "subscription_data",
    "test_clock",
    "transfer_data",
)
FINAL = ("accepted", "canceled")
LONGEST_TRIAL = 730
CUSTOMER_STAYS = "The customer of a quote cannot be changed once it is set."
SELF: Object = {"type": "self"}


def make(call: Call, params: Mapping[str, Any]) -> Object:
    """A draft quote; `params` as POST /v1/quotes takes them."""
    quote = _blank(call, params)
    source = params.get("from_quote")
    if source is not None:
        _clone(call, quote, source, params)
    else:
        _apply(call, quote, params)
    if params.get("expires_at") is not None:
        quote["expires_at"] = expiry.check(call.account, quote, params["expires_at"])
    call.account.add(quote)
    expiry.plan(call, quote)
    call.emit("quote.created", quote)
    return quote


def change(call: Call, quote: Object, params: Mapping[str, Any]) -> Object:
    """Change a draft; of an open quote only `expires_at` and `metadata`."""
    if quote["status"] in FINAL:
        raise invalid(f"This quote cannot be updated because it has a status of {quote['status']}.")
    if quote["status"] == "open":
        for name in params:
            if name not in ("expires_at", "metadata"):
                raise invalid(f"`{name}` can only be changed while the quote is a draft: it is open.", param=name)
    _apply(call, quote, params)
    if params.get("expires_at") is not None:
        quote["expires_at"] = expiry.check(call.account, quote, params["expires_at"])
    call.account.refile(quote)
    expiry.plan(call, quote)
    return quote


def discounts_of(account: Account, quote: Object) -> list[Object]:
    return [account.get("discount", id) for id in quote["discounts"]]


def _blank(call: Call, params: Mapping[str, Any]) -> Object:
    account = call.account
    customer = call.resolve("customer", "customer")
    clock = customer["test_clock"] if customer is not None else params.get("test_clock")
    if clock is not None:
        account.resolve(clocks.KIND, clock, "test_clock")
    elif params.get("test_clock") is not None:
        message = "The customer of the quote does not live in a test clock."
        raise invalid(message, param="test_clock")
    now = expiry.now_of(account, clock)
    mode = creation.billing_mode((params.get("subscription_data") or {}).get("billing_mode"), now)
    return new(
        account,
        KIND,
        account.ids.new("qt_"),
        automatic_tax={"enabled": False, "liability": None, "provider": None, "status": None},
        collection_method="charge_automatically",
        created=now,
        default_tax_rates=[],
        expires_at=now + expiry.DAYS_30,
        invoice_settings={
            "custom_fields": None,
            "days_until_due": None,
            "description": None,
            "footer": None,
            "issuer": dict(SELF),
        },
        status="draft",
        status_transitions={"accepted_at": None, "canceled_at": None, "finalized_at": None},
        subscription_data={
            "billing_mode": {"flexible": mode["flexible"], "type": mode["type"]},
            "description": None,
            "effective_date": None,
            "metadata": {},
            "trial_period_days": None,
        },
        test_clock=clock,
    )


def _clone(call: Call, quote: Object, source: Mapping[str, Any], params: Mapping[str, Any]) -> None:
    extra = next((name for name in params if name not in ("from_quote", "expires_at")), None)
    if extra is not None:
        raise invalid(f"`{extra}` cannot be set with `from_quote`: only `expires_at` can.", param=extra)
    original = call.account.resolve(KIND, source["quote"], "from_quote[quote]")
    quote |= {name: value for name, value in copy_of(original).items() if name in CLONED}
    quote["created"] = expiry.now_of(call.account, quote["test_clock"])
    quote["expires_at"] = quote["created"] + expiry.DAYS_30
    quote["from_quote"] = {"is_revision": source.get("is_revision", False), "quote": original["id"]}
    _set_lines(call, quote, lines.copied(call, lines.of(call.account, original)))


def _apply(call: Call, quote: Object, params: Mapping[str, Any]) -> None:
    """All is checked before anything is written."""
    account = call.account
    changed = copy_of(quote)
    _set_customer(call, changed)
    for name in COPIED:
        if name in params:
            changed[name] = params[name]
    if "metadata" in params:
        changed["metadata"] = merge_metadata(changed["metadata"], params["metadata"])
    if "default_tax_rates" in params:
        rates = drafting.tax_rates(account, params["default_tax_rates"], "default_tax_rates")
        changed["default_tax_rates"] = [rate["id"] for rate in rates]
    _set_hashes(changed, params)
    if changed["collection_method"] == "send_invoice" and changed["invoice_settings"]["days_until_due"] is None:
        raise missing_param("invoice_settings[days_until_due]")
    quote_lines = lines.of(account, quote)
    if "line_items" in params:
        quote_lines = lines.build(call, changed, params["line_items"])
    changed["currency"] = lines.currency_of(quote_lines)
    if params.get("subscription_data") and not any(line.item["price"]["recurring"] for line in quote_lines):
        message = "`subscription_data` can only be used with at least one line item with a recurring price."
        raise invalid(message, param="subscription_data")
    if "discounts" in params:
        changed["discounts"] = [one["id"] for one in discounts.create(call, params["discounts"], "discounts", changed)]
    _set_lines(call, changed, quote_lines)
    quote.update(changed)


def _set_lines(call: Call, quote: Object, quote_lines: list[lines.Line]) -> None:
    account = call.account
    quote["currency"] = lines.currency_of(quote_lines)
    discount_objects = [
        one for one in (account.table("discount").find(id) for id in quote["discounts"]) if one is not None
    ]
    amounts.compute(account, quote, quote_lines, discount_objects)
    lines.store(account, quote, quote_lines)


def _set_customer(call: Call, quote: Object) -> None:
    customer = call.resolve("customer", "customer")
    if customer is None:
        return
    if quote["customer"] not in (None, customer["id"]):
        raise invalid(CUSTOMER_STAYS, param="customer")
    if quote["test_clock"] != customer["test_clock"]:
        raise invalid("The customer does not live in the test clock of the quote.", param="customer")
    quote["customer"] = customer["id"]


def _set_hashes(quote: Object, params: Mapping[str, Any]) -> None:
    if params.get("automatic_tax") is not None:
        on = params["automatic_tax"]["enabled"]
        liability = dict(params["automatic_tax"].get("liability") or SELF) if on else None
        provider = {"provider": "stripe", "status": "complete"} if on else {"provider": None, "status": None}
        quote["automatic_tax"] = {"enabled": on, "liability": liability, **provider}
    if params.get("invoice_settings") is not None:
        quote["invoice_settings"] = quote["invoice_settings"] | params["invoice_settings"]
    if "transfer_data" in params:
        data = params["transfer_data"]
        quote["transfer_data"] = data and {"amount": None, "amount_percent": None, **data}
    data = params.get("subscription_data")
    if data is not None:
        fields = {name: value for name, value in data.items() if name != "billing_mode"}
        _check_subscription_data(fields)
        quote["subscription_data"] = quote["subscription_data"] | {**fields, **_declared(fields)}


def _declared(data: Mapping[str, Any]) -> Object:
    """Metadata here is declarative: what is given replaces what was there."""
    return {"metadata": dict(data["metadata"] or {})} if "metadata" in data else {}


def _check_subscription_data(data: Mapping[str, Any]) -> None:
    days, date = data.get("trial_period_days"), data.get("effective_date")
    if days is not None and not 1 <= days <= LONGEST_TRIAL:
        message = f"Invalid trial_period_days: must be between 1 and {LONGEST_TRIAL}, got {days}."
        raise invalid(message, "subscription_data[trial_period_days]", "parameter_invalid_integer")
    if isinstance(date, str):
        message = "`current_period_end` is only for quotes that change a subscription."
        raise invalid(message, param="subscription_data[effective_date]")
    if date is not None and not 0 < date < expiry.LATEST:
        message = "Invalid timestamp: must be an integer Unix timestamp."
        raise invalid(message, param="subscription_data[effective_date]")
