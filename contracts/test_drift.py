"""The contract drifts neither from what the checkout serves (`served` of [contract]) nor, unnoticed, from its release.

Both are one comparison (contracts/drift/comparison.py). What a checkout serves must be the contract, so every
difference is a finding. Since the last release the contract may change: what breaks clients is a finding, the rest is
listed; that is of our payment API, and a new release of it is kept by `python -m contracts.released`.
"""

import pytest

from contracts.drift import comparison as drift
from contracts.drift import releases
from contracts.drift.comparison import Change
from contracts.drift.findings import refuse, tell
from contracts.shared import document
from contracts.shared.document import Operation
from contracts.shared.labels import labelled, titled
from harness import Http, Stack, openapi

CONTRACT = document.load()
VERSION, RELEASED = releases.last()
SINCE_RELEASE = drift.changes(RELEASED, CONTRACT)
BOTH = list(
    dict.fromkeys(
        [
            *(operation.label for operation in document.operations(RELEASED)),
            *(operation.label for operation in document.operations(CONTRACT)),
        ]
    )
)
SERVED = {
    "let": "the contract, and the description that the checkout serves",
    "then": "both say the same of everything that a caller can observe",
}
SINCE = {
    "let": f"a client be written against the contract {VERSION} and meet contracts/payments.openapi.yaml",
    "then": "a client written against the first goes on working with the second",
}


@pytest.fixture(scope="module")
def served(stack: Stack) -> list[Change]:
    """What the document that the checkout serves says otherwise than the contract."""
    file, path = (stack.contract.get(name) for name in ("file", "served"))
    if not file or not path:
        pytest.skip("not offered: a contract in a file beside a served one (`openapi` and `served` of [contract])")
    http = Http(stack.checkout_url, actor="reader", system="checkout")
    answer = openapi.parse(http.send("GET", path, operation="description").expect(200).text)
    return [change for change in drift.changes(document.of_file(file), answer) if not untold(change)]


def untold(change: Change) -> bool:
    """Whether the served document says nothing of an answer's limits: the fuzz holds the answers themselves to them."""
    return change.code == "response_limit_loosened" and change.what.endswith("is nothing")


@labelled("Drift", "Served description")
@pytest.mark.quick
def test_served_operations_are_those_of_the_contract(served: list[Change]) -> None:
    """Nothing is served that the contract does not document."""
    titled("The served description names no operation that the contract does not")
    surplus = [change for change in served if change.code == "operation_added"]
    refuse(surplus, **SERVED)


@labelled("Drift", "Served description")
def test_served_operation_agrees_with_the_contract(served: list[Change], promised: Operation) -> None:
    """Same statuses, content types, parameters, ways to authenticate, and bodies with their types and limits."""
    titled(f"The served description tells {promised.label} as the contract does")
    found = [change for change in served if change.operation == promised.label]
    refuse(found, **SERVED)


@labelled("Drift", f"Since release {VERSION}")
@pytest.mark.usefixtures("our_api")
@pytest.mark.parametrize("operation", BOTH)
def test_no_client_of_the_last_release_breaks(operation: str) -> None:
    """Whoever was written against the last released contract goes on working with this one."""
    titled(f"{operation} breaks no client of release {VERSION}")
    changes = [change for change in SINCE_RELEASE if change.operation == operation]
    tell([change for change in changes if not change.breaking])
    refuse([change for change in changes if change.breaking], **SINCE)
