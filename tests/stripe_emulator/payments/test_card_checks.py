"""What a card leaves behind on its charge: checks, risk, outcome, disputes; and details no card can have."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stripe_emulator.client import Account, card_data, error_of, ok

pytestmark = pytest.mark.stripe

ADDRESS = {"line1": "1 Main Street", "postal_code": "94107", "country": "US"}
IMPOSSIBLE = [
    ({"exp_month": 13}, "invalid_expiry_month", "exp_month"),
    ({"exp_month": 0}, "invalid_expiry_month", "exp_month"),
    ({"exp_year": 95}, "invalid_expiry_year", "exp_year"),
    ({"exp_year": 2020}, "invalid_expiry_year", "exp_year"),
    ({"cvc": "99"}, "invalid_cvc", "cvc"),
    ({"cvc": "abc"}, "invalid_cvc", "cvc"),
    ({"cvc": "12345"}, "invalid_cvc", "cvc"),
    ({"number": "4242424242424241"}, "incorrect_number", "number"),
    ({"number": "4242"}, "invalid_number", "number"),
    ({"number": "not a number"}, "invalid_number", "number"),
    ({"number": "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢"}, "invalid_number", "number"),
]
CHECKS = [
    ("4242424242424242", {"cvc_check": "pass", "address_line1_check": "pass", "address_postal_code_check": "pass"}),
    ("4000000000000036", {"address_postal_code_check": "fail"}),
    ("4000000000000028", {"address_line1_check": "fail"}),
    ("4000000000000010", {"address_line1_check": "fail", "address_postal_code_check": "fail"}),
    ("4000000000000044", {"address_line1_check": "unavailable", "address_postal_code_check": "unavailable"}),
]
OUTCOMES = [
    ("4242424242424242", "approved_by_network", "authorized", "normal"),
    ("4000000000009235", "approved_by_network", "authorized", "elevated"),
    ("4000000000000002", "declined_by_network", "issuer_declined", "normal"),
    ("4100000000000019", "not_sent_to_network", "blocked", "highest"),
    ("4000000000004954", "not_sent_to_network", "blocked", "highest"),
]


@pytest.mark.parametrize(("changes", "code", "param"), IMPOSSIBLE)
def test_details_no_card_can_have(account: Account, changes: dict[str, Any], code: str, param: str) -> None:
    """402 card_error already when the PaymentMethod is made (invalid_data of the test-card facts)."""
    card = {**card_data(), **changes}
    error = error_of(account.post("/v1/payment_methods", {"type": "card", "card": card}), 402)
    assert (error["type"], error["code"], error["param"]) == ("card_error", code, param)


@pytest.mark.parametrize(("changes", "code", "param"), IMPOSSIBLE)
def test_the_same_details_within_a_confirm(account: Account, changes: dict[str, Any], code: str, param: str) -> None:
    """payment_method_data is checked like a PaymentMethod; nothing is charged."""
    intent = account.intent()["id"]
    data = {"type": "card", "card": {**card_data(), **changes}}
    error = error_of(account.confirm(intent, payment_method_data=data), 402)
    assert (error["type"], error["code"]) == ("card_error", code)
    assert account.retrieve(intent)["status"] == "requires_payment_method"
    assert account.charges(intent) == []


@pytest.mark.parametrize("missing", ["number", "exp_month", "exp_year"])
def test_missing_card_details_are_named(account: Account, missing: str) -> None:
    """A card without a number or date is a bad request, not a decline."""
    card = {name: value for name, value in card_data().items() if name != missing}
    error = error_of(account.post("/v1/payment_methods", {"type": "card", "card": card}), 400)
    assert (error["code"], error["param"]) == ("parameter_missing", f"card[{missing}]")


@pytest.mark.parametrize(("number", "checks"), CHECKS)
def test_checks_on_the_charge(account: Account, number: str, checks: dict[str, str]) -> None:
    """The issuer's answers stand on the charge's card details."""
    charge = _charge_of(account, number, billing_details={"address": ADDRESS})
    shown = charge["payment_method_details"]["card"]["checks"]
    assert {name: shown[name] for name in checks} == checks


def test_no_address_no_address_check(account: Account) -> None:
    """Without an address there is nothing to check (fact 67: null)."""
    checks = _charge_of(account, "4000000000000036")["payment_method_details"]["card"]["checks"]
    assert (checks["address_line1_check"], checks["address_postal_code_check"]) == (None, None)


@pytest.mark.parametrize(("number", "network", "type", "risk"), OUTCOMES)
def test_outcome_of_the_charge(account: Account, number: str, network: str, type: str, risk: str) -> None:
    """Approved, refused by the issuer, or blocked by Radar (fact 66)."""
    outcome = _charge_of(account, number)["outcome"]
    assert (outcome["network_status"], outcome["type"], outcome["risk_level"]) == (network, type, risk)


def test_pm_card_visa_is_cloned(account: Account) -> None:
    """A pm_card_* is a template: a fresh pm_ with the current month of next year (fact 67)."""
    first, second = account.pay()["payment_method"], account.pay()["payment_method"]
    assert first != second
    assert first.startswith("pm_")
    assert not first.startswith("pm_card_")
    card = ok(account.get(f"/v1/payment_methods/{first}"))["card"]
    assert (card["brand"], card["last4"], card["checks"]["cvc_check"]) == ("visa", "4242", "pass")


def _charge_of(account: Account, number: str, **details: Any) -> dict[str, Any]:
    intent = account.intent()["id"]
    data = {"type": "card", "card": card_data(number), **details}
    account.confirm(intent, payment_method_data=data)
    charges = account.charges(intent)
    assert len(charges) == 1, f"one attempt is one charge, got {len(charges)}"
    return charges[0]
