"""What is stored for a session beside the object of Stripe's API."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from stripe_emulator.catalog.discounts import Offer
from stripe_emulator.checkout.shopper import ShopperInput
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Account, Object
from stripe_emulator.state.timeline import Job

MEMORY = "checkout.sessions"


@dataclass
class SessionState:
    """What is stored for a session beside its object."""

    # The parameters of its creation.
    params: dict[str, Any]
    # Makes changes without a request; has the base URL of the page.
    automatic_call: Call
    # Its line items, in order.
    lines: list[Object] = field(default_factory=list)
    # The tax rates of each line by its id.
    tax_rates: dict[str, list[Object]] = field(default_factory=dict)
    # The coupon or promotion code; a session takes one (the SDK: "only up to one may be specified").
    offer: Offer | None = None
    # The discount of `offer`, which is redeemed when the session completes.
    discount: Object | None = None
    # The chosen shipping rate.
    shipping_rate: Object | None = None
    # Its cost in minor units of the session's currency.
    shipping_amount: int = 0
    # By price: the line that an optional item became.
    optional: dict[str, str] = field(default_factory=dict)
    expiry: Job | None = None
    # The shopper's input at the last attempt.
    shopper: ShopperInput | None = None
    # Whether the payment is delayed, as a debit is.
    delayed: bool = False
    # The customer made by an attempt to pay.
    customer: str | None = None
    # The subscription that waits for its first payment.
    subscription: str | None = None
    # The intent of the subscription's first payment or of its setup.
    intent: str | None = None
    # The id of `checkout.session.completed`, whose delivery the page awaits.
    completion_event: str | None = None
    # Where a shopper goes who has paid on the shop's own page, unless the session says it.
    return_url: str | None = None
    # A payment link's `after_completion`.
    after_completion: Object | None = None


def store(account: Account, session: Object, state: SessionState) -> None:
    account.memory.setdefault(MEMORY, {})[session["id"]] = state


def state_of(account: Account, session: Object) -> SessionState:
    state: SessionState = account.memory[MEMORY][session["id"]]
    return state
