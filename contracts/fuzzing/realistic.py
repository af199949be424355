"""Hypothesis strategies that put real things into valid requests: what a shop's shoppers do send, not only what fits.

About half of the valid requests keep what the schema gave. What is invalid on purpose stays so; its ids become real.
"""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

import schemathesis
from hypothesis import strategies as st

from contracts.fuzzing.owned import Owned

# Two decimals, none and three; https://docs.stripe.com/currencies#zero-decimal and #three-decimal.
CURRENCIES = ("usd", "eur", "gbp", "jpy", "krw", "clp", "kwd", "bhd", "jod")
AMOUNTS = (1, 100, 499, 500, 501, 1999, 5999, 12340, 99_999_999)
QUANTITIES = (1, 2, 99)
EVENTS = ("payment_intent.succeeded", "payment_intent.payment_failed", "payment_intent.canceled", "charge.refunded")
ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
SIGN_IN, WEBHOOK = "loginUser", "receiveStripeWebhook"
PASSWORD = "violet stapler horizon"
Changes = dict[str, Any]


def cases(owned: Owned, case: schemathesis.Case[Any]) -> st.SearchStrategy[schemathesis.Case[Any]]:
    """The case as generated, or with real things in it; https://schemathesis.readthedocs.io/en/stable/reference/hooks/."""
    drawn = changes(owned, case) if not is_valid(case) else st.one_of(st.just({}), changes(owned, case))
    return drawn.map(lambda values: _with(case, values))


def changes(owned: Owned, case: schemathesis.Case[Any]) -> st.SearchStrategy[Changes]:
    """By parameter or property that the case has and something real exists for: what to put there."""
    return st.fixed_dictionaries({name: st.sampled_from(values) for name, values in _real(owned, case)})


def settle(owned: Owned, case: schemathesis.Case[Any]) -> schemathesis.Case[Any]:
    """A case of the phases that draw nothing: every second one names real things, chosen by what it says itself."""
    mark = int(hashlib.sha256(repr((case.path_parameters, case.body)).encode()).hexdigest(), 16)
    real = _real(owned, case) if mark % 2 or not is_valid(case) else ()
    return _with(case, {name: values[mark // 2 % len(values)] for name, values in real})


def keep_to_own(owned: Owned, case: schemathesis.Case[Any]) -> None:
    """Let a case name no product of another case's shop, to which the catalogue's links lead: that is judged too."""
    own = owned.values.get("product_id", []) if owned.ours else []
    strange = [
        holder
        for holder in _holders(case)
        if str(holder.get("product_id", "")).startswith("prod_") and not _known(owned, holder["product_id"])
    ]
    if own and strange:
        _with(case, {"product_id": own[0]})


def is_valid(case: schemathesis.Case[Any]) -> bool:
    """Whether the case was made to be taken."""
    return case.meta is not None and case.meta.generation.mode.is_positive


def operation_id(case: schemathesis.Case[Any]) -> str:
    """The contract's name of the case's operation; its label where it has none."""
    return str(case.operation.definition.raw.get("operationId") or case.operation.label)


def _real(owned: Owned, case: schemathesis.Case[Any]) -> Iterator[tuple[str, list[Any]]]:
    if not is_valid(case):
        yield from _ids(owned, case)
        return
    fixed: dict[str, list[Any]] = {"currency": list(CURRENCIES), "quantity": list(QUANTITIES), "amount": list(AMOUNTS)}
    for holder in _holders(case):
        for name in holder:
            values = owned.real(case.operation.path, name) or fixed.get(name, [])
            if name == "email" and operation_id(case) != SIGN_IN:
                continue  # an account that is there already is a conflict, which the schema alone meets as well
            if values and not _known(owned, holder[name]):
                yield name, values
    if owned.ours and operation_id(case) == SIGN_IN:
        yield "password", [PASSWORD]
    if owned.ours and operation_id(case) == WEBHOOK and (intents := owned.values.get("payment_intent_id")):
        yield "type", list(EVENTS)
        yield "data", [{"object": {"id": intent, "object": "payment_intent"}} for intent in intents]


def _known(owned: Owned, value: Any) -> bool:
    """Whether it names something of the case's own shop; a free body may have anything under any name."""
    return isinstance(value, str) and value in owned.known


def _ids(owned: Owned, case: schemathesis.Case[Any]) -> Iterator[tuple[str, list[Any]]]:
    """The ids of an invalid case that are not what is wrong with it: with real ones, the wrong part is what is met."""
    for holder in _holders(case):
        for name, value in holder.items():
            real = owned.real(case.operation.path, name) if name.lower().endswith("id") else []
            if real and isinstance(value, str) and ID.fullmatch(value):
                yield name, real


def _with(case: schemathesis.Case[Any], drawn: Changes) -> schemathesis.Case[Any]:
    """The case with these values in new bodies: Schemathesis makes many cases of one template."""
    if isinstance(case.path_parameters, dict):
        case.path_parameters = {name: drawn.get(name, value) for name, value in case.path_parameters.items()}
    if isinstance(case.body, dict):
        case.body = {name: drawn.get(name, value) for name, value in case.body.items()}
    return case


def _holders(case: schemathesis.Case[Any]) -> list[dict[str, Any]]:
    return [holder for holder in (case.path_parameters, case.body) if isinstance(holder, dict)]
