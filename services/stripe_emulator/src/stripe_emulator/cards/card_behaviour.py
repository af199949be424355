"""What a card does when it is attached, charged, challenged and after it was paid with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Challenge = Literal["never", "required", "required_unless_setup", "optional", "frictionless", "lookup_error"]
Check = Literal["pass", "fail", "unavailable", "unchecked"]
RefundCourse = Literal["pending_then_succeeds", "succeeds_then_fails"]
Radar = Literal["elevated", "highest", "blocked"]


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

    - `brand` is the wire value (`visa`, `amex`, ...); `display_brand` what Stripe shows, such as a co-badge.
    - `on_attach` refuses saving the card to a customer, `on_charge` refuses paying with it (see `charge_decline`).
    - `challenge`: `required` on every payment; `required_unless_setup` always on-session, off-session until set up
      (`set_up` = it already is); `optional` only when 3D Secure is asked for; `frictionless` authenticates without
      asking the shopper; `lookup_error` cannot be looked up. `after_challenge` refuses the charge although 3D Secure
      was passed (with `lookup_error`: although it was asked for).
    - `dispute` is the dispute's reason after a successful charge, or `inquiry` (no chargeback), or `multiple`.
    - `review`: an account whose Radar rules review elevated risk opens a review.
    - The checks are what the issuer answers when that piece was supplied; without it the check is null.
    """

    number: str
    brand: str
    display_brand: str
    funding: str
    country: str | None
    last4: str
    on_attach: Decline | None = None
    on_charge: Decline | None = None
    only_with_cvc: bool = False
    challenge: Challenge = "never"
    after_challenge: Decline | None = None
    set_up: bool = False
    dispute: str | None = None
    early_fraud_warning: bool = False
    review: bool = False
    refund: RefundCourse | None = None
    available_immediately: bool = False
    radar: Radar | None = None
    cvc_check: Check = "pass"
    address_line1_check: Check = "pass"
    address_postal_code_check: Check = "pass"

    def charge_decline(self, cvc: str | None) -> Decline | None:
        """The refusal of a charge; a card whose CVC check fails is refused only when a CVC was given."""
        return None if self.only_with_cvc and cvc is None else self.on_charge

    def attach_decline(self, cvc: str | None) -> Decline | None:
        """The refusal to save the card to a customer (fact 90)."""
        return None if self.only_with_cvc and cvc is None else self.on_attach
