"""What `not_paid` accepts: of a shop without a table, any way to say no; of one with a table, what it says."""

from types import SimpleNamespace
from typing import Any

import pytest

from harness import Exchange, Failure, Order, Refused
from harness.checkouts.values import Refusal
from scenarios.refusals import not_paid

WAITING = "a payment that waits for the bank"
PROBLEM = '{"status": 409, "detail": "not yet", "code": "not_paid"}'
ANSWER = Exchange(
    "POST", "http://127.0.0.1:1/settle", {}, "", 409, {"content-type": "application/problem+json"}, PROBLEM, 1.0
)
REFUSED = Refused("settle", "Ada", ANSWER)


def shop(**statuses: Any) -> Any:
    """A shop whose adapter has this row for the payment that waits; no row without it."""
    refusals = {WAITING: Refusal(**statuses)} if statuses else {}
    return SimpleNamespace(adapter=SimpleNamespace(refusals=refusals))


@pytest.mark.parametrize("ended", [None, REFUSED])
def test_a_shop_that_promises_nothing_may_say_it_either_way(ended: Any) -> None:
    not_paid(shop(), ended, WAITING)


def test_a_shop_that_promises_a_refusal_must_refuse() -> None:
    not_paid(shop(status=409), REFUSED, WAITING)
    with pytest.raises(Failure, match="did not refuse"):
        not_paid(shop(status=409), None, WAITING)


def test_a_shop_that_promises_an_answer_must_not_refuse() -> None:
    not_paid(shop(status=()), None, WAITING)
    with pytest.raises(Refused):
        not_paid(shop(status=()), REFUSED, WAITING)


@pytest.mark.parametrize("given", [{}, {"status": 409}, {"status": ()}])
def test_no_shop_may_tell_of_an_order(given: dict[str, Any]) -> None:
    with pytest.raises(Failure):
        not_paid(shop(**given), Order("o_1", "pi_1", "paid", 5, "usd"), WAITING)
