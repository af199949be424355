"""Invoices by hand: https://docs.stripe.com/invoicing/overview, https://docs.stripe.com/api/invoices."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stripe_emulator.billing.merchant import DAY, HOUR, MONTH, START, Merchant, lines
from tests.stripe_emulator.client import JSON, error_of


def drafted(merchant: Merchant, customer: str, amount: int = 2000, **params: Any) -> JSON:
    """A draft over one item."""
    merchant.post("/v1/invoiceitems", customer=customer, amount=amount, currency="usd", description="Work")
    return merchant.post("/v1/invoices", customer=customer, pending_invoice_items_behavior="include", **params)


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


def test_lines_are_added_changed_and_removed(merchant: Merchant) -> None:
    """Many at a time, or one."""
    customer = merchant.customer()
    draft = merchant.post("/v1/invoices", customer=customer)
    path = f"/v1/invoices/{draft['id']}"
    waits = merchant.post("/v1/invoiceitems", customer=customer, amount=300, currency="usd")["id"]
    added = merchant.post(
        f"{path}/add_lines",
        lines=[
            {"amount": 1000, "description": "One"},
            {"pricing": {"price": merchant.one_time(250)}, "quantity": 2},
            {"invoice_item": waits},
        ],
        invoice_metadata={"a": "b"},
    )
    assert lines(added) == [(1000, "One"), (500, "Gold"), (300, None)]
    assert (added["total"], added["metadata"]) == (1800, {"a": "b"})
    one, two, three = (line["id"] for line in added["lines"]["data"])
    changed = merchant.post(
        f"{path}/update_lines", lines=[{"id": one, "amount": 2000}, {"id": two, "description": "Two"}]
    )
    assert lines(changed)[:2] == [(2000, "One"), (500, "Two")]
    line = merchant.post(f"{path}/lines/{three}", amount=400, metadata={"c": "d"})
    assert (line["amount"], line["metadata"]) == (400, {"c": "d"})
    removed = merchant.post(
        f"{path}/remove_lines", lines=[{"id": one, "behavior": "delete"}, {"id": three, "behavior": "unassign"}]
    )
    assert lines(removed) == [(500, "Two")]
    assert [item["id"] for item in merchant.get("/v1/invoiceitems", customer=customer, pending=True)["data"]] == [waits]
    listed = merchant.get(f"{path}/lines")
    assert [one["id"] for one in listed["data"]] == [two]
    error_of(merchant.account.post(f"{path}/lines/il_none", {"amount": 1}), 404)
    merchant.post(f"{path}/finalize")
    answer = merchant.account.post(f"{path}/add_lines", {"lines": [{"amount": 1}]})
    assert error_of(answer, 400)["code"] == "invoice_not_editable"


def test_items_wait_change_and_go(merchant: Merchant) -> None:
    """Invoice items: amounts, prices, quantities, drafts they stand on."""
    customer = merchant.customer()
    item = merchant.post("/v1/invoiceitems", customer=customer, amount=300, currency="usd", metadata={"a": "b"})
    assert (item["invoice"], item["date"], item["period"]) == (None, START, {"start": START, "end": START})
    assert item["pricing"]["unit_amount_decimal"] == "300"
    price = merchant.one_time(250)
    by_price = merchant.post("/v1/invoiceitems", customer=customer, pricing={"price": price}, quantity=4)
    assert (by_price["amount"], by_price["description"], by_price["quantity"]) == (1000, "Gold", 4)
    assert by_price["pricing"]["price_details"]["price"] == price
    changed = merchant.post(f"/v1/invoiceitems/{by_price['id']}", quantity=2, description="Two")
    assert (changed["amount"], changed["description"]) == (500, "Two")
    draft = merchant.post("/v1/invoices", customer=customer)
    on_draft = merchant.post("/v1/invoiceitems", customer=customer, invoice=draft["id"], amount=700)
    assert merchant.get(f"/v1/invoices/{draft['id']}")["total"] == 700
    merchant.post(f"/v1/invoiceitems/{on_draft['id']}", amount=800)
    assert merchant.get(f"/v1/invoices/{draft['id']}")["total"] == 800
    assert merchant.delete(f"/v1/invoiceitems/{on_draft['id']}")["deleted"] is True
    assert merchant.get(f"/v1/invoices/{draft['id']}")["lines"]["data"] == []
    assert [one["id"] for one in merchant.get("/v1/invoiceitems", customer=customer)["data"]] == [
        by_price["id"], item["id"]
    ]  # fmt: skip
    merchant.post("/v1/invoiceitems", customer=customer, invoice=draft["id"], amount=900)
    merchant.post(f"/v1/invoices/{draft['id']}/finalize")
    frozen = merchant.get("/v1/invoiceitems", invoice=draft["id"])["data"][0]["id"]
    assert error_of(merchant.account.delete(f"/v1/invoiceitems/{frozen}"), 400)["code"] == "invoice_not_editable"


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"amount": 100}, "currency"),
        ({"currency": "usd"}, "amount"),
        ({"pricing": {"price": "price_none"}}, "pricing[price]"),
        ({"amount": 100, "currency": "usd", "invoice": "in_none"}, "invoice"),
        ({"amount": 100, "currency": "usd", "subscription": "sub_none"}, "subscription"),
        ({"amount": 100, "currency": "usd", "period": {"start": 2, "end": 1}}, "period[end]"),
        ({"unit_amount_decimal": "1.5", "currency": "usd", "quantity": -1}, "quantity"),
    ],
)
def test_a_wrong_item_is_refused(merchant: Merchant, params: dict[str, Any], param: str) -> None:
    """400 with the path of the parameter."""
    error = error_of(merchant.account.post("/v1/invoiceitems", {"customer": merchant.customer(), **params}), 400)
    assert error["param"] == param


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"due_date": START + DAY}, "due_date"),
        ({"collection_method": "send_invoice"}, "days_until_due"),
        ({"default_payment_method": "pm_none"}, "default_payment_method"),
        ({"subscription": "sub_none"}, "subscription"),
        ({"currency": "xxx"}, "currency"),
        ({"from_invoice": {"action": "revision", "invoice": "in_none"}}, "from_invoice[invoice]"),
    ],
)
def test_a_wrong_invoice_is_refused(merchant: Merchant, params: dict[str, Any], param: str) -> None:
    """400 with the path of the parameter."""
    error = error_of(merchant.account.post("/v1/invoices", {"customer": merchant.customer(), **params}), 400)
    assert error["param"] == param


def test_other_payments_can_be_attached(merchant: Merchant) -> None:
    """In parts: the invoice is paid when nothing remains; what is too much is the customer's credit."""
    customer = merchant.customer()
    opened = merchant.post(f"/v1/invoices/{drafted(merchant, customer)['id']}/finalize")
    path = f"/v1/invoices/{opened['id']}"
    first = merchant.account.pay(amount=500)
    partly = merchant.post(f"{path}/attach_payment", payment_intent=first["id"])
    assert (partly["status"], partly["amount_paid"], partly["amount_remaining"]) == ("open", 500, 1500)
    second = merchant.account.intent(1700)
    merchant.post(f"{path}/attach_payment", payment_intent=second["id"])
    merchant.account.confirm(second["id"], payment_method="pm_card_visa")
    paid = merchant.get(path)
    assert (paid["status"], paid["amount_remaining"], paid["amount_overpaid"]) == ("paid", 0, 200)
    assert merchant.get(f"/v1/customers/{customer}")["balance"] == -200
    payments = merchant.get("/v1/invoice_payments", invoice=opened["id"], status="paid")["data"]
    assert [payment["amount_paid"] for payment in payments] == [1700, 500]
    wanted = {"type": "payment_intent", "payment_intent": first["id"]}
    assert merchant.get("/v1/invoice_payments", payment=wanted)["data"][0]["amount_paid"] == 500


def test_an_open_invoice_can_be_revised(merchant: Merchant) -> None:
    """`from_invoice`: a draft with its lines; each knows the other."""
    customer = merchant.customer()
    opened = merchant.post(f"/v1/invoices/{drafted(merchant, customer)['id']}/finalize")
    revision = merchant.post("/v1/invoices", from_invoice={"action": "revision", "invoice": opened["id"]})
    assert lines(revision) == [(2000, "Work")]
    assert revision["from_invoice"] == {"action": "revision", "invoice": opened["id"]}
    assert merchant.get(f"/v1/invoices/{opened['id']}")["latest_revision"] == revision["id"]
    merchant.post(f"/v1/invoices/{revision['id']}/finalize")
    assert merchant.get(f"/v1/invoices/{opened['id']}")["status"] == "void"


def test_lists_and_search(merchant: Merchant) -> None:
    """By customer, status, subscription, collection method, due date; and by query."""
    customer = merchant.customer()
    subscription = merchant.subscribe(customer)
    draft = drafted(merchant, customer)
    sent = drafted(merchant, customer, collection_method="send_invoice", due_date=START + DAY)

    def found(**params: Any) -> list[str]:
        return [one["id"] for one in merchant.get("/v1/invoices", **params)["data"]]

    billed = subscription["latest_invoice"]
    assert found(customer=customer) == [sent["id"], draft["id"], billed]
    assert found(subscription=subscription["id"]) == [billed]
    assert found(status="paid") == [billed]
    assert found(collection_method="send_invoice") == found(due_date={"gt": START}) == [sent["id"]]
    assert found(customer=customer, limit=1, starting_after=sent["id"]) == [draft["id"]]
    queried = merchant.get("/v1/invoices/search", query=f"subscription:'{subscription['id']}' AND total>1000")
    assert [one["id"] for one in queried["data"]] == [billed]
    active = merchant.get("/v1/subscriptions/search", query="status:'active'")
    assert [one["id"] for one in active["data"]] == [subscription["id"]]


def test_older_versions_name_the_payment_intent(merchant: Merchant) -> None:
    """Before 2025-03-31 an invoice has `payment_intent` and `charge` (fact 124)."""
    customer = merchant.customer()
    headers = {"Stripe-Version": "2023-10-16"}
    params = {"customer": customer, "items": [{"price": merchant.price()}], "expand": ["latest_invoice.payment_intent"]}
    answer = merchant.account.post("/v1/subscriptions", params, headers=headers).json()
    intent = answer["latest_invoice"]["payment_intent"]
    assert (intent["status"], intent["invoice"]) == ("succeeded", answer["latest_invoice"]["id"])
    assert answer["current_period_end"] == START + MONTH
    plain = merchant.account.get(f"/v1/invoices/{answer['latest_invoice']['id']}", headers=headers).json()
    assert (plain["payment_intent"], plain["charge"]) == (intent["id"], intent["latest_charge"])
    assert (plain["paid"], plain["subscription"], plain["tax"]) == (True, answer["id"], None)
    (line,) = plain["lines"]["data"]
    assert (line["type"], line["proration"], line["price"]["unit_amount"]) == ("subscription", False, 1500)


def test_a_draft_of_a_deleted_customer_takes_no_lines(merchant: Merchant) -> None:
    """The customer cannot be named any more (facts 20, 93); what is there stays."""
    customer = merchant.customer()
    path = f"/v1/invoices/{drafted(merchant, customer)['id']}"
    merchant.delete(f"/v1/customers/{customer}")
    error = error_of(merchant.account.post(f"{path}/add_lines", {"lines": [{"amount": 2000}]}), 400)
    assert (error["code"], error["param"]) == ("resource_missing", "customer")
    assert lines(merchant.get(path)) == [(2000, "Work")]
