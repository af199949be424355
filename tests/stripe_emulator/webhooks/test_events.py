"""Which events an action makes (table 11b: the set is documented, the order is not)."""

from __future__ import annotations

import pytest

from tests.stripe_emulator.client import Account, error_of, eventually, ok

# Copies disagree on these, or they come a moment later.
LATER = {"charge.updated", "refund.updated", "charge.refund.updated"}


def kinds(account: Account) -> list[str]:
    """The types so far, without those that may or may not be there."""
    return sorted(event["type"] for event in account.events() if event["type"] not in LATER)


def expect(account: Account, *types: str) -> None:
    """Exactly these events happened (at Stripe, a moment later)."""
    wanted = sorted(types)
    eventually(lambda: kinds(account) == wanted, reason=f"the events {wanted}")


@pytest.mark.stripe
def test_create(account: Account) -> None:
    """payment_intent.created."""
    account.intent()
    expect(account, "payment_intent.created")


@pytest.mark.stripe
def test_success(account: Account) -> None:
    """charge.succeeded and payment_intent.succeeded."""
    account.pay()
    expect(account, "payment_intent.created", "charge.succeeded", "payment_intent.succeeded")


@pytest.mark.stripe
def test_decline(account: Account) -> None:
    """charge.failed and payment_intent.payment_failed, which tells why."""
    error_of(account.try_pay("pm_card_chargeDeclinedInsufficientFunds"), 402)
    expect(account, "payment_intent.created", "charge.failed", "payment_intent.payment_failed")
    failed = account.events("payment_intent.payment_failed")[0]["data"]["object"]
    assert failed["last_payment_error"]["decline_code"] == "insufficient_funds"


@pytest.mark.parametrize("outcome", ["succeed", "fail"])
def test_three_d_secure(account: Account, outcome: str) -> None:
    """payment_intent.requires_action, then as without a challenge; no charge.succeeded before."""
    intent = account.pay("pm_card_authenticationRequired")
    expect(account, "payment_intent.created", "payment_intent.requires_action")
    ok(account.http.post(intent["next_action"]["use_stripe_sdk"]["stripe_js"], data={"outcome": outcome}))
    got = set(kinds(account)) - {"payment_intent.created", "payment_intent.requires_action"}
    if outcome == "succeed":
        assert got == {"charge.succeeded", "payment_intent.succeeded"}
    else:
        assert got - {"charge.failed"} == {"payment_intent.payment_failed"}, "whether a charge exists is open: fact 63"


@pytest.mark.stripe
def test_hold_and_capture(account: Account) -> None:
    """amount_capturable_updated, then charge.captured and payment_intent.succeeded."""
    intent = account.pay(capture_method="manual")["id"]
    before = ["payment_intent.created", "charge.succeeded", "payment_intent.amount_capturable_updated"]
    expect(account, *before)
    ok(account.post(f"/v1/payment_intents/{intent}/capture"))
    expect(account, *before, "charge.captured", "payment_intent.succeeded")


@pytest.mark.stripe
@pytest.mark.parametrize("held", [False, True])
def test_cancel(account: Account, held: bool) -> None:
    """payment_intent.canceled; with a hold also an event of the charge."""
    intent = account.pay(capture_method="manual") if held else account.intent()
    ok(account.post(f"/v1/payment_intents/{intent['id']}/cancel"))
    eventually(lambda: kinds(account).count("payment_intent.canceled") == 1, reason="one payment_intent.canceled")
    if held:
        assert {"charge.refunded", "charge.captured"} & set(kinds(account))


@pytest.mark.stripe
def test_refund(account: Account) -> None:
    """refund.created and charge.refunded."""
    intent = account.pay()["id"]
    ok(account.post("/v1/refunds", {"payment_intent": intent, "amount": 500}))
    paid = ("payment_intent.created", "charge.succeeded", "payment_intent.succeeded")
    expect(account, *paid, "refund.created", "charge.refunded")
    assert account.events("charge.refunded")[0]["data"]["object"]["amount_refunded"] == 500


@pytest.mark.stripe
def test_attach_and_detach(account: Account) -> None:
    """payment_method.attached, payment_method.detached."""
    customer = ok(account.post("/v1/customers"))["id"]
    method = ok(account.post("/v1/payment_methods/pm_card_visa/attach", {"customer": customer}))["id"]
    ok(account.post(f"/v1/payment_methods/{method}/detach"))
    expect(account, "customer.created", "payment_method.attached", "payment_method.detached")


def test_events_are_kept_in_order(account: Account) -> None:
    """Newest first in the list, as they were made."""
    account.pay()
    types = [event["type"] for event in account.events() if event["type"] not in LATER]
    assert types[0] == "payment_intent.created"
    assert types[-1] == "payment_intent.succeeded"


@pytest.mark.stripe
def test_a_replay_makes_no_events(account: Account) -> None:
    """An idempotent replay is no action."""
    for _ in range(2):
        account.post("/v1/payment_intents", {"amount": 2000, "currency": "usd"}, idempotency_key=account.unique("k"))
    expect(account, "payment_intent.created")


@pytest.mark.stripe
def test_a_refused_request_makes_no_events(account: Account) -> None:
    """A 400 changes nothing."""
    error_of(account.post("/v1/payment_intents", {"amount": 1, "currency": "usd"}), 400)
    expect(account)


@pytest.mark.stripe
@pytest.mark.parametrize(("name", "reason", "status"), [
    ("pm_card_createDispute", "fraudulent", "needs_response"),
    ("pm_card_createDisputeProductNotReceived", "product_not_received", "needs_response"),
    ("pm_card_createDisputeInquiry", None, "warning_needs_response"),
])  # fmt: skip
def test_disputed_cards(account: Account, name: str, reason: str | None, status: str) -> None:
    """Fact 98: the charge succeeds, a dispute follows just after."""
    intent = account.pay(name)["id"]
    found = eventually(lambda: account.events("charge.dispute.created"), reason="a dispute")[0]["data"]["object"]
    assert found["status"] == status
    assert reason in (None, found["reason"])
    assert account.charges(intent)[0]["disputed"] is True
    if reason:
        assert error_of(account.post("/v1/refunds", {"payment_intent": intent}), 400)["code"] == "charge_disputed", "84"


@pytest.mark.stripe
def test_early_fraud_warning(account: Account) -> None:
    """Fact 98: card 5423."""
    account.pay("pm_card_createIssuerFraudRecord")
    eventually(lambda: account.events("radar.early_fraud_warning.created"), reason="an early fraud warning")
    assert account.events("charge.dispute.created") == []
