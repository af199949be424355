"""https://docs.stripe.com/api/balance_transactions: retrieve, list (facts 127-131)."""

from stripe_emulator.resource_kit.crud import lister, retriever
from stripe_emulator.resource_kit.endpoint import Endpoint

KIND = "balance_transaction"
ENDPOINTS = (
    Endpoint("GET", "/v1/balance_transactions", lister(KIND, "currency", "payout", "source", "type")),
    Endpoint("GET", "/v1/balance_transactions/{id}", retriever(KIND)),
)
