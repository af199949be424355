"""One HTTP exchange as a value: the request and its answer, shown without secrets."""

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from harness.core.failure import Failure
from harness.core.masking import mask

SHOWN_CHARACTERS = 4000
SHOWN_HEADERS = ("content-type", "idempotency-key", "stripe-signature", "authorization", "origin")


@dataclass(frozen=True)
class Exchange:
    """A request and its answer, as sent and received. Everything shown (`curl`, `as_text`) is masked."""

    method: str
    url: str
    request_headers: Mapping[str, str]
    request_body: str
    status: int
    headers: Mapping[str, str]
    text: str
    elapsed_ms: float

    def json(self) -> Any:
        """The answer's JSON; Failure when it is none."""
        try:
            return json.loads(self.text)
        except ValueError as error:
            raise Failure(
                "not_json",
                f"{self.method} {mask(self.url)} did not answer JSON",
                then="the body is JSON",
                however=f"{error}: {mask(self.text)[:200]!r}",
                exchange=self,
            ) from error

    def curl(self) -> str:
        """The request as a shell command, without secrets."""
        words = ["curl", "-X", self.method, mask(self.url)]
        for name, value in self.request_headers.items():
            if name.lower() in SHOWN_HEADERS:
                words += ["-H", f"{name}: {mask(value)}"]
        if self.request_body:
            words += ["-d", mask(_readable(self.request_body, self.request_headers))]
        return " ".join(shlex.quote(word) for word in words)

    def as_text(self) -> str:
        """The request as curl and the response, without secrets."""
        return f"{self.curl()}\n-> {self.status} in {self.elapsed_ms:.0f} ms\n{mask(self.text)[:SHOWN_CHARACTERS]}"

    def expect(self, *statuses: int) -> "Exchange":
        """Itself when the status is one of these; Failure with curl and response otherwise."""
        if self.status in statuses:
            return self
        allowed = " or ".join(str(status) for status in statuses)
        raise Failure(
            "unexpected_status",
            f"{self.method} {self._path()} answered {self.status} instead of {allowed}",
            let=f"the case send {self.method} {mask(self.url)}",
            then=f"the status is {allowed}",
            however=f"it is {self.status}: {mask(self.text)[:300]}",
            exchange=self,
        )

    def problem(self) -> dict[str, Any]:
        """The RFC 9457 problem of an error answer; Failure when the answer is not one."""
        kind = self.headers.get("content-type", "")
        if self.status < 400 or not kind.startswith("application/problem+json"):
            raise Failure(
                "not_a_problem",
                f"{self.method} {self._path()} did not answer problem details",
                then="the status is 4xx or 5xx and the content type application/problem+json",
                however=f"the status is {self.status} and the content type {kind or 'absent'}",
                exchange=self,
            )
        body: dict[str, Any] = self.json()
        return body

    def _path(self) -> str:
        return mask("/" + self.url.split("://", 1)[-1].partition("/")[2].partition("?")[0])


def _readable(body: str, headers: Mapping[str, str]) -> str:
    kind = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
    return unquote_plus(body) if kind.endswith("x-www-form-urlencoded") else body
