"""Invoice items: what a customer is to be charged for besides periods (https://docs.stripe.com/api/invoiceitems).

An item waits for the customer's next invoice, or stands on the draft that it names.
"""

from __future__ import annotations

from typing import Any

from stripe_emulator.billing.shared import automatic_call
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.state.account import Account, Object

MEMORY = "billing.pending"


def add(call: Call, customer: Object, fields: dict[str, Any]) -> Object:
    """A new item of a customer; it waits unless `fields` names an invoice."""
    account = call.account
    now = automatic_call.now(call, customer)
    item = new(
        account,
        "invoiceitem",
        account.ids.new("ii_"),
        customer=customer["id"],
        date=now,
        test_clock=customer["test_clock"],
        **{
            "discountable": True,
            "discounts": [],
            "frozen_fields": [],
            "period": {"end": now, "start": now},
            "proration": False,
            "quantity": 1,
            "quantity_decimal": "1",
            "tax_rates": [],
            **fields,
        },
    )
    item["net_amount"] = item["amount"]
    account.add(item)
    if item["invoice"] is None:
        wait(account, item)
    set_currency(call, customer, item["currency"])
    call.emit("invoiceitem.created", item)
    return item


def set_currency(call: Call, customer: Object, currency: str) -> None:
    """Set the currency of a customer who has none yet: the one of the first amount that is billed."""
    if customer["currency"] is None:
        customer["currency"] = currency
        call.emit("customer.updated", customer, {"currency": None})


def waiting(account: Account, customer: str, currency: str, subscription: str | None) -> list[Object]:
    """Items that the next invoice takes: of this customer and currency, and of no subscription or of this one."""
    items = [account.find(id) for id in account.memory.get(MEMORY, {}).get(customer, ())]
    return [
        item
        for item in items
        if item is not None and item["currency"] == currency and subscription_of(item) in (None, subscription)
    ]


def all_waiting(account: Account, customer: str) -> list[str]:
    """The ids of all items of a customer that wait for an invoice."""
    return list(account.memory.get(MEMORY, {}).get(customer, ()))


def subscription_of(item: Object) -> str | None:
    id: str | None = ((item["parent"] or {}).get("subscription_details") or {}).get("subscription")
    return id


def take(account: Account, item: Object, invoice: Object) -> None:
    item["invoice"] = invoice["id"]
    _customers(account, item).pop(item["id"], None)
    account.refile(item)


def wait(account: Account, item: Object) -> None:
    """Detach an item from its invoice, so that the customer's next invoice takes it."""
    item["invoice"] = None
    _customers(account, item)[item["id"]] = None


def forget(account: Account, item: Object) -> None:
    _customers(account, item).pop(item["id"], None)
    account.remove(item)


def _customers(account: Account, item: Object) -> dict[str, None]:
    customers: dict[str, dict[str, None]] = account.memory.setdefault(MEMORY, {})
    return customers.setdefault(item["customer"], {})
