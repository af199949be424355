"""Amounts as people read them. Everywhere else they are integers in minor units.

Decimals by currency: docs.stripe.com/currencies (zero-decimal and three-decimal currencies; ISK and UGX are written
with two decimals at Stripe for backwards compatibility).
"""

ZERO_DECIMALS = frozenset(
    ("bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf")
)
THREE_DECIMALS = frozenset(("bhd", "jod", "kwd", "omr", "tnd"))


def decimals(currency: str) -> int:
    """How many digits of an amount in this currency stand behind the point."""
    if currency in ZERO_DECIMALS:
        return 0
    return 3 if currency in THREE_DECIMALS else 2


def amount_text(amount: int, currency: str) -> str:
    """An amount in minor units as text: 5999 usd is `59.99 USD`, 500 jpy is `500 JPY`."""
    places = decimals(currency)
    whole, rest = divmod(amount, 10**places)
    return f"{whole}.{rest:0{places}d} {currency.upper()}" if places else f"{whole} {currency.upper()}"
