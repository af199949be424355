"""Checkout Sessions whose money comes later: a debit from a bank account (fact 116).

https://docs.stripe.com/payments/sepa-debit/accept-a-payment#test-integration names the IBANs.
"""

from __future__ import annotations

import pytest

from tests.stripe_emulator.checkout.checkout_shop import advance, confirm, open_session, press, price, session_of
from tests.stripe_emulator.client import JSON, Account, ok

SUCCEEDS, FAILS = "AT611904300234573201", "IT60X0542811101000000123456"
LATER = 600


def debit(account: Account, iban: str) -> str:
    """A bank account to debit."""
    details = {"email": "jenny@example.com", "name": "Jenny Rosen"}
    params = {"type": "sepa_debit", "sepa_debit": {"iban": iban}, "billing_details": details}
    return str(ok(account.post("/v1/payment_methods", params))["id"])


def in_euros(account: Account, *types: str) -> JSON:
    """A session that takes these payment methods."""
    items = [{"price": price(account, 1500, "eur"), "quantity": 2}]
    return open_session(account, line_items=items, payment_method_types=list(types))


@pytest.mark.parametrize(("iban", "event", "status"), [
    (SUCCEEDS, "checkout.session.async_payment_succeeded", "paid"),
    (FAILS, "checkout.session.async_payment_failed", "unpaid"),
])  # fmt: skip
def test_the_money_comes_later_or_never(account: Account, iban: str, event: str, status: str) -> None:
    """Complete and unpaid at once; then the event that says how it ended."""
    session = in_euros(account, "sepa_debit")
    done = ok(confirm(account, session["id"], payment_method=debit(account, iban), expected_amount=3000))
    assert (done["status"], done["payment_status"]) == ("complete", "unpaid")
    assert [told["data"]["object"]["payment_status"] for told in account.events("checkout.session.completed")] == [
        "unpaid"
    ]
    advance(account, LATER)
    assert session_of(account, session["id"])["payment_status"] == status
    types = [told["type"] for told in account.events() if told["type"].startswith("checkout.session.")]
    assert types == ["checkout.session.completed", event]


def test_the_page_takes_an_iban(account: Account) -> None:
    """Beside cards, where the session has both."""
    session = in_euros(account, "card", "sepa_debit")
    assert press(account, session, method="sepa_debit", iban="", cardNumber="").status_code == 400
    paid = press(account, session, method="sepa_debit", iban="AT61 1904 3002 3457 3201", cardNumber="")
    assert paid.status_code == 303
    assert session_of(account, session["id"])["status"] == "complete"
    advance(account, LATER)
    assert session_of(account, session["id"])["payment_status"] == "paid"
