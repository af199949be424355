"""What Stripe tells the shop. The raw body is verified before anything in it is read."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request

from checkout.api.access import TheShop
from checkout.api.answers import errors
from checkout.problems import Problem
from checkout.schemas import Received, StripeEvent

ROUTER = APIRouter(prefix="/api/webhooks", tags=["webhooks"])
MAX_SIGNATURE = 1000
DOCUMENTED: dict[str, Any] = {
    "parameters": [
        {
            "name": "Stripe-Signature",
            "in": "header",
            "required": True,
            "description": "Timestamp and signature of the raw body.",
            "schema": {"type": "string", "maxLength": MAX_SIGNATURE},
        }
    ],
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": StripeEvent.model_json_schema()}},
    },
}


async def raw_body(request: Request) -> bytes:
    """The bytes that were signed."""
    return await request.body()


@ROUTER.post("/stripe", operation_id="receiveStripeWebhook", openapi_extra=DOCUMENTED, responses=errors(400, 502))
def receive(shop: TheShop, request: Request, body: Annotated[bytes, Depends(raw_body)]) -> Received:
    """Take an event from Stripe; one that was seen before, or is of no interest, changes nothing."""
    signature = request.headers.get("stripe-signature", "")
    if not signature or len(signature) > MAX_SIGNATURE:
        raise Problem(400, "invalid_signature", "Send the Stripe-Signature header that Stripe made for this body.")
    shop.webhooks.receive(body, signature)
    return Received(received=True)
