"""Invoices by hand: https://docs.stripe.com/invoicing/overview, https://docs.stripe.com/api/invoices."""

from __future__ import annotations

from tests.stripe_emulator.billing.drafts import drafted
from tests.stripe_emulator.billing.merchant import DAY, HOUR, START, Merchant, lines
from tests.stripe_emulator.client import error_of


def test_a_draft_becomes_open_and_paid(merchant: Merchant) -> None:
    """By hand: nothing happens by itself; the number comes with finalization."""
    customer = merchant.customer()
    draft = drafted(merchant, customer, description="January", metadata={"a": "b"})
    assert (draft["status"], draft["number"], draft["auto_advance"], draft["amount_due"]) == (
        "draft",
        None,
        False,
        2000,
    )
    assert (draft["billing_reason"], draft["parent"], draft["ending_balance"]) == ("manual", None, None)
    assert draft["hosted_invoice_url"] is None
    assert lines(draft) == [(2000, "Work")]
    assert draft["lines"]["data"][0]["parent"]["type"] == "invoice_item_details"
    opened = merchant.post(f"/v1/invoices/{draft['id']}/finalize")
    assert (opened["status"], opened["amount_remaining"], opened["attempted"]) == ("open", 2000, False)
    assert opened["status_transitions"]["finalized_at"] == opened["effective_at"] == START
    assert opened["hosted_invoice_url"].startswith(merchant.account.base)
    assert opened["invoice_pdf"].startswith(merchant.account.base)
    intent = merchant.account.retrieve(merchant.intent(draft["id"]))
    assert (intent["status"], intent["amount"], intent["setup_future_usage"]) == ("requires_confirmation", 2000, None)
    paid = merchant.post(f"/v1/invoices/{draft['id']}/pay")
    assert (paid["status"], paid["amount_paid"], paid["amount_remaining"], paid["attempted"]) == ("paid", 2000, 0, True)
    assert merchant.happened("invoice.created", "invoice.finalized", "invoice.paid", "invoice.payment_succeeded") == [
        "invoice.created", "invoice.finalized", "invoice.paid", "invoice.payment_succeeded"
    ]  # fmt: skip


def test_pay_finalizes_first(merchant: Merchant) -> None:
    """A draft, with the card that is named."""
    customer = merchant.customer(None)
    method = merchant.post("/v1/payment_methods/pm_card_visa/attach", customer=customer)["id"]
    draft = drafted(merchant, customer)
    paid = merchant.post(f"/v1/invoices/{draft['id']}/pay", payment_method=method)
    assert paid["status"] == "paid"
    assert merchant.account.retrieve(merchant.intent(draft["id"]))["payment_method"] == method


def test_a_decline_leaves_it_open(merchant: Merchant) -> None:
    """402, told by invoice.payment_failed; another card pays it."""
    customer = merchant.customer("pm_card_chargeCustomerFail")
    draft = drafted(merchant, customer)
    error = error_of(merchant.account.post(f"/v1/invoices/{draft['id']}/pay"), 402)
    assert (error["code"], error["payment_intent"]["status"]) == ("card_declined", "requires_payment_method")
    failed = merchant.get(f"/v1/invoices/{draft['id']}")
    assert (failed["status"], failed["attempt_count"], failed["attempted"]) == ("open", 1, True)
    assert merchant.happened("invoice.payment_failed") == ["invoice.payment_failed"]
    merchant.pay_with(customer, "pm_card_visa")
    assert merchant.post(f"/v1/invoices/{draft['id']}/pay")["attempt_count"] == 2


def test_a_challenge_is_a_card_error_until_passed(merchant: Merchant) -> None:
    """`invoice_payment_intent_requires_action`, then paid by the challenge."""
    draft = drafted(merchant, merchant.customer("pm_card_threeDSecure2Required"))
    error = error_of(merchant.account.post(f"/v1/invoices/{draft['id']}/pay"), 402)
    assert (error["type"], error["code"]) == ("card_error", "invoice_payment_intent_requires_action")
    assert merchant.happened("invoice.payment_action_required") == ["invoice.payment_action_required"]
    intent = merchant.account.retrieve(merchant.intent(draft["id"]))
    merchant.account.http.post(intent["next_action"]["use_stripe_sdk"]["stripe_js"], content="outcome=succeed")
    assert merchant.get(f"/v1/invoices/{draft['id']}")["status"] == "paid"


def test_paid_invoices_are_final(merchant: Merchant) -> None:
    """No second payment, no second finalization, no change of money; descriptions may change."""
    draft = drafted(merchant, merchant.customer())
    path = f"/v1/invoices/{draft['id']}"
    merchant.post(f"{path}/pay")
    assert error_of(merchant.account.post(f"{path}/pay"), 400)["message"] == "Invoice is already paid"
    message = error_of(merchant.account.post(f"{path}/finalize"), 400)["message"]
    assert message.startswith("This invoice is already finalized")
    error_of(merchant.account.post(f"{path}/void"), 400)
    error_of(merchant.account.delete(path), 400)
    error = error_of(merchant.account.post(path, {"collection_method": "send_invoice", "days_until_due": 3}), 400)
    assert error["code"] == "invoice_not_editable"
    assert merchant.post(path, description="Thanks", metadata={"a": "b"})["description"] == "Thanks"
    previous = merchant.told("invoice.updated")["previous_attributes"]
    assert previous == {"description": None, "metadata": {"a": None}}


def test_what_owes_nothing_is_paid_at_once(merchant: Merchant) -> None:
    """Amount 0, no PaymentIntent."""
    draft = drafted(merchant, merchant.customer(None), amount=0)
    paid = merchant.post(f"/v1/invoices/{draft['id']}/finalize")
    assert (paid["status"], paid["amount_due"], paid["attempt_count"]) == ("paid", 0, 0)
    assert merchant.get("/v1/invoice_payments", invoice=draft["id"])["data"] == []


def test_the_balance_of_the_customer_counts(merchant: Merchant) -> None:
    """Credit pays first; too little to be charged is carried over; a void invoice gives it back."""
    customer = merchant.customer(balance=-500)
    draft = drafted(merchant, customer)
    assert (draft["starting_balance"], draft["amount_due"]) == (-500, 1500)
    opened = merchant.post(f"/v1/invoices/{draft['id']}/finalize")
    assert (opened["starting_balance"], opened["ending_balance"], opened["amount_due"]) == (-500, 0, 1500)
    assert merchant.get(f"/v1/customers/{customer}")["balance"] == 0
    merchant.post(f"/v1/invoices/{draft['id']}/void")
    assert merchant.get(f"/v1/customers/{customer}")["balance"] == -500
    small = merchant.post(f"/v1/invoices/{drafted(merchant, customer, amount=530)['id']}/finalize")
    assert (small["status"], small["amount_due"], small["ending_balance"]) == ("paid", 0, 30)
    ledger = merchant.get(f"/v1/customers/{customer}/balance_transactions")["data"]
    assert [one["type"] for one in ledger[:3]] == ["invoice_too_small", "unapplied_from_invoice", "applied_to_invoice"]


def test_void_uncollectible_and_deleted(merchant: Merchant) -> None:
    """Ends of invoices that are not paid; an uncollectible one still can be."""
    customer = merchant.customer()
    bad = merchant.post(f"/v1/invoices/{drafted(merchant, customer)['id']}/finalize")
    path = f"/v1/invoices/{bad['id']}"
    assert merchant.post(f"{path}/mark_uncollectible")["status"] == "uncollectible"
    assert merchant.post(f"{path}/pay")["status"] == "paid"
    gone = merchant.post(f"/v1/invoices/{drafted(merchant, customer)['id']}/finalize")
    void = merchant.post(f"/v1/invoices/{gone['id']}/void")
    assert (void["status"], void["status_transitions"]["voided_at"]) == ("void", START)
    assert merchant.account.retrieve(merchant.intent(gone["id"]))["cancellation_reason"] == "void_invoice"
    error_of(merchant.account.post(f"/v1/invoices/{gone['id']}/pay"), 400)
    draft = drafted(merchant, customer)
    error_of(merchant.account.post(f"/v1/invoices/{draft['id']}/void"), 400)
    error_of(merchant.account.post(f"/v1/invoices/{draft['id']}/mark_uncollectible"), 400)
    stub = {"id": draft["id"], "object": "invoice", "deleted": True}
    assert merchant.delete(f"/v1/invoices/{draft['id']}") == stub
    error_of(merchant.account.get(f"/v1/invoices/{draft['id']}"), 404)
    assert merchant.happened("invoice.marked_uncollectible", "invoice.voided", "invoice.deleted") == [
        "invoice.marked_uncollectible", "invoice.voided", "invoice.deleted"
    ]  # fmt: skip


def test_it_can_advance_by_itself(merchant: Merchant) -> None:
    """`auto_advance`: finalized and charged an hour later, or at its own time."""
    customer = merchant.customer()
    soon, later = drafted(merchant, customer, auto_advance=True), drafted(merchant, customer)
    assert soon["automatically_finalizes_at"] == START + HOUR
    merchant.post(f"/v1/invoices/{later['id']}", auto_advance=True, automatically_finalizes_at=START + 2 * DAY)
    merchant.advance(START + HOUR)
    assert merchant.get(f"/v1/invoices/{soon['id']}")["status"] == "paid"
    merchant.advance(START + 2 * DAY - 1)
    assert merchant.get(f"/v1/invoices/{later['id']}")["status"] == "draft"
    merchant.advance(START + 2 * DAY)
    assert merchant.get(f"/v1/invoices/{later['id']}")["status"] == "paid"


def test_a_sent_invoice_waits_for_the_customer(merchant: Merchant) -> None:
    """Only those whose collection method says so, to a customer with an address."""
    customer = merchant.customer(None)
    draft = drafted(merchant, customer, collection_method="send_invoice", days_until_due=7)
    sent = merchant.post(f"/v1/invoices/{draft['id']}/send")
    assert (sent["status"], sent["due_date"]) == ("open", START + 7 * DAY)
    assert merchant.happened("invoice.finalized", "invoice.sent") == ["invoice.finalized", "invoice.sent"]
    charged = drafted(merchant, customer)
    error_of(merchant.account.post(f"/v1/invoices/{charged['id']}/send"), 400)
    silent = merchant.post("/v1/customers", name="Nobody writes to me")["id"]
    nowhere = drafted(merchant, silent, collection_method="send_invoice", days_until_due=7)
    assert error_of(merchant.account.post(f"/v1/invoices/{nowhere['id']}/send"), 400)["message"].startswith(
        "Missing email"
    )
