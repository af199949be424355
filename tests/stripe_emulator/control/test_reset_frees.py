"""A reset gives the memory back at once: nothing that was refused, planned or on its way keeps an account alive."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from stripe_emulator.app import create_app
from stripe_emulator.state.account import Account
from tests.stripe_emulator.client import eventually
from tests.stripe_emulator.inside import Inside, stocked
from tests.stripe_emulator.receiver import Receiver

NAME = "freed"
PAY = {"amount": 2000, "currency": "usd", "payment_method_types": ["card"], "confirm": True}
REFUSED = (
    ("POST", "/v1/payment_intents", {"amount": "x", "currency": "usd"}),
    ("POST", "/v1/payment_intents", {**PAY, "payment_method": "pm_card_chargeDeclined"}),
    ("POST", "/v1/payment_intents", {**PAY, "payment_method": "pm_card_authenticationRequired", "off_session": True}),
    ("POST", "/v1/setup_intents", {"payment_method": "pm_card_chargeDeclined", "confirm": True}),
    ("POST", "/v1/charges", {"amount": 2000, "currency": "usd", "source": "tok_chargeDeclined"}),
    ("POST", "/v1/customers", {"payment_method": "pm_card_chargeDeclined"}),
    ("POST", "/v1/customers", {"unheard": "of"}),
    ("GET", "/v1/payment_intents/pi_nowhere", {}),
    ("GET", "/v1/nothing", {}),
    ("GET", "/_localstack/stripe/payment_intents/pi_nowhere", {}),
    ("POST", "/_localstack/stripe/clock", {"advance": "x"}),
    ("POST", "/_localstack/stripe/seed", {"no": "file"}),
    ("POST", "/_localstack/stripe/three_d_secure/pi_nowhere", {"outcome": "x"}),
)


@pytest.fixture
def emulator() -> Iterator[Inside]:
    """An emulator in this process, while Python's collector of cycles is off."""
    inside = Inside(create_app(1), NAME)
    gc.collect()
    gc.disable()
    try:
        yield inside
    finally:
        gc.enable()
        inside.close()


def alive() -> list[weakref.ref[Account]]:
    """The accounts of this name in memory. It looks at all objects: seconds, late in a long run on a busy machine."""
    return [weakref.ref(one) for one in gc.get_objects() if type(one) is Account and one.name == NAME]


def reset(emulator: Inside) -> None:
    """Reset the account; the collector is off, so that however long this waits, nobody else frees it."""
    kept = alive()
    assert emulator.call("POST", "/_localstack/stripe/reset", {})[0] == 200
    eventually(lambda: not any(one() for one in kept), reason="an account that nothing keeps")
    assert alive() == []


@pytest.mark.parametrize(("method", "path", "params"), REFUSED)
def test_a_refused_request_keeps_nothing(emulator: Inside, method: str, path: str, params: dict[str, object]) -> None:
    """Without the collector, which has nothing to do for long: what is stored is left out of its sight."""
    emulator.call("POST", "/v1/customers", {})
    for _ in range(3):
        assert emulator.call(method, path, params)[0] >= 400
    assert len(alive()) == 1
    reset(emulator)


def test_one_of_everything_is_freed(emulator: Inside) -> None:
    """Subscriptions with their plans, challenges, test clocks."""
    stocked(emulator)
    reset(emulator)


def test_deliveries_under_way_are_stopped(emulator: Inside) -> None:
    """An endpoint that does not answer keeps no account, and nothing is retried or logged later."""
    with Receiver() as receiver:
        gate = receiver.hold()
        emulator.call("POST", "/v1/webhook_endpoints", {"url": receiver.url, "enabled_events": ["*"]})
        emulator.call("POST", "/v1/customers", {})
        receiver.wait_for("customer.created")
        reset(emulator)
        gate.set()
        assert emulator.call("GET", "/_localstack/stripe/webhook_deliveries", {})[1]["data"] == []
