"""Real things that fuzzed requests may name: products in several currencies, payments in every state, orders, cards.

Without them a fuzzer meets a 404 at every door behind which money moves.
"""

from dataclasses import dataclass, field

from contracts.fuzzing.owned import Owned, anyones
from contracts.shared.document import of_file
from contracts.shared.payment_api import PaymentApi, administrator, is_ours
from harness import Product, Shop, card

# Two, zero, three and two decimals; https://docs.stripe.com/currencies.
PRICES = {"usd": 1999, "jpy": 500, "kwd": 12340, "eur": 5999}
STOCK = 5000
VISA, DECLINED, CHALLENGED = "4242424242424242", "4000000000000002", "4000002760003184"
# https://docs.stripe.com/testing: test PaymentMethods that pay, are declined, and ask for 3D Secure.
METHODS = (
    "pm_card_visa",
    "pm_card_mastercard",
    "pm_card_chargeDeclined",
    "pm_card_chargeDeclinedInsufficientFunds",
    "pm_card_authenticationRequired",
)
WITH_PAYMENTS = {"confirmPayment", "getPaymentIntent", "createRefund", "receiveStripeWebhook"}
WITH_PRODUCTS = {"addCartItem", "setCartItem", "removeCartItem", "createPaymentIntent", "getCart", "getProduct"}
WITH_ORDERS = {"getOrder", "listOrders"}


@dataclass
class Belongings(Owned):
    """Two shoppers and the administrator at our payment API, and by parameter name what exists and is the first's."""

    shopper: PaymentApi = field(kw_only=True)
    stranger: PaymentApi = field(kw_only=True)
    admin: PaymentApi = field(kw_only=True)


def owned_by(shop: Shop, operation_id: str = "") -> Owned:
    """What one operation of the checkout's own contract can make use of; everything without one."""
    document = of_file(shop.stack.contract["file"])
    return belongings(shop, operation_id) if is_ours(shop) else anyones(shop, document)


def belongings(shop: Shop, operation_id: str = "") -> Belongings:
    """What one operation can make use of; everything without one."""
    shopper, stranger = (PaymentApi(shop.shopper(name)) for name in ("Fuzz", "Stranger"))
    admin, document = administrator(shop), of_file(shop.stack.contract["file"])
    who = {"owner": shopper, "stranger": stranger, "admin": admin}
    people = {name: {"Authorization": f"Bearer {person.token}"} for name, person in who.items()}
    owned = Belongings(shop, document, people, shopper=shopper, stranger=stranger, admin=admin)
    for person in (owned.shopper, owned.stranger):
        person.cart().expect(200)  # makes the account
    owned.add("currency", *PRICES)
    owned.add("email", owned.shopper.buyer.email)
    for needed, give in ((WITH_ORDERS, _orders), (WITH_PAYMENTS, _payments), (WITH_PRODUCTS, _products)):
        if not operation_id or operation_id in needed:
            give(owned)
    return owned


def _products(owned: Belongings) -> None:
    """Products, one of them sold out, and a cart with something in it."""
    made = [_on_sale(owned, currency) for currency in PRICES]
    sold_out = owned.shop.product(price=100, stock=0)
    owned.add("product_id", *(product.id for product in made), sold_out.id)
    _empty(owned.shopper)
    owned.shopper.add(made[0].id).expect(200)


def _payments(owned: Belongings) -> None:
    """Payments that are paid, partly refunded, canceled while a bank waited, and declined but still payable."""
    _buy(owned, "jpy", VISA)
    refunded = _buy(owned, "eur", VISA)
    owned.shopper.refund(refunded, amount=1000).expect(200)
    _buy(owned, "usd", CHALLENGED)
    _empty(owned.shopper)
    _buy(owned, "kwd", DECLINED)
    made = owned.shop.js.create_payment_method(card(VISA)).expect(200).json()["id"]
    owned.add("payment_method", *METHODS, made)


def _orders(owned: Belongings) -> None:
    """Two orders, one of them partly refunded."""
    for currency in ("usd", "jpy"):
        paid = _buy(owned, currency, VISA)
    owned.shopper.refund(paid, amount=100).expect(200)


def _buy(owned: Belongings, currency: str, number: str) -> str:
    """Try to pay for one unit; the challenge of a card that asks for one is left open."""
    product = _on_sale(owned, currency)
    purchase = owned.shopper.buyer.buy(product, card(number), three_ds="abandon")
    owned.add("payment_intent_id", purchase.payment.id)
    if purchase.order:
        owned.add("order_id", purchase.order.id)
    return purchase.payment.id


def _on_sale(owned: Belongings, currency: str) -> Product:
    return owned.shop.product(price=PRICES[currency], currency=currency, stock=STOCK)


def _empty(shopper: PaymentApi) -> None:
    """Take what a payment that was not made left in the cart out of it."""
    for item in shopper.cart().expect(200).json()["items"]:
        shopper.remove(item["product_id"])
