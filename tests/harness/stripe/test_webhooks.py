"""Events as Stripe delivers them: which answers of a checkout will do."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, cast

import pytest

from harness.core.failure import Failure
from harness.stripe.webhooks import Webhooks
from tests.harness.stub import WEBHOOK_PATH, Stub

SUCCEEDED, FAILED = "payment_intent.succeeded", "payment_intent.payment_failed"


@pytest.mark.parametrize(
    ("events", "type", "status", "taken"),
    [
        ((SUCCEEDED,), SUCCEEDED, 200, True),
        ((SUCCEEDED,), SUCCEEDED, 400, False),
        ((SUCCEEDED,), FAILED, 202, True),
        ((SUCCEEDED,), FAILED, 400, True),
        ((SUCCEEDED,), FAILED, 500, False),
        (("*",), FAILED, 400, False),
    ],
)
def test_a_type_that_nobody_registered_for_may_be_refused(
    stub: Stub, events: tuple[str, ...], type: str, status: int, taken: bool
) -> None:
    """Not so one that the checkout registers for; and none may make it fall over."""
    stub.answers["POST", WEBHOOK_PATH] = (status, {})
    webhooks = Webhooks(replace(stub.stack(), webhook_events=events), cast(Any, None))
    event = {"id": "evt_1", "type": type, "data": {"object": {}}}
    for body in (event, json.dumps(event)):
        if taken:
            assert webhooks.deliver(body).status == status
        else:
            with pytest.raises(Failure, match="webhook_not_taken"):
                webhooks.deliver(body)
    webhooks.close()
