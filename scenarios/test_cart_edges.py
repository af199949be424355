"""The edges of a cart: empty, negative, huge, unknown, sold out, and changed while somebody pays for it."""

from __future__ import annotations

import pytest

from harness import Lost, NotOffered, Refused, Shop, card, differs_from, expect, one_of, present
from scenarios.misuse import cannot_be_bought, charged_as_without, refused_or_ignored
from scenarios.steps import (
    VISA,
    assert_charged,
    assert_nothing_sold,
    assert_paid,
    assert_told_paid,
    equal,
    feature,
    outcome,
    paid_at_stripe,
    payable,
    ready_to_pay,
    refused,
    rightly,
    scenario,
    wait_for_order,
)

pytestmark = feature("Cart edges")

EMPTY = "a payment of an empty cart"
NONSENSE = "a quantity that makes no sense"
SOLD_OUT = "a product that is sold out"
# docs.stripe.com/currencies#minimum-and-maximum-charge-amounts: eight digits.
LARGEST = 99_999_999


@scenario("Nothing can be paid while the cart is empty", story="Empty")
@pytest.mark.quick
def test_an_empty_cart_cannot_be_paid(shop: Shop) -> None:
    ada = shop.shopper()
    refused(shop, ada.begin, EMPTY)
    equal(shop.money.intents_of(ada.key, *ada.payments), [], what="the intents at Stripe")


@scenario("A new shopper's cart is empty and costs nothing", story="Empty", severity="minor")
def test_a_new_cart_is_empty(shop: Shop) -> None:
    cart = shop.shopper().cart()
    equal(cart.lines, (), what="the lines of a new cart")
    expect(cart.total, one_of((0, None)), "the total of a new cart")


@scenario("A cart that was emptied again cannot be paid", story="Empty")
def test_an_emptied_cart_cannot_be_paid(shop: Shop) -> None:
    product, ada = shop.product(), shop.shopper()
    ada.add(product)
    ada.remove(product)
    refused(shop, ada.begin, EMPTY)


@scenario("A change of the cart is about one product, and the same change again changes nothing", story="Changes")
@pytest.mark.quick
def test_a_change_is_about_one_product(shop: Shop) -> None:
    tea, ada = shop.product(stock=9), shop.shopper()
    pot = shop.product(other_than=tea)
    ada.add(tea, 2)
    ada.add(pot)
    for _ in range(2):
        ada.set_quantity(pot, 2)
    equal(ada.cart().quantities(), {tea.id: 2, pot.id: 2}, what="the cart after the same quantity was set twice")
    ada.remove(tea)
    equal(ada.cart().quantities(), {pot.id: 2}, what="the cart after one product was taken out")


@scenario("A quantity of {quantity} makes nothing cheaper", story="Quantities")
@pytest.mark.parametrize("quantity", [0, -1, -99])
@pytest.mark.card(VISA)
@pytest.mark.quick
def test_a_negative_quantity_makes_nothing_cheaper(shop: Shop, quantity: int) -> None:
    first, ada = shop.product(), shop.shopper()
    # The dearer one is bought: less than nothing of the other leaves a total that Stripe would take.
    pot, tea = sorted((first, shop.product(other_than=first)), key=lambda product: product.price)
    ada.add(tea)
    refused_or_ignored(shop, lambda: ada.add(pot, quantity), NONSENSE)
    if ada.offers("cart"):
        lines = ada.cart().lines
        equal([line for line in lines if line.quantity < 0], [], what="the lines of less than nothing")
    begun = refused_or_ignored(shop, ada.begin, f"a cart that holds a quantity of {quantity}")
    if isinstance(begun, Refused):
        equal(payable(shop, ada), [], what="the payable intents at Stripe")
        return
    paid_at_stripe(ada, begun)
    assert_charged(shop, begun, shop.cost(tea), tea.currency)


@scenario("A change to {quantity} is refused and the cart keeps what it held, or sells nothing", story="Quantities")
@pytest.mark.parametrize("quantity", [-1, -99])
def test_a_change_to_less_than_nothing(shop: Shop, quantity: int) -> None:
    product, ada = shop.product(), shop.shopper()
    ada.add(product, 2)
    changed = refused_or_ignored(shop, lambda: ada.set_quantity(product, quantity), NONSENSE)
    held = {product.id: 2}
    allowed = [held] if isinstance(changed, Refused) else [held, {}]
    expect(ada.cart().quantities(), one_of(allowed), "the cart")


@scenario("The largest amount is charged to the last unit", story="Quantities")
@pytest.mark.card(VISA)
@pytest.mark.needs("amount_limits")
def test_the_largest_amount(shop: Shop) -> None:
    product, ada = shop.product(price=shop.price_for(LARGEST, units=9), stock=9), shop.shopper()
    assert_paid(shop, ada, ada.buy(product, card(VISA), quantity=9), product, quantity=9)


@scenario("A total beyond what Stripe can charge is refused, and holds no stock", story="Quantities")
@pytest.mark.needs("amount_limits")
def test_a_total_beyond_stripes_limit(shop: Shop) -> None:
    product, ada = shop.product(price=LARGEST, stock=5), shop.shopper()
    cannot_be_bought(shop, ada, product, 2, "a total above what Stripe can charge")
    if shop.counts(product):
        equal(shop.stock(product), 5, what="the stock after the refusal")
    equal(payable(shop, ada), [], what="the payable intents at Stripe")


@scenario("An unknown product is not sold", story="Unknown products")
@pytest.mark.parametrize("product_id", ["prod_nowhere", "prod_" + "0" * 32, "x"])
def test_an_unknown_product(shop: Shop, product_id: str) -> None:
    ada = shop.shopper()
    cannot_be_bought(shop, ada, product_id, 1, "an unknown product")
    equal(payable(shop, ada), [], what="the payable intents at Stripe")
    if ada.offers("cart"):
        equal(ada.cart().lines, (), what="the cart")


@scenario("The client cannot choose what it pays", story="The amount is the shop's")
@pytest.mark.card(VISA)
@pytest.mark.needs("payments")
@pytest.mark.quick
def test_the_client_cannot_choose_the_amount(shop: Shop) -> None:
    product, refuses = shop.product(), shop.facts.refuses_unknown_fields
    # One that Stripe could charge: a whole ten, for currencies with three decimals.
    cheaper = product.price * 4 // 5 // 10 * 10
    for field in shop.facts.amount_fields:
        charged_as_without(shop, product, "a field that nobody asked for", refuses=refuses, **{field: cheaper})


@scenario("More units than there are cannot be paid for", story="Out of stock")
def test_more_than_there_is(shop: Shop) -> None:
    product, ada = shop.scarce(2), shop.shopper()
    equal(shop.stock(product), 2, what="the stock before")
    cannot_be_bought(shop, ada, product, 3, "more units than there are")
    equal(payable(shop, ada), [], what="the payable intents at Stripe")
    equal(shop.stock(product), 2, what="the stock")


@scenario("What is sold out cannot be paid for", story="Out of stock")
@pytest.mark.card(VISA)
@pytest.mark.quick
def test_sold_out(shop: Shop) -> None:
    product, ada, bob = shop.scarce(1), shop.shopper("Ada"), shop.shopper("Bob")
    equal(shop.stock(product), 1, what="the stock before")
    bob.add(product)
    assert_paid(shop, ada, ada.buy(product, card(VISA)), product)
    refused(shop, bob.begin, SOLD_OUT)
    if bob.offers("orders"):
        equal(bob.orders(), [], what="the orders of who came too late")


@scenario("When one item is sold out, the other items of the cart stay for sale", story="Out of stock")
def test_a_shortage_holds_nothing(shop: Shop) -> None:
    plenty, none, ada = shop.scarce(4), shop.scarce(0), shop.shopper()
    equal(shop.stock(none), 0, what="the stock of what is sold out")
    ada.add(plenty, 2)
    cannot_be_bought(shop, ada, none, 1, SOLD_OUT)
    equal(shop.stock(plenty), 4, what="the stock of the item that is there")


@scenario(
    "What is added after the payment began is neither charged nor sold, and stays in the cart",
    story="Changed while paying",
)
@pytest.mark.card(VISA)
@pytest.mark.needs("payments")
@pytest.mark.quick
def test_an_item_added_while_paying(shop: Shop) -> None:
    tea = shop.product()
    pot = shop.product(other_than=tea)
    ada, payment = ready_to_pay(shop, tea)
    ada.add(pot)
    ada.add(tea, 2)
    assert_told_paid(ada.finish(payment, card(VISA)), shop.cost(tea))
    order = wait_for_order(ada, payment)
    if order.lines:  # some shops tell the amount alone
        equal({line.product_id: line.quantity for line in order.lines}, {tea.id: 1}, what="what the order holds")
    assert_charged(shop, payment, shop.cost(tea), tea.currency)
    if ada.offers("cart"):
        # Some shops empty the whole cart after a sale.
        expect(ada.cart().quantities(), one_of([{pot.id: 1, tea.id: 2}, {}]), "what is left in the cart")
    if shop.counts(pot):
        equal(shop.stock(pot), pot.stock, what="the stock of what was not bought")


@scenario("A cheap payment never buys a dear cart", story="Changed while paying")
@pytest.mark.card(VISA)
@pytest.mark.needs("server_payments", "payments")
@pytest.mark.quick
def test_a_cheap_intent_buys_no_dear_cart(shop: Shop) -> None:
    product = shop.product(stock=20)
    ada, payment = ready_to_pay(shop, product)
    ada.set_quantity(product, 10)
    what = "a payment of less than the cart holds"
    order = refused_or_ignored(shop, lambda: ada.confirm(payment, "pm_card_visa"), what)
    if isinstance(order, Refused):
        assert_nothing_sold(shop, ada, payment)
        assert_told_paid(ada.pay(card(VISA)), shop.cost(product, 10))
        return
    # Then it buys what it was begun for.
    expect(order, present, "the order of what was paid")
    assert_charged(shop, payment, shop.cost(product), product.currency)
    lines = wait_for_order(ada, payment).lines
    equal({line.product_id: line.quantity for line in lines}, {product.id: 1}, what="what the order holds")


@scenario("An item taken out after the payment began: the order still is what was paid", story="Changed while paying")
@pytest.mark.card(VISA)
@pytest.mark.needs("payments")
def test_an_item_removed_while_paying(shop: Shop) -> None:
    tea = shop.product()
    pot, ada = shop.product(other_than=tea), shop.shopper()
    ada.add(tea)
    ada.add(pot)
    payment = ada.begin()
    ada.remove(pot)
    total = shop.total(tea.price + pot.price, tea.currency)
    assert_told_paid(ada.finish(payment, card(VISA)), total)
    order = wait_for_order(ada, payment)
    equal(order.amount, total, what="the amount of the order")
    equal({line.product_id for line in order.lines}, {tea.id, pot.id}, what="what the order holds")


@scenario("Swapped for something else of the same price: that is bought", story="Changed while paying")
@pytest.mark.card(VISA)
@pytest.mark.needs("payments")
@pytest.mark.quick
def test_a_swap_at_the_same_price(shop: Shop) -> None:
    red = shop.scarce(3)
    blue = shop.product(red.price, red.currency, 3)
    ada, _ = ready_to_pay(shop, red)
    ada.add(blue)
    ada.remove(red)
    purchase = ada.pay(card(VISA))
    assert_told_paid(purchase, shop.cost(blue))
    bought_lines = wait_for_order(ada, purchase.payment).lines
    equal({line.product_id: line.quantity for line in bought_lines}, {blue.id: 1}, what="what the order holds")
    if shop.counts(blue):
        equal(shop.stock(blue), 2, what="the stock of what was bought")


def _one_open_payment(shop: Shop) -> None:
    if shop.facts.several_open_payments:
        raise NotOffered("one open payment for a cart")


@scenario("Asking to pay twice for one cart leaves one payment that can be paid", story="Two tabs")
@pytest.mark.needs("payments")
def test_two_tabs_leave_one_payable_intent(shop: Shop) -> None:
    _one_open_payment(shop)
    ada, _ = ready_to_pay(shop, shop.product(stock=1))
    second = ada.begin()
    equal(payable(shop, ada), shop.money.ways(second), what="what can be paid at Stripe")


@scenario("Two tabs with different carts cannot both be paid", story="Two tabs")
@pytest.mark.card(VISA)
@pytest.mark.needs("payments", "single_payments")
@pytest.mark.quick
def test_two_tabs_pay_once(shop: Shop) -> None:
    _one_open_payment(shop)
    product = shop.product(stock=5)
    ada, first = ready_to_pay(shop, product)
    ada.set_quantity(product, 2)
    second = ada.begin()
    expect(second.amount, one_of((shop.cost(product, 2), None)), "the amount of the second tab's payment")
    equal(payable(shop, ada), shop.money.ways(second), what="what can be paid at Stripe")
    if first.id != second.id:
        late = outcome(lambda: ada.attempt(first, card(VISA)))
        if isinstance(late, Refused | Lost):  # by a checkout that confirms itself
            rightly(shop, late, "a payment that another one replaced")
        else:
            expect(late.error, present, "Stripe's error in the first tab", at=late.exchange)
            expect(late.error.get("type"), differs_from("card_error"), "the kind of error", at=late.exchange)
        equal(shop.money.received(first), {}, what="what Stripe took in the first tab")
    assert_told_paid(ada.finish(second, card(VISA)), shop.cost(product, 2))
    wait_for_order(ada, second)
    equal([order.amount for order in ada.orders()], [shop.cost(product, 2)], what="the amounts of the orders")
    if shop.counts(product):
        equal(shop.stock(product), 3, what="the stock")
