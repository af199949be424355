"""What was bought and paid."""

from fastapi import APIRouter

from checkout.api.access import PathId, TheCaller, TheShop
from checkout.api.answers import errors
from checkout.orders import Order as StoredOrder
from checkout.schemas import Order, OrderList

ROUTER = APIRouter(prefix="/api/orders", tags=["orders"])
FIELDS = ("order_id", "user_id", "payment_intent_id", "status", "amount", "amount_refunded", "currency", "created_at")


@ROUTER.get("", operation_id="listOrders", responses=errors(401))
def list_orders(shop: TheShop, caller: TheCaller) -> OrderList:
    """List the shopper's orders, newest first."""
    return OrderList(orders=[_public(order) for order in shop.orders.of_user(caller.user_id)])


@ROUTER.get("/{order_id}", operation_id="getOrder", responses=errors(401, 404, 422))
def get_order(shop: TheShop, caller: TheCaller, order_id: PathId) -> Order:
    """Read one of the shopper's orders."""
    return _public(shop.orders.get(caller.user_id, order_id))


def _public(order: StoredOrder) -> Order:
    fields = {name: getattr(order, name) for name in FIELDS}
    return Order.model_validate({**fields, "items": [line.to_item() for line in order.items]})
