"""Real things in generated requests: whatever the rest of a request is."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.fuzzing import realistic
from contracts.fuzzing.owned import Owned


def owned() -> Any:
    """What a case's shop has."""
    values = {"payment_intent_id": ["pi_1"], "product_id": ["prod_1"]}
    return Owned(SimpleNamespace(), {}, values=values, known={"pi_1", "prod_1"})


def case(body: dict[str, Any], operation: str = realistic.WEBHOOK) -> Any:
    """A valid case with this body."""
    positive = SimpleNamespace(generation=SimpleNamespace(mode=SimpleNamespace(is_positive=True)))
    named = SimpleNamespace(definition=SimpleNamespace(raw={"operationId": operation}), path="/api/any")
    return SimpleNamespace(body=body, path_parameters=None, meta=positive, operation=named)


@pytest.mark.parametrize("name", ["amount", "payment_intent_id", "product_id", "currency"])
@pytest.mark.parametrize("value", [[1], {"a": 1}, None, 1])
@given(data=st.data())
def test_a_member_of_a_free_body_may_be_anything(data: st.DataObject, name: str, value: Any) -> None:
    """A webhook's body has members of its own under any name, which random requests find out."""
    body = {name: value}
    realistic.keep_to_own(owned(), case(body))
    assert set(data.draw(realistic.changes(owned(), case(body)))) == {name, "type", "data"}


def test_what_is_real_already_stays() -> None:
    body = {"payment_intent_id": "pi_1"}
    assert realistic.settle(owned(), case(body, "confirmPayment")).body == body
