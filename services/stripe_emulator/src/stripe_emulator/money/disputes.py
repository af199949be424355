"""The life of a dispute: opened, answered, won, lost, escalated, past its date (facts 97-104)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from stripe_emulator.contract import CURRENT
from stripe_emulator.money import ledger, risk
from stripe_emulator.money.rates import rates
from stripe_emulator.resource_kit.changes import difference
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.resource_kit.emulator import Emulator
from stripe_emulator.resource_kit.events import emit
from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.wire.errors import invalid

EVIDENCE_DAYS = 9
INQUIRIES = ("warning_needs_response", "warning_under_review")
OPEN = ("needs_response", "under_review", *INQUIRIES)
# Evidence that is a file; all other is text.
FILES = (
    "cancellation_policy",
    "customer_communication",
    "customer_signature",
    "duplicate_charge_documentation",
    "receipt",
    "refund_policy",
    "service_documentation",
    "shipping_documentation",
    "uncategorized_file",
)
MAX_TEXT = 150_000


def begin(emulator: Emulator, account: Account, charge: Object, reason: str) -> None:
    """Open the dispute of a test card: a chargeback, an `inquiry`, or `multiple` disputes of one part each."""
    amount = charge["amount"] - charge["amount_refunded"]
    if reason == "multiple":
        for part in (amount // 2, amount - amount // 2):
            dispute(emulator, account, charge, "fraudulent", part)
    else:
        dispute(emulator, account, charge, reason, amount)


def dispute(emulator: Emulator, account: Account, charge: Object, reason: str, amount: int) -> Object:
    """Open a dispute; an inquiry moves no money (fact 101).

    Fact 104 [?], the order of the events: created, then funds_withdrawn.
    """
    inquiry = reason == "inquiry"
    opened = new(
        account,
        "dispute",
        account.ids.new("du_" if charge["id"].startswith("py_") else "dp_"),
        amount=amount,
        charge=charge["id"],
        currency=charge["currency"],
        evidence={**CURRENT.part("dispute.evidence"), "enhanced_evidence": {}},
        evidence_details={
            "due_by": _due_by(account),
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        is_charge_refundable=inquiry,
        payment_intent=charge["payment_intent"],
        reason="fraudulent" if inquiry else reason,
        status="warning_needs_response" if inquiry else "needs_response",
    )
    card = charge["payment_method_details"].get("card")
    if card is not None:
        case = "inquiry" if inquiry else "chargeback"
        card_fields = {
            "brand": card["brand"],
            "case_type": case,
            "network": card["network"],
            "network_reason_code": "10.4",
        }
        opened["payment_method_details"] = {"card": card_fields, "type": "card"}
    account.add(opened)
    charge |= {"disputed": True, "dispute": opened["id"]}
    if not inquiry:
        _withdraw(emulator, account, opened)
    emit(emulator, account, "charge.dispute.created", opened)
    if not inquiry:
        emit(emulator, account, "charge.dispute.funds_withdrawn", opened)
    risk.settle_warnings(emulator, account, charge)
    risk.close_review(emulator, account, charge, "disputed")
    _plan_due(emulator, account, opened)
    return opened


def check_open(dispute: Object) -> None:
    """Refuse changes of a closed dispute."""
    if dispute["status"] not in OPEN:
        raise invalid(f"This dispute is already closed: it has a status of {dispute['status']}.", param="id")


def state_evidence(account: Account, dispute: Object, evidence: dict[str, Any]) -> None:
    """Write evidence into a dispute: files that exist, texts up to 150,000 characters in all (fact 99)."""
    merged = dict(dispute["evidence"])
    for name, value in evidence.items():
        if name in FILES and value is not None:
            account.get("file", value, param=f"evidence[{name}]", status=400)
        if name != "enhanced_evidence":
            merged[name] = value
    length = sum(len(value) for name, value in merged.items() if isinstance(value, str) and name not in FILES)
    if length > MAX_TEXT:
        message = f"The combined character count of all evidence is limited to {MAX_TEXT}, but it is {length}."
        raise invalid(message, param="evidence")
    dispute["evidence"] = merged
    has_evidence = any(value for name, value in merged.items() if name != "enhanced_evidence")
    dispute["evidence_details"] = {**dispute["evidence_details"], "has_evidence": has_evidence}


def submit(emulator: Emulator, account: Account, dispute: Object) -> None:
    """Submit the evidence; the bank decides by its test text right after the request (fact 99)."""
    details = dispute["evidence_details"]
    dispute["evidence_details"] = {**details, "submission_count": details["submission_count"] + 1}
    inquiry = dispute["status"] in INQUIRIES
    dispute["status"] = "warning_under_review" if inquiry else "under_review"
    verdict = VERDICTS.get(dispute["evidence"]["uncategorized_text"] or "")
    if verdict is not None:
        account.time.after(0, lambda: verdict(emulator, account, dispute))


def win(emulator: Emulator, account: Account, dispute: Object) -> None:
    """The merchant wins: the money of a chargeback comes back, with its fee (fact 102 [?]: a setting)."""
    if dispute["status"] in INQUIRIES:
        close(emulator, account, dispute, "warning_closed")
    elif dispute["status"] in OPEN:
        fee = -rates().dispute_fee if rates().dispute_fee_returned else 0
        close(emulator, account, dispute, "won")
        _book(emulator, account, dispute, dispute["amount"], fee, "dispute_reversal")
        emit(emulator, account, "charge.dispute.funds_reinstated", dispute)


def lose(emulator: Emulator, account: Account, dispute: Object) -> None:
    """The merchant loses; an inquiry closes without becoming a chargeback."""
    if dispute["status"] in OPEN:
        close(emulator, account, dispute, "warning_closed" if dispute["status"] in INQUIRIES else "lost")


def escalate(emulator: Emulator, account: Account, dispute: Object) -> None:
    """Turn an inquiry into a chargeback, which withdraws the money."""
    if dispute["status"] not in INQUIRIES:
        return
    before = copy_of(dispute)
    details = {**dispute["evidence_details"], "due_by": _due_by(account), "past_due": False}
    dispute |= {"status": "needs_response", "is_charge_refundable": False, "evidence_details": details}
    if "payment_method_details" in dispute:
        dispute["payment_method_details"]["card"]["case_type"] = "chargeback"
    _withdraw(emulator, account, dispute)
    emit(emulator, account, "charge.dispute.updated", dispute, previous=difference(before, dispute))
    emit(emulator, account, "charge.dispute.funds_withdrawn", dispute)
    _plan_due(emulator, account, dispute)


def close(emulator: Emulator, account: Account, dispute: Object, status: str) -> None:
    before = copy_of(dispute)
    dispute |= {"status": status, "is_charge_refundable": False}
    emit(emulator, account, "charge.dispute.closed", dispute, previous=difference(before, dispute))


def refunded(emulator: Emulator, account: Account, charge: Object) -> None:
    """A full refund ends the inquiries about a charge (fact 101)."""
    for dispute in account.each("dispute", charge=charge["id"]):
        if dispute["status"] in INQUIRIES:
            close(emulator, account, dispute, "warning_closed")


Verdict = Callable[[Emulator, Account, Object], None]
# The bank's decision by `uncategorized_text` (fact 99); with any other text it stays under review.
VERDICTS: dict[str, Verdict] = {
    "winning_evidence": win,
    "losing_evidence": lose,
    "escalate_inquiry_evidence": escalate,
}


def _withdraw(emulator: Emulator, account: Account, dispute: Object) -> None:
    _book(emulator, account, dispute, -dispute["amount"], rates().dispute_fee, "dispute")


def _book(emulator: Emulator, account: Account, dispute: Object, amount: int, fee: int, category: str) -> None:
    word = "Chargeback withdrawal for" if amount < 0 else "Chargeback reversal for"
    transaction = ledger.book(
        emulator,
        account,
        account.time,
        amount,
        dispute,
        "adjustment",
        fee=fee,
        category=category,
        description=f"{word} {dispute['charge']}",
    )
    if fee:
        transaction["fee_details"][0]["description"] = "Dispute fee"
    dispute["balance_transactions"] = [*dispute["balance_transactions"], copy_of(transaction)]


def _plan_due(emulator: Emulator, account: Account, dispute: Object) -> None:
    """Without an answer until then, the dispute is lost (https://docs.stripe.com/disputes/responding)."""
    due_by = dispute["evidence_details"]["due_by"]

    def past() -> None:
        details = dispute["evidence_details"]
        if details["due_by"] == due_by and dispute["status"] in ("needs_response", "warning_needs_response"):
            dispute["evidence_details"] = {**details, "past_due": True}
            emit(
                emulator, account, "charge.dispute.updated", dispute, previous={"evidence_details": {"past_due": False}}
            )
            lose(emulator, account, dispute)

    account.time.at(due_by + 1, past)


def _due_by(account: Account) -> int:
    """23:59:59 UTC nine days from now (fact 103)."""
    day = datetime.fromtimestamp(account.now() + EVIDENCE_DAYS * ledger.DAY, UTC)
    return int(day.replace(hour=23, minute=59, second=59).timestamp())
