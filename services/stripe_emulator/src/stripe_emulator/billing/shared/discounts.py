"""Discounts in billing: of subscriptions, items, invoices and invoice items, and how long they last.

https://docs.stripe.com/billing/subscriptions/coupons: a coupon counts `once` (one invoice), for some months, or for
ever. What can be redeemed and what a discount is stands in `catalog.discounts`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stripe_emulator.catalog import discounts
from stripe_emulator.catalog.coupon_terms import coupon_of
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import no_such

DiscountParams = list[dict[str, Any]] | None


def create(
    call: Call, params: DiscountParams, path: str, known: Iterable[str] = (), *, currency: str | None, **of: str | None
) -> list[str]:
    """The discounts of a `discounts` parameter: coupons are redeemed, a discount named by id must be there already.

    `currency` is that of what they are taken off; an amount off in another one is refused. None: it is not known yet,
    and `check_currency` follows.
    """
    ids = []
    customer, account = of.pop("customer"), call.account
    for number, one in enumerate(params or ()):
        where = f"{path}[{number}]"
        if one.get("discount"):
            if one["discount"] not in known and account.table(discounts.KIND).find(one["discount"]) is None:
                raise no_such("discount", one["discount"][:200], f"{where}[discount]", 400)
            ids.append(one["discount"])
        elif one.get("coupon") or one.get("promotion_code"):
            offer = discounts.offer_of(call, one, where, customer=customer, currency=currency)
            start = account.clock(customer).now()
            discount = discounts.redeem(call, offer, customer=customer, start=start, **of)
            ids.append(discount["id"])
            if of.get("subscription") and not of.get("subscription_item"):
                call.emit("customer.discount.created", discount)
    return ids


def check_currency(account: Account, ids: Iterable[str], currency: str, path: str) -> None:
    """Refuse discounts whose amount off is in another currency."""
    for discount in found(account, ids):
        discounts.check_currency(account, discounts.Offer(coupon_of(account, discount)), currency, path)


def found(account: Account, ids: Iterable[str]) -> list[Object]:
    """The discounts of these ids, without those that are gone."""
    table = account.table(discounts.KIND)
    return [one for one in map(table.find, ids) if one is not None]


def still_valid(account: Account, ids: Iterable[str], at: int) -> list[str]:
    """The ids of those that have not ended at a time."""
    return [one["id"] for one in found(account, ids) if one["end"] is None or one["end"] > at]


def remove_used(call: Call, owner: Object, at: int) -> None:
    """Remove discounts that were for one invoice or have ended from a subscription or an item, with an event."""
    for discount in found(call.account, tuple(owner["discounts"])):
        if has_ended(call.account, discount, at):
            owner["discounts"].remove(discount["id"])
            if owner["object"] == "subscription":
                call.emit("customer.discount.deleted", discount)


def remove_used_of_customer(call: Call, customer: Object, invoice: Object) -> None:
    """End a customer's own discount once an invoice has used one that is for one invoice only."""
    own = None if call.account.is_preview else customer["discount"]
    if own is not None and own["id"] in invoice["discounts"] and has_ended(call.account, own, invoice["created"]):
        discounts.end_for_customer(call.emulator, call.account, customer, own)


def has_ended(account: Account, discount: Object, at: int) -> bool:
    once = coupon_of(account, discount)["duration"] == "once"
    return once or (discount["end"] is not None and discount["end"] <= at)
