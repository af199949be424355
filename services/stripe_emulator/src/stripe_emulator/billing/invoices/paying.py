"""Paying an invoice: with a PaymentIntent like any other payment, by itself or by request, again when it failed.

https://docs.stripe.com/billing/subscriptions/overview#payment-status. What becomes of the PaymentIntent is heard from
its events, whoever confirmed it: the invoice's page, Stripe.js, or this module.
"""

from __future__ import annotations

from stripe_emulator.billing.invoices import lookups, payments, voiding
from stripe_emulator.billing.shared import automatic_call, event_buffer, jobs, settings
from stripe_emulator.billing.subscription_state import consequences
from stripe_emulator.catalog import balances
from stripe_emulator.payments import flow, method_objects
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import StripeError, card_error, invalid, no_such

DAY = 86_400
NO_PAYER = (
    "This customer has no attached payment source or default payment method. Please consider adding a default payment "
    "method. For more information, visit https://stripe.com/docs/billing/subscriptions/payment-methods-setting"
    "#payment-method-priority."
)
NEEDS_ACTION = (
    "Payment for this invoice requires additional user action before it can be completed successfully. Payment can be "
    "completed using the PaymentIntent associated with this invoice. For more details see: "
    "https://stripe.com/docs/billing/subscriptions/overview#requires-action"
)
WRAPPED = "billing.wrapped_sources"
OUTCOMES = frozenset(
    f"payment_intent.{outcome}"
    for outcome in ("succeeded", "payment_failed", "requires_action", "canceled", "amount_capturable_updated")
)
PAYABLE = ("open", "uncollectible")


def open_payment(call: Call, invoice: Object) -> Object:
    """Make the default PaymentIntent of a finalized invoice, with its payment method if there is one."""
    intent = payments.open_default(call, invoice, payer(call.account, invoice))
    _follow(call, intent)
    return intent


def attach(call: Call, invoice: Object, intent: Object) -> Object:
    """Attach another PaymentIntent to pay a part of an invoice (POST /v1/invoices/{id}/attach_payment)."""
    if lookups.payment_by(call.account, intent["id"]) is not None:
        raise invalid("This PaymentIntent is already attached to an invoice.", param="payment_intent")
    payment = payments.link(call, invoice, intent["id"], intent["amount"], default=False)
    _follow(call, intent)
    if intent["status"] == "succeeded":
        intent_changed(call, intent)
    return payment


def pay(call: Call, invoice: Object, method: Object | None = None) -> Object:
    """Charge `method`, or the default one, now; a decline or a required authentication is raised as a 402."""
    check_payable(invoice)
    intent = lookups.intent_of(call.account, invoice)
    if intent is None or intent["status"] == "canceled":
        intent = open_payment(call, invoice)
    method = method or payer(call.account, invoice)
    if method is None:
        raise invalid(NO_PAYER, code="resource_missing")
    method_objects.check_usable(call.account, method, invoice["customer"])
    intent["payment_method"], intent["status"], intent["next_action"] = method["id"], "requires_confirmation", None
    if method["type"] not in intent["payment_method_types"]:
        intent["payment_method_types"] = [*intent["payment_method_types"], method["type"]]
    flow.confirm(call, intent, {"off_session": _set_up(call.account, method)})
    if intent["status"] == "requires_action":
        raise card_error("invoice_payment_intent_requires_action", None, NEEDS_ACTION)
    return invoice


def try_to_pay(call: Call, invoice: Object) -> StripeError | None:
    """Pay without a request: a refusal is returned instead of raised, and its events are sent."""
    try:
        pay(call, invoice)
    except StripeError as error:
        if error.type != "card_error":
            _not_attempted(call, invoice)
        return error
    return None


def pay_elsewhere(call: Call, invoice: Object) -> Object:
    """Mark an invoice paid outside of Stripe: nothing is charged, its PaymentIntent is canceled."""
    check_payable(invoice)
    for payment in lookups.payments_of(call.account, invoice):
        payments.close(call, payment)
        intent = call.account.find(payment["payment"].get("payment_intent"))
        if intent is not None and payment["is_default"] and intent["status"] in flow.CANCELABLE:
            flow.cancel(call, intent, None)
    invoice["amount_paid_off_stripe"] = invoice["amount_remaining"]
    invoice["amount_remaining"] = 0
    settle(call, invoice, None)
    return invoice


def settle(call: Call, invoice: Object, method: str | None) -> None:
    """Mark an invoice paid in full, with its events and what they mean for its subscription."""
    voiding.stop_collecting(call, invoice)
    invoice["status"], invoice["attempted"] = "paid", True
    invoice["status_transitions"]["paid_at"] = automatic_call.now(call, invoice)
    _delinquent(call, invoice, False)
    call.emit("invoice.paid", invoice)
    call.emit("invoice.payment_succeeded", invoice)
    consequences.paid(call, invoice, method)


def _follow(call: Call, intent: Object) -> None:
    by = call if isinstance(call, event_buffer.BufferedCall) else automatic_call.by_itself(call)

    def on_event(type: str) -> None:
        if type in OUTCOMES:
            intent_changed(by, intent)

    call.account.watch(intent["id"], on_event)


def intent_changed(call: Call, intent: Object) -> None:
    """Update the invoice after an event of a PaymentIntent that pays it, whoever confirmed that."""
    account = call.account
    payment = lookups.payment_by(account, intent["id"])
    invoice = account.find(payment["invoice"]) if payment is not None else None
    if payment is None or invoice is None or invoice["status"] not in PAYABLE:
        return
    if intent["status"] == "succeeded":
        _received(call, invoice, payment, intent)
    elif intent["status"] == "canceled":
        payments.close(call, payment)
    elif payment["is_default"] and intent["status"] in ("requires_payment_method", "requires_action"):
        _failed(call, invoice, intent["status"] == "requires_action")


def check_payable(invoice: Object) -> None:
    """Refuse what is paid, void or still a draft."""
    if invoice["status"] == "paid":
        raise invalid("Invoice is already paid")
    if invoice["status"] not in PAYABLE:
        raise invalid(f"Invoice can't be paid because it has a status of {invoice['status']}.")


def payer(account: Account, invoice: Object) -> Object | None:
    """The payment method of an invoice: its own, its subscription's, its customer's; methods before sources.

    https://docs.stripe.com/billing/subscriptions/payment-methods-setting#payment-method-priority
    """
    details = (invoice["parent"] or {}).get("subscription_details") or {}
    subscription = account.find(details.get("subscription")) or {}
    return payer_of(account, invoice, subscription, account.find(invoice["customer"]) or {})


def payer_of(account: Account, *owners: Object) -> Object | None:
    """The first default payment method of these owners: an invoice, a subscription, a customer."""
    for owner in owners:
        settings_of = owner.get("invoice_settings") or {}
        for id in (owner.get("default_payment_method"), settings_of.get("default_payment_method")):
            method = account.find(id)
            if method is not None and method["object"] == "payment_method" and method["id"] not in account.spent:
                return method
        if owner.get("default_source") and (method := _of_source(account, owner)) is not None:
            return method
    return None


def named_method(account: Account, id: str, customer: str, param: str) -> Object:
    """The method or source that a request names to pay with; 400 for one that the customer does not have."""
    source = account.find(id)
    if source is not None and source["object"] == "payment_method" and source["customer"] == customer:
        return source
    if source is not None and id in account.cards and source["object"] != "payment_method":
        method = _card_method(account, id, customer)
        if method is not None:
            return method
    if source is None:
        raise no_such("PaymentMethod", id[:200], param, 400)
    message = (
        f"The customer does not have a payment method with the ID {id[:200]}. The payment method must be attached to "
        "the customer."
    )
    raise invalid(message, param=param, code="resource_missing")


def _of_source(account: Account, owner: Object) -> Object | None:
    customer = owner["id"] if owner["object"] == "customer" else owner["customer"]
    source = account.find(owner["default_source"])
    if source is not None and (source.get("deleted") or source.get("customer") != customer):
        return None
    if source is not None and source["object"] == "payment_method":
        return source
    return _card_method(account, owner["default_source"], customer)


def _card_method(account: Account, source: str, customer: str) -> Object | None:
    """The PaymentMethod that stands for a card saved as a source, which PaymentIntents cannot take themselves."""
    known: dict[str, str] = account.memory.setdefault(WRAPPED, {})
    if source not in known:
        card = account.cards.get(source)
        if card is None:
            return None
        method = method_objects.payment_method(account, card)
        method["customer"] = customer
        known[source] = account.add(method)["id"]
    return account.find(known[source])


def _set_up(account: Account, method: Object) -> bool:
    """Whether the card was set up for off-session use; otherwise the invoice waits for the shopper (fact 96)."""
    card = account.cards.get(method["id"])
    if card is None:
        return True
    behaviour = card.behaviour
    return behaviour.challenge == "required_unless_setup" and (behaviour.set_up or method["id"] in account.set_up)


def _received(call: Call, invoice: Object, payment: Object, intent: Object) -> None:
    now, received = automatic_call.now(call, invoice), intent["amount_received"]
    if payment["status"] == "paid":
        return
    payment |= {"status": "paid", "amount_paid": min(received, payment["amount_requested"])}
    payment["status_transitions"]["paid_at"] = now
    applied = min(received, invoice["amount_remaining"])
    invoice["amount_paid"] += received
    invoice["amount_remaining"] -= applied
    invoice["amount_overpaid"] += received - applied
    if payment["is_default"]:
        invoice["attempt_count"] += 1
    call.emit("invoice_payment.paid", payment)
    if invoice["amount_remaining"] == 0:
        settle(call, invoice, intent["payment_method"])
    _credit_overpaid(call, invoice, received - applied)


def _credit_overpaid(call: Call, invoice: Object, amount: int) -> None:
    customer = call.account.find(invoice["customer"])
    if amount and customer is not None and not customer.get("deleted"):
        previous_balance = customer["balance"]
        balances.move(call.account, customer, -amount, invoice["currency"], "invoice_overpaid", invoice=invoice["id"])
        call.emit("customer.updated", customer, {"balance": previous_balance})
        call.emit("invoice.overpaid", invoice)


def _failed(call: Call, invoice: Object, waits: bool, *, charged: bool = True) -> None:
    invoice["attempted"] = True
    invoice["attempt_count"] += 1
    _plan_retry(call, invoice)
    if waits:
        call.emit("invoice.payment_action_required", invoice)
    call.emit("invoice.payment_failed", invoice)
    _delinquent(call, invoice, True)
    consequences.failed(call, invoice)
    over = charged and invoice["auto_advance"] and invoice["next_payment_attempt"] is None
    if over and consequences.retries(call.account, invoice):
        consequences.exhausted(call, invoice)
        voiding.stop_collecting(call, invoice)


def _not_attempted(call: Call, invoice: Object) -> None:
    """An attempt that failed because there is nobody to charge: no decline, so it ends no subscription."""
    if invoice["status"] in PAYABLE:
        _failed(call, invoice, False, charged=False)


def _plan_retry(call: Call, invoice: Object) -> None:
    days, tried = settings.of(call.account).retry_after_days, invoice["attempt_count"]
    by_itself = invoice["auto_advance"] and invoice["collection_method"] == "charge_automatically"
    jobs.drop(call.account, invoice, "retry")
    if by_itself and tried <= len(days) and consequences.retries(call.account, invoice):
        due = automatic_call.now(call, invoice) + days[tried - 1] * DAY
        invoice["next_payment_attempt"] = due
        jobs.plan(call, invoice, "retry", due, lambda automatic: _retry(automatic, invoice))
    else:
        invoice["next_payment_attempt"] = None


def _retry(call: Call, invoice: Object) -> None:
    if invoice["status"] == "open" and invoice["auto_advance"]:
        try_to_pay(call, invoice)


def _delinquent(call: Call, invoice: Object, delinquent: bool) -> None:
    customer = call.account.find(invoice["customer"])
    if customer is not None and not customer.get("deleted") and customer["delinquent"] is not delinquent:
        customer["delinquent"] = delinquent
        call.emit("customer.updated", customer, {"delinquent": not delinquent})
