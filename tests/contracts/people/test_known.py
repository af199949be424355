"""What answers held: the same thing under all names that it has, and nothing that only looks like one."""

import pytest

from contracts.people.known import Known, name_of, texts


@pytest.mark.parametrize(
    ("name", "where", "plain"),
    [
        ("order_id", "", "orderid"),
        ("orderId", "orders", "orderid"),
        ("id", "orders", "orderid"),
        ("order", "orders", "orderid"),
        ("id", "categories", "categoryid"),
        ("id", "", "id"),
        ("paymentIntent", "orders", "paymentintent"),
    ],
)
def test_one_thing_has_one_name(name: str, where: str, plain: str) -> None:
    assert name_of(name, where) == plain


def test_an_answer_is_learnt_by_what_holds_it() -> None:
    known = Known()
    known.learn(
        [{"id": 7, "amount": 5, "lines": [{"productId": "p-1", "quantity": 2}], "payment": "pi_3LauUzgCbi4"}], "orders"
    )
    assert known.values == {"orderid": [7], "productid": ["p-1"], "payment": ["pi_3LauUzgCbi4"]}


def test_what_others_were_told_is_not_private() -> None:
    known = Known({"orderid": [7, 8], "productid": ["p-1"]})
    assert known.without({"8", "p-1"}).values == {"orderid": [7]}


def test_texts_are_those_of_every_depth() -> None:
    assert texts({"a": ["x", {"b": 1}], "c": None, "d": True}) == {"x", "1"}
