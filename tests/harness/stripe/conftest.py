"""Stripe as the harness sees it, on an emulator of its own."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace

import pytest

from harness.core.history import History
from harness.stack.base.stack import Stack
from harness.stripe.view import StripeView
from tests.harness.small_suite import STACK
from tests.stripe_emulator.conftest import emulator

__all__ = ["emulator"]


@pytest.fixture
def at_stripe(emulator: str) -> Stack:
    """A stack of an account of its own; there is no checkout."""
    account = f"view{secrets.token_hex(8)}"
    keys = {"secret_key": f"sk_test_{account}", "publishable_key": f"pk_test_{account}"}
    return replace(STACK, stripe_url=emulator, account=account, **keys)


@pytest.fixture
def view(at_stripe: Stack) -> Iterator[StripeView]:
    """Reads of that account."""
    made = StripeView(at_stripe)
    yield made
    made.close()


@pytest.fixture
def history() -> History:
    """What is recorded."""
    return History()
