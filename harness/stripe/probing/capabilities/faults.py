"""Requests of the checkout can be broken on their way to Stripe, and heal (a fault plan of the introspection)."""

import secrets

from harness.stripe.fault_kinds import FAULTS
from harness.stripe.probing.kit.backend import AMOUNT, CURRENCY, MARK, Backend
from harness.stripe.probing.kit.client import Deviation

SOURCE = "https://docs.stripe.com/error-low-level"
BUILDS_ON = ()


def ask(backend: Backend) -> None:
    """Break one request of the probe's own, by a word that only it holds, then see the next one pass."""
    word = f"probe-{secrets.token_hex(8)}"
    rule = {
        "account": backend.stack.account,
        "kind": "status",
        "method": "POST",
        "path": "/v1/payment_intents",
        "body_contains": word,
        "times": 1,
        "status": 503,
    }
    planned = backend.client.json("POST", FAULTS, rule)
    if planned.status not in (200, 201):
        raise Deviation(f"answers {planned.summary()} to POST {FAULTS}")
    form = {"amount": AMOUNT, "currency": CURRENCY, **MARK, "metadata[word]": word}
    got = [backend.client.post("/v1/payment_intents", form).status for _ in range(2)]
    backend.client.json("DELETE", f"{FAULTS}?id={planned.body['id']}&account={backend.stack.account}")
    if got != [503, 200]:
        raise Deviation(f"answers {got} to two requests of which the first was to fail with 503")
