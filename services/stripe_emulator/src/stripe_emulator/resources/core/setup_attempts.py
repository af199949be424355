"""https://docs.stripe.com/api/setup_attempts: list, of one SetupIntent."""

from stripe_emulator.resource_kit.crud import lister
from stripe_emulator.resource_kit.endpoint import Endpoint

KIND = "setup_attempt"
ENDPOINTS = (Endpoint("GET", "/v1/setup_attempts", lister(KIND, "setup_intent")),)
