"""Card details as a client sends them, checked like Stripe checks them before any PaymentMethod exists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from stripe_emulator.cards.card_behaviour import CardBehaviour
from stripe_emulator.cards.card_numbers import has_check_digit
from stripe_emulator.cards.card_table import by_number, by_token
from stripe_emulator.wire.errors import StripeError, card_error, invalid, missing_param, no_such, unknown_params

NUMBER_LENGTHS = range(12, 20)
YEARS_AHEAD = 50
ADDRESS = ("line1", "line2", "city", "state", "zip", "country")
KNOWN = {"number", "exp_month", "exp_year", "cvc", "token", "networks", "name", "currency", "metadata"} | {
    f"address_{part}" for part in ADDRESS
}


@dataclass(frozen=True)
class CardInput:
    """A card as entered; `cvc` is None when none was sent, `exp_year` always has four digits."""

    number: str
    exp_month: int
    exp_year: int
    cvc: str | None
    behaviour: CardBehaviour


def parse_card(params: dict[str, Any], param_prefix: str, *, today: datetime | None = None) -> CardInput:
    """The card in `params` (the decoded `card[...]` of a request), by number or as `card[token]=tok_*`.

    Raises a 402 `card_error` for details no card can have, a 400 for missing, unknown or malformed parameters.
    `param_prefix` (`card`, `payment_method_data[card]`) names the parameters in the 400s.
    """
    now = today or datetime.now(UTC)
    if not isinstance(params, dict):
        raise invalid("Invalid object", param=param_prefix)
    unknown = sorted(name for name in params if name not in KNOWN)
    if unknown:
        raise unknown_params([f"{param_prefix}[{name}]" for name in unknown])
    if "token" in params:
        return _from_token(params, param_prefix, now)
    number = _number(_text(params, "number", param_prefix))
    month = _integer(params, "exp_month", param_prefix)
    year = _four_digits(_integer(params, "exp_year", param_prefix), now)
    _check_expiry(month, year, now)
    behaviour = by_number(number)
    cvc = _text(params, "cvc", param_prefix) if "cvc" in params else None
    return CardInput(number, month, year, _cvc(cvc, behaviour), behaviour)


def card_of_token(name: str, *, today: datetime | None = None) -> CardInput | None:
    """The card behind a documented `pm_card_*` or `tok_*` name, None for any other name.

    Recorded: it expires in the current month of the next year and passes the CVC check (fact 67), so a CVC is there.
    """
    behaviour = by_token(name)
    if behaviour is None:
        return None
    now = today or datetime.now(UTC)
    cvc = "1234" if behaviour.brand == "amex" else "123"
    return CardInput(behaviour.number, now.month, now.year + 1, cvc, behaviour)


def _from_token(params: dict[str, Any], prefix: str, now: datetime) -> CardInput:
    name = _text(params, "token", prefix)
    card = card_of_token(name, today=now) if name.startswith("tok_") else None
    if card is None:
        raise no_such("token", name, param=f"{prefix}[token]", status=400)
    return card


def _text(params: dict[str, Any], name: str, prefix: str) -> str:
    param = f"{prefix}[{name}]"
    value = params.get(name)
    if value is None:
        raise missing_param(param)
    if isinstance(value, dict | list):
        raise invalid("Invalid string", param=param)
    text = str(value).strip()
    if not text:
        message = (
            f"You passed an empty string for '{param}'. We assume empty values are an attempt to unset a parameter; "
            f"however '{param}' cannot be unset. You should remove '{param}' from your request or supply a "
            "non-empty value."
        )
        raise invalid(message, param=param, code="parameter_invalid_empty")
    return text


def _integer(params: dict[str, Any], name: str, prefix: str) -> int:
    text = _text(params, name, prefix)
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        raise invalid(f"Invalid integer: {text[:40]}", param=f"{prefix}[{name}]", code="parameter_invalid_integer")
    return int(text)


def _number(text: str) -> str:
    number = text.replace(" ", "").replace("-", "")
    if not (number.isascii() and number.isdigit() and len(number) in NUMBER_LENGTHS):
        raise card_error("invalid_number", None, "Your card number is invalid.", "number")
    if not has_check_digit(number):
        raise card_error("incorrect_number", None, "Your card number is incorrect.", "number")
    return number


def _four_digits(year: int, now: datetime) -> int:
    """Two digits mean the nearest year at most 50 ahead; the documented invalid year 95 is 1995."""
    if not 0 <= year < 100:
        return year
    candidate = now.year // 100 * 100 + year
    return candidate if candidate <= now.year + YEARS_AHEAD else candidate - 100


def _check_expiry(month: int, year: int, now: datetime) -> None:
    # A date in the past never becomes a PaymentMethod: Stripe documents `invalid_expiry_year` for a year that has
    # passed (its example is 95) and answers `invalid_expiry_month` for a month that has passed in this year.
    # `expired_card` is another thing: the issuer's answer to a charge (card 0069).
    if not 1 <= month <= 12:
        raise _expiry_error("month")
    if not now.year <= year <= now.year + YEARS_AHEAD:
        raise _expiry_error("year")
    if year == now.year and month < now.month:
        raise _expiry_error("month")


def _expiry_error(part: str) -> StripeError:
    return card_error(f"invalid_expiry_{part}", None, f"Your card's expiration {part} is invalid.", f"exp_{part}")


def _cvc(cvc: str | None, behaviour: CardBehaviour) -> str | None:
    length = 4 if behaviour.brand == "amex" else 3
    if cvc is not None and not (cvc.isascii() and cvc.isdigit() and len(cvc) == length):
        raise card_error("invalid_cvc", None, "Your card's security code is invalid.", "cvc")
    return cvc
