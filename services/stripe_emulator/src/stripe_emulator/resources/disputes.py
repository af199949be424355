"""https://docs.stripe.com/api/disputes: retrieve, list. Disputes that cards cause."""

from stripe_emulator import caused

ENDPOINTS = caused.endpoints("dispute", "/v1/disputes")
