"""What the browser may do: the publishable key with a client secret, and nothing else (facts 5, 68-72)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stripe_emulator.client import Account, card_data, error_of, ok, words

VISIBLE = words(
    "id object amount automatic_payment_methods canceled_at cancellation_reason capture_method client_secret "
    "confirmation_method created currency description last_payment_error livemode next_action payment_method "
    "payment_method_types processing receipt_email setup_future_usage shipping status"
)
SECRET = words(
    "customer latest_charge metadata amount_received amount_capturable payment_method_options statement_descriptor "
    "statement_descriptor_suffix transfer_data transfer_group application application_fee_amount invoice review "
    "on_behalf_of"
)
SETUP_VISIBLE = words(
    "id object cancellation_reason client_secret created description last_setup_error livemode next_action "
    "payment_method payment_method_types status usage"
)
FORBIDDEN = [
    ("POST", "/v1/payment_intents", {"amount": 2000, "currency": "usd"}),
    ("GET", "/v1/payment_intents", {}),
    ("POST", "/v1/payment_intents/{id}/capture", {}),
    ("POST", "/v1/payment_intents/{id}/cancel", {}),
    ("POST", "/v1/refunds", {"payment_intent": "{id}"}),
    ("GET", "/v1/refunds", {}),
    ("POST", "/v1/customers", {}),
    ("GET", "/v1/customers", {}),
    ("GET", "/v1/charges", {}),
    ("GET", "/v1/events", {}),
    ("GET", "/v1/webhook_endpoints", {}),
    ("POST", "/v1/webhook_endpoints", {"url": "http://127.0.0.1:9", "enabled_events": ["*"]}),
]


@pytest.mark.stripe
def test_retrieving_with_the_client_secret(account: Account) -> None:
    """Fact 68: the subset, whole and nothing more that is secret."""
    intent = account.pay(metadata={"user_id": "7"}, description="An order")
    shown = ok(account.browser("GET", f"/v1/payment_intents/{intent['id']}", secret_of(intent)))
    assert VISIBLE - set(shown) == set(), "fields the browser needs"
    assert set(shown) & SECRET == set(), "fields the browser must not see"
    assert (shown["id"], shown["status"], shown["description"]) == (intent["id"], "succeeded", "An order")


@pytest.mark.stripe
def test_confirming_with_the_client_secret(account: Account) -> None:
    """Fact 70; the answer is the subset too."""
    intent = account.intent(metadata={"user_id": "7"})
    made = ok(account.browser("POST", "/v1/payment_methods", {"type": "card", "card": card_data()}))["id"]
    done = ok(confirm(account, intent, payment_method=made))
    assert done["status"] == "succeeded"
    assert set(done) & SECRET == set()
    assert account.retrieve(intent["id"])["amount_received"] == 2000


@pytest.mark.stripe
def test_confirming_with_card_data(account: Account) -> None:
    """As Stripe.js does: payment_method_data within the confirm."""
    intent = account.intent()
    data = {"type": "card", "card": card_data(), "billing_details": {"email": "ada@example.com"}}
    assert ok(confirm(account, intent, payment_method_data=data))["status"] == "succeeded"


@pytest.mark.stripe
def test_a_decline_shows_the_subset_only(account: Account) -> None:
    """The PaymentIntent within an error is as the key may see it."""
    intent = account.intent(metadata={"user_id": "7"})
    error = error_of(confirm(account, intent, payment_method="pm_card_chargeDeclined"), 402)
    assert error["payment_intent"]["status"] == "requires_payment_method"
    assert set(error["payment_intent"]) & SECRET == set()


@pytest.mark.stripe
def test_making_a_token(account: Account) -> None:
    """Fact 70: pk may create tokens, which a server then uses."""
    token = ok(account.browser("POST", "/v1/tokens", {"card": card_data()}))
    assert (token["object"], token["type"], token["card"]["last4"]) == ("token", "card", "4242")
    made = ok(account.post("/v1/payment_methods", {"type": "card", "card": {"token": token["id"]}}))
    assert account.pay(made["id"])["status"] == "succeeded"


@pytest.mark.stripe
@pytest.mark.parametrize("path", ["", "/confirm"])
def test_without_the_client_secret(account: Account, path: str) -> None:
    """Fact 68: the id alone is worth nothing."""
    intent = account.intent(payment_method="pm_card_visa")
    answer = account.browser("POST" if path else "GET", f"/v1/payment_intents/{intent['id']}{path}")
    error = error_of(answer, 400, 401, 403)
    assert error["type"] == "invalid_request_error"
    assert account.charges(intent["id"]) == []


@pytest.mark.stripe
@pytest.mark.parametrize("change", ["x", "", "other intent"])
def test_a_wrong_client_secret(account: Account, change: str) -> None:
    """Fact 72: param client_secret; nothing happens."""
    intent, other = account.intent(payment_method="pm_card_visa"), account.intent()
    wrong = {"x": intent["client_secret"] + "x", "": "", "other intent": other["client_secret"]}[change]
    error = error_of(
        account.browser("POST", f"/v1/payment_intents/{intent['id']}/confirm", {"client_secret": wrong}), 400, 401, 403
    )
    assert (error["type"], error.get("param")) == ("invalid_request_error", "client_secret")
    assert account.retrieve(intent["id"])["status"] == "requires_confirmation"


@pytest.mark.stripe
def test_the_message_of_a_wrong_client_secret(account: Account) -> None:
    """Fact 72: 400."""
    intent = account.intent()
    wrong = {"client_secret": intent["client_secret"][:-1] + "_"}
    error = error_of(account.browser("GET", f"/v1/payment_intents/{intent['id']}", wrong), 400)
    assert error["message"] == (
        "The client_secret provided does not match the client_secret associated with the PaymentIntent."
    )


def test_the_key_of_another_account(account: Account, new_account: Any) -> None:
    """Fact 72: another account's publishable key finds nothing, even with the secret."""
    intent, other = account.intent(), new_account()
    error_of(other.browser("GET", f"/v1/payment_intents/{intent['id']}", secret_of(intent)), 400, 404)


@pytest.mark.stripe
@pytest.mark.parametrize(("method", "path", "params"), FORBIDDEN)
def test_secret_only_requests(account: Account, method: str, path: str, params: dict[str, Any]) -> None:
    """Facts 5 and 70: secret_key_required, also with a valid client secret at hand; nothing happens."""
    intent = account.pay(capture_method="manual")
    filled = {name: intent["id"] if value == "{id}" else value for name, value in params.items()}
    error = error_of(account.browser(method, path.replace("{id}", intent["id"]), filled), 401, 403)
    assert error["type"] == "invalid_request_error"
    assert error["code"] == "secret_key_required"
    assert error["message"].startswith("This API call cannot be made with a publishable API key."), error["message"]
    assert account.retrieve(intent["id"])["status"] == "requires_capture"


@pytest.mark.stripe
@pytest.mark.parametrize(
    "params",
    [
        {"capture_method": "manual"}, {"off_session": True}, {"mandate": "mandate_1"},
        {"payment_method_types": ["card"]}, {"radar_options": {"session": "rse_1"}},
        {"payment_method_options": {"card": {"request_three_d_secure": "any"}}},
    ],
    ids=lambda params: next(iter(params)),
)  # fmt: skip
def test_secret_only_parameters_of_a_confirm(account: Account, params: dict[str, Any]) -> None:
    """Fact 71."""
    intent = account.intent(payment_method="pm_card_visa")
    error = error_of(confirm(account, intent, **params), 400, 401, 403)
    assert error["type"] == "invalid_request_error"
    assert account.charges(intent["id"]) == []


@pytest.mark.stripe
def test_the_price_is_not_the_browsers_business(account: Account) -> None:
    """A confirm takes no amount, with either key."""
    intent = account.intent(payment_method="pm_card_visa")
    error_of(confirm(account, intent, amount=1), 400, 401, 403)
    error_of(account.browser("POST", f"/v1/payment_intents/{intent['id']}", {**secret_of(intent), "amount": 50}),
             400, 401, 403)  # fmt: skip
    assert account.retrieve(intent["id"])["amount"] == 2000


@pytest.mark.stripe
def test_manual_confirmation_needs_the_secret_key(account: Account) -> None:
    """Fact 70."""
    intent = account.intent(payment_method="pm_card_visa", confirmation_method="manual")
    error_of(confirm(account, intent), 400, 401, 403)
    assert ok(account.confirm(intent["id"]))["status"] == "succeeded"


@pytest.mark.stripe
@pytest.mark.parametrize(("before", "after", "allowed"), [("on_session", "off_session", True),
                                                           ("off_session", "on_session", False)])  # fmt: skip
def test_setup_future_usage_from_the_browser(account: Account, before: str, after: str, allowed: bool) -> None:
    """Fact 71: only from on_session to off_session."""
    intent = account.intent(payment_method="pm_card_visa", setup_future_usage=before)
    answer = confirm(account, intent, setup_future_usage=after)
    assert (answer.status_code == 200) == allowed, answer.text
    assert answer.status_code in (200, 400, 401, 403)


@pytest.mark.stripe
def test_a_setup_intent_with_its_client_secret(account: Account) -> None:
    """Fact 69."""
    setup = ok(account.post("/v1/setup_intents", {"payment_method_types": ["card"], "metadata": {"a": "b"}}))
    path, secret = f"/v1/setup_intents/{setup['id']}", {"client_secret": setup["client_secret"]}
    shown = ok(account.browser("GET", path, secret))
    assert SETUP_VISIBLE - set(shown) == set()
    assert set(shown) & {"customer", "metadata", "latest_attempt"} == set()
    done = ok(account.browser("POST", f"{path}/confirm", {**secret, "payment_method": "pm_card_visa"}))
    assert done["status"] == "succeeded"


def confirm(account: Account, intent: dict[str, Any], **params: Any) -> Any:
    """Confirm as the browser does."""
    return account.browser("POST", f"/v1/payment_intents/{intent['id']}/confirm", {**secret_of(intent), **params})


def secret_of(intent: dict[str, Any]) -> dict[str, Any]:
    """The parameter that shows the browser was given this intent."""
    return {"client_secret": intent["client_secret"]}


@pytest.mark.stripe
@pytest.mark.parametrize("path", ["latest_charge", "customer", "payment_method.customer"])
def test_expanding_shows_the_browser_no_more(account: Account, path: str) -> None:
    """Fact 68: neither charge nor customer, whichever way they are asked for."""
    customer = ok(account.post("/v1/customers", {"email": "ada@example.com", "metadata": {"vip": "very"}}))["id"]
    intent = account.pay(customer=customer, setup_future_usage="off_session")
    answer = account.browser("GET", f"/v1/payment_intents/{intent['id']}", {**secret_of(intent), "expand": [path]})
    assert answer.status_code < 500
    assert "ada@example.com" not in answer.text
    assert '"charge"' not in answer.text
