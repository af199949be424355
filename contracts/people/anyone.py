"""Two shoppers of any checkout, and what the first one has: a paid order, an open payment, and all that she is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from contracts.people.asking import Asked, requests
from contracts.people.known import Known, texts
from contracts.shared.document import Json, Operation, operations
from harness import Buyer, Exchange, Lost, NotOffered, Order, Payment, Refused, Shop, card, operation

VISA = "4242424242424242"
STOCK = 5000
# From so many characters on an id is nothing else by chance.
LONG = 8


@dataclass
class People:
    """`known` is what answers held for the owner, `private` what of it nobody else was told."""

    shop: Shop
    document: Json
    owner: Buyer
    stranger: Buyer
    nobody: Buyer
    known: Known = field(default_factory=Known)
    private: Known = field(default_factory=Known)

    def view(self) -> dict[str, Any]:
        """What the owner sees now, by path; and how her payments stand at Stripe."""
        seen: dict[str, Any] = {}
        for asked in self._looks():
            seen[asked.path] = body_of(ask(self.owner, asked))
        for payment in self.owner.payments:
            seen[payment.id] = self.shop.money.received(payment), self.shop.money.refunded(payment)
        return seen

    def look_around(self) -> None:
        """Learn what each of the three is told by every list, and then of each thing in it."""
        others = Known()
        for event in self.shop.history.of(kind="fact", operation="product"):
            others.add("productid", event.data["product_id"])
            others.add("currency", event.data["currency"])
        for asked in self._looks():
            where = last_word(asked.operation)
            self.known.learn(body_of(ask(self.owner, asked)), where)
            for other in (self.stranger, self.nobody):
                others.learn(body_of(ask(other, asked)), where)
        for one in operations(self.document):
            if one.method == "GET" and "{" in one.path:
                for who, known in ((self.owner, self.known), (self.stranger, others)):
                    for asked in list(requests(self.document, one, known, known)):
                        known.learn(body_of(ask(who, asked)), last_word(one))
        self.private = self.known.without(others.everything())

    def _looks(self) -> list[Asked]:
        """What can be looked at without naming anything."""
        lists = [one for one in operations(self.document) if one.method == "GET" and "{" not in one.path]
        return [asked for one in lists for asked in requests(self.document, one, self.known)]


def people(shop: Shop, document: Json, *, guests: bool = False) -> People:
    """Two shoppers; the first has bought, and begun to pay for more. NotOffered where nobody signs up, unless guests
    will do."""
    owner, stranger = shop.shopper("Owner"), shop.shopper("Stranger")
    if not guests and not owner.offers("sign_up"):
        raise NotOffered("sign_up")
    found = People(shop, document, owner, stranger, shop.visitor("Nobody"))
    assert stranger.adapter is not owner.adapter  # both are signed in from here on
    product = _something(shop)
    found.known.add("productid", product.id)
    found.known.add("currency", product.currency)
    purchase = owner.buy(product, card(VISA))
    found.known.add("paymentid", purchase.payment.id)
    for order in _orders(owner, purchase.order):
        found.known.add("orderid", order.id)
    owner.add(product)
    _note(found.known, owner.begin())
    _note(found.known, purchase.payment)
    if owner.key:
        found.known.add("userid", owner.key)
    return found


def ask(who: Buyer, asked: Asked, headers: dict[str, str] | None = None) -> Exchange | None:
    """A request as it is, by who this is; None when no answer came."""
    with operation(asked.operation.id):
        try:
            return who.adapter.http.exchange(
                asked.operation.method, asked.path, json=asked.json, form=asked.form, headers=headers
            )
        except Lost:
            return None


def credentials(who: Buyer) -> dict[str, str]:
    """What this person's requests carry, as headers."""
    client = who.adapter.http
    cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    return {**client.headers, **({"Cookie": cookies} if cookies else {})}


def broken(headers: dict[str, str]) -> dict[str, str]:
    """The same credentials with one letter of every secret changed; of what is signed (a.b.c), of its signature."""
    return {name: _changed(name, value) for name, value in headers.items()}


def body_of(answer: Exchange | None) -> Any:
    """The JSON of an answer that was 2xx; None for any other."""
    if answer is None or answer.status // 100 != 2 or "json" not in answer.headers.get("content-type", ""):
        return None
    return answer.json()


def leaked(asked: Asked, answer: Exchange | None, private: Known) -> set[str]:
    """What of the private things an answer holds; a short one (7 may be a quantity) only under its own name."""
    body, held = body_of(answer), Known()
    held.learn(body, last_word(asked.operation))
    named = {
        str(value) for name, rows in held.values.items() for value in rows if value in private.values.get(name, ())
    }
    return named | {text for text in texts(body) & private.everything() if len(text) >= LONG}


def last_word(one: Operation) -> str:
    """The last word of its path that is no place."""
    return next((word for word in reversed(one.path.strip("/").split("/")) if "{" not in word), "")


def _something(shop: Shop) -> Any:
    try:
        return shop.product(stock=STOCK)
    except NotOffered:
        return shop.product()


def _orders(owner: Buyer, told: Order | None) -> list[Order]:
    found = [told] if told else []
    if owner.offers("orders"):
        try:
            found += owner.orders()
        except Refused:
            return found
    return found


def _note(known: Known, payment: Payment) -> None:
    """Its id, under the names that requests have for it."""
    names = {"pi_": ("paymentintentid", "paymentintent"), "cs_": ("sessionid", "checkoutsessionid")}
    for name in ("paymentid", *names.get(payment.id[:3], ())):
        known.add(name, payment.id)


def _changed(name: str, value: str) -> str:
    if name == "Cookie":
        pairs = (pair.partition("=") for pair in value.split("; "))
        return "; ".join(f"{key}={_otherwise(secret)}" for key, _, secret in pairs)
    scheme, blank, secret = value.rpartition(" ")
    return f"{scheme}{blank}{_otherwise(secret)}"


def _otherwise(secret: str) -> str:
    """The first letter: the last one of a base64 text may hold bits that nobody reads, or that have to be zero."""
    content, dot, signature = secret.rpartition(".")
    return f"{content}{dot}{'B' if signature.startswith('A') else 'A'}{signature[1:]}"
