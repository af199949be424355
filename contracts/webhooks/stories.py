"""How each webhook type comes to happen, from a real payment, and what the shop must have made of it afterwards.

In words of any shop: the order, what went back and the units for sale, each as far as its adapter tells it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from contracts.webhooks.own_checkout import Own
from harness import Buyer, Exchange, Failure, NotOffered, Product, Shop, card, eventually
from harness import Payment as Begun

STOCK = 3
EFFECT_SECONDS = 10.0
VISA, DECLINED = "4242424242424242", "4000000000000002"
PENDING_REFUND, FAILING_REFUND = "4000000000007726", "4000000000005126"
SOLD = ("paid", "partially_refunded", "refunded")
# The status of the order (None: nothing is sold), the refunded amount, and the units for sale; what a shop does not
# tell is None.
State = tuple[str | None, int | None, int | None]


@dataclass(frozen=True)
class Goal:
    """What must come of a payment: the order's status (None for nothing sold), and what of the money went back.

    `given_up`: nothing holds the goods any more.
    """

    status: str | None
    back: str = ""
    given_up: bool = False


ALL, PART = "all", "part"
PAID, REFUNDED, PARTLY_REFUNDED = Goal("paid"), Goal("refunded", ALL), Goal("partially_refunded", PART)
# A unit that is held stays so after a declined card: the shopper may try another one.
NOT_SOLD, GIVEN_UP = Goal(None), Goal(None, given_up=True)


@dataclass
class Payment:
    """One shopper's payment of one unit, as the checkout and Stripe hold it."""

    shop: Shop
    own: Own
    buyer: Buyer
    product: Product
    begun: Begun

    @property
    def part(self) -> int:
        """An amount that is less than was paid."""
        return self.product.price * 2 // 5

    def about(self, type: str) -> str:
        """The id that tells Stripe's events of this type about it from those about other payments."""
        return self.shop.money.way(self.begun) if type.startswith("checkout.session.") else self.intent_id()

    def event(self, type: str) -> dict[str, Any]:
        """Stripe's newest event of this type about it."""
        return self.shop.event_of(self.begun, type)

    def state(self) -> State:
        """How the checkout shows it now; Failure when one payment has made two orders."""
        mine = [one for one in self.buyer.orders() if one.payment == self.begun.id and one.status in SOLD]
        if len(mine) > 1:
            raise Failure("orders_of_one_payment", f"{len(mine)} orders for one payment", then="there is at most one")
        stock = self.shop.stock(self.product) if self.shop.counts(self.product) else None
        return (mine[0].status, mine[0].refunded, stock) if mine else (None, 0, stock)

    def wanted(self, goal: Goal) -> State:
        """What the state has to be."""
        back = {ALL: self.shop.cost(self.product), PART: self.part}.get(goal.back, 0)
        return goal.status, back, (self.product.stock or 0) - self._gone(goal)

    def is_at(self, goal: Goal) -> bool:
        """Whether the state is that one, as far as the shop tells it."""
        return _fits(self.state(), self.wanted(goal))

    def becomes(self, goal: Goal) -> None:
        """The state is, or soon will be, this one; Failure with what it is instead."""
        states: list[State] = []
        try:
            eventually(lambda: self._look(states, goal), reason="the effect", deadline=EFFECT_SECONDS)
        except Failure as failure:
            raise Failure(
                "webhook_effect",
                "The effect of a webhook event on the shop is wrong",
                let=f"Stripe send the checkout an event about {self.begun.id}",
                then=f"order, refunded amount and stock become {self.wanted(goal)}",
                however=f"they are {states[-1] if states else 'not known'}",
            ) from failure

    def pays(self, number: str = VISA) -> None:
        """The browser confirms with a card; the checkout is not told. NotOffered where it is the one who confirms."""
        if not (self.begun.client_secret or self.begun.url):
            raise NotOffered("a payment of which Stripe tells first")
        self.buyer.attempt(self.begun, card(number), "abandon")

    def comes_back(self) -> None:
        """The shopper returns; where there is nothing to return to, Stripe's news of the payment is delivered."""
        if self.buyer.offers("settle"):
            self.buyer.settle(self.begun)
        else:
            self.shop.webhooks.deliver(self.shop.paid_event(self.begun))

    def gives_back(self, **form: str) -> dict[str, Any]:
        """The merchant refunds at Stripe, without the checkout."""
        return self.own.post("refunds", payment_intent=self.intent_id(), **form)

    def intent_id(self) -> str:
        """Its PaymentIntent; NotOffered while there is none."""
        ids = self.shop.money.resolver.intent_ids(self.begun.id)
        if not ids:
            raise NotOffered("a PaymentIntent before the payment")
        return ids[-1]

    def read_from(self) -> str:
        """Where at Stripe the checkout reads how it stands."""
        way = self.shop.money.way(self.begun)
        return f"/v1/checkout/sessions/{way}" if way.startswith("cs_") else f"/v1/payment_intents/{way}"

    def _look(self, states: list[State], goal: Goal) -> bool:
        states.append(self.state())
        return _fits(states[-1], self.wanted(goal))

    def _gone(self, goal: Goal) -> int:
        """How many units are not for sale."""
        facts = self.shop.facts
        if goal.status is None:
            return 0 if goal.given_up or facts.stock != "held" else 1
        return 0 if goal.back == ALL and facts.refunds_return_goods else 1


def begin(shop: Shop, own: Own, stock: int = STOCK) -> Payment:
    """A shopper whose cart holds one unit, and the payment that the checkout began for it."""
    buyer, product = shop.shopper(), shop.product(stock=stock)
    buyer.add(product)
    return Payment(shop, own, buyer, product, buyer.begin())


def acknowledged(answer: Exchange) -> Exchange:
    """The answer is one that Stripe takes as "got it": any 2xx (https://docs.stripe.com/webhooks#acknowledge-events-immediately)."""
    if answer.status // 100 != 2:
        raise Failure(
            "webhook_not_taken",
            "The checkout did not take an event of Stripe's",
            let="Stripe deliver an event, rightly signed",
            then="the answer is 2xx, or Stripe sends it again for days (fact 109)",
            however=f"it was {answer.status}: {answer.text[:300]}",
            exchange=answer,
        )
    return answer


def ordered(number: str) -> Callable[[Payment], None]:
    """Before the event: paid with this card, and settled by the browser's return."""

    def prepare(payment: Payment) -> None:
        payment.pays(number)
        payment.comes_back()

    return prepare


def nothing(payment: Payment) -> None:
    """Before the event: only the payment that was begun."""


def refunded(payment: Payment) -> None:
    """Before a refund fails: it was made and the order says so, while Stripe's clock stands still."""
    ordered(FAILING_REFUND)(payment)
    payment.own.clock(freeze=True)
    payment.gives_back()
    payment.shop.webhooks.deliver(payment.event(payment.shop.hears_of("refund.created", "charge.refunded")))
    payment.becomes(REFUNDED)


@dataclass(frozen=True)
class Story:
    """What is prepared, what then causes the event, and the state it must lead to."""

    before: Callable[[Payment], None]
    cause: Callable[[Payment], Any]
    leads_to: Goal
    card: str = VISA


def _cancel(payment: Payment) -> None:
    payment.own.post(f"payment_intents/{payment.intent_id()}/cancel")


def _expire(payment: Payment) -> None:
    way = payment.shop.money.way(payment.begun)
    if not way.startswith("cs_"):
        raise NotOffered("a Checkout Session")
    payment.own.post(f"checkout/sessions/{way}/expire")


def _pay_a_session(payment: Payment) -> None:
    if not payment.shop.money.way(payment.begun).startswith("cs_"):
        raise NotOffered("a Checkout Session")
    payment.pays()


def _bank_refuses(payment: Payment) -> None:
    payment.own.clock(advance=1)


def _give_back_in_the_end(payment: Payment) -> None:
    payment.gives_back()
    payment.own.clock(advance=1)


# By type.
STORIES: dict[str, Story] = {
    "payment_intent.succeeded": Story(nothing, Payment.pays, PAID),
    "payment_intent.payment_failed": Story(nothing, lambda payment: payment.pays(DECLINED), NOT_SOLD, DECLINED),
    "payment_intent.canceled": Story(nothing, _cancel, GIVEN_UP),
    "charge.refunded": Story(ordered(VISA), Payment.gives_back, REFUNDED),
    "refund.created": Story(ordered(VISA), Payment.gives_back, REFUNDED),
    "refund.updated": Story(ordered(PENDING_REFUND), _give_back_in_the_end, REFUNDED, PENDING_REFUND),
    "charge.refund.updated": Story(ordered(PENDING_REFUND), _give_back_in_the_end, REFUNDED, PENDING_REFUND),
    "refund.failed": Story(refunded, _bank_refuses, PAID, FAILING_REFUND),
    "checkout.session.completed": Story(nothing, _pay_a_session, PAID),
    "checkout.session.expired": Story(nothing, _expire, GIVEN_UP),
}


def claimed(shop: Shop) -> list[str]:
    """The types that the checkout registers for, those of which there is a story first; of every type, the stories."""
    registered = shop.stack.webhook_events
    if "*" in registered:
        return list(STORIES)
    return sorted(registered, key=lambda type: (type not in STORIES, [*STORIES, type].index(type)))


def _fits(state: State, wanted: State) -> bool:
    return all(one is None or one == other for one, other in zip(state[1:], wanted[1:], strict=True)) and (
        state[0] == wanted[0]
    )
