"""What the shop knows about each PaymentIntent it made: whose, for which goods, at which amount, and how it stands.

reserving -> open -> paid        the goods are taken, may be paid for, are sold
reserving, open -> canceled      the units were returned to the stock; it can never be paid again
"""

import time
from dataclasses import asdict, dataclass, replace
from typing import Any

from checkout.lines import Line
from checkout.problems import not_found
from checkout.tables import Item, Store

RESERVING, OPEN, PAID, CANCELED = "reserving", "open", "paid", "canceled"


@dataclass(frozen=True)
class Intent:
    """The snapshot of a cart that one PaymentIntent pays for. No secret and no card data is ever in here."""

    payment_intent_id: str
    user_id: str
    email: str
    amount: int
    currency: str
    lines: tuple[Line, ...]
    state: str = RESERVING
    attempts: int = 0


class Intents:
    """Stores snapshots and moves them through their states by conditional writes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create(self, intent: Intent) -> Intent:
        """Store a snapshot; when it is there already, answer the stored one."""
        item: dict[str, Any] = {**asdict(intent), "lines": [line.to_item() for line in intent.lines]}
        item["created_at"] = int(time.time())
        if self._store.put("intents", item, "attribute_not_exists(payment_intent_id)"):
            return intent
        return self.find(intent.payment_intent_id) or intent

    def find(self, intent_id: str) -> Intent | None:
        """The snapshot of a PaymentIntent, or None when this shop did not make it."""
        item = self._store.get("intents", payment_intent_id=intent_id)
        return None if item is None else _intent(item)

    def of_user(self, intent_id: str, user_id: str) -> Intent:
        """The user's own snapshot; 404 for unknown ids and for other users' alike."""
        intent = self.find(intent_id)
        if intent is None or intent.user_id != user_id:
            raise not_found("payment intent")
        return intent

    def move(self, intent: Intent, state: str, *, to_leave: tuple[str, ...]) -> bool:
        """Change the state when it is still one of those to leave; True when it is the new one now."""
        values = {f"s{number}": old for number, old in enumerate((*to_leave, state))}
        moved = self._store.update(
            "intents",
            {"payment_intent_id": intent.payment_intent_id},
            "SET #s = :new",
            f"#s IN ({', '.join(f':{name}' for name in values)})",
            names={"s": "state"},
            new=state,
            **values,
        )
        return moved is not None

    def attempt_done(self, intent: Intent) -> None:
        """The attempt has an answer that will not change: the next one is a new operation for Stripe."""
        self._store.update(
            "intents",
            {"payment_intent_id": intent.payment_intent_id},
            "SET attempts = :next",
            "attempts = :now",
            names={},
            next=intent.attempts + 1,
            now=intent.attempts,
        )


def _intent(item: Item) -> Intent:
    known = {name: item[name] for name in Intent.__dataclass_fields__ if name != "lines"}
    return replace(Intent(lines=(), **known), lines=tuple(Line.from_item(line) for line in item["lines"]))
