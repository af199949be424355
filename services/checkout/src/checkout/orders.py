"""Orders: one per PaymentIntent, made only when the money is there. The order's id is derived from the intent's."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from checkout.intents import Intent
from checkout.lines import Line
from checkout.problems import not_found
from checkout.stock import Stock
from checkout.tables import Item, Store

PAID, PARTIALLY_REFUNDED, REFUNDED = "paid", "partially_refunded", "refunded"


@dataclass(frozen=True)
class Order:
    """What was sold for which payment; amounts in minor units."""

    order_id: str
    user_id: str
    email: str
    payment_intent_id: str
    status: str
    amount: int
    amount_refunded: int
    currency: str
    items: tuple[Line, ...]
    created_at: str
    restocked: bool
    refund_round: int
    mailed: bool
    version: int


def order_id_of(intent_id: str) -> str:
    """The only id an order for this PaymentIntent can have: this is what makes it exist once."""
    return f"ord_{intent_id.removeprefix('pi_')}"


def status_for(amount: int, refunded: int) -> str:
    """The status of an order when this much of its amount (minor units) is refunded."""
    if refunded >= amount:
        return REFUNDED
    return PARTIALLY_REFUNDED if refunded > 0 else PAID


class Orders:
    """Stores orders and changes them by conditional writes."""

    def __init__(self, store: Store, stock: Stock) -> None:
        self._store, self._stock = store, stock

    def create(self, intent: Intent) -> Order | None:
        """Make the order of a paid intent; None when it exists."""
        item: dict[str, Any] = {
            "user_id": intent.user_id,
            "order_id": order_id_of(intent.payment_intent_id),
            "email": intent.email,
            "payment_intent_id": intent.payment_intent_id,
            "status": PAID,
            "amount": intent.amount,
            "amount_refunded": 0,
            "currency": intent.currency,
            "lines": [line.to_item() for line in intent.lines],
            "created_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "restocked": False,
            "refund_round": 0,
            "mailed": False,
            "version": 1,
        }
        return _order(item) if self._store.put("orders", item, "attribute_not_exists(order_id)") else None

    def find(self, user_id: str, order_id: str) -> Order | None:
        """One of the user's orders, or None."""
        item = self._store.get("orders", user_id=user_id, order_id=order_id)
        return None if item is None else _order(item)

    def of_intent(self, intent: Intent) -> Order | None:
        """The order of a payment, or None while it is not paid."""
        return self.find(intent.user_id, order_id_of(intent.payment_intent_id))

    def get(self, user_id: str, order_id: str) -> Order:
        """One of the user's orders; 404 for unknown ids and for other users' alike."""
        order = self.find(user_id, order_id)
        if order is None:
            raise not_found("order")
        return order

    def of_user(self, user_id: str) -> list[Order]:
        """The user's orders, newest first."""
        orders = [_order(item) for item in self._store.query("orders", "user_id", user_id)]
        return sorted(orders, key=lambda order: (order.created_at, order.order_id), reverse=True)

    def claim_mail(self, order: Order, claim: str) -> bool:
        """True for exactly one claim, however often it is made: whoever makes it sends the confirmation."""
        claimed = self._store.update(
            "orders",
            _key(order),
            "SET mailed = :yes, mail_claim = :claim",
            "mailed = :no OR mail_claim = :claim",
            names={},
            yes=True,
            no=False,
            claim=claim,
        )
        return claimed is not None

    def unclaim_mail(self, order: Order) -> None:
        """The mail could not be sent: the next one who settles this payment may try."""
        self._store.update("orders", _key(order), "SET mailed = :no", "mailed = :yes", names={}, yes=True, no=False)

    def next_refund_round(self, order: Order) -> None:
        """A refund was answered: the next one, even of the same amount, is a new operation for Stripe."""
        self._store.update(
            "orders",
            _key(order),
            "SET refund_round = :next",
            "refund_round = :now",
            names={},
            next=order.refund_round + 1,
            now=order.refund_round,
        )

    def reflect(self, order: Order, refunded: int, *, restock: bool, next_round: bool) -> bool:
        """Write the refunded amount, together with the goods when `restock` differs; False when to read again."""
        change = self._store.change(
            "orders",
            _key(order),
            "SET #s = :status, amount_refunded = :refunded, restocked = :restocked, version = :next, "
            "refund_round = :round",
            "version = :now AND restocked = :before AND refund_round = :this",
            names={"s": "status"},
            status=status_for(order.amount, refunded),
            refunded=refunded,
            restocked=restock,
            next=order.version + 1,
            now=order.version,
            before=order.restocked,
            this=order.refund_round,
            round=order.refund_round + next_round,
        )
        moves = [] if restock == order.restocked else [self._goods(line, restock) for line in order.items]
        return self._store.transact([change, *moves])

    def _goods(self, line: Line, restock: bool) -> Item:
        return self._stock.give_back(line) if restock else self._stock.take_again(line)


def _key(order: Order) -> dict[str, str]:
    return {"user_id": order.user_id, "order_id": order.order_id}


def _order(item: Item) -> Order:
    lines = tuple(Line.from_item(line) for line in item["lines"])
    known = {name: item[name] for name in Order.__dataclass_fields__ if name != "items"}
    return Order(items=lines, **known)
