"""What the checkout answers to a change of the cart is the cart after the change."""

from collections.abc import Iterator
from typing import Any

from harness.core.failure import Failure
from harness.core.failure_codes.code import FailureCode
from harness.core.history import Event, History

CART_ANSWER_OLD = FailureCode(
    code="cart_answer_old",
    severity="normal",
    title="A change of the cart is answered with the cart before it",
    meaning="The answer to a change of the cart lists a product that was just taken out, or another quantity than was "
    "just set: the shopper sees the thing still there and the old total, and presses again.",
    what_to_do="Read the cart that is answered after the change was written, or answer what was written.",
    example="""\
A change of the cart is answered with the cart before it [cart_answer_old]
      Let Ada take p1 out of the cart
     Then the cart in the answer is without it
  However it lists 2 of p1""",
)
SET, REMOVE = "set_quantity", "remove"
CHANGES = ("add", SET, REMOVE)
UNITS = ("quantity", "qty", "units", "count")


def seen(history: History) -> int:
    """The changes that were answered with a list, and beside which nothing else changed that cart."""
    return sum(1 for _ in _answers(history))


def judge(history: History) -> Iterator[Failure]:
    """Failures `cart_answer_old`, once for each kind of change."""
    told: set[str] = set()
    for event, listed in _answers(history):
        product_id, how = str(event.data["product_id"]), event.operation
        wanted = 0 if how == REMOVE else int(event.data["quantity"])
        lines = [units for line in listed if (units := _units(line, product_id)) is not None]
        if lines and sum(lines) != wanted and how not in told:
            told.add(how)
            what = (
                f"take {product_id} out of the cart"
                if how == REMOVE
                else f"set the quantity of {product_id} to {wanted}"
            )
            yield Failure(
                CART_ANSWER_OLD,
                "A change of the cart is answered with the cart before it",
                let=f"{event.actor.partition(' ')[0]} {what}",
                then="the cart in the answer is without it" if how == REMOVE else f"the answer lists {wanted} of it",
                however=f"it lists {sum(lines)} of {product_id}",
            )


def _answers(history: History) -> Iterator[tuple[Event, list[Any]]]:
    """Each change that was taken, with the list in its answer; none where another change was under way meanwhile."""
    asked = {event.seq: event for event in history.of(kind="invoke") if event.operation in CHANGES}
    answers = {event.data.get("invoke"): event for event in history.of() if event.kind in ("ok", "fail", "info")}
    for seq, request in asked.items():
        answer = answers.get(seq)
        if answer is None or answer.kind != "ok" or request.operation not in (SET, REMOVE):
            continue
        listed = _list(answer.data.get("response"))
        alone = not any(
            other != seq and other < answer.seq and (other not in answers or answers[other].seq > seq)
            for other in asked
        )
        if listed is not None and alone and "product_id" in answer.data and answer.data.get("quantity", 1) != 0:
            yield answer, listed


def _list(response: Any) -> list[Any] | None:
    """The lines of a cart in an answer: the list that is it, or is in it, or in what is in it."""
    if isinstance(response, list):
        return response
    inside = list(response.values()) if isinstance(response, dict) else []
    found = [one for one in inside if isinstance(one, list)]
    deeper = [_list(one) for one in inside if isinstance(one, dict)]
    lists = [*found, *(one for one in deeper if one is not None)]
    return lists[0] if len(lists) == 1 else None


def _units(line: Any, product_id: str) -> int | None:
    """The units in a line about the product; None for anything else."""
    if not isinstance(line, dict) or product_id not in map(str, line.values()):
        return None
    return next((line[name] for name in UNITS if isinstance(line.get(name), int)), None)
