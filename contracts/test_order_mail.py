"""What our shop's confirmation mail says: the order's id, the amount in the currency's decimals, and no token."""

from __future__ import annotations

import pytest

from contracts.shared.labels import labelled, titled
from contracts.shared.payment_api import PaymentApi
from harness import Shop, card, contains, expect, lacks
from scenarios.mails import mails_to
from scenarios.steps import VISA, assert_told_paid, bought

pytestmark = pytest.mark.card(VISA)


@labelled("Confirmation mail", "What a mail tells")
@pytest.mark.quick
def test_the_mail_names_the_order(shop: Shop) -> None:
    titled("The mail names the order and what it cost")
    PaymentApi(shop.visitor())
    ada, product, purchase = bought(shop, price=5999)
    assert_told_paid(purchase, shop.cost(product))
    mail = str(mails_to(shop, ada)[0])
    expect(mail, contains(purchase.order and purchase.order.id), "the mail")
    expect(mail, contains("59.99"), "the mail")


@labelled("Confirmation mail", "Amounts")
def test_what_the_lines_cost_is_what_all_costs(shop: Shop) -> None:
    titled("Several units of two products: the mail's lines add up to its total")
    PaymentApi(shop.visitor())
    tea, mug, ada = shop.product(1250), shop.product(999), shop.shopper()
    ada.add(tea, 3)
    ada.add(mug, 2)
    assert_told_paid(ada.pay(card(VISA)), shop.total(3 * 1250 + 2 * 999, tea.currency))
    lines = mails_to(shop, ada)[0].text.splitlines()
    for product, cost in ((tea, "37.50"), (mug, "19.98")):
        line = next((one for one in lines if product.title in one), "")
        expect(line.replace(product.title, ""), contains(cost), f"the mail's line of {product.title}")
    expect("\n".join(lines), contains("57.48"), "the mail")


@labelled("Confirmation mail", "Amounts")
@pytest.mark.parametrize(
    ("currency", "amount", "text"), [("eur", 1250, "12.50"), ("jpy", 500, "500 JPY"), ("kwd", 12340, "12.340")]
)
@pytest.mark.needs("currencies")
def test_amounts_are_told_in_their_decimals(shop: Shop, currency: str, amount: int, text: str) -> None:
    titled(f"The mail tells {amount} {currency} as {text}")
    PaymentApi(shop.visitor())
    ada, _, _ = bought(shop, price=amount, currency=currency)
    expect(str(mails_to(shop, ada)[0]), contains(text), "the mail")


@labelled("Confirmation mail", "What a mail tells")
def test_the_mail_holds_no_token(shop: Shop) -> None:
    titled("The mail holds no token of the shopper's")
    PaymentApi(shop.visitor())
    ada, _, _ = bought(shop)
    expect(str(mails_to(shop, ada)[0]), lacks(PaymentApi(ada).token), "the mail")
