"""`Stripe-Version` selects: what is taken, what is shown, and what webhooks carry (fact 8)."""

from __future__ import annotations

import pytest

from stripe_emulator.contract import DEFAULT_VERSION, for_version, versions
from stripe_emulator.resources import endpoints
from stripe_emulator.server.routing import Router
from tests.stripe_emulator.client import Account, error_of, ok
from tests.stripe_emulator.receiver import Receiver

OLD, NEW = "2023-10-16", "2026-10-28.endive"


@pytest.mark.parametrize("version", versions())
def test_answers_are_whole_in_every_version(account: Account, version: str) -> None:
    """A payment, its charge and its refund as each version's own contract has them."""
    headers = {"Stripe-Version": version}
    paid = account.pay()
    refund = ok(account.post("/v1/refunds", {"payment_intent": paid["id"]}))
    paths = (
        f"/v1/payment_intents/{paid['id']}",
        f"/v1/charges/{paid['latest_charge']}",
        f"/v1/refunds/{refund['id']}",
        "/v1/payment_intents",
    )
    for path in paths:
        answer = account.get(path, headers=headers)
        assert answer.headers["stripe-version"] == version
        assert for_version(version).check(answer.json()) == []


def test_a_field_that_a_version_does_not_have_is_not_shown(account: Account) -> None:
    """`excluded_payment_method_types` came after 2023; `invoice` on a PaymentIntent went."""
    id = account.intent()["id"]
    old = account.get(f"/v1/payment_intents/{id}", headers={"Stripe-Version": OLD}).json()
    assert "excluded_payment_method_types" not in old
    assert old["invoice"] is None


def test_expanded_objects_are_of_the_version_too(account: Account) -> None:
    """A charge within a PaymentIntent."""
    id = account.pay()["id"]
    answer = account.get(
        f"/v1/payment_intents/{id}", {"expand": ["latest_charge"]}, headers={"Stripe-Version": OLD}
    ).json()
    assert answer["latest_charge"]["invoice"] is None
    assert for_version(OLD).check(answer) == []


def test_newer_names_of_parameters_are_understood(account: Account) -> None:
    """2026-10-28.endive calls them `allowed_payment_method_types`."""
    params = {"amount": 2000, "currency": "usd", "allowed_payment_method_types": ["card"]}
    made = account.post("/v1/payment_intents", params, headers={"Stripe-Version": NEW}).json()
    assert made["payment_method_types"] == ["card"]


def test_errors_carry_objects_of_the_version(account: Account) -> None:
    """Fact 14: the PaymentIntent of a decline."""
    params = {"amount": 2000, "currency": "usd", "payment_method": "pm_card_chargeDeclined", "confirm": True,
              "payment_method_types": ["card"]}  # fmt: skip
    error = error_of(account.post("/v1/payment_intents", params, headers={"Stripe-Version": OLD}), 402)
    assert for_version(OLD).check(error["payment_intent"]) == []


def test_a_webhook_is_of_the_version_that_its_endpoint_is_pinned_to(account: Account, receiver: Receiver) -> None:
    """The endpoint's version, or the account's; never the request's."""
    for path, version in (("/old", OLD), ("/default", None)):
        params = {"url": receiver.url + path, "enabled_events": ["payment_intent.created"]}
        ok(account.post("/v1/webhook_endpoints", params | ({"api_version": version} if version else {})))
    made = {"amount": 2000, "currency": "usd"}
    account.post("/v1/payment_intents", made, headers={"Stripe-Version": NEW})
    told = {one.path: one.event for one in receiver.wait_for("payment_intent.created", 2)}
    assert {path: event["api_version"] for path, event in told.items()} == {"/old": OLD, "/default": DEFAULT_VERSION}
    assert for_version(OLD).check(told["/old"]["data"]["object"]) == []
    assert for_version(DEFAULT_VERSION).check(told["/default"]["data"]["object"]) == []


def test_a_version_that_is_none(account: Account) -> None:
    """Stripe's own words."""
    error = error_of(account.get("/v1/customers", headers={"Stripe-Version": "yesterday"}), 400)
    assert error["message"] == "Invalid Stripe API version: yesterday"


def test_versions_of_one_table_share_an_operation() -> None:
    """A client may name any day of a family: what is kept of an operation does not grow with the days."""
    router, path = Router(endpoints()), "/v1/customers"
    endpoint, _ = router.find("GET", path)
    first = router.operation(endpoint, path, "2025-04-30.basil")
    assert router.operation(endpoint, path, "2025-05-28.basil") is first
    assert router.operation(endpoint, path, OLD) is not first
