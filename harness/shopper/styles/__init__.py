"""The ways to pay: one file each, without a browser. What a shop answered when the payment began says which it is."""

from harness.checkouts import Payment
from harness.core.failure import Failure
from harness.shopper.styles import at_server, checkout_elements, hosted_page, payment_intent, setup_intent
from harness.shopper.styles.style import Attempt, Means, Style, Till

__all__ = ["Attempt", "Means", "Style", "Till", "style_of"]

STYLES: tuple[Style, ...] = (
    payment_intent.STYLE,
    setup_intent.STYLE,
    checkout_elements.STYLE,
    hosted_page.STYLE,
    at_server.STYLE,
)


def style_of(payment: Payment, *, at_server: bool) -> Style:
    """The way in which this payment is paid; Failure when the shop's answer leads nowhere.

    `at_server` is whether the shop confirms payments itself."""
    for style in STYLES if at_server else STYLES[:-1]:
        if style.fits(payment):
            return style
    raise Failure(
        "no_way_to_pay",
        "The checkout began a payment that nobody can pay",
        let=f"the checkout begin the payment {payment.id}",
        then="it has a client secret (pi_..., seti_..., cs_...) for the page, or the address of Stripe's page",
        however=f"its client secret is {payment.client_secret!r} and its address {payment.url!r}",
    )
