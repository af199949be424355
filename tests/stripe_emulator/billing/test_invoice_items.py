"""Lines and items of invoices, what they refuse, how they are found: https://docs.stripe.com/api/invoiceitems."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stripe_emulator.billing.drafts import drafted
from tests.stripe_emulator.billing.merchant import DAY, MONTH, START, Merchant, lines
from tests.stripe_emulator.client import error_of


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
