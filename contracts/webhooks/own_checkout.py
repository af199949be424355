"""A checkout with a Stripe account of its own: its webhooks, their retries and its clock disturb no other case.

The webhook endpoint of ours is pinned to an older API version, so that Stripe itself delivers that one; any other
checkout is sent the default one, for it may take its SDK's version alone. Each case chooses what the endpoint is told
of, so that an effect is the effect of one event. Started once in each process that needs it.
"""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from harness import (
    Http,
    NoSecondCheckout,
    Profile,
    Shop,
    Stack,
    StackFailure,
    another_checkout,
    eventually,
    free_address,
    keep,
    load_profile,
    profile_path,
)

DEFAULT, OLDER = "2026-08-26.dahlia", "2023-10-16"
# A type that these cases never cause: an endpoint that is told of it alone is told nothing.
NEVER = "topup.canceled"
PROBE = "customer.created"
# How long Stripe's stand-in waits for an answer to a delivery, and so how long an attempt may take to be told.
ANSWER_SECONDS = 20.0
INTROSPECTION = "/_localstack/stripe"


@dataclass
class Own:
    """The second checkout's stack, and its Stripe account as its merchant and its tests see it."""

    stack: Stack
    endpoint: str
    stripe: Http
    broken: Callable[[], list[StackFailure]] = list
    # Whether Stripe delivers it the older version.
    older: bool = True

    def post(self, path: str, **form: str) -> dict[str, Any]:
        """A request of the merchant, past the checkout; Failure when Stripe refuses."""
        headers = {"Authorization": f"Bearer {self.stack.secret_key}"}
        answer = self.stripe.send("POST", f"/v1/{path}", operation="merchant", form=form, headers=headers)
        facts: dict[str, Any] = answer.expect(200).json()
        return facts

    def listen_to(self, type: str) -> None:
        """Let Stripe tell the checkout of events of this type, and of no other."""
        self.post(f"webhook_endpoints/{self.endpoint}", **{"enabled_events[0]": type})

    def deliveries(self, type: str, about: str) -> list[dict[str, Any]]:
        """Stripe's attempts to deliver events of a type about an object, oldest first."""
        path = f"{INTROSPECTION}/webhook_deliveries?account={self.stack.account}"
        rows = self.stripe.send("GET", path, operation="deliveries").expect(200).json()["data"]
        return [row for row in rows if row["type"] == type and about in row["payload"]]

    def delivered(self, type: str, about: str, attempts: int = 1) -> list[dict[str, Any]]:
        """The attempts so far, once there are as many as expected; Failure when they do not come."""

        def enough() -> list[dict[str, Any]] | None:
            rows = self.deliveries(type, about)
            return rows if len(rows) >= attempts else None

        reason = f"{attempts} deliveries of {type} about {about}"
        return eventually(enough, reason=reason, deadline=ANSWER_SECONDS) or []

    def lose(self, type: str, times: int = 1) -> None:
        """Lose the next deliveries of this type on their way."""
        fault = {"kind": "drop", "type": type, "times": times, "account": self.stack.account}
        self.stripe.send("POST", f"{INTROSPECTION}/webhook_faults", operation="fault", json_body=fault).expect(200)

    def clock(self, **wish: int) -> None:
        """`advance` (seconds), `freeze` or `run` the clock of this account at Stripe.

        What is due on the way has happened when it answers, retries of deliveries too.
        """
        path = f"{INTROSPECTION}/clock?account={self.stack.account}"
        self.stripe.send("POST", path, operation="clock", json_body=wish).expect(200)

    def rest(self) -> None:
        """As at the start: the checkout is told nothing, no delivery is spoiled, the clock runs."""
        self.listen_to(NEVER)
        path = f"{INTROSPECTION}/webhook_faults?account={self.stack.account}"
        self.stripe.send("DELETE", path, operation="heal").expect(200)
        self.clock(run=True)

    def redeliver(self, event_id: str) -> dict[str, Any]:
        """Let Stripe deliver an event to the checkout once more; the attempt."""
        body = {"event_id": event_id, "account": self.stack.account}
        answer = self.stripe.send("POST", f"{INTROSPECTION}/webhook_deliveries", operation="redeliver", json_body=body)
        attempt: dict[str, Any] = answer.expect(200).json()["data"][0]
        return attempt


def profile_of(config: pytest.Config) -> Profile:
    """The profile that this run was given."""
    return load_profile(profile_path(config))


def own_checkout(config: pytest.Config, stack: Stack, logs: Path) -> Own:
    """The one of this process, started by the first case that asks.

    Skips, with the reason, where this stack can have none; StackFailure where it could not start or has ended.
    """
    if OWN not in config.stash:
        try:
            config.stash[OWN] = _start(config, stack, logs)
        except StackFailure as failure:
            config.stash[OWN] = failure
    found = config.stash[OWN]
    if isinstance(found, NoSecondCheckout):
        pytest.skip(f"no second checkout: {found.got}")
    if isinstance(found, StackFailure):
        raise found
    for broke in found.broken():
        raise broke
    return found


def open_shop(request: pytest.FixtureRequest, own: Own, history: Any, seed: int) -> Shop:
    """A shop at the second checkout for this case; it is judged as every case's is."""
    return keep(request, Shop(own.stack, history, seed, request.node.nodeid))


OWN: "pytest.StashKey[Own | StackFailure]" = pytest.StashKey()


def _start(config: pytest.Config, stack: Stack, logs: Path) -> Own:
    profile = profile_of(config)
    place = free_address(stack, profile)
    account = f"{stack.account}{secrets.token_hex(4)}"
    mine = replace(stack, account=account, secret_key=f"sk_test_{account}", publishable_key=f"pk_test_{account}")
    own = Own(
        mine, "", Http(stack.stripe_url, actor="merchant", system="stripe"), older=stack.adapter == Profile.adapter
    )
    config.add_cleanup(own.stripe.close)
    url = f"{place.seen_by_stripe}{profile.webhook_path}"
    version = {"api_version": OLDER} if own.older else {}
    made = own.post("webhook_endpoints", url=url, **version, **{"enabled_events[0]": PROBE})
    own.endpoint, mine = made["id"], replace(mine, webhook_secret=made["secret"])
    running = another_checkout(mine, profile, log=logs / "second-checkout.log", address=place)
    config.add_cleanup(running.close)
    own.stack, own.broken = running.stack, running.broken
    _reach(own)
    return own


def _reach(own: Own) -> None:
    """NoSecondCheckout unless Stripe reaches this checkout: from a container it may not reach this loopback."""
    customer = own.post("customers", name="Probe")["id"]
    (attempt, *_) = own.delivered(PROBE, customer)
    if attempt["status"] is None:
        got = f"Stripe cannot reach {own.stack.checkout_url}: {attempt['error']}"
        raise NoSecondCheckout("second checkout", "Stripe to deliver webhooks to it", got, "use --stack=embedded")
    own.rest()


def payload(attempt: dict[str, Any]) -> dict[str, Any]:
    """The event of an attempt, as it was sent."""
    event: dict[str, Any] = json.loads(attempt["payload"])
    return event
