"""What the shopper means to buy."""

from fastapi import APIRouter

from checkout.api.access import PathId, TheCaller, TheShop
from checkout.api.answers import errors
from checkout.carts import PricedCart
from checkout.schemas import Cart, CartItem, CartQuantity, NewCartItem

ROUTER = APIRouter(prefix="/api/cart", tags=["cart"])


@ROUTER.get("", operation_id="getCart", responses=errors(401))
def get_cart(shop: TheShop, caller: TheCaller) -> Cart:
    """Read the shopper's cart."""
    return _public(shop.carts.get(caller.user_id))


@ROUTER.post("/items", operation_id="addCartItem", responses=errors(400, 401, 404, 409, 422))
def add_item(shop: TheShop, caller: TheCaller, body: NewCartItem) -> Cart:
    """Add a quantity of a product to the cart."""
    return _public(shop.carts.add(caller.user_id, body.product_id, body.quantity))


@ROUTER.put("/items/{product_id}", operation_id="setCartItem", responses=errors(400, 401, 404, 409, 422))
def set_item(shop: TheShop, caller: TheCaller, product_id: PathId, body: CartQuantity) -> Cart:
    """Set the quantity of a product in the cart."""
    return _public(shop.carts.set_quantity(caller.user_id, product_id, body.quantity))


@ROUTER.delete("/items/{product_id}", operation_id="removeCartItem", responses=errors(401, 404, 409, 422))
def remove_item(shop: TheShop, caller: TheCaller, product_id: PathId) -> Cart:
    """Take a product out of the cart."""
    return _public(shop.carts.remove(caller.user_id, product_id))


def _public(cart: PricedCart) -> Cart:
    items = [CartItem(**line.to_item()) for line in cart.lines]
    return Cart(user_id=cart.user_id, items=items, total=cart.total, currency=cart.currency)
