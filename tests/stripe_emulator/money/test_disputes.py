"""Disputes, inquiries, reviews and early fraud warnings (facts 97-104)."""

from __future__ import annotations

import pytest

from tests.stripe_emulator.client import JSON, Account, error_of, ok
from tests.stripe_emulator.money.test_balance import advance, sums, transactions

CHARGEBACK, INQUIRY = "pm_card_createDispute", "pm_card_createDisputeInquiry"
TYPES = ["created", "funds_withdrawn", "updated", "closed", "funds_reinstated"]


def disputed(account: Account, card: str = CHARGEBACK, amount: int = 2000) -> JSON:
    """A payment's dispute, there as soon as the confirmation is answered."""
    intent = account.pay(card, amount=amount, expand=["latest_charge"])
    assert intent["latest_charge"]["disputed"] is False, "not in the answer itself (fact 98)"
    return dict(ok(account.get("/v1/disputes", {"payment_intent": intent["id"]}))["data"][0])


def told(account: Account) -> list[str]:
    """The events about disputes, in order, without their prefix."""
    events = account.events(*(f"charge.dispute.{type}" for type in TYPES))
    return [event["type"].removeprefix("charge.dispute.") for event in events]


def answer(account: Account, dispute: JSON, text: str, **params: object) -> JSON:
    """Send evidence."""
    return ok(account.post(f"/v1/disputes/{dispute['id']}", {"evidence": {"uncategorized_text": text}, **params}))


def now(account: Account, dispute: JSON) -> JSON:
    """The dispute as it is now."""
    return ok(account.get(f"/v1/disputes/{dispute['id']}"))


def test_a_chargeback_takes_the_money(account: Account) -> None:
    """Fact 101: adjustment, minus the charge, fee 1500."""
    dispute = disputed(account)
    assert (dispute["status"], dispute["reason"], dispute["amount"]) == ("needs_response", "fraudulent", 2000)
    (booked,) = dispute["balance_transactions"]
    assert (booked["type"], booked["reporting_category"]) == ("adjustment", "dispute")
    assert (booked["amount"], booked["fee"], booked["net"]) == (-2000, 1500, -3500)
    assert booked["description"].startswith("Chargeback withdrawal for ch_")
    assert told(account) == ["created", "funds_withdrawn"]
    assert sums(account) == (-3500, 1912)
    charge = ok(account.get(f"/v1/charges/{dispute['charge']}", {"expand": ["dispute"]}))
    assert (charge["disputed"], charge["dispute"]["id"]) == (True, dispute["id"])


def test_win(account: Account) -> None:
    """Facts 99, 102: the charge and the fee come back."""
    dispute = disputed(account)
    sent = answer(account, dispute, "winning_evidence")
    assert (sent["status"], sent["evidence_details"]["submission_count"]) == ("under_review", 1)
    assert now(account, dispute)["status"] == "won"
    assert told(account) == ["created", "funds_withdrawn", "updated", "closed", "funds_reinstated"]
    back = transactions(account, type="adjustment")[-1]
    assert (back["amount"], back["fee"], back["reporting_category"]) == (2000, -1500, "dispute_reversal")
    assert sums(account) == (0, 1912)
    (updated,) = account.events("charge.dispute.updated")
    assert updated["data"]["previous_attributes"]["status"] == "needs_response"


def test_lose(account: Account) -> None:
    """losing_evidence: lost, nothing comes back."""
    dispute = disputed(account)
    answer(account, dispute, "losing_evidence")
    assert now(account, dispute)["status"] == "lost"
    assert sums(account) == (-3500, 1912)
    error = error_of(account.post(f"/v1/disputes/{dispute['id']}", {"evidence": {"customer_name": "x"}}), 400)
    assert "already closed" in error["message"]


def test_staged_evidence(account: Account) -> None:
    """Fact 99: submit=false only keeps it."""
    dispute = disputed(account)
    staged = answer(account, dispute, "winning_evidence", submit=False)
    assert (staged["status"], staged["evidence_details"]["has_evidence"]) == ("needs_response", True)
    assert staged["evidence_details"]["submission_count"] == 0
    sent = ok(account.post(f"/v1/disputes/{dispute['id']}", {"submit": True}))
    assert sent["status"] == "under_review"
    assert now(account, dispute)["status"] == "won"


def test_any_other_text_stays_under_review(account: Account) -> None:
    """Only magic words decide."""
    dispute = disputed(account)
    answer(account, dispute, "It was delivered.")
    assert now(account, dispute)["status"] == "under_review"


def test_metadata_submits_nothing(account: Account) -> None:
    """charge.dispute.updated as the official CLI triggers it."""
    dispute = disputed(account, INQUIRY)
    changed = ok(account.post(f"/v1/disputes/{dispute['id']}", {"metadata": {"foo": "bar"}}))
    assert (changed["status"], changed["metadata"]) == ("warning_needs_response", {"foo": "bar"})
    assert account.events("charge.dispute.updated")[0]["data"]["previous_attributes"] == {"metadata": {"foo": None}}


def test_evidence_has_a_length_and_files_that_exist(account: Account) -> None:
    """Fact 99: 150,000 characters."""
    dispute = disputed(account)
    path = f"/v1/disputes/{dispute['id']}"
    assert error_of(account.post(path, {"evidence": {"uncategorized_text": "x" * 20_001}}), 400)["param"] == (
        "evidence[uncategorized_text]"
    )
    texts = ("access_activity_log", "cancellation_rebuttal", "customer_name", "product_description", "service_date",
             "shipping_date", "shipping_carrier", "uncategorized_text")  # fmt: skip
    assert error_of(account.post(path, {"evidence": dict.fromkeys(texts, "x" * 19_000)}), 400)["param"] == "evidence"
    missing = error_of(account.post(path, {"evidence": {"receipt": "file_nope"}}), 400)
    assert (missing["code"], missing["param"]) == ("resource_missing", "evidence[receipt]")


@pytest.mark.parametrize(("card", "status"), [(CHARGEBACK, "lost"), (INQUIRY, "warning_closed")])
def test_close(account: Account, card: str, status: str) -> None:
    """Fact 100: accepted, for ever."""
    dispute = disputed(account, card)
    assert ok(account.post(f"/v1/disputes/{dispute['id']}/close"))["status"] == status
    assert told(account)[-1] == "closed"
    error_of(account.post(f"/v1/disputes/{dispute['id']}/close"), 400)


def test_an_inquiry_moves_no_money(account: Account) -> None:
    """Fact 101: refundable; a full refund ends it."""
    dispute = disputed(account, INQUIRY)
    assert (dispute["balance_transactions"], dispute["is_charge_refundable"]) == ([], True)
    assert told(account) == ["created"]
    ok(account.post("/v1/refunds", {"charge": dispute["charge"]}))
    assert now(account, dispute)["status"] == "warning_closed"


def test_an_inquiry_escalates(account: Account) -> None:
    """escalate_inquiry_evidence: a chargeback now."""
    dispute = disputed(account, INQUIRY)
    assert answer(account, dispute, "escalate_inquiry_evidence")["status"] == "warning_under_review"
    escalated = now(account, dispute)
    assert (escalated["status"], escalated["is_charge_refundable"]) == ("needs_response", False)
    assert told(account) == ["created", "updated", "updated", "funds_withdrawn"]
    assert sums(account) == (-3500, 1912)
    error = error_of(account.post("/v1/refunds", {"charge": dispute["charge"]}), 400)
    assert error["code"] == "charge_disputed"


@pytest.mark.parametrize("text", ["losing_evidence", "winning_evidence"])
def test_an_inquiry_closes_without_escalation(account: Account, text: str) -> None:
    """Either way it is closed and no money moves."""
    dispute = disputed(account, INQUIRY)
    answer(account, dispute, text)
    assert now(account, dispute)["status"] == "warning_closed"
    assert transactions(account, type="adjustment") == []


def test_no_answer_until_the_date(account: Account) -> None:
    """Fact 103: 23:59:59 UTC; past it, the dispute is lost."""
    dispute = disputed(account)
    assert dispute["evidence_details"]["due_by"] % 86_400 == 86_399
    advance(account, 11 * 86_400)
    late = now(account, dispute)
    assert (late["status"], late["evidence_details"]["past_due"]) == ("lost", True)
    assert told(account)[-2:] == ["updated", "closed"]


def test_a_won_charge_can_be_refunded(account: Account) -> None:
    """A charge under dispute cannot, a lost one neither."""
    won, lost = disputed(account), disputed(account)
    error_of(account.post("/v1/refunds", {"charge": won["charge"]}), 400)
    answer(account, won, "winning_evidence")
    answer(account, lost, "losing_evidence")
    ok(account.post("/v1/refunds", {"charge": won["charge"]}))
    assert error_of(account.post("/v1/refunds", {"charge": lost["charge"]}), 400)["code"] == "charge_disputed"


def test_a_dispute_comes_under_a_frozen_clock(account: Account) -> None:
    """What is due now does not wait for the clock."""
    account.introspect("POST", f"/clock?account={account.name}", json={"freeze": True})
    assert disputed(account)["status"] == "needs_response"


def test_reviews(account: Account) -> None:
    """Opened by a risky card, approved once."""
    intent = account.pay("pm_card_riskLevelElevated")
    review = ok(account.get("/v1/reviews"))["data"][0]
    assert (review["open"], review["reason"], review["charge"]) == (True, "rule", intent["latest_charge"])
    assert account.retrieve(intent["id"])["review"] == review["id"]
    approved = ok(account.post(f"/v1/reviews/{review['id']}/approve"))
    assert (approved["open"], approved["closed_reason"], approved["reason"]) == (False, "approved", "approved")
    error_of(account.post(f"/v1/reviews/{review['id']}/approve"), 400)
    assert [event["type"] for event in account.events("review.opened", "review.closed")] == [
        "review.opened",
        "review.closed",
    ]


@pytest.mark.parametrize(("reason", "closed"), [(None, "refunded"), ("fraudulent", "refunded_as_fraud")])
def test_a_refund_closes_a_review(account: Account, reason: str | None, closed: str) -> None:
    """In full only."""
    intent = account.pay("pm_card_riskLevelElevated")
    review = ok(account.get("/v1/reviews"))["data"][0]["id"]
    more = {"reason": reason} if reason else {}
    ok(account.post("/v1/refunds", {"payment_intent": intent["id"], "amount": 100}))
    assert ok(account.get(f"/v1/reviews/{review}"))["open"] is True
    ok(account.post("/v1/refunds", {"payment_intent": intent["id"], **more}))
    assert ok(account.get(f"/v1/reviews/{review}"))["closed_reason"] == closed


def test_a_warning_is_settled_by_a_refund(account: Account) -> None:
    """Fact 98; actionable until the charge is refunded."""
    intent = account.pay("pm_card_createIssuerFraudRecord")
    warning = ok(account.get("/v1/radar/early_fraud_warnings", {"charge": intent["latest_charge"]}))["data"][0]
    assert (warning["actionable"], warning["payment_intent"]) == (True, intent["id"])
    ok(account.post("/v1/refunds", {"payment_intent": intent["id"]}))
    assert ok(account.get(f"/v1/radar/early_fraud_warnings/{warning['id']}"))["actionable"] is False
    assert len(account.events("radar.early_fraud_warning.updated")) == 1
