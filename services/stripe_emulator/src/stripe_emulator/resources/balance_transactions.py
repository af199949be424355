"""https://docs.stripe.com/api/balance_transactions: retrieve, list (facts 127-131)."""

from stripe_emulator.endpoint import Endpoint
from stripe_emulator.standard import lister, retriever

KIND = "balance_transaction"
ENDPOINTS = (
    Endpoint("GET", "/v1/balance_transactions", lister(KIND, "currency", "payout", "source", "type")),
    Endpoint("GET", "/v1/balance_transactions/{id}", retriever(KIND)),
)
