"""The catalogue of test cards: complete, consistent, and clear about a row that does not fit."""

import json
from typing import Any

import pytest

from harness.core.cards import CatalogueError, card, catalogue, parse

ROW: dict[str, Any] = {
    "number": "4242424242424242", "brand": "Visa", "group": "g", "description": "d", "source": ["s"],
    "expected": {"http_status": 200, "status": "succeeded"},
}  # fmt: skip


def text(*rows: Any) -> str:
    """A catalogue of these rows."""
    defaults = {"exp_month": 12, "exp_year": 2034, "cvc": "123"}
    return json.dumps({"defaults": defaults, "sources": {"s": "where"}, "cards": rows})


def test_every_documented_card_is_there_once() -> None:
    cards = catalogue()
    assert len(cards) == 164
    assert len({one.number for one in cards}) == len({one.id for one in cards}) == 164
    assert all(one.source for one in cards)


def test_cards_that_no_shopper_can_type_are_marked() -> None:
    assert {one.group for one in catalogue() if not one.browser} == {"terminal", "pin", "india-mandate"}


def test_a_decline_names_its_codes_and_a_challenge_both_ends() -> None:
    declined = card("4000000000009995").expected
    assert (declined.http_status, declined.code, declined.decline_code) == (402, "card_declined", "insufficient_funds")
    challenged = card("4000000000003220").expected
    assert (challenged.challenge, challenged.status, challenged.after_challenge_success) == (
        True, "requires_action", "succeeded",
    )  # fmt: skip
    assert all(one.expected.after_challenge_failure for one in catalogue() if one.expected.challenge)


def test_amex_has_a_security_code_of_four_digits() -> None:
    assert {one.brand for one in catalogue() if len(one.cvc or "") == 4} == {"American Express"}


def test_a_card_is_found_by_its_payment_method_name_too() -> None:
    assert card("pm_card_visa").number == "4242424242424242"
    with pytest.raises(KeyError, match="pm_card_nothing"):
        card("pm_card_nothing")


def test_a_changed_card_sends_what_was_typed() -> None:
    assert card("4242424242424242").with_(cvc=None, exp_month=13).card_data() == {
        "number": "4242424242424242", "exp_month": "13", "exp_year": "2034",
    }  # fmt: skip
    with pytest.raises(TypeError, match="cvv"):
        card("4242424242424242").with_(cvv="1")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"number": "42"}, "12 to 19 digits"),
        ({"token": "visa"}, "pm_card_"),
        ({"source": ["t"]}, "keys of 'sources'"),
        ({"colour": "blue"}, "the field 'colour'"),
        ({"brand": 7}, "expected str for 'brand', got 7"),
        ({"expected": {"http_status": 402, "status": "requires_payment_method"}}, "'code' exactly for http_status 402"),
        ({"expected": {"http_status": 200}}, "expected the field 'status'"),
    ],
)
def test_a_row_that_does_not_fit_is_named(change: dict[str, Any], told: str) -> None:
    with pytest.raises(CatalogueError, match="card 2") as caught:
        parse(text(ROW, {**ROW, "number": "4000000000000002", **change}))
    assert told in str(caught.value)


def test_a_number_twice_is_refused() -> None:
    with pytest.raises(CatalogueError, match="already card 1"):
        parse(text(ROW, ROW))


def test_a_card_is_shown_by_its_id_wherever_it_is_a_parameter() -> None:
    visa = card("4242424242424242")
    assert repr(visa) == visa.id
