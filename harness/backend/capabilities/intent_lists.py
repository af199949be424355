"""PaymentIntents are listed, newest first, in pages."""

from harness.backend.backend import Backend
from harness.backend.client import Differs

SOURCE = "https://docs.stripe.com/api/payment_intents/list"
BUILDS_ON = ()
LIMIT = 100


def ask(backend: Backend) -> None:
    """Make two; the newer one comes before the older one, and nothing that was made after comes on later pages."""
    older, newer = backend.create()["id"], backend.create()["id"]
    listed = [row["id"] for row in backend.client.listed(f"/v1/payment_intents?limit={LIMIT}")]
    if newer not in listed or older not in listed:
        raise Differs("leaves new PaymentIntents out of GET /v1/payment_intents")
    if listed.index(newer) > listed.index(older):
        raise Differs("lists PaymentIntents oldest first")
    after = [row["id"] for row in backend.client.listed(f"/v1/payment_intents?limit=1&starting_after={newer}")]
    if newer in after or len(after) != 1:
        raise Differs("does not heed starting_after in GET /v1/payment_intents")
