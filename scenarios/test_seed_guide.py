"""The guide this project began with, as far as it holds for any shop: its test cards, troubleshooting and promises.

Its endpoints are our payment API's: contracts/test_integration_guide.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from harness import Http, NotOffered, Shop, at_least, card, contains, eventually, expect, lacks, present
from scenarios.steps import (
    GENERIC_DECLINE,
    INSUFFICIENT_FUNDS,
    VISA,
    assert_declined,
    assert_nothing_sold,
    assert_paid,
    assert_paying_again_is_refused,
    bought,
    equal,
    feature,
    not_paid,
    refused,
    scenario,
    wait_for_order,
)

pytestmark = feature("The integration guide")


@pytest.fixture
def stripe(shop: Shop) -> Iterator[Http]:
    """A developer's terminal, pointed at Stripe's address."""
    terminal = Http(shop.stack.stripe_url, actor="developer", system="stripe")
    yield terminal
    terminal.close()


@scenario("Guide, success: 4242 4242 4242 4242 pays", story="Test cards", severity="blocker")
@pytest.mark.card(VISA)
def test_guide_card_success(shop: Shop) -> None:
    product, ada = shop.product(), shop.shopper()
    assert_paid(shop, ada, ada.buy(product, card(VISA)), product)


@scenario("Guide, decline: 4000 0000 0000 0002 is declined", story="Test cards", severity="blocker")
@pytest.mark.card(GENERIC_DECLINE)
def test_guide_card_decline(shop: Shop) -> None:
    ada = shop.shopper()
    purchase = ada.buy(shop.product(), card(GENERIC_DECLINE))
    shop.reached("decline")
    assert_declined(shop, purchase, card(GENERIC_DECLINE))
    assert_nothing_sold(shop, ada, purchase.payment)


@scenario("Guide, insufficient funds: 4000 0000 0000 9995 is declined for that reason", story="Test cards")
@pytest.mark.card(INSUFFICIENT_FUNDS)
def test_guide_card_insufficient_funds(shop: Shop) -> None:
    ada = shop.shopper()
    purchase = ada.buy(shop.product(), card(INSUFFICIENT_FUNDS))
    shop.reached("decline")
    assert_declined(shop, purchase, card(INSUFFICIENT_FUNDS))
    equal(card(INSUFFICIENT_FUNDS).expected.decline_code, "insufficient_funds", what="the decline code that was told")
    assert_nothing_sold(shop, ada, purchase.payment)


@scenario("Guide, expired card: any past expiry date is refused ({month}/{year})", story="Test cards")
@pytest.mark.card(VISA)
@pytest.mark.parametrize(("month", "year"), [(1, 2020), (12, 2024), (6, 2000)])
@pytest.mark.needs("card_checks", "second_attempts")
def test_guide_card_expired(shop: Shop, month: int, year: int) -> None:
    ada = shop.shopper()
    purchase = ada.buy(shop.product(), card(VISA).with_(exp_month=month, exp_year=year))
    shop.reached("decline")
    equal(purchase.error.get("type"), "card_error", what="the error in the browser")
    assert_nothing_sold(shop, ada, purchase.payment)


@scenario("Guide, CVC: any three digits will do ({cvc})", story="Test cards", severity="normal")
@pytest.mark.card(VISA)
@pytest.mark.parametrize("cvc", ["000", "123", "987"])
def test_guide_any_cvc(shop: Shop, cvc: str) -> None:
    product, ada = shop.product(), shop.shopper()
    assert_paid(shop, ada, ada.buy(product, card(VISA).with_(cvc=cvc)), product)


@scenario("Guide, verify payments: Stripe's stand-in lists the payment", story="Endpoints", severity="normal")
@pytest.mark.card(VISA)
@pytest.mark.needs("introspection")
def test_guide_introspection(shop: Shop, stripe: Http) -> None:
    _, _, purchase = bought(shop)
    [intent] = shop.money.intents(purchase.payment)
    path = "/_localstack/stripe/payment_intents"
    one = stripe.send("GET", f"{path}/{intent['id']}", operation="introspect").expect(200)
    equal((one.json()["id"], one.json()["status"]), (intent["id"], "succeeded"), what="the payment", at=one)
    listed = stripe.send("GET", f"{path}?account={shop.stack.account}", operation="introspect").expect(200)
    expect(listed.text, contains(intent["id"]), "the list of payments", at=listed)


@scenario('Guide, "Payment failed": the shopper is told why, and may try again', story="Troubleshooting")
@pytest.mark.card(GENERIC_DECLINE)
@pytest.mark.card(VISA)
def test_guide_payment_failed(shop: Shop) -> None:
    product, ada = shop.product(), shop.shopper()
    failed = ada.buy(product, card(GENERIC_DECLINE))
    shop.reached("decline")
    assert_declined(shop, failed, card(GENERIC_DECLINE))
    if failed.settles and (problem := not_paid(shop, failed.refusal or failed.order, "a declined card")):
        expect(len(problem["detail"]), at_least(11), "the length of the detail")
    assert_paid(shop, ada, ada.retry(failed, card(VISA)), product)


@scenario('Guide, "Cart is empty": told as such, and solved by adding items', story="Troubleshooting")
@pytest.mark.needs("payments")
def test_guide_cart_is_empty(shop: Shop) -> None:
    ada = shop.shopper()
    refused(shop, ada.begin, "a payment of an empty cart")
    ada.add(shop.product())
    ada.begin()


@scenario('Guide, "401 Unauthorized": told as such, and solved by logging in', story="Troubleshooting")
@pytest.mark.needs("payments")
def test_guide_unauthorized(shop: Shop) -> None:
    nobody, ada = shop.visitor(), shop.shopper()
    for needed in ("sign_up", "sign_in"):
        if not ada.offers(needed):
            raise NotOffered(needed)
    ada.add(shop.product())
    refused(shop, nobody.begin, "a visitor who did not sign in")
    ada.sign_in()
    ada.begin()


@scenario("Guide, security: a client secret pays once", story="Security considerations")
@pytest.mark.card(VISA)
@pytest.mark.needs("single_payments")
def test_guide_client_secret_is_single_use(shop: Shop) -> None:
    ada, product, purchase = bought(shop)
    assert_paying_again_is_refused(ada, purchase.payment)
    assert_paid(shop, ada, purchase, product)


@scenario("Guide, security: nothing that the checkout tells holds the card's number", story="Security considerations")
@pytest.mark.card(VISA)
def test_guide_card_numbers_stay_at_stripe(shop: Shop) -> None:
    """What is told is looked at as the adapter has it; the answers themselves are judged after every case."""
    ada, _, purchase = bought(shop)
    looks: dict[str, Callable[[], object]] = {
        "the order on coming back": lambda: purchase.order,
        "payment": lambda: ada.look_at(purchase.payment),
        "orders": ada.orders,
        "order": lambda: ada.order(wait_for_order(ada, purchase.payment).id),
        "cart": ada.cart,
    }
    for name, look in looks.items():
        if name == "the order on coming back" or ada.offers(name):
            expect(str(look()), lacks(VISA), f"what the checkout tells: {name}")


@scenario("Guide, next steps: order, stock and mail follow the payment", story="Next steps", severity="blocker")
@pytest.mark.card(VISA)
@pytest.mark.quick
def test_guide_next_steps(shop: Shop) -> None:
    ada, product, purchase = bought(shop, stock=4)
    wait_for_order(ada, purchase.payment)
    if shop.counts(product):
        equal(shop.stock(product), 3, what="the stock after the sale")
    if shop.offers("mails"):
        expect(eventually(lambda: shop.mails(ada.email), reason="the confirmation mail"), present, "the mails")
