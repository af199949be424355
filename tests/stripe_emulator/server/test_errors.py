"""Error objects: type, code, message, param as Stripe words them; parameters checked and named (facts 1-24)."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.stripe_emulator.client import Account, error_of, ok

INTENTS = "/v1/payment_intents"
GOOD = {"amount": 2000, "currency": "usd"}
MISTYPED = [
    ({"amount": "abc"}, "amount"),
    ({"amount": "20.00"}, "amount"),
    ({"amount": "1e3"}, "amount"),
    ({"amount": "0x10"}, "amount"),
    ({"amount": "٢٠٠٠"}, "amount"),
    ({"amount": "9" * 5000}, "amount"),
    ({"amount": {"value": 1}}, "amount"),
    ({"amount": [2000]}, "amount"),
    ({"currency": ["usd"]}, "currency"),
    ({"confirm": "maybe"}, "confirm"),
    ({"metadata": "text"}, "metadata"),
    ({"capture_method": "sometimes"}, "capture_method"),
    ({"confirmation_method": "sometimes"}, "confirmation_method"),
    ({"setup_future_usage": "always"}, "setup_future_usage"),
    ({"shipping": "home"}, "shipping"),
    ({"customer": {"id": "cus_1"}}, "customer"),
]
UNKNOWN = [
    ("POST", INTENTS, {**GOOD, "foo": 1}, "foo"),
    ("POST", INTENTS, {**GOOD, "automatic_payment_methods": {"enabled": True, "foo": 1}},
     "automatic_payment_methods[foo]"),
    ("GET", INTENTS, {"foo": 1}, "foo"),
    ("POST", "/v1/customers", {"foo": 1}, "foo"),
    ("POST", "/v1/refunds", {"charge": "ch_1", "foo": 1}, "foo"),
    ("POST", "/v1/payment_methods", {"type": "card", "card": {"token": "tok_visa"}, "foo": 1}, "foo"),
    ("POST", "/v1/webhook_endpoints", {"url": "http://127.0.0.1:9", "enabled_events": ["*"], "foo": 1}, "foo"),
]  # fmt: skip


@pytest.mark.stripe
def test_no_key_is_401(account: Account) -> None:
    """Fact 2: invalid_request_error on the wire, no code, words that name the header."""
    error = error_of(account.bare("GET", INTENTS), 401)
    assert error["type"] == "invalid_request_error"
    assert "code" not in error
    assert error["message"].startswith("You did not provide an API key. You need to provide your API key in the Auth")


@pytest.mark.stripe
@pytest.mark.parametrize("key", ["nonsense", "sk_test_", "whsec_123"])
def test_a_bad_key_is_401_and_masked(account: Account, key: str) -> None:
    """Fact 2: `Invalid API Key provided: ...`, the middle of the key masked."""
    error = error_of(account.get(INTENTS, key=key), 401)
    assert error["type"] == "invalid_request_error"
    assert error["message"].startswith("Invalid API Key provided"), error["message"]


def test_live_keys_do_not_belong_here(account: Account) -> None:
    """Fact 1: test and live never mix."""
    error = error_of(account.get(INTENTS, key="sk_live_123"), 401)
    assert error["message"].startswith("Invalid API Key provided"), error["message"]


@pytest.mark.stripe
@pytest.mark.parametrize("header", ["Bearer", "", "Basic", "Basic !!!", "Basic /w==", "Basic Og==", "Digest a"])
def test_broken_authorization_headers_are_401(account: Account, header: str) -> None:
    """Whatever stands in the header, it is a 401."""
    error_of(account.bare("GET", INTENTS, {"Authorization": header}), 401)


@pytest.mark.stripe
def test_basic_authentication_with_a_blank_password(account: Account) -> None:
    """Fact 1: the key may be the user of Basic authentication."""
    basic = base64.b64encode(f"{account.secret_key}:".encode()).decode()
    ok(account.bare("GET", INTENTS, {"Authorization": f"Basic {basic}"}))


@pytest.mark.stripe
@pytest.mark.parametrize("missing", ["amount", "currency"])
def test_a_missing_parameter_is_named(account: Account, missing: str) -> None:
    """Fact 16: parameter_missing."""
    params = {name: value for name, value in GOOD.items() if name != missing}
    error = error_of(account.post(INTENTS, params), 400)
    assert (error["type"], error["code"], error["param"]) == ("invalid_request_error", "parameter_missing", missing)
    assert error["message"] == f"Missing required param: {missing}."


@pytest.mark.stripe
@pytest.mark.parametrize(("method", "path", "params", "param"), UNKNOWN)
def test_an_unknown_parameter_is_named(
    account: Account, method: str, path: str, params: dict[str, Any], param: str
) -> None:
    """Fact 16: parameter_unknown, on every resource and in nested objects."""
    error = error_of(account.call(method, path, params), 400)
    assert (error["code"], error["param"]) == ("parameter_unknown", param)
    assert error["message"].startswith(f"Received unknown parameter: {param}"), error["message"]


@pytest.mark.stripe
def test_two_unknown_parameters_are_both_named(account: Account) -> None:
    """Fact 16: the plural."""
    error = error_of(account.post(INTENTS, {**GOOD, "foo": 1, "bar": 2}), 400)
    assert error["code"] == "parameter_unknown"
    assert error["message"].startswith("Received unknown parameters: ")
    assert "foo" in error["message"]
    assert "bar" in error["message"]


@pytest.mark.stripe
@pytest.mark.parametrize(("change", "param"), MISTYPED, ids=lambda value: str(value)[:30])
def test_a_mistyped_parameter_is_named(account: Account, change: dict[str, Any], param: str) -> None:
    """A value of the wrong shape is a 400 that says which."""
    error = error_of(account.post(INTENTS, {**GOOD, **change}), 400)
    assert error["type"] == "invalid_request_error"
    assert error["param"].split("[")[0] == param, error


@pytest.mark.stripe
@pytest.mark.parametrize("param", ["amount", "currency", "capture_method", "confirm"])
def test_an_empty_parameter_is_named(account: Account, param: str) -> None:
    """An empty value means 'unset', which these do not know."""
    error = error_of(account.post(INTENTS, {**GOOD, param: ""}), 400)
    assert error["param"] == param


@pytest.mark.stripe
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unknown_id_in_the_path_is_404(account: Account, method: str) -> None:
    """Fact 20: resource_missing with the id in the message."""
    error = error_of(account.call(method, f"{INTENTS}/pi_nowhere"), 404)
    assert (error["type"], error["code"]) == ("invalid_request_error", "resource_missing")
    assert error["message"].startswith("No such payment_intent: 'pi_nowhere'"), error["message"]
    assert error["param"], "the parameter is named"


@pytest.mark.stripe
@pytest.mark.parametrize("resource", ["customers", "charges", "refunds", "events", "webhook_endpoints"])
def test_unknown_ids_of_every_resource_are_404(account: Account, resource: str) -> None:
    """Fact 20: param `id`."""
    error = error_of(account.get(f"/v1/{resource}/xx_nowhere"), 404)
    assert (error["code"], error["param"]) == ("resource_missing", "id")


@pytest.mark.stripe
@pytest.mark.parametrize("param", ["payment_method", "customer"])
def test_an_unknown_id_in_the_body_is_400(account: Account, param: str) -> None:
    """Fact 20: the same code with 400, and the parameter named."""
    error = error_of(account.post(INTENTS, {**GOOD, param: "xx_nowhere"}), 400)
    assert (error["code"], error["param"]) == ("resource_missing", param)
    assert "'xx_nowhere'" in error["message"]


@pytest.mark.stripe
def test_a_decline_carries_its_objects(account: Account) -> None:
    """Fact 14: charge, code, decline_code, doc_url, message, payment_intent, payment_method, type."""
    error = error_of(account.try_pay("pm_card_chargeDeclined"), 402)
    assert error["type"] == "card_error"
    assert error["charge"].startswith("ch_")
    assert error["payment_intent"]["status"] == "requires_payment_method"
    assert error["payment_method"]["object"] == "payment_method"
    assert error["payment_intent"]["last_payment_error"]["code"] == error["code"] == "card_declined"
    assert error["payment_intent"]["last_payment_error"]["payment_method"]["id"] == error["payment_method"]["id"]
    assert error["doc_url"] == "https://stripe.com/docs/error-codes/card-declined"


@pytest.mark.stripe
@pytest.mark.parametrize("case", ["decline", "missing", "unknown id", "currency"])
def test_absent_fields_are_omitted(account: Account, case: str) -> None:
    """Fact 11: no nulls in an error object; doc_url exactly when there is a code."""
    answers = {
        "decline": lambda: account.try_pay("pm_card_chargeDeclinedExpiredCard"),
        "missing": lambda: account.post(INTENTS, {}),
        "unknown id": lambda: account.get(f"{INTENTS}/pi_nowhere"),
        "currency": lambda: account.post(INTENTS, {**GOOD, "currency": "xxx"}),
    }
    error = error_of(answers[case](), 400, 402, 404)
    assert [name for name, value in error.items() if value is None] == []
    assert ("doc_url" in error) == ("code" in error)


@pytest.mark.parametrize("path", ["/v1/nope", "/v1/payment_intents/pi_1/nope", "/v1/payment_intents/a/b/c", "/v1/"])
def test_unknown_urls_are_404(account: Account, path: str) -> None:
    """A URL no resource has is Stripe's own 404."""
    error = error_of(account.get("/stripe" + path), 404)
    assert error["type"] == "invalid_request_error"
    assert "Unrecognized request URL" in error["message"], error["message"]


@pytest.mark.stripe
@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH"])
def test_methods_a_url_does_not_know(account: Account, method: str) -> None:
    """Not served, and in Stripe's shape."""
    error_of(account.call(method, INTENTS), 404, 405)


@pytest.mark.stripe
def test_headers_of_every_answer(account: Account) -> None:
    """Fact 7: Request-Id and Stripe-Version, on errors too; unique request ids."""
    good, bad = account.post(INTENTS, GOOD), account.post(INTENTS, {})
    for answer in (good, bad, account.get(INTENTS, key="nonsense"), account.get("/v1/nope")):
        assert answer.headers["request-id"].startswith("req_")
        assert answer.headers["stripe-version"]
        assert answer.headers["content-type"].startswith("application/json")
    assert good.headers["request-id"] != bad.headers["request-id"]


@pytest.mark.stripe
def test_the_version_header_is_echoed(account: Account) -> None:
    """Fact 8: the version of the request wins."""
    answer = account.get(INTENTS, headers={"Stripe-Version": "2025-10-29.clover"})
    assert answer.headers["stripe-version"] == "2025-10-29.clover"


@pytest.mark.stripe
def test_browsers_may_call(account: Account) -> None:
    """Fact 7: permissive CORS, also for the preflight of Stripe.js' calls."""
    origin = {"Origin": "http://shop.example"}
    assert account.get(INTENTS, headers=origin).headers["access-control-allow-origin"] in ("*", origin["Origin"])
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,stripe-version"}
    preflight = account.bare("OPTIONS", INTENTS, {**origin, **asked})
    assert preflight.status_code in (200, 204)
    assert preflight.headers["access-control-allow-origin"] in ("*", origin["Origin"])


@pytest.mark.stripe
def test_declines_tell_the_sdk_not_to_retry(account: Account) -> None:
    """Fact 7: Stripe-Should-Retry: false on a card decline, on a replay of it too."""
    params = {"amount": 2000, "currency": "usd", "payment_method_types": ["card"], "confirm": True,
              "payment_method": "pm_card_chargeDeclined"}  # fmt: skip
    for _ in range(2):
        declined = account.post(INTENTS, params, idempotency_key="once")
        assert (declined.status_code, declined.headers["stripe-should-retry"]) == (402, "false")


def test_lock_time_outs_tell_the_sdk_to_retry(account: Account) -> None:
    """Fact 26: the SDK tries again by itself, and succeeds."""
    fault = {"kind": "lock_timeout", "account": account.name, "path": INTENTS, "times": 2}
    ok(account.introspect("POST", "/faults", json=fault))
    refused = account.post(INTENTS, GOOD)
    assert (refused.status_code, refused.headers["stripe-should-retry"]) == (429, "true")
    made = account.sdk.v1.payment_intents.create({"amount": 2000, "currency": "usd"}, {"max_network_retries": 1})
    assert made.status == "requires_payment_method"


@pytest.mark.stripe
@pytest.mark.parametrize("text", ["x" * 23, "<shop>", "shop's", 'the "shop"', "shop*", "12345", "---"])
@pytest.mark.parametrize("param", ["statement_descriptor", "statement_descriptor_suffix"])
def test_statement_descriptors(account: Account, param: str, text: str) -> None:
    """Fact 40: at most 22 characters, none of < > ' " *, at least one letter."""
    assert error_of(account.post(INTENTS, {**GOOD, param: text}), 400)["param"] == param
