"""What a card does when it is attached, charged, challenged and after it was paid with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Challenge = Literal["never", "required", "required_unless_setup", "optional", "frictionless", "lookup_error"]
Check = Literal["pass", "fail", "unavailable", "unchecked"]
RefundCourse = Literal["pending_then_succeeds", "succeeds_then_fails"]


@dataclass(frozen=True)
class Decline:
    """Why a card is refused, in the words of Stripe's error object (fact 15)."""

    code: str
    decline_code: str | None
    message: str | None
    param: str | None = None


@dataclass(frozen=True)
class CardBehaviour:
    """One card: what it is, and what happens on every step of its life.

    `brand` is the wire value (`visa`, `amex`, ...), `display_brand` the co-badge shown instead, if any.
    `on_attach` refuses saving it to a customer, `on_charge` refuses paying with it, `after_challenge` refuses the
    charge although 3D Secure was passed. `challenge` says when 3D Secure asks the shopper:
    `required` on every payment, `required_unless_setup` off-session until set up, `optional` only when requested,
    `frictionless` is authenticated without a challenge, `lookup_error` fails the 3D Secure lookup when requested.
    `set_up` marks a card that is set up already: on-session it is challenged, off-session not.
    """

    number: str
    brand: str
    display_brand: str
    funding: str
    country: str | None
    last4: str
    on_attach: Decline | None = None
    on_charge: Decline | None = None
    challenge: Challenge = "never"
    after_challenge: Decline | None = None
    set_up: bool = False
    dispute: str | None = None
    early_fraud_warning: bool = False
    review: bool = False
    refund: RefundCourse | None = None
    available_immediately: bool = False
    radar: str | None = None
    cvc_check: Check = "pass"
    address_line1_check: Check = "pass"
    address_postal_code_check: Check = "pass"
