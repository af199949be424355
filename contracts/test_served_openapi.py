"""What the checkout serves at /openapi.json is the contract of record."""

import copy

import pytest
import requests

from contracts import document, structure
from contracts.labels import labelled, titled
from harness.stack import Stack

CONTRACT = document.load()
LABELS = [operation.label for operation in document.operations(CONTRACT)]


@pytest.fixture(scope="module")
def served(stack: Stack) -> document.Json:
    """The document that the checkout under test serves."""
    response = requests.get(f"{stack.checkout_url}/openapi.json", timeout=10)
    assert response.status_code == 200, f"GET /openapi.json: expected 200, came {response.status_code}: {response.text}"
    answer: document.Json = response.json()
    return answer


@labelled("Served description", "Operations")
def test_served_operations_are_those_of_the_contract(served: document.Json) -> None:
    """Neither an undocumented operation nor a documented one that is not there."""
    titled("/openapi.json names the operations of the contract")
    assert sorted(operation.label for operation in document.operations(served)) == sorted(LABELS)


@labelled("Served description", "Shapes")
@pytest.mark.parametrize("label", LABELS)
def test_served_operation_agrees_with_the_contract(served: document.Json, label: str) -> None:
    """Same statuses, content types, parameters, and body properties with their types and limits."""
    titled(f"/openapi.json tells {label} as the contract does", label)
    found = [line for line in structure.differences(CONTRACT, served) if line.startswith(f"{label}: ")]
    assert not found, "the served description differs from contracts/payments.openapi.yaml:\n" + "\n".join(found)


@labelled("Served description", "The comparison itself")
def test_a_difference_is_found_and_told() -> None:
    """The comparison sees a property, a limit, a status and an operation that changed, and names each."""
    changed = copy.deepcopy(CONTRACT)
    del changed["paths"]["/health"]
    del changed["paths"]["/api/cart"]["get"]["responses"]["401"]
    changed["components"]["schemas"]["Quantity"]["maximum"] = 100
    changed["components"]["schemas"]["Refund"]["properties"]["amount"] = {"type": "string"}
    found = structure.differences(CONTRACT, changed)
    assert "GET /health: in the contract, not served" in found
    assert any(line.startswith("GET /api/cart: response 401 content: contract") for line in found)
    assert "POST /api/cart/items: request.quantity maximum: contract 99, served 100" in found
    assert any("createRefund" not in line and "response 200.amount type" in line for line in found)
    assert structure.differences(CONTRACT, copy.deepcopy(CONTRACT)) == []
