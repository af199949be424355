"""A card that the page saves with a SetupIntent, and pays nothing with: https://docs.stripe.com/payments/save-and-reuse."""

from harness.shopper.styles import payment_intent
from harness.shopper.styles.style import Style

STYLE = Style(
    "setup_intent",
    lambda payment: payment.client_secret.startswith("seti_"),
    payment_intent.pay,
    payment_intent.authenticate,
)
