"""Stripe.js is a script that a checkout's pages load, here from a stand-in whose payments stay on this machine."""

from harness.stripe.probing.kit.backend import Backend
from harness.stripe.probing.kit.client import Deviation

SOURCE = "https://docs.stripe.com/sdks/stripejs-versioning"
BUILDS_ON = ()
SCRIPT = "/js.stripe.com/endive/stripe.js"
MADE_BY_IT = "window.Stripe"


def ask(backend: Backend) -> None:
    """Load it, as a page does, without a secret key."""
    answer = backend.client.send("GET", SCRIPT, browser=True)
    if answer.status != 200:
        raise Deviation(f"answers {answer.summary()} to GET {SCRIPT}")
    if MADE_BY_IT not in answer.text:
        raise Deviation(f"answers GET {SCRIPT} with something else than Stripe.js: {MADE_BY_IT} is not in it")
