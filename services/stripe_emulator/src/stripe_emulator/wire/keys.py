"""API keys: from the Authorization header, or the `key` parameter that browsers send (facts 1, 2, 5)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stripe_emulator.wire.errors import StripeError, invalid

_KEY = re.compile(r"(sk|rk|pk)_test_([A-Za-z0-9_]{1,240})")


@dataclass(frozen=True)
class Key:
    """The account of a key, and whether it is a publishable or a restricted one."""

    account: str
    publishable: bool
    restricted: bool = False


def read_key(headers: Mapping[str, str], params: dict[str, Any]) -> Key:
    """The key of a request, removed from its parameters; 401 without one or for one that is no test key."""
    sent = params.pop("key", None)
    text = _from_header(headers.get("authorization", "")) or (sent if isinstance(sent, str) else "")
    if not text:
        raise invalid(
            "You did not provide an API key. You need to provide your API key in the Authorization header, using "
            "Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See "
            "https://stripe.com/docs/api#authentication for details, or we can help at https://support.stripe.com/.",
            status=401,
        )
    match = _KEY.fullmatch(text)
    if match is None:
        raise invalid(f"Invalid API Key provided: {masked(text)}", status=401)
    return Key(match[2], match[1] == "pk", match[1] == "rk")


def secret_key_required() -> StripeError:
    """A publishable key was used where only a secret key may (fact 5)."""
    return invalid(
        "This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of "
        "your API keys at https://dashboard.stripe.com/account/apikeys.",
        code="secret_key_required",
        status=403,
    )


def masked(key: str) -> str:
    """A key with its middle hidden, as messages show it."""
    printable = "".join(character if character.isprintable() else "?" for character in key[:120])
    return f"{printable[:8]}{'*' * max(len(printable) - 12, 4)}{printable[-4:]}"


def _from_header(header: str) -> str:
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return ""
