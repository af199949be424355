import pytest
from harness.cards import card
from harness.shop import Shop
from scenarios.steps import *
@pytest.mark.parametrize("number,three_ds", [(VISA,"succeed"),(CHALLENGE,"succeed")])
def test_walk(shop: Shop, number, three_ds) -> None:
    product = shop.product(price=5999, stock=3)
    ada = shop.browser_shopper()
    p = ada.buy(product, card(number), three_ds=three_ds)
    assert_paid(shop, ada, p, product)
    assert ada.page.url.endswith("/orders") or 1
@pytest.mark.parametrize("number,three_ds", [(INSUFFICIENT_FUNDS,"succeed"),(CHALLENGE,"fail"),(CHALLENGE,"abandon")])
def test_dec(shop: Shop, number, three_ds) -> None:
    product = shop.product(price=5999, stock=3)
    ada = shop.browser_shopper()
    p = ada.buy(product, card(number), three_ds=three_ds)
    print(ada.message, p.error)
    p2 = ada.retry(p, card(VISA))
    print(ada.shown)
    assert_paid(shop, ada, p2, product)
def test_form(shop: Shop) -> None:
    bob = shop.browser_shopper("Bob", member=False)
    bob.register().expect(201)
