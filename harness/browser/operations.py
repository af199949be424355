"""What a request of the pages is called in a history: at Stripe as by StripeJs, at the checkout as by its adapter."""

import re
from dataclasses import dataclass
from typing import Any

CHECKOUT, STRIPE = "checkout", "stripe"
OTHER, BEGIN, SAVE_CARD = "request", "begin", "save_card"
INTENT = r"(?P<payment_intent_id>pi_[^/]+)"
AT_STRIPE = (
    ("POST", f"/v1/payment_intents/{INTENT}/confirm", "confirm_payment"),
    ("GET", f"/v1/payment_intents/{INTENT}", "retrieve"),
    ("POST", "/v1/setup_intents/[^/]+/confirm", "confirm_setup"),
    ("GET", "/v1/setup_intents/[^/]+", "retrieve_setup"),
    ("POST", "/v1/payment_pages/[^/]+/confirm", "confirm_session"),
    ("POST", "/v1/payment_methods", "create_payment_method"),
    (".*", "/_localstack/stripe/three_d_secure/.+", "challenge"),
    (".*", "/(?:c/pay|b)/.+", "hosted_page"),
)
# Where the paths begin that are recorded; scripts, styles and frames are not.
RECORDED_AT_STRIPE = ("/v1/", "/_localstack/", "/c/pay/", "/b/")
# What a page asks the checkout for that is recorded: pages and data, not what they look like.
RECORDED_TYPES = ("document", "xhr", "fetch", "ping")
# An intent's id, without the secret that may follow.
INTENT_ID = re.compile(r"\b(pi_[A-Za-z0-9]+)")


@dataclass(frozen=True)
class Operation:
    """A request by name, and the facts that its address tells."""

    name: str
    facts: dict[str, Any]


def at_stripe(method: str, path: str) -> Operation | None:
    """The operation of a request to Stripe; None for what is not recorded."""
    if not path.startswith(RECORDED_AT_STRIPE):
        return None
    for verb, form, name in AT_STRIPE:
        if re.fullmatch(verb, method) and (found := re.fullmatch(form, path)):
            return Operation(name, found.groupdict())
    return Operation(OTHER, {})


def at_checkout(name: str | None, path: str, body: str) -> Operation:
    """The operation of a request to the checkout, by its adapter's name for it if that has one."""
    named = INTENT_ID.search(path) or INTENT_ID.search(body)
    return Operation(name or OTHER, {"payment_intent_id": named[1]} if named else {})
