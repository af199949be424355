"""Rules for amounts (integers in the smallest unit of their currency) and currencies (facts 17-19, 34-39)."""

from __future__ import annotations

from decimal import Decimal

from stripe_emulator.contract import refusals
from stripe_emulator.contract.codes import CURRENCIES
from stripe_emulator.wire.errors import invalid


def _codes(words: str) -> tuple[str, ...]:
    return tuple(words.split())


ZERO_DECIMAL = frozenset(_codes("bif clp djf gnf jpy kmf krw mga pyg rwf ugx vnd vuv xaf xof xpf"))
THREE_DECIMAL = frozenset(_codes("bhd jod kwd omr tnd"))
# Economically without decimals, but sent times 100 (fact 37).
HUNDREDS_ONLY = frozenset(_codes("isk ugx"))

# Smallest charge where the currency is settled in itself (fact 38; the table is of 2024).
MINIMUM = {
    "usd": 50, "aed": 200, "aud": 50, "bgn": 100, "brl": 50, "cad": 50, "chf": 50, "czk": 1500, "dkk": 250, "eur": 50,
    "gbp": 30, "hkd": 400, "huf": 17500, "inr": 50, "jpy": 50, "mxn": 1000, "myr": 200, "nok": 300, "nzd": 50,
    "pln": 200, "ron": 200, "sek": 300, "sgd": 50, "thb": 1000,
}  # fmt: skip

# About half a US dollar in currencies converted to the account's; a stand-in for the day's rate.
UNITS_OF_50_CENTS = {
    "bhd": 190, "jod": 360, "kwd": 160, "omr": 200, "tnd": 1560, "krw": 700, "vnd": 12500, "clp": 475, "isk": 7000,
    "idr": 800000, "pyg": 3800, "ugx": 185000, "xaf": 300, "xof": 300, "xpf": 55, "rwf": 700, "kmf": 225, "djf": 89,
    "gnf": 4300, "bif": 1450, "mga": 2250, "vuv": 60, "twd": 1600, "cny": 360, "zar": 900, "try": 1700,
}  # fmt: skip

SYMBOLS = {"usd": "$", "eur": "€", "gbp": "£", "jpy": "¥"}
MAXIMUM = 99_999_999
MAXIMUM_IDR = 999_999_999_999

BELOW_ONE = (
    "The amount must be greater than or equal to the minimum charge amount allowed for your account and the currency "
    "set (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts). If you want to save a customer's "
    "payment details for future use without immediate payment, use a Setup Intent instead: "
    "https://docs.stripe.com/payments/setup-intents"
)


def check_currency(currency: str) -> str:
    """The currency in lower case (fact 39); 400 naming `currency` for one that Stripe does not support."""
    lower = currency.strip().lower()
    if lower not in CURRENCIES:
        raise refusals.no_currency(lower, "currency")
    return lower


def check_amount(amount: int, currency: str) -> None:
    """Refuse an amount of minor units that cannot be charged in `currency` (lower case): 400 naming `amount`."""
    if amount <= 0:
        raise invalid(BELOW_ONE, param="amount", code="parameter_invalid_integer")
    maximum = MAXIMUM_IDR if currency == "idr" else MAXIMUM
    if amount > maximum:
        message = f"Amount must be no more than {display(maximum, currency)}"
        raise invalid(message, param="amount", code="amount_too_large")
    check_granularity(amount, currency)
    _check_minimum(amount, currency)


def decimals(currency: str) -> int:
    """The number of decimal places of a currency: 0, 2 or 3 (facts 35-37)."""
    if currency in HUNDREDS_ONLY:
        return 2
    return 0 if currency in ZERO_DECIMAL else 3 if currency in THREE_DECIMAL else 2


def display(amount: int, currency: str) -> str:
    """An amount as Stripe's messages print it: `$999,999.99`, `¥50`, `kwd 1.500`."""
    places = decimals(currency)
    symbol = SYMBOLS.get(currency, f"{currency} ")
    return f"{symbol}{Decimal(amount).scaleb(-places):,.{places}f}"


def check_granularity(amount: int, currency: str, param: str | None = "amount") -> None:
    """Refuse an amount that ends in digits which its currency must leave 0."""
    # Stripe documents the rule (facts 36, 37) and the code for amounts it cannot charge; the wording is ours.
    step = 10 if currency in THREE_DECIMAL else 100 if currency in HUNDREDS_ONLY else 1
    if amount % step:
        message = f"Invalid amount: amounts in {currency} must be divisible by {step}, but {amount} was passed."
        raise invalid(message, param=param, code="invalid_charge_amount")


def _check_minimum(amount: int, currency: str) -> None:
    minimum = MINIMUM.get(currency)
    if minimum is not None and amount < minimum:
        message = f"Amount must be at least {display(minimum, currency)} {currency}"
        raise invalid(message, param="amount", code="amount_too_small")
    if amount < UNITS_OF_50_CENTS.get(currency, 1):
        message = (
            f"Amount must convert to at least 50 cents. {display(amount, currency)} converts to less; "
            "charge a larger amount."
        )
        raise invalid(message, param="amount", code="amount_too_small")
