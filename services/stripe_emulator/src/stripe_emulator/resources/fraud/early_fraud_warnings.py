"""https://docs.stripe.com/api/radar/early_fraud_warnings: retrieve, list. Early fraud warnings that cards cause."""

from stripe_emulator.resource_kit.crud import lister, retriever
from stripe_emulator.resource_kit.endpoint import Endpoint

KIND = "radar.early_fraud_warning"
ENDPOINTS = (
    Endpoint("GET", "/v1/radar/early_fraud_warnings", lister(KIND, "charge", "payment_intent")),
    Endpoint("GET", "/v1/radar/early_fraud_warnings/{id}", retriever(KIND)),
)
