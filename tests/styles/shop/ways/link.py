"""Payment Links, one for each choice of goods; the purchase is named in the address:
https://docs.stripe.com/payment-links/url-parameters. The shop hears of payments by webhook alone."""

from __future__ import annotations

import threading
from typing import Any, ClassVar
from urllib.parse import urlsplit

import stripe

from tests.styles.shop.store import CURRENCY, Purchase
from tests.styles.shop.ways.way import Goods, Sessions, intent_of


class Link(Sessions):
    """The shop leads to buy.stripe.com."""

    name = "link"
    script = 'location.assign((await post("begin")).url);'
    # The links that were made, by what they sell.
    _links: ClassVar[dict[tuple[tuple[str, int], ...], str]] = {}
    _lock: ClassVar[threading.Lock] = threading.Lock()

    def begin(self, client: stripe.StripeClient, purchase: Purchase, goods: Goods, home: str) -> dict[str, Any]:
        with self._lock:
            sold = tuple(purchase.items.items())
            if sold not in self._links:
                self._links[sold] = self._made(client, goods)
        # Where real Stripe has its links.
        code = urlsplit(self._links[sold]).path.rpartition("/")[2]
        return {"id": purchase.id, "url": f"https://buy.stripe.com/{code}?client_reference_id={purchase.id}"}

    def paid(self, client: stripe.StripeClient, purchase: Purchase, session_id: str) -> stripe.PaymentIntent | None:
        """That of the session which Stripe told of: no other is known."""
        return intent_of(client, session_id) if session_id else None

    def give_up(self, client: stripe.StripeClient, purchase: Purchase) -> None:
        """A link stays open."""

    def _made(self, client: stripe.StripeClient, goods: Goods) -> str:
        lines: list[Any] = []
        for one in goods:
            fields: Any = {"currency": CURRENCY, "unit_amount": one["price"], "product_data": {"name": one["title"]}}
            lines.append({"price": client.v1.prices.create(fields).id, "quantity": one["quantity"]})
        return client.v1.payment_links.create({"line_items": lines}).url
