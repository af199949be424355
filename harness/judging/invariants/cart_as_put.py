"""A cart holds what its shopper put into it: nothing more, nothing less, and no longer what was paid for."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from harness.core.failure import Failure
from harness.core.failure_codes.code import FailureCode
from harness.core.history import Event, History
from harness.judging.invariants import PAID, facts, may_have_paid, orders, snapshots

CART_NOT_AS_PUT = FailureCode(
    code="cart_not_as_put",
    severity="critical",
    title="A cart holds something else than its shopper put into it",
    meaning="The units of a product that the checkout shows in a cart are not those that the shopper's changes add up "
    "to: a repeated request was added again, an empty or another cart came back, a declined payment emptied the cart, "
    "or what is paid for is still in it and will be paid again.",
    what_to_do="Change the cart in one conditional write; take out what was bought once, with the order, and nothing "
    "before the money is there.",
    example="""\
A cart holds something else than its shopper put into it [cart_not_as_put]
      Let user u1 do this to the cart: add 1, add 1
     Then it holds 2 units of p1
  However the checkout shows 3""",
)
AT_ANY_MOMENT = (CART_NOT_AS_PUT,)
ADD, REMOVE, DONE, REFUSED = "add", "remove", "done", "refused"
# What may be in the cart; None where nobody knows.
Units = set[int] | None


def seen(history: History) -> int:
    """The products of which it is known how many units a cart must hold, over all carts that were shown."""
    return sum(1 for _ in _compared(history))


def judge(history: History) -> Iterator[Failure]:
    """Failures `cart_not_as_put`. A shopper whose requests were written by hand is not judged: nobody noted them."""
    for cart, product_id, units, shown in _compared(history):
        if shown not in units:
            done = [
                event.data for event in _changes(history, cart["user_id"]) if event.data["product_id"] == product_id
            ]
            told = ", ".join(f"{one['how']} {one['quantity']} ({one['ended']})" for one in done)
            yield Failure(
                CART_NOT_AS_PUT,
                "A cart holds something else than its shopper put into it",
                let=f"user {cart['user_id']} do this to the cart: {told or 'nothing'}",
                then=f"it holds {' or '.join(map(str, sorted(units)))} units of {product_id}",
                however=f"the checkout shows {shown}",
            )


def _compared(history: History) -> Iterator[tuple[dict[str, Any], str, set[int], int]]:
    """Each cart, product, the units that may be in it, and those that are shown."""
    by_hand = {row["user_id"] for row in facts(history, "by_hand")}
    paid = _paid(history)
    for cart in snapshots(history, "cart"):
        user = cart["user_id"]
        if user in by_hand or paid is None:
            continue
        shown = Counter({item["product_id"]: item["quantity"] for item in cart["items"]})
        put = _put(_changes(history, user))
        for product_id in sorted({*put, *shown}):
            units = put.get(product_id, {0})
            if units is not None and user in paid:
                units = _left(units, _taken_out(history, user, product_id, paid[user][product_id]))
            if units is not None:
                yield cart, product_id, units, shown[product_id]


def _changes(history: History, user: str) -> list[Event]:
    return [event for event in history.of(kind="fact", operation="cart_change") if event.data["user_id"] == user]


def _put(changes: list[Event]) -> dict[str, Units]:
    """What each product's changes add up to."""
    put: dict[str, Units] = {}
    for number, event in enumerate(changes):
        product_id, what = event.data["product_id"], event.data
        before = put.get(product_id, {0})
        disordered = any(_at_once(event, other) for other in changes[:number] + changes[number + 1 :])
        if what["ended"] == REFUSED:
            put.setdefault(product_id, before)
        elif before is None or disordered or (what["how"] != REMOVE and what["quantity"] < 1):
            put[product_id] = None
        else:
            after = _after(before, what)
            put[product_id] = after if what["ended"] == DONE else before | after
    return put


def _at_once(one: Event, other: Event) -> bool:
    """Whether two changes of one product were under way at the same time, and it matters which was first."""
    if one.data["product_id"] != other.data["product_id"] or one.data["how"] == other.data["how"] == ADD:
        return False
    return bool(one.data["began"] <= other.seq and other.data["began"] <= one.seq)


def _after(before: set[int], what: dict[str, Any]) -> set[int]:
    if what["how"] == ADD:
        return {units + what["quantity"] for units in before}
    return {0 if what["how"] == REMOVE else what["quantity"]}


def _left(put: set[int], taken_out: set[int]) -> set[int]:
    """After a purchase what was bought is out, or the whole cart is empty."""
    return {max(0, units - bought) for units in put for bought in taken_out} | {0}


def _taken_out(history: History, user: str, product_id: str, bought: int) -> set[int]:
    """How many of the units that were bought went out of the cart after their number was last set in it.

    What the shopper was told of before had gone before; of what else was paid before nobody knows when it went.
    """
    changes = [event for event in _changes(history, user) if event.data["product_id"] == product_id]
    began = max((event.data["began"] for event in changes if event.data["how"] != ADD), default=-1)
    if began < 0:
        return {bought}
    told = {
        row.data["order_id"]: sum(item["quantity"] for item in row.data["items"] if item["product_id"] == product_id)
        for row in history.of(kind="fact", operation="told")
        if row.data["user_id"] == user and row.seq < began and row.data["status"] in PAID
    }
    after = max(0, bought - sum(told.values()))
    perhaps_before = any(seq < began for seq in may_have_paid(history))
    return set(range(after + 1)) if perhaps_before else {after}


def _paid(history: History) -> dict[str, Counter[str]] | None:
    """The units that each shopper paid for; None where the checkout does not list what is paid."""
    if not snapshots(history, "orders"):
        return None
    paid: dict[str, Counter[str]] = {}
    listed = {order["order_id"] for order in orders(history)}
    for snapshot in snapshots(history, "orders"):
        for order in snapshot["orders"]:
            if order["order_id"] in listed:
                bought = Counter({item["product_id"]: item["quantity"] for item in order["items"]})
                paid[snapshot["user_id"]] = paid.get(snapshot["user_id"], Counter()) + bought
    return paid
