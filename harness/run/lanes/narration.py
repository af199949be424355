"""A history's exchanges as sentences: "Ada puts 2 × Product into the cart; the checkout answers 409 out_of_stock"."""

import json
import re
import shlex
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from harness.core.cards import catalogue
from harness.core.history import Event, History
from harness.core.masking import shorten

# A sentence for each method of an adapter and for what Stripe.js, Stripe and the suites do besides; where the method of
# the request makes a difference it is named, too. Another one is told by its name, method and path.
SENTENCES = {
    "sign_up": "{who} makes an account",
    "sign_in": "{who} signs in",
    "put_on_sale": "{who} puts {title} on sale for {price} {currency}, {stock} in stock",
    "catalogue": "{who} looks at what is for sale",
    "product": "{who} looks at {product}",
    "mails": "{who} looks at the mails that were sent",
    "cart": "{who} looks at the cart",
    "add": "{who} puts {quantity} × {product} into the cart",
    "set_quantity": "{who} sets {product} to {quantity} in the cart",
    "remove": "{who} takes {product} out of the cart",
    "begin": "{who} begins to pay for the cart",
    "confirm": "{who} lets the checkout confirm {intent} with {card}",
    "settle": "{who} comes back to the checkout with {intent}",
    "payment": "{who} looks at the payment {intent}",
    "save_card": "{who} lets the checkout keep a card",
    "charge_saved": "The checkout charges the saved card of {who} while nobody is there",
    "orders": "{who} looks at the orders",
    "order": "{who} looks at an order",
    "refund": "{who} asks for {amount} of {intent} back",
    "cancel": "{who} calls the order of {intent} off",
    "hosted_page GET": "{who} is on Stripe's page",
    "hosted_page POST": "{who} pays on Stripe's page with {card}",
    "create_payment_method": "Stripe.js makes a payment method of {card}",
    "confirm_payment": "Stripe.js confirms {intent} with {card}",
    "confirm_session": "Stripe.js confirms the Checkout Session",
    "confirm_setup": "Stripe.js saves {card}",
    "retrieve": "Stripe.js reads {intent} again",
    "retrieve_setup": "Stripe.js reads again what saves the card",
    "challenge": "{who} lets the bank's challenge of {intent} {outcome}",
    "webhook": "Stripe delivers {event_type} to the checkout",
    "redeliver": "Stripe is asked to deliver {event_id} again, {times} times",
    "fault": "From here on Stripe breaks: {rule[kind]} at {rule[method]} {rule[path]}, {rule[times]} times",
    "healed": "Stripe is whole again",
    "does": "{who} {what}",
    "request": "{who} sends {method} {path}",
    # What only our payment API has, for its contract's cases and its pages.
    "register": "{who} asks for an account",
    "login": "{who} asks for a token",
    "products": "{who} looks at what is for sale",
    "create_product": "{who} puts {title} on sale for {price} {currency}, {stock} in stock",
    "config": "{who} asks what a browser needs for Stripe",
}

# Whose sentence names the address, or of which each is a thing of its own.
SAID = ("request", "hosted_page", "challenge", "order", "product", "payment")
OTHER = "{who} sends {method} {path} ({operation})"
SYSTEMS = {"checkout": "the checkout", "stripe": "Stripe"}
MARK = re.compile(r" [0-9a-f]{12}-\d+$")
PEOPLE = {"stripe.js": "The shopper", "admin": "The shopkeeper", "stripe": "Stripe", "harness": "The suite"}
CARD_FIELDS = ("payment_method_data[card][number]", "card[number]", "cardNumber")


class Speaker:
    """Tells the events of one history; knows its products by name, and of cards first those the case pays with."""

    def __init__(self, history: History, cards: Iterable[str] = ()) -> None:
        self.history, self._cards = history, tuple(cards)
        facts = history.of(kind="fact", operation="product")
        self._products = {event.data.get("product_id"): MARK.sub("", event.data.get("title", "")) for event in facts}

    def sentence(self, request: Event, answer: Event | None, before: Event | None = None) -> str:
        """What was asked, and what came of it unless all is well.

        An adapter's method may need several requests: each after the first (`before` is the one told last) is told with
        its address.
        """
        facts = self._facts(request)
        sentence = SENTENCES.get(f"{request.operation} {facts['method']}") or SENTENCES.get(request.operation, OTHER)
        goes_on = before is not None and _is_one_call(before, request)
        address = " ({method} {path})".format_map(facts) if goes_on else ""
        return sentence.format_map(facts) + address + _outcome(request, answer)

    def _facts(self, request: Event) -> dict[str, Any]:
        body, path = body_of(request), _path(request)
        name = request.actor.split(" ")[0]
        product = str(request.data.get("product_id") or body.get("product_id") or path.rpartition("/")[2])
        facts: dict[str, Any] = {
            "quantity": 1,
            "amount": "all",
            "event_type": "something",
            "operation": request.operation,
            "path": path,
            **{key: value for key, value in {**body, **request.data}.items() if value is not None},
        }
        intent = request.data.get("payment_intent_id") or body.get("payment_intent_id") or "the payment"
        facts |= {
            "who": PEOPLE.get(name, name),
            "product": self._products.get(product, product),
            "card": card_of(body, self._cards),
        }
        facts |= {"intent": intent, "title": MARK.sub("", str(facts.get("title", "a product")))}
        return defaultdict(lambda: "?", facts)


def body_of(request: Event) -> dict[str, Any]:
    """What a request carried, as its (masked) curl tells it; empty when it is not an object or a form."""
    try:
        sent = shlex.split(request.data.get("curl", ""))
    except ValueError:
        return {}
    text = sent[sent.index("-d") + 1] if "-d" in sent[:-1] else ""
    try:
        body = json.loads(text)
    except ValueError:
        return dict(pair.partition("=")[::2] for pair in text.split("&") if "=" in pair)
    return body if isinstance(body, dict) else {}


def card_of(body: dict[str, Any], of_case: tuple[str, ...] = ()) -> str:
    """The card of a request by its ends and, where only one documented card (of the case) has those, its meaning."""
    number = next((str(body[name]) for name in CARD_FIELDS if name in body), "")
    if not number:
        return str(body.get("payment_method", "the card at hand"))
    fits = [card for card in catalogue() if number in (card.number, shorten(card.number))]
    known = [card for card in fits if card.number in of_case] or fits
    about = f" ({known[0].brand}: {known[0].description})" if len(known) == 1 else ""
    return f"{shorten(number) if number.isdigit() else number}{about}"


def _outcome(request: Event, answer: Event | None) -> str:
    who = SYSTEMS.get(str(request.data.get("system")), "the other side")
    if answer is None or answer.kind == "ok":
        return ""
    if answer.kind == "info":
        return f"; no answer comes ({answer.data.get('lost', 'lost')})"
    return f"; {who} answers {answer.data.get('status')} {_code(answer.data.get('response'))}".rstrip()


def _code(response: Any) -> str:
    """The most telling code of an error: a decline's, else Stripe's or the checkout's."""
    error = response.get("error", response) if isinstance(response, dict) else {}
    if not isinstance(error, dict):
        return ""
    codes = (error.get("code"), error.get("decline_code"))
    return ", ".join(str(code) for code in dict.fromkeys(codes) if code) or str(error.get("title") or "")


def _is_one_call(before: Event, request: Event) -> bool:
    """Whether two requests in a row are of one call, as far as can be told: the same is asked, of another address."""
    same = (before.kind, before.operation, before.actor) == (request.kind, request.operation, request.actor)
    return same and request.operation not in SAID and _path(before) != _path(request)


def _path(request: Event) -> str:
    return "/" + str(request.data.get("url", "")).partition("://")[2].partition("/")[2].partition("?")[0]
