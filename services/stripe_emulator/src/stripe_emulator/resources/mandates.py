"""https://docs.stripe.com/api/mandates: retrieve. They are made by payments and setups."""

from stripe_emulator.endpoint import Endpoint
from stripe_emulator.standard import retriever

KIND = "mandate"
ENDPOINTS = (Endpoint("GET", "/v1/mandates/{id}", retriever(KIND)),)
