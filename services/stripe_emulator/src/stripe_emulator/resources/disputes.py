"""https://docs.stripe.com/api/disputes: retrieve, list. Disputes that cards cause."""

from stripe_emulator.endpoint import Endpoint
from stripe_emulator.standard import lister, retriever

KIND = "dispute"
ENDPOINTS = (
    Endpoint("GET", "/v1/disputes", lister(KIND, "charge", "payment_intent")),
    Endpoint("GET", "/v1/disputes/{id}", retriever(KIND)),
)
