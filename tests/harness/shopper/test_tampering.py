"""What a page sends, value by value, and each of them changed alone."""

from __future__ import annotations

from typing import Any

import pytest

from harness.checkouts.client import Client, Sending, changing
from harness.checkouts.errors import Lost
from harness.shopper.tampering import BODY, FORM, PATH, QUERY, Change, Place, Watch, is_id, is_number, number_like
from harness.stack.processes.ports import free_port

LINES = {"items": [{"id": "p_12", "quantity": 2, "note": "two, please"}], "price": "19.90", "gift": True, "tip": None}
ALL = (
    Sending("POST", "/basket/p_12?units=3", json=LINES),
    Sending("POST", "http://shop.test/pay", form={"cart": "c-77", "token": ""}),
)


def seen(*requests: Sending) -> list[Place]:
    """The places of these requests, in this order."""
    watch = Watch()
    for sending in requests:
        assert watch(sending) is sending
    return watch.places


def changed(place: Place, value: Any) -> list[Sending]:
    """The requests as they go out with one value changed."""
    change = Change(place, value)
    out = [change(sending) for sending in ALL]
    assert change.done
    return out


def test_every_number_and_id_is_found_where_it_stands() -> None:
    places = seen(*ALL)
    numbers = [(place.request, place.part, place.value) for place in places if is_number(place)]
    assert numbers == [(0, QUERY, "3"), (0, BODY, 2), (0, BODY, "19.90")]
    ids = [(place.request, place.part, place.value) for place in places if is_id(place)]
    assert ids == [(0, PATH, "p_12"), (0, BODY, "p_12"), (1, FORM, "c-77")]


@pytest.mark.parametrize(
    ("part", "value", "wanted"),
    [
        (PATH, "p_1/2", Sending("POST", "/basket/p_1%2F2?units=3", json=LINES)),
        (QUERY, -3, Sending("POST", "/basket/p_12?units=-3", json=LINES)),
    ],
)
def test_one_value_of_an_address_is_changed(part: str, value: Any, wanted: Sending) -> None:
    place = next(one for one in seen(*ALL) if one.part == part and one.value in ("p_12", "3"))
    assert changed(place, value) == [wanted, ALL[1]]


def test_one_value_of_a_body_is_changed_and_the_adapters_own_stays() -> None:
    place = next(one for one in seen(*ALL) if one.value == 2)
    sent = changed(place, 0)
    assert sent[0].json["items"] == [{"id": "p_12", "quantity": 0, "note": "two, please"}]
    assert LINES["items"] == [{"id": "p_12", "quantity": 2, "note": "two, please"}]
    assert sent[1] == ALL[1]


def test_one_field_of_a_form_is_changed() -> None:
    place = next(one for one in seen(*ALL) if one.part == FORM and one.value == "c-77")
    assert changed(place, "c-1")[1].form == {"cart": "c-1", "token": ""}


def test_what_is_not_sent_is_not_changed() -> None:
    change = Change(seen(*ALL)[-1], "x")
    assert change(ALL[0]) is ALL[0]
    assert change(Sending("POST", "/pay")) == Sending("POST", "/pay")
    assert not change.done


@pytest.mark.parametrize(("value", "wanted"), [(2, 0.5), ("19.90", "4.975"), (8, 2), ("8", "2")])
def test_a_number_stays_of_its_kind(value: Any, wanted: Any) -> None:
    place = Place(0, BODY, ("n",), value, "")
    assert number_like(place, lambda n: n / 4) == wanted


def test_an_adapters_requests_go_out_changed() -> None:
    """The address tells where a request went to: nobody listens there."""
    nobody = f"http://127.0.0.1:{free_port()}"
    asked: list[Sending] = []

    def change(sending: Sending) -> Sending:
        asked.append(sending)
        return Sending("GET", f"{nobody}/other")

    client = Client(nobody, "Ada", None)
    with changing(change), pytest.raises(Lost, match="/other"):
        client.post("/pay", {"n": 1})
    assert asked == [Sending("POST", "/pay", {"n": 1})]
