"""Real things that fuzzed requests may name: products in several currencies, payments in every state, orders, cards.

Without them a fuzzer meets a 404 at every door behind which money moves.
"""

from dataclasses import dataclass, field
from typing import Any

from contracts.shared.payment_api import PaymentApi, administrator
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
class Belongings:
    """Two shoppers and the administrator, and by parameter name the values that exist and are the first shopper's.

    `known` are the ids of the case's own shop, those that the fuzzer learnt from answers included.
    """

    shopper: PaymentApi
    stranger: PaymentApi
    admin: PaymentApi
    shop: Shop
    values: dict[str, list[Any]] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)

    @property
    def tokens(self) -> dict[str, str]:
        """Who calls, by the name that Schemathesis knows them by."""
        people = {"owner": self.shopper, "stranger": self.stranger, "admin": self.admin}
        return {name: token for name, person in people.items() if (token := person.token)}

    def add(self, name: str, *values: Any) -> None:
        """Remember values for a parameter."""
        self.values.setdefault(name, []).extend(values)
        self.known |= {value for value in values if isinstance(value, str)}

    def learn(self, body: Any) -> None:
        """Remember as the case's own every id that an answer to its requests told."""
        if isinstance(body, dict):
            ids = {value for name, value in body.items() if name.endswith("_id") and isinstance(value, str)}
            self.known |= ids


def belongings(shop: Shop, operation_id: str = "") -> Belongings:
    """What one operation can make use of; everything without one."""
    shopper, stranger = (PaymentApi(shop.shopper(name)) for name in ("Fuzz", "Stranger"))
    owned = Belongings(shopper, stranger, administrator(shop), shop)
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
