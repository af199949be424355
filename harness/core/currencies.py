"""How many decimals people write a currency with: https://docs.stripe.com/currencies#zero-decimal."""

from decimal import Decimal

ZERO = frozenset(
    ("bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "ugx", "vnd", "vuv", "xaf", "xof", "xpf")
)
THREE = frozenset(("bhd", "jod", "kwd", "omr", "tnd"))


def value(amount: int, currency: str) -> Decimal:
    """An amount in minor units as people read it: 5999 usd is 59.99, 500 jpy is 500."""
    return Decimal(amount).scaleb(-(0 if currency in ZERO else 3 if currency in THREE else 2))
