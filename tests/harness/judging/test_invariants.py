"""Each invariant over small histories: a sound purchase, and one for each way to break it."""

from typing import Any

import pytest

from harness.core.failure import UNKNOWN
from harness.core.history import History
from harness.core.masking import SHOPPERS_PASSWORD
from harness.judging.checker import check

CHARGE = {
    "id": "ch_1",
    "amount": 5000,
    "amount_captured": 5000,
    "amount_refunded": 0,
    "currency": "usd",
    "status": "succeeded",
    "paid": True,
    "captured": True,
    "refunded": False,
    "disputed": False,
}
INTENT = {
    "id": "pi_1",
    "amount": 5000,
    "amount_received": 5000,
    "currency": "usd",
    "status": "succeeded",
    "user_id": "u1",
    "metadata": {"user_id": "u1"},
    "created": 1,
    "charges": [CHARGE],
    "refunds": [],
}
ITEM = {"product_id": "p1", "title": "Tea", "price": 2500, "quantity": 2}
ORDER = {
    "order_id": "o1",
    "user_id": "u1",
    "payment": "pi_1",
    "payment_intent_id": "pi_1",
    "status": "paid",
    "amount": 5000,
    "amount_refunded": 0,
    "currency": "usd",
    "items": [ITEM],
    "created_at": "2026-01-01T00:00:00Z",
}
REFUND = {"id": "re_1", "charge": "ch_1", "amount": 5000, "currency": "usd", "status": "succeeded", "created": 2}
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1MSJ9.c2lnbmF0dXJl"
UNPAID = {**INTENT, "status": "requires_payment_method", "amount_received": 0, "charges": []}
REFUNDED = {**ORDER, "status": "refunded", "amount_refunded": 5000}


def history(
    intents: list[dict[str, Any]] | None = None, orders: list[dict[str, Any]] | None = None, now: int = 8
) -> History:
    """A purchase of two of ten units, with what the test changes."""
    record = History()
    for intent in [INTENT] if intents is None else intents:
        record.record("snapshot", "harness", "stripe_intent", **intent)
    placed = [ORDER] if orders is None else orders
    record.record("snapshot", "harness", "orders", user_id="u1", email="ada@shop.example", orders=placed)
    record.record("snapshot", "harness", "stock", product_id="p1", initial=10, now=now)
    return record


def codes(record: History) -> list[str]:
    return sorted(failure.code for failure in check(record))


@pytest.mark.parametrize(
    "sound",
    [
        history(),
        history(intents=[UNPAID], orders=[], now=8),
        history(intents=[UNPAID], orders=[], now=10),
        history(intents=[{**INTENT, "refunds": [REFUND]}], orders=[REFUNDED], now=10),
        history(intents=[{**INTENT, "refunds": [REFUND]}], orders=[], now=10),
        history(intents=[], orders=[], now=10),
        history(intents=[{"id": "pi_1", "gone": True}], orders=[], now=10),
    ],
    ids=["paid", "open", "open, nothing held", "refunded", "refunded, no order", "nothing", "gone"],
)
def test_what_is_sound_is_quiet(sound: History) -> None:
    assert codes(sound) == []


def test_an_open_session_holds_units() -> None:
    record = history(intents=[], orders=[], now=7)
    assert codes(record) == ["stock_lost"]
    record.record("snapshot", "harness", "payments", intents={"cs_1": []}, open_sessions=["cs_1"])
    assert codes(record) == []


def test_an_order_that_does_not_tell_its_goods_says_nothing_of_them() -> None:
    assert codes(history(orders=[{**ORDER, "items": []}], now=8)) == []


def guest(
    *, told: bool = True, now: int = 8, items: tuple[dict[str, Any], ...] = (ITEM,), refunded: int = 0
) -> History:
    """A purchase in a shop that lists no orders, told to the shopper on coming back or not."""
    record = History()
    refunds = [{**REFUND, "amount": refunded}] if refunded else []
    record.record("snapshot", "harness", "payments", intents={"cs_1": ["pi_1"]}, open_sessions=[])
    record.record("snapshot", "harness", "stripe_intent", **{**INTENT, "refunds": refunds})
    record.record("snapshot", "harness", "stock", product_id="p1", initial=10, now=now)
    if told:
        order = {"order_id": "o1", "status": "paid", "amount": 5000, "currency": "usd", "items": list(items)}
        record.record("fact", "test", "told", user_id="ada", payment="cs_1", **order)
    return record


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (guest(), []),
        (guest(now=9), ["oversold"]),
        (guest(now=7), ["stock_lost"]),
        (guest(told=False), []),
        (guest(told=False, now=5), []),
        (guest(items=(), now=5), []),
        (guest(refunded=5000, now=10), []),
        (guest(refunded=2000, now=10), ["oversold"]),
    ],
    ids=[
        "sold",
        "too many",
        "lost",
        "not told",
        "not told, lost",
        "of what is not told",
        "refunded",
        "partly refunded",
    ],
)
def test_without_orders_those_count_of_which_shoppers_were_told(told: History, expected: list[str]) -> None:
    assert codes(told) == expected


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        (history(intents=[{**INTENT, "charges": [CHARGE, {**CHARGE, "id": "ch_2"}]}]), ["charged_twice"]),
        (history(orders=[ORDER, {**ORDER, "order_id": "o2"}], now=6), ["ordered_twice"]),
        (history(orders=[{**ORDER, "amount": 50}]), ["amounts_disagree"]),
        (history(intents=[{**INTENT, "amount_received": 50}]), ["amounts_disagree"]),
        (history(intents=[{**INTENT, "currency": "jpy"}]), ["amounts_disagree"]),
        (history(intents=[UNPAID]), ["order_without_money"]),
        (history(intents=[{"id": "pi_1", "gone": True}]), ["order_without_money"]),
        (history(orders=[], now=10), ["money_without_order"]),
        (history(now=-1), ["stock_negative"]),
        (history(now=9), ["oversold"]),
        (history(now=7), ["stock_lost"]),
        (history(intents=[{**INTENT, "refunds": [REFUND, {**REFUND, "id": "re_2"}]}]), ["refunded_too_much"]),
        (history(orders=[REFUNDED], now=10), ["refund_without_money"]),
    ],
)
def test_what_is_broken_is_told(broken: History, expected: list[str]) -> None:
    assert codes(broken) == expected


def test_a_failed_refund_is_no_money() -> None:
    failed = {**REFUND, "status": "failed"}
    assert codes(history(intents=[{**INTENT, "refunds": [failed, REFUND]}], orders=[REFUNDED], now=10)) == []


def test_a_snapshot_that_could_not_be_read_is_unknown() -> None:
    record = history()
    record.record("snapshot", "harness", "unavailable", snapshot="stock", of="p2", reason="the checkout answered 500")
    assert codes(record) == [UNKNOWN]


def answered(operation: str, kind: str, path: str = "/api/x", *, after: History | None = None) -> History:
    record = after or history()
    url = f"http://127.0.0.1:1{path}"
    request = record.record("invoke", "Ada", operation, system="checkout", method="POST", url=url)
    sightings = [{"kind": kind, "shown": "4242…4242"}]
    record.record("ok", "Ada", operation, system="checkout", status=200, invoke=request.seq, sightings=sightings)
    return record


@pytest.mark.parametrize("kind", ["card number", "cvc", "secret key", "webhook secret", "client secret"])
def test_a_secret_in_an_answer_is_told(kind: str) -> None:
    assert codes(answered("orders", kind)) == ["secret_in_answer"]


def test_a_client_secret_is_handed_out_where_it_must_be() -> None:
    assert codes(answered("begin", "client secret")) == []
    by_hand = answered("request", "client secret", "/api/pay")
    assert codes(by_hand) == ["secret_in_answer"]
    by_hand.record("snapshot", "harness", "begin", hands_out=["/api/pay"])
    assert "secret_in_answer" not in codes(by_hand)
    assert codes(answered("begin", "card number")) == ["secret_in_answer"]


def test_the_fuzzer_is_handed_a_client_secret_where_a_shopper_is() -> None:
    """Where a shop's own document describes what begins a payment, whoever sends it gets what a page needs."""
    begun = answered("begin", "client secret", "/v1/baskets/b7/pay")
    assert codes(answered("pay_v1_post", "client secret", "/v1/baskets/b8/pay?x=1", after=begun)) == []
    assert codes(answered("list_v1_get", "client secret", "/v1/baskets/b8", after=begun)) == ["secret_in_answer"]


def test_a_checkout_that_confirms_itself_hands_it_out_there() -> None:
    """Where the page got none when the payment began, it needs one to answer the bank."""
    assert codes(answered("confirm", "client secret")) == []
    assert codes(answered("settle", "client secret")) == ["secret_in_answer"]
    both = answered("begin", "client secret")
    sightings = [{"kind": "client secret", "shown": "pi_1_secret_…"}]
    asked = both.record("invoke", "Ada", "confirm", system="checkout", method="POST", url="http://127.0.0.1:1/api/y")
    both.record("ok", "Ada", "confirm", system="checkout", status=200, invoke=asked.seq, sightings=sightings)
    assert codes(both) == ["secret_in_answer"]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("log", f"login failed: ada@shop.example, {SHOPPERS_PASSWORD}?", ["secret_in_log"]),
        ("tables", f'users {{"password": {{"S": "{SHOPPERS_PASSWORD}"}}}}', ["secret_in_tables"]),
        ("log", f"refused the token {TOKEN}: expired", ["secret_in_log"]),
        ("tables", f'sessions {{"token": {{"S": "{TOKEN}"}}}}', []),
        ("log", "login failed: ada@shop.example", []),
    ],
)
def test_a_password_or_a_token_that_was_written_is_told(name: str, text: str, told: list[str]) -> None:
    record = History()
    record.record("snapshot", "harness", "written", name=name, text=text)
    assert codes(record) == told


@pytest.mark.parametrize(("addresses", "told"), [(False, ["address_in_log"]), (True, [])])
def test_an_address_in_the_log_is_told_where_the_checkout_says_that_there_is_none(
    addresses: bool, told: list[str]
) -> None:
    record = History()
    text = "INFO started\nINFO registered ada.0123456789ab.1%40shop.example from 127.0.0.1"
    record.record("snapshot", "harness", "written", name="log", text=text, addresses=addresses)
    found = check(record)
    assert [failure.code for failure in found] == told
    assert all("registered ada.….1@shop.example from" in str(failure) for failure in found)


def test_a_token_in_metadata_is_told() -> None:
    assert codes(history(intents=[{**INTENT, "metadata": {"session": TOKEN}}])) == ["secret_in_metadata"]


def test_a_card_number_in_metadata_or_mail_is_told() -> None:
    record = history(intents=[{**INTENT, "metadata": {"note": "paid with 4242424242424242"}}])
    mails = [{"subject": "Your order", "text": "sk_test_abcdef"}]
    record.record("snapshot", "harness", "mails", email="ada@shop.example", mails=mails)
    assert codes(record) == ["secret_in_mail", "secret_in_metadata"]
