"""What the checkout is told by its environment, beside its keys."""

import pytest

from checkout.settings import Settings, SettingsError

KEYS = {"STRIPE_API_KEY": "sk_test_1", "STRIPE_PUBLISHABLE_KEY": "pk_test_1"}
# Between two attempts stripe-python waits for half a second, then for a second.
PAUSES = 0.5 + 1.0
# Then Heroku's router gives up (https://devcenter.heroku.com/articles/request-timeout).
ROUTERS_WAIT = 30.0


def test_a_shopper_is_answered_while_routers_wait_though_stripe_is_silent() -> None:
    usual = Settings.from_environment(KEYS)
    assert (usual.stripe_retries + 1) * usual.stripe_timeout_seconds + PAUSES < ROUTERS_WAIT


def test_how_long_it_waits_for_stripe_can_be_set() -> None:
    mine = Settings.from_environment(KEYS | {"STRIPE_TIMEOUT_SECONDS": "0.5", "STRIPE_RETRIES": "0"})
    assert (mine.stripe_timeout_seconds, mine.stripe_retries) == (0.5, 0)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STRIPE_TIMEOUT_SECONDS", "0"),
        ("STRIPE_TIMEOUT_SECONDS", "for ever"),
        ("STRIPE_TIMEOUT_SECONDS", "inf"),
        ("STRIPE_TIMEOUT_SECONDS", "nan"),
        ("STRIPE_RETRIES", "-1"),
        ("STRIPE_RETRIES", "many"),
    ],
)
def test_what_cannot_be_used_is_told(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"{name} must be .*; got '{value}'"):
        Settings.from_environment(KEYS | {name: value})
