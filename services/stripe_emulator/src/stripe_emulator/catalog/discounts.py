"""Redeeming coupons and promotion codes: which can be redeemed, the discounts, their end.

https://docs.stripe.com/billing/subscriptions/coupons. A discount keeps to the coupon that it was made of, also when
that one is deleted: `coupon_terms.coupon_of` has all its terms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from stripe_emulator.catalog.coupon_terms import COUPON, OF_DISCOUNTS, terms_of
from stripe_emulator.catalog.coupons import PROMOTION_CODE, count
from stripe_emulator.contract.nodes import within
from stripe_emulator.resource_kit import events, on_demand
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.changes import difference
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.resource_kit.emulator import Emulator
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import invalid, no_such

KIND = "discount"
MONTHS = 12
# Limits of `datetime`; a test clock may be advanced beyond them.
LAST_YEAR, LAST_SECOND = 9999, 253_402_300_799


@dataclass(frozen=True, slots=True)
class Offer:
    """A coupon that may be redeemed now, directly or by a promotion code."""

    coupon: Object
    promotion_code: Object | None = None


def offer_of(
    call: Call,
    params: Mapping[str, Any],
    path: str = "",
    *,
    customer: str | None = None,
    currency: str | None = None,
) -> Offer:
    """The coupon or promotion code that `params` name; `path` is where these parameters are.

    400 `resource_missing` for an unknown one, `coupon_expired` for one that is used up or expired, for another
    customer's promotion code, and for an amount off in another currency than what it is redeemed for.
    """
    name = PROMOTION_CODE if params.get(PROMOTION_CODE) is not None else COUPON
    if name == PROMOTION_CODE:
        offer = _by_code(call.account, params[name], within(path, name), customer)
    else:
        offer = _by_coupon(call.account, params[name], within(path, name))
    if currency is not None:
        check_currency(call.account, offer, currency, within(path, name))
    return offer


def check_currency(account: Account, offer: Offer, currency: str, path: str) -> None:
    """Refuse an amount off that is not in the currency of what it is taken off (hugodemenez/deltalytix#508)."""
    terms = terms_of(account, offer.coupon)
    if terms["amount_off"] is None or currency in (terms["currency"], *(terms["currency_options"] or {})):
        return
    name = "coupon" if offer.promotion_code is None else "promotion code"
    message = f"The {name} default currency ({terms['currency']}) does not match the line item currency ({currency})."
    raise invalid(message, param=path)


def _by_coupon(account: Account, id: str, path: str) -> Offer:
    coupon = account.resolve(COUPON, id, path)
    if not coupon["valid"]:
        # The code is documented (https://docs.stripe.com/error-codes#coupon-expired), the wording is ours.
        raise invalid(f"Coupon expired: {coupon['id']}", param=path, code="coupon_expired")
    return Offer(coupon)


def check_restrictions(
    account: Account, offer: Offer, path: str, *, customer: str | None, amount: int, currency: str
) -> None:
    """Refuse a promotion code whose minimum the amount does not reach, or that is for a first payment only."""
    rules = offer.promotion_code["restrictions"] if offer.promotion_code else None
    if rules is None:
        return
    code = offer.promotion_code["id"] if offer.promotion_code else ""
    options = on_demand.kept(account, code, "restrictions.currency_options") or {}
    minimum = options.get(currency, {}).get("minimum_amount")
    if minimum is None and rules["minimum_amount_currency"] == currency:
        minimum = rules["minimum_amount"]
    if minimum is not None and amount < minimum:
        raise invalid(f"This promotion code needs an amount of at least {minimum} {currency}; it is {amount}.", path)
    paid = account.each("charge", customer=customer) if customer is not None else ()
    if rules["first_time_transaction"] and any(charge["paid"] for charge in paid):
        message = "This promotion code cannot be redeemed because the associated customer has prior transactions."
        raise invalid(message, param=path)


def redeem(call: Call, offer: Offer, *, customer: str | None, start: int, **of: str | None) -> Object:
    """Redeem an offer: a new discount of what `of` names (`subscription`, `invoice`, ...).

    Whoever gives it to a customer or a subscription sends `customer.discount.created`.
    """
    account, coupon, code = call.account, offer.coupon, offer.promotion_code
    discount = new(
        account,
        KIND,
        account.ids.new("di_"),
        customer=customer,
        end=end_of(coupon, start),
        promotion_code=code["id"] if code is not None else None,
        source={"coupon": coupon["id"], "type": COUPON},
        start=start,
        **of,
    )
    account.memory.setdefault(OF_DISCOUNTS, {})[discount["id"]] = terms_of(account, coupon)
    account.add(discount)
    for redeemed in (coupon, code):
        if redeemed is not None:
            count(call, redeemed)
    return discount


def end_of(coupon: Object, start: int) -> int | None:
    """When a discount that starts at `start` ends; None for `once` and `forever`."""
    return months_later(start, coupon["duration_in_months"]) if coupon["duration"] == "repeating" else None


def months_later(start: int, months: int) -> int:
    """The same day and time of a later month, or its last day where that one is shorter."""
    then = datetime.fromtimestamp(min(start, LAST_SECOND), UTC)
    year, month = divmod(then.year * MONTHS + then.month - 1 + months, MONTHS)
    year, day = min(year, LAST_YEAR), then.day
    while True:
        try:
            return int(then.replace(year=year, month=month + 1, day=day).timestamp())
        except ValueError:
            day -= 1


def give_to_customer(call: Call, customer: Object, offer: Offer) -> tuple[str, Object | None]:
    """Make a discount the customer's own, in place of an older one, until it ends.

    Returns the event to send (`customer.discount.created` or `.updated`) and its previous attributes.
    """
    account, old = call.account, customer["discount"]
    timeline = account.clock(customer["id"])
    discount = redeem(call, offer, customer=customer["id"], start=timeline.now())
    customer["discount"] = discount
    if discount["end"] is not None:
        timeline.at(discount["end"], lambda: end_for_customer(call.emulator, account, customer, discount))
    if old is None:
        return "customer.discount.created", None
    account.remove(old)
    return "customer.discount.updated", difference(old, discount)


def take_from_customer(call: Call, customer: Object) -> Object | None:
    """Remove the customer's own discount and send its event; None without one."""
    discount: Object | None = customer["discount"]
    if discount is not None:
        customer["discount"] = None
        call.account.remove(discount)
        call.emit("customer.discount.deleted", discount)
    return discount


def end_for_customer(emulator: Emulator, account: Account, customer: Object, discount: Object) -> None:
    """End a customer's discount: its months are over, or an invoice used one of duration `once`."""
    if customer.get("discount") is discount:
        customer["discount"] = None
        account.remove(discount)
        now = account.clock(customer["id"]).now()
        events.emit(emulator, account, "customer.discount.deleted", discount, created=now)


def _by_code(account: Account, id: str, path: str, customer: str | None) -> Offer:
    code = account.table(PROMOTION_CODE).find(id)
    if code is None:
        raise no_such("promotion code", id[:200], path, 400)
    if not code["active"]:
        raise invalid(f"This promotion code is inactive: `{code['code']}`.", param=path, code="coupon_expired")
    if code["customer"] is not None and code["customer"] != customer:
        message = f"The promotion code `{code['code']}` can only be redeemed by the customer `{code['customer']}`."
        raise invalid(message, param=path)
    return Offer(account.resolve(COUPON, code["promotion"]["coupon"], path), code)
