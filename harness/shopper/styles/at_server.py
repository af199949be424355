"""A payment that the checkout confirms itself: the page gives it a PaymentMethod, and answers a challenge if there is
one: https://docs.stripe.com/payments/accept-a-payment-synchronously."""

from harness.checkouts import NotOffered, Payment, Refused
from harness.core.cards import Card
from harness.core.debits import Debit
from harness.shopper.styles.payment_intent import HTTP_ERROR, attempt_of
from harness.shopper.styles.style import ABANDON, Attempt, Means, Style, Till

SERVER_ERROR = 500


def pay(till: Till, payment: Payment, card: Means, three_ds: str) -> Attempt:
    """Make a PaymentMethod of a card in the page, hand it to the checkout, and answer the bank where it asks."""
    if isinstance(card, Debit):  # the mandate is given to the page
        raise NotOffered("a bank debit that the page confirms")
    method = card
    if isinstance(card, Card):
        made = till.js.create_payment_method(card)
        if made.status >= HTTP_ERROR:
            return attempt_of(made)
        method = str(made.json()["id"])
    try:
        till.confirm(payment, str(method))
    except Refused as refusal:
        return _after(till, payment, refusal)
    if three_ds != ABANDON:
        return authenticate(till, payment, None, three_ds)
    return _after(till, payment, None)


def authenticate(till: Till, payment: Payment, attempt: Attempt | None, outcome: str) -> Attempt:
    """Answer the bank where it asks."""
    intents = till.intents(payment)
    if intents and intents[-1]["status"] == "requires_action":
        till.js.answer_challenge(intents[-1], outcome)
    return _after(till, payment, None)


def _after(till: Till, payment: Payment, refusal: Refused | None) -> Attempt:
    """How the payment stands at Stripe, which the page of such a shop learns from the checkout alone."""
    intents = till.intents(payment)
    status, error = (intents[-1]["status"], intents[-1]["last_payment_error"]) if intents else ("", None)
    if refusal is not None and (not error or refusal.answer.status >= SERVER_ERROR):
        raise refusal  # the error may be of an attempt before
    return Attempt(status, error or {}, refusal.answer if refusal is not None else None)


STYLE = Style("at_server", lambda payment: not payment.client_secret and not payment.url, pay, authenticate)
