"""A check of our own beside Schemathesis's: money is written as whole numbers, beyond what JSON Schema can ask."""

import json
from typing import Any

import schemathesis

MONEY = {"amount", "amount_refunded", "price", "total"}


@schemathesis.check
def amounts_are_whole(ctx: Any, response: Any, case: schemathesis.Case[Any]) -> None:
    """No amount with a fraction: to JSON Schema 10.0 is an integer, to a client it is a float (facts: minor units)."""
    if "json" in response.headers.get("content-type", [""])[0]:
        for name in fractions(response.content.decode("utf-8", "replace")):
            raise AssertionError(f"{name} is written with a fraction")


def fractions(text: str) -> list[str]:
    """The names of the members about money whose number is written with a fraction; none when it is no JSON."""
    found: list[str] = []

    def looked(members: list[tuple[str, Any]]) -> dict[str, Any]:
        found.extend(name for name, value in members if name in MONEY and isinstance(value, float))
        return dict(members)

    try:
        json.loads(text, object_pairs_hook=looked)
    except ValueError:
        return []
    return found
