"""https://docs.stripe.com/api/reviews: retrieve, list. Reviews of risky payments."""

from stripe_emulator.endpoint import Endpoint
from stripe_emulator.standard import lister, retriever

KIND = "review"
ENDPOINTS = (
    Endpoint("GET", "/v1/reviews", lister(KIND)),
    Endpoint("GET", "/v1/reviews/{id}", retriever(KIND)),
)
