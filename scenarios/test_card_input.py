"""What a shopper can type wrong: number, month, year, security code. Stripe says which; nothing is sold."""

from __future__ import annotations

from typing import Any

import pytest

from harness import Shop, card, expect, one_of, present
from scenarios.steps import VISA, assert_nothing_sold, assert_told_paid, equal, feature, on_stripes_page, scenario

pytestmark = [*feature("Card input"), pytest.mark.card(VISA)]

FAILS_LUHN = "4242424242424241"
MISTAKES: dict[str, tuple[dict[str, Any], set[str]]] = {
    "number_fails_luhn": ({"number": FAILS_LUHN}, {"incorrect_number"}),
    "number_too_short": ({"number": "4242"}, {"invalid_number", "incorrect_number"}),
    "number_not_digits": ({"number": "not-a-card-number"}, {"invalid_number", "incorrect_number"}),
    "month_13": ({"exp_month": 13}, {"invalid_expiry_month"}),
    "month_0": ({"exp_month": 0}, {"invalid_expiry_month"}),
    "year_past": ({"exp_year": 2020}, {"invalid_expiry_year"}),
    "year_95": ({"exp_year": 95}, {"invalid_expiry_year"}),
    "cvc_two_digits": ({"cvc": "99"}, {"invalid_cvc"}),
    "cvc_letters": ({"cvc": "abc"}, {"invalid_cvc"}),
}
EACH_MISTAKE = [
    pytest.param(name, marks=pytest.mark.card(FAILS_LUHN) if changes.get("number") == FAILS_LUHN else ())
    for name, (changes, _) in MISTAKES.items()
]


@scenario("Typed wrong ({mistake}): the payment method is refused and names its code", story="Typing mistakes")
@pytest.mark.parametrize("mistake", EACH_MISTAKE)
@pytest.mark.needs("card_checks")
def test_a_typing_mistake_is_named(shop: Shop, mistake: str) -> None:
    changes, codes = MISTAKES[mistake]
    answer = shop.js.create_payment_method(card(VISA).with_(**changes)).expect(402)
    error = answer.json()["error"]
    equal(error["type"], "card_error", what="the error type", at=answer)
    expect(error["code"], one_of(sorted(codes)), "the code", at=answer)


@scenario(
    "Typed wrong ({mistake}) at the pay button: nothing is sold, and the corrected card pays", story="Typing mistakes"
)
@pytest.mark.parametrize("mistake", EACH_MISTAKE)
@pytest.mark.needs("card_checks", "second_attempts")
@pytest.mark.quick
def test_a_typing_mistake_sells_nothing(shop: Shop, mistake: str) -> None:
    changes, codes = MISTAKES[mistake]
    product, ada = shop.product(stock=2), shop.shopper()
    purchase = ada.buy(product, card(VISA).with_(**changes))
    at = purchase.attempt.exchange if purchase.attempt else None
    expect(purchase.error.get("message"), present, "Stripe's message to the shopper", at=at)
    if not on_stripes_page(purchase.payment):  # which tells words alone
        expect(purchase.error.get("code"), one_of(sorted(codes)), "the code", at=at)
    shop.reached("decline")
    equal(purchase.order, None, what="the order of a payment that never was")
    assert_nothing_sold(shop, ada, purchase.payment)
    assert_told_paid(ada.retry(purchase, card(VISA)), shop.cost(product))


@scenario("Any future expiry and any three digits are fine, as the guide says", story="Good input", severity="normal")
@pytest.mark.parametrize("changes", [{"exp_year": 2049}, {"cvc": "000"}, {"cvc": "999"}, {"exp_month": 12}], ids=str)
@pytest.mark.needs("payment_methods")
def test_free_choice_of_expiry_and_cvc(shop: Shop, changes: dict[str, Any]) -> None:
    shop.js.create_payment_method(card(VISA).with_(**changes)).expect(200)
