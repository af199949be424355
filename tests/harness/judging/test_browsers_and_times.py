"""What browsers and caches are told, times, titles, and cards that are kept: each judge over small histories."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from harness.core.history import History
from harness.judging.checker import check
from tests.harness.judging.test_carts_and_views import found
from tests.harness.judging.test_invariants import INTENT, ITEM, ORDER
from tests.harness.judging.test_mails_and_answers import MAIL, ORDERED, two_shoppers

ADA = "Ada ada@shop.example"
ELSEWHERE = "https://elsewhere.example"
CREDENTIALS = {"access-control-allow-credentials": "true"}


def seen(record: History, invariant: str) -> int:
    """How many things the invariant judged."""
    check(record)
    *_, said = (row.data for row in record.of(operation="judged") if row.data["invariant"] == invariant)
    return int(said["seen"])


def answered(operation: str, response: Any = None, origin: str | None = None, **told: Any) -> History:
    """Ada, who has an account, asks for something; what she was told of: ord_0001."""
    record = History()
    record.record("fact", "test", "shopper", user_id="u1", name="Ada", email="ada@shop.example")
    order = {"payment": "pi_1", "order_id": "ord_0001", "status": "paid", "amount": 1, "currency": "usd", "items": []}
    record.record("fact", "test", "told", user_id="u1", **order)
    request = {"system": "checkout", "method": "GET", "url": "http://shop/orders", "curl": ""}
    asked = record.record("invoke", ADA, operation, **request, **({"origin": origin} if origin else {}))
    answer = {"system": "checkout", "status": 200, "response": response, "invoke": asked.seq, **told}
    record.record("ok", ADA, operation, **answer)
    return record


def kept(says: str, operation: str = "orders", media: str = "application/json") -> History:
    return answered(operation, media=media, to_browsers={"cache-control": says})


@pytest.mark.parametrize(
    "says", ["no-store", "private, no-cache", "private, max-age=30", "public, no-cache", "max-age=0"]
)
def test_what_may_be_kept(says: str) -> None:
    assert found(kept(says), "answer_kept") == []
    assert seen(kept(says), "answers_not_kept") == 1


@pytest.mark.parametrize("says", ["public", "public, max-age=60", "s-maxage=10", "private, max-age=3600", "immutable"])
def test_a_personal_answer_that_is_kept(says: str) -> None:
    assert found(kept(says), "answer_kept") == [f"it has Cache-Control: {says}"]


def test_pages_are_asked_for_again() -> None:
    """A page may be kept for some time, but no page for good; a picture is no page, a catalogue nobody's own."""
    html = "text/html; charset=utf-8"
    assert found(kept("public, max-age=600", "page", html), "answer_kept") == []
    assert found(kept("public, max-age=31536000, immutable", "page", html), "answer_kept") != []
    assert found(kept("max-age=86401", "page", html), "answer_kept") != []
    assert found(kept("public, max-age=31536000", "page", "image/png"), "answer_kept") == []
    assert found(kept("public, max-age=600", "catalogue"), "answer_kept") == []
    assert seen(kept("public", "catalogue"), "answers_not_kept") == 0


@pytest.mark.parametrize("allowed", [ELSEWHERE, "*", "null"])
def test_another_origin_that_reads(allowed: str) -> None:
    """With the session, whatever origin asks."""
    told = {"access-control-allow-origin": allowed, **CREDENTIALS}
    record = answered("orders", origin=ELSEWHERE, to_browsers=told)
    assert found(record, "other_origin_reads") == [f"the answer allows {allowed}, with credentials"]


def test_origins_that_may_read() -> None:
    """Anybody without a session, the shop's own pages, a known origin that is not the one that asks."""
    for told, origin in (
        ({"access-control-allow-origin": "*"}, ELSEWHERE),
        ({"access-control-allow-origin": "https://app.shop.example", **CREDENTIALS}, ELSEWHERE),
        ({"access-control-allow-origin": "http://shop", **CREDENTIALS}, "http://shop"),
        ({}, ELSEWHERE),
    ):
        record = answered("orders", origin=origin, to_browsers=told)
        assert found(record, "other_origin_reads") == []
        assert seen(record, "no_other_origin_reads") == (origin == ELSEWHERE)


def made(ahead: timedelta, name: str = "created_at", *, zone: bool = True, order: str = "ord_0001") -> History:
    """An order that says to have been made so long after now."""
    moment = (datetime.now(UTC) + ahead).isoformat(timespec="milliseconds")
    told = {"id": order, name: moment if zone else moment.partition("+")[0]}
    return answered("orders", {"orders": [told]})


def test_times_that_cannot_be() -> None:
    """Two hours ahead, or behind: the clock on the shop's wall as UTC."""
    for name in ("created_at", "createdAt", "created", "placed_on", "paid_at"):
        assert len(found(made(timedelta(hours=2), name), "time_told_wrong")) == 1
    assert len(found(made(timedelta(hours=-2)), "time_told_wrong")) == 1
    ahead = datetime.now(UTC).timestamp() + 3600
    for stamp in (int(ahead), ahead, int(ahead * 1000)):
        assert len(found(answered("orders", [{"created": stamp}]), "time_told_wrong")) == 1


def test_times_that_may_be() -> None:
    """Now; of something older than the case; what ends; without a zone; where Stripe's clock was moved."""
    code = "time_told_wrong"
    assert found(made(timedelta()), code) == found(made(timedelta(hours=-2), order="ord_9999"), code) == []
    assert (
        found(made(timedelta(hours=2), "expires_at"), code) == found(made(timedelta(hours=2), zone=False), code) == []
    )
    assert (
        found(answered("orders", [{"created": 5, "paid": True, "ordered": "Tea", "made_on": "2099-01-01"}]), code) == []
    )
    moved = made(timedelta(hours=2))
    moved.record("invoke", "test", "clock")
    assert found(moved, code) == []
    assert seen(made(timedelta()), "times_as_they_are") == 1
    assert seen(moved, "times_as_they_are") == 0


def titled(title: str, *, cart: str = "", order: str = "", mail: str = "", stock: int | None = 5) -> History:
    """A product with this title, and what the cart, the order and the mail tell of it."""
    record = History()
    product = {"product_id": "p1", "title": title, "price": 2500, "currency": "usd", "stock": stock}
    record.record("fact", "test", "product", **product)
    record.record("snapshot", "harness", "begin", hears=[], contract={})
    item = {**ITEM, "title": cart}
    record.record("snapshot", "harness", "cart", user_id="u1", items=[item] if cart else [], total=None, currency="usd")
    orders = [{**ORDER, "items": [{**ITEM, "title": order}]}]
    record.record("snapshot", "harness", "orders", user_id="u1", email="ada@shop.example", orders=orders)
    record.record("snapshot", "harness", "mails", email="ada@shop.example", mails=[{"subject": "Yours", "text": mail}])
    return record


def test_titles_as_they_were_written() -> None:
    title = "Känguru 0a1b2c-1"
    for sound in (
        titled(title, cart=title, order=f"{title} (blue)", mail=f"1 x {title}: 25.00"),
        titled(title, mail="<td>K&auml;nguru</td> thanks"),
        titled(title, mail="K&auml;nguru\n   0a1b2c-1"),
        titled(title, order="Ka\u0308nguru 0a1b2c-1", cart=title.upper().replace("C-1", "c-1")),
        titled(title, cart="K?nguru 0a1b2c-1", stock=None),
        titled("Tee 1", cart="T?e 1"),
    ):
        assert found(sound, "title_mangled") == []
    for broken in ({"cart": "K?nguru 0a1b2c-1"}, {"order": "KÃ¤nguru 0a1b2c-1"}, {"mail": "2 x K?nguru 0a1b2c-1"}):
        assert len(found(titled(title, **broken), "title_mangled")) == 1
    assert seen(titled(title, cart=title, mail=title), "titles_as_written") == 2


def test_a_mail_tells_only_what_was_ordered() -> None:
    """Another product of the case is none of this order's; what a catalogue has may be recommended."""

    def told(stock: int | None) -> History:
        record = History()
        product = {"product_id": "p2", "title": "Coffee", "price": 900, "currency": "usd", "stock": stock}
        record.record("fact", "test", "product", **product)
        record.record("snapshot", "harness", "orders", user_id="u1", email="ada@shop.example", orders=[ORDERED])
        mail = {**MAIL, "text": f"1 x Coffee: 9.00\n{MAIL['text']}"}
        record.record("snapshot", "harness", "mails", email="ada@shop.example", mails=[mail])
        return record

    wrong = ["the mail 'Your order ord_0001' tells of Coffee, which was not ordered"]
    assert found(told(3), "mail_not_as_ordered") == wrong
    assert found(told(None), "mail_not_as_ordered") == []


def saving(wish: str | None, *, says: bool = False, told: str = "pi_1") -> History:
    record = History()
    record.record("snapshot", "harness", "payments", intents={told: ["pi_1"]}, open_sessions=[], saves_cards=says)
    record.record("snapshot", "harness", "stripe_intent", **{**INTENT, "saves_card": wish})
    return record


def test_cards_that_nobody_asked_to_keep() -> None:
    code = "card_saved_unasked"
    assert found(saving("off_session"), code) == ["the payment has setup_future_usage off_session"]
    asked = saving("off_session")
    asked.record("invoke", ADA, "save_card", system="checkout")
    for sound in (saving(None), saving("off_session", says=True), saving("off_session", told="sub_1"), asked):
        assert found(sound, code) == []
    assert seen(saving(None), "cards_saved_when_asked") == 1
    assert seen(asked, "cards_saved_when_asked") == 0


def changed(how: str, response: Any, *, quantity: int | None = None, beside: bool = False) -> History:
    """Ada changes the units of p1; perhaps in two windows at the same time."""
    record, facts = History(), {"product_id": "p1", **({} if quantity is None else {"quantity": quantity})}
    asked = record.record("invoke", ADA, how, system="checkout", **facts)
    if beside:
        record.record("invoke", ADA, "add", system="checkout", product_id="p1", quantity=1)
    record.record("ok", ADA, how, system="checkout", status=200, response=response, invoke=asked.seq, **facts)
    return record


def test_a_change_is_answered_with_the_cart_after_it() -> None:
    code, line = "cart_answer_old", {"product_id": "p1", "quantity": 2}
    assert found(changed("remove", {"items": [line]}), code) == ["it lists 2 of p1"]
    assert found(changed("set_quantity", {"cart": {"lines": [line]}}, quantity=3), code) == ["it lists 2 of p1"]
    other = {"product_id": "p2", "quantity": 1}
    for sound in (
        changed("remove", {"items": [other]}),
        changed("remove", {"removed": line, "items": []}),
        changed("set_quantity", [line], quantity=2),
        changed("set_quantity", {"items": [line]}, quantity=3, beside=True),
        changed("set_quantity", {"items": [line], "also_bought": [other]}, quantity=3),
        changed("remove", "<p>p1</p>"),
    ):
        assert found(sound, code) == []
    assert seen(changed("remove", {"items": []}), "cart_answers") == 1
    assert seen(changed("remove", "gone"), "cart_answers") == 0


def test_an_id_is_anothers_too_and_a_visitor_is_shown_nothing() -> None:
    """A shopper's id is in tokens and in Stripe's metadata: with it somebody else may be asked for."""
    record = two_shoppers({"email": "bob@shop.example"})
    record.record("fact", "test", "shopper", user_id="usr_0003", name="Eve", email="eve@shop.example")
    asked = record.record(
        "invoke", "Visitor visitor@shop.example", "sign_up", system="checkout", curl="-d eve@shop.example"
    )
    data = {"system": "checkout", "status": 409, "response": {"detail": "usr_0003 has it"}, "invoke": asked.seq}
    record.record("fail", "Visitor visitor@shop.example", "sign_up", **data)
    assert found(record, "others_data_shown") == ["it holds the id of Eve"]
