"""One test's shop: products, shoppers and everything around them, and at the end the judgement of what happened."""

import hashlib
import os
import re
import threading
from typing import TYPE_CHECKING, Any

from harness.checkouts import Client, Facts, Mail, NotOffered, Payment, Product, Setting
from harness.checkouts.client import operation
from harness.checkouts.features import method_of
from harness.checkouts.loading import load
from harness.checkouts.trouble import telling
from harness.core.awaiting import eventually
from harness.core.failure import UNKNOWN, Failure
from harness.core.history import History
from harness.faults.stripe_requests import Faults
from harness.judging.goals import GOALS
from harness.shop.dashboard import Dashboard
from harness.shop.money import StripeMoney
from harness.shop.snapshots import Snapshots
from harness.shopper.buyer import Buyer
from harness.shopper.person import Person
from harness.shopper.styles import Till
from harness.stripe.stripe_js import StripeJs
from harness.stripe.view import StripeView
from harness.stripe.webhooks import Webhooks

if TYPE_CHECKING:
    from harness.browser.window import Window
    from harness.shopper.browser import BrowserBuyer
    from harness.stack.base.stack import Stack

__all__ = ["Product", "Shop"]

# The events that tell of a payment, the likeliest first.
INTENT_PAID = ("payment_intent.succeeded", "charge.succeeded", "checkout.session.completed")
SESSION_PAID = ("checkout.session.completed", "payment_intent.succeeded", "charge.succeeded")
REFUNDED = ("charge.refunded", "refund.created")
PRICE, CURRENCY, STOCK = 5999, "usd", 10


class Shop:
    """Everything a test does goes through here and into its history.

    Names and addresses come from the seed and the test's id: the same for the same test, different between tests.
    """

    def __init__(self, stack: "Stack", history: History, seed: int, test_id: str = "") -> None:
        self.stack, self.history = stack, history
        # Two cases may call their tellings alike, and meet in one shop.
        test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
        self._mark = hashlib.blake2b(f"{seed} {test} {test_id}".encode(), digest_size=6).hexdigest()
        self._shoppers: list[Buyer] = []
        self._in_browsers: list[BrowserBuyer] = []
        self._products: list[Product] = []
        self._lock = threading.Lock()
        self.facts = Facts.from_dict(stack.facts)
        setting = Setting(stack.checkout_url, stack.aws_url, stack.variables, self.facts)
        self.adapter = load(stack.adapter)(self._connect("admin"), setting)
        self.js = StripeJs(stack, history)
        self.stripe = StripeView(stack)
        self.money = StripeMoney(self.stripe, self.facts.shopper_key)
        self.dashboard = Dashboard(stack, self.money)
        self.webhooks = Webhooks(stack, self.stripe, history)
        self.faults = Faults(stack, history)
        # The ids of events that are none of this shop's news: where it is one of several at an account.
        self.old_news: frozenset[str] = frozenset()

    def product(
        self,
        price: int | None = None,
        currency: str | None = None,
        stock: int | None = None,
        title: str | None = None,
        other_than: Product | None = None,
        namesake_of: Product | None = None,
    ) -> Product:
        """Something to buy: put on sale for this case alone, or found in the shop's catalogue.

        What is given must be so (`price` in minor units; of a catalogue, `stock` is the least); NotOffered where the
        shop has nothing like it, or does not sell in the currency. `other_than` asks for a second one beside the first,
        of another price where it is put on sale; `namesake_of`, for one that has the same title as well.
        """
        if currency and self.facts.currencies and currency not in self.facts.currencies:
            raise NotOffered(f"selling in {currency}")
        try:
            put_on_sale = method_of(self.adapter, "put_on_sale")
        except NotOffered:
            if namesake_of is not None:
                raise
            return self._found(price, currency, stock, other_than)
        if self.facts.currencies and currency not in (None, *self.facts.currencies):
            raise NotOffered(f"prices in {currency}")
        with self._lock:
            other_than = namesake_of or other_than
            name = namesake_of.title if namesake_of else f"{title or 'Product'} {self._mark}-{len(self._products) + 1}"
            made = (
                price or PRICE + (other_than.price if other_than else 0),
                currency or self._currency(),
                STOCK if stock is None else stock,
            )
            with (
                operation("put_on_sale", **dict(zip(("price", "currency", "stock"), made, strict=True)), title=name),
                telling("put_on_sale"),
            ):
                product = Product(str(put_on_sale(name, *made)), *made, name)
            self._products.append(product)
        price, currency, stock = made
        facts = {"product_id": product.id, "title": name, "price": price, "currency": currency, "stock": stock}
        self.history.record("fact", "test", "product", **facts)
        return product

    def scarce(self, stock: int, price: int | None = None) -> Product:
        """Something of which there are just so many units; NotOffered where a case cannot put it on sale."""
        method_of(self.adapter, "put_on_sale")
        return self.product(price=price, stock=stock)

    def stock(self, product: Product) -> int:
        """How many units the checkout says can be bought now; NotOffered where others buy of them, too, or nobody
        counts them."""
        if product not in self._products:
            raise NotOffered("put_on_sale")
        look = method_of(self.adapter, "product")
        with operation("product", product_id=product.id), telling("product"):
            stock: int | None = look(product.id).stock
        if stock is None:
            raise NotOffered("product")
        return stock

    def counts(self, product: Product) -> bool:
        """Whether `stock` of this product can be asked for."""
        return product in self._products and self.offers("product")

    def total(self, goods: int, currency: str) -> int:
        """What the shop takes in one payment for goods that cost so much (minor units): they, and what it adds."""
        with telling("extra"):
            return goods + int(self.adapter.extra(goods, currency))

    def cost(self, product: Product, units: int = 1) -> int:
        """What the shop takes in one payment for units of a product, in minor units."""
        return self.total(product.price * units, product.currency)

    def price_for(self, most: int, currency: str | None = None, units: int = 1) -> int:
        """The highest price at which so many units cost no more than `most` in one payment (minor units); NotOffered
        where what the shop adds is more than that alone."""
        currency = currency or self._currency()
        low, high = 0, most // units
        while low < high:
            price = (low + high + 1) // 2
            low, high = (price, high) if self.total(price * units, currency) <= most else (low, price - 1)
        if low == 0:
            raise NotOffered(f"a total of {most} {currency}")
        return low

    def offers(self, feature: str) -> bool:
        """Whether the shop's adapter has this method."""
        return getattr(self.adapter, feature, None) is not None

    def mails(self, email: str) -> list[Mail]:
        """What the shop sent to this address, oldest first."""
        with operation("mails"), telling("mails"):
            found: list[Mail] = method_of(self.adapter, "mails")(email)
        return found

    def shopper(self, name: str = "Ada") -> Buyer:
        """A shopper with an account of its own, made by the first call that needs it."""
        return self._shopper(name, member=True)

    def visitor(self, name: str = "Visitor") -> Buyer:
        """Somebody who is not signed in, and may `sign_up`."""
        return self._shopper(name, member=False)

    def browser_shopper(
        self, name: str = "Ada", *, member: bool = True, signed_in: bool = True, **window: Any
    ) -> "BrowserBuyer":
        """A shopper in a browser window; `window` are options of Playwright's `new_context`, for example a viewport.

        Without `member` there is no account until `sign_up`; without `signed_in` the window waits for `sign_in`. The
        case needs `@pytest.mark.browser`. NotOffered where the adapter names no pages.
        """
        from harness.shopper.browser import BrowserBuyer
        from harness.shopper.front import Front

        pages = self.adapter.pages(self.stack.checkout_url) if self.adapter.pages else None
        operation_of = getattr(self.adapter, "operation_of", None)
        front = Front(self.stack, pages, operation_of, self.money.same, self.money.intents)
        shopper = BrowserBuyer(front, *self._of_shopper(name), member=member, signed_in=signed_in, **window)
        self._shoppers.append(shopper)
        self._in_browsers.append(shopper)
        return shopper

    def windows(self) -> "list[Window]":
        """The browser windows that are open."""
        return [shopper.opened for shopper in self._in_browsers if shopper.opened is not None]

    def event_of(self, payment: Payment, type: str) -> dict[str, Any]:
        """Stripe's newest event of this type about a payment, awaited: about its session where the type says so."""
        if type.startswith("checkout.session."):
            return self.webhooks.event_for(self.money.way(payment), type)
        ids = eventually(lambda: self.money.resolver.intent_ids(payment.id), reason=f"an intent of {payment.id}")
        return self.webhooks.event_for((ids or [payment.id])[-1], type)

    def paid_event(self, payment: Payment) -> dict[str, Any]:
        """The event from which the checkout learns that this payment is paid; NotOffered where it learns from none."""
        return self.event_of(payment, self.paid_type(payment))

    def paid_type(self, payment: Payment) -> str:
        """The type of that event."""
        hosted = not payment.client_secret.startswith("pi_") and self.money.way(payment).startswith("cs_")
        return self.hears_of(*(SESSION_PAID if hosted else INTENT_PAID))

    def refund_event(self, payment: Payment) -> dict[str, Any]:
        """The event from which the checkout learns of a refund; NotOffered where it learns from none."""
        return self.event_of(payment, self.hears_of(*REFUNDED))

    def hears(self, type: str) -> bool:
        """Whether the checkout has a webhook, and registers for this type of event."""
        return bool(self.stack.webhook_path) and self.stack.hears(type)

    def hears_of(self, *types: str) -> str:
        """The first of these types of event that the checkout registers for; NotOffered where it registers for none."""
        for type in types:
            if self.hears(type):
                return type
        raise NotOffered(f"webhook of {' or '.join(types)}")

    def reached(self, goal: str) -> None:
        """Say that this run really met one of the GOALS, where its history does not show it (see judging/goals)."""
        if goal not in GOALS:
            raise ValueError(f"goal: expected one of {', '.join(GOALS)}, got {goal!r}")
        self.history.record("fact", "test", "reached", goal=goal)

    def allow(self, code: str, reason: str) -> None:
        """Say that a violation with this code is expected in this test, and why; ValueError for what nobody can allow:
        no code, no reason, or that something could not be judged."""
        if code in ("", UNKNOWN) or not reason.strip():
            expected = "expected the code of a violation and a reason"
            raise ValueError(f"allow: {expected}, got {code!r} and {reason!r}. Hint: name what must be violated here")
        self.history.record("fact", "test", "allow", code=code, reason=reason)

    def begins_here(self) -> None:
        """What Stripe has to tell so far is of others, who had this checkout and this account before."""
        self.old_news = frozenset(event["id"] for event in self.stripe.events())

    def judge_now(self) -> None:
        """Ask every invariant for what must hold at any moment; raises the first failure, with the others beside it."""
        from harness.judging.checker import check_now

        Snapshots(self.adapter, self.money, self.history, self._told()).take(self._shoppers, self._products)
        found = check_now(self.history)
        for other in found[1:]:
            found[0].add_note(str(other))
        if found:
            raise found[0]

    def close_and_judge(self) -> list[Failure]:
        """Put what Stripe and the checkout hold now into the history and ask every invariant; closes the shop."""
        from harness.judging.checker import check

        try:
            Snapshots(self.adapter, self.money, self.history, self._told()).take(self._shoppers, self._products)
        finally:
            self._disconnect()
        return check(self.history) + [failure for window in self.windows() for failure in window.failures()]

    def close(self) -> None:
        """Close every connection and window."""
        self._disconnect()
        for shopper in self._in_browsers:
            shopper.close_window()

    def _told(self) -> dict[str, Any]:
        """What the stack says of the checkout, for the judges."""
        hears = list(self.stack.webhook_events) if self.stack.webhook_path else []
        return {"hears": hears, "contract": self.stack.contract}

    def _disconnect(self) -> None:
        for person in self._shoppers:
            person.close()
        for close in (
            self.adapter.http.close,
            self.js.close,
            self.stripe.close,
            self.dashboard.close,
            self.webhooks.close,
            self.faults.close,
        ):
            close()

    def _currency(self) -> str:
        return CURRENCY if CURRENCY in self.facts.currencies or not self.facts.currencies else self.facts.currencies[0]

    def _found(self, price: int | None, currency: str | None, stock: int | None, other_than: Product | None) -> Product:
        with operation("catalogue"), telling("catalogue"):
            catalogue: list[Product] = method_of(self.adapter, "catalogue")()
        for product in catalogue:
            if other_than is not None and product.id == other_than.id:
                continue
            enough = product.stock is None or product.stock >= (stock or 1)
            if enough and price in (None, product.price) and currency in (None, product.currency):
                facts = {"product_id": product.id, "title": product.title, "price": product.price}
                self.history.record("fact", "test", "product", **facts, currency=product.currency, stock=None)
                return product
        raise NotOffered("put_on_sale")

    def _shopper(self, name: str, *, member: bool) -> Buyer:
        buyer = Buyer(*self._of_shopper(name), member=member)
        self._shoppers.append(buyer)
        return buyer

    def _of_shopper(self, name: str) -> tuple[Any, ...]:
        """What every buyer is made of."""

        def shopper(client: Client, email: str) -> Any:
            return self.adapter.people(client, self.adapter, email)

        def till(buyer: Buyer) -> Till:
            return Till(self.js, self.stack.stripe_url, self.history, buyer.email, buyer.confirm, self.money.intents)

        return self._person(name), shopper, self._connect, till, self.history

    def _connect(self, actor: str) -> Client:
        return Client(self.stack.checkout_url, actor, self.history)

    def _person(self, name: str) -> Person:
        word = re.sub(r"[^a-z0-9]+", "", name.lower()) or "shopper"
        return Person(name, f"{word}.{self._mark}.{len(self._shoppers) + 1}@shop.example")
