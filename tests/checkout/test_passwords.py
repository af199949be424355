"""Passwords: OWASP's minimum unless the environment says that this is for tests."""

from __future__ import annotations

import pytest

from checkout.auth import Passwords
from checkout.settings import Settings, SettingsError

KEYS = {"STRIPE_API_KEY": "sk_test_1", "STRIPE_PUBLISHABLE_KEY": "pk_test_1"}


@pytest.mark.parametrize(("quick", "cost"), [(False, "$m=19456,t=2,p=1$"), (True, "$m=8,t=1,p=1$")])
def test_the_cost(quick: bool, cost: str) -> None:
    """Both are argon2id, and both tell right from wrong."""
    passwords = Passwords(quick=quick)
    stored = passwords.hash("correct horse")
    assert stored.startswith("$argon2id$")
    assert cost in stored
    assert passwords.matches("correct horse", stored)
    assert not passwords.matches("battery staple", stored)
    assert not passwords.matches("correct horse", None)


def test_the_wish_is_told_by_the_environment() -> None:
    """Slow without a word; anything but the one word is refused."""
    assert not Settings.from_environment(KEYS).quick_passwords
    assert Settings.from_environment(KEYS | {"PASSWORD_HASHING": "quick"}).quick_passwords
    with pytest.raises(SettingsError, match="PASSWORD_HASHING must be `quick`, for tests, or absent; got 'fast'"):
        Settings.from_environment(KEYS | {"PASSWORD_HASHING": "fast"})
