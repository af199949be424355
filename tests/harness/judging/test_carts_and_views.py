"""What a cart holds, what can still be paid, what is told twice: each judge over small histories, sound and broken."""

from __future__ import annotations

from typing import Any

import pytest

from harness.core.history import History
from harness.judging.checker import check
from tests.harness.judging.test_invariants import INTENT, ITEM, ORDER, REFUND, UNPAID

ADD, SET, REMOVE = "add", "set_quantity", "remove"


def carted(*changes: tuple[Any, ...], shown: int, ordered: int | None = None, order: bool = True) -> History:
    """A shopper's changes of one product, (how, units, ended), and what the cart shows in the end."""
    record = History()
    for how, units, ended, *began in changes:
        at = began[0] if began else len(record.events)
        what = {"how": how, "product_id": "p1", "quantity": units, "ended": ended, "began": at}
        record.record("fact", "test", "cart_change", user_id="u1", **what)
    record.record("snapshot", "harness", "begin", hears=["*"], contract={})
    items = [{**ITEM, "quantity": ordered}] if ordered else []
    placed = [{**ORDER, "items": items, "amount": 2500 * (ordered or 0)}] if ordered else []
    if order:
        record.record("snapshot", "harness", "orders", user_id="u1", email="ada@shop.example", orders=placed)
    lines = [{**ITEM, "quantity": shown}] if shown else []
    record.record("snapshot", "harness", "cart", user_id="u1", items=lines, total=None, currency="usd")
    return record


def found(record: History, code: str) -> list[str]:
    return [", ".join(failure.however) for failure in check(record) if failure.code == code]


@pytest.mark.parametrize(
    "sound",
    [
        carted((ADD, 1, "done"), (ADD, 1, "done"), shown=2),
        carted((ADD, 1, "done"), (SET, 5, "done"), shown=5),
        carted((ADD, 1, "done"), (REMOVE, 0, "done"), shown=0),
        carted((ADD, 1, "done"), (ADD, 1, "refused"), shown=1),
        carted((ADD, 1, "done"), (ADD, 1, "not known"), shown=1),
        carted((ADD, 1, "done"), (ADD, 1, "not known"), shown=2),
        carted((ADD, 3, "done"), shown=1, ordered=2),
        carted((ADD, 3, "done"), shown=0, ordered=2),
        carted((SET, 2, "done", 0), (SET, 3, "done", 0), shown=2),
        carted((SET, -1, "done"), shown=7),
        carted((ADD, 1, "done"), shown=1, order=False),
    ],
)
def test_what_a_cart_may_hold(sound: History) -> None:
    """Refused, lost and simultaneous changes leave open what they leave open."""
    assert found(sound, "cart_not_as_put") == []


@pytest.mark.parametrize(
    ("broken", "shows"),
    [
        (carted((ADD, 1, "done"), (ADD, 1, "done"), shown=1), "1"),
        (carted((ADD, 1, "done"), (ADD, 1, "refused"), shown=2), "2"),
        (carted((ADD, 1, "done"), (ADD, 1, "not known"), shown=3), "3"),
        (carted((ADD, 1, "done"), (REMOVE, 0, "done"), shown=1), "1"),
        (carted((ADD, 2, "done"), shown=2, ordered=2), "2"),
        (carted((ADD, 1, "done"), shown=0), "0"),
        (carted(shown=1), "1"),
    ],
)
def test_what_a_cart_must_not_hold(broken: History, shows: str) -> None:
    """Too much, too little, what was paid for, what nobody put there."""
    assert found(broken, "cart_not_as_put") == [f"the checkout shows {shows}"]


def test_requests_by_hand_are_not_judged() -> None:
    """A case that wrote its own requests has noted none of them."""
    record = carted(shown=3)
    record.record("fact", "test", "by_hand", user_id="u1")
    assert found(record, "cart_not_as_put") == []


def payable(*intents: dict[str, Any], several: bool = False) -> History:
    """A shopper who put 5000 into the cart, and her payments."""
    record = History()
    product = {"product_id": "p1", "title": "Tea", "price": 5000, "currency": "usd", "stock": 9}
    record.record("fact", "test", "product", **product)
    record.record("fact", "test", "wanted", user_id="u1", product_id="p1", quantity=1)
    for intent in intents:
        begun = {"payment": intent["id"], "amount": 5000, "currency": "usd", "tampered": []}
        record.record("fact", "test", "begun", user_id="u1", **begun)
        record.record("snapshot", "harness", "stripe_intent", **intent)
    ways = {intent["id"]: [intent["id"]] for intent in intents}
    record.record("snapshot", "harness", "payments", intents=ways, open_sessions=[], several=several)
    return record


def test_a_second_payment_that_can_be_paid() -> None:
    """Two open ones, or an open one beside what is paid; a shop that allows it says so."""
    other = {**UNPAID, "id": "pi_2"}
    assert found(payable(INTENT), "cart_payable_twice") == found(payable(UNPAID), "cart_payable_twice") == []
    assert found(payable(INTENT, other), "cart_payable_twice") == [
        "Stripe took 5000 usd, and 5000 usd can still be paid in pi_2"
    ]
    assert len(found(payable(UNPAID, other), "cart_payable_twice")) == 1
    assert found(payable(UNPAID, {**other, "status": "canceled"}), "cart_payable_twice") == []
    assert found(payable(UNPAID, other, several=True), "cart_payable_twice") == []


def refunded(told: int | None, hears: tuple[str, ...] = ("charge.refunded",), *, due: bool = False) -> History:
    """An order of a payment that Stripe gave back."""
    record = History()
    record.record("snapshot", "harness", "begin", hears=list(hears), contract={})
    if due:
        record.record("snapshot", "harness", "not_quiet", seconds=9.0)
    record.record("snapshot", "harness", "stripe_intent", **{**INTENT, "refunds": [REFUND]})
    order = {**ORDER, "amount_refunded": told, "status": "refunded" if told else "paid"}
    record.record("snapshot", "harness", "orders", user_id="u1", email="ada@shop.example", orders=[order])
    return record


def test_a_cart_that_is_filled_by_hand_is_not_judged() -> None:
    """The fuzzer's shopper puts in what no fact tells, and pays for it."""
    record = payable(INTENT, {**UNPAID, "id": "pi_2"})
    assert found(record, "cart_payable_twice") != []
    record.record("fact", "test", "by_hand", user_id="u1")
    assert found(record, "cart_payable_twice") == []


def test_a_refund_that_the_order_does_not_tell() -> None:
    """Only where the checkout was told of it, tells refunds at all, and nothing is on its way to it."""
    assert found(refunded(0), "refund_not_told") == ["it tells 0 usd"]
    for sound in (refunded(5000), refunded(None), refunded(0, hears=()), refunded(0, due=True)):
        assert found(sound, "refund_not_told") == []


def test_the_money_of_what_never_was_an_order_went_back() -> None:
    """Paid for when the last piece was gone: the shop's own word says so, and nobody waits for a refund of it."""
    record = refunded(0)
    record.of(kind="snapshot", operation="orders")[-1].data["orders"][0]["status"] = "sold_out"
    assert found(record, "refund_not_told") == []


def test_an_order_that_is_told_in_two_ways() -> None:
    """On coming back, and in the list."""
    for items, wrong in (([ITEM], []), ([{**ITEM, "quantity": 1}], ["it tells 5000 usd, 2 of p1"]), ([], [])):
        record = refunded(5000)
        told = {"payment": "pi_1", "order_id": "o1", "status": "paid", "amount": 5000, "currency": "usd"}
        record.record("fact", "test", "told", user_id="u1", **told, items=items)
        assert found(record, "order_told_otherwise") == wrong


def bought_and_set(shown: int, *, told: bool = True) -> History:
    """Somebody who bought one, was told of it or not, and set the number to one again."""
    record = carted(shown=shown, ordered=1)
    tail = record.events
    record = History()
    what = {"user_id": "u1", "product_id": "p1", "quantity": 1, "how": SET, "ended": "done"}
    record.record("fact", "test", "cart_change", **what, began=0)
    record.record("ok", "stripe.js", "confirm_payment", status=200)
    if told:
        about = {"payment": "pi_1", "order_id": ORDER["order_id"], "status": "paid", "amount": 2500, "currency": "usd"}
        record.record("fact", "test", "told", user_id="u1", **about, items=[{**ITEM, "quantity": 1}])
    record.record("fact", "test", "cart_change", **what, began=len(record.events))
    for event in tail:
        record.record(event.kind, event.actor, event.operation, **event.data)
    return record


def test_a_number_that_is_set_after_a_purchase_stands() -> None:
    """Where the shop can only set a number, and nobody knows when what was bought went out, both may be right."""
    assert found(bought_and_set(1), "cart_not_as_put") == []
    assert found(bought_and_set(1, told=False), "cart_not_as_put") == []
    assert found(bought_and_set(0, told=False), "cart_not_as_put") == []
    assert found(bought_and_set(2), "cart_not_as_put") == ["the checkout shows 2"]


def paid_after_change(*steps: tuple[str, int] | str, paid: tuple[int, ...]) -> History:
    """What a shopper did to the cart and at Stripe, in order, and the payments that were taken (2500 a unit)."""
    record = History()
    product = {"product_id": "p1", "title": "Tea", "price": 2500, "currency": "usd", "stock": 9}
    record.record("fact", "test", "product", **product)
    for step in steps:
        if isinstance(step, str):
            asked = record.record("invoke", "stripe.js", "confirm_payment")
            status = 402 if step == "declined" else 200
            answered = "fail" if step == "declined" else "ok"
            record.record(answered, "stripe.js", "confirm_payment", invoke=asked.seq, status=status)
            continue
        how, units = step
        what = {"user_id": "u1", "product_id": "p1", "quantity": units}
        record.record("fact", "test", "wanted", **what)
        record.record("fact", "test", "cart_change", **what, how=how, ended="done", began=len(record.events))
    ways = {}
    for number, units in enumerate(paid):
        id, amount = f"pi_{number}", 2500 * units
        intent = {**INTENT, "id": id, "amount": amount, "amount_received": amount, "charges": []}
        record.record("fact", "test", "begun", user_id="u1", payment=id, amount=amount, currency="usd", tampered=[])
        record.record("snapshot", "harness", "stripe_intent", **intent)
        ways[id] = [id]
    record.record("snapshot", "harness", "payments", intents=ways, open_sessions=[], several=True)
    return record


@pytest.mark.parametrize(
    ("history", "twice"),
    [
        (paid_after_change((ADD, 2), (SET, 3), "paid", paid=(3,)), False),
        (paid_after_change((ADD, 2), (SET, 3), "paid", "paid", paid=(2, 3)), True),
        (paid_after_change((ADD, 2), "declined", (SET, 3), "paid", "paid", paid=(2, 3)), True),
        (paid_after_change((ADD, 3), (SET, 1), "paid", "paid", paid=(3, 1)), True),
        (paid_after_change((ADD, 3), (SET, 1), "paid", paid=(3,)), False),
        (paid_after_change((ADD, 2), "paid", (SET, 3), "paid", paid=(2, 3)), False),
        (paid_after_change((ADD, 2), (REMOVE, 0), (ADD, 2), "paid", paid=(2, 2)), True),
    ],
    ids=["set", "set, both", "declined, set, both", "fewer, both", "fewer, the old one", "two carts", "put back, both"],
)
def test_a_changed_cart_is_paid_once(history: History, twice: bool) -> None:
    assert bool(found(history, "cart_paid_twice")) == twice


def in_a_page_s_cart(*begun: int, paid: int, several: bool) -> History:
    """A shopper whose page keeps the cart: the units of each payment, and how many payments were paid."""
    record = History()
    product = {"product_id": "p1", "title": "Tea", "price": 2500, "currency": "usd", "stock": 9}
    record.record("fact", "test", "product", **product)
    record.record("fact", "test", "wanted", user_id="u1", product_id="p1", quantity=begun[0])
    ways = {}
    for number, units in enumerate(begun):
        id, amount = f"pi_{number}", 2500 * units
        told = {"payment": id, "amount": amount, "currency": "usd", "tampered": [], "basket": {"p1": units}}
        record.record("fact", "test", "begun", user_id="u1", **told)
        ways[id] = [id]
        if number < paid:
            intent = {**INTENT, "id": id, "amount": amount, "amount_received": amount, "charges": []}
            record.record("snapshot", "harness", "stripe_intent", **intent)
    record.record("snapshot", "harness", "payments", intents=ways, open_sessions=[], several=several)
    return record


@pytest.mark.parametrize(
    ("begun", "paid", "several", "twice"),
    [((2, 2), 2, True, False), ((2,), 1, True, False), ((2, 2), 2, False, True), ((2, 2), 1, False, False)],
    ids=["each is a purchase", "one", "one payment a cart", "one of two"],
)
def test_a_shop_without_carts_cannot_know_the_same_wish(
    begun: tuple[int, ...], paid: int, several: bool, twice: bool
) -> None:
    assert bool(found(in_a_page_s_cart(*begun, paid=paid, several=several), "cart_paid_twice")) == twice
