"""PaymentIntents are listed, in pages."""

from harness.stripe.probing.kit.backend import Backend
from harness.stripe.probing.kit.client import Deviation

SOURCE = "https://docs.stripe.com/api/payment_intents/list"
BUILDS_ON = ()
PAGES = 50


def ask(backend: Backend) -> None:
    """Make two and find both, on pages of one hundred; a page after one of them leaves that one out."""
    wanted = {backend.create()["id"], backend.create()["id"]}
    found, after = set(), ""
    for _ in range(PAGES):
        page = backend.client.listed(f"/v1/payment_intents?limit=100{after}")
        found |= {row["id"] for row in page}
        if wanted <= found or not page:
            break
        after = f"&starting_after={page[-1]['id']}"
    if not wanted <= found:
        raise Deviation("leaves new PaymentIntents out of GET /v1/payment_intents")
    one = min(wanted)
    if one in {row["id"] for row in backend.client.listed(f"/v1/payment_intents?limit=100&starting_after={one}")}:
        raise Deviation("does not heed starting_after in GET /v1/payment_intents")
