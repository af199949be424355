"""The Stripe account of dual mode, from the environment; anything but a test key is refused before it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from harness.core import stripe_keys
from harness.core.hosts import on_this_machine

SECRET, PUBLISHABLE, BASE = "STRIPE_TEST_KEY", "STRIPE_TEST_PUBLISHABLE_KEY", "STRIPE_TEST_BASE"
STRIPE = "https://api.stripe.com"
ALLOWED = {SECRET: stripe_keys.SECRET, PUBLISHABLE: stripe_keys.PUBLISHABLE}


class Refused(ValueError):
    """The environment names an account that tests must not touch."""


@dataclass(frozen=True)
class Real:
    """Where Stripe is, and the keys of the one account that all tests share there."""

    base: str
    secret_key: str = field(repr=False)
    publishable_key: str | None = field(repr=False, default=None)


def from_environment(environment: Mapping[str, str]) -> Real | None:
    """The account, None without a key; Refused for a live key, for what is no key, and for a base that is not ours."""
    secret = stripe_keys.stripped(environment.get(SECRET, ""))
    if not secret:
        return None
    publishable = stripe_keys.stripped(environment.get(PUBLISHABLE, ""))
    refuse_live(secret, SECRET)
    refuse_live(publishable, PUBLISHABLE)
    _check_shape(secret, SECRET)
    if publishable:
        _check_shape(publishable, PUBLISHABLE)
    return Real(_base(environment.get(BASE, "").strip() or STRIPE), secret, publishable or None)


def refuse_live(key: str, what: str) -> None:
    """Refused for a key that charges real cards."""
    if stripe_keys.holds_live_key(key):
        raise Refused(
            f"{what}: expected a test key, got a live one. Live keys charge real cards: nothing was "
            "sent. Test keys are at https://dashboard.stripe.com/test/apikeys"
        )


def _check_shape(key: str, variable: str) -> None:
    if got := stripe_keys.refusal(key, ALLOWED[variable]):
        wanted = stripe_keys.wanted(ALLOWED[variable])
        raise Refused(f"{variable}: expected {wanted}, got {got}. Hint: {stripe_keys.HINT}")


def _base(url: str) -> str:
    if url.rstrip("/") != STRIPE and not on_this_machine(url):
        raise Refused(f"{BASE}: expected {STRIPE} or a loopback address, got {url!r}. Nothing was sent.")
    return url.rstrip("/")
