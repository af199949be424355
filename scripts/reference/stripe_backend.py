"""What is asked of a Stripe backend, and how the way to it can break."""

from __future__ import annotations

import inspect

from harness.stripe.fault_kinds import KINDS
from harness.stripe.probing import capabilities as probing
from scripts.reference.markdown import cited, code, codes, link, table
from stripe_emulator.webhooks.faults import WebhookFault

FAULTS = """# Faults

How a case breaks the way between the checkout and Stripe. A fault of a request is a block that heals when it ends:

```python
with shop.faults.on_stripe(kind="reset_after", path="/v1/payment_intents", body_contains=ada.key):
    ada.begin()
```

How to add a kind: [your own fault](../how-to/fault.md).

## Faults of requests to Stripe
"""
WEBHOOKS = """## Faults of webhook deliveries

Planned with `POST /_localstack/stripe/webhook_faults` at the emulator
([its control endpoints](../services/emulator.md)). A planned fault:
"""
CAPABILITIES = """# Capabilities

Before the suites, the Stripe backend of the run is asked what it can do. A case that needs what is missing is
*not run*, and a full run with such a case is *unknown*. How to add one: [your own capability](../how-to/capability.md).
"""


def faults() -> str:
    """The page of the faults."""
    rows = ((code(one.name), one.does, "yes" if one.lost else "no") for one in KINDS.values())
    head = ("kind", "what happens", "outcome unknown to the caller")
    return "\n\n".join([FAULTS, table(head, rows), WEBHOOKS, cited(inspect.getdoc(WebhookFault) or "")])


def capabilities() -> str:
    """The page of the capabilities."""
    found = probing.everything()
    rows = ((code(one.name), f"{one.does}.", codes(one.builds_on), link(one.source)) for one in found)
    return "\n\n".join([CAPABILITIES, table(("name", "what Stripe does", "builds on", "documented"), rows)])
