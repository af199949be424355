"""What a card number tells by itself: its check digit, its brand, and how long a number of that brand is."""

from __future__ import annotations

from typing import NamedTuple

PREFIX_BRANDS = (
    (("34", "37"), "amex"),
    (("30", "36", "38", "39"), "diners"),
    (("35",), "jcb"),
    (("60", "64", "65"), "discover"),
    (("62", "81"), "unionpay"),
    (("2", "5"), "mastercard"),
    (("4",), "visa"),
)


class Brand(NamedTuple):
    """A brand as the API names it, and how many digits its numbers have."""

    wire: str
    digits: tuple[int, ...]
    by_prefix: bool = True  # False for brands whose numbers begin like another brand's


SIXTEEN, UP_TO_NINETEEN = (16,), (16, 17, 18, 19)
# The names of Stripe's testing page; the lengths of ISO/IEC 7812 as each network publishes them.
BRANDS = {
    "Visa": Brand("visa", (13, 16, 19)),
    "Mastercard": Brand("mastercard", SIXTEEN),
    "American Express": Brand("amex", (15,)),
    "Discover": Brand("discover", UP_TO_NINETEEN),
    "Diners Club": Brand("diners", (14, 15, 16, 17, 18, 19)),
    "BCcard / DinaCard": Brand("discover", SIXTEEN),
    "JCB": Brand("jcb", UP_TO_NINETEEN),
    "UnionPay": Brand("unionpay", UP_TO_NINETEEN),
    "Cartes Bancaires/Visa": Brand("visa", SIXTEEN),
    "Cartes Bancaires/Mastercard": Brand("mastercard", SIXTEEN),
    "eftpos Australia/Visa": Brand("visa", SIXTEEN),
    "eftpos Australia/Mastercard": Brand("mastercard", SIXTEEN),
    "Carnet": Brand("unknown", SIXTEEN, by_prefix=False),
    "Interac": Brand("interac", SIXTEEN, by_prefix=False),
    "eftpos Australia": Brand("eftpos_au", SIXTEEN, by_prefix=False),
}


def brand_of(number: str) -> str:
    """The brand that a number begins like, as the API names it; `unknown` for none."""
    return next((brand for prefixes, brand in PREFIX_BRANDS if number.startswith(prefixes)), "unknown")


def check_digit(number: str) -> str:
    """The last digit that a number must have by the Luhn formula (ISO/IEC 7812-1, annex B)."""
    doubled = (2 * int(digit) for digit in number[-2::-2])
    total = sum(map(int, number[-3::-2])) + sum(value - 9 if value > 9 else value for value in doubled)
    return str(-total % 10)


def has_check_digit(number: str) -> bool:
    """Whether the last digit is the one that the others ask for."""
    return number[-1] == check_digit(number)
