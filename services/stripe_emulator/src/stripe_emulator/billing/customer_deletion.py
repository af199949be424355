"""Deleting a customer, with its subscriptions and PaymentMethods (fact 93)."""

from __future__ import annotations

from stripe_emulator.billing.subscription_state import lifecycle
from stripe_emulator.billing.subscriptions import cancellation
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import deleted
from stripe_emulator.state.account import Object


def delete_customer(call: Call, customer: Object) -> Object:
    """Delete a customer: cancel its subscriptions, detach its PaymentMethods; a stub stays (fact 46)."""
    account = call.account
    for subscription in account.all("subscription", customer=customer["id"]):
        if subscription["status"] not in lifecycle.ENDED:
            cancellation.cancel(call, subscription)
    call.emit("customer.deleted", customer)
    for method in account.all("payment_method", customer=customer["id"]):
        method["customer"] = None
        account.spent.add(method["id"])
    return deleted(customer)
