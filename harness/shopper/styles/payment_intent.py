"""A PaymentIntent that the page confirms with Stripe.js: https://docs.stripe.com/payments/accept-a-payment."""

from harness.checkouts import Payment
from harness.core.exchange import Exchange
from harness.shopper.styles.style import ABANDON, Attempt, Means, Style, Till

HTTP_ERROR = 400


def pay(till: Till, payment: Payment, card: Means, three_ds: str) -> Attempt:
    """Confirm with what it is paid with, and answer the bank's challenge if there is one."""
    answer = till.js.confirm_payment(payment.client_secret, card)
    if three_ds != ABANDON:
        answer = till.js.authenticate(payment.client_secret, answer, three_ds)
    return attempt_of(answer)


def authenticate(till: Till, payment: Payment, attempt: Attempt | None, outcome: str) -> Attempt:
    """What Stripe.js does with an intent that waits for the bank."""
    shown = attempt.exchange if attempt else None
    waiting = shown or till.js.retrieve(payment.client_secret)
    return attempt_of(till.js.authenticate(payment.client_secret, waiting, outcome))


def attempt_of(answer: Exchange) -> Attempt:
    """What Stripe answered about an intent: the intent itself, or an error with the intent inside."""
    body = answer.json()
    if answer.status >= HTTP_ERROR:
        error = body.get("error") or {}
        intent = error.get("payment_intent") or error.get("setup_intent") or {}
        return Attempt(str(intent.get("status", "")), error, answer)
    error = body.get("last_payment_error") or body.get("last_setup_error") or {}
    return Attempt(str(body.get("status", "")), error, answer)


STYLE = Style("payment_intent", lambda payment: payment.client_secret.startswith("pi_"), pay, authenticate)
