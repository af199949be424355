"""An amount below the minimum, above eight digits, or with a decimal that a currency has not, is refused."""

from harness.stripe.probing.kit.backend import MARK, Backend

SOURCE = "https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts"
BUILDS_ON = ()
REFUSED = (
    ("usd", 49, "amount_too_small"),
    ("jpy", 49, "amount_too_small"),
    ("usd", 100_000_000, "amount_too_large"),
    ("kwd", 5125, ""),
)
LARGEST = 99_999_999


def ask(backend: Backend) -> None:
    """Make PaymentIntents over each, and over the largest amount there is."""
    for currency, amount, code in REFUSED:
        form = {"amount": amount, "currency": currency, **MARK}
        answer = backend.client.post("/v1/payment_intents", form)
        answer.refuses(400, f"a PaymentIntent over {amount} {currency}", *([code] if code else []))
    form = {"amount": LARGEST, "currency": "usd", **MARK}
    backend.client.post("/v1/payment_intents", form).ok(f"a PaymentIntent over {LARGEST} usd")
