"""Previews of invoices: the real billing engine runs on a copy of the account.

https://docs.stripe.com/api/invoices/create_preview. The copy reads through to the account and keeps all changes to
itself: it sends no events and plans no jobs.
"""

from __future__ import annotations

from typing import Any

from stripe_emulator.billing.invoices import drafting, invoice_items, item_terms, subscription_invoices, totals
from stripe_emulator.billing.preview.preview_account import PreviewAccount, SilentCall
from stripe_emulator.billing.shared import automatic_call
from stripe_emulator.billing.subscription_state import lifecycle
from stripe_emulator.billing.subscriptions import cancellation, creation, dates, renewal, updates
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Object, copy_of
from stripe_emulator.state.timeline import Timeline
from stripe_emulator.wire.errors import invalid, no_such

OF_SUBSCRIPTION = (
    "billing_cycle_anchor",
    "billing_mode",
    "cancel_at",
    "cancel_at_period_end",
    "default_tax_rates",
    "items",
    "metadata",
    "proration_behavior",
    "proration_date",
    "trial_end",
)
NOTHING = "You must specify a customer, a subscription or a schedule to preview an invoice."


def make(call: Call, params: dict[str, Any]) -> Object:
    """The next invoice: of a subscription's next period, of a change to it, of a new one, or of pending items."""
    subscription = call.resolve("subscription", "subscription")
    customer = call.resolve("customer", "customer")
    if subscription is not None and customer is not None and subscription["customer"] != customer["id"]:
        raise invalid("The subscription must belong to the customer.", param="subscription")
    owner = customer["id"] if customer is not None else (subscription or {}).get("customer")
    real, now = call.account, call.account.clock(owner).now()
    preview_account = PreviewAccount(real, now)
    silent = SilentCall(
        call.emulator,
        preview_account,
        call.params,
        call.path,
        False,
        call.request_id,
        None,
        call.base_url,
        call.url,
        call.version,
    )
    who = _customer(silent, params, owner)
    invoice = _simulate(silent, who, subscription, params)
    return _as_preview(invoice, params)


def _customer(call: Call, params: dict[str, Any], id: str | None) -> Object:
    """The customer, or a temporary one of `customer_details`."""
    account, details = call.account, params.get("customer_details") or {}
    if id is None and not details and not params.get("schedule"):
        raise invalid(NOTHING, param="customer")
    customer = account.find(id) if id is not None else None
    if customer is not None and customer.get("deleted"):
        raise no_such("customer", customer["id"], "customer", 400)
    if customer is None:
        customer = {
            **dict.fromkeys(
                (
                    "address",
                    "currency",
                    "default_source",
                    "discount",
                    "email",
                    "name",
                    "phone",
                    "shipping",
                    "test_clock",
                )
            ),
            "id": "",
            "object": "customer",
            "balance": 0,
            "delinquent": False,
            "invoice_prefix": "PREVIEW",
            "invoice_settings": {"default_payment_method": None},
            "next_invoice_sequence": 1,
            "tax_exempt": "none",
        }
        customer["id"] = account.ids.new("cus_")
        account.add(customer)
    for name in ("address", "shipping", "tax_exempt"):
        if details.get(name) is not None:
            customer[name] = details[name]
    return customer


def _simulate(call: Call, customer: Object, real: Object | None, params: dict[str, Any]) -> Object:
    details = dict(params.get("subscription_details") or {})
    details["billing_cycle_anchor"] = dates.anchor_of(details.get("billing_cycle_anchor"))
    _simulate_items(call, customer, params)
    if real is None:
        if details.get("items"):
            return _of_new(call, customer, params, details)
        return _of_waiting(call, customer, params)
    subscription = call.account.get("subscription", real["id"])
    if subscription["status"] in lifecycle.ENDED:
        raise invalid(
            "No upcoming invoices for a canceled subscription.",
            param="subscription",
            status=404,
            code="invoice_upcoming_none",
        )
    invoice = _of_change(call, subscription, details, params)
    return invoice or _of_next(call, subscription, params)


def _of_new(call: Call, customer: Object, params: dict[str, Any], details: dict[str, Any]) -> Object:
    terms = {name: details[name] for name in OF_SUBSCRIPTION if details.get(name) is not None}
    if not isinstance(terms.get("billing_cycle_anchor"), int):
        terms.pop("billing_cycle_anchor", None)
    if details.get("start_date"):
        terms["backdate_start_date"] = min(details["start_date"], automatic_call.now(call, customer))
    for name in ("currency", "discounts", "automatic_tax"):
        if params.get(name) is not None:
            terms[name] = params[name]
    terms["payment_behavior"] = "default_incomplete"
    subscription = creation.start(call, customer, terms)
    return call.account.get("invoice", subscription["latest_invoice"])


def _of_change(call: Call, subscription: Object, details: dict[str, Any], params: dict[str, Any]) -> Object | None:
    """The invoice that a change makes at once; None where it waits for the next period."""
    latest = subscription["latest_invoice"]
    if details.get("cancel_now"):
        cancellation.cancel(call, subscription, prorate=details.get("proration_behavior") != "none", invoice_now=True)
    else:
        terms = {name: details[name] for name in OF_SUBSCRIPTION if details.get(name) is not None}
        terms.pop("billing_mode", None)
        anchor = terms.pop("billing_cycle_anchor", None)
        if anchor == "now":
            terms["billing_cycle_anchor"] = anchor
        if params.get("discounts") is not None:
            terms["discounts"] = params["discounts"]
        if terms:
            updates.change(call, subscription, terms | {"payment_behavior": "default_incomplete"})
    if subscription["latest_invoice"] == latest:
        return None
    return call.account.get("invoice", subscription["latest_invoice"])


def _of_next(call: Call, subscription: Object, params: dict[str, Any]) -> Object:
    """The invoice of the next renewal."""
    account = call.account
    assert isinstance(account, PreviewAccount)
    until = min(item["current_period_end"] for item in subscription["items"]["data"])
    over = subscription["cancel_at"] is not None and subscription["cancel_at"] <= until
    if over or subscription["status"] == "paused":
        waiting = invoice_items.waiting(account, subscription["customer"], subscription["currency"], subscription["id"])
        if not waiting or subscription["status"] == "paused":
            raise invalid(
                "No upcoming invoices for customer: " + subscription["customer"],
                code="invoice_upcoming_none",
                status=404,
            )
        return _of_waiting(call, account.get("customer", subscription["customer"]), params, subscription)
    account.time = Timeline(until)
    invoice = renewal.turn(call, subscription)
    assert invoice is not None, "a period ends when it ends"
    return invoice


def _of_waiting(call: Call, customer: Object, params: dict[str, Any], subscription: Object | None = None) -> Object:
    """The invoice of what is pending; for a customer with one subscription, that one's next invoice."""
    account = call.account
    if subscription is None:
        renewing = [
            one
            for one in account.each("subscription", customer=customer["id"])
            if one["status"] in ("active", "trialing", "past_due") and one["cancel_at"] is None
        ]
        if renewing:
            soonest = min(renewing, key=lambda one: min(item["current_period_end"] for item in one["items"]["data"]))
            return _of_next(call, soonest, params)
    if subscription is not None:
        now = automatic_call.now(call, subscription)
        invoice = subscription_invoices.draft(
            call, subscription, [], reason="upcoming", period=(subscription["start_date"], now)
        )
    else:
        invoice = drafting.draft(call, customer, {}, currency=params.get("currency"), reason="upcoming")
        drafting.take_waiting(account, invoice, None)
    if not invoice["lines"]["data"]:
        raise invalid(f"No upcoming invoices for customer: {customer['id']}", code="invoice_upcoming_none", status=404)
    totals.compute(account, invoice)
    return invoice


def _simulate_items(call: Call, customer: Object, params: dict[str, Any]) -> None:
    """`invoice_items`: additional pending items, or changes of existing ones."""
    account = call.account
    for number, item_params in enumerate(params.get("invoice_items") or ()):
        path = f"invoice_items[{number}]"
        if item_params.get("invoiceitem") is not None:
            item = account.table("invoiceitem").find(item_params["invoiceitem"])
            if item is None:
                raise no_such("invoice item", item_params["invoiceitem"][:200], f"{path}[invoiceitem]", 400)
            item_terms.change(call, item, item_params)
            continue
        fields = item_terms.item_fields(
            call, _renamed(item_params), params.get("currency") or customer["currency"], path
        )
        invoice_items.add(call, customer, fields)


def _renamed(params: dict[str, Any]) -> dict[str, Any]:
    renamed = dict(params)
    if renamed.get("unit_amount") is not None:
        renamed["unit_amount_decimal"] = str(renamed.pop("unit_amount"))
    return renamed


def _as_preview(invoice: Object, params: dict[str, Any]) -> Object:
    """The invoice as Stripe shows a preview: a draft with an `upcoming_in_` id."""
    preview = copy_of(invoice)
    id = f"upcoming_in_{invoice['id'].removeprefix('in_')}"
    preview |= {
        "id": id,
        "attempt_count": 0,
        "attempted": False,
        "billing_reason": "upcoming",
        "ending_balance": None,
        "hosted_invoice_url": None,
        "invoice_pdf": None,
        "number": None,
        "status": "draft",
        "amount_paid": 0,
        "amount_remaining": invoice["amount_due"],
        "auto_advance": False,
        "automatically_finalizes_at": None,
        "effective_at": None,
        "webhooks_delivered_at": None,
    }
    preview["status_transitions"] = dict.fromkeys(preview["status_transitions"])
    preview["lines"]["url"] = f"/v1/invoices/{id}/lines"
    for line in preview["lines"]["data"]:
        line["invoice"] = id
    details = (preview["parent"] or {}).get("subscription_details")
    at = (params.get("subscription_details") or {}).get("proration_date")
    if details is not None and at is not None:
        details["subscription_proration_date"] = at
    return preview
