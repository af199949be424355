"""A person who buys: the adapter's shopper with Stripe at hand. This is whom scenarios speak of."""

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, TypeVar

from harness.checkouts import Cart, Client, Line, Lost, NotOffered, Order, Payment, Refused, Shopper
from harness.checkouts.client import operation
from harness.checkouts.features import method_of
from harness.checkouts.trouble import telling
from harness.checkouts.values import PAID, STATUSES
from harness.core.cards import Card
from harness.core.history import History
from harness.shopper import cart_changes
from harness.shopper.person import Person
from harness.shopper.purchase import Purchase, Saved
from harness.shopper.styles import Attempt, Means, Till, style_of

Answer = TypeVar("Answer")
# How many e-mail addresses are tried before giving up: an external stack may remember an earlier run.
ADDRESSES = 50
CONFLICT = 409


class Buyer:
    """One person in the shop. Every method raises Refused where the checkout refuses, Lost where no answer comes, and
    NotOffered where its adapter has no such method.

    A `member` has an account, made by the first call that needs one; a shop without accounts has guests.
    """

    def __init__(
        self,
        person: Person,
        shopper: Callable[[Client, str], Shopper],
        connect: Callable[[str], Client],
        till: Callable[["Buyer"], Till],
        history: History,
        *,
        member: bool = True,
    ) -> None:
        self._person, self._history, self._member, self._signed_in = person, history, member, False
        self._parts = (shopper, connect, till, history)
        self._known_as = f"{person.name} {person.email}"
        self._client = connect(self._known_as)
        self._shopper, self._till = shopper(self._client, person.email), till
        self._lock = threading.RLock()
        self.payments: list[Payment] = []
        # The orders for which the shopper was thanked, and the ids of their payments as they were told then.
        self._thanked: set[str] = set()
        self.paid_as: set[str] = set()

    @property
    def name(self) -> str:
        """The first name."""
        return self._person.name

    @property
    def email(self) -> str:
        """The address of the account."""
        self._sign_up_once()
        return self._person.email

    @property
    def key(self) -> str:
        """The checkout's own id of this person, as Stripe's metadata has it; empty for a guest."""
        self._sign_up_once()
        return self._shopper.key

    @property
    def known(self) -> bool:
        """Whether this person has an account, or has done anything as a guest. Asking makes none."""
        return self._signed_in or bool(self.payments)

    @property
    def api(self) -> "Buyer":
        """The same person at the adapter: itself, but for somebody with a browser."""
        return self

    @property
    def adapter(self) -> Shopper:
        """The adapter's own shopper, signed in: for what a case of one shop's contract asks, past every note."""
        self._sign_up_once()
        self._note("by_hand")
        return self._shopper

    def sign_up(self) -> None:
        """Make the account."""
        self._sign_in_with("sign_up")

    def sign_in(self, password: str | None = None) -> None:
        """Come back, with this password in place of the right one if it is given."""
        self._sign_up_once()
        self._sign_in_with("sign_in", password)

    def offers(self, feature: str) -> bool:
        """Whether the shop's adapter has this method."""
        return getattr(self._shopper, feature, None) is not None

    @property
    def basket(self) -> dict[str, int]:
        """What is in the cart that the page keeps, where the checkout keeps none: product ids and units."""
        return dict(self._shopper.basket)

    def on_another_device(self) -> "Buyer":
        """The same person, signed in elsewhere too: one account and its payments, another session. NotOffered in a shop
        without accounts, or whose page keeps the cart."""
        self._sign_up_once()
        if not self._member or not self.offers("cart"):
            raise NotOffered("an account with a cart")
        other = Buyer(self._person, *self._parts)
        other._signed_in = True
        other._sign_in_with("sign_in")
        other._shopper.key = self._shopper.key
        other.payments, other.paid_as, other._thanked = self.payments, self.paid_as, self._thanked
        return other

    def add(self, product: Any, quantity: int = 1) -> None:
        """Put units of a product (anything with an `id`, or the id) into the cart; the page's where it keeps one.

        A shop that can only set a quantity is told the sum, as its page would do it.
        """
        product_id = _id(product)
        if self.offers("add"):
            self._put("add", product_id, quantity)
        elif self.offers("set_quantity") and self.offers("cart"):
            self._put("set_quantity", product_id, self.cart().quantities().get(product_id, 0) + quantity)
        else:
            self._sign_up_once()
            basket = self._shopper.basket
            if self._buys_one_thing and (basket or quantity != 1 or isinstance(product, str)):
                raise NotOffered("a cart")
            basket[product_id] = basket.get(product_id, 0) + quantity
        self._wants(product, quantity)

    def set_quantity(self, product: Any, quantity: int) -> None:
        """Set how many units of a product the cart holds."""
        self._put("set_quantity", _id(product), quantity)
        self._wants(product, quantity)

    def remove(self, product: Any) -> None:
        """Take a product out of the cart."""
        self._put("remove", _id(product))

    def cart(self) -> Cart:
        """The cart as the shop shows it."""
        shown: Cart | list[Line] = self._call("cart")
        return Cart.of(shown)

    def begin(self, **tampering: Any) -> Payment:
        """Begin to pay for the cart; `tampering` joins the request, for what a client must not be able to set."""
        if self._buys_one_thing and not self._shopper.basket:
            raise NotOffered("an empty cart")
        payment: Payment = self._call("begin", tampering=tampering)
        self._begun(payment, *tampering)
        return payment

    def attempt(self, payment: Payment, card: Means, three_ds: str = "succeed") -> Attempt:
        """Pay at Stripe, in the way that the payment began; the shop is not told."""
        style = style_of(payment, at_server=self.offers("confirm"))
        return style.pay(self._till(self), payment, card, three_ds)

    def authenticate(self, payment: Payment, attempt: Attempt | None = None, outcome: str = "succeed") -> Attempt:
        """Answer (`succeed` or `fail`) the bank's challenge that an attempt left open; without one, the challenge of a
        payment that the checkout confirmed. NotOffered where the page was given no way to the bank."""
        style = style_of(payment, at_server=self.offers("confirm"))
        return style.authenticate(self._till(self), payment, attempt, outcome)

    def settle(self, payment: Payment, *, noted: bool = True) -> Order | None:
        """Come back from Stripe: the order, or None while it is not paid.

        Unless it is `noted`, no judge hears that this payment was told as paid: a changed request may name another.
        """
        order: Order | None = self._call("settle", payment, facts=_of(payment.id))
        return self._told(order) if noted else _sold(order)

    def confirm(self, payment: Payment, payment_method: str) -> Order | None:
        """Let the checkout confirm the payment with a payment method of Stripe's (`pm_card_visa`); None: not paid."""
        return self._told(self._call("confirm", payment, payment_method, facts=_of(payment.id)))

    def look_at(self, payment: Payment) -> Payment:
        """A payment that was begun, as the shop tells it now."""
        found: Payment = self._call("payment", payment, facts=_of(payment.id))
        return found

    def buy(self, product: Any, card: Card | str, quantity: int = 1, three_ds: str = "succeed") -> Purchase:
        """Put the product into the cart and pay."""
        self.add(product, quantity)
        return self.pay(card, three_ds)

    def pay(self, card: Card | str, three_ds: str = "succeed") -> Purchase:
        """Pay the cart as it is: begin, pay at Stripe (`three_ds`: succeed, fail or abandon), come back."""
        return self.finish(self.begin(), card, three_ds)

    def retry(self, purchase: Purchase, card: Card | str, three_ds: str = "succeed") -> Purchase:
        """Try another card on the same payment."""
        return self.finish(purchase.payment, card, three_ds)

    def finish(self, payment: Payment, card: Card | str, three_ds: str = "succeed") -> Purchase:
        """Pay at Stripe and come back; a checkout that refuses then is no failure of the purchase (see `refusal`)."""
        attempt = self.attempt(payment, card, three_ds)
        if not self.offers("settle"):
            return Purchase(payment, attempt, settles=False)
        try:
            return Purchase(payment, attempt, self.settle(payment))
        except (Refused, Lost) as refusal:
            return Purchase(payment, attempt, refusal=refusal)

    def save_card(self, card: Means, three_ds: str = "succeed") -> Saved:
        """Let the checkout keep a card for later; nothing is paid."""
        setup: Payment = self._call("save_card")
        return Saved(setup, self.attempt(setup, card, three_ds))

    def charge_saved(self, saved: Saved) -> Payment:
        """The checkout charges the saved card for the cart while nobody is there; the payment, however it ended."""
        payment: Payment = self._call("charge_saved", saved.setup)
        self._begun(payment)
        return payment

    def orders(self, *, unpaid: bool = False) -> list[Order]:
        """This person's orders: what was paid, and with `unpaid` also what the shop has a word of its own for."""
        found: list[Order] = self._call("orders")
        return [order for order in found if unpaid or _sold(order)]

    def order(self, order_id: str) -> Order:
        """One of them."""
        found: Order = self._call("order", order_id)
        return found

    def refund(self, order: Order, amount: int | None = None) -> int | None:
        """Ask for all or part (`amount`, minor units) of an order's money back; what goes back, where it is told."""
        given: int | None = self._call("refund", order, amount, facts={**_of(order.payment), "amount": amount})
        return given

    def cancel(self, order: Order) -> None:
        """Call an order off."""
        self._call("cancel", order, facts=_of(order.payment))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    @property
    def _buys_one_thing(self) -> bool:
        """Whether there is nothing to choose: the one thing is bought, or nothing."""
        return bool(self._shopper.shop.setting.facts.single_item)

    def _told(self, order: Order | None) -> Order | None:
        """An order that the shopper is told of on coming back; a page that keeps the cart takes out what is in it."""
        if order is not None:
            self.paid_as.add(order.payment)
            self._take_out(order)
            what = {"amount": order.amount, "currency": order.currency, "items": [asdict(line) for line in order.lines]}
            self._note("told", payment=order.payment, order_id=order.id, status=order.status, **what)
        return _sold(order)

    def _put(self, how: str, product_id: str, *units: int) -> None:
        """Change the cart by an adapter's method, and note how that ended."""
        facts = {"product_id": product_id, **({"quantity": units[0]} if units else {})}
        with cart_changes.noted(self._history, self._note, how, product_id, *units):
            self._call(how, product_id, *units, facts=facts)

    def _wants(self, product: Any, quantity: int) -> None:
        self._note("wanted", product_id=_id(product), quantity=quantity)

    def _begun(self, payment: Payment, *tampered: str) -> None:
        """A payment that the shopper is told of."""
        self.payments.append(payment)
        told = {"payment": payment.id, "amount": payment.amount, "currency": payment.currency}
        self._note("begun", **told, tampered=sorted(tampered), basket=self.basket)

    def _take_out(self, order: Order) -> None:
        if order.id in self._thanked or order.status != PAID:
            return
        self._thanked.add(order.id)
        left = Counter(self._shopper.basket) - Counter({line.product_id: line.quantity for line in order.lines})
        self._shopper.basket = dict(left) if order.lines else {}

    def _note(self, fact: str, **data: Any) -> None:
        self._history.record("fact", "test", fact, user_id=self._shopper.key or self._person.email, **data)

    def _call(
        self, name: str, *given: Any, facts: Mapping[str, Any] | None = None, tampering: Mapping[str, Any] | None = None
    ) -> Any:
        """What the adapter's method answers; `facts` are what the history tells of its requests."""
        method = method_of(self._shopper, name)
        self._sign_up_once()
        with operation(name, **(facts or {})), telling(name):
            return method(*given, **(tampering or {}))

    def _sign_up_once(self) -> None:
        if not self._member or self._signed_in:
            return
        with self._lock:
            if self._signed_in:
                return
            try:
                self._new_account()
            except NotOffered:
                self._member = False

    def _new_account(self) -> None:
        first = self._person
        for times in range(ADDRESSES):
            self._person = first.again(times)
            try:
                return self._sign_in_with("sign_up")
            except Refused as refused:
                if refused.answer.status != CONFLICT or times == ADDRESSES - 1:
                    raise

    def _sign_in_with(self, name: str, password: str | None = None) -> None:
        method = method_of(self._shopper, name)
        with operation(name), telling(name):
            method(self._person.email, password or self._person.password)
        self._shopper.email = self._person.email
        if not self._signed_in:
            self._signed_in = True
            person = {"user_id": self._shopper.key, "email": self._person.email}
            self._history.record("fact", "test", "shopper", **person, name=self.name, known_as=self._known_as)


def _sold(order: Order | None) -> Order | None:
    """The order, unless the shop has a word of its own for it, such as "pending": nobody has paid that."""
    return order if order is not None and order.status in STATUSES else None


def _of(payment_id: str) -> dict[str, str]:
    """The fact that a request is about a payment, where the shop told its id."""
    return {"payment_intent_id": payment_id} if payment_id else {}


def _id(product: Any) -> str:
    return str(getattr(product, "id", product))
