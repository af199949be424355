"""https://docs.stripe.com/api/reviews: retrieve, list. Reviews of risky payments."""

from stripe_emulator import caused

ENDPOINTS = caused.endpoints("review", "/v1/reviews")
