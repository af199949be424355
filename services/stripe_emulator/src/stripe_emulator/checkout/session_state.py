"""What a session remembers beside the object that Stripe shows."""

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

    # What it was opened with.
    params: dict[str, Any]
    # For what happens without a request; knows where the page is served.
    automatic_call: Call
    # Its line items, in order.
    lines: list[Object] = field(default_factory=list)
    # The tax rates of each line by its id.
    tax_rates: dict[str, list[Object]] = field(default_factory=dict)
    # The coupon or promotion code; a session takes one (the SDK: "only up to one may be specified").
    offer: Offer | None = None
    # The discount that comes of it: redeemed when the session completes.
    discount: Object | None = None
    # The shipping rate that is chosen.
    shipping_rate: Object | None = None
    # What it costs in the session's currency.
    shipping_amount: int = 0
    # Which line each optional item became, by its price.
    optional: dict[str, str] = field(default_factory=dict)
    expiry: Job | None = None
    # What the shopper said at the last attempt.
    shopper: ShopperInput | None = None
    # Whether the money comes later: a debit, say.
    delayed: bool = False
    # The customer that an attempt to pay has made.
    customer: str | None = None
    # The subscription that waits for its first payment.
    subscription: str | None = None
    # The intent of the subscription's first payment or of its setup.
    intent: str | None = None
    # The event that told of the completion.
    completion_event: str | None = None
    # What a payment link shows or where it leads after the payment.
    after_completion: Object | None = None


def store(account: Account, session: Object, state: SessionState) -> None:
    account.memory.setdefault(MEMORY, {})[session["id"]] = state


def state_of(account: Account, session: Object) -> SessionState:
    found: SessionState = account.memory[MEMORY][session["id"]]
    return found
