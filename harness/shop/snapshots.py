"""What is read at the end of a test and put into the history for the judges. This docstring is the contract.

Every snapshot is an event of kind `snapshot`, actor `harness`; amounts are integers in minor units. At the close of a
`Shop` all of them are recorded, in this order, after everything the test did:

`stripe_intent`: one event for each PaymentIntent that Stripe holds for a shopper of the test (metadata.user_id) or
that a shopper was told of. data:
    id, amount, amount_received, currency, status,
    user_id     metadata.user_id or None when the checkout set none
    metadata    {text: text} as Stripe holds it
    created     seconds since the epoch, Stripe's clock
    charges     [{id, amount, amount_captured, amount_refunded, currency, status, paid, captured, refunded, disputed}]
                oldest first; status is succeeded | pending | failed
    refunds     [{id, charge, amount, currency, status, created}] oldest first;
                status is pending | requires_action | succeeded | failed | canceled
    gone        True when Stripe answers 404 for an intent a shopper was told of (then only `id` and `gone` are there)

`orders`: one event for each shopper who has an account. data:
    user_id, email,
    orders      the checkout's own JSON: [{order_id, user_id, payment_intent_id, status, amount, amount_refunded,
                currency, items: [{product_id, title, price, quantity}], created_at}]; status paid | refunded |
                partially_refunded

`cart`: one event for each shopper who has an account. data:
    user_id, items: [{product_id, title, price, quantity}], total, currency (None when empty)

`stock`: one event for each product that the test put on sale. data:
    product_id, title, price, currency,
    initial     units when it was put on sale
    now         units for sale at the end; open (unpaid, not canceled) intents may still hold reserved units

`mails`: one event for each shopper with at least one order. data:
    email, mails: [{subject, text}] oldest first; None when the stack shows no mails

`begin`: they are taken from here on; a case that is judged again has older ones before it.

`not_quiet`: Stripe still had webhooks about them to deliver after so many `seconds`; what is read is of a moment at
which the system may be at work.

`unavailable`: a snapshot that could not be read (a judge that needs it must raise NotKnown). data:
    snapshot    "stripe_intent" | "orders" | "cart" | "stock" | "events" (none listed: webhooks were not awaited)
    of          user_id, product_id or payment intent id
    reason      text

Other events that the doing half records (`system` in data is "checkout" or "stripe"; masked, see harness.core.http):
    invoke/ok/fail/info  actor = "<name> <email>" of a shopper, "admin", "stripe.js", "stripe" (webhook sender)
        operations at the checkout: register, login, products, product, create_product, cart, add, set_quantity, remove,
        create_intent, confirm, intent, config, refund, orders, order, request, webhook, health
        operations at Stripe (Stripe.js): create_payment_method, confirm_payment, retrieve, challenge
        data.user_id of the caller (checkout operations, None without a token), data.payment_intent_id where the request
        names one, data.idempotency_key where given, data.status, data.response, data.invoke (seq of the invoke)
        webhook: data.event_id, data.event_type, data.signature "good" | "bad" | "none"
    fact, actor "test":
        shopper {user_id, email, name}; product {product_id, title, price, currency, stock}; reached {goal};
        fault {fault_id, rule}; healed {fault_id};
        allow {code, reason}: the test says that this violation is expected here (the judge skips that code)
    fact, actor the name of a shopper in a browser: does {what}: what the person does in the page, for the report
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harness.core.failure import Failure
from harness.core.history import History
from harness.core.http import Http
from harness.shop.mail import sent_to
from harness.stripe.money import Money, settled
from harness.stripe.view import StripeView

if TYPE_CHECKING:
    from harness.shopper.api import ApiShopper
    from harness.stack.base.stack import Stack

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


@dataclass(frozen=True)
class Product:
    """A product the test put on sale: `price` in minor units, `stock` as it was then."""

    id: str
    price: int
    currency: str
    stock: int
    title: str = ""


class Snapshots:
    """Reads what Stripe and the checkout hold for the shoppers and products of one test."""

    def __init__(self, stack: "Stack", view: StripeView, history: History) -> None:
        self._stack, self._view, self._history = stack, view, history
        self._http = Http(stack.checkout_url, actor="harness", system="checkout")
        self._held: Money

    def take(self, shoppers: Iterable["ApiShopper"], products: Iterable[Product]) -> None:
        """Wait until Stripe has delivered its webhooks about these shoppers, then record every snapshot."""
        self._record("begin")
        members = [shopper for shopper in shoppers if "user_id" in shopper.session]
        intents = self._try("stripe_intent", "all", self._intents, members) or []
        for row in intents:
            self._try("stripe_intent", row["id"], self._money, row)
        for shopper in members:
            self._try("orders", shopper.session["user_id"], self._orders, shopper)
            self._try("cart", shopper.session["user_id"], self._cart, shopper)
        for product in products:
            self._try("stock", product.id, self._stock, product)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _intents(self, members: list["ApiShopper"]) -> list[dict[str, Any]]:
        users = {shopper.session["user_id"] for shopper in members}
        known_ids = {intent_id for shopper in members for intent_id in shopper.intents}
        if not users:
            return []
        self._held = held = settled(self._view, users, known_ids)
        if held.unlisted:
            self._record("unavailable", snapshot="events", of="all", reason=held.unlisted)
        if held.waited is not None:
            self._record("not_quiet", seconds=round(held.waited, 1))
        missing = known_ids - {row["id"] for row in held.intents}
        return held.intents[::-1] + [self._told_of(intent_id) for intent_id in sorted(missing)]

    def _told_of(self, intent_id: str) -> dict[str, Any]:
        try:
            return self._view.read(f"payment_intents/{intent_id}")
        except Failure as failure:
            if getattr(failure.exchange, "status", None) == 404:
                return {"id": intent_id, "gone": True}
            raise

    def _money(self, row: dict[str, Any]) -> None:
        if row.get("gone"):
            self._record("stripe_intent", **row)
            return
        charges = self._held.charges(row)
        refunds = self._held.refunds(row, charges)
        metadata = row.get("metadata") or {}
        self._record(
            "stripe_intent",
            **_only(row, INTENT),
            user_id=metadata.get("user_id"),
            metadata=metadata,
            charges=[_only(one, CHARGE) for one in reversed(charges)],
            refunds=[_only(one, REFUND) for one in reversed(refunds)],
        )

    def _orders(self, shopper: "ApiShopper") -> None:
        body = self._read("/api/orders", shopper)
        orders = body if isinstance(body, list) else body["orders"]
        email = shopper.session["email"]
        self._record("orders", user_id=shopper.session["user_id"], email=email, orders=orders)
        if orders:
            self._mails(email)

    def _cart(self, shopper: "ApiShopper") -> None:
        self._record("cart", **_only(self._read("/api/cart", shopper), ("user_id", "items", "total", "currency")))

    def _stock(self, product: Product) -> None:
        now = self._read(f"/api/products/{product.id}")["stock"]
        self._record(
            "stock",
            product_id=product.id,
            title=product.title,
            price=product.price,
            currency=product.currency,
            initial=product.stock,
            now=now,
        )

    def _mails(self, email: str) -> None:
        try:
            found = sent_to(self._stack, email)
        except (Failure, KeyError):
            self._record("mails", email=email, mails=None)
            return
        mails = [{"subject": mail.get("Subject"), "text": (mail.get("Body") or {}).get("text_part")} for mail in found]
        self._record("mails", email=email, mails=mails)

    def _read(self, path: str, shopper: "ApiShopper | None" = None) -> Any:
        headers = {"Authorization": f"Bearer {shopper.session['access_token']}"} if shopper else {}
        return self._http.send("GET", path, operation="snapshot", headers=headers).expect(200).json()

    def _try(self, snapshot: str, of: str, read: Callable[..., Any], *of_what: Any) -> Any:
        try:
            return read(*of_what)
        except Failure as failure:
            self._record("unavailable", snapshot=snapshot, of=of, reason=str(failure))
            return None

    def _record(self, operation: str, **data: Any) -> None:
        self._history.record("snapshot", "harness", operation, **data)


def _only(row: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: row.get(name) for name in names}
