"""Stripe's refusals of single parameters, each with the path of the parameter (facts 16, 17, 23, 41)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stripe_emulator.contract.codes import CURRENCIES
from stripe_emulator.wire.errors import StripeError, invalid

# How much of a refused value a message repeats.
SHOWN = 40


def empty(path: str) -> StripeError:
    """An empty string for a parameter that cannot be unset."""
    return invalid(
        f"You passed an empty string for '{path}'. We assume empty values are an attempt to unset a parameter; however "
        f"'{path}' cannot be unset. You should remove '{path}' from your request or supply a non-empty value.",
        param=path,
        code="parameter_invalid_empty",
    )


def not_a_string(path: str) -> StripeError:
    """A hash or a list where a string belongs."""
    return invalid(f"Invalid string: {path} must be a single value.", param=path)


def too_long(path: str, limit: int) -> StripeError:
    """Too many characters; of a descriptor in Stripe's words (cartalyst/stripe-laravel#56)."""
    message = f"Invalid string: {path} must be at most {limit} characters"
    if path.rpartition("[")[2].startswith("statement_descriptor"):
        message = f"The statement descriptor must be at most {limit} characters."
    return invalid(message, param=path, code="parameter_invalid_string_length")


def too_short(path: str, least: int) -> StripeError:
    message = f"Invalid string: {path} must be at least {least} characters"
    return invalid(message, param=path, code="parameter_invalid_string_length")


def too_many(path: str, most: int) -> StripeError:
    """Too many members of a list."""
    return invalid(f"Array {path} exceeded maximum {most} allowed elements.", param=path)


def too_small(path: str, least: int) -> StripeError:
    """A number that is too small."""
    message = "Invalid non-negative integer"
    if least != 0:
        message = f"This value must be greater than or equal to {least}."
    return invalid(message, param=path, code="parameter_invalid_integer")


def too_large(path: str, most: int, value: Any) -> StripeError:
    """A number that is too large."""
    message = f"This value must be less than or equal to {most} (it currently is '{value}')."
    return invalid(message, param=path, code="parameter_invalid_integer")


def too_many_places(value: Any, most: int, path: str) -> StripeError:
    """A decimal number with too many decimal places."""
    message = f"Invalid decimal: {str(value)[:SHOWN]}; must be a number with at most {most} decimal places"
    return invalid(message, param=path)


def no_currency(value: str, path: str) -> StripeError:
    """Not the code of a currency that Stripe supports (fact 39)."""
    message = f"Invalid currency: {value.strip().lower()[:SHOWN]}. Stripe currently supports these currencies: "
    return invalid(message + ", ".join(CURRENCIES), param=path)


def no_country(value: str, path: str) -> StripeError:
    """Not the code of a country (recorded in stripe/stripe-ios#1985)."""
    message = (
        f"Country '{value[:SHOWN]}' is unknown. Try using a 2-character alphanumeric country code instead, such as "
        "'US', 'EG', or 'GB'. A full list of country codes is available at "
        "https://en.wikipedia.org/wiki/ISO_3166-1_alpha-2#Officially_assigned_code_elements"
    )
    return invalid(message, param=path, code="country_code_invalid")


def wrong_format(value: str, path: str) -> StripeError:
    """A string that is not of the documented format."""
    return invalid(f"Invalid {path}: {value[:SHOWN]}", param=path)


def only_one_of(names: Sequence[str], path: str) -> StripeError:
    """Parameters that exclude each other."""
    return invalid(f"You may only specify one of these parameters: {', '.join(names)}.", param=path)


def lacks_member(word: str, path: str) -> StripeError:
    """A list without a member that it must have."""
    return invalid(f"Invalid {path}: must include `{word}`.", param=path)


def refused_word(value: str, path: str) -> StripeError:
    """A word of the enum that is documented as an error here."""
    return invalid(f"Invalid {path}: `{value}` is not supported here.", param=path)


def not_in_ui_mode(mode: str, path: str) -> StripeError:
    """A parameter that a Checkout Session of this `ui_mode` does not take."""
    return invalid(f"`{path}` can not be used when `ui_mode` is `{mode}`.", param=path)


def not_an_integer(value: Any, path: str) -> StripeError:
    """Not an integer, or one with too many digits."""
    return invalid(f"Invalid integer: {_printed(value)}", param=path, code="parameter_invalid_integer")


def not_a_decimal(value: Any, path: str) -> StripeError:
    return invalid(f"Invalid decimal: {_printed(value)}", param=path)


def not_a_boolean(value: Any, path: str) -> StripeError:
    return invalid(f"Invalid boolean: {_printed(value)}", param=path)


def not_one_of(words: Sequence[str], value: Any, path: str) -> StripeError:
    """Not a value of the enum; an enum without values can only be unset."""
    if not words:
        return invalid(f"Invalid {path}: can only be unset with an empty string; got {_printed(value)}", param=path)
    choices = ", ".join(words[:-1]) + f", or {words[-1]}" if len(words) > 1 else words[0]
    return invalid(f"Invalid {path}: must be one of {choices}; got {_printed(value)}", param=path)


def not_an_object(path: str) -> StripeError:
    """A single value or a list where a hash belongs."""
    return invalid("Invalid object", param=path)


def not_an_array(path: str) -> StripeError:
    """A single value or a hash with names where a list belongs."""
    return invalid("Invalid array", param=path)


def too_many_keys(count: int, limit: int, path: str) -> StripeError:
    """More metadata than an object keeps (fact 41)."""
    return invalid(f"Metadata can have up to {limit} keys, but you passed {count}.", param=path)


def long_key(key: str, limit: int, path: str) -> StripeError:
    """A metadata key that is too long (fact 41)."""
    message = f"Metadata keys can have up to {limit} characters, but you passed in a key that is {len(key)}"
    return invalid(f"{message} characters. Invalid key: {key}", param=path)


def not_text(path: str) -> StripeError:
    """A metadata value that is a hash or a list."""
    return invalid("Metadata values must be strings", param=path)


def long_value(value: str, limit: int, path: str) -> StripeError:
    """A metadata value that is too long (fact 23)."""
    return invalid(
        f"Metadata values can have up to {limit} characters, but you passed in a value that is "
        f"{len(value)} characters. Invalid value: {value}",
        param=path,
    )


def _printed(value: Any) -> str:
    return value[:SHOWN] if isinstance(value, str) else "a nested value"
