"""https://docs.stripe.com/api/setup_attempts: list, of one SetupIntent."""

from stripe_emulator.endpoint import Endpoint
from stripe_emulator.standard import lister

KIND = "setup_attempt"
ENDPOINTS = (Endpoint("GET", "/v1/setup_attempts", lister(KIND, "setup_intent")),)
