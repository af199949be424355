"""https://docs.stripe.com/api/reviews: retrieve, approve, list. Reviews of risky payments."""

from __future__ import annotations

from stripe_emulator.money import risk
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import lister, retriever
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import invalid

KIND = "review"


def approve(call: Call) -> Object:
    account = call.account
    review = account.get(KIND, call.path["id"])
    if not review["open"]:
        raise invalid(f"The review {review['id']} is already closed: {review['closed_reason']}.", param="id")
    risk.close_review(call.emulator, account, account.get("charge", review["charge"]), "approved")
    return review


ENDPOINTS = (
    Endpoint("GET", "/v1/reviews", lister(KIND)),
    Endpoint("GET", "/v1/reviews/{id}", retriever(KIND)),
    Endpoint("POST", "/v1/reviews/{id}/approve", approve),
)
