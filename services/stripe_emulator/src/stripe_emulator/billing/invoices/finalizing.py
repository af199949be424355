"""From draft to open: the amounts are fixed, a number is given, a PaymentIntent made (fact 121).

https://docs.stripe.com/invoicing/integration/workflow-transitions
"""

from __future__ import annotations

from stripe_emulator.billing.invoices import drafting, paying, totals, voiding
from stripe_emulator.billing.shared import automatic_call, discounts, jobs
from stripe_emulator.billing.subscription_state import consequences
from stripe_emulator.catalog import balances
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import invalid

HOUR = 3_600
PAGE = "/_localstack/stripe/invoices"
FINAL = "This invoice is already finalized, you can't re-finalize a non-draft invoice."


def finalize(call: Call, invoice: Object) -> Object:
    """Open a draft; without anything due it is paid at once. Nothing is charged here: see `advance`."""
    if invoice["status"] != "draft":
        raise invalid(FINAL)
    account, customer = call.account, call.account.find(invoice["customer"]) or {}
    now = automatic_call.now(call, invoice)
    jobs.drop(account, invoice, "finalize")
    if customer and not customer.get("deleted"):
        drafting.refresh_customer(invoice, customer)
        totals.compute(account, invoice)
        _take_balance(call, invoice, customer)
        discounts.remove_used_of_customer(call, customer, invoice)
        invoice["number"] = invoice["number"] or _number(customer)
    invoice["status"], invoice["automatically_finalizes_at"] = "open", None
    invoice["status_transitions"]["finalized_at"] = now
    invoice["effective_at"] = invoice["effective_at"] or now
    invoice["hosted_invoice_url"] = f"{call.base_url}{PAGE}/{invoice['id']}"
    invoice["invoice_pdf"] = f"{invoice['hosted_invoice_url']}/pdf"
    call.emit("invoice.finalized", invoice)
    _replace_original(call, invoice)
    if invoice["amount_due"] == 0:
        paying.settle(call, invoice, None)
    else:
        paying.open_payment(call, invoice)
        _plan_overdue(call, invoice)
    return invoice


def advance(call: Call, invoice: Object) -> None:
    """Finalize a draft without a request, then charge it or send it, as its `collection_method` says."""
    if invoice["status"] != "draft":
        return
    finalize(call, invoice)
    if invoice["status"] != "open" or not invoice["auto_advance"]:
        return
    if invoice["collection_method"] == "charge_automatically":
        paying.try_to_pay(call, invoice)
    else:
        call.emit("invoice.sent", invoice)


def plan(call: Call, invoice: Object, delay: int = HOUR) -> None:
    """Plan `advance` about an hour after the creation; a draft without `auto_advance` stays a draft."""
    if invoice["auto_advance"]:
        due = automatic_call.now(call, invoice) + delay
        drafting.plan_finalizing(call, invoice, lambda automatic: advance(automatic, invoice), due)


def _replace_original(call: Call, invoice: Object) -> None:
    """A finalized revision voids the invoice that it revises (https://docs.stripe.com/invoicing/invoice-edits)."""
    original = call.account.find((invoice["from_invoice"] or {}).get("invoice"))
    if original is not None and original["status"] in ("open", "uncollectible"):
        voiding.void(call, original)


def _number(customer: Object) -> str:
    """`PREFIX-0001`, counted by customer (https://docs.stripe.com/invoicing/customize#customize-invoice-numbering)."""
    sequence = customer["next_invoice_sequence"] or 1
    customer["next_invoice_sequence"] = sequence + 1
    return f"{customer['invoice_prefix']}-{sequence:04}"


def _take_balance(call: Call, invoice: Object, customer: Object) -> None:
    """Use the customer's credit, or add an amount too small to charge, with a balance transaction."""
    starting_balance = totals.balance_of(call.account, invoice)
    ending_balance = totals.settle_due(invoice, starting_balance)
    invoice["ending_balance"] = ending_balance
    if ending_balance == starting_balance:
        return
    type = (
        "invoice_too_small"
        if invoice["amount_due"] == 0 < invoice["total"] + starting_balance
        else "applied_to_invoice"
    )
    balances.move(
        call.account, customer, ending_balance - starting_balance, invoice["currency"], type, invoice=invoice["id"]
    )
    call.emit("customer.updated", customer, {"balance": starting_balance})


def _plan_overdue(call: Call, invoice: Object) -> None:
    if invoice["due_date"] is not None and invoice["collection_method"] == "send_invoice":
        jobs.plan(call, invoice, "overdue", invoice["due_date"], lambda automatic: _overdue(automatic, invoice))


def _overdue(call: Call, invoice: Object) -> None:
    """A sent invoice is not paid by its due date: its subscription is past due."""
    if invoice["status"] == "open":
        call.emit("invoice.overdue", invoice)
        consequences.failed(call, invoice)
