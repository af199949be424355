"""The error answers of operations for /openapi.json, as the contract documents them."""

from typing import Any

from checkout.problems import MEDIA_TYPE
from checkout.schemas import ProblemBody

Responses = dict[int | str, dict[str, Any]]
DESCRIPTIONS = {
    400: "The body is not JSON, the cart is empty, or the webhook signature does not hold.",
    401: "No token, or one that is not valid (any more); at login, wrong credentials.",
    402: "The card was declined; the same PaymentIntent can be tried with another card.",
    403: "The token is valid and its owner may not do this.",
    404: "There is no such thing, or it is not the caller's.",
    409: "The state of things forbids it.",
    422: "JSON, but not what this operation takes.",
    502: "Stripe failed; repeating the call is safe.",
    503: "Stripe or the shop's store cannot be reached now.",
}
RETRY_AFTER = {"Retry-After": {"required": True, "schema": {"type": "integer", "minimum": 0}}}
CHALLENGE = {"WWW-Authenticate": {"required": True, "schema": {"type": "string"}}}
HEADERS: dict[int, dict[str, Any]] = {401: CHALLENGE, 502: RETRY_AFTER, 503: RETRY_AFTER}


def errors(*statuses: int) -> Responses:
    """The documented problems with these statuses, and with 503: every operation needs the store, or Stripe."""
    return {status: _problem(status) for status in (*statuses, 503)}


def _problem(status: int) -> dict[str, Any]:
    schema = ProblemBody.model_json_schema(mode="serialization")
    response: dict[str, Any] = {"description": DESCRIPTIONS[status], "content": {MEDIA_TYPE: {"schema": schema}}}
    return {**response, "headers": HEADERS[status]} if status in HEADERS else response
