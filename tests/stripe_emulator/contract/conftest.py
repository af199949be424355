"""Requests as text: `judge("POST /v1/refunds", "charge=ch_1&amount=5")`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from stripe_emulator.contract import CURRENT
from stripe_emulator.wire import forms
from stripe_emulator.wire.errors import StripeError

Judge = Callable[..., dict[str, Any]]


@pytest.fixture
def judge() -> Judge:
    """Reads a form body as the operation of a method and path does; the error's fields when it is refused."""

    def read(request: str, body: str = "", publishable: bool = False) -> dict[str, Any]:
        method, _, path = request.partition(" ")
        operation = CURRENT.find(method, path)
        assert operation is not None, f"no operation {request}"
        try:
            return CURRENT.judge(operation, forms.decode(body), publishable)
        except StripeError as error:
            return {"status": error.status, **error.fields()}

    return read
