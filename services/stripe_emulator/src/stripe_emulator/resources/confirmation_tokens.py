"""https://docs.stripe.com/api/confirmation_tokens: create (a browser, or a test), retrieve."""

from stripe_emulator.confirmations import create
from stripe_emulator.endpoint import Endpoint
from stripe_emulator.standard import retriever

KIND = "confirmation_token"
ENDPOINTS = (
    Endpoint("POST", "/v1/confirmation_tokens", create, publishable=True),
    Endpoint("POST", "/v1/test_helpers/confirmation_tokens", create),
    Endpoint("GET", "/v1/confirmation_tokens/{id}", retriever(KIND), publishable=True),
)
