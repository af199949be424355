"""Credit notes: what is taken off an invoice, and where the money goes (https://docs.stripe.com/api/credit_notes)."""

from __future__ import annotations

from typing import Any

import pytest

from stripe_emulator.contract import for_version
from tests.stripe_emulator.billing.merchant import START, Merchant
from tests.stripe_emulator.client import JSON, error_of, ok

NOTES = "/v1/credit_notes"
TOLD = (
    "invoice.updated", "invoice.paid", "credit_note.created", "credit_note.updated", "credit_note.voided",
    "customer.updated", "charge.refunded", "payment_intent.canceled",
)  # fmt: skip


def billed(merchant: Merchant, amount: int = 2000, *, paid: bool = False, **params: Any) -> JSON:
    """A finalized invoice of one item; paid when asked for."""
    customer = params.pop("customer", None) or merchant.customer()
    item = params.pop("item", {"amount": amount, "currency": "usd"})
    merchant.post("/v1/invoiceitems", customer=customer, **item)
    given = {"customer": customer, "pending_invoice_items_behavior": "include", "auto_advance": False, **params}
    invoice = merchant.post("/v1/invoices", **given)
    merchant.post(f"/v1/invoices/{invoice['id']}/finalize")
    if paid:
        merchant.post(f"/v1/invoices/{invoice['id']}/pay")
    return merchant.get(f"/v1/invoices/{invoice['id']}")


def custom(amount: int, quantity: int = 1, **params: Any) -> JSON:
    """A line of its own."""
    return {"type": "custom_line_item", "description": "Sorry", "unit_amount": amount, "quantity": quantity, **params}


def test_an_open_invoice_owes_less(merchant: Merchant) -> None:
    """Before payment: less is due, the PaymentIntent asks for less; the customer pays the rest."""
    invoice = billed(merchant)
    note = merchant.post(NOTES, invoice=invoice["id"], lines=[custom(250, 2)], reason="order_change", memo="Sorry")
    assert (note["amount"], note["type"], note["pre_payment_amount"], note["post_payment_amount"]) == (
        500, "pre_payment", 500, 0
    )  # fmt: skip
    assert (note["number"], note["status"]) == (f"{invoice['number']}-CN-01", "issued")
    assert (note["created"], note["effective_at"], note["customer"]) == (START, START, invoice["customer"])
    (line,) = note["lines"]["data"]
    assert (line["amount"], line["quantity"], line["unit_amount"], line["unit_amount_decimal"]) == (500, 2, 250, "250")
    after = merchant.get(f"/v1/invoices/{invoice['id']}")
    assert (after["amount_due"], after["amount_remaining"], after["total"]) == (1500, 1500, 2000)
    assert after["pre_payment_credit_notes_amount"] == 500
    assert merchant.account.retrieve(merchant.intent(invoice["id"]))["amount"] == 1500
    previous = merchant.told("invoice.updated")["previous_attributes"]
    assert previous == {"amount_due": 2000, "amount_remaining": 2000, "pre_payment_credit_notes_amount": 0}
    paid = merchant.post(f"/v1/invoices/{invoice['id']}/pay")
    assert (paid["status"], paid["amount_paid"], paid["amount_remaining"]) == ("paid", 1500, 0)


def test_credited_in_full_an_open_invoice_is_paid(merchant: Merchant) -> None:
    """Nothing is left to collect: its PaymentIntent is canceled."""
    invoice = billed(merchant)
    merchant.post(NOTES, invoice=invoice["id"], amount=2000)
    after = merchant.get(f"/v1/invoices/{invoice['id']}")
    assert (after["status"], after["amount_due"], after["amount_paid"]) == ("paid", 0, 0)
    assert merchant.happened(*TOLD)[-4:] == [
        "invoice.updated", "credit_note.created", "invoice.paid", "payment_intent.canceled"
    ]  # fmt: skip


def test_void_gives_an_open_invoice_its_debt_back(merchant: Merchant) -> None:
    """Only while the invoice is open."""
    invoice = billed(merchant)
    note = merchant.post(NOTES, invoice=invoice["id"], amount=500)
    void = merchant.post(f"{NOTES}/{note['id']}/void")
    assert (void["status"], void["voided_at"]) == ("void", START)
    after = merchant.get(f"/v1/invoices/{invoice['id']}")
    assert (after["amount_due"], after["pre_payment_credit_notes_amount"]) == (2000, 0)
    assert merchant.account.retrieve(merchant.intent(invoice["id"]))["amount"] == 2000
    assert merchant.happened("credit_note.voided") == ["credit_note.voided"]
    account = merchant.account
    assert "already" in error_of(account.post(f"{NOTES}/{note['id']}/void"), 400)["message"]
    other = merchant.post(NOTES, invoice=invoice["id"], amount=500)
    merchant.post(f"/v1/invoices/{invoice['id']}/pay")
    refused = error_of(account.post(f"{NOTES}/{other['id']}/void"), 400)
    assert refused["message"] == "You can only void a credit note if the associated invoice is open."
    assert other["number"].endswith("-CN-02")


def test_a_paid_invoice_gives_money_back_in_three_ways(merchant: Merchant) -> None:
    """Refunded, credited, and outside of Stripe: together the whole credit note."""
    invoice = billed(merchant, paid=True)
    note = merchant.post(
        NOTES, invoice=invoice["id"], lines=[custom(600)], refund_amount=100, credit_amount=200, out_of_band_amount=300
    )
    assert (note["type"], note["post_payment_amount"], note["out_of_band_amount"]) == ("post_payment", 600, 300)
    (refund,) = note["refunds"]
    assert (refund["amount_refunded"], refund["type"]) == (100, "refund")
    assert merchant.get(f"/v1/refunds/{refund['refund']}")["amount"] == 100
    transaction = merchant.get(
        f"/v1/customers/{invoice['customer']}/balance_transactions/{note['customer_balance_transaction']}"
    )
    assert (transaction["amount"], transaction["type"], transaction["credit_note"]) == (-200, "credit_note", note["id"])
    assert merchant.get(f"/v1/customers/{invoice['customer']}")["balance"] == -200
    after = merchant.get(f"/v1/invoices/{invoice['id']}")
    assert (after["post_payment_credit_notes_amount"], after["amount_due"], after["amount_paid"]) == (600, 2000, 2000)
    assert merchant.happened(*TOLD)[-4:] == [
        "charge.refunded", "invoice.updated", "customer.updated", "credit_note.created"
    ]  # fmt: skip


def test_the_ways_must_add_up(merchant: Merchant) -> None:
    """Stripe's own words; nothing is refunded when it is refused."""
    invoice = billed(merchant, paid=True)
    given = {"invoice": invoice["id"], "lines": [custom(200)], "refund_amount": 100}
    refused = error_of(merchant.account.post(NOTES, given), 400)
    assert refused["message"] == (
        "The sum of credit amount, refund amount and out of band amount ($1.00) must equal the credit note amount "
        "($2.00)."
    )
    assert merchant.get("/v1/refunds")["data"] == []
    too_much = {"invoice": invoice["id"], "amount": 2001, "refund_amount": 2001}
    assert error_of(merchant.account.post(NOTES, too_much), 400)["param"] == "amount"


def test_a_refund_that_was_made_before_is_linked(merchant: Merchant) -> None:
    """It counts with what it gave back; another invoice's does not."""
    invoice, other = billed(merchant, paid=True), billed(merchant, paid=True)
    refund = merchant.post("/v1/refunds", payment_intent=merchant.intent(invoice["id"]), amount=700)
    note = merchant.post(NOTES, invoice=invoice["id"], amount=700, refunds=[{"refund": refund["id"]}])
    assert [(one["refund"], one["amount_refunded"]) for one in note["refunds"]] == [(refund["id"], 700)]
    foreign = {"invoice": other["id"], "amount": 700, "refunds": [{"refund": refund["id"]}]}
    assert error_of(merchant.account.post(NOTES, foreign), 400)["param"] == "refunds[0][refund]"


def test_a_part_of_a_line_has_its_share_of_discount_and_tax(merchant: Merchant) -> None:
    """One of four at $10.00, 25 % off, 10 % tax on top."""
    rate = merchant.post("/v1/tax_rates", display_name="VAT", percentage=10, inclusive=False)["id"]
    coupon = merchant.post("/v1/coupons", percent_off=25, duration="once")["id"]
    item = {"pricing": {"price": merchant.one_time(1000)}, "quantity": 4}
    invoice = billed(merchant, item=item, discounts=[{"coupon": coupon}], default_tax_rates=[rate])
    assert invoice["total"] == 3300
    line = invoice["lines"]["data"][0]["id"]
    wanted = {"type": "invoice_line_item", "invoice_line_item": line, "quantity": 1}
    note = merchant.post(NOTES, invoice=invoice["id"], lines=[wanted])
    assert (note["subtotal"], note["discount_amount"], note["total"], note["total_excluding_tax"]) == (
        1000, 250, 825, 750
    )  # fmt: skip
    (part,) = note["lines"]["data"]
    assert (part["amount"], part["discount_amount"], part["quantity"], part["unit_amount"]) == (1000, 250, 1, 1000)
    (tax,) = note["total_taxes"]
    assert (tax["amount"], tax["taxable_amount"], tax["tax_rate_details"]) == (75, 750, {"tax_rate": rate})
    assert [one["id"] for one in part["tax_rates"]] == [rate]
    rest = merchant.post(NOTES, invoice=invoice["id"], lines=[{**wanted, "quantity": 3}])
    assert rest["total"] == 2475
    refused = error_of(merchant.account.post(NOTES, {"invoice": invoice["id"], "lines": [wanted]}), 400)
    assert refused["param"] == "lines[0][quantity]"


def test_taxes_of_a_line_of_its_own(merchant: Merchant) -> None:
    """By rates, or as amounts."""
    invoice = billed(merchant)
    inclusive = merchant.post("/v1/tax_rates", display_name="GST", percentage=25, inclusive=True)["id"]
    note = merchant.post(NOTES, invoice=invoice["id"], lines=[custom(500, tax_rates=[inclusive])])
    assert (note["total"], note["total_taxes"][0]["amount"], note["subtotal_excluding_tax"]) == (500, 100, 400)
    amounts = [{"amount": 40, "tax_rate": inclusive, "taxable_amount": 460}]
    other = merchant.post(NOTES, invoice=invoice["id"], lines=[custom(500, tax_amounts=amounts)])
    assert other["total_taxes"][0]["taxable_amount"] == 460
    both = custom(500, tax_amounts=amounts, tax_rates=[inclusive])
    refused = error_of(merchant.account.post(NOTES, {"invoice": invoice["id"], "lines": [both]}), 400)
    assert refused["param"] == "lines[0][tax_amounts]"


def test_shipping_is_credited_too(merchant: Merchant) -> None:
    """With the invoice's own shipping rate only."""
    rate = merchant.post(
        "/v1/shipping_rates",
        display_name="Post",
        type="fixed_amount",
        fixed_amount={"amount": 300, "currency": "usd"},
    )["id"]
    invoice = billed(merchant, shipping_cost={"shipping_rate": rate})
    assert invoice["total"] == 2300
    note = merchant.post(NOTES, invoice=invoice["id"], shipping_cost={"shipping_rate": rate})
    assert (note["total"], note["amount_shipping"], note["lines"]["data"]) == (300, 300, [])
    given = {"invoice": billed(merchant)["id"], "shipping_cost": {"shipping_rate": rate}}
    assert error_of(merchant.account.post(NOTES, given), 400)["param"] == "shipping_cost[shipping_rate]"


@pytest.mark.parametrize(
    ("lines", "param"),
    [
        ([{"type": "invoice_line_item"}], "lines[0][invoice_line_item]"),
        ([{"type": "invoice_line_item", "invoice_line_item": "il_none"}], "lines[0][invoice_line_item]"),
        ([{"type": "invoice_line_item", "invoice_line_item": "{line}", "amount": 3000}], "lines[0][amount]"),
        ([{"type": "invoice_line_item", "invoice_line_item": "{line}", "quantity": 2}], "lines[0][quantity]"),
        (
            [{"type": "invoice_line_item", "invoice_line_item": "{line}", "amount": 1, "quantity": 1}],
            "lines[0][amount]",
        ),
        ([{"type": "invoice_line_item", "invoice_line_item": "{line}", "description": "x"}], "lines[0][description]"),
        ([{"type": "custom_line_item", "unit_amount": 100}], "lines[0][description]"),
        ([{"type": "custom_line_item", "description": "x"}], "lines[0][unit_amount]"),
        ([custom(0)], "lines[0][unit_amount]"),
        ([custom(100, unit_amount_decimal="1.5")], "lines[0][unit_amount]"),
        ([custom(3000)], "lines"),
    ],
)
def test_lines_that_cannot_be(merchant: Merchant, lines: list[JSON], param: str) -> None:
    """Refused by the parameter that is wrong; the invoice stays as it was."""
    invoice = billed(merchant)
    line = invoice["lines"]["data"][0]["id"]
    given = [{name: line if value == "{line}" else value for name, value in one.items()} for one in lines]
    assert error_of(merchant.account.post(NOTES, {"invoice": invoice["id"], "lines": given}), 400)["param"] == param
    assert merchant.get(f"/v1/invoices/{invoice['id']}")["amount_due"] == 2000


def test_drafts_have_no_credit_notes(merchant: Merchant) -> None:
    """Neither have invoices that are not there, nor requests that say nothing."""
    draft = merchant.post("/v1/invoices", customer=merchant.customer())
    account = merchant.account
    assert error_of(account.post(NOTES, {"invoice": draft["id"], "amount": 1}), 400)["param"] == "invoice"
    assert error_of(account.post(NOTES, {"invoice": "in_none", "amount": 1}), 400)["code"] == "resource_missing"
    refused = error_of(account.post(NOTES, {"invoice": billed(merchant)["id"]}), 400)
    assert refused["message"] == "One of `amount`, `lines`, or `shipping_cost` must be provided."


def test_a_preview_makes_nothing(merchant: Merchant) -> None:
    """The same amounts, and not a trace."""
    invoice = billed(merchant)
    given = {"invoice": invoice["id"], "lines": [custom(100) for _ in range(12)]}
    note = merchant.get(f"{NOTES}/preview", **given)
    assert (note["total"], len(note["lines"]["data"]), note["lines"]["has_more"]) == (1200, 10, True)
    page = merchant.get(f"{NOTES}/preview/lines", **given, limit=100)
    assert len(page["data"]) == 12
    assert merchant.get(NOTES)["data"] == []
    assert merchant.get(f"/v1/invoices/{invoice['id']}") == invoice
    assert merchant.happened("credit_note.created") == []


def test_lists_of_notes_and_lines(merchant: Merchant) -> None:
    """By invoice and customer; all lines page by page."""
    first, second = billed(merchant), billed(merchant)
    note = merchant.post(NOTES, invoice=first["id"], lines=[custom(1) for _ in range(15)])
    other = merchant.post(NOTES, invoice=second["id"], amount=10)
    assert [one["id"] for one in merchant.get(NOTES, invoice=first["id"])["data"]] == [note["id"]]
    assert [one["id"] for one in merchant.get(NOTES, customer=second["customer"])["data"]] == [other["id"]]
    path = f"{NOTES}/{note['id']}/lines"
    page = merchant.get(path, limit=10)
    assert page["has_more"] is True
    rest = merchant.get(path, limit=10, starting_after=page["data"][-1]["id"])
    assert (len(rest["data"]), rest["has_more"]) == (5, False)
    assert error_of(merchant.account.get(f"{NOTES}/cn_none"), 404)["code"] == "resource_missing"


def test_memo_and_metadata_change(merchant: Merchant) -> None:
    """Nothing else does; the event tells what was."""
    note = merchant.post(NOTES, invoice=billed(merchant)["id"], amount=100, metadata={"a": "1"})
    changed = merchant.post(f"{NOTES}/{note['id']}", memo="Again", metadata={"b": "2"})
    assert (changed["memo"], changed["metadata"]) == ("Again", {"a": "1", "b": "2"})
    assert merchant.told("credit_note.updated")["previous_attributes"] == {"memo": None, "metadata": {"b": None}}


def test_the_pdf_leads_to_paper(merchant: Merchant) -> None:
    """One page that names the credit note."""
    note = merchant.post(NOTES, invoice=billed(merchant)["id"], lines=[custom(100, description="Broken (sorry)")])
    answer = merchant.account.http.get(note["pdf"])
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")
    assert note["number"].encode() in answer.content
    assert b"Broken \\(sorry\\)" in answer.content
    assert merchant.account.http.get(note["pdf"].replace(note["id"], "cn_none")).status_code == 404


def test_expanded(merchant: Merchant) -> None:
    """The invoice, the customer and the refunds."""
    invoice = billed(merchant, paid=True)
    params = {"invoice": invoice["id"], "amount": 100, "refund_amount": 100, "expand": ["invoice", "refunds.refund"]}
    note = ok(merchant.account.post(NOTES, params))
    assert note["invoice"]["id"] == invoice["id"]
    assert note["refunds"][0]["refund"]["object"] == "refund"


def test_as_older_versions_have_it(merchant: Merchant) -> None:
    """`refund` and `tax_amounts` before 2025-03-31.basil, as parameters and in answers."""
    old = for_version("2023-10-16")
    rate = merchant.post("/v1/tax_rates", display_name="VAT", percentage=25, inclusive=True)["id"]
    invoice = billed(merchant, paid=True, default_tax_rates=[rate])
    refund = merchant.post("/v1/refunds", payment_intent=merchant.intent(invoice["id"]), amount=500)["id"]
    wanted = {"type": "invoice_line_item", "invoice_line_item": invoice["lines"]["data"][0]["id"], "amount": 500}
    given = {"invoice": invoice["id"], "lines": [wanted], "refund": refund}
    answer = merchant.account.post(NOTES, given, headers={"Stripe-Version": "2023-10-16"})
    assert answer.status_code == 200, answer.text
    note = answer.json()
    assert old.check(note) == []
    assert (note["refund"], note["tax_amounts"][0]["amount"], note["tax_amounts"][0]["inclusive"]) == (
        refund, 100, True
    )  # fmt: skip
    assert note["lines"]["data"][0]["amount_excluding_tax"] == 400
