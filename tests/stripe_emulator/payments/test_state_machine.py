"""A PaymentIntent from creation to its end, step by step (facts 47-53, 56-59, 64-65), mostly through the SDK."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from tests.stripe_emulator.client import Account, error_of, ok, words

pytestmark = pytest.mark.stripe

INTENT_FIELDS = words(
    "id object amount amount_capturable amount_details amount_received application application_fee_amount "
    "automatic_payment_methods canceled_at cancellation_reason capture_method client_secret confirmation_method "
    "created currency customer description last_payment_error latest_charge livemode metadata next_action on_behalf_of "
    "payment_method payment_method_configuration_details payment_method_options payment_method_types processing "
    "receipt_email review setup_future_usage shipping source statement_descriptor statement_descriptor_suffix status "
    "transfer_data transfer_group"
)
CHARGE_FIELDS = words(
    "id object amount amount_captured amount_refunded application application_fee application_fee_amount "
    "balance_transaction billing_details calculated_statement_descriptor captured created currency customer "
    "description destination dispute disputed failure_balance_transaction failure_code failure_message fraud_details "
    "livemode metadata on_behalf_of order outcome paid payment_intent payment_method payment_method_details "
    "radar_options receipt_email receipt_number receipt_url refunded review shipping source source_transfer "
    "statement_descriptor statement_descriptor_suffix status transfer_data transfer_group"
)
CARD: dict[str, Any] = {"amount": 2000, "currency": "usd", "payment_method_types": ["card"]}


def test_created_without_a_payment_method(account: Account) -> None:
    """Facts 48 and 50: requires_payment_method, no charge, a client secret of its id."""
    intent = account.sdk.v1.payment_intents.create({"amount": 2000, "currency": "usd"})
    assert intent.status == "requires_payment_method"
    assert intent.latest_charge is None
    assert intent.payment_method is None
    assert intent.client_secret is not None
    assert intent.client_secret.startswith(f"{intent.id}_secret_")
    assert len(intent.client_secret) >= len(f"{intent.id}_secret_") + 25, "fact 10"
    assert intent.livemode is False


def test_created_with_a_payment_method(account: Account) -> None:
    """Fact 48: requires_confirmation."""
    assert account.intent(payment_method="pm_card_visa")["status"] == "requires_confirmation"


def test_every_recorded_field_is_there(account: Account) -> None:
    """Facts 64 and 65."""
    intent = account.pay()
    assert INTENT_FIELDS - set(intent) == set(), "fields a PaymentIntent lacks"
    assert CHARGE_FIELDS - set(account.charges(intent["id"])[0]) == set(), "fields a charge lacks"


def test_confirmed_with_success(account: Account) -> None:
    """Fact 48: succeeded, received in full by one paid, captured charge."""
    intent = account.intent(payment_method="pm_card_visa")
    done = account.sdk.v1.payment_intents.confirm(intent["id"], {"expand": ["latest_charge"]})
    assert (done.status, done.amount_received, done.amount_capturable) == ("succeeded", 2000, 0)
    charge = done.latest_charge
    assert isinstance(charge, stripe.Charge)
    assert (charge.status, charge.paid, charge.captured, charge.amount) == ("succeeded", True, True, 2000)
    assert charge.payment_intent == done.id
    assert len(account.charges(done.id)) == 1


def test_confirmed_with_a_decline(account: Account) -> None:
    """Facts 14 and 49: the SDK's CardError; the intent wants another payment method and tells why."""
    intent = account.intent()["id"]
    with pytest.raises(stripe.CardError) as caught:
        account.sdk.v1.payment_intents.confirm(intent, {"payment_method": "pm_card_chargeDeclinedInsufficientFunds"})
    assert (caught.value.http_status, caught.value.code) == (402, "card_declined")
    after = account.retrieve(intent, expand=["latest_charge"])
    assert (after["status"], after["payment_method"]) == ("requires_payment_method", None)
    assert after["last_payment_error"]["decline_code"] == "insufficient_funds"
    charge = after["latest_charge"]
    assert (charge["status"], charge["paid"], charge["failure_code"]) == ("failed", False, "card_declined")
    assert charge["failure_message"] == "Your card has insufficient funds."
    assert after["amount_received"] == 0


def test_a_second_card_after_a_decline(account: Account) -> None:
    """Fact 49: the same intent can be confirmed with another card; the error goes, both charges stay."""
    intent = account.intent()["id"]
    error_of(account.confirm(intent, payment_method="pm_card_chargeDeclined"), 402)
    done = ok(account.confirm(intent, payment_method="pm_card_visa"))
    assert (done["status"], done["last_payment_error"]) == ("succeeded", None)
    assert [charge["status"] for charge in account.charges(intent)] == ["succeeded", "failed"]
    assert done["latest_charge"] == account.charges(intent)[0]["id"]


def test_an_update_clears_the_last_error(account: Account) -> None:
    """Fact 49."""
    intent = account.intent()["id"]
    error_of(account.confirm(intent, payment_method="pm_card_chargeDeclined"), 402)
    assert ok(account.post(f"/v1/payment_intents/{intent}", {"description": "new"}))["last_payment_error"] is None


def test_confirming_without_a_payment_method(account: Account) -> None:
    """Fact 52."""
    intent = account.intent()["id"]
    error = error_of(account.confirm(intent), 400)
    assert error["code"] == "payment_intent_unexpected_state"
    assert error["message"].startswith(
        "You cannot confirm this PaymentIntent because it's missing a payment method."
    ), error["message"]
    assert error["payment_intent"]["id"] == intent


def test_confirming_twice(account: Account) -> None:
    """Fact 51: 400, still one charge."""
    intent = account.pay()["id"]
    error = error_of(account.confirm(intent, payment_method="pm_card_visa"), 400)
    assert (error["type"], error["code"]) == ("invalid_request_error", "payment_intent_unexpected_state")
    assert error["message"] == (
        "You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed."
    )
    assert len(account.charges(intent)) == 1


def test_confirming_a_cancelled_intent(account: Account) -> None:
    """Fact 48: canceled is terminal."""
    intent = account.intent()["id"]
    ok(account.post(f"/v1/payment_intents/{intent}/cancel"))
    error = error_of(account.confirm(intent, payment_method="pm_card_visa"), 400)
    assert error["code"] == "payment_intent_unexpected_state"
    assert account.charges(intent) == []


@pytest.mark.parametrize("state", ["requires_payment_method", "requires_confirmation", "requires_action"])
def test_the_amount_can_change_before_payment(account: Account, state: str) -> None:
    """Fact 56."""
    intent = intent_in(account, state)
    assert ok(account.post(f"/v1/payment_intents/{intent}", {"amount": 3000}))["amount"] == 3000


@pytest.mark.parametrize("state", ["requires_capture", "succeeded", "canceled"])
def test_the_amount_cannot_change_afterwards(account: Account, state: str) -> None:
    """Fact 56."""
    intent = intent_in(account, state)
    error = error_of(account.post(f"/v1/payment_intents/{intent}", {"amount": 3000}), 400)
    assert error["code"] == "payment_intent_unexpected_state"
    assert f"status of {state}" in error["message"], error["message"]
    assert account.retrieve(intent)["amount"] == 2000


@pytest.mark.parametrize("param", ["return_url", "off_session", "error_on_requires_action"])
def test_parameters_only_for_confirm(account: Account, param: str) -> None:
    """Fact 59: on create they need confirm=true."""
    value: Any = "https://shop.example/back" if param == "return_url" else True
    error = error_of(account.post("/v1/payment_intents", {**CARD, param: value}), 400)
    assert error["param"] == param


@pytest.mark.parametrize("how", [{}, {"automatic_payment_methods": {"enabled": True}}])
def test_automatic_payment_methods_want_a_return_url(account: Account, how: dict[str, Any]) -> None:
    """Fact 58: on by default; a server confirm without return_url is a 400 with the PaymentIntent."""
    intent = account.sdk.v1.payment_intents.create({"amount": 2000, "currency": "usd", **how}).id
    error = error_of(account.confirm(intent, payment_method="pm_card_visa"), 400)
    assert error["type"] == "invalid_request_error"
    assert "return_url" in error["message"]
    assert error["payment_intent"]["id"] == intent
    assert account.charges(intent) == []
    again = account.confirm(intent, payment_method="pm_card_visa", return_url="https://shop.example/back")
    assert ok(again)["status"] == "succeeded"


def test_automatic_payment_methods_without_redirects(account: Account) -> None:
    """Fact 58: allow_redirects=never needs no return_url."""
    methods = {"enabled": True, "allow_redirects": "never"}
    answer = account.try_pay(automatic_payment_methods=methods)
    if answer.status_code == 400:  # not together with payment_method_types
        params = {"amount": 2000, "currency": "usd", "confirm": True, "payment_method": "pm_card_visa"}
        answer = account.post("/v1/payment_intents", {**params, "automatic_payment_methods": methods})
    assert ok(answer)["status"] == "succeeded"


def test_metadata_is_copied_to_the_charge_once(account: Account) -> None:
    """Fact 57: when the charge is made, not later."""
    intent = account.pay(metadata={"order": "1"})["id"]
    ok(account.post(f"/v1/payment_intents/{intent}", {"metadata": {"order": "2"}}))
    assert account.charges(intent)[0]["metadata"] == {"order": "1"}
    assert account.retrieve(intent)["metadata"] == {"order": "2"}


def test_off_session_with_authentication_needed(account: Account) -> None:
    """Fact 61: authentication_required; recoverable on session."""
    intent = account.intent()["id"]
    error = error_of(account.confirm(intent, payment_method="pm_card_authenticationRequired", off_session=True), 402)
    assert (error["code"], error["decline_code"]) == ("authentication_required", "authentication_required")
    assert error["payment_intent"]["status"] == "requires_payment_method"
    assert error["payment_method"]["id"]
    again = account.confirm(intent, payment_method="pm_card_authenticationRequired")
    assert ok(again)["status"] == "requires_action"


def test_error_on_requires_action(account: Account) -> None:
    """Fact 60: 402 instead of requires_action."""
    answer = account.try_pay("pm_card_authenticationRequired", error_on_requires_action=True)
    error = error_of(answer, 402)
    assert error["type"] == "card_error"
    assert error["code"] in ("authentication_required", "payment_intent_action_required")
    assert error["message"].startswith("This payment required an authentication action to complete, but")


def intent_in(account: Account, state: str) -> str:
    """The id of a PaymentIntent in that status."""
    makers = {
        "requires_payment_method": lambda: account.intent(),
        "requires_confirmation": lambda: account.intent(payment_method="pm_card_visa"),
        "requires_action": lambda: account.pay("pm_card_authenticationRequired"),
        "requires_capture": lambda: account.pay(capture_method="manual"),
        "succeeded": lambda: account.pay(),
        "canceled": lambda: ok(account.post(f"/v1/payment_intents/{account.intent()['id']}/cancel")),
    }
    intent = makers[state]()
    assert intent["status"] == state
    return str(intent["id"])


@pytest.mark.parametrize("state", ["requires_capture", "succeeded", "canceled"])
def test_the_payment_method_cannot_change_afterwards(account: Account, state: str) -> None:
    """What was paid with stays what was paid with."""
    intent = intent_in(account, state)
    before = account.retrieve(intent)["payment_method"]
    error_of(account.post(f"/v1/payment_intents/{intent}", {"payment_method": "pm_card_mastercard"}), 400)
    assert account.retrieve(intent)["payment_method"] == before


def test_another_payment_method_needs_another_confirm(account: Account) -> None:
    """Fact 56: an open challenge is over when the card changes."""
    intent = intent_in(account, "requires_action")
    changed = ok(account.post(f"/v1/payment_intents/{intent}", {"payment_method": "pm_card_visa"}))
    assert (changed["status"], changed["next_action"]) == ("requires_confirmation", None)
    assert ok(account.confirm(intent))["status"] == "succeeded"
