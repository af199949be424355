"""How each webhook type comes to happen, from a real payment, and what the shop must have made of it afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from contracts.webhooks.own_checkout import Own
from harness import ApiShopper, Failure, Product, Shop, card, eventually

PRICE, STOCK = 2500, 3
EFFECT_SECONDS = 10.0
TAKEN = (200, 202, 204)
# The status of the order (None for no order), the refunded amount, and the units for sale.
State = tuple[str | None, int, int]
VISA, DECLINED = "4242424242424242", "4000000000000002"
PENDING_REFUND, FAILING_REFUND = "4000000000007726", "4000000000005126"


@dataclass
class Payment:
    """One shopper's payment of one unit, as the checkout and Stripe hold it."""

    shop: Shop
    own: Own
    shopper: ApiShopper
    product: Product
    intent_id: str = ""
    client_secret: str = ""

    def state(self) -> State:
        """How the checkout shows it now; Failure when one payment has made two orders."""
        orders = self.shopper.orders().expect(200).json()["orders"]
        mine = [order for order in orders if order["payment_intent_id"] == self.intent_id]
        if len(mine) > 1:
            raise Failure("orders_of_one_payment", f"{len(mine)} orders for one payment", then="there is at most one")
        order: dict[str, Any] = mine[0] if mine else {"status": None, "amount_refunded": 0}
        return order["status"], order["amount_refunded"], self.shop.stock(self.product)

    def becomes(self, wanted: State) -> None:
        """The state is, or soon will be, this one; Failure with what it is instead."""
        states: list[State] = []
        try:
            eventually(lambda: self._look(states) == wanted, reason="the effect", deadline=EFFECT_SECONDS)
        except Failure as failure:
            raise Failure(
                "webhook_effect",
                "The effect of a webhook event on the shop is wrong",
                let=f"Stripe send the checkout an event about {self.intent_id}",
                then=f"order, refunded amount and stock become {wanted}",
                however=f"they are {states[-1] if states else 'not known'}",
            ) from failure

    def _look(self, states: list[State]) -> State:
        states.append(self.state())
        return states[-1]

    def pays(self, number: str = VISA) -> None:
        """The browser confirms with a card; the checkout is not told."""
        self.shop.js.confirm_payment(self.client_secret, card(number))

    def gives_back(self, **form: str) -> dict[str, Any]:
        """The merchant refunds at Stripe, without the checkout."""
        return self.own.post("refunds", payment_intent=self.intent_id, **form)


def begin(shop: Shop, own: Own) -> Payment:
    """A shopper whose cart holds one unit, and the intent for it."""
    payment = Payment(shop, own, shop.shopper(), shop.product(price=PRICE, stock=STOCK))
    payment.shopper.add(payment.product.id).expect(200, 201)
    made = payment.shopper.create_intent().expect(200, 201).json()
    payment.intent_id, payment.client_secret = made["payment_intent_id"], made["client_secret"]
    return payment


def ordered(number: str) -> Callable[[Payment], None]:
    """Before the event: paid with this card, and settled by the browser's return."""

    def prepare(payment: Payment) -> None:
        payment.pays(number)
        payment.shopper.confirm(payment.intent_id).expect(200)

    return prepare


def nothing(payment: Payment) -> None:
    """Before the event: only the intent."""


def refunded(payment: Payment) -> None:
    """Before a refund fails: it was made and the order says so, while Stripe's clock stands still."""
    ordered(FAILING_REFUND)(payment)
    payment.own.clock(freeze=True)
    payment.gives_back()
    payment.shop.webhooks.post(payment.shop.webhooks.event_for(payment.intent_id, "refund.created")).expect(*TAKEN)
    payment.becomes(("refunded", PRICE, STOCK))


@dataclass(frozen=True)
class Story:
    """What is prepared, what then causes the event, and the state it must lead to: order, refunded, stock."""

    before: Callable[[Payment], None]
    cause: Callable[[Payment], Any]
    leads_to: State
    card: str = VISA


def _cancel(payment: Payment) -> None:
    payment.own.post(f"payment_intents/{payment.intent_id}/cancel")


def _bank_refuses(payment: Payment) -> None:
    payment.own.clock(advance=1)


def _give_back_in_the_end(payment: Payment) -> None:
    payment.gives_back()
    payment.own.clock(advance=1)


PAID, REFUNDED, NOT_SOLD = ("paid", 0, STOCK - 1), ("refunded", PRICE, STOCK), (None, 0, STOCK - 1)
# By type. A unit stays reserved after a declined card: the shopper may try another one.
STORIES: dict[str, Story] = {
    "payment_intent.succeeded": Story(nothing, Payment.pays, PAID),
    "payment_intent.payment_failed": Story(nothing, lambda payment: payment.pays(DECLINED), NOT_SOLD, DECLINED),
    "payment_intent.canceled": Story(nothing, _cancel, (None, 0, STOCK)),
    "charge.refunded": Story(ordered(VISA), Payment.gives_back, REFUNDED),
    "refund.created": Story(ordered(VISA), Payment.gives_back, REFUNDED),
    "refund.updated": Story(ordered(PENDING_REFUND), _give_back_in_the_end, REFUNDED, PENDING_REFUND),
    "charge.refund.updated": Story(ordered(PENDING_REFUND), _give_back_in_the_end, REFUNDED, PENDING_REFUND),
    "refund.failed": Story(refunded, _bank_refuses, PAID, FAILING_REFUND),
}
