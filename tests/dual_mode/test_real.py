"""Which accounts dual mode may touch: test keys, at Stripe or on loopback, and nothing else."""

from __future__ import annotations

import httpx
import pytest

from tests.dual_mode.real import STRIPE, Real, Refused, from_environment, refuse_live
from tests.stripe_emulator.client import Account


def test_no_key_no_dual_mode() -> None:
    """Whatever else is set."""
    assert from_environment({}) is None
    assert from_environment({"STRIPE_TEST_KEY": " ", "STRIPE_TEST_BASE": STRIPE}) is None


def test_a_test_key_goes_to_stripe() -> None:
    """Without a base it is Stripe's own."""
    assert from_environment({"STRIPE_TEST_KEY": "sk_test_a1"}) == Real(STRIPE, "sk_test_a1")
    both = {"STRIPE_TEST_KEY": "sk_test_a1", "STRIPE_TEST_PUBLISHABLE_KEY": "pk_test_b2"}
    assert from_environment(both) == Real(STRIPE, "sk_test_a1", "pk_test_b2")


@pytest.mark.parametrize("key", ["sk_live_a", "rk_live_a", "pk_live_a"])
@pytest.mark.parametrize("variable", ["STRIPE_TEST_KEY", "STRIPE_TEST_PUBLISHABLE_KEY"])
def test_live_keys_are_refused(variable: str, key: str) -> None:
    """In either variable; the message names the variable and says that nothing was sent."""
    with pytest.raises(Refused, match=f"{variable}: expected a test key, got a live one.*nothing was sent"):
        from_environment({"STRIPE_TEST_KEY": "sk_test_a", variable: key})


@pytest.mark.parametrize("key", ["sk_test_", "rk_test_", "pk_test_a", "whsec_a", "sk_test_a b", "xsk_test_a"])
def test_what_is_no_secret_test_key_is_refused(key: str) -> None:
    """The shape is `sk_test_...` or `rk_test_...`; the message shows no key."""
    with pytest.raises(Refused, match=r"expected sk_test_\.\.\.") as caught:
        from_environment({"STRIPE_TEST_KEY": key})
    assert key in ("sk_test_", "rk_test_") or key not in str(caught.value)


def test_a_secret_key_is_no_publishable_one() -> None:
    """Keys in the wrong places are refused too."""
    with pytest.raises(Refused, match=r"expected pk_test_\.\.\."):
        from_environment({"STRIPE_TEST_KEY": "sk_test_a", "STRIPE_TEST_PUBLISHABLE_KEY": "sk_test_a"})


@pytest.mark.parametrize(
    "base", ["https://stripe.example", "http://api.stripe.com", "api.stripe.com", "http://10.0.0.1"]
)
def test_keys_go_nowhere_else(base: str) -> None:
    """Another host, or Stripe without TLS."""
    with pytest.raises(Refused, match="STRIPE_TEST_BASE"):
        from_environment({"STRIPE_TEST_KEY": "sk_test_a", "STRIPE_TEST_BASE": base})


def test_no_request_of_a_test_carries_a_live_key() -> None:
    """Not even a test that names one."""
    with httpx.Client() as http, pytest.raises(Refused):
        Account("x", "http://127.0.0.1:9", http, Real("http://127.0.0.1:9", "sk_test_a")).get(
            "/v1/events", key="sk_live_a"
        )
    refuse_live("sk_test_live_a", "a key")


def test_the_keys_are_not_shown() -> None:
    """Assertion messages print accounts."""
    assert "sk_test_a1" not in repr(Real(STRIPE, "sk_test_a1", "pk_test_b2"))
