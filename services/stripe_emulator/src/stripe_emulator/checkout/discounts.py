"""Coupons and promotion codes of a session (https://docs.stripe.com/payments/checkout/discounts)."""

from __future__ import annotations

from stripe_emulator.catalog import discounts
from stripe_emulator.catalog.coupon_terms import terms_of
from stripe_emulator.catalog.discounts import Offer
from stripe_emulator.checkout.internal_requests import internal_request
from stripe_emulator.checkout.session_state import SessionState
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import StripeError, invalid

MOST = 500
# The page's message for a promotion code that cannot be used.
NO_SUCH_CODE = "This code is invalid."


def apply_given(call: Call, session: Object, state: SessionState) -> None:
    """Apply the `discounts` parameter."""
    session["discounts"] = []
    for number, discount in enumerate(state.params.get("discounts") or ()):
        path = f"discounts[{number}]"
        if not discount.get("coupon") and not discount.get("promotion_code"):
            raise invalid("You must provide either a `coupon` or a `promotion_code`.", param=path)
        apply(
            call,
            session,
            state,
            discounts.offer_of(call, discount, path, customer=session["customer"], currency=session["currency"]),
        )


def apply(call: Call, session: Object, state: SessionState, offer: Offer) -> None:
    """Show the discount in the session; it is redeemed when the session completes."""
    code = offer.promotion_code
    state.offer = offer
    state.discount = new(
        call.account,
        "discount",
        call.account.ids.new("di_"),
        checkout_session=session["id"],
        customer=session["customer"],
        promotion_code=code["id"] if code else None,
        source={"coupon": offer.coupon["id"], "type": "coupon"},
        start=call.account.clock(session["customer"]).now(),
    )
    session["discounts"] = [
        {"coupon": None, "promotion_code": code["id"]}
        if code
        else {"coupon": offer.coupon["id"], "promotion_code": None}
    ]


def remove(session: Object, state: SessionState) -> None:
    state.offer, state.discount, session["discounts"] = None, None, []


def by_code(call: Call, session: Object, state: SessionState, words: str) -> None:
    """Apply the promotion code that the shopper typed, in either case; 400 where it cannot be used."""
    filters = {"code": words.strip()[:MOST], "active": True, "limit": 100}
    for code in internal_request(call, "GET", "/v1/promotion_codes", filters)["data"] if words.strip() else ():
        offer = _usable(call, session, code)
        if offer is not None:
            apply(call, session, state, offer)
            return
    raise invalid(NO_SUCH_CODE, param="promotion_code")


def redeem(account: Account, session: Object, state: SessionState) -> None:
    """Count the redemption of a payment's discount; subscriptions and invoices count their own."""
    if state.offer is None or session["mode"] != "payment" or session["invoice"]:
        return
    start = account.clock(session["customer"]).now()
    redeemed = discounts.redeem(
        state.automatic_call, state.offer, customer=session["customer"], start=start, checkout_session=session["id"]
    )
    assert state.discount is not None, "an offer has its discount"
    state.discount |= {name: redeemed[name] for name in ("id", "customer", "end", "start")}


def terms(account: Account, state: SessionState) -> Object | None:
    """The coupon with `applies_to` and `currency_options`; None without a discount."""
    if state.offer is None:
        return None
    return terms_of(account, state.offer.coupon)


def covers(coupon: Object, line: Object) -> bool:
    products = (coupon.get("applies_to") or {}).get("products")
    return not products or bool(line["price"]["product"] in products)


def _usable(call: Call, session: Object, code: Object) -> Offer | None:
    """The offer of a promotion code; None where this session may not redeem it.

    A guest cannot have a code for first payments only, because nothing shows that this is the first (SDK
    documentation).
    """
    customer, restrictions = session["customer"], code["restrictions"]
    if restrictions["first_time_transaction"] and customer is None and session["customer_creation"] != "always":
        return None
    try:
        offer = discounts.offer_of(
            call, {"promotion_code": code["id"]}, customer=customer, currency=session["currency"]
        )
        discounts.check_restrictions(
            call.account,
            offer,
            "promotion_code",
            customer=customer,
            amount=session["amount_subtotal"],
            currency=session["currency"],
        )
    except StripeError:
        return None
    return offer
