"""The one place that speaks to Stripe. Every write carries an idempotency key made from our own operation.

The SDK repeats a request after a lost connection, a 409 and a 5xx with the same key, so Stripe answers with what it
did the first time (docs.stripe.com/api/idempotent_requests).
"""

import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import stripe

from checkout.settings import Settings
from checkout.stripe_errors import as_problem

LOG = logging.getLogger("checkout.stripe")
CONNECT_SECONDS = 3.05
PAYABLE = ("requires_payment_method", "requires_confirmation", "requires_action")
UNEXPECTED_STATE = "payment_intent_unexpected_state"


@dataclass(frozen=True)
class PaymentError:
    """Why the last attempt to pay failed, in Stripe's words."""

    code: str
    decline_code: str | None
    message: str


@dataclass(frozen=True)
class Payment:
    """A PaymentIntent as Stripe holds it; amounts in minor units. Its secrets stay out of the `repr`."""

    id: str
    status: str
    amount: int
    amount_received: int
    currency: str
    metadata: dict[str, str]
    client_secret: str = field(repr=False)
    next_action: dict[str, Any] | None = field(repr=False)
    last_error: PaymentError | None


@dataclass(frozen=True)
class StripeRefund:
    """A refund as Stripe holds it; the amount in minor units."""

    id: str
    status: str
    amount: int
    operation: str


def operation_key(kind: str, *parts: object) -> str:
    """A deterministic idempotency key: the same operation gets the same key, whoever repeats it."""
    digest = hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()
    return f"checkout-{kind}-{digest[:40]}"


class StripeGateway:
    """PaymentIntents and refunds. Failures are raised as Problems; see `stripe_errors`."""

    def __init__(self, settings: Settings) -> None:
        self._client = stripe.StripeClient(
            settings.stripe_api_key,
            base_addresses={"api": settings.stripe_api_base},
            max_network_retries=settings.stripe_retries,
            http_client=stripe.RequestsClient(timeout=(CONNECT_SECONDS, settings.stripe_timeout_seconds)),
        )
        self._webhook_secret = settings.stripe_webhook_secret

    def create(self, amount: int, currency: str, metadata: dict[str, str], key: str) -> Payment:
        """A PaymentIntent for cards and whatever else needs no redirect, not yet confirmed."""
        methods = {"enabled": True, "allow_redirects": "never"}  # so that no confirmation needs a return_url
        params: Any = {
            "amount": amount,
            "currency": currency,
            "metadata": metadata,
            "automatic_payment_methods": methods,
        }
        with _as_problems():
            intent = self._client.v1.payment_intents.create(params, {"idempotency_key": key})
        return _payment(intent.to_dict())

    def retrieve(self, intent_id: str) -> Payment:
        """The PaymentIntent as it is now: the only ground on which an order is made."""
        with _as_problems():
            intent = self._client.v1.payment_intents.retrieve(intent_id)
        return _payment(intent.to_dict())

    def confirm(self, intent_id: str, payment_method: str, return_url: str | None, key: str) -> Payment:
        """Try to pay; a decline is raised as a 402 Problem."""
        params: Any = {"payment_method": payment_method, **({"return_url": return_url} if return_url else {})}
        with _as_problems():
            intent = self._client.v1.payment_intents.confirm(intent_id, params, {"idempotency_key": key})
        return _payment(intent.to_dict())

    def cancel(self, intent_id: str, key: str) -> Payment:
        """Cancel the PaymentIntent: it can never be paid again."""
        with _as_problems():
            intent = self._client.v1.payment_intents.cancel(
                intent_id, {"cancellation_reason": "abandoned"}, {"idempotency_key": key}
            )
        return _payment(intent.to_dict())

    def refund(self, intent_id: str, amount: int | None, reason: str | None, key: str) -> StripeRefund:
        """Refund an amount, or all that is left; Stripe alone judges how much that may be."""
        params: Any = {"payment_intent": intent_id, "metadata": {"operation": key}}
        params.update({name: value for name, value in (("amount", amount), ("reason", reason)) if value is not None})
        with _as_problems():
            refund = self._client.v1.refunds.create(params, {"idempotency_key": key})
        return _refund(refund.to_dict())

    def refunds(self, intent_id: str) -> list[StripeRefund]:
        """All refunds of a PaymentIntent, whoever made them (the Dashboard too)."""
        with _as_problems():
            page = self._client.v1.refunds.list({"payment_intent": intent_id, "limit": 100})
            return [_refund(refund.to_dict()) for refund in page.auto_paging_iter()]

    def event(self, body: bytes, signature: str) -> dict[str, Any]:
        """The verified event of a webhook call; raises ValueError when the signature or the payload does not hold,
        and always while no secret is configured: an empty one would let anybody sign."""
        if not self._webhook_secret:
            raise ValueError("STRIPE_WEBHOOK_SECRET is not set, so no webhook can be trusted")
        try:
            stripe.WebhookSignature.verify_header(
                body, signature, self._webhook_secret, stripe.Webhook.DEFAULT_TOLERANCE
            )
            event = json.loads(body)
        except (stripe.SignatureVerificationError, TypeError, RecursionError) as error:
            raise ValueError(str(error)) from error
        if not isinstance(event, dict):
            raise ValueError("the payload is not a JSON object")
        return event


@contextmanager
def _as_problems() -> Iterator[None]:
    try:
        yield
    except stripe.StripeError as error:
        problem = as_problem(error)
        LOG.info("Stripe refused (%s): answered as %s %s", error.http_status, problem.status, problem.code)
        raise problem from None  # the SDK's error carries bodies with client secrets: it must not reach a log


def _payment(intent: dict[str, Any]) -> Payment:
    return Payment(
        id=intent["id"],
        status=intent["status"],
        amount=intent["amount"],
        amount_received=intent.get("amount_received") or 0,
        currency=intent["currency"],
        metadata=dict(intent.get("metadata") or {}),
        client_secret=intent.get("client_secret") or "",
        next_action=intent.get("next_action"),
        last_error=_optional(_payment_error, intent.get("last_payment_error")),
    )


def _payment_error(error: dict[str, Any]) -> PaymentError:
    return PaymentError(
        code=error.get("code") or "card_declined",
        decline_code=error.get("decline_code"),
        message=error.get("message") or "The payment failed. Try another card.",
    )


def _optional(make: Callable[[dict[str, Any]], PaymentError], value: dict[str, Any] | None) -> PaymentError | None:
    return make(value) if value else None


def _refund(refund: dict[str, Any]) -> StripeRefund:
    operation = (refund.get("metadata") or {}).get("operation", "")
    return StripeRefund(refund["id"], refund["status"] or "pending", refund["amount"], operation)
