"""What Stripe holds, read with the secret key through Stripe's own SDK: the owner's dashboard, not the checkout."""

import time
from typing import TYPE_CHECKING, Any

import requests
import stripe

from harness.case_deadline import seconds_left
from harness.http import Http

if TYPE_CHECKING:
    from harness.stack import Stack

PAGE = 100
CLOCKS_APART_SECONDS = {"external": 60, "containers": 10}
"""How far Stripe's clock may be behind ours; lists begin this long before the view was made."""


class StripeView:
    """Reads of one account. Every object is Stripe's SDK's own, in a history-free exchange; amounts in minor units.

    Lists that Stripe cannot filter by what is asked reach back to shortly before the view was made, or to the beginning
    where the backend cannot narrow them.
    """

    def __init__(self, stack: "Stack") -> None:
        since = int(time.time()) - CLOCKS_APART_SECONDS.get(stack.mode, 2)
        self._since = None if "created_filter" in stack.lacks else since
        self._http = Http(stack.stripe_url, actor="harness", system="stripe")
        self._headers = {"Authorization": f"Bearer {stack.secret_key}"}
        self._session = requests.Session()
        self._session.trust_env = False
        self.client = stripe.StripeClient(
            stack.secret_key,
            base_addresses={"api": stack.stripe_url},
            http_client=stripe.RequestsClient(session=self._session, timeout=seconds_left()),
            max_network_retries=0,
        )

    def intent(self, intent_id: str) -> stripe.PaymentIntent:
        """The PaymentIntent with its `latest_charge` expanded; stripe.InvalidRequestError when there is none."""
        return self.client.v1.payment_intents.retrieve(intent_id, {"expand": ["latest_charge"]})

    def charges(self, intent_id: str) -> list[stripe.Charge]:
        """Every charge of an intent, failed ones too, newest first as Stripe lists them."""
        return self.client.v1.charges.list({"payment_intent": intent_id, "limit": PAGE}).data

    def refunds(self, intent_id: str) -> list[stripe.Refund]:
        """Every refund of an intent, newest first."""
        return self.client.v1.refunds.list({"payment_intent": intent_id, "limit": PAGE}).data

    def events(self, type: str | None = None, object_id: str | None = None) -> list[stripe.Event]:
        """The events of a type and about an object (or about the payments of an intent), newest first."""
        asked: Any = {"limit": PAGE, **self._created(), **({"type": type} if type else {})}
        found = self.client.v1.events.list(asked).auto_paging_iter()
        return [event for event in found if object_id is None or object_id in _about(event)]

    def intents_of(self, user_id: str) -> list[stripe.PaymentIntent]:
        """The intents whose `metadata.user_id` the checkout set to this user, oldest first."""
        asked: Any = {"limit": PAGE, **self._created()}
        found = self.client.v1.payment_intents.list(asked).auto_paging_iter()
        mine = [intent for intent in found if intent.metadata and intent.metadata.to_dict().get("user_id") == user_id]
        return mine[::-1]

    def recent(self, resource: str, query: str = "") -> list[dict[str, Any]]:
        """Every object of a resource (`payment_intents`) made since the view was, newest first, as Stripe's JSON."""
        since = f"created[gte]={self._since}" if self._since is not None else ""
        return self.listed(resource, f"{since}{query}")

    def listed(self, resource: str, query: str) -> list[dict[str, Any]]:
        """All pages of one list, newest first, as Stripe's JSON; Failure for an answer that is not 200."""
        rows: list[dict[str, Any]] = []
        while True:
            after = f"&starting_after={rows[-1]['id']}" if rows else ""
            page = self.read(f"{resource}?limit={PAGE}&{query}{after}")
            rows += page["data"]
            if not page["has_more"] or not page["data"]:
                return rows

    def read(self, path: str) -> dict[str, Any]:
        """One GET below /v1/ as Stripe's JSON; Failure for an answer that is not 200."""
        answer = self._http.send("GET", f"/v1/{path}", operation="read", headers=self._headers)
        body: dict[str, Any] = answer.expect(200).json()
        return body

    def close(self) -> None:
        """Close the connections."""
        self._session.close()
        self._http.close()

    def _created(self) -> dict[str, dict[str, int]]:
        return {} if self._since is None else {"created": {"gte": self._since}}


def _about(event: stripe.Event) -> set[Any]:
    subject: dict[str, Any] = event.to_dict()["data"]["object"]
    return {subject.get(name) for name in ("id", "payment_intent", "charge")} - {None}
