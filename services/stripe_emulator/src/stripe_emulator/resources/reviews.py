"""https://docs.stripe.com/api/reviews: retrieve, approve, list. Reviews of risky payments."""

from __future__ import annotations

from stripe_emulator.account import Object
from stripe_emulator.endpoint import Call, Endpoint
from stripe_emulator.errors import invalid
from stripe_emulator.money import risk
from stripe_emulator.standard import lister, retriever

KIND = "review"


def approve(call: Call) -> Object:
    """Close a review: the payment is fine."""
    account = call.account
    review = account.get(KIND, call.path["id"])
    if not review["open"]:
        raise invalid(f"The review {review['id']} is already closed: {review['closed_reason']}.", param="id")
    risk.close_review(call.world, account, account.get("charge", review["charge"]), "approved")
    return review


ENDPOINTS = (
    Endpoint("GET", "/v1/reviews", lister(KIND)),
    Endpoint("GET", "/v1/reviews/{id}", retriever(KIND)),
    Endpoint("POST", "/v1/reviews/{id}/approve", approve),
)
