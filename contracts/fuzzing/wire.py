"""What passes between Schemathesis and the checkout, written into the case's history as `harness.core.http` writes it.

Hooks of the schema, so that the requests of checks are there too: https://schemathesis.readthedocs.io/en/stable/guides/extending/.
"""

from typing import Any

import requests
import schemathesis

from harness import Exchange, History, mask, response_sightings

ACTOR = "schemathesis"
SHOWN_CHARACTERS = 1000


class Wire:
    """Records every exchange of one run of the fuzzer."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.sent: list[tuple[str, str, str]] = []
        self.statuses: list[int] = []

    def after_call(self, context: Any, case: schemathesis.Case[Any], response: Any) -> None:
        """An answer came."""
        exchange = exchange_of(response.request, response)
        invoke = self._invoke(case, exchange)
        media = exchange.headers.get("content-type", "")
        self.history.record(
            "ok" if exchange.status < 400 else "fail",
            ACTOR,
            invoke.operation,
            system="checkout",
            invoke=invoke.seq,
            status=exchange.status,
            media=media,
            response=mask(exchange.text)[:SHOWN_CHARACTERS],
            elapsed_ms=round(exchange.elapsed_ms, 1),
            sightings=response_sightings(exchange.text),
        )
        self.statuses.append(exchange.status)

    def after_network_error(
        self, context: Any, case: schemathesis.Case[Any], request: requests.PreparedRequest
    ) -> None:
        """No answer came."""
        invoke = self._invoke(case, exchange_of(request))
        lost = {"system": "checkout", "lost": "no answer", "invoke": invoke.seq}
        self.history.record("info", ACTOR, invoke.operation, **lost)

    def _invoke(self, case: schemathesis.Case[Any], exchange: Exchange) -> Any:
        operation = case.operation.definition.raw.get("operationId") or case.operation.label
        self.sent.append((exchange.method, exchange.url, exchange.request_body))
        request = {"method": exchange.method, "url": mask(exchange.url), "curl": exchange.curl()}
        return self.history.record("invoke", ACTOR, operation, system="checkout", **request)


def exchange_of(request: requests.PreparedRequest, response: Any = None) -> Exchange:
    """A request that was sent, and its answer when one came, as the harness tells exchanges."""
    body = request.body or b""
    text = body if isinstance(body, str) else bytes(body).decode("utf-8", "replace")
    answer = ("", {}, 0, 0.0) if response is None else _answer(response)
    answer_text, headers, status, elapsed = answer
    return Exchange(
        str(request.method), str(request.url), dict(request.headers), text, status, headers, answer_text, elapsed
    )


def _answer(response: Any) -> tuple[str, dict[str, str], int, float]:
    """Text, headers, status and milliseconds of an answer as Schemathesis keeps it: a header has a list of values."""
    headers = {name.lower(): ", ".join(values) for name, values in response.headers.items()}
    return response.content.decode("utf-8", "replace"), headers, response.status_code, response.elapsed * 1000
