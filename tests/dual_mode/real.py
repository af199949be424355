"""The Stripe account of dual mode, from the environment; anything but a test key is refused before it is sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

SECRET, PUBLISHABLE, BASE = "STRIPE_TEST_KEY", "STRIPE_TEST_PUBLISHABLE_KEY", "STRIPE_TEST_BASE"
STRIPE = "https://api.stripe.com"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
LIVE = re.compile(r"(sk|rk|pk)_live_")
SHAPES = {SECRET: re.compile(r"sk_test_\w{1,240}"), PUBLISHABLE: re.compile(r"pk_test_\w{1,240}")}


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
    secret = environment.get(SECRET, "").strip()
    if not secret:
        return None
    publishable = environment.get(PUBLISHABLE, "").strip()
    refuse_live(secret, SECRET)
    refuse_live(publishable, PUBLISHABLE)
    _check_shape(secret, SECRET)
    if publishable:
        _check_shape(publishable, PUBLISHABLE)
    return Real(_base(environment.get(BASE, "").strip() or STRIPE), secret, publishable or None)


def refuse_live(key: str, what: str) -> None:
    """Refused for a key that charges real cards."""
    if LIVE.match(key):
        raise Refused(
            f"{what}: expected a test key, came a live one ({key[:8]}...). Live keys charge real cards: nothing was "
            "sent. Test keys are at https://dashboard.stripe.com/test/apikeys"
        )


def _check_shape(key: str, variable: str) -> None:
    if not SHAPES[variable].fullmatch(key):
        wanted = "sk_test_..." if variable == SECRET else "pk_test_..."
        raise Refused(f"{variable}: expected {wanted}, came {key[:3]!r}... of {len(key)} characters. Nothing was sent.")


def _base(url: str) -> str:
    parts = urlsplit(url)
    if url.rstrip("/") != STRIPE and parts.hostname not in LOOPBACK:
        raise Refused(f"{BASE}: expected {STRIPE} or a loopback address, came {url!r}. Nothing was sent.")
    return url.rstrip("/")
