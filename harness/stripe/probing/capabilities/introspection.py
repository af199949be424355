"""What Stripe holds can be looked at without a key (the guide's curl commands)."""

from harness.stripe.probing.kit.backend import Backend
from harness.stripe.probing.kit.client import Deviation

SOURCE = "the integration guide this project began with: /_localstack/stripe/payment_intents"
BUILDS_ON = ()
BASE = "/_localstack/stripe"


def ask(backend: Backend) -> None:
    """Look at the health and at a payment."""
    made = backend.create()["id"]
    for path in (f"{BASE}/health", f"{BASE}/payment_intents/{made}"):
        answer = backend.client.json("GET", path)
        if answer.status != 200:
            raise Deviation(f"answers {answer.summary()} to GET {path.replace(made, '{id}')}")
