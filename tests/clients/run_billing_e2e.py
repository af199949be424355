"""`billing-e2e ARGS`, led to the emulator and pinned: python run_billing_e2e.py BASE VERSION ARGS

It has no setting for either, so its client gets them here.
"""

from __future__ import annotations

import sys
from typing import Any

import stripe

STRIPE_CLIENT = stripe.StripeClient.__init__


def main() -> None:
    """Run the tool, with its exit code."""
    base, version, *arguments = sys.argv[1:]

    def led(self: stripe.StripeClient, *positional: Any, **named: Any) -> None:
        STRIPE_CLIENT(self, *positional, **named, base_addresses={"api": base}, stripe_version=version)

    stripe.StripeClient.__init__ = led  # type: ignore[method-assign]
    from billing_e2e.cli import main as tool

    tool(arguments)


if __name__ == "__main__":
    main()
