"""The requests of a payment, in words that the emulator, the stock engine and Stripe all accept."""

from __future__ import annotations

import re

from bench.emulator.client import AnswerError, Connection, request

INTENTS = "/v1/payment_intents"
CARD = "amount=2000&currency=usd&payment_method=pm_card_visa&payment_method_types[]=card"
CREATE = request("POST", INTENTS, CARD)
CREATE_UNPAID = request("POST", INTENTS, "amount=2000&currency=usd")
PAY_AT_ONCE = request("POST", INTENTS, f"{CARD}&confirm=true")
_ID = re.compile(rb'"id": ?"(pi_\w+)"')
_SUCCEEDED = re.compile(rb'"status": ?"succeeded"')


def pay(connection: Connection) -> float:
    """Create a PaymentIntent with its card, confirm it in a second request; the seconds of both."""
    created = connection.send(CREATE)
    confirmed = connection.send(request("POST", f"{INTENTS}/{intent_of(created.body)}/confirm"))
    must_be_paid(confirmed.body)
    return created.seconds + confirmed.seconds


def intent_of(body: bytes) -> str:
    """The id of the PaymentIntent that an answer shows."""
    found = _ID.search(body)
    if found is None:
        raise AnswerError(f"expected a PaymentIntent, got {body[:300]!r}")
    return found[1].decode()


def must_be_paid(body: bytes) -> None:
    """A fast answer that charges nobody is no figure."""
    if not _SUCCEEDED.search(body):
        raise AnswerError(f"expected a PaymentIntent that succeeded, got {body[:300]!r}")
