"""Stripe's side: an emulator of this run's own, and a merchant who makes things happen there."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from harness.core import transport
from harness.core.awaiting import eventually
from harness.stack.processes.process import Process

AGENT = "checkout-harness webhook"
OURS = {"User-Agent": AGENT}
START_SECONDS = 20.0
SECONDS = 10.0
INTROSPECTION = "/_localstack/stripe"
# Registered to see an event in another version; what goes there is lost on the way by a planned fault.
NOWHERE = "http://127.0.0.1:9/"
HINT = "run `stripe-emulator --port 0` by hand; another --stripe-port may be free"
Object = dict[str, Any]


def start_emulator(port: int, log: Path) -> Process:
    """The emulator as a process; wait for its line `ready URL`."""
    command = [sys.executable, "-m", "stripe_emulator", "--port", str(port)]
    return Process("Stripe emulator", command, log=log, hint=HINT)


class StripeRefused(RuntimeError):
    """The emulator did not do what a probe needs."""


class Merchant:
    """The holder of a secret key; every request is known by its `User-Agent` as not the handler's."""

    def __init__(self, url: str, key: str) -> None:
        self.url, self.key = url, key
        self.account = key.partition("_test_")[2]
        self.post("customers", {"name": "The first"})
        self._newest = str(self._events("")[0]["id"])

    def post(self, path: str, form: Mapping[str, Any], *, expected: tuple[int, ...] = (200,)) -> Object:
        """A request of the API; StripeRefused for another status than expected."""
        answer: Object = self._call("POST", f"/v1/{path}", form, expected)
        return answer

    def get(self, path: str) -> Object:
        """An object, or a page of them."""
        answer: Object = self._call("GET", f"/v1/{path}", None, (200,))
        return answer

    def delete(self, path: str) -> Object:
        """Delete, or end, an object."""
        answer: Object = self._call("DELETE", f"/v1/{path}", {}, (200,))
        return answer

    def news(self) -> list[Object]:
        """The events since this was asked last, oldest first."""
        found = self._events(self._newest)
        if found:
            self._newest = found[0]["id"]
        return found[::-1]

    def calls(self, *spans: tuple[float, float]) -> list[str]:
        """What others than this merchant asked of this account within spans of time: `GET /v1/payment_intents/pi_1`."""
        log: Any = self._call("GET", f"{INTROSPECTION}/requests?account={self.account}", None, (200,))["data"]
        others = [one for one in log if one["headers"].get("user-agent") != AGENT]
        within = [one for one in others if any(since <= one["at"] <= until for since, until in spans)]
        return [f"{one['method']} {one['path']}" for one in within]

    def listen(self, version: str) -> str:
        """An endpoint that is pinned to an API version, and loses whatever is sent to it; its id."""
        fault = json.dumps({"kind": "drop", "times": 10_000, "account": self.account})
        self._send("POST", f"{INTROSPECTION}/webhook_faults", fault, "application/json", (200,))
        form = {"url": NOWHERE + version, "enabled_events[]": "*", "api_version": version}
        return str(self.post("webhook_endpoints", form)["id"])

    def as_sent_to(self, endpoint: str, event_id: str) -> Object:
        """An event as Stripe renders it for an endpoint, awaited."""
        path = f"{INTROSPECTION}/webhook_deliveries?account={self.account}&event_id={event_id}"

        def look() -> Object | None:
            rows = self._call("GET", path, None, (200,))["data"]
            return next((json.loads(row["payload"]) for row in rows if row["endpoint"] == endpoint), None)

        return eventually(look, reason=f"{event_id} for {endpoint}") or {}

    def _events(self, after: str) -> list[Object]:
        newer = f"&ending_before={after}" if after else ""
        return list(self._call("GET", f"/v1/events?limit=100{newer}", None, (200,))["data"])

    def _call(self, method: str, path: str, form: Mapping[str, Any] | None, expected: tuple[int, ...]) -> Any:
        text = None if form is None else urlencode(form)
        return self._send(method, path, text, "application/x-www-form-urlencoded", expected)

    def _send(self, method: str, path: str, text: str | None, kind: str, expected: tuple[int, ...]) -> Any:
        headers = {**OURS, "Authorization": f"Bearer {self.key}", "Content-Type": kind}
        body = None if text is None else text.encode()
        try:
            answer = transport.send(method, self.url + path, body, headers, SECONDS)
        except transport.HTTPError as error:
            raise StripeRefused(f"{method} {path} got no answer of the emulator: {error}") from error
        if answer.status not in expected:
            raise StripeRefused(f"{method} {path} was answered {answer.status}: {answer.data.decode()[:500]}")
        return json.loads(answer.data)
