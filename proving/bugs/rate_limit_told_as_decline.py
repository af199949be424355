"""When Stripe is too busy (429) the shopper is told that the card was declined.

Harm: a good card is put away and the sale lost in exactly the hour when most people buy; clients do not repeat a 402.
Shows when Stripe answers 429 during create-payment-intent, confirm or a refund: 402 card_declined where 503 with
Retry-After is promised. Sources: woocommerce-gateway-stripe #503 (rate_limit_error is to be repeated),
docs.stripe.com/rate-limits.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "stripe_errors.py",
            "    if isinstance(error, stripe.RateLimitError) or error.http_status == 409:\n",
            """\
    if isinstance(error, stripe.RateLimitError):
        return Problem(402, "card_declined", "The card was declined. Try another card.")
    if error.http_status == 409:
""",
        ),
    ),
    cases=("test_stripe_is_busy",),
    run=(
        "scenarios/test_stripe_outages.py",
        "-k",
        "busy",
    ),
)
