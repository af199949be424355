"""https://docs.stripe.com/api/radar/early_fraud_warnings: retrieve, list. Early fraud warnings that cards cause."""

from stripe_emulator import caused

ENDPOINTS = caused.endpoints("radar.early_fraud_warning", "/v1/radar/early_fraud_warnings")
