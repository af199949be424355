"""Stripe's errors told as problems (docs.stripe.com/api/errors): 402 on a decline, 502/503 when Stripe is out."""

import stripe

from checkout.problems import Problem, conflict, not_found, unavailable

STATE_CODES = (
    "payment_intent_unexpected_state",
    "charge_already_refunded",
    "charge_disputed",
    "refund_disputed_payment",
)
OUTAGE_CODES = ("stripe_error", "stripe_unavailable", "stripe_busy")


def as_problem(error: stripe.StripeError) -> Problem:
    """The problem for any error of the SDK. Details are Stripe's own message only where a shopper may read it."""
    if isinstance(error, stripe.CardError):
        return _declined(error)
    if isinstance(error, stripe.APIConnectionError):
        return unavailable("stripe_unavailable", "Stripe cannot be reached. Repeating the call is safe.")
    if isinstance(error, stripe.RateLimitError) or error.http_status == 409:
        return unavailable("stripe_busy", "Stripe is busy with this payment or with us. Repeating the call is safe.")
    if isinstance(error, stripe.IdempotencyError):
        return conflict("idempotency_conflict", "This operation was begun with other values. Read the payment again.")
    if isinstance(error, stripe.InvalidRequestError):
        return _invalid(error)
    return unavailable("stripe_error", "Stripe did not answer as expected. Repeating the call is safe.", status=502)


def _declined(error: stripe.CardError) -> Problem:
    decline_code = getattr(error.error, "decline_code", None) if error.error else None
    detail = error.user_message or "The card was declined. Try another card."
    return Problem(402, error.code or "card_declined", detail, decline_code=decline_code)


def _invalid(error: stripe.InvalidRequestError) -> Problem:
    message = error.user_message or "Stripe refused the request."
    if error.http_status == 404:
        return not_found("payment at Stripe")
    if error.code in STATE_CODES:
        return conflict(str(error.code), message)
    return Problem(422, error.code or "stripe_refused", message, param=error.param)
