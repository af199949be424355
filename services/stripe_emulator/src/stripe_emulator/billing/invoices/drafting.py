"""Draft invoices: made, filled with lines, changed (https://docs.stripe.com/invoicing/overview)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from stripe_emulator.billing.invoices import debits, invoice_items, lines, lookups, totals
from stripe_emulator.billing.shared import automatic_call, discounts, jobs, prices
from stripe_emulator.catalog import prices as catalog_prices
from stripe_emulator.catalog.checks import within_years
from stripe_emulator.contract import CURRENT
from stripe_emulator.resource_kit import references
from stripe_emulator.resource_kit.amounts import check_currency
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.wire.errors import invalid, missing_param

DAY = 86_400
COPIED = (
    "account_tax_ids",
    "auto_advance",
    "automatically_finalizes_at",
    "custom_fields",
    "default_payment_method",
    "default_source",
    "description",
    "due_date",
    "effective_at",
    "footer",
    "number",
    "on_behalf_of",
    "statement_descriptor",
)
BY_HAND = "manual"
SELF = {"type": "self"}


def draft(
    call: Call,
    customer: Object,
    terms: dict[str, Any],
    *,
    currency: str | None = None,
    reason: str = BY_HAND,
    subscription: Object | None = None,
    period: lines.Period | None = None,
) -> Object:
    """A draft without lines; `terms` as POST /v1/invoices takes them. It is stored, and its event sent, by `store`."""
    account = call.account
    now = automatic_call.now(call, customer)
    start, end = period or (now, now)
    invoice = new(
        account,
        "invoice",
        account.ids.new("in_"),
        account_country="US",
        account_name="Checkout Harness",
        amount_due=0,
        amount_overpaid=0,
        amount_paid=0,
        amount_remaining=0,
        amount_shipping=0,
        attempt_count=0,
        attempted=False,
        auto_advance=False,
        automatic_tax={**CURRENT.part("invoice.automatic_tax"), "enabled": False},
        billing_reason=reason,
        collection_method=terms.get("collection_method") or "charge_automatically",
        created=now,
        currency=check_currency(currency or terms.get("currency") or customer["currency"] or "usd"),
        customer=customer["id"],
        customer_tax_ids=[],
        issuer=dict(SELF),
        lines={"object": "list", "data": [], "has_more": False, "total_count": 0, "url": ""},
        parent=_parent(subscription),
        payment_settings=CURRENT.part("invoice.payment_settings"),
        period_end=end,
        period_start=start,
        post_payment_credit_notes_amount=0,
        pre_payment_credit_notes_amount=0,
        rendering=None if subscription else _rendering(),
        starting_balance=0,
        status="draft",
        status_transitions=CURRENT.part("invoice.status_transitions"),
        subtotal=0,
        test_clock=customer["test_clock"],
        total=0,
        webhooks_delivered_at=now,
    )
    invoice["lines"]["url"] = f"/v1/invoices/{invoice['id']}/lines"
    refresh_customer(invoice, customer)
    apply(call, invoice, terms)
    return invoice


def store(call: Call, invoice: Object) -> Object:
    """Store a new draft with its amounts and send `invoice.created`."""
    account = call.account
    totals.compute(account, invoice)
    account.add(invoice)
    customer = account.get("customer", invoice["customer"])
    invoice_items.set_currency(call, customer, invoice["currency"])
    call.emit("invoice.created", invoice)
    return invoice


def apply(call: Call, invoice: Object, terms: dict[str, Any]) -> None:
    """Write terms as POST /v1/invoices/{id} takes them into a draft; all is checked before anything is written."""
    account = call.account
    if terms.get("default_payment_method") is not None:
        references.method_of_customer(
            account, terms["default_payment_method"], invoice["customer"], "default_payment_method"
        )
    references.check_source_of_customer(account, terms.get("default_source"), invoice["customer"], "default_source")
    rates = tax_rates(account, terms.get("default_tax_rates"), "default_tax_rates")
    due = _due_date(invoice, terms)
    if terms.get("automatically_finalizes_at") is not None:
        now = account.clock(invoice["customer"]).now()
        within_years(terms["automatically_finalizes_at"], now, "automatically_finalizes_at")
    if "discounts" in terms:
        owner = {"customer": invoice["customer"], "invoice": invoice["id"]}
        invoice["discounts"] = discounts.create(
            call, terms["discounts"], "discounts", invoice["discounts"], currency=invoice["currency"], **owner
        )
    for name in COPIED:
        if name in terms:
            invoice[name] = terms[name]
    if "default_tax_rates" in terms:
        invoice["default_tax_rates"] = rates
    invoice["due_date"] = due
    invoice["metadata"] = dict(terms.get("metadata") or {}) if not invoice["metadata"] else invoice["metadata"]
    _apply_hashes(account, invoice, terms)


def charge(call: Call, invoice: Object, params: dict[str, Any], path: str) -> Object:
    """Add a one-time price to a draft, through an invoice item as `add_invoice_items` does; returns the line."""
    customer = call.account.resolve("customer", invoice["customer"], "customer")
    fields = item_fields(call, params, path, invoice["currency"])
    item = invoice_items.add(call, customer, fields | {"invoice": invoice["id"]})
    return put(call.account, invoice, lines.of_invoice_item(call.account, item))


def add(call: Call, invoice: Object, charges: Iterable[dict[str, Any]], path: str = "lines") -> None:
    """Lines of one-time prices: `[{"price": "price_1", "quantity": 2}]`."""
    for number, params in enumerate(charges):
        charge(call, invoice, params, f"{path}[{number}]")


def put(account: Account, invoice: Object, line: Object) -> Object:
    line["invoice"] = invoice["id"]
    invoice["lines"]["data"].append(line)
    debits.remember_line(account, line, invoice)
    return line


def take_waiting(account: Account, invoice: Object, subscription: str | None, *, only: Sequence[str] = ()) -> int:
    """Put the customer's pending items (`only` these) on a draft; returns how many."""
    items = invoice_items.waiting(account, invoice["customer"], invoice["currency"], subscription)
    items = [item for item in items if not only or item["id"] in only]
    for item in items:
        invoice_items.take(account, item, invoice)
        put(account, invoice, lines.of_invoice_item(account, item))
    return len(items)


def plan_finalizing(call: Call, invoice: Object, finalize: jobs.Run, due: int) -> None:
    """Plan the automatic finalization of a draft, about an hour after its creation (fact 121)."""
    invoice["automatically_finalizes_at"] = due
    jobs.plan(call, invoice, "finalize", due, finalize)


def item_fields(call: Call, params: dict[str, Any], path: str, currency: str) -> dict[str, Any]:
    """The fields of an invoice item for a price and a quantity; 400 for a price in another currency."""
    price = catalog_prices.price_of(call, params, path, type="one_time")
    check_same_currency(call.account, price, currency, f"{path}[price]")
    quantity = params.get("quantity", 1)
    return {
        "amount": catalog_prices.amount_of(call.account, price, quantity, currency),
        "currency": currency,
        "description": prices.product_of(call.account, price)["name"],
        "discountable": params.get("discountable", True),
        "metadata": dict(params.get("metadata") or {}),
        "pricing": lines.pricing(price, price["unit_amount_decimal"]),
        "tax_rates": tax_rates(call.account, params.get("tax_rates"), f"{path}[tax_rates]"),
        **lines.counts(quantity),
    }


def check_same_currency(account: Account, price: Object, currency: str, path: str) -> None:
    """Refuse a price that has no amount in the invoice's currency."""
    if currency not in catalog_prices.hidden_of(account, price)["currency_options"]:
        message = (
            f"The price specified only supports `{price['currency']}`. This doesn't match the expected currency: "
            f"`{currency}`."
        )
        raise invalid(message, param=path)


def tax_rates(account: Account, ids: Sequence[str] | None, path: str) -> list[Object]:
    """The tax rates of these ids as other objects carry them."""
    return [copy_of(account.resolve("tax_rate", id, f"{path}[{number}]")) for number, id in enumerate(ids or ())]


def refresh_customer(invoice: Object, customer: Object) -> None:
    """Copy the customer's present data into an invoice; it is frozen when the invoice is finalized."""
    for name in ("address", "email", "name", "phone", "shipping"):
        value = customer[name]
        invoice[f"customer_{name}"] = copy_of(value) if isinstance(value, dict) else value
    invoice["customer_tax_exempt"] = customer["tax_exempt"] or "none"


def _parent(subscription: Object | None) -> Object | None:
    if subscription is None:
        return None
    details = {"metadata": dict(subscription["metadata"]), "subscription": subscription["id"]}
    return {"quote_details": None, "subscription_details": details, "type": "subscription_details"}


def _rendering() -> Object:
    return {"amount_tax_display": None, "pdf": {"page_size": "auto"}, "template": None, "template_version": None}


def _due_date(invoice: Object, terms: dict[str, Any]) -> int | None:
    """Only invoices that are sent have one; they must (https://docs.stripe.com/api/invoices/create)."""
    method = terms.get("collection_method") or invoice["collection_method"]
    for name in ("due_date", "days_until_due"):
        if terms.get(name) is not None and method != "send_invoice":
            message = f"`{name}` can only be used with `collection_method=send_invoice`."
            raise invalid(message, param=name)
    if terms.get("due_date") is not None:
        if terms["due_date"] < invoice["created"]:
            raise invalid("`due_date` must be in the future.", param="due_date")
        return int(terms["due_date"])
    if terms.get("days_until_due") is not None:
        return int(invoice["created"] + terms["days_until_due"] * DAY)
    if method == "send_invoice" and invoice["due_date"] is None:
        raise missing_param("days_until_due")
    due: int | None = invoice["due_date"] if method == "send_invoice" else None
    return due


def _apply_hashes(account: Account, invoice: Object, terms: dict[str, Any]) -> None:
    if terms.get("collection_method"):
        invoice["collection_method"] = terms["collection_method"]
    if terms.get("automatic_tax"):
        enabled = terms["automatic_tax"]["enabled"]
        liability = dict(terms["automatic_tax"].get("liability") or SELF)
        details = {"liability": liability, "provider": "stripe", "status": "complete"} if enabled else {}
        invoice["automatic_tax"] = {**CURRENT.part("invoice.automatic_tax"), "enabled": enabled, **details}
    if terms.get("issuer"):
        invoice["issuer"] = dict(terms["issuer"])
    if terms.get("payment_settings"):
        invoice["payment_settings"] = invoice["payment_settings"] | _settings(terms["payment_settings"])
    if terms.get("rendering"):
        invoice["rendering"] = (invoice["rendering"] or _rendering()) | terms["rendering"]
    if terms.get("shipping_details"):
        invoice["shipping_details"] = terms["shipping_details"]
    if "shipping_cost" in terms:
        invoice["shipping_cost"] = _shipping_cost(account, terms["shipping_cost"], invoice["currency"])


def _settings(params: dict[str, Any]) -> dict[str, Any]:
    return {name: params[name] for name in ("default_mandate", "payment_method_types") if name in params}


def _shipping_cost(account: Account, params: dict[str, Any] | None, currency: str) -> Object | None:
    if not params:
        return None
    rate, path = params.get("shipping_rate"), "shipping_cost[shipping_rate]"
    chosen = account.resolve("shipping_rate", rate, path) if rate else params.get("shipping_rate_data")
    fixed = (chosen or {}).get("fixed_amount") or {"amount": 0}
    if fixed.get("currency", currency) != currency:
        raise invalid(f"The shipping rate is in `{fixed['currency']}`, the invoice in `{currency}`.", param=path)
    amount = fixed["amount"]
    return {"amount_subtotal": amount, "amount_tax": 0, "amount_total": amount, "shipping_rate": rate, "taxes": []}


def copy_lines(call: Call, original: Object, invoice: Object) -> None:
    """Make a draft the revision of an open invoice (https://docs.stripe.com/invoicing/invoice-edits)."""
    account = call.account
    for line in original["lines"]["data"]:
        copied = put(account, invoice, copy_of(line) | {"id": account.ids.new("il_")})
        remember = account.memory.setdefault(lookups.TAX_RATES, {})
        remember[copied["id"]] = list(remember.get(line["id"], ()))
    invoice["discounts"] = invoice["discounts"] or list(original["discounts"])
    invoice["from_invoice"] = {"action": "revision", "invoice": original["id"]}
    original["latest_revision"] = invoice["id"]
