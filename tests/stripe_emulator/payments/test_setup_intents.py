"""SetupIntents: attempts, mandates, other types, microdeposits (facts 94, 95)."""

from __future__ import annotations

import pytest

from tests.stripe_emulator.client import JSON, Account, error_of, ok
from tests.stripe_emulator.payments.test_other_methods import BACK, answer, data

SETUPS = "/v1/setup_intents"
ACCEPTED = {"customer_acceptance": {"type": "online", "online": {"ip_address": "1.2.3.4", "user_agent": "x"}}}


def setup(account: Account, **params: object) -> JSON:
    """Create and confirm."""
    return ok(account.post(SETUPS, {"payment_method_types": ["card"], "confirm": True, **params}))


def attempts(account: Account, intent: JSON) -> list[JSON]:
    """The attempts, newest first."""
    return list(ok(account.get("/v1/setup_attempts", {"setup_intent": intent["id"]}))["data"])


def test_every_confirmation_is_an_attempt(account: Account) -> None:
    """latest_attempt, with what came of it."""
    intent = ok(account.post(SETUPS, {"payment_method_types": ["card"]}))
    assert intent["latest_attempt"] is None
    path = f"{SETUPS}/{intent['id']}/confirm"
    error_of(account.post(path, {"payment_method": "pm_card_chargeDeclined"}), 402)
    done = ok(account.post(path, {"payment_method": "pm_card_visa"}))
    newest, oldest = attempts(account, intent)
    assert done["latest_attempt"] == newest["id"]
    assert (newest["status"], newest["setup_error"], newest["usage"]) == ("succeeded", None, "off_session")
    assert (oldest["status"], oldest["setup_error"]["code"]) == ("failed", "card_declined")
    assert newest["payment_method_details"]["card"]["last4"] == "4242"


def test_attempts_belong_to_a_setup(account: Account) -> None:
    """The parameter is required; an attempt can be expanded."""
    assert error_of(account.get("/v1/setup_attempts"), 400)["param"] == "setup_intent"
    intent = setup(account, payment_method="pm_card_authenticationRequired", expand=["latest_attempt"])
    assert intent["latest_attempt"]["status"] == "requires_action"


def test_sepa_leaves_a_mandate(account: Account) -> None:
    """multi_use; payments need no other."""
    customer = ok(account.post("/v1/customers"))["id"]
    intent = setup(
        account,
        payment_method_types=["sepa_debit"],
        payment_method_data=data("sepa_debit"),
        mandate_data=ACCEPTED,
        customer=customer,
        expand=["mandate"],
    )
    mandate = intent["mandate"]
    assert (intent["status"], mandate["type"], mandate["multi_use"]) == ("succeeded", "multi_use", {})
    assert mandate["customer_acceptance"]["online"]["ip_address"] == "1.2.3.4"
    assert mandate["payment_method_details"]["sepa_debit"]["reference"]
    paid = account.pay(
        intent["payment_method"], currency="eur", payment_method_types=["sepa_debit"], customer=customer,
        mandate=mandate["id"], off_session=True, expand=["latest_charge"],
    )  # fmt: skip
    assert paid["latest_charge"]["payment_method_details"]["sepa_debit"]["mandate"] == mandate["id"]


def test_a_setup_needs_a_mandate_too(account: Account) -> None:
    """400 without mandate_data."""
    given = {"payment_method_types": ["sepa_debit"], "payment_method_data": data("sepa_debit"), "confirm": True}
    error = error_of(account.post(SETUPS, given), 400)
    assert (error["param"], error["setup_intent"]["status"]) == ("mandate_data", "requires_confirmation")


def test_a_mandate_of_another_method_is_refused(account: Account) -> None:
    """payment_intent_mandate_invalid."""
    given = {"payment_method_types": ["sepa_debit"], "mandate_data": ACCEPTED}
    mandate = setup(account, **given, payment_method_data=data("sepa_debit"))["mandate"]
    other = ok(account.post("/v1/payment_methods", data("sepa_debit")))["id"]
    answered = account.try_pay(other, currency="eur", payment_method_types=["sepa_debit"], mandate=mandate)
    assert error_of(answered, 400)["code"] == "payment_intent_mandate_invalid"


def test_us_bank_account(account: Account) -> None:
    """Microdeposits: right, wrong, over."""
    intent = setup(
        account, payment_method_types=["us_bank_account"], payment_method="pm_usBankAccount_success",
        mandate_data=ACCEPTED,
    )  # fmt: skip
    assert intent["next_action"]["verify_with_microdeposits"]["microdeposit_type"] == "descriptor_code"
    path = f"{SETUPS}/{intent['id']}/verify_microdeposits"
    assert error_of(account.post(path, {"amounts": [1, 2]}), 400)["setup_intent"]["status"] == "requires_action"
    assert ok(account.post(path, {"amounts": [32, 45]}))["status"] == "succeeded"
    assert error_of(account.post(path, {"amounts": [32, 45]}), 400)["code"] == "setup_intent_unexpected_state"


def test_deposits_that_never_arrive(account: Account) -> None:
    """pm_usBankAccount_failMicrodeposits."""
    intent = setup(
        account, payment_method_types=["us_bank_account"], payment_method="pm_usBankAccount_failMicrodeposits",
        mandate_data=ACCEPTED,
    )  # fmt: skip
    path = f"{SETUPS}/{intent['id']}/verify_microdeposits"
    assert error_of(account.post(path, {"amounts": [32, 45]}), 400)["code"] == "payment_method_microdeposit_failed"
    failed = ok(account.get(f"{SETUPS}/{intent['id']}"))
    assert failed["status"] == "requires_payment_method"
    assert attempts(account, intent)[0]["status"] == "failed"


@pytest.mark.parametrize(("outcome", "status"), [("succeed", "succeeded"), ("fail", "requires_payment_method")])
def test_a_page(account: Account, outcome: str, status: str) -> None:
    """ideal, with a way back."""
    intent = setup(account, payment_method_types=["ideal"], payment_method_data=data("ideal"), return_url=BACK)
    assert intent["next_action"]["redirect_to_url"]["return_url"] == BACK
    answer_path = {"client_secret": intent["client_secret"], "account": account.name}
    account.introspect("POST", f"/three_d_secure/{intent['id']}", params=answer_path, data={"outcome": outcome})
    assert ok(account.get(f"{SETUPS}/{intent['id']}"))["status"] == status


def test_single_use(account: Account) -> None:
    """A mandate for one amount."""
    intent = setup(account, payment_method="pm_card_visa", single_use={"amount": 500, "currency": "usd"})
    mandate = ok(account.get(f"/v1/mandates/{intent['single_use_mandate']}"))
    assert (mandate["type"], mandate["single_use"]) == ("single_use", {"amount": 500, "currency": "usd"})


def test_options_and_changes(account: Account) -> None:
    """Per type; flow_directions, metadata, description can be changed."""
    given = {"payment_method_types": ["card", "us_bank_account", "ideal"],
             "payment_method_options": {"card": {"request_three_d_secure": "any"}}}  # fmt: skip
    intent = ok(account.post(SETUPS, given))
    assert intent["payment_method_options"]["card"]["request_three_d_secure"] == "any"
    assert "ideal" not in intent["payment_method_options"], "no options of its own"
    changed = ok(account.post(f"{SETUPS}/{intent['id']}", {"description": "x", "flow_directions": ["inbound"]}))
    assert (changed["description"], changed["flow_directions"]) == ("x", ["inbound"])
    assert error_of(account.post(SETUPS, {"payment_method_types": ["gold"]}), 400)["code"] == (
        "setup_intent_invalid_parameter"
    )
    assert error_of(account.post(SETUPS, {"return_url": BACK}), 400)["param"] == "return_url"


def test_list_filters(account: Account) -> None:
    """Fact 45."""
    customer = ok(account.post("/v1/customers"))["id"]
    mine = setup(account, payment_method="pm_card_visa", customer=customer)
    setup(account, payment_method="pm_card_visa")
    assert [one["id"] for one in ok(account.get(SETUPS, {"customer": customer}))["data"]] == [mine["id"]]
    by_method = ok(account.get(SETUPS, {"payment_method": mine["payment_method"]}))["data"]
    assert [one["id"] for one in by_method] == [mine["id"]]


def test_the_page_of_a_challenge(account: Account) -> None:
    """A declined challenge of a PaymentIntent leaves no attempt of a setup."""
    intent = account.pay("pm_card_authenticationRequired")
    assert answer(account, intent, "fail")["status"] == "requires_payment_method"
    assert attempts(account, intent) == []


def test_its_options_are_those_of_a_setup(account: Account) -> None:
    """What only payments have (installments, what UPI is used for) is not told (SetupIntent.payment_method_options)."""
    made = ok(account.post(SETUPS, {"payment_method_types": ["us_bank_account", "upi"]}))
    given = {"card": {"request_three_d_secure": "any"}, "upi": {"setup_future_usage": "off_session"}}
    changed = ok(account.post(f"{SETUPS}/{made['id']}", {"payment_method_options": given}))
    shown = changed["payment_method_options"]
    assert shown["card"] == {"mandate_options": None, "network": None, "request_three_d_secure": "any"}
    assert "setup_future_usage" not in shown["upi"]
