"""https://docs.stripe.com/api/confirmation_tokens: create (a browser, or a test), retrieve."""

from stripe_emulator.payments.confirmation_tokens import create
from stripe_emulator.resource_kit.crud import retriever
from stripe_emulator.resource_kit.endpoint import Endpoint

KIND = "confirmation_token"
ENDPOINTS = (
    Endpoint("POST", "/v1/confirmation_tokens", create, publishable=True),
    Endpoint("POST", "/v1/test_helpers/confirmation_tokens", create),
    Endpoint("GET", "/v1/confirmation_tokens/{id}", retriever(KIND), publishable=True),
)
