"""Credentials that do not hold, and what of a stranger's answer is another's."""

import pytest

from contracts.people.anyone import broken, leaked
from contracts.people.asking import Asked
from contracts.people.known import Known
from harness import Exchange, openapi

ORDERS = openapi.Operation("GET", "/orders/{id}", {})


@pytest.mark.parametrize(
    ("sent", "then"),
    [
        ({"Authorization": "Bearer head.body.sign"}, {"Authorization": "Bearer head.body.Aign"}),
        ({"X-Token": "Abc"}, {"X-Token": "Bbc"}),
        ({"Cookie": "sid=s1.sig; theme=dark"}, {"Cookie": "sid=s1.Aig; theme=Aark"}),
    ],
)
def test_one_letter_of_each_secret_is_another(sent: dict[str, str], then: dict[str, str]) -> None:
    assert broken(sent) == then


@pytest.mark.parametrize(
    ("text", "status", "told"),
    [
        ('{"id": 7}', 200, {"7"}),
        ('{"id": 8, "quantity": 7}', 200, set()),
        ('{"note": "ord_12345678"}', 200, {"ord_12345678"}),
        ('{"id": 7}', 404, set()),
    ],
)
def test_a_short_id_counts_under_its_own_name_only(text: str, status: int, told: set[str]) -> None:
    """A quantity of 7 is no order 7."""
    answer = Exchange("GET", "http://shop/orders/7", {}, "", status, {"content-type": "application/json"}, text, 1.0)
    private = Known({"orderid": [7], "paymentid": ["ord_12345678"]})
    assert leaked(Asked(ORDERS, "/orders/7"), answer, private) == told
