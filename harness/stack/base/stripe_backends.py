"""Which Stripe the stack has (`--stripe`), one row each: its image, where it tells its health, what it needs.

What a backend can do is found out by asking it; nothing here says that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from harness.config import usual
from harness.core import stripe_keys
from harness.core.hosts import on_this_machine
from harness.stack.base.environment import Keys
from harness.stack.base.failure import StackFailure

STRIPE = "https://api.stripe.com"
SECRET, PUBLISHABLE, BASE = "STRIPE_TEST_KEY", "STRIPE_TEST_PUBLISHABLE_KEY", "STRIPE_TEST_BASE"
ALLOWED = {SECRET: stripe_keys.SECRET, PUBLISHABLE: stripe_keys.PUBLISHABLE}
PART = "Stripe test mode"


@dataclass(frozen=True)
class Backend:
    """One Stripe: the image of the LocalStack that has it (or stands beside it), and how it is reached there."""

    name: str
    image: str
    health: str
    # Where LocalStack's published port has it.
    path: str = ""
    # Where the other containers have it.
    inside: str = "http://localstack:4566"
    embedded: bool = True
    # Whether the checkout's webhook endpoint is registered there before the checkout starts.
    registers: bool = True
    # Whether it is Stripe itself, over the network.
    remote: bool = False
    # Where under its address it has a stand-in of Stripe.js that the checkout's pages can load.
    stripe_js: str = ""


BACKENDS = {
    backend.name: backend
    for backend in (
        Backend("emulator", "localstack", "/_localstack/stripe/health", stripe_js="/js.stripe.com"),
        Backend(
            "stock",
            "localstack-stock",
            "/stripe/js.stripe.com/v3/",
            path="/stripe",
            embedded=False,
            registers=False,
            inside="http://stripe.localhost.localstack.cloud:4566",
        ),
        Backend("live-test", "localstack", "/_localstack/stripe/health", registers=False, remote=True),
    )
}
DEFAULT = usual.STRIPE


def backend(name: str) -> Backend:
    """The row of this name; StackFailure for one that there is not."""
    if name in BACKENDS:
        return BACKENDS[name]
    raise StackFailure("Stripe backend", f"one of {', '.join(BACKENDS)}", f"--stripe={name}", f"use --stripe={DEFAULT}")


def with_account(keys: Keys, environment: Mapping[str, str]) -> tuple[Keys, str]:
    """The keys with those of a real test-mode account, and where Stripe is; StackFailure for anything that is not one.

    STRIPE_TEST_BASE may name another Stripe on loopback, to prove this very thing.
    """
    given = {name: stripe_keys.stripped(environment.get(name, "")) for name in ALLOWED}
    for name, allowed in ALLOWED.items():
        if got := stripe_keys.refusal(given[name], allowed):
            raise StackFailure(PART, f"{stripe_keys.wanted(allowed)} in {name}", got, stripe_keys.HINT)
    base = (environment.get(BASE, "").strip() or STRIPE).rstrip("/")
    if base != STRIPE and not on_this_machine(base):
        raise StackFailure(PART, f"{STRIPE} or a loopback address in {BASE}", base, f"unset {BASE}")
    own = replace(keys, account="", secret=given[SECRET], publishable=given[PUBLISHABLE])
    return own, base
