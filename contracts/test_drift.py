"""The contract drifts neither from what the checkout serves at /openapi.json nor, unnoticed, from its last release.

Both are one comparison (contracts/drift/comparison.py). What a checkout serves must be the contract, so every
difference is a finding. Since the last release the contract may change: what breaks clients is a finding, the rest is
listed. A new release is kept by `python -m contracts.released`.
"""

import pytest

from contracts.drift import comparison as drift
from contracts.drift import releases
from contracts.drift.comparison import Change
from contracts.drift.findings import refuse, tell
from contracts.shared import document
from contracts.shared.labels import labelled, titled
from contracts.shared.payment_api import only_ours
from harness import Http, Stack
from harness.checkouts.loading import load

pytestmark = pytest.mark.usefixtures("our_api")
CONTRACT = document.load()
VERSION, RELEASED = releases.last()
LABELS = [operation.label for operation in document.operations(CONTRACT)]
SINCE_RELEASE = drift.changes(RELEASED, CONTRACT)
BOTH = list(dict.fromkeys([*(operation.label for operation in document.operations(RELEASED)), *LABELS]))
SERVED = {
    "let": "contracts/payments.openapi.yaml, and the description that the checkout serves at /openapi.json",
    "then": "both say the same of everything that a caller can observe",
}
SINCE = {
    "let": f"a client be written against the contract {VERSION} and meet contracts/payments.openapi.yaml",
    "then": "a client written against the first goes on working with the second",
}


@pytest.fixture(scope="module")
def served(stack: Stack) -> list[Change]:
    """What the document that the checkout serves says otherwise than the contract."""
    only_ours(load(stack.adapter).people)
    http = Http(stack.checkout_url, actor="reader", system="checkout")
    answer: document.Json = http.send("GET", "/openapi.json", operation="description").expect(200).json()
    return [change for change in drift.changes(CONTRACT, answer) if not untold(change)]


def untold(change: Change) -> bool:
    """Whether the served document says nothing of an answer's limits: the fuzz holds the answers themselves to them."""
    return change.code == "response_limit_loosened" and change.what.endswith("is nothing")


@labelled("Drift", "Served description")
@pytest.mark.quick
def test_served_operations_are_those_of_the_contract(served: list[Change]) -> None:
    """Nothing is served that the contract does not document."""
    titled("/openapi.json names no operation that the contract does not")
    surplus = [change for change in served if change.code == "operation_added"]
    refuse(surplus, **SERVED)


@labelled("Drift", "Served description")
@pytest.mark.parametrize("operation", LABELS)
def test_served_operation_agrees_with_the_contract(served: list[Change], operation: str) -> None:
    """Same statuses, content types, parameters, ways to authenticate, and bodies with their types and limits."""
    titled(f"/openapi.json tells {operation} as the contract does")
    found = [change for change in served if change.operation == operation]
    refuse(found, **SERVED)


@labelled("Drift", f"Since release {VERSION}")
@pytest.mark.parametrize("operation", BOTH)
def test_no_client_of_the_last_release_breaks(operation: str) -> None:
    """Whoever was written against the last released contract goes on working with this one."""
    titled(f"{operation} breaks no client of release {VERSION}")
    changes = [change for change in SINCE_RELEASE if change.operation == operation]
    tell([change for change in changes if not change.breaking])
    refuse([change for change in changes if change.breaking], **SINCE)
