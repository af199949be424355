"""What must never be seen outside Stripe: card numbers, CVCs, keys, client secrets, passwords. Finds and masks them."""

import json
import os
import re
from functools import cache
from typing import Any

from harness.cards import catalogue

PAN, CVC, SECRET_KEY, WEBHOOK_SECRET, CLIENT_SECRET = (
    "card number",
    "cvc",
    "secret key",
    "webhook secret",
    "client secret",
)
LOCALSTACK_TOKEN = "LOCALSTACK_AUTH_TOKEN"
"""The variable with the licence of LocalStack; it has no shape of its own, so its value is looked for."""
_DIGITS = re.compile(r"(?<![\w-])(?:\d[ -]?){11,18}\d(?![\w-])")
_CVC = re.compile(r"""(?P<name>\b(?:cvc|cvv)\]?["']?(?:\s*[:=]\s*|%5D=)["']?)(?P<value>\d{3,4})(?!\d)""", re.IGNORECASE)
_PATTERNS = {
    SECRET_KEY: re.compile(r"\b(?:sk|rk)_(?:test|live)_\w+"),
    WEBHOOK_SECRET: re.compile(r"\bwhsec_\w+"),
    CLIENT_SECRET: re.compile(r"\b(?:pi|seti)_[A-Za-z0-9]+_secret_\w+"),
}
_BEARER = re.compile(r"\b(Bearer )(?!sk_|rk_|pk_)[\w.~+/=-]{8,}")
_NUMBER_FIELD = re.compile(
    r"""((?:card|card\[|\[card\]\[)\[?number\]?["']?\s*[:=]\s*["']?)(\d{12,19})""", re.IGNORECASE
)
_SECRET_FIELD = re.compile(r'("(?:access_token|password)":\s*")(?:[^"\\]|\\.)+(")')


def mask(text: str) -> str:
    """The same text with each secret shortened to its ends (4242…4242)."""
    if token := os.environ.get(LOCALSTACK_TOKEN):
        text = text.replace(token, "ls-…")
    text = _DIGITS.sub(lambda found: shorten(found[0]) if _is_card(found[0]) else found[0], text)
    text = _NUMBER_FIELD.sub(lambda found: found[1] + shorten(found[2]), text)
    text = _CVC.sub(lambda found: found["name"] + "…", text)
    for pattern in _PATTERNS.values():
        text = pattern.sub(lambda found: _ends(found[0]), text)
    text = _SECRET_FIELD.sub(r"\1…\2", text)
    return _BEARER.sub(r"\1…", text)


def shorten(number: str) -> str:
    """A card number as people may see it: 4242…4242."""
    digits = re.sub(r"[ -]", "", number)
    return f"{digits[:4]}…{digits[-4:]}"


def sightings(text: str) -> list[dict[str, str]]:
    """Every secret in a text, as {"kind", "shown"} with the value masked."""
    found = [{"kind": PAN, "shown": shorten(hit)} for hit in _DIGITS.findall(text) if _is_card(hit)]
    found += [{"kind": CVC, "shown": "…"} for _ in _CVC.finditer(text)]
    for kind, pattern in _PATTERNS.items():
        found += [{"kind": kind, "shown": _ends(hit)} for hit in pattern.findall(text)]
    return [row for index, row in enumerate(found) if row not in found[:index]]


def response_sightings(text: str) -> list[dict[str, str]]:
    """As `sightings`, for a checkout's answer: the challenge URL inside `next_action` may name the client secret."""
    try:
        body = json.loads(text)
    except ValueError:
        return sightings(text)
    without = sightings(json.dumps(_without_next_action(body), ensure_ascii=False))
    return without + [row for row in sightings(text) if row["kind"] != CLIENT_SECRET and row not in without]


def _without_next_action(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_next_action(item) for key, item in value.items() if key != "next_action"}
    return [_without_next_action(item) for item in value] if isinstance(value, list) else value


@cache
def _numbers() -> frozenset[str]:
    return frozenset(card.number for card in catalogue()) | {"4242424242424241"}


def _is_card(text: str) -> bool:
    return re.sub(r"[ -]", "", text) in _numbers()


def _ends(secret: str) -> str:
    head = re.match(r"(?:sk|rk)_(?:test|live)_|whsec_|\w+?_secret_", secret)
    return f"{head[0] if head else secret[:4]}…"
