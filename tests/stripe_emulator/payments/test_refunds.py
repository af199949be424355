"""Refunds: whole, partial, too much, too late, and the cards whose refunds change later (facts 80-89)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.stripe_emulator.client import Account, error_of, eventually, ok, words
from tests.stripe_emulator.payments.test_state_machine import intent_in

REFUNDS = "/v1/refunds"
FIELDS = words(
    "id object amount balance_transaction charge created currency destination_details metadata payment_intent reason "
    "receipt_number source_transfer_reversal status transfer_reversal"
)


@pytest.mark.stripe
def test_a_whole_refund(account: Account) -> None:
    """Facts 80, 87, 88: the charge is refunded, the PaymentIntent stays succeeded."""
    intent = account.pay(amount=5999)
    refund = account.sdk.v1.refunds.create({"payment_intent": intent["id"]})
    assert (refund.amount, refund.status, refund.currency) == (5999, "succeeded", "usd")
    assert (refund.charge, refund.payment_intent) == (intent["latest_charge"], intent["id"])
    charge = account.charges(intent["id"])[0]
    assert (charge["refunded"], charge["amount_refunded"], charge["status"]) == (True, 5999, "succeeded")
    assert account.retrieve(intent["id"])["status"] == "succeeded"


@pytest.mark.stripe
def test_every_recorded_field_is_there(account: Account) -> None:
    """Fact 87."""
    refund = ok(account.post(REFUNDS, {"payment_intent": account.pay()["id"]}))
    assert FIELDS - set(refund) == set()
    assert ok(account.get(f"{REFUNDS}/{refund['id']}"))["id"] == refund["id"]


@pytest.mark.stripe
def test_refunds_in_parts(account: Account) -> None:
    """Facts 80 and 88: several, the last without amount takes the rest."""
    intent = account.pay(amount=5000)["id"]
    parts = [{"amount": 1500}, {"amount": 500}, {}]
    amounts = [ok(account.post(REFUNDS, {"payment_intent": intent, **part}))["amount"] for part in parts]
    assert amounts == [1500, 500, 3000]
    assert account.charges(intent)[0]["refunded"] is True


@pytest.mark.stripe
def test_a_part_is_not_the_whole(account: Account) -> None:
    """Fact 88: refunded is true only when all is."""
    intent = account.pay(amount=5000)["id"]
    ok(account.post(REFUNDS, {"payment_intent": intent, "amount": 4999}))
    charge = account.charges(intent)[0]
    assert (charge["refunded"], charge["amount_refunded"]) == (False, 4999)


@pytest.mark.stripe
def test_by_charge(account: Account) -> None:
    """Fact 80."""
    charge = account.pay()["latest_charge"]
    assert ok(account.post(REFUNDS, {"charge": charge}))["charge"] == charge


@pytest.mark.stripe
def test_more_than_was_paid(account: Account) -> None:
    """Fact 82: no code, param amount; nothing is refunded."""
    intent = account.pay(amount=5999)["id"]
    error = error_of(account.post(REFUNDS, {"payment_intent": intent, "amount": 9999}), 400)
    assert error["message"] == "Refund amount ($99.99) is greater than unrefunded amount on charge ($59.99)"
    assert error["param"] == "amount"
    assert "code" not in error
    assert account.charges(intent)[0]["amount_refunded"] == 0


@pytest.mark.stripe
def test_more_than_is_left(account: Account) -> None:
    """Fact 82, after a partial refund."""
    intent = account.pay(amount=5000)["id"]
    ok(account.post(REFUNDS, {"payment_intent": intent, "amount": 3000}))
    error = error_of(account.post(REFUNDS, {"payment_intent": intent, "amount": 2001}), 400)
    assert error["message"] == "Refund amount ($20.01) is greater than unrefunded amount on charge ($20.00)"


@pytest.mark.stripe
@pytest.mark.parametrize("params", [{}, {"amount": 1}])
def test_refunding_twice(account: Account, params: dict[str, Any]) -> None:
    """Fact 83: charge_already_refunded."""
    intent = account.pay()
    ok(account.post(REFUNDS, {"payment_intent": intent["id"]}))
    error = error_of(account.post(REFUNDS, {"payment_intent": intent["id"], **params}), 400)
    assert error["code"] == "charge_already_refunded"
    assert error["message"] == f"Charge {intent['latest_charge']} has already been refunded."


@pytest.mark.stripe
@pytest.mark.parametrize("state", ["requires_payment_method", "requires_confirmation", "requires_action", "canceled"])
def test_nothing_was_paid(account: Account, state: str) -> None:
    """Fact 85: 400, no code."""
    intent = intent_in(account, state)
    error = error_of(account.post(REFUNDS, {"payment_intent": intent}), 400)
    assert "code" not in error
    if state in ("requires_payment_method", "requires_confirmation", "canceled"):
        assert error["message"].startswith(f"This PaymentIntent ({intent}) does not have a successful charge to refund")
    else:
        assert state in error["message"], "fact 85: the message names the status"


@pytest.mark.stripe
def test_only_a_declined_charge(account: Account) -> None:
    """Fact 85: a failed charge is none to refund, by intent or by charge."""
    intent = account.intent()["id"]
    error_of(account.confirm(intent, payment_method="pm_card_chargeDeclined"), 402)
    error_of(account.post(REFUNDS, {"payment_intent": intent}), 400)
    error_of(account.post(REFUNDS, {"charge": account.charges(intent)[0]["id"]}), 400)


@pytest.mark.stripe
def test_a_partly_captured_charge(account: Account) -> None:
    """What was captured can be refunded, not what was held."""
    intent = account.pay(capture_method="manual")["id"]
    ok(account.post(f"/v1/payment_intents/{intent}/capture", {"amount_to_capture": 1500}))
    error_of(account.post(REFUNDS, {"payment_intent": intent, "amount": 1501}), 400)
    assert ok(account.post(REFUNDS, {"payment_intent": intent}))["amount"] == 1500


@pytest.mark.stripe
@pytest.mark.parametrize(("params", "param"), [
    ({"amount": 0}, "amount"), ({"amount": -5}, "amount"), ({"amount": "x"}, "amount"), ({"amount": ""}, "amount"),
    ({"reason": "because"}, "reason"), ({"reason": "expired_uncaptured_charge"}, "reason"),
])  # fmt: skip
def test_bad_parameters(account: Account, params: dict[str, Any], param: str) -> None:
    """Named, and nothing is refunded."""
    intent = account.pay()["id"]
    assert error_of(account.post(REFUNDS, {"payment_intent": intent, **params}), 400)["param"] == param
    assert account.charges(intent)[0]["amount_refunded"] == 0


@pytest.mark.stripe
def test_of_nothing_and_of_the_unknown(account: Account) -> None:
    """A refund is of a charge or of a PaymentIntent."""
    error_of(account.post(REFUNDS), 400)
    for param in ("charge", "payment_intent"):
        error = error_of(account.post(REFUNDS, {param: "xx_nowhere"}), 400, 404)
        assert error["code"] == "resource_missing"


@pytest.mark.stripe
@pytest.mark.parametrize("reason", ["duplicate", "fraudulent", "requested_by_customer"])
def test_reasons(account: Account, reason: str) -> None:
    """Fact 80."""
    refund = ok(account.post(REFUNDS, {"payment_intent": account.pay()["id"], "reason": reason}))
    assert refund["reason"] == reason


@pytest.mark.stripe
def test_only_metadata_can_change(account: Account) -> None:
    """Fact 86."""
    refund = ok(account.post(REFUNDS, {"payment_intent": account.pay()["id"]}))["id"]
    assert ok(account.post(f"{REFUNDS}/{refund}", {"metadata": {"a": "b"}}))["metadata"] == {"a": "b"}
    error_of(account.post(f"{REFUNDS}/{refund}", {"amount": 1}), 400)
    error_of(account.post(f"{REFUNDS}/{refund}/cancel"), 400)


def test_a_refund_that_is_pending_first(account: Account) -> None:
    """Fact 89: card 7726 starts pending and succeeds later, with refund.updated."""
    intent = account.pay("pm_card_pendingRefund")["id"]
    refund = ok(account.post(REFUNDS, {"payment_intent": intent}))
    assert refund["status"] == "pending"
    path = f"{REFUNDS}/{refund['id']}"
    eventually(lambda: ok(account.get(path))["status"] == "succeeded", reason="the pending refund succeeds")
    assert "succeeded" in [event["data"]["object"]["status"] for event in account.events("refund.updated")]


def test_a_refund_that_fails_later(account: Account) -> None:
    """Fact 89: card 5126 starts succeeded and fails later, with refund.failed."""
    intent = account.pay("pm_card_refundFail")["id"]
    refund = ok(account.post(REFUNDS, {"payment_intent": intent}))
    assert refund["status"] == "succeeded"
    path = f"{REFUNDS}/{refund['id']}"
    eventually(lambda: ok(account.get(path))["status"] == "failed", reason="the refund fails")
    assert ok(account.get(path))["failure_reason"] == "expired_or_canceled_card"
    assert [event["data"]["object"]["id"] for event in account.events("refund.failed")] == [refund["id"]]


def test_twenty_refunds_at_once(account: Account) -> None:
    """Never more back than was paid."""
    intent = account.pay(amount=5000)["id"]
    with ThreadPoolExecutor(20) as pool:
        work = [pool.submit(account.post, REFUNDS, {"payment_intent": intent, "amount": 1000}) for _ in range(20)]
        answers = [future.result() for future in work]
    assert sum(answer.status_code == 200 for answer in answers) == 5, [answer.status_code for answer in answers]
    assert account.charges(intent)[0]["amount_refunded"] == 5000


@pytest.mark.stripe
def test_a_cancelled_hold(account: Account) -> None:
    """Fact 85: nothing was paid, by the PaymentIntent and by its charge."""
    intent = account.pay(capture_method="manual")["id"]
    error_of(account.post(REFUNDS, {"payment_intent": intent}), 400)  # still held: cancel instead
    ok(account.post(f"/v1/payment_intents/{intent}/cancel"))
    error = error_of(account.post(REFUNDS, {"payment_intent": intent}), 400)
    assert error["message"].startswith(f"This PaymentIntent ({intent}) does not have a successful charge to refund")
    error_of(account.post(REFUNDS, {"charge": account.charges(intent)[0]["id"]}), 400)
    assert ok(account.get(REFUNDS))["data"] == []
