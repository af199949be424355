"""Customers, saved PaymentMethods and SetupIntents (facts 46, 90-96)."""

from __future__ import annotations

import pytest

from tests.stripe_emulator.client import Account, error_of, eventually, ok


def customer_of(account: Account) -> str:
    """A new customer."""
    return str(ok(account.post("/v1/customers", {"email": "ada@example.com"}))["id"])


def attached(account: Account, customer: str, name: str = "pm_card_visa") -> str:
    """A card saved to a customer."""
    return str(ok(account.post(f"/v1/payment_methods/{name}/attach", {"customer": customer}))["id"])


@pytest.mark.stripe
def test_attaching_a_template_makes_a_card_of_the_customer(account: Account) -> None:
    """Facts 67 and 90."""
    customer = customer_of(account)
    saved = attached(account, customer)
    assert not saved.startswith("pm_card_")
    listed = ok(account.get("/v1/payment_methods", {"customer": customer, "type": "card"}))["data"]
    assert [method["id"] for method in listed] == [saved]


@pytest.mark.stripe
def test_attaching_twice(account: Account) -> None:
    """Fact 22: 400, no code."""
    customer = customer_of(account)
    saved = attached(account, customer)
    error = error_of(account.post(f"/v1/payment_methods/{saved}/attach", {"customer": customer_of(account)}), 400)
    assert error["message"] == "The payment method you provided has already been attached to a customer."
    assert "code" not in error


@pytest.mark.stripe
def test_attaching_what_does_not_exist(account: Account) -> None:
    """Fact 20: param payment_method."""
    answer = account.post("/v1/payment_methods/pm_nowhere/attach", {"customer": customer_of(account)})
    error = error_of(answer, 404)
    assert (error["code"], error["param"]) == ("resource_missing", "payment_method")
    assert error["message"].startswith("No such PaymentMethod: 'pm_nowhere'"), error["message"]


@pytest.mark.stripe
def test_a_saved_card_pays_again_and_again(account: Account) -> None:
    """Only for its customer (fact 91)."""
    customer = customer_of(account)
    saved = attached(account, customer)
    for _ in range(2):
        assert account.pay(saved, customer=customer)["status"] == "succeeded"
    error_of(account.try_pay(saved, customer=customer_of(account)), 400)
    error_of(account.try_pay(saved), 400)


@pytest.mark.stripe
def test_0341_saves_and_then_is_declined(account: Account) -> None:
    """Fact 90."""
    customer = customer_of(account)
    saved = attached(account, customer, "pm_card_chargeCustomerFail")
    assert error_of(account.try_pay(saved, customer=customer), 402)["code"] == "card_declined"


@pytest.mark.stripe
def test_a_detached_card_is_spent(account: Account) -> None:
    """Fact 91: it cannot pay and cannot be attached again."""
    customer = customer_of(account)
    saved = attached(account, customer)
    assert ok(account.post(f"/v1/payment_methods/{saved}/detach"))["customer"] is None
    error_of(account.try_pay(saved, customer=customer), 400)
    error_of(account.post(f"/v1/payment_methods/{saved}/attach", {"customer": customer}), 400)


@pytest.mark.stripe
def test_a_card_used_without_a_customer_is_spent(account: Account) -> None:
    """Fact 91."""
    used = account.pay()["payment_method"]
    error = error_of(account.try_pay(used), 400)
    assert error["type"] == "invalid_request_error"
    assert "may not be used again" in error["message"], error["message"]


@pytest.mark.stripe
def test_setup_future_usage_saves_the_card(account: Account) -> None:
    """Fact 92: attached after success, not after a decline."""
    customer = customer_of(account)
    done = account.pay(customer=customer, setup_future_usage="off_session")
    assert ok(account.get(f"/v1/payment_methods/{done['payment_method']}"))["customer"] == customer
    assert account.pay(done["payment_method"], customer=customer, off_session=True)["status"] == "succeeded"


@pytest.mark.stripe
def test_a_deleted_customer(account: Account) -> None:
    """Facts 46 and 93: a stub stays."""
    customer = customer_of(account)
    assert ok(account.delete(f"/v1/customers/{customer}")) == {"id": customer, "object": "customer", "deleted": True}
    assert ok(account.get(f"/v1/customers/{customer}"))["deleted"] is True
    error_of(account.post("/v1/payment_intents", {"amount": 2000, "currency": "usd", "customer": customer}), 400)


@pytest.mark.stripe
def test_a_setup_intent_succeeds(account: Account) -> None:
    """Facts 94 and 92: succeeded, card attached, usage off_session."""
    customer = customer_of(account)
    setup = ok(account.post("/v1/setup_intents", {"customer": customer, "payment_method_types": ["card"]}))
    assert (setup["status"], setup["usage"]) == ("requires_payment_method", "off_session")
    done = ok(account.post(f"/v1/setup_intents/{setup['id']}/confirm", {"payment_method": "pm_card_visa"}))
    assert done["status"] == "succeeded"
    assert ok(account.get(f"/v1/payment_methods/{done['payment_method']}"))["customer"] == customer
    wanted = {"setup_intent.created", "setup_intent.succeeded", "payment_method.attached"}
    eventually(lambda: wanted <= {event["type"] for event in account.events()}, reason=f"the events {wanted}")


@pytest.mark.stripe
def test_a_setup_intent_is_declined(account: Account) -> None:
    """Fact 95: 402 with error.setup_intent."""
    setup = ok(account.post("/v1/setup_intents", {"payment_method_types": ["card"]}))["id"]
    params = {"payment_method": "pm_card_chargeDeclined"}
    error = error_of(account.post(f"/v1/setup_intents/{setup}/confirm", params), 402)
    assert (error["type"], error["code"]) == ("card_error", "card_declined")
    assert error["setup_intent"]["status"] == "requires_payment_method"
    assert error["setup_intent"]["last_setup_error"]["code"] == "card_declined"
    eventually(lambda: len(account.events("setup_intent.setup_failed")) == 1, reason="one setup_intent.setup_failed")


@pytest.mark.stripe
@pytest.mark.parametrize("reason", ["abandoned", "duplicate", "requested_by_customer"])
def test_a_setup_intent_is_cancelled(account: Account, reason: str) -> None:
    """Fact 94."""
    setup = ok(account.post("/v1/setup_intents", {"payment_method_types": ["card"]}))["id"]
    done = ok(account.post(f"/v1/setup_intents/{setup}/cancel", {"cancellation_reason": reason}))
    assert (done["status"], done["cancellation_reason"]) == ("canceled", reason)
    error_of(account.post(f"/v1/setup_intents/{setup}/confirm", {"payment_method": "pm_card_visa"}), 400)


@pytest.mark.stripe
def test_a_setup_intent_without_a_payment_method(account: Account) -> None:
    """Fact 52: setup_intent_unexpected_state."""
    setup = ok(account.post("/v1/setup_intents", {"payment_method_types": ["card"]}))["id"]
    error = error_of(account.post(f"/v1/setup_intents/{setup}/confirm"), 400)
    assert error["code"] == "setup_intent_unexpected_state"


def test_3155_off_session_after_it_was_set_up(account: Account) -> None:
    """Fact 96: challenged while set up, then free off session, challenged on session."""
    customer = customer_of(account)
    name = "pm_card_authenticationRequiredOnSetup"
    first = account.pay(name, customer=customer, setup_future_usage="off_session")
    assert first["status"] == "requires_action"
    page = first["next_action"]["use_stripe_sdk"]["stripe_js"]
    ok(account.http.post(page, data={"outcome": "succeed"}))
    saved = account.retrieve(first["id"])["payment_method"]
    assert account.pay(saved, customer=customer, off_session=True)["status"] == "succeeded"


@pytest.mark.stripe
def test_3155_off_session_without_being_set_up(account: Account) -> None:
    """Fact 96."""
    error = error_of(account.try_pay("pm_card_authenticationRequiredOnSetup", off_session=True), 402)
    assert error["code"] == "authentication_required"


@pytest.mark.stripe
def test_0446_needs_no_set_up(account: Account) -> None:
    """Fact 96: free off session, challenged on session."""
    name = "pm_card_authenticationRequiredSetupForOffSession"
    assert account.pay(name, off_session=True)["status"] == "succeeded"
    assert account.pay(name)["status"] == "requires_action"
