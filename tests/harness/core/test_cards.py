"""The catalogue of test cards: complete, consistent, and clear about a row that does not fit."""

import json
from typing import Any

import pytest

from harness.core.cards import CatalogueError, card, catalogue, of_rows
from stripe_emulator.cards import catalogue as rows

ROW: dict[str, Any] = {
    "number": "4242424242424242",
    "brand": "Visa",
    "group": "g",
    "description": "d",
    "source": ["s"],
    "expected": {"http_status": 200, "status": "succeeded"},
}


DECLINED = {"http_status": 402, "status": "requires_payment_method", "code": "card_declined"}
CHALLENGED = {"http_status": 200, "status": "requires_action", "challenge": True}


def table(*cards: Any, **sections: Any) -> dict[str, Any]:
    """A catalogue of these rows."""
    return {
        "defaults": {"exp_month": 12, "exp_year": 2034, "cvc": "123"},
        "sources": {"s": "where"},
        "declines": {"lost_card": {"code": "card_declined", "decline_code": "lost_card", "message": "Declined."}},
        "cards": list(cards),
        "names_without_number": [],
        **sections,
    }


def test_every_documented_card_is_there_once() -> None:
    """Which ones are documented is held against a copy of Stripe's page by test_cards_facts.py."""
    cards = catalogue()
    assert [one.number for one in cards] == [row["number"] for row in rows.catalogue().rows]
    assert len({one.number for one in cards}) == len({one.id for one in cards}) == len(cards) > 0
    assert all(one.source for one in cards)


def test_cards_that_no_shopper_can_type_are_marked() -> None:
    assert {one.group for one in catalogue() if not one.browser} == {"terminal", "pin", "india-mandate"}


def test_a_decline_names_its_codes_and_a_challenge_both_ends() -> None:
    declined = card("4000000000009995").expected
    assert (declined.http_status, declined.code, declined.decline_code) == (402, "card_declined", "insufficient_funds")
    challenged = card("4000000000003220").expected
    assert (challenged.challenge, challenged.status, challenged.after_challenge_success) == (
        True,
        "requires_action",
        "succeeded",
    )
    assert all(one.expected.after_challenge_failure for one in catalogue() if one.expected.challenge)


def test_amex_has_a_security_code_of_four_digits() -> None:
    assert {one.brand for one in catalogue() if len(one.cvc or "") == 4} == {"American Express"}


def test_a_card_is_found_by_its_payment_method_name_too() -> None:
    assert card("pm_card_visa").number == "4242424242424242"
    with pytest.raises(KeyError, match="pm_card_nothing"):
        card("pm_card_nothing")


def test_a_changed_card_sends_what_was_typed() -> None:
    assert card("4242424242424242").with_(cvc=None, exp_month=13).card_data() == {
        "number": "4242424242424242",
        "exp_month": "13",
        "exp_year": "2034",
    }
    with pytest.raises(TypeError, match="cvv"):
        card("4242424242424242").with_(cvv="1")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"number": "42"}, "12 to 19 digits"),
        ({"number": "4000000000000003"}, "expected the check digit 2 (Luhn), got 3. Hint: 4000000000000002 has"),
        ({"number": "400000000000006"}, "expected 13 or 16 or 19 digits for Visa, got 15"),
        ({"number": "5555555555554444"}, "expected a number that begins like Visa, got one of mastercard"),
        ({"brand": "Vista"}, "got 'Vista'. Hint: did you mean 'Visa'?"),
        ({"expected": {**DECLINED, "code": "incorrect_number"}}, "any check digit but 2 (Luhn), got 2"),
        ({"expected": {**DECLINED, "decline_code": "lost_cart"}}, "'lost_cart'. Hint: did you mean 'lost_card'?"),
        ({"behaviour": {"decline": "lost_cart"}}, "got 'lost_cart'. Hint: did you mean 'lost_card'?"),
        ({"behaviour": {"after_challenge": "nothing"}}, "a code of 'declines' for 'after_challenge', got 'nothing'"),
        ({"behaviour": {"chalenge": "required"}}, "got 'chalenge'. Hint: did you mean 'challenge'?"),
        ({"token": "visa"}, "pm_card_"),
        ({"tok": "visa"}, "a tok_* name for 'tok'"),
        ({"aliases": ["visa"]}, "names for 'aliases'"),
        ({"source": ["t"]}, "keys of 'sources'"),
        ({"source": []}, "keys of 'sources'"),
        ({"colour": "blue"}, "the field 'colour'"),
        ({"brand": 7}, "expected str for 'brand', got 7"),
        ({"expected": {"http_status": 402, "status": "requires_payment_method"}}, "'code' exactly for http_status 402"),
        ({"expected": {"http_status": 200}}, "expected the field 'status'"),
        ({"expected": {"http_status": 200, "status": "done"}}, "for 'status', got 'done'"),
        ({"expected": {"http_status": 200, "status": "requires_action"}}, "'challenge' exactly for"),
        ({"expected": DECLINED}, "'decline' in 'behaviour', got none. Hint: add `behaviour`"),
        ({"expected": DECLINED, "behaviour": {"saves": True}}, "'decline' in 'behaviour', got saves"),
        ({"expected": CHALLENGED}, "expected 'challenge' in 'behaviour', got none"),
        (
            {
                "expected": {**CHALLENGED, "after_challenge_code": "card_declined"},
                "behaviour": {"challenge": "required"},
            },
            "expected 'after_challenge' in 'behaviour', got challenge",
        ),
    ],
)
def test_a_row_that_does_not_fit_is_named(change: dict[str, Any], message: str) -> None:
    number = change.get("number", "4000000000000002")
    with pytest.raises(CatalogueError) as caught:
        rows.checked(table(ROW, {**ROW, "number": number, **change}))
    assert str(caught.value).startswith(f"cards.json, card 2 ({number})")
    assert message in str(caught.value)
    assert ". Hint: " in str(caught.value)


def test_a_number_or_a_name_twice_is_refused() -> None:
    with pytest.raises(CatalogueError, match="already card 1"):
        rows.checked(table(ROW, ROW))
    first, second = ({**ROW, "token": "pm_card_visa"}, {**ROW, "token": "pm_card_visa", "number": "4000000000000002"})
    with pytest.raises(CatalogueError, match=r"card 2 .* got pm_card_visa, which is already card 1"):
        rows.checked(table(first, second))


def test_a_name_without_a_number_is_a_variant_of_a_card_that_is_there() -> None:
    for variant, message in (
        ({"name": "tok_x", "of": "4000000000000002"}, "the number of a card for 'of', got '4000000000000002'"),
        ({"name": "tok_x", "of": ROW["number"], "decline": "lost"}, "a code of 'declines' for 'decline', got 'lost'"),
    ):
        with pytest.raises(CatalogueError, match=r"names_without_number \(tok_x\)") as caught:
            rows.checked(table(ROW, names_without_number=[variant]))
        assert message in str(caught.value)


def test_a_section_that_is_missing_is_named() -> None:
    with pytest.raises(CatalogueError, match="expected 'declines' as dict, got None"):
        rows.checked(table(ROW, declines=None))


def test_a_file_that_is_no_json_is_told_with_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "json_table", lambda *_: json.loads('{"defaults": {}\n "sources"'))
    with pytest.raises(CatalogueError, match=r"cards\.json: expected JSON, got: .* line 2 .*\. Hint: "):
        rows.catalogue.__wrapped__()


def test_the_harness_expects_what_the_row_documents_and_not_what_the_emulator_does() -> None:
    """A wrong behaviour of the emulator is no expectation: the two halves of a row are read apart."""
    plain, declining = (
        of_rows(rows.checked(table({**ROW, **more}))) for more in ({}, {"behaviour": {"decline": "lost_card"}})
    )
    assert plain == declining


def test_a_card_is_shown_by_its_id_wherever_it_is_a_parameter() -> None:
    visa = card("4242424242424242")
    assert repr(visa) == visa.id
