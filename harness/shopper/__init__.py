"""Who buys: a shopper at the payment API, and what Stripe.js does for it in the browser."""

from harness.shopper.api import ApiShopper, Person
from harness.shopper.purchase import Purchase
from harness.stripe.stripe_js import StripeJs

__all__ = ["ApiShopper", "Person", "Purchase", "StripeJs"]
