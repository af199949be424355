"""What Stripe holds, read with the secret key as Stripe's JSON: the owner's dashboard, not the checkout."""

import time
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from harness.core.case_deadline import seconds_left
from harness.core.http import Http

if TYPE_CHECKING:
    import stripe

    from harness.stack.base.stack import Stack

Json = dict[str, Any]
PAGE = 100
SNAPSHOT = "/_localstack/stripe/snapshot"
# How far Stripe's clock may be behind ours; lists begin this long before the view was made.
CLOCKS_APART_SECONDS = {"external": 60, "containers": 10}


class StripeView:
    """Reads of one account, in history-free exchanges; amounts in minor units. Failure for an answer that is not 200.

    Lists that Stripe cannot filter by what is asked reach back to shortly before the view was made, or to the beginning
    where the backend cannot narrow them.
    """

    def __init__(self, stack: "Stack") -> None:
        since = int(time.time()) - CLOCKS_APART_SECONDS.get(stack.mode, 2)
        self._since = None if "created_filter" in stack.missing_capabilities else since
        self._stack = stack
        self._http = Http(stack.stripe_url, actor="harness", system="stripe")
        self._headers = {"Authorization": f"Bearer {stack.secret_key}"}

    @cached_property
    def client(self) -> "stripe.StripeClient":
        """Stripe's own SDK for this account, for what the methods here do not read; its import takes half a second."""
        import requests
        import stripe

        session = requests.Session()
        session.trust_env = False
        return stripe.StripeClient(
            self._stack.secret_key,
            base_addresses={"api": self._stack.stripe_url},
            http_client=stripe.RequestsClient(session=session, timeout=seconds_left()),
            max_network_retries=0,
        )

    def intent(self, intent_id: str) -> Json:
        """The PaymentIntent with its `latest_charge` expanded."""
        return self.read(f"payment_intents/{intent_id}?expand[]=latest_charge")

    def charges(self, intent_id: str) -> list[Json]:
        """Every charge of an intent, failed ones too, newest first as Stripe lists them."""
        return self.listed("charges", f"payment_intent={intent_id}")

    def refunds(self, intent_id: str) -> list[Json]:
        """Every refund of an intent, newest first."""
        return self.listed("refunds", f"payment_intent={intent_id}")

    def events(self, type: str | None = None, object_id: str | None = None) -> list[Json]:
        """The events of a type and about an object (or about the payments of an intent), newest first."""
        found = self.recent("events", f"&type={type}" if type else "")
        return [event for event in found if object_id is None or object_id in _about(event)]

    def recent(self, resource: str, query: str = "") -> list[Json]:
        """Every object of a resource (`payment_intents`) made since the view was, newest first."""
        since = f"created[gte]={self._since}" if self._since is not None else ""
        return self.listed(resource, f"{since}{query}")

    def listed(self, resource: str, query: str) -> list[Json]:
        """All pages of one list, newest first."""
        rows: list[Json] = []
        while True:
            after = f"&starting_after={rows[-1]['id']}" if rows else ""
            page = self.read(f"{resource}?limit={PAGE}&{query}{after}")
            rows += page["data"]
            if not page["has_more"] or not page["data"]:
                return rows

    def read(self, path: str) -> Json:
        """One GET below /v1/."""
        answer = self._http.send("GET", f"/v1/{path}", operation="read", headers=self._headers)
        body: Json = answer.expect(200).json()
        return body

    def snapshot(self, users: set[str], intents: set[str], wait: float, key: str) -> Json | None:
        """What our emulator's `/_localstack/stripe/snapshot` tells of these; None where the backend has none.

        `key` is the key of the metadata in which the checkout names a user."""
        if "introspection" in self._stack.missing_capabilities:
            return None
        query = {
            "account": self._stack.account,
            "created_gte": self._since or 0,
            "wait": int(wait),
            "metadata_key": key,
            "metadata_values": ",".join(sorted(users)),
            "payment_intents": ",".join(sorted(intents)),
        }
        answer = self._http.send("GET", f"{SNAPSHOT}?{urlencode(query)}", operation="snapshot")
        if answer.status == HTTPStatus.NOT_FOUND:
            return None
        snapshot: Json = answer.expect(200).json()
        return snapshot

    def close(self) -> None:
        """Read no more."""
        self._http.close()


def _about(event: Json) -> set[Any]:
    subject: Json = event["data"]["object"]
    return {subject.get(name) for name in ("id", "payment_intent", "charge")} - {None}
