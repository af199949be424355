"""What is read at the end of a test and put into the history for the judges. This docstring is the contract.

Every snapshot is an event of kind `snapshot`, actor `harness`; amounts are integers in minor units. At the close of a
`Shop` all of them are recorded, in this order, after everything the test did:

`stripe_intent`: one event for each PaymentIntent that Stripe holds for a shopper of the test (named in its metadata)
or that belongs to a payment that a shopper was told of. data:
    id, amount, amount_received, currency, status,
    user_id     the shopper that its metadata names, None when it names none
    metadata    {text: text} as Stripe holds it
    saves_card  "off_session" or "on_session" where the card is kept for later, of any kind of payment method; else None
    created     seconds since the epoch, Stripe's clock
    charges     [{id, amount, amount_captured, amount_refunded, currency, status, paid, captured, refunded, disputed}]
                oldest first; status is succeeded | pending | failed
    refunds     [{id, charge, amount, currency, status, created}] oldest first;
                status is pending | requires_action | succeeded | failed | canceled
    gone        True when Stripe answers 404 for an intent a shopper was told of (then only `id` and `gone` are there)

`payments`: one event, where a payment was told or a shopper has an account. data:
    intents         {id of a payment as told: [ids of its intents, oldest first]}
    open_sessions   ids of their Checkout Sessions that can still be paid
    several         whether one cart may have several payments that could be paid (a fact of the profile)
    saves_cards     whether the shop keeps each card that pays, and says so (a fact of the profile)

`orders`: one event for each shopper who has an account. data:
    user_id (the address of a shopper without an id), email,
    orders      as the adapter tells them: [{order_id, payment (its id, as told), payment_intent_id (None without one),
                status, amount, amount_refunded, currency, items: [{product_id, title, price, quantity}]}];
                status paid | refunded | partially_refunded, or the shop's own word for what is not paid;
                amount_refunded and a price are None where the shop does not tell them

`cart`: one event for each shopper who has an account. data:
    user_id, items: [{product_id, title, price, quantity}], total, currency (None when empty)

`stock`: one event for each product that the test put on sale. data:
    product_id, title, price, currency,
    initial     units when it was put on sale
    refunds_return  whether units of a wholly refunded order are for sale again
    now         units for sale at the end; open (unpaid, not canceled) intents may still hold reserved units

`mails`: one event for each shopper with at least one order. data:
    email, mails: [{subject, text}] oldest first; None when the stack shows no mails

`extra`: one event for each shopper and currency of what was wanted, where the shop adds anything. data:
    user_id, currency, most     the most that it adds to one payment (minor units); `orders` and `cart` have an `extra`
                                of their own, which is what it adds to their items

`begin`: they are taken from here on; a case that is judged again has older ones before it. data:
    hears       the event types that the checkout registered for
    contract    where its own contract is, as the stack tells it; empty without one
    hands_out   paths at which the checkout hands out a client secret, beside what begins a payment

`not_quiet`: Stripe still had webhooks about them to deliver after so many `seconds`; what is read is of a moment at
which the system may be at work.

`unavailable`: a snapshot that could not be read (a judge that needs it must raise NotKnown). data:
    snapshot    "stripe_intent" | "orders" | "cart" | "stock" | "events" (none listed: webhooks were not awaited)
    of          user_id, product_id or payment intent id
    reason      text

Other events that the doing half records (`system` in data is "checkout" or "stripe"; masked, see harness.core.http):
    invoke/ok/fail/info  actor = "<name> <email>" of a shopper, "admin", "stripe.js", "stripe" (webhook sender)
        operations at the checkout: the adapter's methods (sign_up, sign_in, put_on_sale, product, cart, add,
        set_quantity, remove, begin, confirm, settle, payment, refund, orders, order, ...), request, webhook
        operations at Stripe (Stripe.js): create_payment_method, confirm_payment, retrieve, challenge
        data.user_id of the caller (checkout operations, None without a token), data.payment_intent_id where the request
        names one, data.idempotency_key where given, data.status, data.response, data.invoke (seq of the invoke)
        webhook: data.event_id, data.event_type, data.signature "good" | "bad" | "none"
    fact, actor "test":
        shopper {user_id, email, name, known_as}: the actor of her requests; the address is another one than the
            actor's where the shop had met that one before;
        begun {user_id, payment, amount, currency, tampered}: a payment as the checkout told it;
        told {user_id, payment, order_id, status, amount, currency, items}: an order told to a shopper on coming back,
            items as in `orders`;
        wanted {user_id, product_id, quantity}: units put into a cart;
        cart_change {user_id, how, product_id, quantity, ended, began}: one change of a cart, see shopper/cart_changes;
        by_hand {user_id}: from here on a case may have sent requests of its own in this shopper's name;
        product {product_id, title, price, currency, stock}; reached {goal};
        fault {fault_id, rule}; healed {fault_id, hits};
        allow {code, reason}: the test says that this violation is expected here (the judge skips that code)
    fact, actor "checkout": called {number, wire, what, at (seconds since the epoch), status, cut, trouble}: a call
        of a checkout whose wires a story may cut (see harness.faults.wires.Passed and harness.shop.sweep)
    fact, actor "harness": ended {codes}: the failures that were found in a story of its own
    fact, actor the name of a shopper in a browser: does {what}: what the person does in the page, for the report
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from harness.checkouts import Adapter, Cart, Line, NotOffered, Order, Product
from harness.checkouts.client import silently
from harness.checkouts.features import method_of
from harness.core.failure import Failure
from harness.core.history import History
from harness.shop.money import StripeMoney
from harness.shopper.buyer import Buyer
from harness.stripe.money import Money

CHARGE = (
    "id",
    "amount",
    "amount_captured",
    "amount_refunded",
    "currency",
    "status",
    "paid",
    "captured",
    "refunded",
    "disputed",
)
REFUND = ("id", "charge", "amount", "currency", "status", "created")
INTENT = ("id", "amount", "amount_received", "currency", "status", "created")
FUTURE = "setup_future_usage"


class Snapshots:
    """Reads what Stripe and the checkout hold for the shoppers and products of one test."""

    def __init__(
        self, adapter: Adapter, money: StripeMoney, history: History, told: Mapping[str, Any] | None = None
    ) -> None:
        self._adapter, self._money, self._history, self._told = adapter, money, history, dict(told or {})
        self._held: Money
        # The intents of each payment that was told.
        self._ways: dict[str, list[str]] = {}

    def take(self, shoppers: Iterable[Buyer], products: Iterable[Product]) -> None:
        """Wait until Stripe has delivered its webhooks about these shoppers, then record every snapshot."""
        self._record("begin", hands_out=list(self._adapter.hands_out), **self._told)
        with silently():
            self._take(shoppers, products)

    def _take(self, shoppers: Iterable[Buyer], products: Iterable[Product]) -> None:
        known = [shopper for shopper in shoppers if shopper.known]
        for row in self._try("stripe_intent", "all", self._intents, known) or []:
            self._try("stripe_intent", row["id"], self._of_intent, row)
        for shopper in known:
            self._try("orders", shopper.key, self._orders, shopper)
            self._try("cart", shopper.key, self._cart, shopper)
        for product in products:
            self._try("stock", product.id, self._stock, product)
        for user in {row.data["user_id"]: None for row in self._history.of(kind="fact", operation="wanted")}:
            self._try("extra", user, self._extras, user)

    def _extras(self, user: str) -> None:
        """The most that the shop adds to one payment of what the shopper wanted: of each row, or of all of it."""
        products = {row.data["product_id"]: row.data for row in self._history.of(kind="fact", operation="product")}
        goods: dict[str, list[int]] = {}
        for row in self._history.of(kind="fact", operation="wanted"):
            product = products.get(row.data["product_id"])
            if row.data["user_id"] == user and product is not None:
                goods.setdefault(product["currency"], []).append(product["price"] * row.data["quantity"])
        for currency, costs in goods.items():
            most = max(self._adapter.extra(cost, currency) for cost in (*costs, sum(costs)))
            if most:
                self._record("extra", user_id=user, currency=currency, most=most)

    def _extra(self, lines: Iterable[Line], currency: str | None) -> int:
        """What the shop adds to these lines; nothing where it does not show their prices."""
        prices = [None if line.price is None else line.price * line.quantity for line in lines]
        known = [price for price in prices if price is not None]
        if not known or len(known) < len(prices) or currency is None:
            return 0
        return self._adapter.extra(sum(known), currency)

    def _intents(self, known: list[Buyer]) -> list[dict[str, Any]]:
        keys = {shopper.key for shopper in known} - {""}
        payments = {id for shopper in known for id in (*(one.id for one in shopper.payments), *_own(shopper.paid_as))}
        if not keys | payments:
            return []
        self._held, self._ways = held, _ = self._money.settled(keys, payments)
        if held.unlisted:
            self._record("unavailable", snapshot="events", of="all", reason=held.unlisted)
        if held.waited is not None:
            self._record("not_quiet", seconds=round(held.waited, 1))
        facts = self._adapter.setting.facts
        told = {"several": facts.several_open_payments, "saves_cards": facts.saves_cards}
        self._record("payments", intents=self._ways, open_sessions=self._money.open_sessions(payments), **told)
        known_ids = {intent_id for ids in self._ways.values() for intent_id in ids}
        missing = known_ids - {row["id"] for row in held.intents}
        return held.intents[::-1] + [self._told_of(intent_id) for intent_id in sorted(missing)]

    def _told_of(self, intent_id: str) -> dict[str, Any]:
        try:
            return self._money.view.read(f"payment_intents/{intent_id}")
        except Failure as failure:
            if getattr(failure.exchange, "status", None) == 404:
                return {"id": intent_id, "gone": True}
            raise

    def _of_intent(self, row: dict[str, Any]) -> None:
        if row.get("gone"):
            self._record("stripe_intent", **row)
            return
        charges = self._held.charges(row)
        refunds = self._held.refunds(row, charges)
        metadata = row.get("metadata") or {}
        self._record(
            "stripe_intent",
            **_only(row, INTENT),
            user_id=metadata.get(self._money.shopper_key),
            metadata=metadata,
            saves_card=_saves_card(row),
            charges=[_only(one, CHARGE) for one in reversed(charges)],
            refunds=[_only(one, REFUND) for one in reversed(refunds)],
        )

    def _orders(self, shopper: Buyer) -> None:
        orders = shopper.api.orders(unpaid=True)
        rows = [self._row(order) for order in orders]
        self._record("orders", user_id=shopper.key or shopper.email, email=shopper.email, orders=rows)
        if orders:
            self._mails(shopper.email)

    def _row(self, order: Order) -> dict[str, Any]:
        return {
            "order_id": order.id,
            "payment": order.payment,
            "payment_intent_id": self._intent_of(order.payment),
            "status": order.status,
            "amount": order.amount,
            "amount_refunded": order.refunded,
            "currency": order.currency,
            "items": [asdict(line) for line in order.lines],
            "extra": self._extra(order.lines, order.currency),
        }

    def _intent_of(self, payment_id: str) -> str | None:
        """The intent of a payment that took money, else its newest."""
        ids = self._ways.get(payment_id)
        if ids is None:
            ids = self._money.resolver.intent_ids(payment_id)
        paid = {row["id"] for row in self._held.intents if row["amount_received"]}
        return next((id for id in ids if id in paid), ids[-1] if ids else None)

    def _cart(self, shopper: Buyer) -> None:
        cart: Cart = shopper.api.cart()
        items = [asdict(line) for line in cart.lines]
        extra = self._extra(cart.lines, cart.currency)
        told = {"total": cart.total, "currency": cart.currency, "extra": extra}
        self._record("cart", user_id=shopper.key or shopper.email, items=items, **told)

    def _stock(self, product: Product) -> None:
        look = method_of(self._adapter, "product")
        now: int | None = look(product.id).stock
        if now is None:
            return
        self._record(
            "stock",
            product_id=product.id,
            title=product.title,
            price=product.price,
            currency=product.currency,
            initial=product.stock,
            now=now,
            refunds_return=self._adapter.setting.facts.refunds_return_goods,
        )

    def _mails(self, email: str) -> None:
        try:
            found = method_of(self._adapter, "mails")(email)
        except Failure:
            self._record("mails", email=email, mails=None)
            return
        self._record("mails", email=email, mails=[asdict(mail) for mail in found])

    def _try(self, snapshot: str, of: str, read: Callable[..., Any], *of_what: Any) -> Any:
        try:
            return read(*of_what)
        except NotOffered:
            return None
        except Failure as failure:
            self._record("unavailable", snapshot=snapshot, of=of, reason=str(failure))
            return None

    def _record(self, name: str, **data: Any) -> None:
        self._history.record("snapshot", "harness", name, **data)


def _saves_card(intent: dict[str, Any]) -> str | None:
    """https://docs.stripe.com/api/payment_intents/object#payment_intent_object-setup_future_usage; options of one kind
    of payment method may say it, too, and `none` is no."""
    options = (intent.get("payment_method_options") or {}).values()
    wishes = [intent.get(FUTURE), *((one or {}).get(FUTURE) for one in options)]
    return next((str(wish) for wish in wishes if wish in ("off_session", "on_session")), None)


def _own(payment_ids: Iterable[str]) -> list[str]:
    """The ids that are the checkout's own: one of Stripe's that a shopper was never told of stays unknown."""
    return [id for id in payment_ids if not id.startswith(("pi_", "cs_"))]


def _only(row: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: row.get(name) for name in names}
