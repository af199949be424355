"""Requests to the Stripe backend: over plain HTTP, with the stack's own keys, each with a deadline."""

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from harness.core import transport
from harness.core.masking import mask

REQUEST_SECONDS = 15.0
POLL_SECONDS = 0.02
SUMMARY_CHARACTERS = 160
VALUES = re.compile(r"&?\blimit=\d+|(?<==)[^&]*")


class Deviation(Exception):
    """What the backend did instead of what Stripe documents, as the rest of a sentence: "approves 4000000000000002"."""


@dataclass(frozen=True)
class Answer:
    """One answer of the backend."""

    status: int
    text: str

    @cached_property
    def json(self) -> Any:
        """Its JSON; None when it is none."""
        try:
            return json.loads(self.text)
        except ValueError:
            return None

    @property
    def body(self) -> dict[str, Any]:
        """Its JSON object; empty when it is none."""
        return self.json if isinstance(self.json, dict) else {}

    @property
    def error(self) -> dict[str, Any]:
        """Stripe's error in it; empty when there is none."""
        found = self.body.get("error")
        return found if isinstance(found, dict) else {}

    def ok(self, what: str) -> dict[str, Any]:
        """The object of a 200; Deviation, naming what was asked, for any other answer."""
        if self.status == 200 and self.body:
            return self.body
        raise Deviation(f"answers {self.summary()} to {what}")

    def refuses(self, status: int, what: str, *codes: str) -> None:
        """Nothing when it is an error with this status (and one of these codes); Deviation otherwise."""
        if self.status == 200:
            raise Deviation(f"accepts {what}")
        if self.status != status or (codes and self.error.get("code") not in codes):
            raise Deviation(f"answers {self.summary()} to {what} instead of {status} {' or '.join(codes)}".rstrip())

    def summary(self) -> str:
        """Status and code, or the message where there is no code; without secrets."""
        reason = self.error.get("code") or self.error.get("message") or ""
        text = mask(" ".join(str(reason).split()))[:SUMMARY_CHARACTERS]
        return f"{self.status} ({text})" if text else f"{self.status}"


class Client:
    """Sends over the connections of this process; every request ends before `ends` (of `time.monotonic`)."""

    def __init__(self, base: str, secret: str, publishable: str, ends: float) -> None:
        self._base = base.rstrip("/")
        self._secret, self._publishable, self._ends = secret, publishable, ends

    def post(self, path: str, form: Mapping[str, Any], *, browser: bool = False, key: str = "") -> Answer:
        """POST a form with the secret key, or as a browser with the publishable one; `key` is for idempotency."""
        headers = {"Content-Type": "application/x-www-form-urlencoded", **({"Idempotency-Key": key} if key else {})}
        return self.send("POST", path, urlencode(form), headers, browser=browser)

    def get(self, path: str) -> Answer:
        """GET with the secret key."""
        return self.send("GET", path)

    def listed(self, path: str) -> list[dict[str, Any]]:
        """The objects of a list; Deviation, naming the list, when it cannot be had."""
        request = f"GET {VALUES.sub('', path)}"
        rows = self.get(path).ok(request).get("data")
        if not isinstance(rows, list):
            raise Deviation(f"answers no list to {request}")
        return rows

    def json(self, method: str, path: str, body: Any = None) -> Answer:
        """JSON without a key, as the introspection takes it."""
        text = json.dumps(body) if body is not None else ""
        return self.send(method, path, text, {"Content-Type": "application/json"})

    def send(
        self, method: str, path: str, body: str = "", headers: Mapping[str, str] | None = None, *, browser: bool = False
    ) -> Answer:
        """One exchange; `transport.HTTPError` when no answer comes, TimeoutError when the time was over before."""
        left = min(REQUEST_SECONDS, self._ends - time.monotonic())
        if left <= 0:
            raise TimeoutError("no time was left")
        sent = {"Authorization": f"Bearer {self._publishable if browser else self._secret}", **(headers or {})}
        answer = transport.send(method, self._base + path, body.encode() or None, sent, left)
        return Answer(answer.status, answer.data.decode("utf-8", errors="replace"))

    def until(self, check: Callable[[], bool], seconds: float) -> bool:
        """Whether the condition came to hold in this time."""
        ends = min(time.monotonic() + seconds, self._ends)
        while not check():
            if time.monotonic() >= ends:
                return False
            time.sleep(POLL_SECONDS)
        return True
