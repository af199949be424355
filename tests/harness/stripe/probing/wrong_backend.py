"""An emulator behind a proxy that changes one thing: a Stripe backend that lacks it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import httpx

from tests.dual_mode.changing_proxy import ChangingProxy

Form = dict[str, str]
Response = tuple[int, Any]
# Gets "POST /v1/payment_intents" (without query), the query, the form, and the answer (None for what is no JSON);
# returns the answer.
Change = Callable[[str, str, Form, Response], Response]


class WrongBackend(ChangingProxy):
    """Passes everything on to `behind`, and tells what `change` makes of the answers."""

    def __init__(self, behind: str, change: Change) -> None:
        super().__init__(behind, lambda _, content: content)
        self._wrong = change

    def _pass_on(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[httpx.Response, bytes]:
        answer, content = super()._pass_on(method, path, headers, body)
        try:
            got = answer.status_code, json.loads(content)
        except ValueError:
            got = answer.status_code, None
        form = dict(parse_qsl(body.decode())) if b"=" in body else {}
        bare, _, query = path.partition("?")
        status, changed = self._wrong(f"{method} {bare}", query, form, got)
        if (status, changed) == (answer.status_code, None):
            return answer, content
        content = json.dumps(changed).encode()
        return httpx.Response(status, headers={"Content-Type": "application/json"}), content


def approves(number: str) -> Change:
    """A backend that approves one card, whatever Stripe documents."""
    field = "payment_method_data[card][number]"

    def change(request: str, query: str, form: Form, response: Response) -> Response:
        if form.get(field) != number or response[0] == 200:
            return response
        intent = response[1]["error"]["payment_intent"]
        return 200, {**intent, "status": "succeeded"}

    return change
