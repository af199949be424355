"""Faults between the checkout and Stripe, told to a running emulator."""

import secrets
from dataclasses import replace

import requests

from harness.faults.stripe_requests import Faults
from tests.harness.small_suite import STACK


def test_a_fault_counts_the_requests_that_it_broke(emulator: str) -> None:
    account = f"faults{secrets.token_hex(8)}"
    faults = Faults(replace(STACK, stripe_url=emulator, account=account))
    with faults.on_stripe(kind="status", status=503, path="/v1/customers", body_contains="ada", times=3) as fault:
        statuses = [
            requests.post(
                f"{emulator}/v1/customers", data={"name": name}, auth=(f"sk_test_{account}", ""), timeout=10
            ).status_code
            for name in ("ada", "bob", "ada")
        ]
        hits = fault.hits
    faults.close()
    assert (statuses, hits) == ([503, 200, 503], 2)
