"""A merchant for each test."""

from __future__ import annotations

import pytest

from tests.stripe_emulator.billing.merchant import Merchant
from tests.stripe_emulator.client import Account


@pytest.fixture
def merchant(account: Account) -> Merchant:
    """A merchant on an account of its own."""
    return Merchant(account)
