"""What a window's traffic tells of an attempt to pay: what Stripe answered, and about which payment."""

from collections.abc import Sequence
from dataclasses import replace

from harness.browser.window import Window
from harness.checkouts import Payment
from harness.core.exchange import Exchange
from harness.shopper.styles import Attempt
from harness.shopper.styles.payment_intent import attempt_of

HOSTED = "hosted_page"
STRIPES_ANSWERS = ("confirm_payment", "retrieve", HOSTED)


def attempt(
    window: Window, payments: Sequence[Payment], since: int, *, paid: bool, message: str
) -> tuple[Attempt, Payment]:
    """The last attempt from the `since`-th answer on; Failure when the page asked nothing of Stripe.

    `payments` are those that the shopper was told of, `paid` and `message` what the page says: of Stripe's own page
    nothing else tells how it ended.
    """
    answer = window.last_answer(*STRIPES_ANSWERS, since=since)
    if answer not in window.traffic.of(HOSTED, since=since):
        return attempt_of(answer), _named_in(answer, payments)
    error = {"type": "card_error", "message": message} if message else {}
    return Attempt("complete" if paid else "open", error, answer), _paid_there(answer, payments)


def _paid_there(answer: Exchange, payments: Sequence[Payment]) -> Payment:
    return next(payment for payment in payments if payment.id in answer.url)


def _named_in(answer: Exchange, payments: Sequence[Payment]) -> Payment:
    """The payment that Stripe's answer is about, with its amount."""
    body = answer.json()
    intent = (body.get("error") or {}).get("payment_intent") or body
    amount, currency, secret = intent.get("amount"), intent.get("currency"), str(intent.get("client_secret", ""))
    for payment in payments:
        if payment.id in answer.url:
            return replace(payment, amount=amount, currency=currency)
    return Payment(str(intent.get("id", "")), amount, currency, secret)
