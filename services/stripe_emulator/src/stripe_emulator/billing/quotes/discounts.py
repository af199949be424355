"""Discounts on quotes: what a coupon would take off. It is redeemed only when the quote is accepted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from stripe_emulator.catalog import discounts as catalog_discounts
from stripe_emulator.catalog.coupon_terms import OF_DISCOUNTS, terms_of
from stripe_emulator.contract.nodes import within
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import missing_param


def create(call: Call, params: Sequence[Mapping[str, Any]] | None, path: str, quote: Object) -> list[Object]:
    """The discounts of a `discounts` parameter; no coupon is redeemed yet."""
    account = call.account
    discounts = []
    for number, one in enumerate(params or ()):
        at = f"{path}[{number}]"
        if one.get("discount") is not None:
            discounts.append(account.resolve(catalog_discounts.KIND, one["discount"], within(at, "discount")))
        elif one.get("coupon") is not None or one.get("promotion_code") is not None:
            currency = quote["currency"]
            offer = catalog_discounts.offer_of(call, one, at, customer=quote["customer"], currency=currency)
            discounts.append(_offered(account, offer, quote))
        else:
            raise missing_param(within(at, "coupon"))
    return discounts


def as_params(discounts: Sequence[Object]) -> list[dict[str, Any]]:
    """The discounts as parameters, by which acceptance redeems the promotion codes or coupons."""
    return [
        {"promotion_code": one["promotion_code"]}
        if one["promotion_code"] is not None
        else {"coupon": one["source"]["coupon"]}
        for one in discounts
    ]


def _offered(account: Account, offer: catalog_discounts.Offer, quote: Object) -> Object:
    code = offer.promotion_code
    discount = new(
        account,
        catalog_discounts.KIND,
        account.ids.new("di_"),
        customer=quote["customer"],
        end=None,
        promotion_code=code["id"] if code is not None else None,
        source={"coupon": offer.coupon["id"], "type": "coupon"},
        start=quote["created"],
    )
    account.memory.setdefault(OF_DISCOUNTS, {})[discount["id"]] = terms_of(account, offer.coupon)
    return account.add(discount)
