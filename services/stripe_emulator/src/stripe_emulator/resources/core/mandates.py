"""https://docs.stripe.com/api/mandates: retrieve. They are made by payments and setups."""

from stripe_emulator.resource_kit.crud import retriever
from stripe_emulator.resource_kit.endpoint import Endpoint

KIND = "mandate"
ENDPOINTS = (Endpoint("GET", "/v1/mandates/{id}", retriever(KIND)),)
