"""Checks of our own beside Schemathesis's, about what JSON Schema and a list of statuses cannot say."""

import json
from typing import Any

import schemathesis

from contracts.fuzzing import realistic

# The `code` of a problem that says that the request breaks its schema.
INVALID = "validation_error"
MONEY = {"amount", "amount_refunded", "price", "total"}


@schemathesis.check
def amounts_are_whole(ctx: Any, response: Any, case: schemathesis.Case[Any]) -> None:
    """No amount with a fraction: to JSON Schema 10.0 is an integer, to a client it is a float (facts: minor units)."""
    if "json" in response.headers.get("content-type", [""])[0]:
        for name in fractions(response.content.decode("utf-8", "replace")):
            raise AssertionError(f"{name} is written with a fraction")


@schemathesis.check
def valid_is_not_invalid(ctx: Any, response: Any, case: schemathesis.Case[Any]) -> None:
    """A request that fits the contract may be refused for the state of things, never as one that does not fit."""
    if response.status_code == 422 and realistic.is_valid(case) and refused_as_invalid(response.content):
        raise AssertionError(f"a request that fits the contract is refused with {INVALID}")


def refused_as_invalid(body: bytes) -> bool:
    """Whether an answer is a problem whose code says that the request breaks its schema."""
    try:
        problem = json.loads(body)
    except ValueError:
        return False
    return isinstance(problem, dict) and problem.get("code") == INVALID


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
