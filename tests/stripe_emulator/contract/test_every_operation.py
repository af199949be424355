"""Every operation of the default version: what it takes is taken, and one thing wrong is refused by its name."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stripe_emulator.contract import CURRENT, Operation, text_rules
from stripe_emulator.wire.errors import StripeError
from tests.stripe_emulator.contract.strategies import Params, broken, valid

OPERATIONS = {operation.key: operation for operation in CURRENT.operations}
FEW = settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("key", OPERATIONS)
@FEW
@given(data=st.data())
def test_what_it_takes_is_taken(key: str, data: st.DataObject) -> None:
    """Parameters drawn from the types are read, every one of them."""
    params = data.draw(valid(OPERATIONS[key]))
    by_rules = _refused_by_rules(OPERATIONS[key], params)
    assert [finding.param for finding in CURRENT.judge_all(OPERATIONS[key], params)] == by_rules
    if not by_rules:
        assert CURRENT.judge(OPERATIONS[key], params).keys() == params.keys()


@pytest.mark.parametrize("key", OPERATIONS)
@FEW
@given(data=st.data())
def test_one_thing_wrong_is_refused_by_its_name(key: str, data: st.DataObject) -> None:
    """One parameter unknown, missing, empty or mistyped: a 400 with the code, the message and the path of that one."""
    wrong = data.draw(broken(OPERATIONS[key]))
    with pytest.raises(StripeError) as refused:
        CURRENT.judge(OPERATIONS[key], wrong.params)
    error = refused.value.body()["error"]
    assert refused.value.status == 400
    assert (error["type"], error.get("code"), error["param"]) == ("invalid_request_error", wrong.code, wrong.param)
    assert error["message"]
    found = CURRENT.judge_all(OPERATIONS[key], wrong.params)
    assert [finding.param for finding in found] == [wrong.param, *_refused_by_rules(OPERATIONS[key], wrong.params)]


def _refused_by_rules(operation: Operation, params: Params) -> list[str | None]:
    """What breaks a rule that no type shows, such as a longest text: values are drawn from the types alone."""
    found: list[StripeError] = []
    typed = operation.params.read(params, "", lambda _: None)
    text_rules.judge(CURRENT.version, operation.method, operation.path, typed, found.append)
    return [error.param for error in found]
