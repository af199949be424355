"""Eight ordinary steps of a shop through the stripe-python that PYTHONPATH names, each at its own pinned API version.

`python python_steps.py BASE KEY` prints `{"version": ..., "steps": {name: "ok" or what went wrong}}`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import stripe
from stripe._api_version import _ApiVersion

PINNED = _ApiVersion.CURRENT
BASIL, CLOVER, ACACIA = PINNED >= "2025-03-31", PINNED >= "2025-09-30", PINNED >= "2024-09-30"


class Steps:
    """A customer with a card, prices and a subscription; each method is one step, true when it went well."""

    def __init__(self) -> None:
        self.customer = stripe.Customer.create(
            payment_method="pm_card_visa", invoice_settings={"default_payment_method": "pm_card_visa"}
        ).id
        made: dict[str, Any] = {"currency": "usd", "product_data": {"name": "Tea"}}
        self.monthly = stripe.Price.create(unit_amount=500, recurring={"interval": "month"}, **made).id
        self.once = stripe.Price.create(unit_amount=900, **made).id
        self.subscription = self.subscribe("latest_invoice")

    def subscribe(self, expand: str, **params: Any) -> Any:
        """A new subscription."""
        return stripe.Subscription.create(
            customer=self.customer, items=[{"price": self.monthly}], expand=[expand], **params
        )

    def current_period_end(self) -> bool:
        """Of the item since basil, of the subscription before."""
        holder = self.subscription["items"].data[0] if BASIL else self.subscription
        return bool(holder["current_period_end"] > holder["current_period_start"])

    def subscription_of_an_invoice(self) -> bool:
        """In its parent since basil."""
        invoice = self.subscription.latest_invoice
        found = invoice["parent"]["subscription_details"]["subscription"] if BASIL else invoice["subscription"]
        return bool(found == self.subscription.id)

    def secret_of_the_first_payment(self) -> bool:
        """The client secret that the page confirms with."""
        field, secret = ("confirmation_secret" if BASIL else "payment_intent"), "client_secret"
        made = self.subscribe(f"latest_invoice.{field}", payment_behavior="default_incomplete")
        return "_secret_" in made.latest_invoice[field][secret]

    def payment_of_an_invoice(self) -> bool:
        """Its payments since basil, its charge before."""
        id = self.subscription.latest_invoice.id
        if BASIL:
            payments = stripe.Invoice.retrieve(id, expand=["payments"])["payments"]["data"]
            return str(payments[0]["payment"]["payment_intent"]).startswith("pi_")
        return bool(stripe.Invoice.retrieve(id, expand=["charge"])["charge"]["paid"])

    def preview_of_the_next_invoice(self) -> bool:
        """Created since basil, retrieved before."""
        if BASIL:
            return bool(stripe.Invoice.create_preview(subscription=self.subscription.id)["total"] == 500)
        upcoming: Any = getattr(stripe.Invoice, "upcoming")  # noqa: B009  (not in the SDK that this is checked with)
        return bool(upcoming(customer=self.customer, subscription=self.subscription.id)["total"] == 500)

    def promotion_code(self) -> bool:
        """By `promotion` since clover, by `coupon` before."""
        coupon = stripe.Coupon.create(percent_off=10, duration="once").id
        given: Any = {"promotion": {"type": "coupon", "coupon": coupon}} if CLOVER else {"coupon": coupon}
        code = stripe.PromotionCode.create(**given)
        return bool((code["promotion"]["coupon"] if CLOVER else code["coupon"]["id"]) == coupon)

    def checkout_session(self) -> bool:
        """With adaptive pricing since acacia."""
        more: Any = {"adaptive_pricing": {"enabled": True}} if ACACIA else {}
        session = stripe.checkout.Session.create(
            mode="payment", line_items=[{"price": self.once, "quantity": 1}], success_url="https://e.example", **more
        )
        return bool(session["url"] and session["amount_total"] == 900)

    def invoice_item_of_a_price(self) -> bool:
        """By `pricing` since basil, by `price` before."""
        given: Any = {"pricing": {"price": self.once}} if BASIL else {"price": self.once}
        item = stripe.InvoiceItem.create(customer=self.customer, **given)
        return bool((item["pricing"]["price_details"]["price"] if BASIL else item["price"]["id"]) == self.once)


def main() -> None:
    """Take every step, whatever the others did."""
    stripe.api_base, stripe.api_key = sys.argv[1:]
    steps = Steps()
    names = [name for name in vars(Steps) if not name.startswith("_") and name != "subscribe"]
    print(json.dumps({"version": PINNED, "steps": {name: _outcome(getattr(steps, name)) for name in names}}))


def _outcome(step: Callable[[], bool]) -> str:
    try:
        return "ok" if step() else "went through with another result"
    except Exception as error:  # noqa: BLE001  (an SDK raises errors of its own for what an answer lacks)
        return f"{type(error).__name__}: {error}"


if __name__ == "__main__":
    main()
