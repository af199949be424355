"""Metadata is told back, on the PaymentIntent and in lists of it."""

from harness.stripe.probing.kit.backend import Backend
from harness.stripe.probing.kit.client import Deviation

SOURCE = "https://docs.stripe.com/api/metadata"
BUILDS_ON = ()


def ask(backend: Backend) -> None:
    """Make a PaymentIntent with metadata and read it again."""
    made = backend.create(**{"metadata[cart_items]": "[...]"})
    held = backend.intent(made["id"]).get("metadata") or {}
    if held.get("cart_items") != "[...]":
        raise Deviation(f"tells metadata {held!r} of a PaymentIntent that was made with cart_items")
