"""What the emulator does not understand is refused, never dropped: headers, bodies, unknown parameters."""

from __future__ import annotations

import pytest

from tests.stripe_emulator.client import Account, error_of, ok


@pytest.mark.parametrize("header", ["Stripe-Account", "Stripe-Context"])
def test_another_account_without_connect(account: Account, header: str) -> None:
    """403 `account_invalid` (https://docs.stripe.com/error-codes#account-invalid), and nothing was done."""
    answer = account.post("/v1/customers", {}, headers={header: "acct_of_somebody"})
    error = error_of(answer, 403)
    assert (error["type"], error["code"]) == ("invalid_request_error", "account_invalid")
    assert error["message"].startswith("The provided key 'sk_test_*")
    assert "does not have access to account 'acct_of_somebody'" in error["message"]
    assert account.secret_key not in error["message"]
    assert ok(account.get("/v1/customers"))["data"] == []


def test_the_own_account_may_be_named(account: Account) -> None:
    """An SDK with the account's own id in its options."""
    own = ok(account.get("/v1/account"))["id"]
    assert ok(account.get("/v1/account", headers={"Stripe-Account": own}))["id"] == own


def test_the_account_that_stripe_js_names(account: Account) -> None:
    """`_stripe_account`, as its option `stripeAccount` sends it."""
    intent = account.intent()
    params = {"client_secret": intent["client_secret"], "_stripe_account": "acct_of_somebody"}
    error = error_of(account.browser("GET", f"/v1/payment_intents/{intent['id']}", params), 403)
    assert error["code"] == "account_invalid"


def test_the_form_of_a_delete(account: Account) -> None:
    """Its parameters count there too: one that is unknown is refused."""
    customer = ok(account.post("/v1/customers", {}))["id"]
    error = error_of(account.call("DELETE", f"/v1/customers/{customer}", {"soon": True}), 400)
    assert error["param"] == "soon"
    assert "deleted" not in ok(account.get(f"/v1/customers/{customer}"))


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"emial": "a@example.com"}, "Received unknown parameter: emial. Did you mean email?"),
        ({"address": {"lin1": "x"}}, "Received unknown parameter: address[lin1]. Did you mean address[line1]?"),
        ({"qqqq": "x"}, "Received unknown parameter: qqqq"),
        ({"emial": "x", "nmae": "y"}, "Received unknown parameters: emial, nmae"),
    ],
)
def test_an_unknown_parameter_says_what_is_near(account: Account, params: dict[str, str], message: str) -> None:
    """https://github.com/microsoft/azure-api-management-monetization/issues/57."""
    assert error_of(account.post("/v1/customers", params), 400)["message"] == message
