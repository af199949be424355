"""The whole contract, fuzzed: whatever is sent, no 500, no hang, every refusal a well-formed Stripe error.

Each operation gets requests that its contract takes (with ids of objects that really are there) and requests with one
thing wrong. What is answered with 200 is held against the response contract.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from stripe_emulator.app import create_app
from stripe_emulator.contract import CURRENT, Operation
from stripe_emulator.resources import endpoints
from stripe_emulator.wire import forms
from tests.stripe_emulator.client import JSON, encode
from tests.stripe_emulator.contract.strategies import Params, broken, valid
from tests.stripe_emulator.inside import Inside, stocked

# The same ones in every run; with FUZZ_EXAMPLES set, that many, and others each time.
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "12"))
FUZZ = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="FUZZ_EXAMPLES" not in os.environ,
    suppress_health_check=list(HealthCheck),
    database=None,
)
DEADLINE_SECONDS = 5.0
TYPES = {"api_error", "card_error", "idempotency_error", "invalid_request_error"}
# Fact 11.
FIELDS = {
    "advice_code", "charge", "code", "decline_code", "doc_url", "message", "network_advice_code",
    "network_decline_code", "param", "payment_intent", "payment_method", "payment_method_type", "request_log_url",
    "setup_intent", "source", "type",
}  # fmt: skip
# `amount`, `items[0][price]`.
PARAM = re.compile(r"[^\[\]]+(\[[^\[\]]*\])*")
OF_CUSTOMERS = {
    "charges", "checkout", "credit_notes", "customers", "invoiceitems", "invoice_payments", "invoices",
    "payment_intents", "payment_methods", "quotes", "setup_intents", "subscription_items", "subscription_schedules",
    "subscriptions",
}  # fmt: skip


def everything() -> list[Operation]:
    """Every operation of the contract; what the emulator does not serve is refused as Stripe refuses unknown URLs."""
    return list(CURRENT.operations)


def served() -> list[Operation]:
    """Every operation that the emulator serves and the contract knows."""
    found = (CURRENT.operation(endpoint.method, endpoint.path) for endpoint in endpoints())
    return [operation for operation in found if operation is not None]


def of_customers() -> list[Operation]:
    """Every operation served on one object of a kind that belongs to a customer."""
    return [one for one in served() if "{" in one.path and one.path.split("/")[2] in OF_CUSTOMERS]


@pytest.fixture
def shop() -> Iterator[tuple[Inside, dict[str, list[str]]]]:
    """An emulator in this process for one test alone, and the ids of what is there by kind."""
    inside = Inside(create_app(1), "fuzz")
    yield inside, stocked(inside)
    inside.close()


@FUZZ
@given(data=st.data())
@pytest.mark.parametrize("operation", everything(), ids=lambda operation: f"{operation.method} {operation.path}")
def test_what_the_contract_takes(
    shop: tuple[Inside, dict[str, list[str]]], operation: Operation, data: st.DataObject
) -> None:
    """Valid parameters: 200 and whole, or a refusal of what they mean."""
    inside, ids = shop
    params = data.draw(valid(operation))
    send(inside, operation, data.draw(paths(operation, ids)), data.draw(with_ids(params, ids)))


@pytest.fixture
def deserted() -> Iterator[tuple[Inside, dict[str, list[str]]]]:
    """The same, but every customer was deleted since: what was theirs is still there (fact 93)."""
    inside = Inside(create_app(1), "fuzz")
    ids = stocked(inside)
    for customer in ids["customer"]:
        status, body = inside.call("DELETE", f"/v1/customers/{customer}", {})
        assert status == 200, body
    yield inside, ids
    inside.close()


@settings(FUZZ, max_examples=max(EXAMPLES // 2, 1))
@given(data=st.data())
@pytest.mark.parametrize("operation", of_customers(), ids=lambda operation: f"{operation.method} {operation.path}")
def test_after_the_customers_were_deleted(
    deserted: tuple[Inside, dict[str, list[str]]], operation: Operation, data: st.DataObject
) -> None:
    """Valid parameters with objects whose customer is gone: 200 and whole, or a refusal."""
    inside, ids = deserted
    params = data.draw(valid(operation))
    send(inside, operation, data.draw(paths(operation, ids)), data.draw(with_ids(params, ids)))


@settings(FUZZ, max_examples=max(EXAMPLES // 3, 1))
@given(data=st.data())
@pytest.mark.parametrize("operation", served(), ids=lambda operation: f"{operation.method} {operation.path}")
def test_one_thing_wrong(shop: tuple[Inside, dict[str, list[str]]], operation: Operation, data: st.DataObject) -> None:
    """One parameter that is none of the contract's: 400 that names it."""
    inside, ids = shop
    wrong = data.draw(broken(operation))
    assume(forms.decode(encode(wrong.params)) == wrong.params)  # an empty hash cannot be written in a form
    status, body = send(inside, operation, data.draw(paths(operation, ids)), wrong.params)
    assert status == 400, f"{wrong.param} should be refused, got {status} {body}"
    assert body["error"]["param"] == wrong.param


def send(inside: Inside, operation: Operation, path: str, params: Params) -> tuple[int, JSON]:
    """One request, its answer judged."""
    status, body = inside.call(operation.method, path, params, deadline=DEADLINE_SECONDS)
    told = f"{operation.method} {path} {encode(params)}: {status} {str(body)[:1500]}"
    assert status < 500, told
    if status == 200:
        assert not operation.returns or CURRENT.check(body) == [], f"{CURRENT.check(body)} in {told}"
    else:
        assert 400 <= status < 500, told
        well_formed(body, told)
    return status, body


def well_formed(body: JSON, told: str) -> None:
    """An error in Stripe's envelope with Stripe's fields (facts 11, 12)."""
    assert list(body) == ["error"], told
    error = body["error"]
    assert error["type"] in TYPES, told
    assert set(error) <= FIELDS, f"{set(error) - FIELDS} in {told}"
    assert isinstance(error["message"], str), told
    assert error["message"], told
    assert ("doc_url" in error) == ("code" in error), told
    assert PARAM.fullmatch(error.get("param", "any")), told


def paths(operation: Operation, ids: dict[str, list[str]]) -> st.SearchStrategy[str]:
    """The operation's path with ids: of objects that are there, of a wrong kind, or of nothing."""
    everything = [id for kind in ids.values() for id in kind]
    segments: list[st.SearchStrategy[str]] = []
    before = ""
    for segment in operation.path.strip("/").split("/"):
        if segment.startswith("{"):
            own = ids.get(KINDS.get(before, before.rstrip("s")), everything)
            segments.append(st.one_of(st.sampled_from(own or everything), st.sampled_from([*everything, "nothing"])))
        else:
            segments.append(st.just(segment))
            before = segment
    return st.tuples(*segments).map(lambda parts: "/" + "/".join(quote(part, safe="") for part in parts))


KINDS = {"sessions": "checkout.session", "test_clocks": "test_helpers.test_clock", "disputes": "dispute"}


@st.composite
def with_ids(draw: st.DrawFn, params: Params, ids: dict[str, list[str]]) -> Params:
    """The parameters with real ids where their names ask for one."""

    def filled(value: Any, name: str) -> Any:
        if isinstance(value, dict):
            return {key: filled(member, name if key.isdigit() else key) for key, member in value.items()}
        known = ids.get(NAMED.get(name, name))
        if known and value != "" and draw(st.booleans()):
            return draw(st.sampled_from(known))
        return draw(st.sampled_from(PLAUSIBLE[name])) if name in PLAUSIBLE else value

    return {name: filled(value, name) for name, value in params.items()}


# Parameters that name an object of another kind than they are called.
NAMED = {
    "default_payment_method": "payment_method", "default_source": "card", "source": "token", "discounts": "coupon",
    "starting_after": "any", "ending_before": "any", "default_tax_rates": "tax_rate", "tax_rates": "tax_rate",
    "test_clock": "test_helpers.test_clock", "from_subscription": "subscription",
}  # fmt: skip
# Values that get further than chance would.
PLAUSIBLE = {
    "currency": ["usd", "usd", "eur", "jpy", "kwd"],
    "amount": ["2000", "1", "99999999", "0"],
    "unit_amount": ["500", "0", "1999"],
    "quantity": ["1", "3"],
    "country": ["US", "DE"],
    "return_url": ["https://shop.example/back"],
    "success_url": ["https://shop.example/done?s={CHECKOUT_SESSION_ID}"],
    "query": ["email:'a@b.c'", "created>0 AND metadata['a']:'b'", "amount"],
}


def test_a_handler_that_fails_would_be_seen(shop: tuple[Inside, dict[str, list[str]]], caplog: Any) -> None:
    """The fuzz can fail: a handler that raises what it should not is a 500 with the bug in the log."""
    inside, _ = shop
    operation = CURRENT.find("GET", "/v1/customers")
    assert operation is not None
    with inside.broken(), caplog.at_level(logging.ERROR), pytest.raises(AssertionError, match="500"):
        send(inside, operation, "/v1/customers", {})
    assert "this is a bug of the emulator" in caplog.text
