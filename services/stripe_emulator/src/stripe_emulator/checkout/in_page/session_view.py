"""The whole session as Stripe.js shows it, and what the page has to know beside it."""

from __future__ import annotations

from stripe_emulator.catalog import prices
from stripe_emulator.checkout import attempts, confirmation, lines
from stripe_emulator.checkout.creation import in_trial
from stripe_emulator.checkout.fields import BRANDING
from stripe_emulator.checkout.in_page import line_view
from stripe_emulator.checkout.in_page.line_view import money
from stripe_emulator.checkout.session_state import SessionState, state_of
from stripe_emulator.resource_kit import on_demand
from stripe_emulator.resource_kit.amounts import decimals
from stripe_emulator.resource_kit.publishable import publishable_view
from stripe_emulator.state.account import Account, Object, copy_of

SETUP_TOTALS = {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0}
DAY = 86_400


def page(account: Account, session: Object) -> Object:
    """`{session, collect, intent, ...}`: the shopper's view, what is asked of the shopper, an intent that waits.

    What is asked (`collect`) is for the script alone: it decides `canConfirm`, `tax` and the errors of `confirm()`.
    """
    state, waiting = state_of(account, session), attempts.waiting(account, session)
    addresses, details = session["shipping_address_collection"], session["customer_details"] or {}
    return {
        "session": _session(account, session, state),
        "collect": {
            "payment_method": confirmation.needs_method(session),
            "email": not details.get("email"),
            "phone": session["phone_number_collection"]["enabled"],
            "billing_address": session["billing_address_collection"] == "required",
            "shipping_countries": addresses and list(addresses["allowed_countries"]),
            "tax_location": session["automatic_tax"]["enabled"],
        },
        "allow_promotion_codes": bool(session["allow_promotion_codes"]),
        "intent": waiting and publishable_view(copy_of(waiting)),
        "payment_method_types": list(session["payment_method_types"]),
        "return_url": session["return_url"],
        "ui_mode": session["ui_mode"],
    }


def _session(account: Account, session: Object, state: SessionState) -> Object:
    """`StripeCheckoutSession` of the types; the browser fills in addresses and `canConfirm`."""
    details, currency = session["customer_details"] or {}, session["currency"] or "usd"
    breakdown = on_demand.kept(account, session["id"], on_demand.BREAKDOWN) if state.lines else {}
    error = attempts.last_error(account, session)
    return {
        "id": session["id"],
        "livemode": session["livemode"],
        "businessName": BRANDING["display_name"],
        "status": _status(session),
        "currency": currency,
        "currencyOptions": None,
        "minorUnitsAmountDivisor": 10 ** decimals(currency),
        "email": details.get("email"),
        "phoneNumber": details.get("phone"),
        "nameCollection": None,
        "billingAddress": None,
        "shippingAddress": None,
        "canConfirm": False,
        "lineItems": [line_view.of(account, line) for line in state.lines],
        "optionalItems": None,
        "shipping": _shipping(account, session, state),
        "shippingOptions": [_option(account, session, option) for option in session["shipping_options"] or ()],
        "discountAmounts": [
            line_view.discount_of(account, one["discount"], one["amount"]) for one in breakdown.get("discounts", ())
        ]
        or None,
        "taxAmounts": [line_view.tax_of(tax) for tax in breakdown.get("taxes", ())] or None,
        "tax": {"status": "ready"},
        "taxIdInfo": None,
        "surcharge": None,
        "recurring": _recurring(account, session, state),
        "savedPaymentMethods": None,
        "lastPaymentError": {"message": error} if error and session["status"] == "open" else None,
        "total": _total(session, breakdown.get("taxes", [])),
    }


def _status(session: Object) -> Object:
    if session["status"] != "complete":
        return {"type": session["status"]}
    return {"type": "complete", "paymentStatus": session["payment_status"]}


def _total(session: Object, taxes: list[Object]) -> Object:
    details = session["total_details"] or SETUP_TOTALS
    return {
        "subtotal": money(session["amount_subtotal"] or 0),
        "discount": money(details["amount_discount"]),
        "shippingRate": money(details["amount_shipping"]),
        "surcharge": money(0),
        **line_view.tax_sums(taxes),
        "appliedBalance": money(0),
        "balanceAppliedToNextInvoice": False,
        "total": money(session["amount_total"] or 0),
    }


def _shipping(account: Account, session: Object, state: SessionState) -> Object | None:
    chosen = (state.shipping_rate or {}).get("id")
    for option in session["shipping_options"] or ():
        if option["shipping_rate"] == chosen:
            return {"shippingOption": _option(account, session, option), "taxAmounts": None}
    return None


def _option(account: Account, session: Object, option: Object) -> Object:
    rate = account.get("shipping_rate", option["shipping_rate"])
    estimate = rate["delivery_estimate"]
    return {
        **money(option["shipping_amount"]),
        "id": rate["id"],
        "currency": session["currency"],
        "displayName": rate["display_name"],
        "deliveryEstimate": estimate and copy_of(estimate),
    }


def _recurring(account: Account, session: Object, state: SessionState) -> Object | None:
    """The period of a subscription and what it comes to next time.

    Inferred, as no answer of Stripe's is known: discounts and taxes of the first period are those of the next, unless
    the coupon is for once or nothing is due during a trial.
    """
    recurring = [line for line in state.lines if line["price"]["recurring"]]
    if not recurring:
        return None
    trial, terms = in_trial(state.params), recurring[0]["price"]["recurring"]
    subtotal = sum(
        prices.amount_of(
            account, account.find(line["price"]["id"]) or line["price"], line["quantity"] or 0, line["currency"]
        )
        for line in recurring
        if not lines.metered(line["price"])
    )
    lasts = state.offer is not None and state.offer.coupon["duration"] != "once" and not trial
    discount = sum(line["amount_discount"] for line in recurring) if lasts else 0
    taxes = [tax for line in recurring for tax in on_demand.kept(account, line["id"], "taxes")]
    sums = line_view.tax_sums(taxes)
    return {
        "interval": terms["interval"],
        "intervalCount": terms["interval_count"],
        "isProrated": False,
        "dueNext": {
            "subtotal": money(subtotal),
            "discount": money(discount),
            **sums,
            "total": money(subtotal - discount + sums["taxExclusive"]["minorUnitsAmount"]),
            "billingCycleAnchor": None,
        },
        "trial": _trial(session, state) if trial else None,
    }


def _trial(session: Object, state: SessionState) -> Object:
    """When the trial ends, in seconds since 1970, and its days."""
    data = state.params["subscription_data"]
    days = data.get("trial_period_days") or (data["trial_end"] - session["created"]) // DAY
    return {"trialEnd": data.get("trial_end") or session["created"] + days * DAY, "trialPeriodDays": days}
