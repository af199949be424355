"""Reading request parameters by a table: name, type, required, can it be unset. Every refusal names the parameter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from stripe_emulator.errors import StripeError, invalid, missing_param, unknown_params

Reader = Callable[[Any, str], Any]
MAX_TEXT = 5000
MAX_INTEGER_DIGITS = 15
METADATA_KEYS, METADATA_KEY, METADATA_VALUE = 50, 40, 500
TRUTHS = {"true": True, "false": False}


@dataclass(frozen=True)
class Param:
    """How to read one parameter; with `unset`, an empty string is read as None (it clears the field)."""

    read: Reader
    required: bool = False
    unset: bool = False


Spec = Mapping[str, Param]


def read(raw: Mapping[str, Any], spec: Spec, prefix: str = "") -> dict[str, Any]:
    """The typed parameters; 400 for unknown, missing, empty and mistyped ones (facts 16, 17)."""
    unknown = [_path(prefix, name) for name in raw if name not in spec]
    if unknown:
        raise unknown_params(unknown)
    for name, param in spec.items():
        if param.required and name not in raw:
            raise missing_param(_path(prefix, name))
    return {name: _one(raw[name], spec[name], _path(prefix, name)) for name in raw}


def _one(value: Any, param: Param, path: str) -> Any:
    if value == "" and param.unset:
        return None
    if value == "":
        raise empty(path)
    return param.read(value, path)


def empty(path: str) -> StripeError:
    """The refusal of an empty string where nothing can be unset."""
    return invalid(
        f"You passed an empty string for '{path}'. We assume empty values are an attempt to unset a parameter; however "
        f"'{path}' cannot be unset. You should remove '{path}' from your request or supply a non-empty value.",
        param=path,
        code="parameter_invalid_empty",
    )


def text(value: Any, path: str) -> str:
    """A string of at most 5000 characters."""
    if not isinstance(value, str):
        raise invalid(f"Invalid string: {path} must be a single value.", param=path)
    if len(value) > MAX_TEXT:
        message = f"Invalid string: {path} must be at most {MAX_TEXT} characters"
        raise invalid(message, param=path, code="parameter_invalid_string_length")
    return value


def integer(value: Any, path: str) -> int:
    """A whole number."""
    digits = value.removeprefix("-") if isinstance(value, str) else ""
    if not (digits.isascii() and digits.isdigit() and len(digits) <= MAX_INTEGER_DIGITS):
        shown = value[:40] if isinstance(value, str) else "a nested value"
        raise invalid(f"Invalid integer: {shown}", param=path, code="parameter_invalid_integer")
    return int(value)


def boolean(value: Any, path: str) -> bool:
    """`true` or `false`."""
    if not isinstance(value, str) or value not in TRUTHS:
        raise invalid(f"Invalid boolean: {value if isinstance(value, str) else 'a nested value'}", param=path)
    return TRUTHS[value]


def one_of(*allowed: str) -> Reader:
    """One of these words."""

    def reader(value: Any, path: str) -> str:
        if not isinstance(value, str) or value not in allowed:
            shown = value[:40] if isinstance(value, str) else "a nested value"
            listed = ", ".join(allowed[:-1]) + f", or {allowed[-1]}" if len(allowed) > 1 else allowed[0]
            raise invalid(f"Invalid {path}: must be one of {listed}; came {shown}", param=path)
        return value

    return reader


def any_hash(value: Any, path: str) -> Any:
    """A nested object that is accepted as it is."""
    if not isinstance(value, dict | list):
        raise invalid("Invalid object", param=path)
    return value


def hash_of(spec: Spec) -> Reader:
    """A nested object with its own table."""

    def reader(value: Any, path: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise invalid("Invalid object", param=path)
        return read(value, spec, path)

    return reader


def list_of(one: Reader) -> Reader:
    """A list, each member read by `one`."""

    def reader(value: Any, path: str) -> list[Any]:
        if not isinstance(value, list):
            raise invalid("Invalid array", param=path)
        return [one(member, f"{path}[{number}]") for number, member in enumerate(value)]

    return reader


def metadata(value: Any, path: str) -> dict[str, str]:
    """At most 50 keys of 40 characters and values of 500 (facts 23, 41); an empty value removes its key."""
    if not isinstance(value, dict):
        raise invalid("Invalid object", param=path)
    if len(value) > METADATA_KEYS:
        raise invalid(f"Metadata can have up to {METADATA_KEYS} keys, but you passed {len(value)}.", param=path)
    for key, member in value.items():
        _check_metadata(key, member, path)
    return value


def _check_metadata(key: str, member: Any, path: str) -> None:
    if len(key) > METADATA_KEY:
        message = f"Metadata keys can have up to {METADATA_KEY} characters, but you passed in a key that is {len(key)}"
        raise invalid(f"{message} characters. Invalid key: {key}", param=path)
    if not isinstance(member, str):
        raise invalid("Metadata values must be strings", param=f"{path}[{key}]")
    if len(member) > METADATA_VALUE:
        raise invalid(
            f"Metadata values can have up to {METADATA_VALUE} characters, but you passed in a value that is "
            f"{len(member)} characters. Invalid value: {member}",
            param=f"{path}[{key}]",
        )


def merge_metadata(old: dict[str, str], new: dict[str, str] | None) -> dict[str, str]:
    """Stored metadata after an update: None clears all, an empty value removes its key (fact 41)."""
    if new is None:
        return {}
    merged = {key: value for key, value in {**old, **new}.items() if value != ""}
    if len(merged) > METADATA_KEYS:
        raise invalid(f"Metadata can have up to {METADATA_KEYS} keys, but you passed {len(merged)}.", param="metadata")
    return merged


def _created(value: Any, path: str) -> Any:
    if isinstance(value, dict):
        return read(value, {name: Param(integer) for name in ("gt", "gte", "lt", "lte")}, path)
    return integer(value, path)


METADATA = Param(metadata, unset=True)
LIST: dict[str, Param] = {
    "limit": Param(integer),
    "starting_after": Param(text),
    "ending_before": Param(text),
    "created": Param(_created),
}
"""What every list takes (facts 42, 45)."""


def _path(prefix: str, name: str) -> str:
    return f"{prefix}[{name}]" if prefix else name
