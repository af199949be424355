"""Carts: what a user means to buy. A cart holds one currency; its price is always computed here, never taken in.

Each write carries the version it read, so that two tabs changing one cart at once lose nothing.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from checkout.lines import Line, total
from checkout.problems import Problem, conflict, not_found
from checkout.products import Product, Products
from checkout.tables import Store

MAX_QUANTITY = 99
MAX_LINES = 50
TRIES = 40
# So many changes of a cart are remembered. A write whose answer is lost is repeated within seconds, by the SDK.
REMEMBERED = 20
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Cart:
    """Quantities by product, the open intent made from them, how many intents there were, and the latest changes."""

    user_id: str
    quantities: dict[str, int] = field(default_factory=dict)
    open_intent: str = ""
    generation: int = 0
    version: int = 0
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class PricedCart:
    """A cart with today's titles, prices and stock (by product).

    Its lines are in the catalogue's order, oldest product first, whichever was added first: equal carts have equal
    lines, and all shoppers reserve stock in one order, so that of two who want the same last pieces one gets them.
    """

    user_id: str
    lines: tuple[Line, ...]
    currency: str | None
    cart: Cart
    stock: dict[str, int]

    @property
    def total(self) -> int:
        """What it costs, in minor units."""
        return total(self.lines)


class Carts:
    """Reads and changes carts."""

    def __init__(self, store: Store, products: Products) -> None:
        self._store, self._products = store, products

    def get(self, user_id: str) -> PricedCart:
        """The user's cart, empty when there is none."""
        return self._priced(self._read(user_id))

    def add(self, user_id: str, product_id: str, quantity: int) -> PricedCart:
        """Add units of a product; raises 404, 409 currency_mismatch, 409 quantity_limit."""
        return self._set(user_id, product_id, lambda held: held + quantity)

    def set_quantity(self, user_id: str, product_id: str, quantity: int) -> PricedCart:
        """Set the quantity of a product that is in the cart; raises 404 when it is not."""

        def exactly(held: int) -> int:
            if not held:
                raise not_found("item in the cart")
            return quantity

        return self._set(user_id, product_id, exactly)

    def remove(self, user_id: str, product_id: str) -> PricedCart:
        """Take a product out; raises 404 when it is not in the cart."""

        def without(cart: Cart) -> Cart:
            if product_id not in cart.quantities:
                raise not_found("item in the cart")
            return replace(cart, quantities={k: v for k, v in cart.quantities.items() if k != product_id})

        return self._priced(self._change(user_id, without))

    def open_intent(self, cart: Cart, intent_id: str) -> bool:
        """Note the intent made from exactly this version of the cart; False when the cart has changed since."""
        noted = replace(cart, open_intent=intent_id, generation=cart.generation + 1)
        return self._write(cart, noted)

    def next_generation(self, cart: Cart) -> bool:
        """Make the next intent of this cart a new operation for Stripe."""
        return self._write(cart, replace(cart, generation=cart.generation + 1))

    def close_intent(self, user_id: str, intent_id: str) -> None:
        """Forget an intent that came to nothing; the goods stay in the cart."""
        self._change(user_id, lambda cart: replace(cart, open_intent="") if cart.open_intent == intent_id else cart)

    def take_out_bought(self, user_id: str, intent_id: str, lines: tuple[Line, ...]) -> None:
        """Take out what an intent paid for, once: only while it is the cart's open intent."""
        bought = {line.product_id: line.quantity for line in lines}

        def without(cart: Cart) -> Cart:
            if cart.open_intent != intent_id:
                return cart
            left = {k: v - bought.get(k, 0) for k, v in cart.quantities.items()}
            return replace(cart, open_intent="", quantities={k: v for k, v in left.items() if v > 0})

        self._change(user_id, without)

    def _set(self, user_id: str, product_id: str, quantity: Callable[[int], int]) -> PricedCart:
        product = self._products.get(product_id)

        def changed(cart: Cart) -> Cart:
            wanted = quantity(cart.quantities.get(product_id, 0))
            if wanted > MAX_QUANTITY:
                detail = f"A cart holds at most {MAX_QUANTITY} of a product; this makes {wanted}."
                raise conflict("quantity_limit", detail)
            others = [key for key in cart.quantities if key != product_id]
            if len(others) >= MAX_LINES:
                raise conflict("cart_full", f"A cart holds at most {MAX_LINES} different products. Remove one first.")
            held = self._products.get_many(others[:1])
            if any(other.currency != product.currency for other in held.values()):
                raise conflict("currency_mismatch", f"The cart holds another currency than {product.currency}.")
            return replace(cart, quantities={**cart.quantities, product_id: wanted})

        return self._priced(self._change(user_id, changed), product)

    def _priced(self, cart: Cart, *read: Product) -> PricedCart:
        """With what was `read` just now not read again."""
        known = {product.product_id: product for product in read}
        found = known | self._products.get_many(key for key in cart.quantities if key not in known)
        lines = tuple(
            Line(product.product_id, product.title, product.price, cart.quantities[product.product_id])
            for product in sorted(found.values(), key=lambda product: product.age_order)
        )
        currency = next((product.currency for product in found.values()), None)
        stock = {product.product_id: product.stock for product in found.values()}
        return PricedCart(cart.user_id, lines, currency, cart, stock)

    def _change(self, user_id: str, change: Callable[[Cart], Cart]) -> Cart:
        """The cart after one change. The change's name is written with it: one whose answer was lost, and which the SDK
        repeated, is found there and not made twice."""
        name = uuid.uuid4().hex
        for _ in range(TRIES):
            cart = self._read(user_id)
            if name in cart.changes:
                return cart
            changed = change(cart)
            if changed == cart or self._write(cart, replace(changed, changes=(*cart.changes, name)[-REMEMBERED:])):
                return changed
        raise Problem(409, "cart_busy", "The cart is being changed from many places at once. Try again.")

    def _read(self, user_id: str) -> Cart:
        item = self._store.get("carts", user_id=user_id)
        if item is None:
            return Cart(user_id)
        known = {name: item[name] for name in ("quantities", "open_intent", "generation", "version")}
        return Cart(user_id, **known, changes=tuple(item.get("changes", ())))

    def _write(self, old: Cart, new: Cart) -> bool:
        item = {
            "user_id": new.user_id,
            "quantities": new.quantities,
            "open_intent": new.open_intent,
            "generation": new.generation,
            "version": old.version + 1,
            "changes": list(new.changes),
        }
        if old.version == 0:
            return self._store.put("carts", item, "attribute_not_exists(user_id)")
        return self._store.put("carts", item, "version = :v", v=old.version)
