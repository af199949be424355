"""The Stripe backend as the probes see it: how it takes a card, and payments that no case will meet."""

import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from harness.core.cards import Card, card
from harness.core.failure import Failure
from harness.stack.base.http_probe import call
from harness.stripe.probing.kit.client import Answer, Client, Deviation
from harness.stripe.stripe_js import challenge_url

if TYPE_CHECKING:
    from harness.stack.base.stack import Stack

VISA = "4242424242424242"
AMOUNT, CURRENCY = 5999, "usd"
# On every PaymentIntent of a probe: whose it is. No `user_id`, by which a case finds its shoppers' payments.
MARK = {"metadata[checkout_harness]": "backend probe"}
AUTOMATIC = {"automatic_payment_methods[enabled]": "true", "automatic_payment_methods[allow_redirects]": "never"}
Way = Callable[["Backend", Card, Mapping[str, Any]], tuple[str, Answer]]


class Backend:
    """One stack's Stripe while it is probed. Amounts are in minor units."""

    def __init__(self, stack: "Stack", ends: float) -> None:
        self.stack = stack
        self.client = Client(stack.stripe_url, stack.secret_key, stack.publishable_key, ends)
        self._automatic = True
        self._way: Way | None = None
        self._no_way: Exception | None = None
        self._lock = threading.Lock()

    def create(self, **changes: Any) -> dict[str, Any]:
        """A PaymentIntent as a checkout makes it, or with the least that any Stripe takes where that is refused."""
        form = {"amount": AMOUNT, "currency": CURRENCY, **MARK, **changes}
        if self._automatic:
            made = self.client.post("/v1/payment_intents", {**form, **AUTOMATIC})
            if made.status == 200:
                return made.ok("a PaymentIntent")
            self._automatic = made.status != 400
        return self.client.post("/v1/payment_intents", form).ok("a PaymentIntent of amount, currency and metadata")

    def intent(self, intent_id: str) -> dict[str, Any]:
        """The PaymentIntent as it is now."""
        return self.client.get(f"/v1/payment_intents/{intent_id}").ok("GET /v1/payment_intents/{id}")

    def confirm(self, one: Card, **changes: Any) -> tuple[str, Answer]:
        """A new PaymentIntent confirmed with this card in whatever way this backend takes cards: its id, the answer."""
        return self._found_way()(self, one, changes)

    def paid(self, **changes: Any) -> dict[str, Any]:
        """A paid PaymentIntent as it is told afterwards; Deviation when the ordinary Visa does not pay."""
        intent_id, answer = self.confirm(card(VISA), **changes)
        status = answer.ok(f"a payment with {VISA}").get("status")
        if status != "succeeded":
            raise Deviation(f"leaves a payment with {VISA} {status}")
        return self.intent(intent_id)

    def answer_challenge(self, intent: Mapping[str, Any], outcome: str) -> None:
        """Press a button on the bank's page; Deviation when the intent names none, or it cannot be pressed."""
        try:
            url = challenge_url(intent)
        except Failure as failure:
            raise Deviation("names no page on which a 3D Secure challenge can be answered") from failure
        status, _ = call("POST", url, form={"outcome": outcome})
        if status not in (200, 303):
            raise Deviation(f"answers {status} to {outcome!r} on the page of a 3D Secure challenge")

    def _found_way(self) -> Way:
        with self._lock:
            if self._way is None and self._no_way is None:
                self._way = self._find_way()
        if self._way is None:
            raise self._no_way or Deviation("takes no card")
        return self._way

    def _find_way(self) -> Way | None:
        """The first way in which an ordinary Visa pays; what is refused of the others is told by other probes."""
        for way in (in_a_browser, at_the_server, attached):
            try:
                _, answer = way(self, card(VISA), {})
            except Deviation as differs:
                self._no_way = differs
                continue
            except Exception as error:  # noqa: BLE001  told by every probe that pays
                self._no_way = error
                return None
            if answer.status == 200 and answer.body.get("status") == "succeeded":
                return way
            self._no_way = Deviation(f"answers {answer.summary()} to a payment with {VISA}")
        return None


def in_a_browser(backend: Backend, one: Card, changes: Mapping[str, Any]) -> tuple[str, Answer]:
    """As Stripe.js does: the publishable key, the client secret and the card's fields."""
    intent = backend.create(**changes)
    return intent["id"], browser_confirm(backend, intent, card_fields(one, "payment_method_data"))


def at_the_server(backend: Backend, one: Card, changes: Mapping[str, Any]) -> tuple[str, Answer]:
    """With the secret key and the card's fields."""
    intent = backend.create(**changes)
    fields = card_fields(one, "payment_method_data")
    return intent["id"], backend.client.post(f"/v1/payment_intents/{intent['id']}/confirm", fields)


def attached(backend: Backend, one: Card, changes: Mapping[str, Any]) -> tuple[str, Answer]:
    """With the secret key, the card made a payment method first and named when the PaymentIntent is made."""
    made = backend.client.post("/v1/payment_methods", card_fields(one))
    if made.status == 402:
        return "", made
    method = made.ok(f"a payment method of {one.number}")
    intent = backend.create(**changes, payment_method=method["id"])
    return intent["id"], backend.client.post(f"/v1/payment_intents/{intent['id']}/confirm", {})


def browser_confirm(backend: Backend, intent: Mapping[str, Any], paid_with: Mapping[str, Any]) -> Answer:
    """The confirmation that Stripe.js sends; https://docs.stripe.com/js/payment_intents/confirm_card_payment."""
    form = {**paid_with, "use_stripe_sdk": "true", "client_secret": intent["client_secret"]}
    return backend.client.post(f"/v1/payment_intents/{intent['id']}/confirm", form, browser=True)


def card_fields(one: Card, prefix: str = "") -> dict[str, str]:
    """The fields of a card as a payment method's, or as those of `payment_method_data`."""
    kind, fields = (f"{prefix}[type]", f"{prefix}[card]") if prefix else ("type", "card")
    return {kind: "card", **{f"{fields}[{name}]": value for name, value in one.card_data().items()}}
