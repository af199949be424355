"""Shipping: which rates a session offers and which one is chosen.

https://docs.stripe.com/payments/during-payment/charge-shipping
"""

from __future__ import annotations

from typing import Any

from stripe_emulator.catalog import shipping_rates
from stripe_emulator.checkout.session_state import SessionState
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import invalid


def offer(call: Call, session: Object, state: SessionState, options: list[dict[str, Any]] | None) -> None:
    """Offer these shipping rates instead of earlier ones, and choose the first."""
    offered = []
    for number, option in enumerate(options or ()):
        path = f"shipping_options[{number}]"
        rate = rate_of(call, option, path)
        amount = amount_of(call.account, rate, session["currency"], path)
        offered.append({"shipping_amount": amount, "shipping_rate": rate["id"]})
    session["shipping_options"] = offered
    choose(call, session, state, offered[0]["shipping_rate"] if offered else None)


def choose(call: Call, session: Object, state: SessionState, rate: str | None) -> None:
    """Choose an offered rate, or none; an unknown rate changes nothing."""
    state.shipping_rate = state.shipping_rate if rate else None
    state.shipping_amount = state.shipping_amount if rate else 0
    for option in session["shipping_options"]:
        if option["shipping_rate"] == rate:
            state.shipping_rate = call.account.get("shipping_rate", option["shipping_rate"])
            state.shipping_amount = option["shipping_amount"]


def amount_of(account: Account, rate: Object, currency: str, path: str) -> int:
    """The cost of a rate in minor units; 400 without an amount in the currency."""
    amount = shipping_rates.amount_of(account, rate, currency)
    if amount is None:
        message = f"The shipping rate `{rate['id']}` has no amount in {currency}, the currency of the Checkout Session."
        raise invalid(message, param=f"{path}[shipping_rate]")
    return amount


def rate_of(call: Call, option: dict[str, Any], path: str) -> Object:
    """The rate that an option names, or that its `shipping_rate_data` makes."""
    if option.get("shipping_rate_data") is not None:
        return shipping_rates.create(call, option["shipping_rate_data"], f"{path}[shipping_rate_data]")
    if option.get("shipping_rate") is None:
        message = "You must provide either `shipping_rate` or `shipping_rate_data` for each shipping option."
        raise invalid(message, param=path)
    rate = call.account.resolve("shipping_rate", option["shipping_rate"], f"{path}[shipping_rate]")
    if not rate["active"]:
        message = "The shipping rate specified is inactive. This field only accepts active shipping rates."
        raise invalid(message, param=f"{path}[shipping_rate]")
    return rate
