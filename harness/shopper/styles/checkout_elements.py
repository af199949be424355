"""A Checkout Session that the shop's own page confirms, embedded or as elements:
https://docs.stripe.com/checkout/elements-with-checkout-sessions-api/quickstart."""

from dataclasses import replace

from harness.checkouts import Payment
from harness.shopper.styles import hosted_page
from harness.shopper.styles.style import Attempt, Means, Style, Till


def pay(till: Till, payment: Payment, card: Means, three_ds: str) -> Attempt:
    """Fill in the same form that Stripe shows inside the shop's page."""
    session_id = payment.client_secret.partition("_secret_")[0]
    return hosted_page.pay(till, replace(payment, url=f"{till.stripe_url}/c/pay/{session_id}"), card, three_ds)


STYLE = Style(
    "checkout_elements", lambda payment: payment.client_secret.startswith("cs_"), pay, hosted_page.authenticate
)
