"""Events from Stripe. They are news, not truth: the checkout verifies them, then asks Stripe how things stand.

That makes duplicates, old events and any order of arrival harmless, and needs no list of events that were seen.
"""

import logging
import re
from typing import Any

from checkout.intents import Intents
from checkout.problems import Problem
from checkout.refunds import Refunds
from checkout.settlement import Settlement
from checkout.stripe_gateway import StripeGateway

LOG = logging.getLogger("checkout.webhooks")
ID = re.compile(r"[A-Za-z0-9_-]{1,128}", re.ASCII)
PAYMENT_EVENTS = ("payment_intent.succeeded", "payment_intent.payment_failed", "payment_intent.canceled")
REFUND_EVENTS = (
    "charge.refunded",
    "charge.refund.updated",
    "refund.created",
    "refund.updated",
    "refund.failed",
)


class Webhooks:
    """Verifies events and acts on the few that matter."""

    def __init__(self, *, gateway: StripeGateway, intents: Intents, settlement: Settlement, refunds: Refunds) -> None:
        self._gateway, self._intents, self._settlement, self._refunds = gateway, intents, settlement, refunds

    def receive(self, body: bytes, signature: str) -> None:
        """Act on a signed event; raises 400 invalid_signature or invalid_event, 502/503 when Stripe must repeat it."""
        try:
            event = self._gateway.event(body, signature)
        except ValueError as error:
            LOG.warning("a webhook was refused: %s", type(error).__name__)
            raise Problem(400, "invalid_signature", "The Stripe-Signature does not hold for this body.") from error
        kind, subject = _read(event)
        intent_id = subject.get("payment_intent" if kind in REFUND_EVENTS else "id")
        if kind not in PAYMENT_EVENTS + REFUND_EVENTS or not _is_id(intent_id):
            return
        try:
            self._act(kind, str(intent_id))
        except Problem as problem:
            if problem.status >= 500:
                raise
            LOG.error("%s about %s changed nothing: %s", kind, intent_id, problem)

    def _act(self, kind: str, intent_id: str) -> None:
        intent = self._intents.find(intent_id)
        if intent is None:
            return  # not made by this shop
        if kind in REFUND_EVENTS:
            self._refunds.reflect(intent)
        else:
            self._settlement.settle(intent, self._gateway.retrieve(intent_id))


def _read(event: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    kind, data = event.get("type"), event.get("data")
    if not isinstance(event.get("id"), str) or not isinstance(kind, str) or not isinstance(data, dict):
        raise Problem(400, "invalid_event", "An event has an id, a type and data. Send what Stripe sends.")
    subject = data.get("object")
    return kind, subject if isinstance(subject, dict) else {}


def _is_id(value: object) -> bool:
    return isinstance(value, str) and ID.fullmatch(value) is not None
