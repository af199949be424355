"""Stories told through the stripe-python that PYTHONPATH names; see `driver.py`. Valid in every version since 8.0.0."""

from __future__ import annotations

import json
import sys
import traceback
from typing import Any

import stripe

Details = dict[str, Any]
CARD_ONLY = {"enabled": True, "allow_redirects": "never"}


def version(_: Details) -> Details:
    """Which SDK this is."""
    return {"version": stripe.VERSION if hasattr(stripe, "VERSION") else stripe.version.VERSION}


def pay(details: Details) -> Details:
    """Create and confirm a PaymentIntent in one request."""
    intent = stripe.PaymentIntent.create(
        amount=details.get("amount", 2000),
        currency="usd",
        payment_method=details.get("payment_method", "pm_card_visa"),
        confirm=True,
        automatic_payment_methods=CARD_ONLY,
        metadata={"name": "Ada ☃"},
        expand=["latest_charge"],
    )
    return {
        "id": intent.id,
        "status": intent.status,
        "received": intent.amount_received,
        "name": intent.metadata["name"],
        "charge": intent.latest_charge.object,
    }


def fee(_: Details) -> Details:
    """What Stripe keeps of a charge."""
    intent = stripe.PaymentIntent.retrieve(pay({"amount": 1000})["id"], expand=["latest_charge.balance_transaction"])
    transaction = intent.latest_charge.balance_transaction
    return {"amount": transaction.amount, "fee": transaction.fee, "net": transaction.net}


def pages(_: Details) -> Details:
    """Every customer of an account, two to a page."""
    made = [stripe.Customer.create(name=f"Number {number}").id for number in range(5)]
    found = [customer.id for customer in stripe.Customer.list(limit=2).auto_paging_iter()]
    return {"made": made, "found": found}


def webhook(details: Details) -> Details:
    """What was delivered, verified; and with another secret."""
    event = stripe.Webhook.construct_event(details["payload"], details["signature"], details["secret"])
    refused = refusal(lambda: stripe.Webhook.construct_event(details["payload"], details["signature"], "whsec_other"))
    return {"type": event.type, "id": event.data.object.id, "with_another_secret": refused["class"]}


def refund(_: Details) -> Details:
    """A part, the rest, and once too often."""
    intent = pay({})["id"]
    part = stripe.Refund.create(payment_intent=intent, amount=500)
    rest = stripe.Refund.create(payment_intent=intent)
    again = refusal(lambda: stripe.Refund.create(payment_intent=intent))
    charge = stripe.Charge.retrieve(stripe.PaymentIntent.retrieve(intent).latest_charge)
    return {"amounts": [part.amount, rest.amount], "status": rest.status, "refunded": charge.refunded, "again": again}


def customer(_: Details) -> Details:
    """Created, changed, read, deleted."""
    made = stripe.Customer.create(email="ada@shop.example", metadata={"user": "7", "plan": "free"})
    changed = stripe.Customer.modify(made.id, name="Ada Lovelace", metadata={"plan": ""})
    read = stripe.Customer.retrieve(made.id)
    deleted = stripe.Customer.delete(made.id)
    return {
        "name": changed.name,
        "email": read.email,
        "metadata": json.loads(str(read.metadata)),
        "deleted": deleted.deleted,
        "gone": stripe.Customer.retrieve(made.id).deleted,
    }


def catalogue(_: Details) -> Details:
    """A product with a price of its own."""
    product = stripe.Product.create(name="Tea", metadata={"sku": "t1"})
    price = stripe.Price.create(product=product.id, unit_amount=1500, currency="eur", recurring={"interval": "month"})
    renamed = stripe.Product.modify(product.id, name="Green tea")
    return {
        "name": renamed.name,
        "price": [price.unit_amount, price.currency, price.type, price.recurring.interval],
        "found": [found.id == price.id for found in stripe.Price.list(product=product.id).data],
    }


def subscription(_: Details) -> Details:
    """A customer with a saved card subscribes, pays the first invoice and leaves."""
    who = stripe.Customer.create(
        payment_method="pm_card_visa", invoice_settings={"default_payment_method": "pm_card_visa"}
    )
    price = stripe.Price.create(
        product=stripe.Product.create(name="Tea").id, unit_amount=1500, currency="usd", recurring={"interval": "month"}
    )
    made = stripe.Subscription.create(customer=who.id, items=[{"price": price.id}], expand=["latest_invoice"])
    left = stripe.Subscription.cancel(made.id)
    invoice = made.latest_invoice
    return {"status": made.status, "invoice": [invoice.status, invoice.amount_paid], "left": left.status}


def checkout(_: Details) -> Details:
    """A hosted page, opened and expired."""
    price = stripe.Price.create(product=stripe.Product.create(name="Tea").id, unit_amount=1500, currency="usd")
    session = stripe.checkout.Session.create(
        mode="payment", line_items=[{"price": price.id, "quantity": 2}], success_url="https://shop.example/done"
    )
    expired = stripe.checkout.Session.expire(session.id)
    return {"status": session.status, "total": session.amount_total, "url": session.url, "then": expired.status}


def idempotency(_: Details) -> Details:
    """The same key twice, and with other parameters."""
    first, second = (stripe.Customer.create(name="Ada", idempotency_key="k") for _ in range(2))
    other = refusal(lambda: stripe.Customer.create(name="Grace", idempotency_key="k"))
    return {"same": first.id == second.id, "other": other}


def missing(_: Details) -> Details:
    """What is not there, and what is not given."""
    return {
        "object": refusal(lambda: stripe.Customer.retrieve("cus_nowhere")),
        "parameter": refusal(lambda: stripe.PaymentIntent.create(currency="usd")),
    }


def refusal(act: Any) -> Details:
    """What the SDK raises, in words that every SDK has."""
    try:
        act()
    except stripe.StripeError as error:
        return _told(error)
    return {"class": "nothing"}


def _told(error: Any) -> Details:
    fields = (error.json_body or {}).get("error", {})
    return {
        "class": type(error).__name__,
        "status": error.http_status,
        "code": fields.get("code"),
        "param": getattr(error, "param", None),
        "decline_code": fields.get("decline_code"),
        "message": error.user_message,
        "intent": fields.get("payment_intent", {}).get("status"),
    }


STORIES = (
    version, pay, fee, pages, webhook, refund, customer, catalogue, subscription, checkout, idempotency, missing,
)  # fmt: skip


def main() -> None:
    """Answer until the requests end."""
    stories = {story.__name__: story for story in STORIES}
    for line in sys.stdin:
        request = json.loads(line)
        stripe.api_key, stripe.api_base = request["key"], request["base"]
        stripe.max_network_retries = request.get("retries", 0)
        try:
            answer = stories[request["story"]](request)
        except stripe.StripeError as error:
            answer = {"refused": _told(error)}
        except Exception:  # noqa: BLE001  (whatever breaks is told to the test)
            answer = {"broke": traceback.format_exc()}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
