"""Every event of a change carries the old values of exactly what changed (fact 138)."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import stripe_emulator
from tests.stripe_emulator.client import JSON, Account, eventually, ok
from tests.stripe_emulator.event_changes import ALSO, wrong

Story = Callable[[Account], JSON]
CARD = {"payment_method_types": ["card"], "payment_method": "pm_card_visa", "confirm": True}
WEEK = 7 * 86_400
BANK = {
    "object": "bank_account", "country": "US", "currency": "usd", "account_number": "000123456789",
    "routing_number": "110000000",
}  # fmt: skip


def post(account: Account, path: str, **params: object) -> JSON:
    """POST, answered with 200."""
    return ok(account.post(path, params))


def advance(account: Account, seconds: int) -> None:
    """Move the account's clock."""
    account.introspect("POST", "/clock", params={"account": account.name}, json={"advance": seconds})


def payer(account: Account) -> str:
    """A customer with a card."""
    card = {"payment_method": "pm_card_visa", "invoice_settings": {"default_payment_method": "pm_card_visa"}}
    return str(post(account, "/v1/customers", **card)["id"])


def price(account: Account, amount: int = 1000) -> JSON:
    """A monthly price of a new product."""
    product = {"product_data": {"name": "Gold"}, "recurring": {"interval": "month"}}
    return post(account, "/v1/prices", currency="usd", unit_amount=amount, **product)


def subscribed(account: Account) -> JSON:
    """An active subscription."""
    return post(account, "/v1/subscriptions", customer=payer(account), items=[{"price": price(account)["id"]}])


def _bank(account: Account) -> JSON:
    path = f"/v1/accounts/{ok(account.get('/v1/account'))['id']}/external_accounts"
    post(account, path, external_account=BANK)
    second = post(account, path, external_account={**BANK, "account_number": "000111111116"})
    post(account, f"{path}/{second['id']}", default_for_currency=True, metadata={"a": "b"})
    return {"default_for_currency": False, "metadata": {"a": None}}


def _portal(account: Account) -> JSON:
    features = {"invoice_history": {"enabled": True}}
    made = post(account, "/v1/billing_portal/configurations", features=features)
    advance(account, 5)
    changed = {"invoice_history": {"enabled": False}}
    post(account, f"/v1/billing_portal/configurations/{made['id']}", features=changed)
    return {"features": {"invoice_history": {"enabled": True}}, "updated": made["updated"]}


def _captured(account: Account) -> JSON:
    intent = account.pay(amount=1000, capture_method="manual")
    post(account, f"/v1/payment_intents/{intent['id']}/capture", amount_to_capture=600)
    return {"amount_captured": 0, "amount_refunded": 0, "captured": False}


def _expired(account: Account) -> JSON:
    account.pay(amount=1000, capture_method="manual")
    advance(account, 8 * 86_400)
    return {"amount_refunded": 0, "refunded": False}


def _refunded(account: Account) -> JSON:
    """https://github.com/akash-network/console/pull/2438: the part of this refund is the difference."""
    intent = account.pay(amount=1000)
    for amount in (300, 700):
        post(account, "/v1/refunds", payment_intent=intent["id"], amount=amount)
    return {"amount_refunded": 300, "refunded": False}


def _charge(account: Account) -> JSON:
    charge = account.pay()["latest_charge"]
    eventually(lambda: ok(account.get(f"/v1/charges/{charge}"))["balance_transaction"], reason="it is booked")
    post(account, f"/v1/charges/{charge}", fraud_details={"user_report": "safe"}, metadata={"a": "b"})
    return {"fraud_details": {"user_report": None}, "metadata": {"a": None}}


def disputed(account: Account) -> str:
    """The id of a dispute."""
    account.pay("pm_card_createDispute")
    return str(eventually(lambda: ok(account.get("/v1/disputes"))["data"], reason="it is disputed")[0]["id"])


def _dispute(account: Account) -> JSON:
    post(account, f"/v1/disputes/{disputed(account)}", evidence={"customer_name": "A"}, submit=False)
    return {"evidence": {"customer_name": None}, "evidence_details": {"has_evidence": False}}


def _dispute_closed(account: Account) -> JSON:
    post(account, f"/v1/disputes/{disputed(account)}/close")
    return {"status": "needs_response"}


def _refund(account: Account) -> JSON:
    refund = post(account, "/v1/refunds", payment_intent=account.pay("pm_card_pendingRefund")["id"])
    assert refund["status"] == "pending"
    eventually(lambda: ok(account.get(f"/v1/refunds/{refund['id']}"))["status"] == "succeeded", reason="it succeeds")
    events = account.events("refund.updated")
    assert events[0]["data"]["previous_attributes"] == {"pending_reason": "processing", "status": "pending"}
    post(account, f"/v1/refunds/{refund['id']}", metadata={"a": "b"})
    return {"metadata": {"a": None}}


def _coupon(account: Account) -> JSON:
    coupon = post(account, "/v1/coupons", percent_off=10, name="Spring", metadata={"a": "1"})["id"]
    post(account, f"/v1/coupons/{coupon}", name="Summer", metadata={"a": "2", "b": "3"})
    return {"metadata": {"a": "1", "b": None}, "name": "Spring"}


def _note(account: Account) -> JSON:
    invoice = subscribed(account)["latest_invoice"]
    note = post(account, "/v1/credit_notes", invoice=invoice, amount=100, credit_amount=100)
    post(account, f"/v1/credit_notes/{note['id']}", memo="Sorry")
    return {"memo": None}


def _discount(account: Account) -> JSON:
    first, second = (post(account, "/v1/coupons", percent_off=part)["id"] for part in (10, 20))
    customer = post(account, "/v1/customers", coupon=first)
    post(account, f"/v1/customers/{customer['id']}", coupon=second)
    return {"id": customer["discount"]["id"], "source": {"coupon": first}}


def _source(account: Account) -> JSON:
    customer = post(account, "/v1/customers", source="tok_visa")
    post(account, f"/v1/customers/{customer['id']}/sources/{customer['default_source']}", name="A", metadata={"a": "b"})
    return {"metadata": {"a": None}, "name": None}


def _subscription(account: Account) -> JSON:
    subscription = subscribed(account)
    item, new = subscription["items"]["data"][0], price(account, 2000)["id"]
    items = [{"id": item["id"], "price": new}]
    post(account, f"/v1/subscriptions/{subscription['id']}", items=items, cancel_at_period_end=True)
    told = account.events("customer.subscription.updated")[-1]["data"]["previous_attributes"]
    assert set(told) == {"cancel_at", "cancel_at_period_end", "canceled_at", "cancellation_details", "items"}
    assert told["cancellation_details"] == {"reason": None}
    assert list(told["items"]) == ["data"]
    assert told["items"]["data"] == [item], "an array is there as a whole"
    post(account, f"/v1/subscriptions/{subscription['id']}", metadata={"a": "b"}, description="Mine")
    return {"description": None, "metadata": {"a": None}}


def _tax_id(account: Account) -> JSON:
    post(account, f"/v1/customers/{payer(account)}/tax_ids", type="eu_vat", value="DE000000000")
    eventually(lambda: account.events("customer.tax_id.updated"), reason="it is verified")
    return {"verification": {"status": "pending", "verified_address": None, "verified_name": None}}


def _customer(account: Account) -> JSON:
    customer = post(account, "/v1/customers", name="A", address={"city": "Rome", "country": "IT"}, metadata={"a": "1"})
    method = post(account, "/v1/payment_methods/pm_card_visa/attach", customer=customer["id"])["id"]
    post(
        account, f"/v1/customers/{customer['id']}", name="B", address={"city": "Pisa", "country": "IT"},
        invoice_settings={"default_payment_method": method}, metadata={"b": "2"}, balance=-100,
    )  # fmt: skip
    return {
        "address": {"city": "Rome"}, "balance": 0, "currency": None,
        "invoice_settings": {"default_payment_method": None}, "metadata": {"b": None}, "name": "A",
    }  # fmt: skip


def _invoice(account: Account) -> JSON:
    invoice = post(account, "/v1/invoices", customer=payer(account), metadata={"a": "1"})["id"]
    post(account, f"/v1/invoices/{invoice}", description="Mine", metadata={"b": "2"})
    return {"description": None, "metadata": {"b": None}}


def _link(account: Account) -> JSON:
    completed = {"custom_message": "Thanks"}
    items = [{"price": post(account, "/v1/prices", currency="usd", unit_amount=1000,
                            product_data={"name": "Mug"})["id"], "quantity": 1}]  # fmt: skip
    link = post(account, "/v1/payment_links", line_items=items)["id"]
    changed = {"type": "hosted_confirmation", "hosted_confirmation": completed}
    post(account, f"/v1/payment_links/{link}", after_completion=changed, metadata={"a": "b"})
    return {"after_completion": {"hosted_confirmation": {"custom_message": None}}, "metadata": {"a": None}}


def attached(account: Account) -> JSON:
    """A customer's card."""
    return post(account, "/v1/payment_methods/pm_card_visa/attach", customer=payer(account))


def _method(account: Account) -> JSON:
    method = attached(account)
    changes = {"billing_details": {"name": "A", "address": {"city": "Rome"}}, "card": {"exp_month": 1}}
    post(account, f"/v1/payment_methods/{method['id']}", metadata={"a": "b"}, **changes)
    return {
        "billing_details": {"address": {"city": None}, "name": None},
        "card": {"exp_month": method["card"]["exp_month"]}, "metadata": {"a": None},
    }  # fmt: skip


def _detached(account: Account) -> JSON:
    method = attached(account)
    post(account, f"/v1/payment_methods/{method['id']}/detach")
    return {"customer": method["customer"]}


def _payout(account: Account) -> JSON:
    account.pay("pm_card_bypassPending", amount=5000)
    payout = post(account, "/v1/payouts", amount=1000, currency="usd")
    eventually(lambda: account.events("payout.paid"), reason="it arrives")
    arrived = account.events("payout.updated")[0]["data"]["previous_attributes"]
    assert arrived == {"status": "pending", "trace_id": {"status": "pending", "value": None}}
    post(account, f"/v1/payouts/{payout['id']}", metadata={"a": "b"})
    return {"metadata": {"a": None}}


def _plan(account: Account) -> JSON:
    post(account, f"/v1/plans/{price(account)['id']}", nickname="New", trial_period_days=3)
    return {"nickname": None, "trial_period_days": None}


def _price(account: Account) -> JSON:
    made = price(account)
    post(account, f"/v1/prices/{made['id']}", nickname="New", metadata={"a": "b"})
    return {"metadata": {"a": None}, "nickname": None}


def _product(account: Account) -> JSON:
    product = post(account, "/v1/products", name="Gold", metadata={"a": "1"})
    advance(account, 5)
    post(account, f"/v1/products/{product['id']}", name="Silver", metadata={"b": "2"})
    return {"metadata": {"b": None}, "name": "Gold", "updated": product["updated"]}


def _promotion_code(account: Account) -> JSON:
    promotion = {"type": "coupon", "coupon": post(account, "/v1/coupons", percent_off=10)["id"]}
    code = post(account, "/v1/promotion_codes", promotion=promotion)["id"]
    post(account, f"/v1/promotion_codes/{code}", active=False, metadata={"a": "b"})
    return {"active": True, "metadata": {"a": None}}


def _warning(account: Account) -> JSON:
    intent = account.pay("pm_card_createIssuerFraudRecord")
    eventually(lambda: account.events("radar.early_fraud_warning.created"), reason="it is warned of")
    post(account, "/v1/refunds", payment_intent=intent["id"])
    return {"actionable": True}


def _schedule(account: Account) -> JSON:
    items = {"items": [{"price": price(account)["id"]}], "duration": {"interval": "month", "interval_count": 1}}
    schedule = post(account, "/v1/subscription_schedules", customer=payer(account), start_date="now", phases=[items])
    post(account, f"/v1/subscription_schedules/{schedule['id']}", end_behavior="cancel", metadata={"a": "b"})
    return {"end_behavior": "release", "metadata": {"a": None}}


def _tax_rate(account: Account) -> JSON:
    rate = post(account, "/v1/tax_rates", display_name="VAT", percentage=20, inclusive=False)["id"]
    post(account, f"/v1/tax_rates/{rate}", active=False, metadata={"a": "b"})
    return {"active": True, "metadata": {"a": None}}


STORIES: dict[str, Story] = {
    "account.external_account.updated": _bank,
    "billing_portal.configuration.updated": _portal,
    "charge.captured": _captured,
    "charge.dispute.closed": _dispute_closed,
    "charge.dispute.updated": _dispute,
    "charge.expired": _expired,
    "charge.refund.updated": _refund,
    "charge.refunded": _refunded,
    "charge.updated": _charge,
    "coupon.updated": _coupon,
    "credit_note.updated": _note,
    "customer.discount.updated": _discount,
    "customer.source.updated": _source,
    "customer.subscription.updated": _subscription,
    "customer.tax_id.updated": _tax_id,
    "customer.updated": _customer,
    "invoice.updated": _invoice,
    "payment_link.updated": _link,
    "payment_method.detached": _detached,
    "payment_method.updated": _method,
    "payout.updated": _payout,
    "plan.updated": _plan,
    "price.updated": _price,
    "product.updated": _product,
    "promotion_code.updated": _promotion_code,
    "radar.early_fraud_warning.updated": _warning,
    "refund.updated": _refund,
    "subscription_schedule.updated": _schedule,
    "tax_rate.updated": _tax_rate,
}


@pytest.mark.parametrize("type", STORIES)
def test_a_change_says_what_was(account: Account, type: str) -> None:
    """The last event of the type has the old values of what changed; so has every event of the story."""
    wanted = STORIES[type](account)
    events = account.events(type)
    assert events, f"the story has an event {type}"
    assert events[-1]["data"]["previous_attributes"] == wanted
    assert list(wrong(account.events())) == []


def test_every_change_has_its_story() -> None:
    """Each type `*.updated` in the emulator's source; a new one needs a story here."""
    source = Path(stripe_emulator.__file__).parent
    text = "\n".join(path.read_text() for path in source.rglob("*.py"))
    named = set(re.findall(r'"([a-z_]+(?:\.[a-z_]+)*\.updated)"', text))
    assert named - set(STORIES) == set()
    assert set(STORIES) >= ALSO


def test_an_update_that_changes_nothing_has_no_event(account: Account) -> None:
    """The same name again."""
    customer = post(account, "/v1/customers", name="A")
    post(account, f"/v1/customers/{customer['id']}", name="A")
    assert account.events("customer.updated") == []


@pytest.mark.parametrize("version", ["2023-10-16", "2026-10-28.endive"])
def test_old_values_are_in_the_events_of_other_versions(account: Account, version: str) -> None:
    """Read in another API version, the old value of a plain field is the same."""
    intent = account.pay(amount=1000)
    post(account, "/v1/refunds", payment_intent=intent["id"], amount=300)
    events = ok(account.get("/v1/events", {"type": "charge.refunded"}, headers={"Stripe-Version": version}))
    assert events["data"][0]["data"]["previous_attributes"]["amount_refunded"] == 0
