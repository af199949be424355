"""The invoice's page and the merchant's settings, behind Stripe's back."""

from __future__ import annotations

from tests.stripe_emulator.billing.merchant import DAY, HOUR, MONTH, START, Merchant
from tests.stripe_emulator.client import ok


def test_an_invoice_has_a_page_and_a_pdf(merchant: Merchant) -> None:
    """Where its URLs lead."""
    invoice = merchant.latest(merchant.subscribe(merchant.customer())["id"])
    page = merchant.account.http.get(invoice["hosted_invoice_url"])
    assert page.status_code == 200
    for words in (invoice["number"], "1 × Gold (at $15.00 / month)", "$15.00", "paid"):
        assert words in page.text, words
    pdf = merchant.account.http.get(invoice["invoice_pdf"])
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-1.4")
    assert invoice["number"].encode() in pdf.content
    assert merchant.account.introspect("GET", "/invoices/in_none").status_code == 404


def test_the_merchant_sets_what_happens_in_the_end(merchant: Merchant) -> None:
    """One retry after a day, then unpaid; the next period stays a draft until it is paid."""
    path = f"/billing_settings?account={merchant.account.name}"
    told = ok(merchant.account.introspect("GET", path))
    assert told == {"retry_after_days": [3, 5, 7], "when_exhausted": "cancel"}
    wish = {"retry_after_days": [1], "when_exhausted": "mark_unpaid"}
    assert ok(merchant.account.introspect("POST", path, json=wish)) == wish
    customer = merchant.customer()
    subscription = merchant.subscribe(customer)
    merchant.pay_with(customer, "pm_card_chargeCustomerFail")
    merchant.advance(START + MONTH + HOUR + DAY)
    assert merchant.subscription(subscription["id"])["status"] == "unpaid"
    merchant.advance(START + 61 * DAY)
    draft = merchant.latest(subscription["id"])
    assert (draft["status"], draft["auto_advance"]) == ("draft", False)
    merchant.pay_with(customer, "pm_card_visa")
    merchant.post(f"/v1/invoices/{draft['id']}/pay")
    assert merchant.subscription(subscription["id"])["status"] == "active"


def test_settings_that_cannot_be_are_refused(merchant: Merchant) -> None:
    """With what was expected; nothing changes."""
    path = f"/billing_settings?account={merchant.account.name}"
    for wish in ({"retry_after_days": [0]}, {"when_exhausted": "explode"}, {"other": 1}, []):
        answer = merchant.account.introspect("POST", path, json=wish)
        assert answer.status_code == 400, wish
        assert answer.json()["error"]["message"]
    assert merchant.account.introspect("GET", "/billing_settings").status_code == 400
    assert ok(merchant.account.introspect("GET", path))["when_exhausted"] == "cancel"


def test_incomplete_has_to_be_paid_before_it_changes(merchant: Merchant) -> None:
    """Metadata may change, what costs money not."""
    subscription = merchant.subscribe(merchant.customer("pm_card_chargeCustomerFail"))
    path = f"/v1/subscriptions/{subscription['id']}"
    item = {"id": subscription["items"]["data"][0]["id"], "quantity": 2}
    assert merchant.account.post(path, {"items": [item]}).status_code == 400
    assert merchant.post(path, metadata={"a": "b"})["metadata"] == {"a": "b"}
