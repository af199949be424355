"""How the wire between the checkout and Stripe can break: one row for each kind, with what it does and is good for."""

from dataclasses import dataclass

# Where the emulator is told of them.
FAULTS = "/_localstack/stripe/faults"


@dataclass(frozen=True)
class Kind:
    """One way to break; `lost` when the caller cannot know whether Stripe did the work."""

    name: str
    does: str
    lost: bool


KINDS = {
    kind.name: kind
    for kind in (
        Kind("status", "Stripe answers an error status (500, 503, 429 ...) and does nothing", lost=False),
        Kind("status_kept", "Stripe answers an error status, again and again for the same idempotency key", lost=False),
        Kind("lock_timeout", "Stripe answers 429 lock_timeout: another request holds the object", lost=False),
        Kind("latency", "Stripe answers after `delay_ms`", lost=False),
        Kind("reset_before", "the connection closes before Stripe does anything", lost=True),
        Kind("reset_after", "Stripe does the work, then the connection closes without an answer", lost=True),
    )
}
