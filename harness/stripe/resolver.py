"""From any id that a shop tells of a payment to the PaymentIntents behind it: the one place that knows the ways.

A shop may name a PaymentIntent (`pi_`), a Checkout Session (`cs_`), a charge, an invoice, a subscription, or an id of
its own, which then stands in Stripe's metadata or in a session's `client_reference_id`. A PaymentMethod (`pm_`), and
the SetupIntent (`seti_`) that saved it, lead to all that was to be paid with it.
"""

from collections.abc import Callable, Iterator

from harness.stripe.view import Json, StripeView

SESSIONS = "checkout/sessions"


class Resolver:
    """Reads of one account; every answer is as Stripe has it at that moment."""

    def __init__(self, view: StripeView) -> None:
        self._view = view
        self._ways: dict[str, Callable[[str], Iterator[str]]] = {
            "pi_": lambda id: iter((id,)),
            "cs_": lambda id: self._of_session(self.session(id)),
            "ch_": lambda id: _named(view.read(f"charges/{id}"), "payment_intent"),
            "in_": self._of_invoice,
            "sub_": self._of_subscription,
            "pm_": self._paid_with,
            "seti_": self._of_setup,
        }

    def intent_ids(self, payment_id: str) -> list[str]:
        """The PaymentIntents of a payment, oldest first; none where there is none yet."""
        for prefix, way in self._ways.items():
            if payment_id.startswith(prefix):
                return list(way(payment_id))
        return self.named_after({payment_id})

    def session(self, session_id: str) -> Json:
        """A Checkout Session."""
        return self._view.read(f"{SESSIONS}/{session_id}")

    def sessions_named_after(self, words: set[str]) -> list[Json]:
        """The sessions made since the view was whose reference, e-mail address or metadata is one of these words."""
        return [session for session in self._view.recent(SESSIONS) if words & _words(session)]

    def named_after(self, words: set[str]) -> list[str]:
        """The PaymentIntents made since the view was that carry one of these words, oldest first."""
        sessions = self.sessions_named_after(words)
        found = [intent["id"] for intent in self._view.recent("payment_intents") if words & _words(intent)]
        found += [intent_id for session in sessions for intent_id in self._of_session(session)]
        return list(dict.fromkeys(reversed(found)))

    def _of_session(self, session: Json) -> Iterator[str]:
        yield from _named(session, "payment_intent")
        others = {"subscription": self._of_subscription, "invoice": self._of_invoice, "setup_intent": self._of_setup}
        for field, way in others.items():
            for id in _named(session, field):
                yield from way(id)

    def _of_setup(self, setup_id: str) -> Iterator[str]:
        for method_id in _named(self._view.read(f"setup_intents/{setup_id}"), "payment_method"):
            yield from self._paid_with(method_id)

    def _paid_with(self, method_id: str) -> Iterator[str]:
        """Also where the last attempt failed, which leaves the method in the error alone."""
        for intent in self._view.recent("payment_intents")[::-1]:
            error = intent["last_payment_error"] or {}
            if method_id in {id for thing in (intent, error) for id in _named(thing, "payment_method")}:
                yield intent["id"]

    def _of_invoice(self, invoice_id: str) -> Iterator[str]:
        for paid in self._view.listed("invoice_payments", f"invoice={invoice_id}")[::-1]:
            yield from _named(paid["payment"], "payment_intent")

    def _of_subscription(self, subscription_id: str) -> Iterator[str]:
        for invoice in self._view.listed("invoices", f"subscription={subscription_id}")[::-1]:
            yield from self._of_invoice(invoice["id"])


def _named(thing: Json, field: str) -> Iterator[str]:
    value = thing.get(field)
    if value:
        yield value["id"] if isinstance(value, dict) else value


def _words(thing: Json) -> set[str]:
    """What a shop may have written on an object of Stripe's to find it again."""
    details = thing.get("customer_details") or {}
    words = {thing.get(name) for name in ("client_reference_id", "customer_email", "receipt_email")}
    return {str(word) for word in (*words, details.get("email"), *(thing.get("metadata") or {}).values()) if word}
