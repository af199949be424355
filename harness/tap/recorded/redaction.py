"""What the tap tells of a text: without keys, secrets and card data, those of real cards included."""

from __future__ import annotations

import re

from harness.core.masking import SEPARATOR, mask, shorten

# 14 to 19 digits as cards have them, in one piece or in the groups that people type.
_CARD = re.compile(
    rf"(?<![\w.-])(?:[2-6]\d{{13,18}}|[2-6]\d{{3}}({SEPARATOR})\d{{4}}\1\d{{4}}\1\d{{4}}(?:\1\d{{1,3}})?"
    rf"|3\d{{3}}({SEPARATOR})\d{{6}}\2\d{{4,5}})(?![\w-])"
)
_SECRET_WORDS = re.compile(r"\b(?P<name>Basic |api_key=|client_secret=)(?P<value>[^\s&\"']+)")
SECURITY_CODES = frozenset(("cvc", "cvv", "cvc2", "cvv2", "card_code", "security_code"))


def hide(text: str) -> str:
    """The text as a report may show it."""
    text = mask(text)
    text = _CARD.sub(lambda found: shorten(found[0]) if _luhn(found[0]) else found[0], text)
    return _SECRET_WORDS.sub(r"\g<name>…", text)


def hide_value(name: str, value: str) -> str:
    """The value of a parameter as a report may show it."""
    last = name.removesuffix("]").rpartition("[")[2] or name
    return "…" if last.lower() in SECURITY_CODES or last in ("client_secret", "password") else hide(value)


def card_numbers(text: str) -> list[str]:
    """Every card number in a text, shortened; by length, first digit and check digit (ISO/IEC 7812-1)."""
    return [shorten(found[0]) for found in _CARD.finditer(text) if _luhn(found[0])]


def _luhn(number: str) -> bool:
    digits = [int(digit) for digit in reversed(number) if digit.isdigit()]
    doubled = (2 * digit - 9 if digit > 4 else 2 * digit for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
