"""A stack of an emulator alone: its webhook goes to a receiver of the test, for there is no checkout here."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import pytest
import requests

from harness.stack.base.stack import Stack
from tests.harness.stub import Stub
from tests.stripe_emulator.conftest import emulator

__all__ = ["emulator"]
HOOK = "/api/webhooks/stripe"


@pytest.fixture
def stack_at(emulator: str, stub: Stub) -> Callable[[str], Stack]:
    """A stack of an account of its own at this URL, a proxy's or the emulator's; the stub takes its webhooks."""
    account = f"probe{secrets.token_hex(8)}"
    stub.answers["POST", HOOK] = (200, {})
    form = {"url": stub.url + HOOK, "enabled_events[0]": "payment_intent.succeeded"}
    made = requests.post(f"{emulator}/v1/webhook_endpoints", data=form, auth=(f"sk_test_{account}", ""), timeout=10)
    assert made.status_code == 200, made.text

    def stack(url: str) -> Stack:
        return Stack(
            mode="external",
            why="a test",
            checkout_url=stub.url,
            stripe_url=url,
            aws_url=url,
            secret_key=f"sk_test_{account}",
            publishable_key=f"pk_test_{account}",
            webhook_secret=made.json()["secret"],
            account=account,
            admin_email="",
            admin_password="",
            startup_seconds=0.0,
        )

    return stack


@pytest.fixture
def emulated(stack_at: Callable[[str], Stack], emulator: str) -> Stack:
    """A stack with the emulator as it is."""
    return stack_at(emulator)
