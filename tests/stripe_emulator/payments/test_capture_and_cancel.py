"""Holding, capturing and cancelling, in every status (facts 53, 54, 73-76)."""

from __future__ import annotations

import pytest

from tests.stripe_emulator.client import JSON, Account, error_of, eventually, ok
from tests.stripe_emulator.payments.test_state_machine import intent_in

NOT_CAPTURABLE = ["requires_payment_method", "requires_confirmation", "requires_action", "succeeded", "canceled"]
CANCELABLE = ["requires_payment_method", "requires_confirmation", "requires_action", "requires_capture"]


@pytest.mark.stripe
def test_a_manual_capture_holds_the_amount(account: Account) -> None:
    """Fact 73: requires_capture, nothing received, the charge not captured."""
    intent = account.pay(capture_method="manual")
    assert (intent["status"], intent["amount_capturable"], intent["amount_received"]) == ("requires_capture", 2000, 0)
    charge = account.charges(intent["id"])[0]
    assert (charge["captured"], charge["amount_captured"], charge["paid"]) == (False, 0, True)


@pytest.mark.stripe
def test_a_full_capture(account: Account) -> None:
    """Fact 74."""
    intent = account.pay(capture_method="manual")["id"]
    done = account.sdk.v1.payment_intents.capture(intent)
    assert (done.status, done.amount_capturable, done.amount_received) == ("succeeded", 0, 2000)
    charge = account.charges(intent)[0]
    assert (charge["captured"], charge["amount_captured"]) == (True, 2000)
    assert len(account.charges(intent)) == 1, "a capture is no new charge"


@pytest.mark.stripe
def test_a_partial_capture(account: Account) -> None:
    """Fact 74: the rest is released; amount stays."""
    intent = account.pay(capture_method="manual")["id"]
    done = ok(account.post(f"/v1/payment_intents/{intent}/capture", {"amount_to_capture": 1500}))
    assert (done["status"], done["amount"], done["amount_received"]) == ("succeeded", 2000, 1500)
    assert done["amount_capturable"] == 0
    assert account.charges(intent)[0]["amount_captured"] == 1500


@pytest.mark.stripe
def test_capturing_too_much(account: Account) -> None:
    """Fact 75: amount_too_large, the hold stays."""
    intent = account.pay(capture_method="manual")["id"]
    error = error_of(account.post(f"/v1/payment_intents/{intent}/capture", {"amount_to_capture": 2001}), 400)
    assert (error["type"], error["code"]) == ("invalid_request_error", "amount_too_large")
    assert account.retrieve(intent)["amount_capturable"] == 2000


@pytest.mark.stripe
@pytest.mark.parametrize("amount", ["0", "-1", "x", ""])
def test_capturing_nonsense(account: Account, amount: str) -> None:
    """A 400 that names amount_to_capture."""
    intent = account.pay(capture_method="manual")["id"]
    error = error_of(account.post(f"/v1/payment_intents/{intent}/capture", {"amount_to_capture": amount}), 400)
    assert error["param"] == "amount_to_capture"
    assert account.retrieve(intent)["status"] == "requires_capture"


@pytest.mark.stripe
@pytest.mark.parametrize("state", NOT_CAPTURABLE)
def test_capturing_in_a_wrong_status(account: Account, state: str) -> None:
    """Fact 76."""
    intent = intent_in(account, state)
    error = error_of(account.post(f"/v1/payment_intents/{intent}/capture"), 400)
    assert error["code"] == "payment_intent_unexpected_state"
    assert error["message"] == (
        f"This PaymentIntent could not be captured because it has a status of {state}. Only a PaymentIntent with one "
        "of the following statuses may be captured: requires_capture."
    )
    assert error["payment_intent"]["id"] == intent


@pytest.mark.stripe
def test_capturing_twice(account: Account) -> None:
    """Fact 74: one capture only."""
    intent = account.pay(capture_method="manual")["id"]
    ok(account.post(f"/v1/payment_intents/{intent}/capture", {"amount_to_capture": 500}))
    error_of(account.post(f"/v1/payment_intents/{intent}/capture", {"amount_to_capture": 500}), 400)
    assert account.retrieve(intent)["amount_received"] == 500


@pytest.mark.stripe
@pytest.mark.parametrize("state", CANCELABLE)
def test_cancelling(account: Account, state: str) -> None:
    """Fact 53: allowed before the money has moved; canceled_at and the reason are set."""
    intent = intent_in(account, state)
    params = {"cancellation_reason": "requested_by_customer"}
    done = ok(account.post(f"/v1/payment_intents/{intent}/cancel", params))
    assert (done["status"], done["cancellation_reason"]) == ("canceled", "requested_by_customer")
    assert isinstance(done["canceled_at"], int)
    assert (done["amount_capturable"], done["amount_received"]) == (0, 0)


@pytest.mark.stripe
@pytest.mark.parametrize("state", ["succeeded", "canceled"])
def test_cancelling_too_late(account: Account, state: str) -> None:
    """Fact 53: the message names the status, the error carries the PaymentIntent."""
    intent = intent_in(account, state)
    error = error_of(account.post(f"/v1/payment_intents/{intent}/cancel"), 400)
    assert error["code"] == "payment_intent_unexpected_state"
    assert error["message"].startswith(
        f"You cannot cancel this PaymentIntent because it has a status of {state}. Only a PaymentIntent with one of "
        "the following statuses may be canceled: "
    ), error["message"]
    assert error["payment_intent"]["status"] == state


@pytest.mark.stripe
@pytest.mark.parametrize("reason", ["duplicate", "fraudulent", "requested_by_customer", "abandoned"])
def test_reasons_of_a_cancellation(account: Account, reason: str) -> None:
    """Fact 54: the four a client may send."""
    intent = account.intent()["id"]
    done = ok(account.post(f"/v1/payment_intents/{intent}/cancel", {"cancellation_reason": reason}))
    assert done["cancellation_reason"] == reason


@pytest.mark.stripe
@pytest.mark.parametrize("reason", ["automatic", "expired", "because"])
def test_reasons_only_stripe_sets(account: Account, reason: str) -> None:
    """Fact 54: others are a 400."""
    intent = account.intent()["id"]
    error = error_of(account.post(f"/v1/payment_intents/{intent}/cancel", {"cancellation_reason": reason}), 400)
    assert error["param"] == "cancellation_reason"
    assert account.retrieve(intent)["status"] == "requires_payment_method"


@pytest.mark.stripe
def test_cancelling_a_hold_releases_it(account: Account) -> None:
    """Fact 54: the charge shows as refunded."""
    intent = intent_in(account, "requires_capture")
    ok(account.post(f"/v1/payment_intents/{intent}/cancel"))
    charge = account.charges(intent)[0]
    assert (charge["refunded"], charge["amount_refunded"], charge["captured"]) == (True, 2000, False)


@pytest.mark.stripe
def test_a_hold_names_its_end(account: Account) -> None:
    """Fact 77: capture_before, seven days from now."""
    charge = account.charges(intent_in(account, "requires_capture"))[0]
    assert charge["payment_method_details"]["card"]["capture_before"] - charge["created"] == 7 * 86_400


def test_a_hold_expires(account: Account) -> None:
    """Fact 77: after seven days the PaymentIntent is canceled, with charge.expired, and cannot be captured."""
    intent = intent_in(account, "requires_capture")
    account.introspect("POST", "/clock", params={"account": account.name}, json={"advance": 8 * 86_400})
    done = eventually(lambda: expired(account, intent), reason="the hold expires")
    assert done["cancellation_reason"] in ("automatic", "expired")
    assert [event["type"] for event in account.events("charge.expired")] == ["charge.expired"]
    error_of(account.post(f"/v1/payment_intents/{intent}/capture"), 400)


def expired(account: Account, intent: str) -> JSON | None:
    """The PaymentIntent once it is canceled."""
    found = account.retrieve(intent)
    return found if found["status"] == "canceled" else None
