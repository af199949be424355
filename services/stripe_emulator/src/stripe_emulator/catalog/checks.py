"""What several resources of the catalog refuse alike: amounts, decimals, currencies, ids, words that exclude others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from stripe_emulator.contract.nodes import within
from stripe_emulator.resource_kit.amounts import check_currency
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.endpoint import Handler
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import StripeError, invalid, no_such

# Twelve digits, the most that Stripe documents for any currency (fact 38).
MAX_AMOUNT = 999_999_999_999
FIVE_YEARS = 5 * 365 * 24 * 3600
_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,12})?")
CODE = re.compile(r"[a-zA-Z0-9\-_]{1,200}")


def currency_at(value: str, path: str) -> str:
    """A supported currency in lower case; 400 naming `path` otherwise."""
    try:
        return check_currency(value)
    except StripeError as error:
        raise invalid(error.message or "", param=path) from None


def amount_at(value: int, path: str, least: int = 0) -> int:
    """An amount in minor units between `least` and twelve digits; 400 otherwise."""
    if value < least:
        message = (
            "Invalid non-negative integer" if least == 0 else f"This value must be greater than or equal to {least}."
        )
        raise invalid(message, param=path, code="parameter_invalid_integer")
    if value > MAX_AMOUNT:
        message = f"This value must be less than or equal to {MAX_AMOUNT} (it currently is '{value}')."
        raise invalid(message, param=path, code="parameter_invalid_integer")
    return value


def decimal_at(value: str, path: str) -> tuple[int | None, str]:
    """A decimal amount of at most 12 places: as an integer (None for a fraction), and as Stripe prints it."""
    if _DECIMAL.fullmatch(value) is None:
        message = f"Invalid decimal: {value[:40]}; must be a number with at most 12 decimal places"
        raise invalid(message, param=path)
    exact = Fraction(value)
    whole = exact.numerator if exact.denominator == 1 else None
    amount_at(int(exact) if exact >= 0 else -1, path)
    return whole, str(whole) if whole is not None else value.rstrip("0")


def pair_at(params: Mapping[str, Any], name: str, path: str) -> tuple[int | None, str | None]:
    """An amount given as `name` or `name_decimal`: both forms of it, (None, None) when neither is given."""
    decimal = f"{name}_decimal"
    only_one(params, (name, decimal), path)
    if params.get(name) is not None:
        value = amount_at(params[name], within(path, name))
        return value, str(value)
    if params.get(decimal) is not None:
        return decimal_at(params[decimal], within(path, decimal))
    return None, None


def only_one(params: Mapping[str, Any], names: tuple[str, ...], path: str = "") -> None:
    """Refuse more than one of parameters that exclude each other."""
    present = [name for name in names if params.get(name) is not None]
    if len(present) > 1:
        message = f"You may only specify one of these parameters: {', '.join(present)}."
        raise invalid(message, param=within(path, present[0]))


def check_new_id(call: Call, kind: str, id: str, name: str) -> str:
    """An id of the client's choice that nothing of its kind has yet."""
    if CODE.fullmatch(id) is None:
        message = "IDs may only contain alphanumeric characters, `_` and `-`, at most 200 of them."
        raise invalid(message, param="id")
    if call.account.table(kind).find(id) is not None:
        raise invalid(f"{name} already exists.", code="resource_already_exists")
    return id


def in_future(value: int, now: int, path: str) -> int:
    """A time after `now`; 400 otherwise."""
    if value <= now:
        message = (
            f"The parameter `{path}` expects a unix timestamp representing a date and time in the future. "
            f"You specified the value `{value}` which is in the past."
        )
        raise invalid(message, param=path)
    return value


def within_years(value: int, now: int, path: str) -> int:
    """A time at most five years after `now`; 400 otherwise."""
    if value > now + FIVE_YEARS:
        raise invalid("Invalid timestamp: can be no more than five years in the future.", param=path)
    return value


def of_path(call: Call, kind: str, name: str, words: str = "") -> Object:
    """The object whose id is in the path under `name`; 404 for a missing or deleted one, called `words`."""
    id = call.path[name]
    obj = call.account.table(kind).find(id)
    if obj is None or obj.get("deleted"):
        raise no_such(words or kind, id[:200], name)
    return obj


def retriever_of(kind: str, name: str, words: str = "") -> Handler:
    """A handler that returns the object of the path; errors call it `words`."""

    def retrieve(call: Call) -> Object:
        return of_path(call, kind, name, words)

    return retrieve
